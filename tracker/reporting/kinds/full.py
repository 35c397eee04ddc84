"""The full report: every recommendation in the order of the source, with all its details.

What its sections cite stands in an annex, each source once.
"""

from collections.abc import Iterator

from tracker.formats import gettext as _
from tracker.reporting import annex, front_matter, recommendations, status_matrix
from tracker.reporting.at_a_glance import long_opening
from tracker.reporting.blocks import Block, Heading, Paragraph, ruled, text_line
from tracker.reporting.context import MAX_FULL_SECTIONS, LayoutContext
from tracker.reporting.figures import figures
from tracker.reporting.replies import reply_section
from tracker.reporting.year_matrix import year_matrix


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the report in reading order, with its sources in the annex.

    A part has no table of bodies, and figures only if it is the last: both need the whole report.
    """
    progress = context.progress
    annex.number_sources(context)
    yield from long_opening(context)
    if progress.recommendations:
        yield from _recommendations(context)
    yield from reply_section(context)
    yield from front_matter.closing(context)
    if annexed := list(_annex(context)):
        yield Heading(1, context.words["annex"], anchor="annex", starts_page=True)
        yield from annexed


def _annex(context: LayoutContext) -> Iterator[Block]:
    progress = context.progress
    if not progress.part:
        yield from status_matrix.body_table(context)
    if progress.is_last_part:
        yield from figures(progress.figures, context, level=2)
    yield from annex.annex_sources(context)


def _recommendations(context: LayoutContext) -> Iterator[Block]:
    progress = context.progress
    if progress.part or not context.is_summarized:
        yield from year_matrix(context)
    yield front_matter.contents(context)
    if context.is_summarized:
        notice = _("With more than %(number)d recommendations, each is summarized.")
        yield Paragraph(text_line(notice % {"number": MAX_FULL_SECTIONS}))
        yield from recommendations.recommendation_summaries(progress.recommendations, context)
        return
    yield context.heading("recommendations", level=1)
    guide = _("Numbers in brackets lead to the sources in the annex, which lists all of them.")
    yield Paragraph(text_line(guide), is_small=True)
    yield from ruled(
        recommendations.recommendation_section(recommendation, context)
        for recommendation in progress.recommendations
    )
