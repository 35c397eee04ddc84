"""Write bodies: new sources of evidence, and the division of what a body that ended was to do."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tracker.actions import reference_rows
from tracker.actions.assessments.review import update_strengths
from tracker.actions.base import (
    Command,
    TimedCommand,
    check_values,
    lock_related,
    lock_row,
    save_fields,
)
from tracker.audit import reasons, text_screening
from tracker.errors import InvalidValue, Stale
from tracker.models import Body, Evidence, Mandates, Responsibility, User, domain_of
from tracker.policies import bodies, check_can_change
from tracker.vocabulary import BodyKind, ResponsibilityBasis


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
    check_can_change(command.by, "responsibility", str(_("Responsibilities")))
    mandates = Mandates(timezone.localdate(command.now))
    continuing = []
    with reasons.because(command.reason, by=command.by):  # at its end, all are counted at once
        for row in sorted(command.responsibilities, key=lambda row: row.recommendation_id):
            _check_stands(row)
            holders = mandates.holders(row.body_id) if row.body.has_ended(on=mandates.on) else []
            for body in command.bodies:
                InvalidValue.raise_if(
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


def _check_stands(row: Responsibility) -> None:
    """Lock what it depends on, and check that nobody withdrew it. Raises Stale."""
    lock_related(row)
    Stale.raise_if(
        not Responsibility.objects.not_withdrawn().filter(pk=row.pk).exists(),
        _("“%(row)s” was withdrawn meanwhile. Open the page again."),
        row=row,
    )


def _release(row: Responsibility, command: DivideResponsibilities) -> None:
    """Let the bodies that are not chosen continue it no longer."""
    by, reason = command.by, command.reason
    for part in row.continued_by.not_withdrawn().exclude(body__in=command.bodies).order_by("pk"):
        if part.only_continues:
            reference_rows.withdraw(
                reference_rows.WithdrawRow(row=part, reason=reason, by=by, now=command.now)
            )
        else:
            reference_rows.change(
                reference_rows.ChangeRow(row=part, fields={"continues": None}, reason=reason, by=by)
            )


def _continue(row: Responsibility, body: Body, command: DivideResponsibilities) -> Responsibility:
    """Return the row of a body that continues a responsibility: its own, or a new one."""
    by, reason = command.by, command.reason
    same = {"recommendation": row.recommendation, "body": body, "role": row.role}
    if (own := Responsibility.objects.not_withdrawn().filter(**same).first()) is None:
        values = {
            "basis": ResponsibilityBasis.INFERRED_OUTSIDE_REPORT,
            "confidence": row.confidence,
            "reason": reason,
            "continues": row,
        }
        return reference_rows.add(
            reference_rows.AddRow(
                model=Responsibility, fields={**same, **values}, reason=reason, by=by
            )
        )
    InvalidValue.raise_if(
        own.continues_id not in (None, row.pk) or row.continues_id == own.pk,
        _(
            "%(body)s already continues another responsibility for %(recommendation)s. Divide"
            " this one without it."
        ),
        body=body.short,
        recommendation=row.recommendation,
    )
    return reference_rows.change(
        reference_rows.ChangeRow(row=own, fields={"continues": row}, reason=reason, by=by)
    )


MAX_CODE = 36  # and a number


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source that is not in the list of bodies yet; its domain is that of the link."""

    name: str
    kind: BodyKind
    url: str = ""
    acronym: str = ""


@transaction.atomic
def add_source(source: NewSource, *, by: User) -> Body:
    """Return the new body; a new source with this name that waits for a look is used again.

    It joins the pickers after a reviewer's look. Raises PermissionRefused, InvalidValue for a body
    in the list or for a name that its field can't take, PersonalDataFound for a name that looks
    like a victim's.
    """
    bodies.check_can_add_source(by)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once: one waits
    name, domain = " ".join(source.name.split()), domain_of(source.url)
    if (same := bodies.find_same_source(name, domain)) is not None:
        return same
    with reasons.because(_("Added as a source of evidence"), by=by):
        text_screening.check_text([name])
        body = Body(
            code=_free_code(name),
            name_en=name,
            acronym=source.acronym,
            kind=source.kind,
            domains=[domain] if domain else [],
            accepts_correspondence=False,
            is_provisional=True,
            added_by=by,
        )
        check_values(body)
        bodies.check(body)
        body.save()
    return body


@dataclass(frozen=True, slots=True)
class AcceptSource(Command):
    """Let everybody choose a new source, under the name and kind that the reviewer gives."""

    body: Body
    name: str
    kind: str


@transaction.atomic
def accept_source(command: AcceptSource) -> Body:
    """Accept a new source. Raises PermissionRefused, InvalidValue, Stale when it was decided."""
    by = command.by
    with reasons.because(_("Accepted as a source of evidence"), by=by):
        body = _lock_source(command.body, by=by)
        body.name_en, body.kind, body.is_provisional = command.name, command.kind, False
        text_screening.check_text([body.name_en])
        check_values(body)
        body.save(update_fields=["name_en", "kind", "is_provisional"])
    return body


@dataclass(frozen=True, slots=True)
class MergeSource(TimedCommand):
    """Move the evidence of a new source to the body that it is, with a reason."""

    body: Body
    into: Body
    _: KW_ONLY
    reason: str


@transaction.atomic
def merge_source(command: MergeSource) -> Body:
    """Merge a new source into a body, which takes over its name, domains and evidence.

    Raises PermissionRefused, Stale when it was decided already, InvalidValue for itself or another
    new source, and without a reason.
    """
    by = command.by
    with reasons.because(command.reason, by=by):
        body = _lock_source(command.body, by=by)
        into = lock_row(command.into)
        bodies.check_can_take_over(into, body)
        names = {into.name_en, into.name_sq, into.name_sr, into.acronym, *into.aliases}
        into.aliases += [] if body.name_en in names else [body.name_en]
        into.domains += body.domains
        save_fields(body, domains=[], valid_to=timezone.localdate(command.now))
        into.save(update_fields=["aliases", "domains"])
        body.successors.add(into)
        for name in ("issuer", "original_source"):
            for piece in Evidence.objects.select_for_update().filter(**{name: body.pk}):
                save_fields(piece, **{name: into})
                update_strengths(piece)
    return into


def _lock_source(body: Body, *, by: User) -> Body:
    """Return the locked row of a new source that `by` may decide on."""
    bodies.check_can_review_source(by, body)
    fresh = lock_row(body)
    bodies.check_waits_for_review(fresh)
    return fresh


def _free_code(name: str) -> str:
    """Return a code made from a name that no body has: "HUMAN_RIGHTS_WATCH"."""
    stem = slugify(name).upper().replace("-", "_")[:MAX_CODE].strip("_") or "SOURCE"
    codes = set(Body.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}_{number}" for number in range(2, len(codes) + 3))
    return stem if stem not in codes else next(code for code in numbered if code not in codes)
