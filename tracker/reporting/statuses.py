"""Layout of a status with everything that must be printed beside it."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.formats import format_day
from tracker.progress import AssessmentData, LabelledCode, RecommendationProgress, ViewData
from tracker.reporting import phrases
from tracker.reporting.blocks import (
    Box,
    Cell,
    Fact,
    Facts,
    Line,
    Paragraph,
    Span,
    Style,
    text_line,
)
from tracker.reporting.context import LayoutContext
from tracker.vocabulary import TREND_ARROWS

SPACE = Span(" ")
ARROWS = {trend.value: arrow for trend, arrow in TREND_ARROWS.items()}
DASH: Line = (Span("–"),)


def status_line(labelled: LabelledCode, style: Style = Style.PLAIN) -> Line:
    """Return a status as circle and label."""
    return (Span(labelled.code, Style.STATUS_ICON), SPACE, Span(labelled.label, style))


def trend_line(labelled: LabelledCode) -> Line:
    """Return a trend as arrow and label; empty where it is not set."""
    if not labelled.code:
        return ()
    return (Span(ARROWS[labelled.code], Style.TREND_ARROW), SPACE, Span(labelled.label))


def status_and_trend(
    status: LabelledCode, assessment: AssessmentData, style: Style = Style.PLAIN
) -> Line:
    """Return a status, and the trend of its assessment where that is set."""
    trend = trend_line(assessment.trend)
    return (*status_line(status, style), *((Span(" · "), *trend) if trend else ()))


def status_change(before: LabelledCode, after: LabelledCode) -> Line:
    """Return a change from one status to another."""
    return (*status_line(before), Span(" → "), *status_line(after))


def approval_marks(assessment: AssessmentData | None) -> tuple[str, ...]:
    """Return the marks of an assessment: approved by its author, sample approval."""
    if assessment is None:
        return ()
    return (
        *((_("approved by its author"),) if assessment.is_self_approved else ()),
        *((_("sample approval"),) if assessment.is_sample else ()),
    )


def _mark_spans(assessment: AssessmentData) -> Line:
    return tuple(
        span for mark in approval_marks(assessment) for span in (Span(" · "), Span(mark, Style.EM))
    )


def correction_note(assessment: AssessmentData | None) -> Iterator[Paragraph]:
    """Yield what an assessment corrects; nothing for no correction."""
    if assessment and assessment.correction:
        text = phrases.correction_text(assessment.correction)
        yield Paragraph(text_line(text), is_small=True)


def status_cell(recommendation: RecommendationProgress, differing: Sequence[ViewData]) -> Cell:
    """Return a table cell with the status, and strength, marks and views small below it.

    `differing` are the views named as differing.
    """
    assessment = recommendation.assessment
    details: list[Line] = []
    if assessment and assessment.strength.label:
        details.append((Span(assessment.strength.label),))
    details.extend((Span(mark, Style.EM),) for mark in approval_marks(assessment))
    if differing:
        details.append((Span(phrases.differing_views_text(differing), Style.STRONG),))
    return (status_line(recommendation.status), *details)


def status_box(recommendation: RecommendationProgress, context: LayoutContext) -> Box:
    """Return a box with status, as-of date, previous status and responsible bodies."""
    summary = Paragraph(_summary_line(recommendation, context))
    facts = tuple(_facts(recommendation, context))
    note = correction_note(recommendation.assessment)
    return Box((summary, *note, *((Facts(facts),) if facts else ())))


def _summary_line(recommendation: RecommendationProgress, context: LayoutContext) -> Line:
    assessment = recommendation.assessment
    if assessment is None:
        return status_line(recommendation.status, Style.STRONG)
    line = status_and_trend(recommendation.status, assessment, Style.STRONG)
    if assessment.strength.label:
        strength = f" · {context.words['strength']}: {assessment.strength.label}"
        line = (*line, Span(strength, Style.MUTED))
    return (*line, *_mark_spans(assessment))


def _facts(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Fact]:
    words = context.words
    if recommendation.assessment:
        yield Fact(words["as_of"], (as_of_line(recommendation.assessment, context),))
    if recommendation.previous_assessment:
        previous = _previous_line(recommendation.previous_assessment, context)
        yield Fact(words["before"], (previous,))
    for role, names in phrases.by_role(recommendation.bodies):
        yield Fact(role, (text_line(names),))


def as_of_line(assessment: AssessmentData, context: LayoutContext) -> Line:
    """Return the as-of date of an assessment, with its period."""
    key = ("as of", assessment.as_of, assessment.period_from, assessment.period_to)
    return context.memoize(key, lambda: _as_of(assessment))


def _as_of(assessment: AssessmentData) -> Line:
    period = _("for the period %(period)s") % {
        "period": phrases.date_range(assessment.period_from, assessment.period_to)
    }
    return (Span(f"{format_day(assessment.as_of)} "), Span(period, Style.MUTED))


def _previous_line(assessment: AssessmentData, context: LayoutContext) -> Line:
    line = status_and_trend(assessment.status, assessment)
    details = [
        assessment.strength.label,
        f"{context.words['as_of_within']} {format_day(assessment.as_of)}",
    ]
    text = "".join(f" · {detail}" for detail in details if detail)
    correction = phrases.correction_text(assessment.correction)
    suffix = (Span(f" · {correction}"),) if correction else ()
    return (*line, Span(text), *_mark_spans(assessment), *suffix)
