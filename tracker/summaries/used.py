"""Which rows a publication used, and the version of each: the newest event that told of it."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import batched

from django.db.models import Max

from tracker.models import Citation, Event, Evidence, Report
from tracker.models.events import table_of
from tracker.progress import Progress, using
from tracker.progress.using import Row

AT_ONCE = 5_000  # keys in one query


def used(progress: Progress, report: Report) -> set[Row]:
    """Table and key of every row that stands in the report, and of the evidence behind it."""
    rows = {(table_of(Report), report.pk), *using.used(progress)}
    citations = [key for table, key in rows if table == table_of(Citation)]
    for some in batched(citations, AT_ONCE):
        found = Citation.objects.filter(pk__in=some).values_list("evidence", flat=True)
        rows.update((table_of(Evidence), key) for key in found)
    return rows


def versions(rows: Iterable[Row]) -> dict[Row, int]:
    """The sequence of the newest event about each row; 0 where history has none."""
    keys: dict[str, list[int]] = defaultdict(list)
    for table, key in rows:
        keys[table].append(key)
    found = {(table, key): 0 for table, held in keys.items() for key in held}
    for table, held in keys.items():
        for some in batched(held, AT_ONCE):
            events = Event.objects.filter(table=table, key__in=some).order_by()
            for key, newest in events.values_list("key").annotate(Max("pk")):
                found[table, key] = newest
    return found


def newest_event() -> int:
    """The sequence of the newest event; 0 without any."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
