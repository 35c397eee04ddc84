"""Rows that a publication used, each with its version: the sequence of its newest event."""

from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Protocol

from django.db.models import Max, Model, QuerySet

from tracker.grouping import group_pairs
from tracker.models import (
    Assessment,
    AssessmentLine,
    Body,
    Citation,
    Commitment,
    Component,
    DueDate,
    Event,
    Evidence,
    Figure,
    Indicator,
    Question,
    Recommendation,
    Report,
    Responsibility,
    Translation,
    table_of,
)
from tracker.progress import Progress, RecommendationProgress, Source

type RowKey = tuple[str, int]  # table and primary key

MAX_KEYS = 5_000  # in one query
# Relations to rows that a report names.
NAMED_RELATIONS: tuple[tuple[type[Model], str, type[Model]], ...] = (
    (Citation, "evidence", Evidence),
    (Figure, "indicator", Indicator),
    (Assessment, "body", Body),
    (Commitment, "body", Body),
    (Question, "body", Body),
    (Responsibility, "body", Body),
)


def find_used_rows(progress: Progress, report: Report) -> set[RowKey]:
    """Return table and key of every row shown in the report, and of those behind it.

    The same number of queries however long it is, up to some thousand rows of a kind.
    """
    rows = {(table_of(Report), report.pk), *shown_rows(progress)}
    for children, field, parent in _child_rows(progress.language):
        for keys in batched(_keys(rows, parent), MAX_KEYS):
            child_keys = children.filter(**{f"{field}__in": keys}).order_by().values_list("pk")
            rows.update((table_of(children.model), key) for (key,) in child_keys)
    for model, field, related in NAMED_RELATIONS:
        for keys in batched(_keys(rows, model), MAX_KEYS):
            referring = model._default_manager.filter(pk__in=keys).exclude(**{field: None})
            related_keys = referring.order_by().values_list(field, flat=True).distinct()
            rows.update((table_of(related), key) for key in related_keys)
    return rows


def shown_rows(progress: Progress) -> Iterator[RowKey]:
    """Yield table and key of every row shown; of evidence and passages, from their sources."""
    yield from _row_keys("remark", progress.summary)
    for series in progress.figures:
        yield from _row_keys("figure", *series.figures)
        yield from _source_rows(*(figure.source for figure in series.figures))
    for recommendation in progress.recommendations:
        yield from _recommendation_rows(recommendation)


def _recommendation_rows(progress: RecommendationProgress) -> Iterator[RowKey]:
    yield from _row_keys("recommendation", progress)
    yield from _row_keys("remark", progress.remark)
    yield from _row_keys("assessment", *progress.status_history)
    views = [view.assessment for view in progress.views]
    for assessment in (progress.assessment, progress.previous_assessment, *views):
        if assessment is not None:
            yield from _row_keys("assessment", assessment, assessment.correction)
    yield from _row_keys("question", *progress.questions)
    yield from _row_keys("commitment", *progress.commitments)
    citations = [*progress.citations, *(note.citation for note in progress.notes)]
    yield from _row_keys("citation", *citations)
    yield from _source_rows(
        *(citation.source for citation in citations),
        *(view.source for view in progress.views),
        *(source for commitment in progress.commitments for source in commitment.sources),
    )


class _Keyed(Protocol):
    @property
    def key(self) -> int | None: ...


def _row_keys(noun: str, *values: _Keyed | None) -> Iterator[RowKey]:
    return ((f"tracker_{noun}", v.key) for v in values if v is not None and v.key is not None)


def _source_rows(*sources: Source | None) -> Iterator[RowKey]:
    """Read table and key from keys like "evidence:7", "evidence:7:4:12" and "passage:12:40-81"."""
    for source in sources:
        if source is not None:
            noun, key, *_place = source.key.split(":")
            yield f"tracker_{noun}", int(key)


def _child_rows(language: str) -> Iterator[tuple[QuerySet[Model], str, type[Model]]]:
    """Yield rows shown with their parent: the rows, their field and the parent's model."""
    yield Translation.objects.filter(language=language), "recommendation", Recommendation
    yield Responsibility.objects.not_withdrawn(), "recommendation", Recommendation
    yield Component.objects.not_withdrawn(), "recommendation", Recommendation
    yield AssessmentLine.objects.all(), "assessment", Assessment
    yield DueDate.objects.all(), "commitment", Commitment


def _keys(rows: Iterable[RowKey], model: type[Model]) -> list[int]:
    return [key for table, key in rows if table == table_of(model)]


def find_versions(rows: Iterable[RowKey]) -> dict[RowKey, int]:
    """Return the sequence of the newest event about each row; 0 where history has none."""
    keys = group_pairs(rows)
    versions = {(table, key): 0 for table, table_keys in keys.items() for key in table_keys}
    for table, table_keys in keys.items():
        for batch in batched(table_keys, MAX_KEYS):
            events = Event.objects.filter(table=table, key__in=batch).order_by()
            for key, newest in events.values_list("key").annotate(Max("pk")):
                versions[table, key] = newest
    return versions


def get_newest_event() -> int:
    """Return the sequence of the newest event; 0 without any."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
