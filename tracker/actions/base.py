"""What every action rests on: reasons, commands, locks, and values screened, checked and saved."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import errors, policies, vocabulary
from tracker.audit.reasons import because as because  # handed on to the actions
from tracker.audit.text_screening import check_text
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Evidence,
    Proposal,
    Recommendation,
    Responsibility,
    User,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Write to carry out as a user, with the rights of that user."""

    by: User


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedCommand(Command):
    """Write that stores when it was done."""

    now: datetime

    @property
    def day(self) -> date:
        """The day on which it is done, in the time zone of the installation."""
        return timezone.localdate(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionedCommand(TimedCommand):
    """Write that is refused where others changed its subject after the event `last_event`.

    That is the newest that the form showed; None is any.
    """

    last_event: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCommand[Row: models.Model](Command):
    """A row to change, and why."""

    row: Row
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedRowCommand[Row: models.Model](RowCommand[Row]):
    """A row to change, why and when."""

    now: datetime


class WithdrawRow[Row: models.Model](TimedRowCommand[Row]):
    """A row to withdraw, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideRow[Row: models.Model](TimedCommand):
    """A row to decide on, with a note, which all but an approval need."""

    row: Row
    note: str = ""


FILES_LOCK = 0x48656564  # key of the advisory lock on the files of evidence


def lock_recommendation(recommendation: Recommendation) -> Recommendation:
    """Lock a recommendation against other writers, and return it as it is now."""
    return (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("report__mechanism__issuer")
        .get(pk=recommendation.pk)
    )


def lock_recommendations(keys: models.QuerySet[Any, Any] | set[int]) -> None:
    """Lock recommendations before the first write, as every assessment does, in one order."""
    list(
        Recommendation.objects.filter(pk__in=keys)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk")
    )


def lock_related(row: models.Model) -> None:
    """Lock the rows that a write of this row affects, before the row itself, to avoid deadlocks.

    Citations, evidence and responsibilities affect the strength of assessments: their
    recommendations are locked, as by an approval. Bodies are one tree, locked whole.
    """
    related: Any
    match row:
        case Citation() | Responsibility():
            related = Recommendation.objects.filter(pk=row.recommendation_id)
        case Evidence():
            related = Recommendation.objects.filter(
                pk__in=Citation.objects.filter(evidence=row.pk).values("recommendation")
            )
        case Body():
            related = Body.objects.all()
        case User():  # so that one administrator remains
            related = User.objects.filter(
                models.Q(pk__in=policies.people.administrators().values("pk")) | models.Q(pk=row.pk)
            )
        case _:
            return
    # `no_key`: writers of rows that only refer to these need not wait.
    list(related.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def lock_row[Row: models.Model](row: Row, *related: str) -> Row:
    """Lock a row, and return it as it is now, with the `related` ones."""
    rows = type(row)._default_manager.select_for_update(of=("self",))
    return (rows.select_related(*related) if related else rows).get(pk=row.pk)


def lock_with_recommendation[Row: models.Model](row: Row, *related: str) -> Row:
    """Lock a row, its recommendation first if it has one, and return it as it is now."""
    about: Recommendation | None = getattr(row, "recommendation", None)
    recommendation = lock_recommendation(about) if about else None
    fresh = lock_row(row, *related)
    if recommendation:
        fresh.recommendation = recommendation  # type: ignore[attr-defined]
    return fresh


@contextmanager
def changing[Row: models.Model](
    row: Row, reason: str | vocabulary.Reason, *related: str, by: User
) -> Iterator[Row]:
    """Lock a row that the user may change, as `lock_with_recommendation` does, under this reason.

    Raises PermissionRefused, and InvalidValue without a reason.
    """
    policies.check_can_change(by, str(row._meta.model_name), str(row))
    with because(reason, by=by):
        yield lock_with_recommendation(row, *related)


def lock_assessment(assessment: Assessment) -> Assessment:
    """Lock an assessment, its recommendation first, and return it as it is now."""
    return lock_with_recommendation(assessment, "author", "body", "corrects")


def in_lock_order[C](commands: Iterable[C]) -> list[C]:
    """Sort commands on assessments, so that two people do not wait for each other."""
    return sorted(commands, key=attrgetter("row.recommendation_id", "row.pk"))


def lock_files(*, exclusive: bool = False) -> None:
    """Keep stored files from being deleted until the transaction ends.

    `exclusive` also keeps new files from being stored.
    """
    lock_key(FILES_LOCK, exclusive=exclusive)


def lock_key(key: int, *, exclusive: bool = True) -> None:
    """Let other transactions that lock this key wait for the end of this one.

    An advisory lock of PostgreSQL. SQLite needs none: it has one writer.
    """
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [key])


# Models of published text, or of what institutions are: not screened.
PUBLISHED = frozenset(
    {"body", "indicator", "mechanism", "passage", "report", "topic", "translation", "user"}
)
# Quoted from a source, made by us, or an address.
NOT_TYPED = frozenset(
    {"quote", "url", "query", "number", "sort_key", "sha256", "clean_sha256", "link_sha256"}
    | {"content_sha256", "seal_hash", "source_sha256", "table", "field"}
    | {"extracted_text", "code", "period", "previous_period"}
)
FILTER = "conditions"  # the filter of a report, which it prints; it may hold search words
QUOTED = {
    "recommendation": frozenset({"text"}),
    "figure": frozenset({"scope", "doubt"}),
    "file": frozenset({"name"}),  # screened word by word in evidence/files.py
    "publicationfile": frozenset({"name"}),  # made by us
}


def screen_row(row: models.Model, names: Iterable[str] | None = None) -> None:
    """Screen the text that people typed into a row, or into the named fields.

    Raises PersonalDataFound unless the person has confirmed the findings.
    """
    noun = str(row._meta.model_name)
    if noun in PUBLISHED:
        return
    skipped = NOT_TYPED | QUOTED.get(noun, frozenset())
    names = None if names is None else set(names)
    if names is None or FILTER in names:
        check_text((getattr(row, FILTER, None) or {}).get("search", ()))
    check_text(
        _as_text(getattr(row, field.name))
        for field in row._meta.concrete_fields
        # A breakdown, {"sex": "female"}, is the one JSON that people type freely.
        if (isinstance(field, models.CharField | models.TextField) or field.name == "breakdown")
        and not field.choices
        and field.name not in skipped
        and (names is None or field.name in names)
    )


def _as_text(value: object) -> str:
    return (
        "\n\n".join(f"{name}: {text}" for name, text in value.items())
        if isinstance(value, dict)
        else str(value or "")
    )


def check_values(row: models.Model) -> None:
    """Check the fields of a row, without queries: the rows it refers to were just read.

    Raises InvalidValue for an unknown code, or text that is too long or missing; PersonalDataFound
    for typed text that looks like a victim's data.
    """
    related = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=related)
    except ValidationError as error:
        raise errors.InvalidValue(describe_errors(row, error)) from error
    screen_row(row)


def check_constraints(row: models.Model) -> None:
    """Check the constraints of a row that have a message; raise InvalidValue with it."""
    for constraint in row._meta.constraints:
        if (
            isinstance(constraint, models.CheckConstraint)
            and constraint.violation_error_message != constraint.default_violation_error_message
        ):
            try:
                constraint.validate(type(row), row)
            except ValidationError as error:
                raise errors.InvalidValue(describe_errors(row, error)) from error


def save_checked[Row: models.Model](row: Row, *names: str) -> Row:
    """Check and save a row, or the named fields alone; raises as `check_values` does.

    Called under a reason.
    """
    check_values(row)
    row.save(update_fields=names or None)
    return row


def save_fields[Row: models.Model](row: Row, **values: object) -> Row:
    """Set fields and save them alone. Called under a reason."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


def save_changes[Row: models.Model](row: Row, fields: Mapping[str, object]) -> Row:
    """Save the fields whose values change. Called under a reason."""
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    return save_fields(row, **changed) if changed else row


def save_decision(
    proposal: Proposal,
    state: vocabulary.State,
    *,
    by: User,
    now: datetime | None,
    note: str,
    **values: object,
) -> None:
    """Store the decision on a proposal, and whether it needed no second person. Under a reason."""
    save_fields(
        proposal,
        state=state,
        decided_by=by,
        decided_at=now,
        decision_note=note,
        is_decided_alone=state == vocabulary.State.APPROVED
        and policies.four_eyes.is_decided_alone(by, proposal),
        **values,
    )


def describe_errors(row: models.Model, error: ValidationError) -> str:
    """Describe what is wrong with a row, field by field, as one sentence."""
    by_field = getattr(error, "message_dict", {"__all__": error.messages})
    parts = [
        " ".join(messages if name == "__all__" else [f"{field_label(row, name)}:", *messages])
        for name, messages in by_field.items()
    ]
    return _("%(row)s can't be saved. %(why)s") % {
        "row": str(row._meta.verbose_name).capitalize(),
        "why": " ".join(parts),
    }


def field_label(row: models.Model, name: str) -> str:
    """Return the label of a field."""
    return str(getattr(row._meta.get_field(name), "verbose_name", name))
