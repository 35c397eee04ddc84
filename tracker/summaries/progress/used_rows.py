"""Which rows a publication used, and the version of each: the newest event that told of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from django.db.models import Max

from tracker.models import (
    Assessment,
    AssessmentLine,
    Citation,
    Commitment,
    Component,
    DueDate,
    Event,
    Figure,
    Question,
    Recommendation,
    Report,
    Responsibility,
    Translation,
)
from tracker.models.history.events import table_of
from tracker.progress import Progress
from tracker.progress import report as progress_report
from tracker.progress.report import Row

AT_ONCE = 5_000  # keys in one query
# What rows refer to, and a report tells of by name.
BEHIND: tuple[tuple[Any, str], ...] = (
    (Citation, "evidence"),
    (Figure, "indicator"),
    (Assessment, "body"),
    (Commitment, "body"),
    (Question, "body"),
    (Responsibility, "body"),
)


def used(progress: Progress, report: Report) -> set[Row]:
    """Table and key of every row that stands in the report, and of what it rests on or names.

    The same number of queries however long it is, up to some thousand rows of a kind.
    """
    rows = {(table_of(Report), report.pk), *progress_report.used(progress)}
    for found, field, held in _hanging(progress.language):
        for some in batched(_keys(rows, held), AT_ONCE):
            under = found.filter(**{f"{field}__in": some}).order_by().values_list("pk", flat=True)
            rows.update((table_of(found.model), key) for key in under)
    for model, field in BEHIND:
        named = model._meta.get_field(field).related_model
        for some in batched(_keys(rows, model), AT_ONCE):
            refer = model.objects.filter(pk__in=some).exclude(**{field: None})
            keys = refer.order_by().values_list(field, flat=True).distinct()
            rows.update((table_of(named), key) for key in keys)
    return rows


def _hanging(language: str) -> Iterator[tuple[Any, str, Any]]:
    """What is told with the rows that it hangs on: which, by which field, on what."""
    yield Translation.objects.filter(language=language), "recommendation", Recommendation
    yield Responsibility.objects.standing(), "recommendation", Recommendation
    yield Component.objects.standing(), "recommendation", Recommendation
    yield AssessmentLine.objects.all(), "assessment", Assessment
    yield DueDate.objects.all(), "commitment", Commitment


def _keys(rows: Iterable[Row], model: Any) -> list[int]:
    return [key for table, key in rows if table == table_of(model)]


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
