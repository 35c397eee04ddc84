"""What is known about the recommendations of a report on a day, as far as a report may tell it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db.models import Exists, OuterRef

from tracker.models import (
    Assessment,
    Citation,
    Component,
    Evidence,
    Line,
    Measure,
    Query,
    Responsibility,
    User,
)
from tracker.vocabulary import Perspective, Sensitivity, State

Rows = dict[int, list[Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """Rows by the key of their recommendation, in the order they are told."""

    judgments: Rows  # the analysts', newest first
    views: Rows  # the newest of everybody else
    components: Rows
    lines: Rows  # of the analysts' judgments
    citations: Rows
    responsibilities: Rows
    queries: Rows
    measures: Rows

    @classmethod
    def about(cls, recommendations: Any, *, on: date, reader: User | None) -> Self:
        """What may be told of them to `reader`; to None, who reads everything, all of it.

        The same number of queries however many recommendations there are.
        """
        keys = recommendations.order_by().values("pk")

        def seen(model: Any) -> Any:
            rows = model.objects.all() if reader is None else model.objects.visible_to(reader)
            return rows.filter(recommendation__in=keys)

        return cls(
            _by_recommendation(_judgments(seen(Assessment), on)),
            _by_recommendation(_views(seen(Assessment), on, reader)),
            _by_recommendation(seen(Component).standing().order_by("code", "pk")),
            _by_recommendation(_lines(seen(Line), on)),
            _by_recommendation(_citations(seen(Citation), on)),
            _by_recommendation(
                seen(Responsibility).standing().select_related("body").order_by("body__code", "pk")
            ),
            _by_recommendation(seen(Query).open().order_by("pk")),
            _by_recommendation(_measures(seen(Measure), on, reader)),
        )


def _by_recommendation(rows: Iterable[Any]) -> Rows:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.recommendation_id].append(row)
    return grouped


def _judgments(rows: Any, on: date) -> Any:
    return (
        rows.approved()
        .filter(perspective=Perspective.ANALYST, as_of__lte=on)
        .select_related("author", "decided_by", "corrects")
        .newest_first()
    )


def _views(rows: Any, on: date, reader: User | None) -> Any:
    return (
        rows.views(on=on)
        .exclude(perspective=Perspective.ANALYST)
        .select_related("author", "decided_by", "corrects", "body", "stated_in")
        .annotate(may_name_it=Exists(_nameable(reader).filter(pk=OuterRef("stated_in"))))
        .order_by("body__code", "pk")
    )


def _lines(rows: Any, on: date) -> Any:
    standing = Assessment.objects.views(on=on).filter(perspective=Perspective.ANALYST)
    return rows.said().filter(assessment__in=standing.order_by().values("pk")).order_by("pk")


def _citations(rows: Any, on: date) -> Any:
    """What is cited; of a judgment that was corrected, the correction cites it again."""
    corrections = Assessment.objects.approved().filter(corrects=OuterRef("assessment"))
    return (
        rows.standing()
        .filter(as_of__lte=on, evidence__withdrawn_at=None)
        .exclude(evidence__sensitivity=Sensitivity.NAMED_READERS)
        .exclude(Exists(corrections))
        .select_related(
            "assessment__body",
            "assessment__recommendation__report__mechanism",
            "evidence__issuer",
            "evidence__passage__report__mechanism",
        )
        .order_by("as_of", "evidence__passage__number", "evidence__start", "pk")
    )


def _measures(rows: Any, on: date, reader: User | None) -> Any:
    return (
        rows.standing()
        .filter(undertaken_on__lte=on)
        .select_related("body", "done_by")
        .annotate(may_name_it=Exists(_nameable(reader).filter(pk=OuterRef("done_by"))))
        .prefetch_related("due_dates")
        .order_by("undertaken_on", "pk")
    )


def _nameable(reader: User | None) -> Any:
    """Evidence whose title a report may print."""
    rows = Evidence.objects.all() if reader is None else Evidence.objects.visible_to(reader)
    return rows.standing().exclude(sensitivity=Sensitivity.NAMED_READERS)


def is_told(citation: Citation) -> bool:
    """Whether it is a note, or of a judgment that took effect."""
    return citation.assessment is None or citation.assessment.state == State.APPROVED
