"""Add, change and withdraw reference rows and analysts' fields; divide responsibilities."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import errors, policies, vocabulary
from tracker.actions.assessments.review import update_strengths
from tracker.actions.base import (
    Command,
    TimedCommand,
    WithdrawRow,
    because,
    describe_errors,
    field_label,
    lock_related,
    lock_row,
    save_fields,
    screen_row,
)
from tracker.actions.bodies import NewSource, add_source
from tracker.actions.evidence import files, sensitivity
from tracker.actions.questions import questions
from tracker.models import (
    Body,
    Citation,
    Component,
    Evidence,
    File,
    Indicator,
    Mandates,
    Passage,
    Question,
    Recommendation,
    Responsibility,
    User,
    Withdrawable,
)
from tracker.summaries.recommendations.quotations import check_quote


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRow(Command):
    """Values of a row: `fields` by name, and many-to-many fields in `many`."""

    fields: Mapping[str, object]
    many: Mapping[str, Iterable[models.Model]] = field(default_factory=dict)
    reason: str | vocabulary.Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRow[Row: models.Model](WriteRow):
    """The values of a new row."""

    model: type[Row]
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow[Row: models.Model](WriteRow):
    """New values of the named fields of a row. A NewSource is added first."""

    row: Row
    last_event: int | None = None  # about the row, that `by` has seen


@transaction.atomic
def add[Row: models.Model](command: AddRow[Row]) -> Row:
    """Add a row.

    Raises PermissionRefused, InvalidValue when a value breaks a rule, QuoteMismatch. A
    recommendation added without a review date gets the next one of its mechanism after `now`.
    """
    row = command.model(**command.fields)
    policies.check_can_change(
        command.by, _noun(command.model), str(command.model._meta.verbose_name)
    )
    with because(command.reason, by=command.by):
        lock_related(row)
        if isinstance(row, Recommendation) and row.review_on is None and command.now is not None:
            row.review_on = row.report.mechanism.next_date(after=timezone.localdate(command.now))
        _save(row)
        _set_many(row, command.many, by=command.by)
        update_strengths(row)
    return row


@transaction.atomic
def change[Row: models.Model](command: ChangeRow[Row]) -> Row:
    """Write the named fields of a row.

    Raises PermissionRefused, NotAllowed for a field that is fixed and for what an assessment cites,
    Stale when somebody else changed the row after the event `last_event`, InvalidValue when a value
    breaks a rule, QuoteMismatch. Nothing is written then.
    """
    row, by, fields, many = command.row, command.by, command.fields, command.many
    policies.check_can_change(by, _noun(type(row)), str(row))
    with because(command.reason, by=by):
        lock_related(row)
        fresh = lock_row(row)
        policies.check_is_current(fresh, by, command.last_event)
        fields = {
            name: add_source(value, by=by) if isinstance(value, NewSource) else value
            for name, value in fields.items()
        }
        _check_not_fixed(fresh, fields)
        errors.NotAllowed.raise_if(
            isinstance(fresh, Citation) and fresh.assessment_id is not None,
            _(
                "%(row)s can't be changed: an assessment cites it. Withdraw it with a reason, "
                "and cite it again."
            ),
            row=fresh,
        )
        if isinstance(fresh, User) and "groups" in many:
            policies.people.check_keeps_administrator(fresh, many["groups"])
        old_sensitivity = getattr(fresh, "sensitivity", "")
        for name, value in fields.items():
            setattr(fresh, name, value)
        if isinstance(fresh, Evidence) and fresh.reading:  # what is stated now is read no more
            left = files.unstated(fresh)
            fresh.reading = {name: read for name, read in fresh.reading.items() if name in left}
            fields["reading"] = fresh.reading
        if isinstance(fresh, Citation) and "use" in fields:  # chosen, whatever it followed before
            fields["is_use_stated"] = fresh.is_use_stated = True
        _save(fresh, list(fields))
        _set_many(fresh, many, by=by)
        if "sensitivity" in fields:
            _restrict(fresh, old_sensitivity, by=by)
        update_strengths(fresh)
    return fresh


@transaction.atomic
def withdraw[Row: Withdrawable](command: WithdrawRow[Row]) -> Row:
    """Withdraw a row that was a mistake; the row stays, with when and why.

    Raises PermissionRefused, or InvalidValue without a reason. A row that is withdrawn already does
    not change. An assessment that cites the row stays; its strength is calculated without it. Who
    is invited to decide on an assessment may withdraw what it cites. A version of a file is part of
    its evidence.
    """
    row: Withdrawable = command.row
    owner: Withdrawable = row.evidence if isinstance(row, File) else row
    if not policies.is_invited(command.by, row.assessment if isinstance(row, Citation) else None):
        policies.check_can_change(command.by, _noun(type(owner)), str(row))
    with because(
        vocabulary.Reason(command.reason, vocabulary.ReasonCode.WITHDRAWAL), by=command.by
    ):
        lock_related(owner)
        fresh = lock_row(command.row)
        if fresh.withdrawn_at is None:
            save_fields(fresh, withdrawn_at=command.now, withdrawal_reason=command.reason)
            update_strengths(owner if isinstance(fresh, File) else fresh)
    return fresh


def _noun(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def _save(row: models.Model, names: list[str] | None = None) -> None:
    check_row(row)
    if isinstance(row, Recommendation) and not row.sort_key:
        row.sort_key = row.report.sort_key_for(row.position)
    try:
        screen_row(row, names)
        row.full_clean(exclude={"sort_key"} if hasattr(row, "sort_key") else None)
        with transaction.atomic():
            row.save(update_fields=names) if names is not None else row.save()
    except ValidationError as error:
        raise errors.InvalidValue(describe_errors(row, error)) from error
    except IntegrityError as clash:
        raise errors.InvalidValue(
            _(
                "%(row)s can't be saved: it conflicts with what somebody else saved at the "
                "same time. Open it again and compare."
            )
            % {"row": row}
        ) from clash


def _restrict(row: Any, old_sensitivity: str, *, by: User) -> None:
    """Apply a higher sensitivity; raise NotAllowed for a lower one, which takes a second person."""
    errors.NotAllowed.raise_if(
        vocabulary.is_less_sensitive(old_sensitivity, row.sensitivity),
        _(
            "The sensitivity of “%(row)s” can't be lowered here: a second person must "
            "agree. Propose it on the page of the evidence."
        ),
        row=row,
    )
    if row.sensitivity == vocabulary.Sensitivity.NAMED_READERS:
        sensitivity.ensure_reader(row, by=by)
    sensitivity.restrict_files(row)
    sensitivity.withdraw_outdated_requests(row, by=by)


def _set_many(row: models.Model, many: Mapping[str, Iterable[Any]], *, by: User) -> None:
    for name, rows in many.items():
        if isinstance(row, Evidence) and name == "readers":
            sensitivity.set_readers(row, rows, by=by)
        else:
            getattr(row, name).set(rows)


def check_row(row: models.Model) -> None:
    """Check the rules of a model that no field and no constraint can express.

    Raises TrackerError.
    """
    match row:
        case Body():
            policies.bodies.check(row)
        case Component():
            policies.recommendations.check_component_quote(row)
        case Question():
            questions.check(row)
        case Indicator():
            policies.figures.check(row)
    passage = getattr(row, "passage", None)
    quote = getattr(row, "text" if isinstance(row, Recommendation) else "quote", None)
    if isinstance(passage, Passage) and quote is not None:
        check_quote(passage, row.start, row.end, quote, name=str(row))  # type: ignore[attr-defined]


def _check_not_fixed(row: models.Model, fields: Mapping[str, object]) -> None:
    fixed = policies.FIXED_FIELDS.get(_noun(type(row)), frozenset()) | {"pk", "id", "withdrawn_at"}
    for name in fields:
        errors.NotAllowed.raise_if(
            name in fixed and getattr(row, name) != fields[name],
            _(
                "“%(field)s” of %(row)s can't be changed: it is quoted from the source or set "
                "only once. Withdraw it with a reason, and add it again."
            ),
            field=field_label(row, name),
            row=row,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DivideResponsibilities(TimedCommand):
    """The successors that continue responsibilities of an ended body; none: all, undivided."""

    responsibilities: Sequence[Responsibility]
    bodies: Sequence[Body]
    reason: str


@transaction.atomic
def divide(command: DivideResponsibilities) -> list[Responsibility]:
    """Divide responsibilities, in place of an earlier division; return the rows that continue them.

    A successor that has the role there already continues with its own row. A row that is no longer
    chosen is withdrawn; one that the report itself shows stays and continues nothing.

    Raises:
        PermissionRefused: The user may not change responsibilities.
        InvalidValue: There is no reason, a body is no successor, or its row continues another one.
        Stale: A responsibility was withdrawn meanwhile.
    """
    policies.check_can_change(command.by, "responsibility", str(_("Responsibilities")))
    mandates = Mandates(command.day)
    continuing = []
    with because(command.reason, by=command.by):  # at its end, all are counted at once
        for row in sorted(command.responsibilities, key=lambda row: row.recommendation_id):
            lock_related(row)
            errors.Stale.raise_if(
                not Responsibility.objects.not_withdrawn().filter(pk=row.pk).exists(),
                _("“%(row)s” was withdrawn meanwhile. Open the page again."),
                row=row,
            )
            holders = mandates.holders(row.body_id) if row.body.has_ended(on=mandates.on) else []
            for body in command.bodies:
                errors.InvalidValue.raise_if(
                    body.pk not in holders,
                    _(
                        "%(body)s is not a successor of %(former)s. Choose a successor, or add "
                        "it to those of %(former)s."
                    ),
                    body=body.short,
                    former=row.body.short,
                )
            _release(row, command)
            continuing += [_continue(row, body, command) for body in command.bodies]
    return continuing


def _release(row: Responsibility, command: DivideResponsibilities) -> None:
    """Let the bodies that are not chosen continue it no longer."""
    by, reason = command.by, command.reason
    for part in row.continued_by.not_withdrawn().exclude(body__in=command.bodies).order_by("pk"):
        if part.only_continues:
            withdraw(WithdrawRow(row=part, reason=reason, by=by, now=command.now))
        else:
            change(ChangeRow(row=part, fields={"continues": None}, reason=reason, by=by))


def _continue(row: Responsibility, body: Body, command: DivideResponsibilities) -> Responsibility:
    """Return the row of a body that continues a responsibility: its own, or a new one."""
    by, reason = command.by, command.reason
    same = {"recommendation": row.recommendation, "body": body, "role": row.role}
    if (own := Responsibility.objects.not_withdrawn().filter(**same).first()) is None:
        values = {
            "basis": vocabulary.ResponsibilityBasis.INFERRED_OUTSIDE_REPORT,
            "confidence": row.confidence,
            "reason": reason,
            "continues": row,
        }
        return add(AddRow(model=Responsibility, fields={**same, **values}, reason=reason, by=by))
    errors.InvalidValue.raise_if(
        own.continues_id not in (None, row.pk) or row.continues_id == own.pk,
        _(
            "%(body)s already continues another responsibility for %(recommendation)s. Divide"
            " this one without it."
        ),
        body=body.short,
        recommendation=row.recommendation,
    )
    return change(ChangeRow(row=own, fields={"continues": row}, reason=reason, by=by))
