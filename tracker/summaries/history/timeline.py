"""Which events are about a row: a lookup by index for each table, never a walk through history."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.audit.audited_tables import models_by_table
from tracker.models import (
    Assessment,
    AssessmentLine,
    Closing,
    Comment,
    Commitment,
    DueDate,
    Event,
    File,
    LineageLink,
    Recommendation,
    SensitivityRequest,
)
from tracker.models.history.events import NEVER_SHOWN, TIED, table_of
from tracker.policies.assessments.review import is_bulk_assignment
from tracker.policies.evidence.confidentiality import told_to
from tracker.summaries.history.sentences import deed, referred
from tracker.summaries.history.values import Names, old_and_new, told_fields
from tracker.vocabulary import ReasonCode, SpotKind


def about(row: models.Model, *parts: Any) -> Any:
    """Keys of the events of a row, of its many-to-many ties and of its parts, as a subquery.

    `parts` are querysets, of each table one at most. Each table is looked up by itself: one
    condition with "or" would walk all of history.
    """
    own = Event.objects.filter(table=table_of(type(row)), key=row.pk).values("pk")
    of_parts = (
        Event.objects.filter(table=table_of(rows.model), key__in=rows.order_by().values("pk"))
        for rows in parts
    )
    return own.union(*(rows.values("pk") for rows in (*_of_ties(row), *of_parts)))


def _of_ties(row: models.Model) -> Iterator[Any]:
    """Events of its ties, of those too that were taken away: who has lost a role had it once.

    Ties that show no more once they are gone are looked up as they stand.
    """
    for field in row._meta.local_many_to_many:
        through: Any = field.remote_field.through
        rows = Event.objects.filter(table=table_of(through))
        if through in NEVER_SHOWN:
            continue
        if through in TIED:
            ties = through.objects.filter(**{field.m2m_field_name(): row.pk})
            yield rows.filter(key__in=ties.values("pk"))
        else:
            column = field.m2m_column_name()
            yield rows.filter(Q(**{f"new__{column}": row.pk}) | Q(**{f"old__{column}": row.pk}))


Change = tuple[str, str, str]

# The sentence, or another change of the same deed, says these better; by model and field.
BOOKKEEPING: dict[Any, set[str]] = {
    Assessment: {
        "author",
        "decided_at",
        "decided_by",
        "decision_note",
        "is_sample",
        "kind",
        "period_from",
        "period_to",
        "perspective",
        "state",
        "stated_in",
    },
    Closing: {"author", "decided_at", "decided_by", "decision_note", "state"},
    LineageLink: {"confirmed_by", "confirmed_at", "score"},
    Comment: {"assessment"},
    DueDate: {"before", "due_on", "commitment", "reason"},
    File: {
        "clean_sha256",
        "clean_size",
        "evidence",
        "is_signed",
        "kind",
        "number",
        "pages",
        "size",
    },
    AssessmentLine: {"assessment"},
    SensitivityRequest: {"author", "decided_at", "decided_by", "decision_note", "state", "words"},
    Commitment: {"last_update_on", "latest", "postponements"},
}
# What stays in sight where a deed wrote more than eight values.
IN_SIGHT: dict[Any, set[str]] = {
    Assessment: {"status", "trend", "as_of", "body"},
    Commitment: {"text", "body", "due_on"},
    Recommendation: {"status", "assessed_on"},
}
MANY = 8
LIMIT = 50  # events of a page
SAID_ALREADY: dict[Any, set[str]] = {Recommendation: {"standing"}}  # by its status and as-of date
CLOSE = timedelta(seconds=10)  # writes of one deed, where no request holds them together


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One deed: its sentence, and each change as label, old words, new words.

    Bookkeeping is what else the deed wrote: true, and seldom what somebody looks for.
    """

    at: datetime
    actor: str
    sentence: str
    changes: tuple[Change, ...]
    bookkeeping: tuple[Change, ...]
    reason: str  # words; empty where the code says it
    code: str  # the reason by code, in the language of the reader; empty without one
    source: str
    sequence: int  # of its oldest event: `before=` this the next page begins
    events: tuple[Event, ...] = ()  # what it tells of, oldest first
    undo: str = ""  # the request that the reader may undo as a whole; empty: not offered


class Page(NamedTuple):
    """Some of a history, newest first, and where what is older goes on."""

    lines: list[TimelineLine]
    older: int | None  # `before` of the next page; None where the first event is shown

    @property
    def events(self) -> list[Event]:
        """What its lines tell of."""
        return [event for line in self.lines for event in line.events]


def timeline(recommendation: Recommendation, user: Any) -> list[TimelineLine]:
    """The newest of what happened to it and to everything under it, as far as `user` may know."""
    return page(recommendation, user).lines


def page(
    recommendation: Recommendation, user: Any, limit: int = LIMIT, before: int | None = None
) -> Page:
    """What happened to it and to everything under it, newest first, as far as `user` may know."""
    events = Event.objects.visible_to(user).about(recommendation, to=user)
    return page_of(events, user, limit=limit, before=before)


def page_about(
    row: models.Model, user: Any, *parts: Any, limit: int = LIMIT, before: int | None = None
) -> Page:
    """What happened to one row of any noun, to its many-to-many ties and to its parts.

    `parts` are querysets, of each table one at most.
    """
    events = Event.objects.visible_to(user).filter(pk__in=about(row, *parts))
    return page_of(events, user, limit=limit, before=before)


def page_of(events: Any, user: Any, *, limit: int = LIMIT, before: int | None = None) -> Page:
    """Some of these events, which are already chosen for `user`, newest first and told by deed.

    `limit` counts events; a deed that it would cut in two is left to the next page.
    """
    events = events.newest_first()
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events[: limit + 1])
    if len(found) <= limit:
        return Page(lines(found, user), None)
    beyond = found.pop()
    told = lines(found, user)
    if len(told) > 1 and _is_one_deed(beyond, found[-1]):
        del told[-1]
    return Page(told, told[-1].sequence if told else found[-1].pk)


def lines(events: Iterable[Event], user: Any, *, outside: bool = False) -> list[TimelineLine]:
    """Events, newest first and already chosen for `user`, told deed by deed.

    In a file that goes `outside`, what is for named readers is not named.
    """
    found = told_to(user, events)
    names = Names({pair for event in found for pair in referred(event)}, user, outside=outside)
    return [_line(together, names, user) for together in _deeds(found)]


def _deeds(newest_first: list[Event]) -> Iterator[list[Event]]:
    """Events written together, oldest first in each."""
    together: list[Event] = []
    for event in newest_first:
        if together and not _is_one_deed(event, together[-1]):
            yield together[::-1]
            together = []
        together.append(event)
    if together:
        yield together[::-1]


def _is_one_deed(older: Event, newer: Event) -> bool:
    same = ("actor_id", "actor_name", "reason", "reason_code", "source", "request")
    if any(getattr(older, name) != getattr(newer, name) for name in same):
        return False
    return bool(older.request) or newer.at - older.at <= CLOSE


def _line(events: list[Event], names: Names, user: Any) -> TimelineLine:
    newest = events[-1]
    changes, bookkeeping = _sorted(list(_changes(events, names)))
    return TimelineLine(
        at=newest.at,
        actor=newest.actor_name,
        sentence=_sentence(newest, deed(events, names)) + _looked_at(events),
        changes=changes,
        bookkeeping=bookkeeping,
        reason=newest.reason,
        code=code_in_words(newest.reason_code),
        source=newest.source,
        sequence=events[0].pk,
        events=tuple(events),
        undo=_undo(events, user),
    )


def _undo(events: list[Event], user: Any) -> str:
    """The request of events that assigned several recommendations, for who may assign."""
    may_undo = getattr(user, "may_write", False) and is_bulk_assignment(events)
    return events[0].request if may_undo else ""


def code_in_words(code: str) -> str:
    """A reason by code in the language in force; as it stands where it is known no more."""
    return str(ReasonCode(code).label) if code in ReasonCode.values else code


def _sentence(event: Event, done: str) -> str:
    """Who did what, and why: the words first, the code in brackets, unless it is "other"."""
    code = "" if event.reason_code == ReasonCode.OTHER else code_in_words(event.reason_code)
    told = {
        "actor": event.actor_name,
        "deed": done,
        "reason": event.reason.strip().rstrip("."),
        "code": code,
    }
    if told["reason"] and code:
        return _("%(actor)s %(deed)s, because “%(reason)s” (%(code)s).") % told
    if told["reason"]:
        return _("%(actor)s %(deed)s, because “%(reason)s”.") % told
    if code:
        return _("%(actor)s %(deed)s. Reason: %(code)s.") % told
    return _("%(actor)s %(deed)s.") % told


def _looked_at(events: list[Event]) -> str:
    """What looked like a victim's data, by kind, and was looked at by who wrote it."""
    found = {code for event in events for code in event.looked_at.split(",") if code}
    if not found:
        return ""
    kinds = [str(SpotKind(c).label) if c in SpotKind.values else c for c in sorted(found)]
    return " " + _("Looked at: %(kinds)s.") % {"kinds": ", ".join(kinds)}


def _sorted(told: list[tuple[Any, str, Change]]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """What somebody looks for, and the rest."""
    seen = [one for one in told if one[1] not in BOOKKEEPING.get(one[0], ())]
    if len(seen) > MANY:
        seen = [one for one in told if one[1] in IN_SIGHT.get(one[0], ())]
    return tuple(c for _m, _f, c in seen), tuple(one[2] for one in told if one not in seen)


def _changes(events: list[Event], names: Names) -> Iterator[tuple[Any, str, Change]]:
    """Model, field, old and new; of rows added in numbers the sentence says how many."""
    alike = Counter((event.operation, event.table) for event in events)
    for event in events:
        model = models_by_table().get(event.table)
        many = event.operation != "update" and alike[event.operation, event.table] > 1
        if model is None or model._meta.auto_created or many:
            continue
        for field in told_fields(event):
            old, new = old_and_new(event, field, names)
            if old != new and field.name not in SAID_ALREADY.get(model, ()):
                yield model, field.name, (_label(model, str(field.verbose_name)), old, new)


def _label(model: Any, field: str) -> str:
    if model is Recommendation:
        return field
    return _("%(noun)s: %(field)s") % {"noun": model._meta.verbose_name, "field": field}
