"""The state of a report's recommendations on a date, as a progress report tells it.

What somebody else decides on must not depend on who prints it: evidence for named readers and
paperwork that nobody approved stay out for everybody.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils import translation

from tracker.models import Assessment, Recommendation, Report, Responsibility, User
from tracker.progress import (
    BodyRole,
    ComponentLine,
    Condition,
    Count,
    Judgment,
    Progress,
    RecommendationProgress,
    Share,
    View,
)
from tracker.summaries import telling
from tracker.summaries.known import Known, is_told
from tracker.vocabulary import LEFT_OUT, RANK, Perspective, Role, Status

# Beside the analysts, in this order.
_BESIDE = [Perspective.RESPONSIBLE_BODY, Perspective.CIVIL_SOCIETY, Perspective.SOURCE_REPORT]


def progress(
    report: Report,
    *,
    recommendations: Any,
    on: date,
    language: str = "en",
    conditions: Sequence[Condition] = (),
    statuses: Collection[str] = (),
    reader: User | None = None,
) -> Progress:
    """The progress of these recommendations of the report, as they stood at the end of `on`.

    `recommendations` is a queryset that starts at `visible_to`; `statuses`, if any, keeps those
    that stood at one of them on that day. `reader` is somebody who may not read everything: of
    what stands under a recommendation only what that person sees is told. Without one, the report
    is the same for everybody. The number of queries is the same for 9 and for 5,000.
    Source of every number: docs/methodology.md.
    """
    with translation.override(language):
        rows = list(
            recommendations.filter(report=report)
            .select_related("report__mechanism__issuer", "passage")
            .prefetch_related("translations")
            .order_by("sort_key")
        )
        known = Known.about(recommendations.filter(report=report), on=on, reader=reader)
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


def _recommendation(
    row: Recommendation, known: Known, *, on: date, language: str
) -> RecommendationProgress:
    judgments = known.judgments.get(row.pk, [])
    standing = judgments[0] if judgments else None
    previous = _previous(judgments)
    status = Status(standing.status) if standing else Status.NOT_ASSESSED
    cited = [c for c in known.citations.get(row.pk, []) if is_told(c)]
    bodies = _bodies(known.responsibilities.get(row.pk, []))
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
        bodies=bodies,
        judgment=_judgment(standing),
        previous=_judgment(previous),
        notes=tuple(telling.note(c) for c in cited if c.assessment_id is None and c.sentence),
        evidence=tuple(telling.cited(c) for c in cited),
        questions=tuple(q.question for q in known.queries.get(row.pk, [])),
        views=_views(row, known, against=status, bodies=bodies),
        lines=_lines(row, known, standing),
        measures=tuple(telling.measure(m, on=on) for m in known.measures.get(row.pk, [])),
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


def _judgment(assessment: Assessment | None) -> Judgment | None:
    return telling.judgment(assessment) if assessment else None


def _bodies(responsibilities: list[Responsibility]) -> tuple[BodyRole, ...]:
    order = list(Role)
    return tuple(
        BodyRole(r.body.code, r.body.name, r.body.short, telling.labelled(r, "role"))
        for r in sorted(responsibilities, key=lambda r: order.index(Role(r.role)))
    )


def _views(
    row: Recommendation, known: Known, *, against: Status, bodies: Sequence[BodyRole]
) -> tuple[View, ...]:
    """Everybody else's view: responsible bodies first, in the order of their roles."""
    places = {body.code: place for place, body in reversed(list(enumerate(bodies)))}
    told = [telling.view(view, row.report, against=against) for view in known.views.get(row.pk, [])]
    order = [perspective.value for perspective in _BESIDE]
    return tuple(
        sorted(
            told,
            key=lambda v: (
                order.index(v.whose.perspective.code),
                places.get(v.whose.code, len(places)),
            ),
        )
    )


def _lines(
    row: Recommendation, known: Known, standing: Assessment | None
) -> tuple[ComponentLine, ...]:
    """Every component, where the standing judgment speaks of any."""
    held = known.lines.get(row.pk, [])
    lines = {
        line.component_id: line for line in held if standing and line.assessment_id == standing.pk
    }
    if not lines:
        return ()
    components = known.components.get(row.pk, [])
    return tuple(telling.line(one, lines.get(one.pk)) for one in components)


def _counts(told: list[RecommendationProgress]) -> tuple[Count, ...]:
    numbers = Counter(one.status.code for one in told)
    return tuple(Count(telling.code(s), RANK.get(s), numbers[s.value]) for s in Status)


def _fully(counts: Sequence[Count]) -> Share:
    """How many stand at fully implemented, of those that have a place on the scale."""
    return Share(
        part=sum(c.number for c in counts if c.status.code == Status.FULL),
        base=sum(c.number for c in counts if c.rank is not None),
    )
