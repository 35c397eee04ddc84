"""Timelines: events about a row, grouped by action and described in sentences; and their export.

An export goes event by event, in as little memory as one page. Matter for named readers is left
out of it, whoever asks: who reads a file can't be logged.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _, gettext_lazy, override

from tracker import grouping, policies
from tracker.audit.audited_tables import Field, models_by_table
from tracker.models import (
    NEVER_SHOWN,
    RESTRICTED_LINKS,
    AnsweredSheet,
    Assessment,
    AssessmentLine,
    Closing,
    Comment,
    Commitment,
    DueDate,
    Event,
    EventQuerySet,
    File,
    LineageLink,
    Publication,
    Recommendation,
    SensitivityRequest,
    User,
    table_of,
)
from tracker.summaries.history.sentences import NOUNS, describe_events, named_rows, references
from tracker.summaries.history.shown import (
    Names,
    displayed_fields,
    exclude_restricted_matter,
    format_change,
)
from tracker.vocabulary import PublicationState, ReasonCode, SpotKind, State


def events_about(row: models.Model, *parts: models.QuerySet[Any]) -> "models.QuerySet[Event, Any]":
    """Return the keys of events of a row, its many-to-many links and its parts, as a subquery.

    `parts` are querysets, of each table one at most. Each table is looked up by itself: one
    condition with "or" would walk all of history.
    """
    own = Event.objects.filter(table=table_of(type(row)), key=row.pk).values("pk")
    of_parts = (
        Event.objects.filter(table=table_of(rows.model), key__in=rows.order_by().values("pk"))
        for rows in parts
    )
    return own.union(*(rows.values("pk") for rows in (*_link_events(row), *of_parts)))


def _link_events(row: models.Model) -> Iterator[EventQuerySet]:
    """Yield events of its many-to-many links, removed ones too.

    Of restricted links only events of current ones are shown.
    """
    for field in row._meta.local_many_to_many:
        through: Any = field.remote_field.through
        rows = Event.objects.filter(table=table_of(through))
        if through in NEVER_SHOWN:
            continue
        if through in RESTRICTED_LINKS:
            yield rows.filter(
                key__in=through.objects.filter(**{field.m2m_field_name(): row.pk}).values("pk")
            )
        else:
            column = field.m2m_column_name()
            yield rows.filter(
                models.Q(**{f"new__{column}": row.pk}) | models.Q(**{f"old__{column}": row.pk})
            )


class Change(NamedTuple):
    """One field in words: its label, its value before and since."""

    label: str
    old: str
    new: str


# Fields that the sentence or another change of the same action describes better, by model.
BOOKKEEPING_FIELDS: dict[Any, set[str]] = {
    Assessment: {"author", "decided_at", "decided_by", "decision_note", "is_sample", "kind"}
    | {"period_from", "period_to", "perspective", "state", "stated_in"},
    Closing: {"author", "decided_at", "decided_by", "decision_note", "state"},
    LineageLink: {"confirmed_by", "confirmed_at", "score"},
    Comment: {"assessment"},
    DueDate: {"before", "due_on", "commitment", "reason"},
    File: {"clean_sha256", "clean_size", "evidence", "is_signed", "kind", "number"}
    | {"pages", "size"},
    AssessmentLine: {"assessment"},
    SensitivityRequest: {"author", "decided_at", "decided_by", "decision_note", "state", "reason"},
    AnsweredSheet: {"author", "counts", "decided_at", "decided_by", "filled", "parts", "results"},
    Commitment: {"last_update_on", "latest", "postponements"},
}
# Fields shown where an action wrote more than MAX_CHANGES values.
PROMINENT_FIELDS: dict[Any, set[str]] = {
    Assessment: {"status", "trend", "as_of", "body"},
    Commitment: {"text", "body", "due_on"},
    Recommendation: {"status", "assessed_on"},
}
# Field where the author of what another approves or publishes gives the reason.
AUTHORS_REASONS: dict[Any, str] = {
    Assessment: "rationale",
    Closing: "explanation",
    Publication: "reason",
    SensitivityRequest: "reason",
}
MAX_CHANGES = 8
LIMIT = 50  # events of a page
# Shown already by status and as-of date.
IMPLIED_FIELDS: dict[Any, set[str]] = {Recommendation: {"current_assessment"}}
MAX_INTERVAL = timedelta(seconds=10)  # between events of one action outside requests


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One action: its sentence, and each change as label, old and new value in words.

    `bookkeeping` are the other values that it wrote, which readers seldom look for.
    """

    at: datetime
    sentence: str
    changes: tuple[Change, ...]
    bookkeeping: tuple[Change, ...]
    source: str
    sequence: int  # of its oldest event: the next page ends before it
    events: tuple[Event, ...] = ()  # of the action, oldest first
    undo: str = ""  # request that the reader may undo as a whole; empty: none


class Page(NamedTuple):
    """Page of a history, newest first, and where the older page begins."""

    lines: list[TimelineLine]
    older: int | None  # `before` of the next page; None where the first event is shown

    @property
    def events(self) -> list[Event]:
        """Events of its lines."""
        return [event for line in self.lines for event in line.events]


def recommendation_timeline(
    recommendation: Recommendation, user: User, limit: int = LIMIT, before: int | None = None
) -> Page:
    """Return a page of what happened to a recommendation and its parts, as `user` may see."""
    return build_page(
        Event.objects.visible_to(user).about(recommendation, to=user),
        user,
        limit=limit,
        before=before,
    )


def object_timeline(
    row: models.Model,
    user: User,
    *parts: models.QuerySet[Any],
    limit: int = LIMIT,
    before: int | None = None,
) -> Page:
    """Return a page of what happened to a row, its many-to-many links and its parts.

    `parts` are querysets, of each table one at most.
    """
    return build_page(
        Event.objects.visible_to(user).filter(pk__in=events_about(row, *parts)),
        user,
        limit=limit,
        before=before,
    )


def build_page(
    events: EventQuerySet, user: User, *, limit: int = LIMIT, before: int | None = None
) -> Page:
    """Build a page of events, already filtered for `user`, newest first.

    `limit` counts events; an action that it would cut in two is left to the next page.
    """
    shown = list(
        (events if before is None else events.filter(pk__lt=before)).newest_first()[: limit + 1]
    )
    if len(shown) <= limit:
        return Page(build_lines(shown, user), None)
    next_event = shown.pop()
    lines = build_lines(shown, user)
    if len(lines) > 1 and _is_same_action(next_event, shown[-1]):
        del lines[-1]
    return Page(lines, lines[-1].sequence if lines else shown[-1].pk)


def build_lines(
    events: Iterable[Event], user: User, *, outside: bool = False
) -> list[TimelineLine]:
    """Build a line for each action in events, newest first and already filtered for `user`.

    With `outside`, for a file, matter for named readers is not named.
    """
    visible = policies.confidentiality.hide_internal_values(user, events)
    names = Names(set(named_rows(visible)), user, outside=outside)
    actions = list(_group_by_action(visible))
    reversible = _find_reversible(actions) if user.may_write else set()
    return [_line(action, names, reversible) for action in actions]


def _find_reversible(actions: Iterable[list[Event]]) -> set[str]:
    """Return the requests that can be undone as a whole: they did nothing but what is shown."""
    shown = {
        action[-1].request: {(event.table, event.operation) for event in action}
        for action in actions
        if policies.history.is_reversible(action)
    }
    done = grouping.group_pairs(
        (request, kind)
        for request, *kind in Event.objects.filter(request__in=shown)
        .order_by()
        .values_list("request", "table", "operation")
        .distinct()
    )
    return {request for request in shown if set(map(tuple, done[request])) <= shown[request]}


class Conflict(NamedTuple):
    """Field that somebody else changed: its values in words and as stored, who and when."""

    field: Field
    change: Change
    stored_before: object
    stored_now: object
    who: str
    at: datetime
    typed: Any = None  # field of a form that shows it
    value: str = ""  # the stored one as that form takes it
    is_untouched: bool = False  # whether what was typed is what stood before


def find_conflicts(row: models.Model, user: User, *, since: int) -> Iterator[Conflict]:
    """Yield what others changed in a row after the event `since`, field by field.

    A field changed more than once has its first value before and its newest now. What the user may
    not see is left out.
    """
    events = Event.objects.visible_to(user).filter(table=table_of(type(row)), key=row.pk)
    visible = policies.confidentiality.hide_internal_values(
        user,
        events.filter(pk__gt=since, operation="update").exclude(actor_id=user.pk).order_by("pk"),
    )
    names = Names(set(named_rows(visible)), user)
    changes = grouping.group_pairs(
        (field, event) for event in visible for field in displayed_fields(event)
    )
    for field, of_field in changes.items():
        first, last = of_field[0], of_field[-1]
        (before, _since), (_until, now) = (format_change(e, field, names) for e in (first, last))
        yield Conflict(
            field,
            Change(str(field.verbose_name), before, now),
            (first.old or {}).get(field.column),
            (last.new or {}).get(field.column),
            last.describe_actor(names.of(User, last.actor_id)),
            last.at,
        )


def _group_by_action(newest_first: list[Event]) -> Iterator[list[Event]]:
    """Yield the events of each action, oldest first in each."""
    action: list[Event] = []
    for event in newest_first:
        if action and not _is_same_action(event, action[-1]):
            yield action[::-1]
            action = []
        action.append(event)
    if action:
        yield action[::-1]


def _is_same_action(older: Event, newer: Event) -> bool:
    same = ("actor_id", "actor_name", "reason", "reason_code", "source", "request")
    return all(getattr(older, name) == getattr(newer, name) for name in same) and (
        bool(older.request) or newer.at - older.at <= MAX_INTERVAL
    )


def _line(events: list[Event], names: Names, reversible: Collection[str]) -> TimelineLine:
    newest = events[-1]
    changes, bookkeeping = _split_changes(list(_changes(events, names)))
    actor = (
        _("Somebody")
        if newest.actor_name == "anonymous"  # as of who is not signed in
        else newest.describe_actor(names.of(User, newest.actor_id))
    )
    return TimelineLine(
        at=newest.at,
        sentence=_sentence(events, actor, names) + _looked_at(events),
        changes=changes,
        bookkeeping=bookkeeping,
        source=newest.source,
        sequence=events[0].pk,
        events=tuple(events),
        undo=newest.request if newest.request in reversible else "",
    )


def format_reason_code(code: str) -> str:
    """Return the label of a reason code; the code itself if it is no longer known."""
    return str(ReasonCode(code).label) if code in ReasonCode.values else code


def _sentence(events: list[Event], actor: str, names: Names) -> str:
    """Write who did what and why: the typed reason, then the code in brackets unless "other".

    Without a note, what somebody else proposed is approved for the reason that its author gave.
    """
    event = events[-1]
    code = "" if event.reason_code == ReasonCode.OTHER else format_reason_code(event.reason_code)
    author, reason = _reason_of_author(events, names)
    values = {
        "actor": actor,
        "deed": describe_events(events, names),
        "reason": (event.reason or reason).strip().rstrip("."),
        "code": code,
        "author": author,
    }
    if values["reason"] and values["author"]:
        return _("%(actor)s %(deed)s, no note. Reason given by %(author)s: “%(reason)s”.") % values
    if values["reason"] and code:
        return _("%(actor)s %(deed)s. Reason: “%(reason)s” (%(code)s).") % values
    if values["reason"]:
        return _("%(actor)s %(deed)s. Reason: “%(reason)s”.") % values
    return (
        _("%(actor)s %(deed)s. Reason: %(code)s.") if code else _("%(actor)s %(deed)s.")
    ) % values


def _reason_of_author(events: list[Event], names: Names) -> tuple[str, str]:
    """Return the author of what was approved without a note, and the reason given there.

    Both are empty for one's own. An older event holds the author's reason as if it were a note.
    """
    for event in events:
        new, model = event.new or {}, models_by_table().get(event.table)
        is_approved = (
            event.operation == "update"
            and model in AUTHORS_REASONS
            and (
                new.get("state") in (State.APPROVED, PublicationState.PUBLISHED)
                or new.get("is_sample") is False  # a sample that is confirmed
            )
        )
        row = names.row(model, event.key) if model and is_approved else None
        if (
            model is None
            or row is None
            or row.author_id == event.actor_id
            or new.get("decision_note")
        ):
            continue
        words = str(getattr(row, AUTHORS_REASONS[model]))
        if event.reason in ("", words) or model is not Publication:  # has no column for a note
            return str(row.author), words
    return "", ""


def _looked_at(events: list[Event]) -> str:
    """Name the kinds of personal data that were found and confirmed as harmless by the writer."""
    if not (codes := {code for event in events for code in event.looked_at.split(",") if code}):
        return ""
    kinds = [str(SpotKind(c).label) if c in SpotKind.values else c for c in sorted(codes)]
    return " " + _("Confirmed as not personal data: %(kinds)s.") % {"kinds": ", ".join(kinds)}


def _split_changes(
    rows: list[tuple[type[models.Model], str, Change]],
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Split into changes to show and bookkeeping."""
    shown = [row for row in rows if row[1] not in BOOKKEEPING_FIELDS.get(row[0], ())]
    if len(shown) > MAX_CHANGES:
        shown = [row for row in rows if row[1] in PROMINENT_FIELDS.get(row[0], ())]
    others = tuple(change for model, field, change in rows if (model, field, change) not in shown)
    return tuple(change for _model, _field, change in shown), others


def _changes(events: list[Event], names: Names) -> Iterator[tuple[type[models.Model], str, Change]]:
    """Yield model, field and change; rows added in numbers are only counted in the sentence."""
    kinds = Counter((event.operation, event.table) for event in events)
    for event in events:
        model = models_by_table().get(event.table)
        is_counted = event.operation != "update" and kinds[event.operation, event.table] > 1
        if model is None or model._meta.auto_created or is_counted:
            continue
        for field, old, new in _changed_fields(event, names):
            if field.name not in IMPLIED_FIELDS.get(model, ()):
                yield (
                    model,
                    field.name,
                    Change(_label(model, str(NOUNS.get(field.name, field.verbose_name))), old, new),
                )


def _label(model: type[models.Model], field: str) -> str:
    return (
        field
        if model is Recommendation
        else _("%(noun)s: %(field)s") % {"noun": model._meta.verbose_name, "field": field}
    )


BATCH_SIZE = 500  # events in memory while a file is written
EXCLUSIONS = gettext_lazy("Restricted evidence is left out.")  # from every file of history
NOT_SHOWN = "not_shown"  # instead of a key whose row the reader may not see


@dataclass(frozen=True, slots=True)
class ExportedEvent:
    """One event as a reader may see it: as codes for programs, and in words for people."""

    event: Event
    at: datetime
    actor: str  # name known now, and the user name kept with the event
    noun: str  # in words
    recommendation: str  # as cited; empty: none, or hidden from the reader
    reason: str  # by code, in words
    values: tuple[Change, ...]
    old: dict[str, Any] | None
    new: dict[str, Any] | None


def export_events(events: EventQuerySet, user: User, language: str) -> Iterator[ExportedEvent]:
    """Export events, already filtered for `user`, newest first.

    Read in batches along their sequence: events written meanwhile are left out.
    """
    rows = exclude_restricted_matter(events).newest_first()
    last: int | None = None
    while batch := list((rows if last is None else rows.filter(pk__lt=last))[:BATCH_SIZE]):
        last = batch[-1].pk
        with override(language):  # no language is in force while a file is sent
            exported = list(_export_batch(batch, user))
        yield from exported


def _export_batch(batch: list[Event], user: User) -> Iterator[ExportedEvent]:
    events = policies.confidentiality.hide_internal_values(user, batch)
    cited = {(Recommendation, event.recommendation) for event in events if event.recommendation}
    names = Names(cited.union(named_rows(events)), user, outside=True)
    for event in events:
        model = models_by_table().get(event.table)
        yield ExportedEvent(
            event=event,
            at=event.at,
            actor=event.describe_actor(names.of(User, event.actor_id)),
            noun=str(model._meta.verbose_name) if model else event.table,
            recommendation=names.of(Recommendation, event.recommendation),
            reason=format_reason_code(event.reason_code),
            values=tuple(
                Change(str(field.verbose_name), old, new)
                for field, old, new in _changed_fields(event, names)
            ),
            old=_as_codes(event, event.old, names),
            new=_as_codes(event, event.new, names),
        )


def _changed_fields(event: Event, names: Names) -> Iterator[tuple[Field, str, str]]:
    """Yield each field whose words changed, with those before and since."""
    for field in displayed_fields(event):
        old, new = format_change(event, field, names)
        if old != new:
            yield field, old, new


def _as_codes(
    event: Event, side: dict[str, object] | None, names: Names
) -> dict[str, object] | None:
    """Return the stored values, without keys of rows that the reader may not see."""
    model = models_by_table().get(event.table)
    if side is None or model is None:
        return side
    hidden = [
        column for column, related, key in references(model, side) if not names.of(related, key)
    ]
    return {**side, **dict.fromkeys(hidden, NOT_SHOWN)}
