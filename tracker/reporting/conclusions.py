"""Conclusions: a sentence on the status of each assessed recommendation, kept or offered."""

from collections.abc import Iterator

from tracker.formats import gettext as _
from tracker.progress import RecommendationProgress
from tracker.reporting.blocks import Block, Line, Paragraph, Span, Style
from tracker.reporting.context import LayoutContext


def conclusion_line(recommendation: RecommendationProgress, context: LayoutContext) -> Line:
    """Return the conclusion that a person kept, else the sentence offered, marked as a draft.

    Empty where the recommendation was not assessed.
    """
    assessment = recommendation.assessment
    if assessment and assessment.conclusion:
        language = assessment.text_languages.get("conclusion", "")
        return (context.text_span(assessment.conclusion, language, Style.STRONG),)
    if offered := recommendation.offered_conclusion:
        return (Span(f"{_('Draft:')} ", Style.EM), Span(offered, Style.STRONG))
    return ()


def conclusion_blocks(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield the conclusion as a paragraph; nothing where the recommendation was not assessed."""
    if line := conclusion_line(recommendation, context):
        yield Paragraph(line)
