"""The brief: on page 1 state, years and what remains; on page 2 disputes, changes and dates.

It has two pages up to 12 recommendations and one more for every 15. What does not fit is cut: the
most urgent stays, the rest is counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from math import ceil
from textwrap import shorten

from django.utils.translation import ngettext
from msgspec.structs import replace

from tracker.formats import drop_full_stop, format_day, gettext as _
from tracker.grouping import group_pairs
from tracker.progress import QuestionData, RecommendationProgress
from tracker.reporting import front_matter
from tracker.reporting.at_a_glance import opening
from tracker.reporting.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Facts,
    Heading,
    Line,
    Paragraph,
    Row,
    SourceRow,
    Span,
    Style,
    Table,
    quotation_marks,
    text_line,
)
from tracker.reporting.changes import corrected_text, numbers_text, status_changes
from tracker.reporting.conclusions import conclusion_line
from tracker.reporting.context import LayoutContext
from tracker.reporting.follow_up import RemainingItem, days_late, remaining_items, typed
from tracker.reporting.statuses import status_change, status_line
from tracker.reporting.year_matrix import says_more, year_matrix

SMALLEST, MORE = 12, 15  # recommendations of two pages, and of each further page
LINES_OF_PAGE = 57
FIXED_LINES = 21  # title and headings
SOURCE_LETTERS = 54  # of a line in one of two columns
MAX_LETTERS = 240  # of a text that somebody wrote
MAX_QUESTIONS = 3  # of one body
LETTERS = 115  # of a line
REMAINING_LETTERS = (4, 58, 18, 32)  # of a line in each column of what remains
MATRIX_LETTERS = (4, 32, 6, 6, 6, 6, 30, 18)
# Shares of the space of sections whose entries are cut; what is left goes to them in this order.
SHARES = {"changed": 3, "say_more": 2, "remaining": 5, "unanswered": 2, "next_dates": 1}
type Entry = Row | Cell


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the brief in reading order, up to its sources."""
    yield from opening(context)
    if context.progress.recommendations:
        yield from _content(context)
    yield context.heading("about", level=1)
    yield front_matter.short_facts(context)


def _content(context: LayoutContext) -> Iterator[Block]:
    first = [*front_matter.part_notice(context.progress), *year_matrix(context)]
    items = remaining_items(context.progress)
    sections: dict[str, Sequence[Entry]] = {
        "remaining": [_remaining_row(item, context) for item in items],
        "say_more": list(_disputes(context)),
        "changed": list(_changes(context)),
        "unanswered": _questions(context),
        "next_dates": list(_next_dates(context)),
    }
    fixed = (*opening(context), *first, front_matter.short_facts(context))
    numbers = fitting_numbers(sections, _lines_left(fixed, context))
    yield from first
    yield from _remaining(sections["remaining"], numbers["remaining"], context)
    yield from _silent(items, context)
    for key, entries in sections.items():
        if key != "remaining" and entries:
            yield context.heading(key, level=1)
            cells = entries[: numbers[key]]
            yield Bullets(tuple(cell for cell in cells if not isinstance(cell, Row)))
            yield from _more(len(entries) - numbers[key])
            yield from _count_waiting(context) if key == "unanswered" else ()


def fitting_numbers(sections: Mapping[str, Sequence[Entry]], lines: float) -> dict[str, int]:
    """Return how many entries of each section fit into so many lines, one at least.

    Each has its share; what is left goes to the sections in their order.
    """
    heights = {key: list(map(_entry_height, entries)) for key, entries in sections.items()}
    numbers = {
        key: max(
            _fitting(heights[key], lines * share / sum(SHARES.values())), min(1, len(heights[key]))
        )
        for key, share in SHARES.items()
    }
    left = lines - sum(sum(heights[key][:number]) for key, number in numbers.items())
    for key, number in numbers.items():
        more = _fitting(heights[key][number:], left)
        numbers[key] += more
        left -= sum(heights[key][number : number + more])
    return numbers


def _fitting(heights: Sequence[float], lines: float) -> int:
    return sum(height <= lines for height in accumulate(heights))


def _lines_left(fixed: Iterable[Block], context: LayoutContext) -> float:
    """Return how many lines the pages of the brief have beside what is never cut."""
    number = len(context.progress.recommendations)
    pages = 2 + ceil(max(0, number - SMALLEST) / MORE)
    sources = sum(map(_source_height, context.numbers.source_rows()))
    letter = context.progress.letterhead
    head = (
        4 * bool(letter.name or letter.logo) + bool(letter.sender) + _lines(text_line(letter.note))
    )
    return pages * LINES_OF_PAGE - FIXED_LINES - head - sources - sum(map(_height, fixed))


def _height(block: Block) -> float:
    """Return about how many lines a block of the first page needs."""
    match block:
        case Heading():
            return 2.9
        case Paragraph(line):
            return _lines(line) + 0.3
        case Box(blocks):
            return 1.5 + sum(map(_height, blocks))
        case Facts(facts):
            return sum(sum(_lines(line, 90) for line in fact.lines) + 0.5 for fact in facts)
        case Table(rows=rows):
            return 3 + sum(_row_height(row, MATRIX_LETTERS) for row in rows)
    return 0


def _source_height(row: SourceRow) -> float:
    lines = ceil(len(f"{row.title} · {row.place} · {row.href}") / SOURCE_LETTERS)
    return (0.85 * lines + 0.3) / 2


def _entry_height(entry: Entry) -> float:
    if isinstance(entry, Row):
        return _row_height(entry, REMAINING_LETTERS)
    return _cell_height(entry, LETTERS) + 0.2


def _row_height(row: Row, letters: Sequence[int]) -> float:
    cells = zip(row.cells, letters, strict=False)
    return max(_cell_height(cell, width) for cell, width in cells)


def _cell_height(cell: Cell, letters: int) -> float:
    """Return how many lines a cell needs, all but the first of which are set small."""
    first, *others = cell
    return _lines(first, letters) + 0.85 * sum(_lines(line, letters * 1.1) for line in others)


def _lines(line: Line, letters: float = LETTERS) -> int:
    length = sum(2 if span.style is Style.STATUS_ICON else len(span.text) for span in line)
    return max(1, ceil(length / letters))


def _more(number: int) -> Iterator[Block]:
    """Yield how many entries were cut."""
    if number:
        text = ngettext(
            "and %(number)d more in the full report",
            "and %(number)d more in the full report",
            number,
        )
        yield Paragraph(text_line(text % {"number": number}), is_small=True)


def _remaining(rows: Sequence[Entry], number: int, context: LayoutContext) -> Iterator[Block]:
    """Yield what remains, the most urgent first."""
    yield context.heading("remaining", level=1)
    columns = context.columns(number=0, remaining=8, by_whom=3, by_when=5)
    shown = tuple(row for row in rows[:number] if isinstance(row, Row))
    if shown:
        yield Table(context.words["remaining"], columns, shown)
        yield from _more(len(rows) - number)
    else:
        yield context.no_entries(_("Nothing is recorded."), kind="commitments")


def _silent(items: Sequence[RemainingItem], context: LayoutContext) -> Iterator[Block]:
    """Yield for which recommendations nothing is recorded, though they are not settled."""
    recorded = {item.recommendation.number for item in items}
    silent = [
        row
        for row in context.progress.recommendations
        if row.is_unsettled and row.number not in recorded
    ]
    if silent and recorded:
        text = _("Nothing is recorded for %(numbers)s.") % {"numbers": numbers_text(silent)}
        yield Paragraph(text_line(text), is_small=True)


def _remaining_row(item: RemainingItem, context: LayoutContext) -> Row:
    first, *others = item.due_texts(on=context.progress.on) or ("–",)
    if item.is_overdue and item.due_on:
        late = days_late(item.due_on, on=context.progress.on)
        due: Cell = ((Span(late, Style.STRONG),), text_line(", ".join([first, *others[:-1]])))
    else:
        due = tuple(map(text_line, filter(None, (first, ", ".join(others)))))
    undertaken = (text_line(_("has undertaken it")),) if item.commitment else ()
    return Row(
        (
            (text_line(item.recommendation.number),),
            ((_shortened(item.text(context)),), *item.reasons(context)),
            (text_line(item.by or "–"), *undertaken),
            due,
        )
    )


def _shortened(span: Span) -> Span:
    return replace(span, text=shorten(span.text, MAX_LETTERS, placeholder=" …"))


def _disputes(context: LayoutContext) -> Iterator[Cell]:
    """Yield the bodies that say more than was found, with their words."""
    opened, closed = quotation_marks(context.progress.language)
    for recommendation in context.progress.recommendations:
        for view in filter(says_more, recommendation.views):
            words = _shortened(typed(view.assessment, "rationale", context))
            quoted = (Span(opened), words, Span(closed)) if words.text else ()
            ours = _("we find: %(status)s") % {"status": recommendation.status.label}
            yield (
                (
                    _numbered(recommendation, context),
                    Span(f"{view.holder.short}: ", Style.STRONG),
                    *status_line(view.assessment.status),
                    Span(f" ({ours})", Style.MUTED),
                ),
                *((quoted,) if quoted else ()),
            )


def _changes(context: LayoutContext) -> Iterator[Cell]:
    """Yield each change of a status with the conclusion, those backwards first."""
    changes = status_changes(context.progress)
    for kind in ("lowered", "raised", "first_assessed", "off_scale", "corrected"):
        for recommendation in changes[kind]:
            change = (
                status_change(recommendation.previous_status, recommendation.status)
                if recommendation.has_changed_status
                else status_line(recommendation.status)
            )
            title = Span(f"{recommendation.title}: ")
            corrected = corrected_text(recommendation, context.progress)
            lines = (
                text_line(corrected) if corrected else (),
                conclusion_line(recommendation, context),
            )
            yield (
                (_numbered(recommendation, context), title, *change),
                *(line for line in lines if line),
            )


def _numbered(recommendation: RecommendationProgress, context: LayoutContext) -> Span:
    """Return the number as "No. 3", since alone it would read as the number of the entry."""
    return Span(f"{context.words['number']} {recommendation.number} ", Style.MUTED)


def _questions(context: LayoutContext) -> list[Cell]:
    """Return the questions that were asked, by body, the one due first before others."""
    unanswered = [
        (row, question)
        for row in context.progress.recommendations
        for question in row.questions
        if question.asked_on
    ]
    unanswered.sort(key=lambda pair: pair[1].due_on or date.max)
    by_body = group_pairs((question.body, (row, question)) for row, question in unanswered)
    return [_body_questions(body, questions, context) for body, questions in by_body.items()]


def _count_waiting(context: LayoutContext) -> Iterator[Block]:
    """Yield how many questions are open and were not asked yet."""
    rows = context.progress.recommendations
    if number := sum(question.asked_on is None for row in rows for question in row.questions):
        text = ngettext(
            "%(number)d more question was not asked yet.",
            "%(number)d more questions were not asked yet.",
            number,
        )
        yield Paragraph(text_line(text % {"number": number}), is_small=True)


def _body_questions(
    body: str,
    questions: Sequence[tuple[RecommendationProgress, QuestionData]],
    context: LayoutContext,
) -> Cell:
    """Return the questions to a body, those due first before others."""
    more = len(questions) - MAX_QUESTIONS
    return (
        (Span(body or _("of the source"), Style.STRONG),),
        *(_question(row, question, context) for row, question in questions[:MAX_QUESTIONS]),
        *((text_line(_("and %(number)d more") % {"number": more}),) if more > 0 else ()),
    )


def _question(
    recommendation: RecommendationProgress, question: QuestionData, context: LayoutContext
) -> Line:
    due_on = question.due_on
    due = _("answer due %(day)s") % {"day": drop_full_stop(format_day(due_on))} if due_on else ""
    late = days_late(due_on, on=context.progress.on) if due_on and question.is_overdue else ""
    details = ", ".join(filter(None, (due, late)))
    text = _shortened(typed(question, "question", context))
    return (
        _numbered(recommendation, context),
        text,
        Span(f" ({details})" if details else "", Style.MUTED),
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
