"""The newest changes by people, each in a few words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tracker.models import (
    Assessment,
    Citation,
    Closing,
    Comment,
    Commitment,
    DueDate,
    Event,
    LineageLink,
    Question,
    Reader,
    Recommendation,
    Responsibility,
    User,
    table_of,
)
from tracker.summaries.history.newest import LAST_SEQUENCE, newest_events
from tracker.vocabulary import Lifecycle, State, Status

MAX_CHANGES = 8
MAX_EVENTS = 300  # events read to find the newest changes
BY_PEOPLE = frozenset({"site", "admin", "api"})  # sources: commands and tasks are left out


@dataclass(frozen=True, slots=True)
class Change:
    """What one person did at one time to a recommendation, or to several."""

    person: str
    action: str
    at: datetime
    recommendation: Recommendation | None  # None: several
    number: int  # of recommendations


class _Event(NamedTuple):
    """Columns of an event that its words need."""

    recommendation: int
    request: str
    actor_id: int | None
    actor_name: str
    at: datetime
    table: str
    operation: str
    old_status: str | None
    status: str | None
    old_lifecycle: str | None
    lifecycle: str | None
    state: str | None


COLUMNS = (
    "source",
    "recommendation",
    "request",
    "actor_id",
    "actor_name",
    "at",
    "table",
    "operation",
    KT("old__status"),
    KT("new__status"),
    KT("old__lifecycle"),
    KT("new__lifecycle"),
    KT("new__state"),
)
ACTIONS: dict[tuple[str, str], str | Promise] = {  # in the order of their weight
    (table_of(Closing), "insert"): gettext_lazy("Proposed to close it"),
    (table_of(Commitment), "insert"): gettext_lazy("Added a commitment"),
    (table_of(Commitment), "update"): gettext_lazy("Updated a commitment"),
    (table_of(DueDate), "insert"): gettext_lazy("Updated a commitment"),
    (table_of(Question), "insert"): gettext_lazy("Added a question"),
    (table_of(Question), "update"): gettext_lazy("Updated a question"),
    (table_of(Citation), "insert"): gettext_lazy("Added evidence"),
    (table_of(Citation), "update"): gettext_lazy("Changed the evidence"),
    (table_of(Comment), "insert"): gettext_lazy("Commented on an assessment"),
    (table_of(Responsibility), "insert"): gettext_lazy("Changed the responsible bodies"),
    (table_of(Responsibility), "update"): gettext_lazy("Changed the responsible bodies"),
    (table_of(LineageLink), "insert"): gettext_lazy("Linked it to an earlier edition"),
}
STATES: dict[str, str | Promise] = {
    State.DRAFT: gettext_lazy("Drafted an assessment"),
    State.SUBMITTED: gettext_lazy("Sent an assessment for review"),
    State.RETURNED: gettext_lazy("Returned an assessment"),
    State.APPROVED: gettext_lazy("Approved an assessment"),
    State.WITHDRAWN: gettext_lazy("Withdrew an assessment"),
}


def recent_changes(user: User, *, before: datetime | None = None) -> list[Change]:
    """Return the newest changes that people made to visible recommendations, newest first.

    With `before`, the newest until then. All that one request did is one change. Nothing of
    evidence or comments is quoted.
    """
    groups = [
        (events, _count_recommendations(events))
        for events in _group_by_request(_load_events(user, before))
    ]
    keys = {events[0].recommendation for events, number in groups if number == 1}
    recommendations = {row.pk: row for row in user.load_page(_with_report, list(keys))}
    people = User.objects.in_bulk({events[0].actor_id for events, _count in groups} - {None})
    changes = [
        Change(
            str(people.get(events[0].actor_id, events[0].actor_name)),
            _describe(events),
            events[0].at,
            recommendations.get(events[0].recommendation) if number == 1 else None,
            number,
        )
        for events, number in groups
    ]
    return [change for change in changes if change.recommendation or change.number > 1]


def _with_report(_user: Reader) -> QuerySet[Recommendation]:
    return Recommendation.objects.select_related("report__mechanism")


def _load_events(user: User, before: datetime | None) -> Iterator[_Event]:
    later = Event.objects.order_by("at").values_list("pk", flat=True)
    last = (before and later.filter(at__gte=before).first()) or LAST_SEQUENCE
    size = MAX_EVENTS * 4 // 3 if user.is_focal_point else MAX_EVENTS  # some may not be theirs
    rows = newest_events(user, *COLUMNS, before=last, size=size, of_recommendations=True)
    events = islice(rows, MAX_EVENTS)
    return (_Event(*values) for _key, source, *values in events if source in BY_PEOPLE)


def _group_by_request(events: Iterable[_Event]) -> Iterator[list[_Event]]:
    """Yield the events of the newest requests, newest first."""
    groups: dict[tuple[str, str], list[_Event]] = {}
    for event in events:
        key = (event.request, event.actor_name)
        if key not in groups and len(groups) == MAX_CHANGES:
            break
        groups.setdefault(key, []).append(event)
    return iter(groups.values())


def _count_recommendations(events: list[_Event]) -> int:
    return len({event.recommendation for event in events})


def _describe(events: list[_Event]) -> str:
    """Describe what a request did, in the words of the event that weighs most."""
    own = [event for event in events if event.table == table_of(Recommendation)]
    number = _count_recommendations(events)
    if number > 1:
        return _describe_several(own, number)
    for event in own:
        if words := _describe_recommendation(event):
            return words
    for event in events:
        if event.table == table_of(Assessment) and event.state:
            return str(STATES.get(event.state, _("Changed it")))
    kinds = {(event.table, event.operation) for event in events}
    return next((str(words) for kind, words in ACTIONS.items() if kind in kinds), _("Changed it"))


def _describe_recommendation(event: _Event) -> str:
    if event.operation == "insert":
        return _("Imported it")
    if event.status in Status.values and event.old_status in Status.values:
        return _("Changed the status from “%(old)s” to “%(new)s”") % {
            "old": Status(event.old_status).label,
            "new": Status(event.status).label,
        }
    if event.lifecycle == Lifecycle.CLOSED:
        return _("Closed it")
    return _("Reopened it") if event.old_lifecycle == Lifecycle.CLOSED else ""


def _describe_several(own: list[_Event], number: int) -> str:
    values = {"number": number}
    if any(event.operation == "insert" for event in own):
        words = ngettext(
            "Imported %(number)d recommendation", "Imported %(number)d recommendations", number
        )
    elif any(event.status for event in own):
        words = ngettext(
            "Changed the status of %(number)d recommendation",
            "Changed the status of %(number)d recommendations",
            number,
        )
    else:
        words = ngettext(
            "Changed %(number)d recommendation", "Changed %(number)d recommendations", number
        )
    return words % values
