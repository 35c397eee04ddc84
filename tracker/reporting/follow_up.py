"""What remains, from whom and by when: commitments and questions as they are printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from django.utils.translation import gettext_lazy, ngettext
from msgspec.structs import replace

from tracker import grouping, vocabulary
from tracker.formats import drop_full_stop, format_day, gettext as _
from tracker.progress import CommitmentData, Progress, QuestionData, RecommendationProgress, Written
from tracker.reporting.blocks import Block, Cell, Line, Row, Span, Style, Table, text_line
from tracker.reporting.context import LayoutContext
from tracker.reporting.statuses import join_lines


def commitment_entry(commitment: CommitmentData, context: LayoutContext) -> Cell:
    """Return a commitment as a list entry: by when, each move of its date, what came of it."""
    origin = " · ".join((commitment.body.short, *filter(None, _dates(commitment))))
    late = due_texts(commitment, on=context.progress.on) if commitment.is_open else ()
    style = Style.STRONG if commitment.is_overdue else Style.MUTED
    below: Line = (
        Span(origin, Style.MUTED),
        *((Span(" · "), Span(", ".join(late), style)) if late else ()),
        *(
            (Span(" · "), Span(_("no update for 180 days or more"), Style.STRONG))
            if commitment.is_without_update
            else ()
        ),
    )
    first = (typed(commitment, "text", context), *context.numbers.references(commitment.sources))
    last = "dropped_reason" if commitment.dropped_reason else "last_update"
    reasons = {move.reason for move in commitment.moves}  # the newest update may repeat one
    has_outcome = getattr(commitment, last) and getattr(commitment, last) not in reasons
    outcome = ((typed(commitment, last, context),),) if has_outcome else ()
    return (first, below, *outcome, *reasons_for_moving(commitment, context))


def typed(value: Written, name: str, context: LayoutContext) -> Span:
    """Return a text that a person wrote as a span in its language, on one line."""
    return context.text_span(
        " ".join(getattr(value, name).split()), value.text_languages.get(name, "")
    )


MOVED = {
    1: gettext_lazy("moved once"),
    2: gettext_lazy("moved twice"),
    3: gettext_lazy("moved three times"),
}


def due_texts(commitment: CommitmentData, *, on: date) -> tuple[str, ...]:
    """Return until when it is due, or since when; how often that was moved; how late it is now.

    For example "due since 28 February 2025 (638 days)", "moved three times", "now 59 days late".
    """
    due_on, first_on = commitment.due_on, commitment.first_due_on or commitment.due_on
    times = len(commitment.moves) or commitment.postponements
    moved = str(MOVED.get(times, "")) or ngettext(
        "moved %(times)d time", "moved %(times)d times", times
    ) % {"times": times}
    moves = (moved,) if times else ()
    if due_on is None or first_on is None:
        return (_("no due date"), *moves)
    if not commitment.is_overdue:
        first_due = _("first due %(day)s") % {"day": drop_full_stop(format_day(first_on))}
        due = _("due %(day)s") % {"day": drop_full_stop(format_day(due_on))}
        return (due, *((first_due,) if first_on != due_on else ()), *moves)
    first_on = min(first_on, due_on)  # a date brought forward counts from the new one
    since = _("due since %(day)s") % {"day": drop_full_stop(format_day(first_on))}
    late = days_late(due_on, on=on)
    if first_on == due_on:
        return (since, *moves, late)
    days = ngettext("%(days)d day", "%(days)d days", (on - first_on).days)
    in_all = days % {"days": (on - first_on).days}
    return (f"{since} ({in_all})", *moves, _("now %(late)s") % {"late": late})


def days_of(commitment: CommitmentData) -> list[date | None]:
    """Return the days on which it was made, done and moved."""
    return [commitment.undertaken_on, commitment.done_on, *(m.agreed_on for m in commitment.moves)]


def days_late(due_on: date, *, on: date) -> str:
    """Return "59 days late"."""
    days = (on - due_on).days
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def reasons_for_moving(commitment: CommitmentData, context: LayoutContext) -> Iterator[Line]:
    """Yield a line with each new due date and why it was agreed; nothing without a reason."""
    moves = [move for move in commitment.moves if move.reason.strip()]
    spans = [Span(_("Moved") if moves else "")]
    for place, move in enumerate(moves):
        day = drop_full_stop(format_day(move.after)) if move.after else _("no due date")
        reason = typed(move, "reason", context)
        to = _("to %(day)s: ") % {"day": day}
        spans += [
            Span(f"{'; ' if place else ' '}{to}"),
            replace(reason, text=reason.text.rstrip(".")),
        ]
    if moves:
        yield tuple(replace(span, style=Style.MUTED) for span in spans)


def _dates(commitment: CommitmentData) -> list[str]:
    """Return when it was made, and done, updated or dropped; empty where that is not known."""
    done_on, updated_on = commitment.done_on, commitment.last_update_on
    evidence = commitment.evidence_title if done_on else ""
    return [
        _("made on %(day)s") % {"day": format_day(commitment.undertaken_on)},
        _("done %(day)s") % {"day": format_day(done_on)} if done_on else "",
        _("evidence: “%(title)s”") % {"title": evidence} if evidence else "",
        _("last update %(day)s") % {"day": format_day(updated_on)}
        if updated_on and commitment.is_open
        else "",
        "" if done_on or commitment.is_open else _("dropped"),
    ]


def question_entry(question: QuestionData, *, recommendation: str = "") -> Cell:
    """Return a question as a list entry; `recommendation` is printed with it."""
    details = " · ".join(filter(None, (recommendation, *question_dates(question))))
    spans = (
        Span(details, Style.MUTED),
        Span(_("overdue") if question.is_overdue else "", Style.STRONG),
    )
    below = join_lines((span,) for span in spans if span.text)
    return ((Span(question.question),), *((below,) if below else ()))


def question_dates(question: QuestionData) -> list[str]:
    """Return whom it is asked of, since when and until when; empty where not known."""
    whom = "" if question.kind.code == vocabulary.QuestionKind.ASK else question.kind.label
    if question.body:
        pattern = _("asked of %(body)s") if question.asked_on else _("for %(body)s, not asked yet")
        whom = pattern % {"body": question.body}
    return [
        whom,
        _("asked on %(day)s") % {"day": format_day(question.asked_on)} if question.asked_on else "",
        _("answer due %(day)s") % {"day": format_day(question.due_on)} if question.due_on else "",
    ]


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
        value = self.commitment or self.recommendation.assessment
        return (
            typed(value, "text" if self.commitment else "remaining", context) if value else Span("")
        )

    def line(self, context: LayoutContext) -> Line:
        """Return what is to be done, with the sources of a commitment."""
        sources = self.commitment.sources if self.commitment else ()
        return (self.text(context), *(context.numbers.references(sources) if sources else ()))

    def due_texts(self, *, on: date) -> tuple[str, ...]:
        """Return since or until when it is due, how often that was moved, how late it is."""
        if self.commitment:
            return due_texts(self.commitment, on=on)
        if self.due_on is None:
            return ()
        pattern = _("due since %(day)s") if self.is_overdue else _("due %(day)s")
        due = pattern % {"day": drop_full_stop(format_day(self.due_on))}
        return (due, days_late(self.due_on, on=on)) if self.is_overdue else (due,)


def remaining_items(progress: Progress) -> list[RemainingItem]:
    """Return what assessments say remains, and open commitments, the most urgent first."""
    return sorted(
        [item for row in progress.recommendations for item in _items(row, progress.on)],
        key=lambda item: item.urgency,
    )


def _items(recommendation: RecommendationProgress, on: date) -> Iterator[RemainingItem]:
    assessment = recommendation.assessment
    if assessment and assessment.remaining.strip():
        due_on = assessment.remaining_by
        yield RemainingItem(
            recommendation, recommendation.leads, due_on, due_on is not None and due_on < on
        )
    for commitment in recommendation.commitments:
        if commitment.is_open:
            body, due_on = commitment.body.short, commitment.due_on
            yield RemainingItem(recommendation, body, due_on, commitment.is_overdue, commitment)


def remaining_lines(items: list[RemainingItem], context: LayoutContext) -> Iterator[Line]:
    """Yield what remains, each thing with by whom and until when below it."""
    for item in items:
        details = " · ".join(
            filter(None, (item.by, ", ".join(item.due_texts(on=context.progress.on))))
        )
        yield item.line(context)
        if details:
            yield (Span(details, Style.STRONG if item.is_overdue else Style.MUTED),)


def remaining_table(rows: Sequence[Row], context: LayoutContext) -> Iterator[Block]:
    """Yield the table of what remains under its heading; without rows, that there is none."""
    yield context.heading("remaining", level=1)
    if rows:
        yield Table(
            context.words["remaining"],
            context.columns(number=0, remaining=8, by_whom=3, by_when=5),
            tuple(rows),
        )
    else:
        yield context.no_entries(_("Nothing is recorded."), kind="commitments")


def remaining_row(item: RemainingItem, context: LayoutContext, *, is_short: bool = False) -> Row:
    """Return what remains, by whom and by when; in short without sources."""
    first, *others = item.due_texts(on=context.progress.on) or ("–",)
    due: Cell = tuple(map(text_line, filter(None, (first, ", ".join(others)))))
    if item.is_overdue and item.due_on:
        due = (
            (Span(days_late(item.due_on, on=context.progress.on), Style.STRONG),),
            text_line(", ".join([first, *others[:-1]])),
        )
    reasons = reasons_for_moving(item.commitment, context) if item.commitment else ()
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
    unanswered = sorted(
        (
            (row, question)
            for row in context.progress.recommendations
            for question in row.questions
            if question.asked_on
        ),
        key=lambda pair: pair[1].due_on or date.max,
    )
    by_body = grouping.group_pairs((question.body, (row, question)) for row, question in unanswered)
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
    late = days_late(due_on, on=context.progress.on) if due_on and question.is_overdue else ""
    details = ", ".join(filter(None, (due, late)))
    text = shortened(typed(question, "question", context))
    note = Span(f" ({details})" if details else "", Style.MUTED)
    return (numbered(recommendation, context), text, note)
