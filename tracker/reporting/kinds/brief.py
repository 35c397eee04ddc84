"""The brief: on page 1 state, years and what remains; on page 2 disputes, changes and dates.

It has two pages up to 12 recommendations and one more for every 15. What does not fit is cut: the
most urgent stays, the rest is counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import ceil

from django.utils.translation import ngettext

from tracker.formats import format_day, gettext as _, upper_first
from tracker.grouping import group_pairs
from tracker.reporting import front_matter
from tracker.reporting.blocks import (
    Block,
    Bullets,
    Cell,
    Paragraph,
    Row,
    Span,
    Style,
    quotation_marks,
    text_line,
)
from tracker.reporting.changes import status_changes, statuses_before_text
from tracker.reporting.context import LayoutContext
from tracker.reporting.follow_up import (
    numbered,
    questions_by_body,
    remaining_items,
    remaining_row,
    remaining_table,
    shortened,
    typed,
)
from tracker.reporting.front_matter import opening
from tracker.reporting.statuses import (
    conclusion_line,
    says_more,
    status_change,
    status_line,
    year_matrix,
)

SMALLEST, MORE = 12, 15  # recommendations of two pages, and of each further page
LINES_OF_PAGE = 57
# Lines of what is never cut: title, box, headings, facts at the end; a recommendation; a source.
FIXED_LINES, LINES_OF_ROW, LINES_OF_SOURCE = 55, 2.3, 1.5
MAX_QUESTIONS = 3  # of one body
LETTERS = 115  # of a line
REMAINING_LETTERS = (4, 58, 18, 32)  # of a line in each column of what remains
# Shares of the space of sections whose entries are cut; what is left goes to them in this order.
SHARES = {"changed": 3, "say_more": 2, "remaining": 5, "unanswered": 2, "next_dates": 1}


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the brief in reading order, up to its sources."""
    yield from opening(context)
    if context.progress.recommendations:
        yield from year_matrix(context)
        yield from _lists(context)
    yield context.heading("about", level=1)
    yield front_matter.short_facts(context)


def _lists(context: LayoutContext) -> Iterator[Block]:
    """Yield the lists whose entries are cut, what remains before others."""
    items = remaining_items(context.progress)
    rows = [remaining_row(item, context, is_short=True) for item in items]
    lists = {
        "say_more": list(_disputes(context)),
        "changed": list(_changes(context)),
        "unanswered": questions_by_body(context, MAX_QUESTIONS),
        "next_dates": list(_next_dates(context)),
    }
    heights = {key: list(map(_height, cells)) for key, cells in lists.items()}
    heights["remaining"] = list(map(_row_height, rows))
    numbers = fitting_numbers(heights, _lines_left(context))
    yield from remaining_table(rows[: numbers["remaining"]], context)
    yield from _more(len(rows) - numbers["remaining"])
    for key, cells in lists.items():
        if cells:
            yield context.heading(key, level=1)
            yield Bullets(tuple(cells[: numbers[key]]))
            yield from _more(len(cells) - numbers[key])


def fitting_numbers(heights: Mapping[str, Sequence[float]], lines: float) -> dict[str, int]:
    """Return how many entries of each list fit into so many lines, one at least.

    Each list has its share; what is left goes to the lists in the order of the shares.
    """
    numbers, left = dict[str, int](), lines
    for key, share in SHARES.items():
        numbers[key] = max(_fitting(heights[key], lines * share / sum(SHARES.values())), 1)
        left -= sum(heights[key][: numbers[key]])
    for key in SHARES:
        more = _fitting(heights[key][numbers[key] :], left)
        left -= sum(heights[key][numbers[key] : numbers[key] + more])
        numbers[key] += more
    return numbers


def _fitting(heights: Sequence[float], lines: float) -> int:
    return sum(height <= lines for height in accumulate(heights))


def _lines_left(context: LayoutContext) -> float:
    """Return about how many lines the pages of the brief have beside what is never cut."""
    number = len(context.progress.recommendations)
    pages = 2 + ceil(max(0, number - SMALLEST) / MORE)
    sources = len(context.numbers.sources) * LINES_OF_SOURCE
    return pages * LINES_OF_PAGE - FIXED_LINES - number * LINES_OF_ROW - sources


def _row_height(row: Row) -> float:
    return max(map(_height, row.cells, REMAINING_LETTERS))


def _height(cell: Cell, letters: int = LETTERS) -> float:
    """Return how many lines a cell needs, all but the first of which are set small."""
    first, *others = (sum(len(span.text) for span in line) / letters for line in cell)
    return 0.1 + ceil(first) + 0.85 * sum(map(ceil, others))


def _more(number: int) -> Iterator[Block]:
    """Yield how many entries were cut."""
    if number > 0:
        text = ngettext(
            "and %(number)d more in the full report",
            "and %(number)d more in the full report",
            number,
        )
        yield Paragraph(text_line(text % {"number": number}), is_small=True)


def _disputes(context: LayoutContext) -> Iterator[Cell]:
    """Yield the bodies that say more than was found, with their words."""
    opened, closed = quotation_marks(context.progress.language)
    for recommendation in context.progress.recommendations:
        for view in filter(says_more, recommendation.views):
            words = shortened(typed(view.assessment, "rationale", context))
            quoted = (Span(opened), words, Span(closed)) if words.text else ()
            ours = _("we find: %(status)s") % {"status": recommendation.status.label}
            yield (
                (
                    numbered(recommendation, context),
                    Span(f"{view.holder.short}: ", Style.STRONG),
                    *status_line(view.assessment.status),
                    Span(f" ({ours})", Style.MUTED),
                ),
                *((quoted,) if quoted else ()),
            )


def _changes(context: LayoutContext) -> Iterator[Cell]:
    """Yield each change of a status with the conclusion, those backwards first."""
    groups = status_changes(context.progress)
    for kind in ("lowered", "raised", "first_assessed", "off_scale", "corrected"):
        for recommendation in groups[kind]:
            change = status_line(recommendation.status)
            if recommendation.has_changed_status:
                change = status_change(recommendation.previous_status, recommendation.status)
            title = Span(f"{recommendation.title}: ")
            before = upper_first(statuses_before_text(recommendation, context.progress))
            below = (text_line(before), conclusion_line(recommendation, context))
            yield (
                (numbered(recommendation, context), title, *change),
                *(line for line in below if any(span.text for span in line)),
            )


def _next_dates(context: LayoutContext) -> Iterator[Cell]:
    """Yield the days to come, each with what is due from whom."""
    on = context.progress.on
    dates = [
        *(
            (
                item.due_on,
                _("commitment") if item.commitment else _("what remains"),
                item.recommendation,
                item.by,
            )
            for item in remaining_items(context.progress)
        ),
        *(
            (question.due_on, _("answer"), row, question.body)
            for row in context.progress.recommendations
            for question in row.questions
        ),
        *((row.review_on, _("review"), row, "") for row in context.progress.recommendations),
    ]
    by_day = group_pairs(
        (day, (label, f"{row.number} ({by})" if by else row.number))
        for day, label, row, by in dates
        if day and day >= on
    )
    for day in sorted(by_day):
        by_label = group_pairs(by_day[day])
        text = "; ".join(f"{label}: {', '.join(names)}" for label, names in by_label.items())
        yield ((Span(f"{format_day(day)} ", Style.STRONG), Span(text)),)
