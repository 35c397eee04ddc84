"""The state of a report's recommendations on a date, as a progress report tells it.

What somebody else decides on must not depend on who prints it: evidence for named readers and
paperwork that nobody approved stay out for everybody.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from tracker.models import (
    Assessment,
    Citation,
    Query,
    Recommendation,
    Report,
    Responsibility,
)
from tracker.progress import (
    BodyRole,
    Condition,
    Count,
    Judgment,
    Progress,
    RecommendationProgress,
    Share,
)
from tracker.summaries import telling
from tracker.vocabulary import LEFT_OUT, RANK, Perspective, Role, Sensitivity, State, Status


def progress(
    report: Report,
    *,
    recommendations: Any,
    on: date,
    language: str = "en",
    conditions: Sequence[Condition] = (),
    statuses: Collection[str] = (),
) -> Progress:
    """The progress of these recommendations of the report, as they stood at the end of `on`.

    `recommendations` is a queryset that starts at `visible_to`; `statuses`, if any, keeps those
    that stood at one of them on that day. The number of queries is the same for 9 and for 5,000.
    Source of every number: docs/methodology.md.
    """
    with translation.override(language):
        rows = list(
            recommendations.filter(report=report)
            .select_related("report__mechanism__issuer", "passage")
            .prefetch_related("translations")
            .order_by("sort_key")
        )
        known = _Known.about(recommendations.filter(report=report), on=on)
        told = [_recommendation(row, known, on=on, language=language) for row in rows]
        if statuses:
            told = [one for one in told if one.status.code in statuses]
        counts = _counts(told)
        return Progress(
            report=telling.report_head(report),
            on=on,
            language=language,
            filter=tuple(conditions),
            counts=counts,
            fully=_fully(counts),
            left_out=tuple(c for c in counts if c.status.code in LEFT_OUT),
            recommendations=tuple(told),
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known about each recommendation, by its key."""

    judgments: dict[int, list[Assessment]]  # newest first
    citations: dict[int, list[Citation]]
    responsibilities: dict[int, list[Responsibility]]
    queries: dict[int, list[Query]]

    @classmethod
    def about(cls, rows: Any, *, on: date) -> "_Known":
        keys = rows.order_by().values("pk")
        judgments = (
            Assessment.objects.approved()
            .filter(recommendation__in=keys, perspective=Perspective.ANALYST, as_of__lte=on)
            .select_related("author", "decided_by")
            .newest_first()
        )
        citations = (
            Citation.objects.standing()
            .filter(recommendation__in=keys, as_of__lte=on, evidence__withdrawn_at=None)
            .exclude(evidence__sensitivity=Sensitivity.NAMED_READERS)
            .select_related(
                "assessment",
                "evidence__issuer",
                "evidence__passage__report__mechanism",
            )
            .order_by("as_of", "evidence__passage__number", "evidence__start", "pk")
        )
        responsibilities = (
            Responsibility.objects.standing()
            .filter(recommendation__in=keys)
            .select_related("body")
            .order_by("body__code")
        )
        queries = Query.objects.open().filter(recommendation__in=keys).order_by("pk")
        return cls(
            _by_recommendation(judgments),
            _by_recommendation(citations),
            _by_recommendation(responsibilities),
            _by_recommendation(queries),
        )


def _by_recommendation(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.recommendation_id].append(row)
    return grouped


def _recommendation(
    row: Recommendation, known: _Known, *, on: date, language: str
) -> RecommendationProgress:
    judgments = known.judgments.get(row.pk, [])
    standing = judgments[0] if judgments else None
    previous = _previous(judgments)
    status = Status(standing.status) if standing else Status.NOT_ASSESSED
    cited = [c for c in known.citations.get(row.pk, []) if _is_open(c)]
    translated = next((t for t in row.translations.all() if t.language == language), None)
    return RecommendationProgress(
        number=row.number,
        title=row.title,
        text=row.text,
        text_source=telling.place(row.report, row.passage),
        translation=translated.text if translated else "",
        translation_source=translated.source if translated else "",
        theme=telling.labelled(row, "theme"),
        duty=telling.labelled(row, "duty"),
        lifecycle=telling.labelled(row, "lifecycle"),
        review_on=row.review_on,
        is_overdue=row.is_overdue(on=on),
        status=telling.code(status),
        bodies=_bodies(known.responsibilities.get(row.pk, [])),
        judgment=_judgment(standing),
        previous=_judgment(previous),
        notes=tuple(telling.note(c) for c in cited if c.assessment_id is None and c.sentence),
        evidence=tuple(telling.cited(c) for c in cited),
        questions=tuple(q.question for q in known.queries.get(row.pk, [])),
    )


def _previous(judgments: list[Assessment]) -> Assessment | None:
    """The newest one before the standing one that it does not correct, for an earlier day."""
    if not judgments:
        return None
    standing = judgments[0]
    corrected = {j.corrects_id for j in judgments}
    return next(
        (j for j in judgments[1:] if j.as_of < standing.as_of and j.pk not in corrected), None
    )


def _is_open(citation: Citation) -> bool:
    return citation.assessment is None or citation.assessment.state == State.APPROVED


def _judgment(assessment: Assessment | None) -> Judgment | None:
    return telling.judgment(assessment) if assessment else None


def _bodies(responsibilities: list[Responsibility]) -> tuple[BodyRole, ...]:
    order = list(Role)
    return tuple(
        BodyRole(r.body.code, r.body.name, r.body.short, telling.labelled(r, "role"))
        for r in sorted(responsibilities, key=lambda r: order.index(Role(r.role)))
    )


def _counts(told: list[RecommendationProgress]) -> tuple[Count, ...]:
    numbers = Counter(one.status.code for one in told)
    return tuple(Count(telling.code(s), RANK.get(s), numbers[s.value]) for s in Status)


def _fully(counts: Sequence[Count]) -> Share:
    """How many stand at fully implemented, of those that have a place on the scale."""
    return Share(
        part=sum(c.number for c in counts if c.status.code == Status.FULL),
        base=sum(c.number for c in counts if c.rank is not None),
    )
