"""The newest changes by people, and what is due in the next two months or overdue."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import NamedTuple, Self
from urllib.parse import urlencode

from django.db.models import DateField, F, QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tracker import grouping, vocabulary
from tracker.compiled_queries import Bound, Rows
from tracker.models import (
    BODY_NAMES,
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
from tracker.summaries.history.shown import LAST_SEQUENCE, newest_events
from tracker.summaries.home.editions import Edition

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
    vocabulary.State.DRAFT: gettext_lazy("Drafted an assessment"),
    vocabulary.State.SUBMITTED: gettext_lazy("Sent an assessment for review"),
    vocabulary.State.RETURNED: gettext_lazy("Returned an assessment"),
    vocabulary.State.APPROVED: gettext_lazy("Approved an assessment"),
    vocabulary.State.WITHDRAWN: gettext_lazy("Withdrew an assessment"),
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
    return (
        _Event(*values) for _key, source, *values in islice(rows, MAX_EVENTS) if source in BY_PEOPLE
    )


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
    states = (event.state for event in events if event.table == table_of(Assessment))
    kinds = {(event.table, event.operation) for event in events}
    words = chain(
        map(_describe_recommendation, own),
        (str(STATES.get(state, _("Changed it"))) for state in states if state),
        (str(words) for kind, words in ACTIONS.items() if kind in kinds),
    )
    return next(filter(None, words), _("Changed it"))


def _describe_recommendation(event: _Event) -> str:
    if event.operation == "insert":
        return _("Imported it")
    if event.status in vocabulary.Status.values and event.old_status in vocabulary.Status.values:
        return _("Changed the status from “%(old)s” to “%(new)s”") % {
            "old": vocabulary.Status(event.old_status).label,
            "new": vocabulary.Status(event.status).label,
        }
    if event.lifecycle == vocabulary.Lifecycle.CLOSED:
        return _("Closed it")
    return _("Reopened it") if event.old_lifecycle == vocabulary.Lifecycle.CLOSED else ""


def _describe_several(own: list[_Event], number: int) -> str:
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
    return words % {"number": number}


AHEAD = timedelta(days=60)
MAX_ENTRIES = 10
MAX_ROWS = 100  # of each kind, those due last: more are neither counted nor listed


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """Something that comes on a day."""

    on: date
    text: str
    page: str  # its name in the addresses
    args: tuple[object, ...] = ()
    query: str = ""

    @property
    def url(self) -> str:
        """Address of the page."""
        return reverse(self.page, args=self.args) + self.query


@dataclass(frozen=True, slots=True)
class DueRows:
    """Open questions and commitments due by the end of the next two months, by due date."""

    on: date
    questions: Sequence[Question] = ()
    commitments: Sequence[Commitment] = ()

    @classmethod
    def load(cls, user: User, *, on: date) -> Self:
        """Load them, with two queries."""
        questions, commitments = (
            list(user.load(_latest, model, until=on + AHEAD))[::-1]
            for model in (Question, Commitment)
        )
        return cls(on, questions, commitments)

    def overdue[M: Question | Commitment](self, rows: Iterable[M], user: User) -> Iterator[M]:
        """Yield overdue ones on the user's recommendations, or on those assigned to nobody."""
        for row in rows:
            assignee = row.recommendation.assignee_id if row.recommendation else None
            if row.due_on and row.due_on < self.on and assignee in (None, user.pk):
                yield row


def _latest(user: Reader, model: type[Question | Commitment]) -> Rows[Question | Commitment]:
    named = (f"body__{name}" for name in ("code", *BODY_NAMES))
    return (
        model.objects.visible_to(user)
        .open()
        .filter(due_on__lte=Bound("until", DateField()))
        .select_related("body", "recommendation")
        .only("text", "due_on", "recommendation__assignee", *named)
        .order_by("-due_on", "-pk")[:MAX_ROWS]
    )


def list_open(user: Reader, model: type[Question | Commitment]) -> Rows[Question | Commitment]:
    """Return open questions to bodies, or commitments, by due date, those without one last."""
    rows = model.objects.visible_to(user).open().order_by(F("due_on").asc(nulls_last=True), "pk")
    return rows.keys_first(MAX_ENTRIES + 1).select_related("recommendation__report__mechanism")


def load_coming(user: User, due: DueRows, editions: Iterable[Edition]) -> list[Entry]:
    """Return what comes in the next two months, soonest first, and the end of each period."""
    return sorted(
        [
            *_period_ends(editions),
            *_reviews(user, on=due.on),
            *_answers(due),
            *(
                Entry(row.due_on, f"{row.body.short}: {row.text}", "commitment", (row.pk,))
                for row in due.commitments
                if row.due_on and row.due_on >= due.on
            ),
        ]
    )[:MAX_ENTRIES]


def _period_ends(editions: Iterable[Edition]) -> Iterator[Entry]:
    """Yield the end of the running period of each mechanism, however far it is."""
    yield from {
        edition.report.mechanism_id: Entry(
            edition.period_end,
            _("End of the period (%(mechanism)s)") % {"mechanism": edition.report.mechanism.code},
            "report",
            (edition.report.slug,),
        )
        for edition in editions
    }.values()


def _reviews(user: User, *, on: date) -> Iterator[Entry]:
    """Yield the number of reviews due on each day; a focal point reviews nothing."""
    if not user.may_read:
        return
    days = Counter(day for (day,) in user.load(_review_days, first=on, until=on + AHEAD))
    for day, number in days.items():
        text = ngettext("%(number)d review due", "%(number)d reviews due", number)
        yield Entry(
            day,
            text % {"number": number},
            "recommendation_list",
            query=f"?review_by={day.isoformat()}&order=review",
        )


def _review_days(user: Reader) -> Rows[Recommendation]:
    first, until = Bound("first", DateField()), Bound("until", DateField())
    return (
        Recommendation.objects.visible_to(user)
        .current()
        .exclude(status__in=vocabulary.SETTLED_STATUSES)
        .filter(review_on__gte=first, review_on__lte=until)
        .order_by("review_on", "sort_key")
        .values_list("review_on")[:MAX_ROWS]
    )


def _answers(due: DueRows) -> Iterator[Entry]:
    """Yield the answers due from each body on each day."""
    rows = grouping.group_pairs(
        ((question.due_on, question.body), question)
        for question in due.questions
        if question.due_on and question.due_on >= due.on and question.body
    )
    for (day, body), questions in rows.items():
        number = len(questions)
        text = ngettext(
            "%(body)s: %(number)d answer due", "%(body)s: %(number)d answers due", number
        )
        text %= {"body": body.short, "number": number}
        if number == 1:
            yield Entry(day, text, "question", (questions[0].pk,))
        else:
            query = urlencode({"body": body.code, "state": "asked"})
            yield Entry(day, text, "question_list", query=f"?{query}")
