"""Letter to a responsible body: what is asked of it, how that stands, and a sheet to return.

It goes to the body, so it names the body and leaves out internal workflow.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import ngettext

from tracker.formats import drop_full_stop, format_day, gettext as _, pgettext
from tracker.progress import CommitmentData, QuestionData, RecommendationProgress, ViewData
from tracker.question_sheets import ANSWER_FIELDS, Field, label
from tracker.reporting import follow_up, front_matter, phrases
from tracker.reporting.annex import source_list
from tracker.reporting.blocks import (
    Block,
    Cell,
    Column,
    Fact,
    Facts,
    Heading,
    Line,
    Paragraph,
    Row,
    SideBySide,
    Span,
    Style,
    Table,
    ruled,
    text_line,
)
from tracker.reporting.conclusions import conclusion_blocks
from tracker.reporting.context import LayoutContext
from tracker.reporting.recommendations import (
    introduction,
    rationale,
    remaining_day,
    remaining_section,
    view_statements,
)
from tracker.reporting.replies import paragraphs_by_number, reply_blocks, reply_section
from tracker.reporting.statuses import (
    DASH,
    as_of_line,
    correction_note,
    status_and_trend,
    status_line,
)
from tracker.vocabulary import RANK, Role

ROLES = [role.value for role in Role]
FILLER_FIELDS = (Field.FILLED_BY, Field.CONTACT, Field.FILLED_ON)


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the letter in reading order, its sources and the sheet at its end."""
    progress = context.progress
    yield Facts(tuple(_particulars(context)))
    yield from front_matter.warnings(progress)
    if progress.body is None:
        yield Paragraph(text_line(_("No responsible body was chosen for this report.")))
    if progress.recommendations:
        yield from _opening(context)
        yield from front_matter.part_notice(progress)
        yield context.heading("asked_of", level=1)
        yield from _overview_tables(context)
        yield context.heading("recommendations", level=1)
        yield from ruled(_section(row, context) for row in progress.recommendations)
        yield from reply_section(context)
        yield from _commitments(context)
        yield from _questions(context)
    else:
        yield Paragraph(text_line(phrases.empty_report_text(progress)))
    yield context.heading("about", level=1)
    yield front_matter.facts(context)
    yield from source_list(context.numbers.source_rows(), context.words["sources"])
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
    for name, value in values:
        if value:
            yield Fact(name, (text_line(value),))
    yield from front_matter.contact_fact(progress)


def _opening(context: LayoutContext) -> Iterator[Block]:
    """Yield the preface, what the letter is about, and what is expected until when."""
    yield from context.text_paragraphs(context.progress.letterhead.preface)
    number = context.progress.recommendation_count
    about = ngettext(
        "This letter is about %(number)s recommendation for which you are responsible: what it asks"
        " of you, how it stands and what remains.",
        "This letter is about %(number)s recommendations for which you are responsible: what they"
        " ask of you, how they stand and what remains.",
        number,
    ) % {"number": phrases.number_word(number)}
    yield Paragraph(text_line(about))
    request = _("Please fill in the sheet in the last part and return it.")
    if reply_by := context.progress.reply_by:
        day = drop_full_stop(format_day(reply_by))
        request = _("Please fill in the sheet in the last part and return it by %(day)s.")
        request %= {"day": day}
    yield Paragraph((Span(request, Style.STRONG),))


def _overview_tables(context: LayoutContext) -> Iterator[Block]:
    """Yield a table for each role: number, title, status, and what remains until when."""
    roles = sorted(
        (
            (_role(recommendation, context), recommendation)
            for recommendation in context.progress.recommendations
        ),
        key=lambda pair: pair[0][0],
    )
    for (_order, role), pairs in groupby(roles, key=lambda pair: pair[0]):
        yield Table(
            caption=_("Your role: %(role)s") % {"role": role},
            columns=context.columns(number=0, recommendation=4, status=4, remaining=6),
            rows=tuple(_line(recommendation, context) for _role_label, recommendation in pairs),
            shows_caption=True,
        )


def _line(recommendation: RecommendationProgress, context: LayoutContext) -> Row:
    assessment = recommendation.assessment
    remaining: Cell = (DASH,)
    if assessment and assessment.remaining.strip():
        text = follow_up.typed(assessment, "remaining", context)
        remaining = ((text, *remaining_day(assessment)),)
    return Row(
        (
            (text_line(recommendation.number),),
            (context.link(recommendation, recommendation.title or recommendation.number),),
            tuple(_status_lines(recommendation, context)),
            remaining,
        )
    )


def _status_lines(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Line]:
    """Yield our status, the day it refers to, and what the body says instead."""
    yield status_line(recommendation.status)
    if assessment := recommendation.assessment:
        yield text_line(context.as_of(assessment))
    for view in _views(recommendation, context):
        if view.differs:
            status = view.assessment.status.label
            yield (Span(_("you say: %(status)s") % {"status": status}, Style.STRONG),)


def _section(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield what is asked, our assessment beside the body's view, and what remains."""
    yield from introduction(recommendation, context)
    ours = tuple(_our_part(recommendation, context))
    if views := _views(recommendation, context):
        yield SideBySide((ours, tuple(_their_part(recommendation, views, context))))
    else:
        yield from ours
    if any(
        recommendation.number in paragraphs_by_number(reply, context)
        for reply in context.progress.replies
    ):
        yield from reply_blocks(recommendation, context)
    yield from remaining_section(recommendation, context)


def _our_part(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    assessment = recommendation.assessment
    yield context.heading("our_assessment")
    yield Paragraph(status_and_trend(recommendation.status, assessment, Style.STRONG))
    if assessment:
        yield Paragraph(as_of_line(assessment), is_small=True)
    yield from correction_note(assessment)
    yield from conclusion_blocks(recommendation, context)
    yield from rationale(recommendation, context)


def _their_part(
    recommendation: RecommendationProgress, views: Sequence[ViewData], context: LayoutContext
) -> Iterator[Block]:
    yield context.heading("your_view")
    yield from view_statements(recommendation, views, context)


def _commitments(context: LayoutContext) -> Iterator[Block]:
    """Yield the body's commitments with every date: made, first due, each move, what came of it."""
    pairs = [
        (recommendation, commitment)
        for recommendation in context.progress.recommendations
        for commitment in recommendation.commitments
        if _belongs_to_body(commitment.body.code, context)
    ]
    if pairs:
        heading = context.heading("your_commitments", level=1)
        yield heading
        yield Table(
            caption=heading.text,
            columns=(
                *context.columns(number=0),
                Column(_("Commitment"), 6),
                Column(_("Made on"), 3),
                Column(_("First due"), 3),
                Column(_("State"), 5),
            ),
            rows=tuple(_commitment(*pair, context) for pair in pairs),
        )


def _commitment(
    recommendation: RecommendationProgress, commitment: CommitmentData, context: LayoutContext
) -> Row:
    first_on = commitment.first_due_on or commitment.due_on
    sources = context.numbers.references(commitment.sources) if commitment.sources else ()
    last = "dropped_reason" if commitment.dropped_reason else "last_update"
    outcome = follow_up.typed(commitment, last, context)
    return Row(
        (
            (text_line(recommendation.number),),
            (
                (follow_up.typed(commitment, "text", context), *sources),
                *follow_up.reasons_for_moving(commitment, context),
            ),
            (text_line(format_day(commitment.undertaken_on)),),
            (text_line(format_day(first_on)) if first_on else DASH,),
            (_commitment_state(commitment, context), *(((outcome,),) if outcome.text else ())),
        )
    )


def _commitment_state(commitment: CommitmentData, context: LayoutContext) -> Line:
    """Return that it is done or dropped, else until when it is due or how late it is."""
    if commitment.done_on:
        return text_line(_("done %(day)s") % {"day": format_day(commitment.done_on)})
    if not commitment.is_open:
        return text_line(_("dropped"))
    due = ", ".join(follow_up.due_texts(commitment, on=context.progress.on))
    return (Span(due, Style.STRONG if commitment.is_overdue else Style.PLAIN),)


def _questions(context: LayoutContext) -> Iterator[Block]:
    """Yield the open questions to the body, with when they were asked and are due."""
    if not (pairs := _open_questions(context)):
        return
    heading = context.heading("your_questions", level=1)
    yield heading
    yield Table(
        caption=heading.text,
        columns=(*context.columns(number=0), Column(_("Question"), 8), Column(_("Answer due"), 4)),
        rows=tuple(
            Row(
                (
                    (text_line(recommendation.number),),
                    ((follow_up.typed(question, "question", context),),),
                    tuple(map(text_line, filter(None, follow_up.question_dates(question)[1:])))
                    or (DASH,),
                )
            )
            for recommendation, question in pairs
        ),
    )


def _sheet(context: LayoutContext) -> Iterator[Block]:
    """Yield the sheet to fill in: a row for each recommendation and question, then by whom."""
    heading = context.heading("sheet", level=1)
    yield Heading(1, heading.text, anchor=heading.anchor, starts_page=True)
    text = _(
        "Leave empty what you have nothing to add to. Name no victims, case numbers or addresses of"
        " shelters. We also send this sheet as a Word file or workbook, which can be read back."
    )
    yield Paragraph(text_line(text))
    statuses = " · ".join(str(status.label) for status in RANK)
    yield Paragraph(text_line(f"{label(Field.OWN_STATUS)}: {statuses}"), is_small=True)
    rows = context.progress.recommendations
    names = (context.words["recommendation"], *map(label, ANSWER_FIELDS))
    yield _form(Field.ROWS.label, names, [_named(row, context) for row in rows])
    if questions := _open_questions(context):
        names = (_("Question"), label(Field.ANSWER))
        lines: list[Cell] = [(_question_line(*pair, context),) for pair in questions]
        yield _form(Field.QUESTIONS.label, names, lines)
    names = (_("Field"), _("Content"))
    yield _form(_("Who fills it in"), names, [(text_line(label(f)),) for f in FILLER_FIELDS])


def _form(caption: str | Promise, names: Sequence[str], rows: Iterable[Cell]) -> Table:
    """Return a table to fill in: each row has a first cell, and an empty one in other columns."""
    first, *others = names
    blank: Cell = (text_line("\u00a0"),)
    return Table(
        caption=str(caption),
        columns=(Column(first, 5), *(Column(name, 12 // len(others)) for name in others)),
        rows=tuple(Row((cell, *(blank for _name in others))) for cell in rows),
        shows_caption=True,
    )


def _named(recommendation: RecommendationProgress, context: LayoutContext) -> Cell:
    """Return number and title of a recommendation, with what we say below."""
    status = recommendation.status.label
    if assessment := recommendation.assessment:
        status = f"{status}, {context.as_of(assessment)}"
    title = Span(recommendation.title or recommendation.number)
    return (
        (Span(f"{recommendation.number} ", Style.MUTED), title),
        text_line(_("We say: %(status)s") % {"status": status}),
    )


def _question_line(
    recommendation: RecommendationProgress, question: QuestionData, context: LayoutContext
) -> Line:
    """Return a question with its number on a question sheet, and that of its recommendation."""
    key = f"Q{question.key} · " if question.key else ""
    about = Span(f"{key}{context.words['number']} {recommendation.number} ", Style.MUTED)
    return (about, follow_up.typed(question, "question", context))


def _role(recommendation: RecommendationProgress, context: LayoutContext) -> tuple[int, str]:
    """Return the rank and label of the body's role on a recommendation."""
    if addressee := context.progress.body:
        for body in recommendation.bodies:
            if addressee.code in (body.code, *body.holders):
                return ROLES.index(body.role.code), body.role.label
    return len(ROLES), _("without a role")


def _views(recommendation: RecommendationProgress, context: LayoutContext) -> list[ViewData]:
    """Return the views of the body."""
    return [v for v in recommendation.views if _belongs_to_body(v.holder.code, context)]


def _open_questions(
    context: LayoutContext,
) -> list[tuple[RecommendationProgress, QuestionData]]:
    """Return the open questions to the body, each with its recommendation."""
    body = context.progress.body
    return [
        (recommendation, question)
        for recommendation in context.progress.recommendations
        for question in recommendation.questions
        if body is None or question.body == body.short
    ]


def _belongs_to_body(code: str, context: LayoutContext) -> bool:
    """Return whether a code is the report's body; always true where none was chosen."""
    body = context.progress.body
    return body is None or code == body.code
