"""Changes between two days: each recommendation once, with what moved it and what else is new."""

from collections.abc import Iterator

from tracker.formats import gettext as _
from tracker.progress import RecommendationProgress
from tracker.reporting import front_matter
from tracker.reporting.at_a_glance import opening
from tracker.reporting.blocks import Block, Bullets, Paragraph, Span, text_line
from tracker.reporting.changes import grouped_by_change, new_entries
from tracker.reporting.conclusions import conclusion_blocks
from tracker.reporting.context import LayoutContext
from tracker.reporting.recommendations import rationale, recommendation_heading
from tracker.reporting.statuses import (
    as_of_line,
    correction_note,
    mark_spans,
    status_change,
    status_line,
)


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the report in reading order, up to its sources."""
    notes = {
        "corrected": _(
            "An earlier assessment was wrong and was corrected. A correction changes "
            "what we know, not what happened."
        ),
        "retroactive": _(
            "Approved in this period for an earlier day. This was already the status "
            "before the period began."
        ),
    }
    yield from opening(context)
    groups = grouped_by_change(context.progress) if context.progress.since else {}
    for heading, recommendations in groups.items():
        yield context.heading(heading, level=1)
        if heading in notes:
            yield Paragraph(text_line(notes[heading]))
        for recommendation in recommendations:
            yield from _section(recommendation, context, is_same=heading == "same_status")
    yield from front_matter.closing(context)


def _section(
    recommendation: RecommendationProgress, context: LayoutContext, *, is_same: bool
) -> Iterator[Block]:
    """Yield old and new status, conclusion and rationale of a recommendation, and what is new."""
    yield recommendation_heading(recommendation, context)
    assessment, line = recommendation.assessment, status_line(recommendation.status)
    if recommendation.has_changed_status:
        line = status_change(recommendation.previous_status, recommendation.status)
    if assessment:
        as_of = Span(f" · {context.words['as_of_within']} ")
        line = (*line, *mark_spans(assessment), as_of, *as_of_line(assessment))
    yield Paragraph(line)
    yield from correction_note(assessment)
    if assessment and not is_same:
        yield from conclusion_blocks(recommendation, context)
        yield from rationale(recommendation, context)
    if entries := new_entries(recommendation, context):
        yield Bullets(tuple(entries))
