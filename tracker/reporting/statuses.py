"""Layout of a status with everything that must be printed beside it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.formats import format_day
from tracker.progress import AssessmentData, LabelledCode, RecommendationProgress, ViewData
from tracker.reporting import phrases
from tracker.reporting.blocks import (
    Block,
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
    assessment = recommendation.assessment
    blocks: list[Block] = [Paragraph(_summary_line(recommendation, context))]
    if assessment and assessment.correction:
        blocks.append(
            Paragraph((Span(phrases.correction_text(assessment.correction)),), is_small=True)
        )
    facts = tuple(_facts(recommendation, context))
    return Box((*blocks, Facts(facts)) if facts else tuple(blocks))


def _summary_line(recommendation: RecommendationProgress, context: LayoutContext) -> Line:
    assessment = recommendation.assessment
    line = status_line(recommendation.status, Style.STRONG)
    if assessment is None:
        return line
    if assessment.trend.code:
        line = (*line, Span(" · "), *trend_line(assessment.trend))
    if assessment.strength.label:
        strength = f" · {context.words['strength']}: {assessment.strength.label}"
        line = (*line, Span(strength, Style.MUTED))
    for mark in approval_marks(assessment):
        line = (*line, Span(" · "), Span(mark, Style.EM))
    return line


def _facts(recommendation: RecommendationProgress, context: LayoutContext) -> list[Fact]:
    facts = []
    if recommendation.assessment:
        facts.append(
            Fact(context.words["as_of"], (as_of_line(recommendation.assessment, context),))
        )
    if recommendation.previous_assessment:
        facts.append(
            Fact(
                context.words["before"],
                (_previous_line(recommendation.previous_assessment, context),),
            )
        )
    facts.extend(
        Fact(role, (text_line(names),)) for role, names in phrases.by_role(recommendation.bodies)
    )
    return facts


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
    line = status_line(assessment.status)
    if assessment.trend.code:
        line = (*line, Span(" · "), *trend_line(assessment.trend))
    details = [
        assessment.strength.label,
        f"{context.words['as_of_within']} {format_day(assessment.as_of)}",
    ]
    line = (*line, Span("".join(f" · {detail}" for detail in details if detail)))
    for mark in approval_marks(assessment):
        line = (*line, Span(" · "), Span(mark, Style.EM))
    correction = phrases.correction_text(assessment.correction)
    return (*line, Span(f" · {correction}")) if correction else line
