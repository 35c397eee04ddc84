"""Which status a recommendation had on which day, and when that was said: worked out anew.

The spans that are kept follow from the approved assessments alone, so that any of them can be
compared and made again: `actions.spans` writes, `manage.py check_statuses` compares.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched, pairwise
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from tracker.models import Assessment, Closing, Event, LineageLink, Recommendation, StatusSpan, User
from tracker.models.history.events import table_of
from tracker.vocabulary import Lifecycle, Past, Perspective, State, Status, Then

AT_ONCE = 500  # recommendations compared with one look at each table


@dataclass(frozen=True, slots=True)
class Judged:
    """An analyst's assessment that took effect: what it says as of which day, and while it did."""

    assessment: int
    status: str
    as_of: date
    since: datetime  # approved
    until: datetime | None = None  # no longer; no action of the tracker leads there


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a recommendation has a status, by one assessment; the last day excluded."""

    assessment: int
    status: str
    valid_from: date
    valid_to: date | None  # on and on


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch, and the moments between which it was said; the last moment excluded."""

    stretch: Stretch
    recorded_from: datetime
    recorded_to: datetime | None  # still


@dataclass(frozen=True, slots=True)
class Difference:
    """A recommendation of which other spans are kept than its assessments ask for."""

    recommendation: Recommendation
    kept: tuple[Spoken, ...]  # and not asked for
    asked: tuple[Spoken, ...]  # and not kept


def stretches(judged: Collection[Judged]) -> list[Stretch]:
    """What these say together, as `AssessmentQuerySet.newest_first` has it.

    Each day has the newest as-of date up to it; of two with one date, the one made later.
    """
    newest = {one.as_of: one for one in sorted(judged, key=lambda one: one.assessment)}
    ends: list[date | None] = [*sorted(newest), None]
    return [
        Stretch(newest[first].assessment, newest[first].status, first, last)
        for first, last in pairwise(ends)
        if first is not None
    ]


def spoken(judged: Collection[Judged]) -> list[Spoken]:
    """Every stretch that was ever said of one recommendation, and from when until when."""
    moments = {one.since for one in judged} | {one.until for one in judged if one.until}
    said: dict[Stretch, datetime] = {}
    told = []
    for moment in sorted(moments):
        stood = [
            one
            for one in judged
            if one.since <= moment and (one.until is None or moment < one.until)
        ]
        now = stretches(stood)
        for stretch in said.keys() - set(now):
            told.append(Spoken(stretch, said.pop(stretch), moment))
        for stretch in now:
            said.setdefault(stretch, moment)
    return told + [Spoken(stretch, since, None) for stretch, since in said.items()]


def judged_of(**which: Any) -> dict[int, list[Judged]]:
    """The analysts' assessments that took effect, by recommendation; those of `which`."""
    rows = Assessment.objects.filter(
        perspective=Perspective.ANALYST, decided_at__isnull=False, **which
    )
    found: dict[int, list[Judged]] = defaultdict(list)
    taken_back = {}
    columns = ("recommendation_id", "pk", "status", "as_of", "decided_at", "state")
    for key, pk, status, as_of, decided_at, state in rows.order_by("pk").values_list(*columns):
        if state == State.APPROVED:
            found[key].append(Judged(pk, status, as_of, decided_at))
        else:
            taken_back[pk] = (key, status, as_of, decided_at)
    if taken_back:
        for event in _leaving(rows):
            key, status, as_of, decided_at = taken_back[event.key]
            since, until = _moments(event, decided_at)
            found[key].append(Judged(event.key, status, as_of, since, until))
    return found


def _leaving(rows: Any) -> Any:
    """The events by which assessments that were approved came to be so no longer."""
    left = rows.exclude(state=State.APPROVED).order_by().values("pk")
    return Event.objects.filter(
        table=table_of(Assessment), key__in=left, old__state=State.APPROVED
    ).order_by("pk")


def _moments(event: Event, decided_at: datetime) -> tuple[datetime, datetime]:
    """When it was approved and when it was no longer, as history tells."""
    old, new = ((side or {}).get("decided_at") for side in (event.old, event.new))
    since = datetime.fromisoformat(old) if old else decided_at
    return since, max(since, datetime.fromisoformat(new) if new else event.at)


def kept_of(**which: Any) -> dict[int, list[tuple[int, Spoken]]]:
    """The spans that are kept, each with its key, by recommendation; those of `which`."""
    found = defaultdict(list)
    columns = (
        "recommendation_id",
        "pk",
        "assessment_id",
        "status",
        "valid_from",
        "valid_to",
        "recorded_from",
        "recorded_to",
    )
    rows = StatusSpan.objects.filter(**which).order_by("pk").values_list(*columns)
    for key, pk, assessment, status, first, last, since, until in rows:
        stretch = Stretch(assessment, status, first, last)
        found[key].append((pk, Spoken(stretch, since, until)))
    return found


def differing() -> Iterator[Difference]:
    """Each recommendation of which other spans are kept than its assessments ask for.

    Some hundred recommendations are looked at together, so that memory does not grow with them;
    and one that differs is looked at again, since somebody may have approved in between.
    """
    keys = Recommendation.objects.order_by("pk").values_list("pk", flat=True)
    for some in batched(keys.iterator(), AT_ONCE):
        between = {"recommendation__gte": some[0], "recommendation__lte": some[-1]}
        judged, kept = judged_of(**between), kept_of(**between)
        for key in some:
            if _differ(judged, kept, key):
                again = {"recommendation": key}
                found = _differ(judged_of(**again), kept_of(**again), key)
                if found:
                    row = Recommendation.objects.select_related("report__mechanism").get(pk=key)
                    yield Difference(row, *found)


def _differ(
    judged: dict[int, list[Judged]], kept: dict[int, list[tuple[int, Spoken]]], key: int
) -> tuple[tuple[Spoken, ...], tuple[Spoken, ...]] | None:
    """What is kept of a recommendation and not asked for, and the reverse; None: all the same."""
    asked = Counter(spoken(judged.get(key, ())))
    held = Counter(one for _pk, one in kept.get(key, ()))
    if asked == held:
        return None
    return tuple((held - asked).elements()), tuple((asked - held).elements())


def current_on(rows: Any, then: Then) -> Any:
    """What was asked for on that day: the newest edition, and older ones not asked again or closed.

    Left out are reports that came out later. What was asked again only by these counts. Links,
    closings and days of publication are as known today.
    """
    asked = LineageLink.objects.standing().filter(earlier=OuterRef("pk"))
    asked_by_then = asked.filter(_out("recommendation__", then))
    return rows.filter(
        _out("", then),
        ~Q(lifecycle=Lifecycle.CONTINUED) | (Exists(asked) & ~Exists(asked_by_then)),
        _open(then),
    )


def _out(way: str, then: Then) -> Any:
    """That the report came out by that day, as far as its day is known."""
    day = f"{way}report__published_on"
    return Q(**{day: None}) | Q(**{f"{day}__lte": then.on})


def _open(then: Then) -> Any:
    """That it was not closed on that day: what came first afterwards tells it, or how it is today.

    What was closed next was open; what was reopened next, as history tells, was closed.
    """
    reopened = Event.objects.filter(
        table=Recommendation._meta.db_table, old__lifecycle=Lifecycle.CLOSED, at__gte=then.ends_at
    )
    reopened_before = reopened.filter(key=OuterRef("recommendation"), at__lt=OuterRef("decided_at"))
    closed_next = Closing.objects.filter(
        ~Exists(reopened_before),
        recommendation=OuterRef("pk"),
        state=State.APPROVED,
        decided_at__gte=then.ends_at,
    )
    stayed_open = ~Q(lifecycle=Lifecycle.CLOSED) & ~Exists(reopened.filter(key=OuterRef("pk")))
    return Exists(closed_next) | stayed_open


def stood(rows: Iterable[Recommendation], then: Then | None, *, user: User) -> list[Recommendation]:
    """The rows with status, day and judgment as they stood then; unchanged for today.

    For showing alone: saved, they would say that it is so today. Beside a status stands its
    judgment only where this user may know of that.
    """
    rows = list(rows)
    if then is None:
        return rows
    told = (
        Recommendation.objects.filter(pk__in=[row.pk for row in rows])
        .then(then)
        .values_list("pk", "status_then", "assessed_on_then", "assessment_then")
    )
    found = {key: (status, day, judged) for key, status, day, judged in told}
    assessments = (
        Assessment.objects.visible_to(user)
        .select_related("author", "decided_by")
        .in_bulk([judged for _status, _day, judged in found.values() if judged])
    )
    for row in rows:
        row.status, row.assessed_on, judged = found[row.pk]
        row.standing = assessments.get(judged)
    return rows


def counts(rows: Any, then: Then) -> list[tuple[Status, int]]:
    """How many stood at each status, in the order of the vocabulary; statuses of none left out."""
    told = rows.order_by().then(then).values("status_then").annotate(number=Count("pk"))
    numbers = Counter({row["status_then"]: row["number"] for row in told})
    return [(status, numbers[status.value]) for status in Status if numbers[status.value]]


def status_periods(recommendation: Recommendation, then: Then) -> Any:
    """The statuses up to that day, the first first: each from a day until the next."""
    spans = StatusSpan.objects.filter(recommendation=recommendation, valid_from__lte=then.on)
    if then.past == Past.BELIEVED:
        told = Q(recorded_to=None) | Q(recorded_to__gte=then.ends_at)
        spans = spans.filter(told, recorded_from__lt=then.ends_at)
    else:
        spans = spans.filter(recorded_to=None)
    return spans.order_by("valid_from", "pk")


def strayed() -> Iterator[tuple[Recommendation, str, str]]:
    """Each recommendation whose kept status, day or assessment is not that of its newest one.

    With it, the status it shows and the status its assessments say.
    """
    newest = (
        Assessment.objects.approved()
        .filter(recommendation=OuterRef("pk"), perspective=Perspective.ANALYST)
        .newest_first()
    )
    rows = (
        Recommendation.objects.select_related("report__mechanism")
        .annotate(
            newest=Subquery(newest.values("pk")[:1]),
            says=Subquery(newest.values("status")[:1]),
            says_on=Subquery(newest.values("as_of")[:1]),
        )
        .filter(
            Q(standing=None, newest__isnull=False)
            | Q(standing__isnull=False, newest=None)
            | (Q(newest__isnull=False) & ~Q(standing=F("newest")))
            | (Q(newest__isnull=False) & (~Q(status=F("says")) | ~Q(assessed_on=F("says_on"))))
        )
        .order_by("sort_key")
    )
    for row in rows.iterator():
        yield row, row.status, row.says or Status.NOT_ASSESSED.value
