"""Evidence pack: concrete actions and the evidence for them, recommendation by recommendation.

Contrary evidence, background and commitments are listed apart, since they do not count.
"""

from collections.abc import Iterator

from tracker.formats import gettext as _
from tracker.progress import RecommendationProgress
from tracker.reporting import front_matter, recommendations, statuses
from tracker.reporting.at_a_glance import long_opening
from tracker.reporting.blocks import Block, Bullets, Paragraph, SourceText, ruled
from tracker.reporting.context import LayoutContext
from tracker.reporting.evidence import cited_entry, merge_citations, unstated_sources, with_use
from tracker.vocabulary import Use


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the pack in reading order, up to its sources."""
    progress = context.progress
    yield from long_opening(context)
    yield front_matter.contents(context)
    if progress.recommendations:
        yield context.heading("recommendations", level=1)
        yield from ruled(_section(row, context) for row in progress.recommendations)
    yield from front_matter.closing(context)


def _section(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    items = merge_citations(recommendation.citations)
    yield recommendations.recommendation_heading(recommendation, context)
    yield SourceText(recommendation.text, recommendation.text_source)
    yield statuses.status_box(recommendation, context)
    yield context.heading("actions")
    if supporting := with_use(Use.SUPPORTS, items):
        yield Bullets(tuple(cited_entry(item, context) for item in supporting))
    else:
        nothing = _("No evidence of a concrete action in this period.")
        yield context.no_entries(nothing, kind="evidence")
    assessment = recommendation.assessment
    if assessment and assessment.withheld_citations:
        refs = context.numbers.references((), withheld=assessment.withheld_citations)
        yield Paragraph(refs, is_small=True)
    for word, use in (("against", Use.CONTRADICTS), ("context", Use.CONTEXT)):
        if matching := with_use(use, items):
            yield context.heading(word)
            yield Bullets(tuple(cited_entry(item, context) for item in matching))
    yield from unstated_sources((item.cited for item in with_use("", items)), context)
    if entries := recommendations.commitment_entries(recommendation, context):
        yield context.heading("open_commitments")
        yield Bullets(tuple(entries))
