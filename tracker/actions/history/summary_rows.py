"""Keep the summary rows: how many recommendations of an edition have which status since when.

They follow from recommendations, status spans, responsibilities, links and closings, so that all
of them can be counted again.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import batched, pairwise

from django.db import models, transaction
from django.utils import timezone

from tracker.actions.base import lock_key
from tracker.grouping import group_pairs
from tracker.models import (
    Assessment,
    Closing,
    Event,
    LineageLink,
    Recommendation,
    Report,
    Responsibility,
    StatusSpan,
    SummaryRow,
    table_of,
)
from tracker.vocabulary import Lifecycle, State, Status

SUMMARY_LOCK = 0x48656565  # key of the advisory lock on the summary rows
BATCH_SIZE = 500  # reports counted at once
MAX_DELETED = 5000  # rows in one statement
COUNTED_TABLES = tuple(
    map(table_of, (Report, Recommendation, Responsibility, LineageLink, Closing))
)
CELL = ("report_id", "body_id", "theme", "status", "is_current", "day")
type Cell = tuple[int | None, int | None, str, str, bool, date]
type StoredRows = Mapping[Cell, tuple[int, int]]  # key and number of each row


def count_changes(after: int, **_signal: object) -> None:
    """Update the summary rows of what an action has written since an event, in its transaction."""
    for batch in batched(sorted(_find_reports(after)), BATCH_SIZE):
        update(batch)


def _find_reports(after: int) -> set[int]:
    """Return the keys of the reports whose counts may have changed, by the events after one."""
    is_approval = models.Q(table=table_of(Assessment), new__state=State.APPROVED)
    is_counted = models.Q(table__in=COUNTED_TABLES) & ~(
        models.Q(table=table_of(Recommendation), operation="update")
        & ~models.Q(new__has_any_keys=("theme", "lifecycle"))
    )
    events = Event.objects.filter(is_approval | is_counted, pk__gt=after)
    if not events.exists():
        return set()
    reports = set(events.filter(table=table_of(Report)).values_list("key", flat=True))
    reports.update(
        events.filter(table=table_of(Recommendation), operation="delete").values_list(
            "old__report_id", flat=True
        )
    )
    touched = events.values("recommendation")
    for condition in (
        models.Q(pk__in=touched),
        models.Q(later_links__recommendation__in=touched),
        models.Q(later_links__recommendation__report__in=reports),
    ):
        reports.update(
            Recommendation.objects.filter(condition)
            .order_by()
            .values_list("report", flat=True)
            .distinct()
        )
    return reports


def rebuild(*, store: bool = True) -> Iterator[int | None]:
    """Update the rows of every report; yield those that differed, and None if the totals did.

    A batch of reports is one transaction, so that no approval waits for all of them. With
    `store=False`, nothing is changed.
    """
    rows = SummaryRow.objects.filter(report__isnull=False)
    reports = Report.objects.values_list("pk").union(rows.values_list("report"))
    for batch in batched(sorted(key for (key,) in reports), BATCH_SIZE):
        yield from sorted(update(batch, store=store))
    with transaction.atomic():
        lock_key(SUMMARY_LOCK)
        sums = (
            rows.filter(body=None)
            .order_by()
            .values_list("theme", "status", "is_current", "day")
            .annotate(models.Sum("number"))
        )
        totals = _add_up(((None, None, *cell), number) for *cell, number in sums.iterator())
        if _store(_load(SummaryRow.objects.filter(report=None)), totals, store=store):
            yield None


@transaction.atomic
def update(reports: Collection[int], *, store: bool = True) -> set[int]:
    """Count reports again, change their rows and the totals; return the reports that differed.

    With `store=False`, nothing is changed.
    """
    if not reports:
        return set()
    lock_key(SUMMARY_LOCK)
    stored = _load(SummaryRow.objects.filter(report__in=reports))
    changes = _store(stored, _count(reports), store=store)
    if store:
        totals = _add_up(changes.items())
        stored = _load(
            SummaryRow.objects.filter(report=None, day__in={cell[-1] for cell in totals})
        )
        totals.update({cell: number for cell, (_key, number) in stored.items()})
        _store(stored, totals)
    return {report or 0 for report, *_cell in changes}


def _load(rows: models.QuerySet[SummaryRow]) -> StoredRows:
    return {
        tuple(cell): (key, number) for *cell, key, number in rows.values_list(*CELL, "pk", "number")
    }


def _store(stored: StoredRows, expected: Counter[Cell], *, store: bool = True) -> dict[Cell, int]:
    """Bring stored rows to the expected numbers; return by how much they differ."""
    changes = {
        cell: change
        for cell in {**stored, **expected}
        if (change := expected[cell] - stored.get(cell, (0, 0))[1])
    }
    if store:
        for batch in batched([stored[cell][0] for cell in changes if cell in stored], MAX_DELETED):
            SummaryRow.objects.filter(pk__in=batch).delete()
        SummaryRow.objects.bulk_create(
            SummaryRow(number=expected[cell], **dict(zip(CELL, cell, strict=True)))
            for cell in changes
            if expected[cell]
        )
    return changes


def _add_up(numbers: Iterable[tuple[Cell, int]]) -> Counter[Cell]:
    """Add up the numbers that count every body, by the last day of their month."""
    totals = Counter[Cell]()
    for (_report, body, theme, status, is_current, day), number in numbers:
        if body is None:
            last = day.replace(day=monthrange(day.year, day.month)[1])
            totals[None, None, theme, status, is_current, last] += number
    return totals


def _count(reports: Collection[int]) -> Counter[Cell]:
    """Count what the summary rows of these reports should say."""
    of_reports = {"recommendation__report__in": reports}
    statuses = group_pairs(
        (key, (day, status))
        for key, day, status in StatusSpan.objects.filter(recorded_to=None, **of_reports)
        .order_by("valid_from")
        .values_list("recommendation", "valid_from", "status")
    )
    bodies = group_pairs(
        Responsibility.objects.not_withdrawn()
        .filter(**of_reports)
        .values_list("recommendation", "body")
        .distinct()
    )
    links = LineageLink.objects.not_withdrawn().filter(earlier__report__in=reports)
    repeats = group_pairs(links.values_list("earlier", "recommendation__report__published_on"))
    closings = _load_closings(of_reports)
    cells = Counter[Cell]()
    columns = ("pk", "report", "theme", "lifecycle", "report__published_on")
    rows = Recommendation.objects.filter(report__in=reports)
    for key, report, theme, lifecycle, published_on in rows.values_list(*columns):
        states = list(
            _list_states(
                published_on or date.min,
                Lifecycle(lifecycle),
                statuses.get(key, ()),
                [day or date.min for day in repeats.get(key, ())],
                closings.get(key, ()),
            )
        )
        for body in (None, *bodies.get(key, ())):
            for day, state in states:
                cells[report, body, theme, *state, day] += 1
            for (_day, before), (day, _after) in pairwise(states):
                cells[report, body, theme, *before, day] -= 1
    return cells


def _list_states(
    published_on: date,
    lifecycle: Lifecycle,
    statuses: Sequence[tuple[date, str]],
    repeats: Collection[date],
    closings: Sequence[tuple[date, bool]],
) -> Iterator[tuple[date, tuple[str, bool]]]:
    """Yield the days on which the state of a recommendation may change, and its state from then on.

    The state is its status, and whether it is current, as `filter_current_on` says.
    """
    is_closed, is_continued = lifecycle == Lifecycle.CLOSED, lifecycle == Lifecycle.CONTINUED
    days = {*repeats, *(day for day, _value in [*statuses, *closings])}
    for on in sorted({published_on, *(day for day in days if day > published_on)}):
        known = [status for day, status in statuses if day <= on]
        is_open = next((closes for day, closes in closings if day > on), not is_closed)
        is_repeated = is_continued and on >= min(repeats, default=date.min)
        yield on, (known[-1] if known else Status.NOT_ASSESSED.value, is_open and not is_repeated)


def _load_closings(of_reports: Mapping[str, Collection[int]]) -> dict[int, list[tuple[date, bool]]]:
    """Load the days on which recommendations were closed (True) and reopened (False)."""
    closed = list(
        Closing.objects.filter(state=State.APPROVED, **of_reports).values_list(
            "decided_at", "recommendation"
        )
    )
    reopened = Event.objects.filter(
        table=table_of(Recommendation),
        key__in={key for _at, key in closed},
        old__lifecycle=Lifecycle.CLOSED,
    )
    changes = [(*change, True) for change in closed]
    changes += [(*change, False) for change in reopened.values_list("at", "key")]
    zone = timezone.get_default_timezone()
    return group_pairs(
        (key, (timezone.localdate(at, zone), closes)) for at, key, closes in sorted(changes)
    )
