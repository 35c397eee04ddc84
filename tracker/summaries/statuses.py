"""Statuses of recommendations on a day, as known now or recorded then, and how many have which.

The stored spans follow from the approved assessments alone, so that all of them can be computed
again: `actions.history.status_spans` writes them, `heed check_statuses` compares them. Numbers are
counted, or come from summary rows, which `actions.history.summary_rows` keeps.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched, pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Aggregate,
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)

from tracker.compiled_queries import Bound, BoundKeys, Rows, compiled
from tracker.grouping import group_pairs
from tracker.models import (
    Assessment,
    Body,
    Closing,
    Event,
    LineageLink,
    Mandates,
    Question,
    Reader,
    Recommendation,
    RecommendationQuerySet,
    Report,
    Responsibility,
    RowExists,
    StatusSpan,
    SummaryRow,
    User,
    Viewer,
    is_of_bodies,
    spans_up_to,
    table_of,
)
from tracker.vocabulary import RANK, Basis, Lifecycle, PastDay, Perspective, State, Status

if TYPE_CHECKING:
    from tracker.summaries.recommendations.parts import ListRow

BATCH_SIZE = 500  # recommendations compared in one query of each table


@dataclass(frozen=True, slots=True)
class AssessedStatus:
    """Status by an approved assessment of an analyst, and the time during which it was valid."""

    assessment: int
    status: str
    as_of: date
    since: datetime  # when it was approved
    until: datetime | None = None  # when it was no longer; no action of the tracker does that


@dataclass(frozen=True, slots=True)
class StatusPeriod:
    """Period with one status of a recommendation by one assessment; the last day is excluded."""

    assessment: int
    status: str
    valid_from: date
    valid_to: date | None  # None: to this day


@dataclass(frozen=True, slots=True)
class RecordedPeriod:
    """Period, and the time during which it was on record; the last moment is excluded."""

    period: StatusPeriod
    recorded_from: datetime
    recorded_to: datetime | None  # None: still is


@dataclass(frozen=True, slots=True)
class Difference:
    """Difference between stored spans of a recommendation and those of its assessments."""

    recommendation: Recommendation
    superfluous: tuple[RecordedPeriod, ...]  # stored only
    missing: tuple[RecordedPeriod, ...]  # by the assessments only


def to_status_periods(assessed: Collection[AssessedStatus]) -> list[StatusPeriod]:
    """Return the periods of all, in the order of `AssessmentQuerySet.newest_first`.

    Each day has the status of the newest as-of date up to it; of two, the one made later.
    """
    newest = {a.as_of: a for a in sorted(assessed, key=lambda a: a.assessment)}
    ends: list[date | None] = [*sorted(newest), None]
    return [
        StatusPeriod(newest[first].assessment, newest[first].status, first, last)
        for first, last in pairwise(ends)
        if first is not None
    ]


def list_recorded_periods(assessed: Collection[AssessedStatus]) -> list[RecordedPeriod]:
    """List every period that was ever on record for one recommendation, and since when."""
    moments = {a.since for a in assessed} | {a.until for a in assessed if a.until}
    current: dict[StatusPeriod, datetime] = {}
    ended = []
    for moment in sorted(moments):
        periods = to_status_periods(
            [a for a in assessed if a.since <= moment and (a.until is None or moment < a.until)]
        )
        for period in current.keys() - set(periods):
            ended.append(RecordedPeriod(period, current.pop(period), moment))
        current = dict.fromkeys(periods, moment) | current
    return ended + [RecordedPeriod(period, since, None) for period, since in current.items()]


def load_assessed_statuses(**filters: Any) -> dict[int, list[AssessedStatus]]:
    """Load the statuses by approved assessments of analysts, by recommendation."""
    rows = Assessment.objects.filter(
        perspective=Perspective.ANALYST, decided_at__isnull=False, **filters
    )
    statuses: dict[int, list[AssessedStatus]] = defaultdict(list)
    revoked = {}
    columns = ("recommendation_id", "pk", "status", "as_of", "decided_at", "state")
    for key, pk, status, as_of, decided_at, state in rows.order_by("pk").values_list(*columns):
        if state == State.APPROVED:
            statuses[key].append(AssessedStatus(pk, status, as_of, decided_at))
        else:
            revoked[pk] = (key, status, as_of, decided_at)
    if revoked:
        for event in Event.objects.filter(
            table=table_of(Assessment), old__state=State.APPROVED, key__in=list(revoked)
        ).order_by("pk"):
            key, status, as_of, decided_at = revoked[event.key]
            since, until = _validity(event, decided_at)
            statuses[key].append(AssessedStatus(event.key, status, as_of, since, until))
    return statuses


def _validity(event: Event, decided_at: datetime) -> tuple[datetime, datetime]:
    """Return when an assessment was approved, and until when, by an event of history."""
    old, new = ((side or {}).get("decided_at") for side in (event.old, event.new))
    since = datetime.fromisoformat(old) if old else decided_at
    return since, max(since, datetime.fromisoformat(new) if new else event.at)


def load_spans(**filters: Any) -> dict[int, list[tuple[int, RecordedPeriod]]]:
    """Load the stored spans, each with its key, by recommendation."""
    rows = (
        StatusSpan.objects.filter(**filters)
        .order_by("pk")
        .values_list(
            *("recommendation_id", "pk", "assessment_id", "status", "valid_from", "valid_to"),
            *("recorded_from", "recorded_to"),
        )
    )
    return group_pairs(
        (key, (pk, RecordedPeriod(StatusPeriod(*period), since, until)))
        for key, pk, *period, since, until in rows
    )


def find_differences() -> Iterator[Difference]:
    """Yield each recommendation whose stored spans differ from those of its assessments.

    Recommendations are compared in batches, so that memory does not grow with them; one that
    differs is compared again, since somebody may have approved in between.
    """
    for batch in batched(
        Recommendation.objects.order_by("pk").values_list("pk", flat=True).iterator(), BATCH_SIZE
    ):
        between = {"recommendation__gte": batch[0], "recommendation__lte": batch[-1]}
        assessed, spans = load_assessed_statuses(**between), load_spans(**between)
        for key in batch:
            own = {"recommendation": key}
            if _compare(assessed, spans, key) and (
                difference := _compare(load_assessed_statuses(**own), load_spans(**own), key)
            ):
                yield Difference(
                    Recommendation.objects.select_related("report__mechanism").get(pk=key),
                    *difference,
                )


def _compare(
    assessed: dict[int, list[AssessedStatus]],
    spans: dict[int, list[tuple[int, RecordedPeriod]]],
    key: int,
) -> tuple[tuple[RecordedPeriod, ...], tuple[RecordedPeriod, ...]] | None:
    """Return the superfluous and the missing periods of a recommendation; None if equal."""
    expected = Counter(list_recorded_periods(assessed.get(key, ())))
    stored = Counter(period for _pk, period in spans.get(key, ()))
    superfluous, missing = stored - expected, expected - stored
    return (
        None if expected == stored else (tuple(superfluous.elements()), tuple(missing.elements()))
    )


def filter_current_on(rows: RecommendationQuerySet, then: PastDay) -> RecommendationQuerySet:
    """Filter to recommendations current on that day: not yet repeated, and not closed.

    Reports published later are left out; recommendations that only these repeat were current.
    Links, closings and days of publication are as known today.
    """
    repeats = LineageLink.objects.not_withdrawn().filter(earlier=OuterRef("pk"))
    return rows.filter(
        _published("", then),
        ~Q(lifecycle=Lifecycle.CONTINUED)
        | (RowExists(repeats) & ~RowExists(repeats.filter(_published("recommendation__", then)))),
        _open(then),
    )


def _published(prefix: str, then: PastDay) -> Q:
    """Return the condition that the report was published by that day; an unknown day counts."""
    day = f"{prefix}report__published_on"
    return Q(**{day: None}) | Q(**{f"{day}__lte": then.on})


def _open(then: PastDay) -> Q:
    """Return the condition that it was not closed on that day.

    It was open if it was closed next, and closed if it was reopened next, as history shows; else
    it was as it is today.
    """
    reopened = Event.objects.filter(
        table=Recommendation._meta.db_table, old__lifecycle=Lifecycle.CLOSED, at__gte=then.ends_at
    )
    closed_next = Closing.objects.filter(
        ~RowExists(reopened.filter(key=OuterRef("recommendation"), at__lt=OuterRef("decided_at"))),
        recommendation=OuterRef("pk"),
        state=State.APPROVED,
        decided_at__gte=then.ends_at,
    )
    stayed_open = ~Q(lifecycle=Lifecycle.CLOSED) & ~RowExists(reopened.filter(key=OuterRef("pk")))
    return RowExists(closed_next) | stayed_open


def apply_past_status[Row: (Recommendation, "ListRow")](
    rows: Iterable[Row], then: PastDay | None, *, user: User
) -> list[Row]:
    """Set status, as-of date and assessment of rows to those of a past day; None changes nothing.

    Only to show them: the rows must not be saved. The assessment is None where the user may not
    see it.
    """
    rows = list(rows)
    if then is None:
        return rows
    values = {
        key: value
        for key, *value in _statuses_on(then.basis).run_for(
            [row.pk for row in rows], {"on": then.on, "ends": then.ends_at}
        )
    }
    assessed = [assessment for _status, _day, assessment in values.values() if assessment]
    assessments = {row.pk: row for row in user.load_page(_assessments, assessed)}
    for row in rows:
        row.status, row.assessed_on, assessment = values[row.pk]
        row.current_assessment = assessments.get(assessment)
    return rows


class _BoundDay(PastDay):
    """Places of a past day in a query that is compiled once."""

    ends_at: Any = Bound("ends", DateTimeField())


@compiled
def _statuses_on(basis: Basis) -> Rows[Recommendation]:
    day: Any = Bound("on", DateField())
    columns = ("pk", "status_then", "assessed_on_then", "assessment_then")
    return (
        Recommendation.objects.filter(pk__in=BoundKeys("keys"))
        .with_status_on(_BoundDay(day, basis))
        .values_list(*columns)
    )


def _assessments(_reader: Viewer) -> QuerySet[Assessment]:
    return Assessment.objects.select_related("author", "decided_by")


def count_statuses(rows: RecommendationQuerySet, then: PastDay) -> list[tuple[Status, int]]:
    """Count recommendations by status on that day, without statuses that none has."""
    columns = ("status_then",)
    counts = rows.order_by().with_status_on(then).values(*columns).annotate(number=Count("pk"))
    numbers = Counter({row["status_then"]: row["number"] for row in counts})
    return [(status, numbers[status.value]) for status in Status if numbers[status.value]]


def list_status_spans(recommendation: Recommendation, then: PastDay) -> QuerySet[StatusSpan]:
    """Return the spans of a recommendation up to that day, oldest first, on its basis."""
    return spans_up_to(then).order_by("valid_from", "pk").filter(recommendation=recommendation)


def find_stale_statuses() -> Iterator[tuple[Recommendation, str, str]]:
    """Yield recommendations whose status, day or assessment is not that of the newest one.

    Each with the status it shows and the status of its newest assessment.
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
            newest_status=Subquery(newest.values("status")[:1]),
            newest_as_of=Subquery(newest.values("as_of")[:1]),
        )
        .filter(
            Q(current_assessment=None, newest__isnull=False)
            | Q(current_assessment__isnull=False, newest=None)
            | (Q(newest__isnull=False) & ~Q(current_assessment=F("newest")))
            | (
                Q(newest__isnull=False)
                & (~Q(status=F("newest_status")) | ~Q(assessed_on=F("newest_as_of")))
            )
        )
        .order_by("sort_key")
    )
    for row in rows.iterator():
        newest_status: str | None = row.newest_status  # type: ignore[attr-defined]
        yield row, row.status, newest_status or Status.NOT_ASSESSED.value


MAX_COUNTED = 1_000  # of a body; more are shown as "1000+"
TOO_MANY = "too_many"  # in place of statuses
BY_RANK = sorted(Status, key=lambda status: RANK.get(status, len(RANK)))  # unranked ones last


def find_summary_rows(user: Viewer) -> QuerySet[SummaryRow] | None:
    """Return the summary rows of what the user may see; None: it has to be counted.

    Of several bodies, a recommendation would count several times; what passed on from an ended
    body depends on how it was divided.
    """
    if user.may_read:
        return SummaryRow.objects.filter(body=None)
    bodies = (*user.represented_body_ids, *user.inherited_body_ids)
    if not user.may_represent_body or len(bodies) != 1:
        return None
    return SummaryRow.objects.filter(body=bodies[0])


def count_by_report(user: User, reports: Collection[Report]) -> dict[int, list[tuple[Status, int]]]:
    """Count the recommendations of each report that the user may see, by their status of today.

    By rank, without statuses that none has.
    """
    rows = user.load(_sums, reports=[report.pk for report in reports])
    counts = Counter({(report, status): number for report, status, number in rows})
    return {
        report.pk: [(status, number) for status in BY_RANK if (number := counts[report.pk, status])]
        for report in reports
    }


def _sums(user: Reader) -> Rows[Model]:
    rows: QuerySet[Any] | None = find_summary_rows(user)
    total: Aggregate = Sum("number")
    if rows is None:
        rows, total = Recommendation.objects.visible_to(user), Count("pk")
    return (
        rows.filter(report__in=BoundKeys("reports"))
        .order_by()
        .values_list("report", "status")
        .annotate(total)
    )


def count_current(user: User, then: PastDay) -> list[tuple[Status, int]]:
    """Count the recommendations current on a past day that the user may see, by status then."""
    if counts := sum_current(user, then):
        return [(status, counts[status.value]) for status in Status if counts[status.value]]
    return count_statuses(filter_current_on(Recommendation.objects.visible_to(user), then), then)


def count_by_body(user: User, bodies: Sequence[Body], *, on: date) -> dict[int, Counter[str]]:
    """Count the current recommendations of each body by status, as the list of them would.

    Of a focal point, those of its bodies alone. Of a body to which mandates passed on, more than
    MAX_COUNTED are not told apart; its open questions (`asked_of`) are counted with theirs.
    """
    seen = [body for body in bodies if user.may_read or body.pk in user.represented_body_ids]
    sums = group_pairs(
        (body, (status, number))
        for body, status, number in user.load(_sums_by_body, bodies=[body.pk for body in seen])
    )
    counts = {body.pk: Counter(dict(sums[body.pk])) for body in seen}
    mandates = Mandates(on)
    former = {body: keys for body in seen if (keys := mandates.predecessors([body.pk]))}
    most = max(map(len, former.values()), default=0)
    padded = [(body.pk, *keys, *keys[-1:] * (most - len(keys))) for body, keys in former.items()]
    rows = [{"on": on, **{f"body{n}": key for n, key in enumerate(keys)}} for keys in padded]
    statuses, questions = (
        group_pairs(user.load_each(build, most, MAX_COUNTED + 1, rows=rows))
        for build in (_statuses_of_heir, _questions_of_heir)
    )
    for place, body in enumerate(former):
        is_counted = len(statuses[place]) <= MAX_COUNTED
        counts[body.pk] = Counter(statuses[place] if is_counted else [TOO_MANY])
        vars(body)["asked_of"] = len(questions[place])
    return counts


def _bodies_bound(number: int) -> tuple[list[Bound], list[Bound]]:
    """Return the places of a body, and of this many ended predecessors."""
    bodies = [Bound(f"body{place}", BigIntegerField()) for place in range(number + 1)]
    return bodies[:1], bodies[1:]


def _statuses_of_heir(user: Reader, number: int, limit: int) -> Rows[Model]:
    own, inherited = _bodies_bound(number)
    roles = Responsibility.objects.of_heir(own, inherited, on=Bound("on", DateField()))
    rows = Recommendation.objects.visible_to(user).current()
    return rows.filter(sort_key__in=roles.values("sort_key")).values_list("status")[:limit]


def _questions_of_heir(user: Reader, number: int, limit: int) -> Rows[Model]:
    return (
        Question.objects.visible_to(user)
        .put_to_bodies()
        .filter(is_of_bodies(*_bodies_bound(number)))
        .values_list("pk")[:limit]
    )


def _sums_by_body(_user: Reader) -> Rows[Model]:
    return (
        SummaryRow.objects.filter(body__in=BoundKeys("bodies"), is_current=True)
        .order_by()
        .values_list("body", "status")
        .annotate(Sum("number"))
    )


def sum_current(
    user: User, then: PastDay | None, *, body: Body | None = None, theme: str = ""
) -> Counter[str]:
    """Return how many visible recommendations are current, by status, from summary rows.

    On a past day, or today of a body or for a focal point; those of a theme alone where one is
    given. Nothing where the rows do not tell.
    """
    counts = Counter[str]()
    is_recorded = then is not None and then.basis != Basis.AS_KNOWN_NOW
    if is_recorded or (
        body and (not user.may_read or then or Mandates(date.max).predecessors([body.pk]))
    ):
        return counts
    given = {"body": body and body.pk, "theme": theme, "on": then and then.on}
    values = {name: value for name, value in given.items() if value}
    parts = (
        [  # whole months by their totals, then the rows of the reports
            {**values, "months": True},
            {**values, "since": (then.on + timedelta(days=1)).replace(day=1)},
        ]
        if then and user.may_read
        else [values]
    )
    for part in parts:
        counts.update(dict(user.load(_sums_by_status, frozenset(part), **part)))
    return counts


_CONDITIONS = {
    "body": Q(body=Bound("body", BigIntegerField())),
    "theme": Q(theme=Bound("theme", CharField())),
    "on": Q(day__lte=Bound("on", DateField())),
    "months": Q(report=None),
    "since": Q(report__isnull=False, day__gte=Bound("since", DateField())),
}


def _sums_by_status(user: Reader, conditions: frozenset[str]) -> Rows[Model]:
    """Sum up what is current; no row where the user's have to be counted."""
    rows = SummaryRow.objects.all() if "body" in conditions else find_summary_rows(user)
    if rows is None:
        return SummaryRow.objects.none()
    rows = rows.filter(*(_CONDITIONS[name] for name in sorted(conditions)), is_current=True)
    return rows.order_by().values_list("status").annotate(Sum("number"))
