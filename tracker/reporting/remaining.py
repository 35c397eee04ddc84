"""What remains, by whom and by when, and questions that nobody answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from msgspec.structs import replace

from tracker.formats import drop_full_stop, format_day, gettext as _
from tracker.grouping import group_pairs
from tracker.progress import CommitmentData, Progress, QuestionData, RecommendationProgress
from tracker.reporting import follow_up
from tracker.reporting.blocks import Block, Cell, Line, Row, Span, Style, Table, text_line
from tracker.reporting.context import LayoutContext

MAX_LETTERS = 240  # of a text in a short report


@dataclass(frozen=True, slots=True)
class RemainingItem:
    """Something left to do for a recommendation, by whom and until when."""

    recommendation: RecommendationProgress
    by: str  # short names of bodies
    due_on: date | None
    is_overdue: bool
    commitment: CommitmentData | None = None  # None: what its assessment says

    @property
    def due_since(self) -> date | None:
        """The day before any move to a later one; None without a day."""
        first_due_on = self.commitment.first_due_on if self.commitment else None
        return min(filter(None, (first_due_on, self.due_on)), default=None)

    @property
    def urgency(self) -> tuple[bool, date]:
        """Key by which the overdue come first, the one due longest before others."""
        due_on = self.due_since if self.is_overdue else self.due_on
        return not self.is_overdue, due_on or date.max

    def text(self, context: LayoutContext) -> Span:
        """Return what is to be done."""
        if self.commitment:
            return follow_up.typed(self.commitment, "text", context)
        assessment = self.recommendation.assessment
        return follow_up.typed(assessment, "remaining", context) if assessment else Span("")

    def line(self, context: LayoutContext) -> Line:
        """Return what is to be done, with the sources of a commitment."""
        sources = self.commitment.sources if self.commitment else ()
        return (self.text(context), *(context.numbers.references(sources) if sources else ()))

    def due_texts(self, *, on: date) -> tuple[str, ...]:
        """Return since or until when it is due, how often that was moved, how late it is."""
        if self.commitment:
            return follow_up.due_texts(self.commitment, on=on)
        if self.due_on is None:
            return ()
        pattern = _("due since %(day)s") if self.is_overdue else _("due %(day)s")
        due = pattern % {"day": drop_full_stop(format_day(self.due_on))}
        return (due, follow_up.days_late(self.due_on, on=on)) if self.is_overdue else (due,)


def remaining_items(progress: Progress) -> list[RemainingItem]:
    """Return what assessments say remains, and open commitments, the most urgent first."""
    items = [item for row in progress.recommendations for item in _items(row, progress.on)]
    return sorted(items, key=lambda item: item.urgency)


def _items(recommendation: RecommendationProgress, on: date) -> Iterator[RemainingItem]:
    assessment = recommendation.assessment
    if assessment and assessment.remaining.strip():
        due_on = assessment.remaining_by
        is_overdue = due_on is not None and due_on < on
        yield RemainingItem(recommendation, recommendation.leads, due_on, is_overdue)
    for commitment in recommendation.commitments:
        if commitment.is_open:
            body, due_on = commitment.body.short, commitment.due_on
            yield RemainingItem(recommendation, body, due_on, commitment.is_overdue, commitment)


def remaining_lines(items: list[RemainingItem], context: LayoutContext) -> Iterator[Line]:
    """Yield what remains, each thing with by whom and until when below it."""
    for item in items:
        due = ", ".join(item.due_texts(on=context.progress.on))
        style = Style.STRONG if item.is_overdue else Style.MUTED
        details = " · ".join(filter(None, (item.by, due)))
        yield item.line(context)
        if details:
            yield (Span(details, style),)


def remaining_table(rows: Sequence[Row], context: LayoutContext) -> Iterator[Block]:
    """Yield the table of what remains under its heading; without rows, that there is none."""
    yield context.heading("remaining", level=1)
    if rows:
        columns = context.columns(number=0, remaining=8, by_whom=3, by_when=5)
        yield Table(context.words["remaining"], columns, tuple(rows))
    else:
        yield context.no_entries(_("Nothing is recorded."), kind="commitments")


def remaining_row(item: RemainingItem, context: LayoutContext, *, is_short: bool = False) -> Row:
    """Return what remains, by whom and by when; in short without sources."""
    first, *others = item.due_texts(on=context.progress.on) or ("–",)
    due: Cell = tuple(map(text_line, filter(None, (first, ", ".join(others)))))
    if item.is_overdue and item.due_on:
        late = follow_up.days_late(item.due_on, on=context.progress.on)
        due = ((Span(late, Style.STRONG),), text_line(", ".join([first, *others[:-1]])))
    reasons = follow_up.reasons_for_moving(item.commitment, context) if item.commitment else ()
    undertaken = (text_line(_("has undertaken it")),) if item.commitment else ()
    text = (shortened(item.text(context)),) if is_short else item.line(context)
    number, by = text_line(item.recommendation.number), text_line(item.by or "–")
    return Row(((number,), (text, *reasons), (by, *undertaken), due))


def shortened(span: Span) -> Span:
    """Return a text as a short report has it."""
    return replace(span, text=shorten(span.text, MAX_LETTERS, placeholder=" …"))


def numbered(recommendation: RecommendationProgress, context: LayoutContext) -> Span:
    """Return the number as "No. 3", since alone it would read as the number of the entry."""
    return Span(f"{context.words['number']} {recommendation.number} ", Style.MUTED)


def questions_by_body(context: LayoutContext, limit: int | None = None) -> list[Cell]:
    """Return the questions that were asked, by body, those due first before others.

    Of each body no more than `limit` are listed, the others counted.
    """
    unanswered = [
        (row, question)
        for row in context.progress.recommendations
        for question in row.questions
        if question.asked_on
    ]
    unanswered.sort(key=lambda pair: pair[1].due_on or date.max)
    by_body = group_pairs((question.body, (row, question)) for row, question in unanswered)
    return [
        (
            (Span(body or _("of the source"), Style.STRONG),),
            *(_question_line(row, question, context) for row, question in pairs[:limit]),
            *(
                (text_line(_("and %(number)d more") % {"number": len(pairs) - limit}),)
                if limit and len(pairs) > limit
                else ()
            ),
        )
        for body, pairs in by_body.items()
    ]


def _question_line(
    recommendation: RecommendationProgress, question: QuestionData, context: LayoutContext
) -> Line:
    due_on = question.due_on
    due = _("answer due %(day)s") % {"day": drop_full_stop(format_day(due_on))} if due_on else ""
    is_late = due_on and question.is_overdue
    late = follow_up.days_late(due_on, on=context.progress.on) if due_on and is_late else ""
    details = ", ".join(filter(None, (due, late)))
    text = shortened(follow_up.typed(question, "question", context))
    note = Span(f" ({details})" if details else "", Style.MUTED)
    return (numbered(recommendation, context), text, note)
