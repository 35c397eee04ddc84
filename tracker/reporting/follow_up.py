"""Layout of commitments and open questions."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy, ngettext
from msgspec.structs import replace

from tracker.formats import drop_full_stop, format_day, gettext as _
from tracker.progress import (
    CommitmentData,
    QuestionData,
    Written,
)
from tracker.reporting.blocks import Cell, Line, Span, Style
from tracker.reporting.context import LayoutContext
from tracker.reporting.statuses import join_lines
from tracker.vocabulary import QuestionKind


def commitment_entry(commitment: CommitmentData, context: LayoutContext) -> Cell:
    """Return a commitment as a list entry: by when, each move of its date, what came of it."""
    on = context.progress.on
    origin = " · ".join((commitment.body.short, *filter(None, _dates(commitment))))
    late = due_texts(commitment, on=on) if commitment.is_open else ()
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
    text = " ".join(getattr(value, name).split())
    return context.text_span(text, value.text_languages.get(name, ""))


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
    since = f"{since} ({days % {'days': (on - first_on).days}})"
    return (since, *moves, _("now %(late)s") % {"late": late})


def days_of(commitment: CommitmentData) -> Iterator[date | None]:
    """Yield the days on which it was made, moved and done."""
    yield from (commitment.undertaken_on, commitment.done_on)
    yield from (move.agreed_on for move in commitment.moves)


def days_late(due_on: date, *, on: date) -> str:
    """Return "59 days late"."""
    days = (on - due_on).days
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def reasons_for_moving(commitment: CommitmentData, context: LayoutContext) -> Iterator[Line]:
    """Yield a line with each new due date and why it was agreed; nothing without a reason."""
    moves = [move for move in commitment.moves if move.reason.strip()]
    line: Line = (Span(_("Moved") if moves else ""),)
    for place, move in enumerate(moves):
        day = drop_full_stop(format_day(move.after)) if move.after else _("no due date")
        reason = typed(move, "reason", context)
        to = _("to %(day)s: ") % {"day": day}
        sign = "; " if place else " "
        line = (*line, Span(f"{sign}{to}"), replace(reason, text=reason.text.rstrip(".")))
    if moves:
        yield tuple(replace(span, style=Style.MUTED) for span in line)


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
    overdue = _("overdue") if question.is_overdue else ""
    spans = (Span(details, Style.MUTED), Span(overdue, Style.STRONG))
    below = join_lines((span,) for span in spans if span.text)
    return ((Span(question.question),), *((below,) if below else ()))


def question_dates(question: QuestionData) -> list[str]:
    """Return whom it is asked of, since when and until when; empty where not known."""
    whom = "" if question.kind.code == QuestionKind.ASK else question.kind.label
    if question.body:
        pattern = _("asked of %(body)s") if question.asked_on else _("for %(body)s, not asked yet")
        whom = pattern % {"body": question.body}
    return [
        whom,
        _("asked on %(day)s") % {"day": format_day(question.asked_on)} if question.asked_on else "",
        _("answer due %(day)s") % {"day": format_day(question.due_on)} if question.due_on else "",
    ]
