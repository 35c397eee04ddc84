"""Layout of commitments and open questions."""

from collections.abc import Iterator, Sequence

from django.utils.translation import ngettext

from tracker.formats import format_day, gettext as _
from tracker.progress import CommitmentData, QuestionData
from tracker.reporting.blocks import Block, Bullets, Cell, Line, Span, Style
from tracker.reporting.context import LayoutContext
from tracker.reporting.evidence import EvidenceItem, evidence_blocks
from tracker.reporting.statuses import join_lines
from tracker.vocabulary import QuestionKind


def commitment_sections(
    all_commitments: Sequence[CommitmentData],
    context: LayoutContext,
    commitment_evidence: Sequence[EvidenceItem] = (),
) -> Iterator[Block]:
    """Yield the commitments by outcome, each outcome under a heading.

    `commitment_evidence` is evidence cited as a commitment; it is listed with the open ones.
    """
    groups = {
        "open_commitments": [commitment for commitment in all_commitments if commitment.is_open],
        "kept": [commitment for commitment in all_commitments if commitment.done_on is not None],
        "dropped": [
            commitment
            for commitment in all_commitments
            if commitment.done_on is None and commitment.dropped_reason
        ],
    }
    for heading, group in groups.items():
        cited = commitment_evidence if heading == "open_commitments" else ()
        if group or cited:
            yield context.heading(heading)
        if group:
            yield Bullets(tuple(commitment_entry(commitment, context) for commitment in group))
        yield from evidence_blocks(cited, context)


def commitment_entry(commitment: CommitmentData, context: LayoutContext) -> Cell:
    """Return a commitment as a list entry."""
    origin = " · ".join((commitment.body.short, *filter(None, _dates(commitment))))
    warnings = ", ".join(filter(None, _warnings(commitment)))
    below: Line = (
        Span(origin, Style.MUTED),
        *((Span(" · "), Span(warnings, Style.STRONG)) if warnings else ()),
    )
    last_line = commitment.dropped_reason or commitment.last_update
    first = (Span(commitment.text), *context.numbers.references(commitment.sources))
    return (first, below, *(((Span(last_line),),) if last_line else ()))


def _warnings(commitment: CommitmentData) -> list[str]:
    """Return what needs attention: overdue, postponed, without update; else empty."""
    times = commitment.postponements if commitment.is_open else 0
    postponed = ngettext("postponed %(times)d time", "postponed %(times)d times", times)
    return [
        _("overdue") if commitment.is_overdue else "",
        postponed % {"times": times} if times else "",
        _("no update for 180 days or more") if commitment.is_without_update else "",
    ]


def _dates(commitment: CommitmentData) -> list[str]:
    """Return when it was made, and done, due or dropped; empty where that is not known."""
    done_on, due_on, updated_on = commitment.done_on, commitment.due_on, commitment.last_update_on
    evidence = commitment.evidence_title if done_on else ""
    due = _("due %(day)s") % {"day": format_day(due_on)} if due_on else _("no due date")
    update = _("last update %(day)s") % {"day": format_day(updated_on)} if updated_on else ""
    return [
        _("made on %(day)s") % {"day": format_day(commitment.undertaken_on)},
        _("done %(day)s") % {"day": format_day(done_on)} if done_on else "",
        _("evidence: “%(title)s”") % {"title": evidence} if evidence else "",
        *([due, update] if commitment.is_open else []),
        "" if done_on or commitment.is_open else _("dropped"),
    ]


def question_section(questions: Sequence[QuestionData], context: LayoutContext) -> Iterator[Block]:
    """Yield the open questions under a heading; nothing where there are none."""
    if questions:
        yield context.heading("questions")
        yield Bullets(tuple(map(question_entry, questions)))


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
