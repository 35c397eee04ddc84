"""The letter to a responsible body, and the brief.

The letter says what is asked of the body and how that stands, and holds a sheet to return. It goes
to the body, so it names the body and leaves out internal workflow.

The brief has two pages up to 12 recommendations and one more for every 15: state, years and what
remains, then disputes, changes and dates. What does not fit is cut: the most urgent stays, the rest
is counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import ceil

from django.utils.translation import ngettext

from tracker import grouping, vocabulary
from tracker.formats import drop_full_stop, format_day, gettext as _, pgettext, upper_first
from tracker.progress import QuestionData, RecommendationProgress, ViewData
from tracker.question_sheets import ANSWER_FIELDS, Field, label
from tracker.reporting import changes, evidence, follow_up, front_matter, phrases, statuses
from tracker.reporting.blocks import (
    Block,
    Cell,
    Column,
    Fact,
    Facts,
    Line,
    Paragraph,
    Row,
    SideBySide,
    Span,
    Style,
    Table,
    bullets,
    quotation_marks,
    ruled,
    text_line,
)
from tracker.reporting.context import LayoutContext
from tracker.reporting.question_sheets.phrases import FILLER
from tracker.reporting.recommendations import (
    introduction,
    paragraphs_by_number,
    rationale,
    remaining_section,
    reply_blocks,
    reply_section,
    view_statements,
)


def letter(context: LayoutContext) -> Iterator[Block]:
    """Yield the letter in reading order, its sources and the sheet at its end."""
    progress = context.progress
    yield Facts(tuple(_particulars(context)))
    yield from front_matter.warnings(progress)
    yield from _opening(context)
    yield from front_matter.part_notice(progress)
    if progress.recommendations:
        sections = ruled(_section(row, context) for row in progress.recommendations)
        yield from context.section("asked_of", [_overview(context)], level=1)
        yield from context.section("recommendations", sections, level=1)
    yield from reply_section(context)
    yield from front_matter.closing(context)
    yield from evidence.source_list(context.numbers.source_rows(), context.words["sources"])
    if progress.recommendations:
        yield from _sheet(context)


def _particulars(context: LayoutContext) -> Iterator[Fact]:
    """Yield sender, addressee, reference, day, day to reply by and contact, as far as known."""
    progress = context.progress
    letterhead, body = progress.letterhead, progress.body
    values = (
        (pgettext("letter", "From"), letterhead.sender or letterhead.name),
        (pgettext("letter", "To"), phrases.full_name(body) if body else ""),
        (_("Reference"), progress.reference),
        (pgettext("letter", "Date"), format_day(progress.on)),
        (_("Reply by"), format_day(progress.reply_by) if progress.reply_by else ""),
    )
    yield from (Fact(name, (text_line(value),)) for name, value in values if value)
    yield from front_matter.contact_fact(progress)


def _opening(context: LayoutContext) -> Iterator[Block]:
    """Yield the preface, what the letter is about, and what is expected until when."""
    progress = context.progress
    yield from context.text_paragraphs(progress.letterhead.preface)
    if not (number := progress.recommendation_count):
        yield Paragraph(text_line(phrases.empty_report_text(progress)))
        return
    about = ngettext(
        "This letter is about %(number)s recommendation for which you are responsible: what it asks"
        " of you, how it stands and what remains.",
        "This letter is about %(number)s recommendations for which you are responsible: what they"
        " ask of you, how they stand and what remains.",
        number,
    )
    yield Paragraph(text_line(about % {"number": phrases.number_word(number)}))
    request = (
        _("Fill in the sheet in the last part and return it by %(day)s.")
        % {"day": drop_full_stop(format_day(progress.reply_by))}
        if progress.reply_by
        else _("Fill in the sheet in the last part and return it.")
    )
    yield Paragraph((Span(request, Style.STRONG),))


def _overview(context: LayoutContext) -> Table:
    """Return a table of all recommendations: the body's role, status, what remains until when."""
    items = [
        item
        for item in follow_up.remaining_items(context.progress)
        if item.commitment is None or _is_own(item.commitment.body.code, context)
    ]
    by_number = grouping.group_pairs((item.recommendation.number, item) for item in items)
    return Table(
        caption=context.words["overview_caption"],
        columns=(
            *context.columns(number=0, recommendation=4),
            Column(_("Your role"), 2),
            *context.columns(status=4, remaining=7),
        ),
        rows=tuple(
            Row(
                (
                    (text_line(row.number),),
                    (context.link(row, row.title or row.number),),
                    (text_line(_role(row, context)),),
                    tuple(_status_lines(row, context)),
                    tuple(follow_up.remaining_lines(by_number[row.number], context))
                    or (statuses.DASH,),
                )
            )
            for row in context.progress.recommendations
        ),
    )


def _status_lines(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Line]:
    """Yield our status, the day it refers to, and what the body says instead."""
    yield statuses.status_line(recommendation.status)
    if assessment := recommendation.assessment:
        yield text_line(context.as_of(assessment))
    for view in _views(recommendation, context):
        if view.differs:
            yield (
                Span(
                    _("you say: %(status)s") % {"status": view.assessment.status.label},
                    Style.STRONG,
                ),
            )


def _section(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield what is asked, our assessment beside the body's view, and what is to be done."""
    yield from introduction(recommendation, context)
    ours = tuple(_our_assessment(recommendation, context))
    if views := _views(recommendation, context):
        yield SideBySide(
            (ours, (context.heading("your_view"), *view_statements(recommendation, views, context)))
        )
    else:
        yield from ours
    if any(
        recommendation.number in paragraphs_by_number(reply, context)
        for reply in context.progress.replies
    ):
        yield from reply_blocks(recommendation, context)
    yield from remaining_section(recommendation, context)
    commitments = (
        follow_up.commitment_entry(commitment, context)
        for commitment in recommendation.commitments
        if _is_own(commitment.body.code, context)
    )
    yield from context.section("your_commitments", bullets(commitments))
    yield from context.section(
        "your_questions",
        bullets(map(follow_up.question_entry, _questions(recommendation, context))),
    )


def _our_assessment(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    assessment = recommendation.assessment
    yield context.heading("our_assessment")
    yield Paragraph(statuses.status_and_trend(recommendation.status, assessment, Style.STRONG))
    if assessment:
        yield Paragraph(statuses.as_of_line(assessment), is_small=True)
    yield from statuses.correction_note(assessment)
    yield from statuses.conclusion_blocks(recommendation, context)
    yield from rationale(recommendation, context)


def _sheet(context: LayoutContext) -> Iterator[Block]:
    """Yield the sheet to fill in: a row for each recommendation and question, then by whom."""
    yield context.heading("sheet", level=1, starts_page=True)
    yield Paragraph(
        text_line(
            _(
                "Leave blank where you have nothing to add. Name no victims, case numbers or "
                "addresses of shelters. Ask us for this sheet as a Word file or workbook if you "
                "prefer."
            )
        )
    )
    choices = " · ".join(str(status.label) for status in vocabulary.RANK)
    yield Paragraph(text_line(f"{label(Field.OWN_STATUS)}: {choices}"), is_small=True)
    rows = context.progress.recommendations
    yield _form(
        str(Field.ROWS.label),
        map(label, ANSWER_FIELDS),
        [(text_line(f"{row.number} {row.title}"), *_status_lines(row, context)) for row in rows],
    )
    number = context.words["number"]
    questions = [
        follow_up.question_entry(
            question, recommendation=f"Q{question.key} · {number} {row.number}"
        )
        for row in rows
        for question in _questions(row, context)
    ]
    if questions:
        yield _form(str(Field.QUESTIONS.label), [label(Field.ANSWER)], questions)
    yield _form(_("Who fills it in"), [_("Content")], [(text_line(label(f)),) for f in FILLER])


def _form(name: str, labels: Iterable[str], rows: Iterable[Cell]) -> Table:
    """Return a table to fill in: the first cell of each row is given, the others are empty."""
    answers = [Column(text, 4) for text in labels]
    return Table(
        caption=name,
        columns=(Column(name, 4), *answers),
        rows=tuple(Row((cell, *[(text_line("\u00a0"),)] * len(answers))) for cell in rows),
    )


def _role(recommendation: RecommendationProgress, context: LayoutContext) -> str:
    """Return the body's role on a recommendation; a dash without one."""
    return next(
        (
            body.role.label
            for body in recommendation.bodies
            if any(_is_own(code, context) for code in (body.code, *body.holders))
        ),
        "–",
    )


def _views(recommendation: RecommendationProgress, context: LayoutContext) -> list[ViewData]:
    return [view for view in recommendation.views if _is_own(view.holder.code, context)]


def _questions(
    recommendation: RecommendationProgress, context: LayoutContext
) -> list[QuestionData]:
    body = context.progress.body
    return [q for q in recommendation.questions if body is None or q.body == body.short]


def _is_own(code: str, context: LayoutContext) -> bool:
    """Return whether a code is that of the body the letter is for."""
    return context.progress.body is not None and context.progress.body.code == code


SMALLEST, MORE = 12, 15  # recommendations of two pages, and of each further page
LINES_OF_PAGE = 57
# Lines of what is never cut: title, box, headings, facts at the end; a recommendation; a source.
FIXED_LINES, LINES_OF_ROW, LINES_OF_SOURCE = 55, 2.3, 1.5
MAX_QUESTIONS = 3  # of one body
LETTERS = 115  # of a line
REMAINING_LETTERS = (4, 58, 18, 32)  # of a line in each column of what remains
# Shares of the space of sections whose entries are cut; what is left goes to them in this order.
SHARES = {"changed": 3, "say_more": 2, "remaining": 5, "unanswered": 2, "next_dates": 1}


def brief(context: LayoutContext) -> Iterator[Block]:
    """Yield the brief in reading order, up to its sources."""
    yield from front_matter.opening(context)
    if context.progress.recommendations:
        yield from statuses.year_matrix(context)
        yield from _lists(context)
    yield from context.section("about", [front_matter.short_facts(context)], level=1)


def _lists(context: LayoutContext) -> Iterator[Block]:
    """Yield the lists whose entries are cut, what remains before others."""
    rows = [
        follow_up.remaining_row(item, context, is_short=True)
        for item in follow_up.remaining_items(context.progress)
    ]
    lists = {
        "say_more": list(_disputes(context)),
        "changed": list(_changes(context)),
        "unanswered": follow_up.questions_by_body(context, MAX_QUESTIONS),
        "next_dates": list(_next_dates(context)),
    }
    heights = {key: list(map(_height, cells)) for key, cells in lists.items()}
    heights["remaining"] = [max(map(_height, row.cells, REMAINING_LETTERS)) for row in rows]
    numbers = fitting_numbers(heights, _lines_left(context))
    yield from follow_up.remaining_table(rows[: numbers["remaining"]], context)
    yield from _more(len(rows) - numbers["remaining"])
    for key, cells in lists.items():
        yield from context.section(key, bullets(cells[: numbers[key]]), level=1)
        yield from _more(len(cells) - numbers[key])


def fitting_numbers(heights: Mapping[str, Sequence[float]], lines: float) -> dict[str, int]:
    """Return how many entries of each list fit into so many lines, one at least.

    Each list has its share; what is left goes to the lists in the order of the shares.
    """
    numbers: dict[str, int] = {}
    left = lines
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
        for view in filter(statuses.says_more, recommendation.views):
            words = follow_up.shortened(follow_up.typed(view.assessment, "rationale", context))
            quoted = (Span(opened), words, Span(closed)) if words.text else ()
            ours = _("we find: %(status)s") % {"status": recommendation.status.label}
            yield (
                (
                    follow_up.numbered(recommendation, context),
                    Span(f"{view.holder.short}: ", Style.STRONG),
                    *statuses.status_line(view.assessment.status),
                    Span(f" ({ours})", Style.MUTED),
                ),
                *((quoted,) if quoted else ()),
            )


def _changes(context: LayoutContext) -> Iterator[Cell]:
    """Yield each change of a status with the conclusion, those backwards first."""
    groups = changes.status_changes(context.progress)
    for kind in ("lowered", "raised", "first_assessed", "off_scale", "corrected"):
        for recommendation in groups[kind]:
            change = statuses.status_change(recommendation)
            title = Span(f"{recommendation.title}: ")
            before = upper_first(changes.statuses_before_text(recommendation, context.progress))
            below = (text_line(before), statuses.conclusion_line(recommendation, context))
            yield (
                (follow_up.numbered(recommendation, context), title, *change),
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
            for item in follow_up.remaining_items(context.progress)
        ),
        *(
            (question.due_on, _("answer"), row, question.body)
            for row in context.progress.recommendations
            for question in row.questions
        ),
        *((row.review_on, _("review"), row, "") for row in context.progress.recommendations),
    ]
    by_day = grouping.group_pairs(
        (day, (label, f"{row.number} ({by})" if by else row.number))
        for day, label, row, by in dates
        if day and day >= on
    )
    for day in sorted(by_day):
        text = "; ".join(
            f"{label}: {', '.join(names)}"
            for label, names in grouping.group_pairs(by_day[day]).items()
        )
        yield ((Span(f"{format_day(day)} ", Style.STRONG), Span(text)),)
