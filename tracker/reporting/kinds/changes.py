"""Changes between two days: each recommendation once, with what moved it and what else is new."""

from collections.abc import Iterator

from msgspec.structs import replace

from tracker.formats import format_day, gettext as _, upper_first
from tracker.grouping import group_pairs
from tracker.progress import RecommendationProgress
from tracker.reporting import front_matter, phrases
from tracker.reporting.at_a_glance import opening
from tracker.reporting.blocks import Block, Bullets, Column, Paragraph, Row, Span, Table, text_line
from tracker.reporting.changes import grouped_by_change, in_words, new_entries
from tracker.reporting.conclusions import conclusion_blocks
from tracker.reporting.context import LayoutContext
from tracker.reporting.distribution_bar import sort_by_rank
from tracker.reporting.recommendations import rationale, recommendation_heading
from tracker.reporting.statuses import (
    as_of_line,
    correction_note,
    mark_spans,
    status_change,
    status_line,
)
from tracker.vocabulary import Role


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
    yield from _counts(context)
    yield from _by_lead(context)
    groups = grouped_by_change(context.progress) if context.progress.since else {}
    for heading, recommendations in groups.items():
        yield context.heading(heading, level=1)
        if heading in notes:
            yield Paragraph(text_line(notes[heading]))
        for recommendation in recommendations:
            yield from _section(recommendation, context, is_same=heading == "same_status")
    yield from front_matter.closing(context)


def _counts(context: LayoutContext) -> Iterator[Block]:
    """Yield the numbers by status on both days, of all that the report counts."""
    progress = context.progress
    if progress.since is None or not progress.previous_counts:
        return
    before = {count.status.code: count.number for count in progress.previous_counts}
    days = (progress.since, progress.on)
    columns = (Column(format_day(day), 0, is_number=True) for day in days)
    numbers = [
        (count.status, before.get(count.status.code, 0), count.number)
        for count in sort_by_rank(progress.counts)
    ]
    rows = tuple(
        Row(((status_line(status),), (text_line(str(then)),), (text_line(str(now)),)))
        for status, then, now in numbers
        if then or now
    )
    heading = context.heading("distribution_caption", level=1)
    yield heading
    yield Table(heading.text, (*context.columns(status=0), *columns), rows)


def _by_lead(context: LayoutContext) -> Iterator[Block]:
    """Yield what moved of each lead body; nothing of a part, which has not all of it."""
    progress = context.progress
    by_body = group_pairs(
        (phrases.short_name(body), recommendation)
        for recommendation in progress.recommendations
        for body in recommendation.bodies
        if body.role.code == Role.LEAD
    )
    if by_body and progress.since and not progress.part:
        rows = (
            Row(
                (
                    (text_line(body),),
                    (text_line(in_words(replace(progress, recommendations=tuple(own)))),),
                )
            )
            for body, own in sorted(by_body.items())
        )
        columns = (Column(_("Body")), Column(_("What moved"), 5))
        heading = context.heading("by_lead", level=1)
        yield heading
        yield Table(heading.text, columns, tuple(rows))


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
    for correction in recommendation.older_corrections:
        yield Paragraph(text_line(upper_first(phrases.correction_text(correction))), is_small=True)
    if assessment and not is_same:
        yield from conclusion_blocks(recommendation, context)
        yield from rationale(recommendation, context)
    if entries := new_entries(recommendation, context):
        yield Bullets(tuple(entries))
