"""Outstanding and overdue: what remains, by whom and by when, the most urgent first."""

from collections.abc import Iterator

from tracker.formats import format_day
from tracker.reporting import front_matter
from tracker.reporting.at_a_glance import opening
from tracker.reporting.blocks import Block, Bullets, Cell, Span, Style
from tracker.reporting.context import LayoutContext
from tracker.reporting.follow_up import days_late
from tracker.reporting.remaining import (
    numbered,
    questions_by_body,
    remaining_items,
    remaining_row,
    remaining_table,
)
from tracker.reporting.year_matrix import year_matrix


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the report in reading order, up to its sources."""
    yield from opening(context)
    if context.progress.recommendations:
        rows = [remaining_row(item, context) for item in remaining_items(context.progress)]
        yield from remaining_table(rows, context)
        for key, entries in (
            ("unanswered", questions_by_body(context)),
            ("overdue_reviews", _reviews(context)),
        ):
            if entries:
                yield context.heading(key, level=1)
                yield Bullets(tuple(entries))
        yield from year_matrix(context)
    yield from front_matter.closing(context)


def _reviews(context: LayoutContext) -> list[Cell]:
    """Return the recommendations past their review date, the longest first."""
    dated = [(row.review_on, row) for row in context.progress.recommendations if row.review_on]
    late = sorted((day, row.number, row) for day, row in dated if row.is_overdue)
    return [
        (
            (
                numbered(row, context),
                Span(f"{row.title}: {format_day(day)} "),
                Span(days_late(day, on=context.progress.on), Style.STRONG),
            ),
        )
        for day, _number, row in late
    ]
