"""Agenda of a meeting: one row a recommendation, with an empty column for what is decided."""

from collections.abc import Iterator

from tracker.formats import format_day, gettext as _
from tracker.grouping import group_pairs
from tracker.progress import RecommendationProgress
from tracker.reporting import front_matter, statuses
from tracker.reporting.at_a_glance import opening
from tracker.reporting.blocks import (
    Block,
    Column,
    Row,
    Table,
    text_line,
)
from tracker.reporting.context import LayoutContext
from tracker.reporting.remaining import RemainingItem, remaining_items, remaining_lines


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the agenda in reading order, up to its sources."""
    progress = context.progress
    yield from opening(context)
    if progress.recommendations:
        yield context.heading("recommendations", level=1)
        yield _table(context)
    yield context.heading("about", level=1)
    yield front_matter.short_facts(context)


def _table(context: LayoutContext) -> Table:
    items = group_pairs(
        (item.recommendation.number, item) for item in remaining_items(context.progress)
    )
    return Table(
        caption=context.words["overview_caption"],
        columns=(
            *context.columns(number=0, recommendation=4, status=4, remaining=7),
            Column(_("Decision"), 5),
        ),
        rows=tuple(
            _row(recommendation, items[recommendation.number], context)
            for recommendation in context.progress.recommendations
        ),
    )


def _row(
    recommendation: RecommendationProgress, items: list[RemainingItem], context: LayoutContext
) -> Row:
    assessment = recommendation.assessment
    as_of = (text_line(format_day(assessment.as_of)),) if assessment else ()
    return Row(
        (
            (text_line(recommendation.number),),
            (text_line(recommendation.title or recommendation.number),),
            (statuses.status_line(recommendation.status), *as_of),
            tuple(remaining_lines(items, context)) or (statuses.DASH,),
            ((),),
        )
    )
