"""What stands in the way of putting a row back, in sentences."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies, words
from tracker.audit.names import Model, Names, name_of, visible_rows
from tracker.audit.values import fields_of
from tracker.audit.written import Written, written
from tracker.errors import NotYours
from tracker.models import (
    Assessment,
    ComponentBody,
    DueDate,
    Event,
    Line,
    Lowering,
    Observation,
    QuerySpan,
    Reading,
    Recommendation,
    StatusSpan,
    User,
)
from tracker.policies.undoing import TAKEN_BACK, Way, told_columns
from tracker.summaries.undoing.steps import Live, Step, holds, in_parts
from tracker.vocabulary import State

# What hangs on a row without having been built on it: its parts, and traces.
TRACES = (ComponentBody, DueDate, Lowering, QuerySpan, Reading, StatusSpan)
SQUARE = "█"  # in the place of a letter that a redaction took out: see `actions.redacting`
NAMED = 3  # of what was built on a row


def against(step: Step, live: Live, names: Names) -> Iterator[str]:
    """What stands in the way of one row, but for what was built on it."""
    one = step.written
    if step.row is None:
        yield _(
            "A row of this change is there no more, or not yours to know of. Add anew what is "
            "missing."
        )
    elif one.is_tie:
        if step.way == Way.UNTIE and live.tie(one) != one.key:
            yield _changed(step, str(step.tie.verbose_name), None)
    elif one.operation == "update":
        yield from _changed_since(step, live.user)
        yield from _of_evidence(step, live)
        yield from _of_row(step, live)
        yield from _of_values(step, names)


def _changed_since(step: Step, user: Any) -> Iterator[str]:
    """The columns that say neither what the deed wrote nor what was there before."""
    one = step.written
    for column in told_columns(one):
        both = (one.new.get(column), one.old.get(column))
        if column == "withdrawn_because" or any(holds(step.row, column, v) for v in both):
            continue
        since = Event.objects.visible_to(user).filter(table=one.table, key=one.key)
        newest = since.filter(pk__gt=one.last, new__has_key=column).newest_first().first()
        yield _changed(step, _label(step, column), newest)


def _changed(step: Step, field: str, event: Event | None) -> str:
    told = {"field": field, "thing": step.name}
    if event is None:
        plain = _(
            "“%(field)s” of “%(thing)s” was changed since. Put that back first, or change it on "
            "its page."
        )
        return plain % told
    when = words.moment(timezone.localtime(event.at))
    return _(
        "“%(field)s” of “%(thing)s” was changed since, by %(who)s on %(when)s. Put that back "
        "first, or change it on its page."
    ) % {**told, "who": event.actor_name, "when": when}


def _of_evidence(step: Step, live: Live) -> Iterator[str]:
    """Of a row that would stand again without the piece that it shows or belongs to."""
    key = getattr(step.row, "evidence_id", None)
    if step.way == Way.STAND and key in live.withdrawn:
        yield _(
            "“%(thing)s” can't be put back: the evidence itself was withdrawn, because “%(why)s”. "
            "Undo that first."
        ) % {"thing": step.name, "why": live.withdrawn[key]}


def _of_row(step: Step, live: Live) -> Iterator[str]:
    """Of what was withdrawn or revised since, and of what a judgment cites."""
    if not step.columns:
        return
    if step.way != Way.STAND and getattr(step.row, "withdrawn_at", None) is not None:
        yield _(
            "“%(thing)s” can't be changed back: it was withdrawn, because “%(why)s”. Undo that "
            "first."
        ) % {"thing": step.name, "why": step.row.withdrawn_because}
    if isinstance(step.row, Observation) and step.row.pk in live.revised:
        yield _changed(step, str(step.fields["value"].verbose_name), None)
    if getattr(step.row, "assessment_id", None) is not None:
        yield _(
            "“%(thing)s” can't be changed back: a judgment cites it. Withdraw it, with a reason, "
            "and cite it anew."
        ) % {"thing": step.name}


def _of_values(step: Step, names: Names) -> Iterator[str]:
    """Of values that name what is gone or hidden, and of words that were taken out."""
    for column, back in step.columns.items():
        field = step.fields[column]
        if SQUARE in str(back):
            yield _(
                "“%(field)s” of “%(thing)s” can't be put back: words were taken out of what it "
                "said. Change it on its page."
            ) % {"field": field.verbose_name, "thing": step.name}
        if not isinstance(field, models.ForeignKey) or back is None:
            continue
        if not names.of(field.remote_field.model, back):
            yield _(
                "“%(field)s” of “%(thing)s” can't be put back: what it named is there no more, or "
                "not yours to know of. Choose another."
            ) % {"field": field.verbose_name, "thing": step.name}


def unfit(steps: Collection[Step], user: User) -> Iterator[str]:
    """Why recommendations can't be given back to whom they were taken from."""
    named: dict[int, Step] = {}
    for step in steps:
        if isinstance(step.row, Recommendation) and step.columns.get("assignee_id"):
            named.setdefault(step.columns["assignee_id"], step)
    for person in User.objects.filter(pk__in=named).order_by("pk"):
        try:
            policies.check_can_assign(user, named[person.pk].name, person)
        except NotYours as refused:
            yield str(refused)


def built_on(steps: Collection[Step], deed: Collection[Written], user: Any) -> Iterator[str]:
    """What was built on rows that were added, or said of them since, as far as `user` may know."""
    added: dict[Model, dict[int, Step]] = defaultdict(dict)
    for step in steps:
        if step.written.operation == "insert" and step.row is not None and not step.written.is_tie:
            added[type(step.row)][step.written.key] = step
    own = {(one.model, one.key) for one in deed}
    for model, held in added.items():
        for some in in_parts(held):
            built: dict[int, list[str]] = defaultdict(list)
            for key, row in _hanging(model, some, user):
                if (type(row), row.pk) not in own:
                    built[key].append(f"{row._meta.verbose_name} “{name_of(row)}”")
            for key, found in built.items():
                yield _(
                    "“%(thing)s” can't be withdrawn: something was built on it (%(built)s). "
                    "Withdraw that first, or correct what is wrong instead."
                ) % {"thing": held[key].name, "built": ", ".join(found[:NAMED])}
            yield from _said_since(held, some, user)


def _hanging(model: Model, keys: list[int], user: Any) -> Iterator[tuple[int, Any]]:
    """Standing rows that refer to these, with the key that each refers to."""
    for relation in model._meta.get_fields(include_hidden=True):
        other: Any = relation.related_model
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        if other in TRACES or other._meta.auto_created or other._meta.app_label != "tracker":
            continue
        field = relation.field  # type: ignore[union-attr]
        rows = visible_rows(other, user).filter(**{f"{field.name}__in": keys})
        if "withdrawn_at" in fields_of(other):
            rows = rows.filter(withdrawn_at=None)
        elif other is Assessment:
            rows = rows.exclude(state=State.WITHDRAWN)
        elif other is Line:
            rows = rows.exclude(assessment__state=State.WITHDRAWN)
        for row in rows.order_by("pk"):
            yield getattr(row, field.attname), row


def _said_since(held: dict[int, Step], keys: list[int], user: Any) -> Iterator[str]:
    """Rows of which something else was said since they were added; said back again is nothing."""
    table = next(iter(held.values())).written.table
    first = min(held[key].written.last for key in keys)
    later = Event.objects.visible_to(user).filter(
        table=table, key__in=keys, pk__gt=first, operation="update"
    )
    events = {event.pk: event for event in later}
    for one in written(events.values()):
        column = next((c for c in told_columns(one) if c not in TAKEN_BACK), None)
        if column is not None and one.last > held[one.key].written.last:
            step = held[one.key]
            yield _changed(step, _label(step, column), events[one.last])


def _label(step: Step, column: str) -> str:
    return str(step.fields[column].verbose_name)
