"""Status changes and new entries of the report's period: after `since`, up to `on`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from django.utils.translation import gettext_lazy, ngettext

from tracker.formats import drop_full_stop, format_day, gettext as _
from tracker.grouping import group_pairs
from tracker.progress import CorrectionData, Progress, RecommendationProgress
from tracker.reporting import evidence, follow_up, phrases, recommendations
from tracker.reporting.blocks import (
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    Span,
    Style,
    text_line,
)
from tracker.reporting.context import LayoutContext
from tracker.vocabulary import Status, direction_of_change


def is_in_period(day: date | None, progress: Progress) -> bool:
    """Return whether a day is in the period.

    Without `since` every day up to `on` is in it; None never is.
    """
    if day is None or day > progress.on:
        return False
    return progress.since is None or day > progress.since


# Kinds of changes of status other than by a correction, in the order of the report.
MOVED = ("raised", "lowered", "first_assessed", "off_scale")
type StatusChanges = Mapping[str, list[RecommendationProgress]]  # by kind; each is in one list


def status_changes(progress: Progress) -> StatusChanges:
    """Group the changes of the report's period by kind; none without an earlier day.

    Beside those of `MOVED` these are "corrected", and "retroactive": approved in the period for an
    earlier day.
    """
    return group_pairs(
        (_kind_of_change(recommendation, progress), recommendation)
        for recommendation in progress.recommendations
    )


def _kind_of_change(recommendation: RecommendationProgress, progress: Progress) -> str:
    """Return the kind of a change; empty for none."""
    if recommendation.has_changed_status and not is_only_correction(recommendation, progress):
        return direction_of_change(recommendation.previous_status.code, recommendation.status.code)
    if recommendation.has_changed_status or list_corrections(recommendation, progress):
        return "corrected"
    was_late = progress.since is not None and recommendation.was_assessed_late(
        since=progress.since, on=progress.on, edition_to=progress.report.period_to
    )
    return "retroactive" if was_late else ""


def is_only_correction(recommendation: RecommendationProgress, progress: Progress) -> bool:
    """Return whether the status differs only because an older assessment was wrong.

    A correction keeps the as-of date of what it corrects: where that is not in the period, nothing
    that happened in the period changed the status.
    """
    assessment = recommendation.assessment
    return bool(
        assessment
        and assessment.correction
        and progress.since
        and assessment.as_of <= progress.since
    )


def list_corrections(
    recommendation: RecommendationProgress, progress: Progress
) -> list[CorrectionData]:
    """Return what was taken back in the period, of any of its assessments."""
    latest = recommendation.assessment.correction if recommendation.assessment else None
    corrections = (*recommendation.older_corrections, latest)
    return [
        c for c in corrections if c and progress.since and is_in_period(c.corrected_on, progress)
    ]


IN_WORDS = {
    "raised": gettext_lazy("Forward"),
    "lowered": gettext_lazy("Back"),
    "first_assessed": gettext_lazy("First assessed"),
}


def in_words(progress: Progress) -> str:
    """Return what changed in the period, by numbers of recommendations.

    For example "Forward: 1, 3 · Back: 4 · First assessed: 7 · Corrected: 2 (we texts Largely
    implemented until 28 November 2026)".
    """
    if progress.since is None:
        return _("No earlier day was chosen for comparison.")
    groups = status_changes(progress)
    listed = [
        *((str(label), groups[kind]) for kind, label in IN_WORDS.items()),
        *(
            (str(phrases.HEADINGS[heading]), rows)
            for heading, rows in group_pairs(
                (off_scale_heading(row), row) for row in groups["off_scale"]
            ).items()
        ),
        (str(phrases.HEADINGS["retroactive"]), groups["retroactive"]),
    ]
    texts = [f"{label}: {numbers_text(rows)}" for label, rows in listed if rows]
    if corrected := list(
        filter(None, (corrected_text(row, progress) for row in progress.recommendations))
    ):
        texts.append(f"{phrases.HEADINGS['corrected']}: {', '.join(corrected)}")
    return " · ".join(texts) or _("No recommendation changed status.")


MAX_NUMBERS = 20


def numbers_text(recommendations: Sequence[RecommendationProgress]) -> str:
    """Return the numbers of recommendations, "1, 3, 7"; of very many only how many they are."""
    number = len(recommendations)
    if number <= MAX_NUMBERS:
        return ", ".join(row.number for row in recommendations)
    text = ngettext("%(number)d recommendation", "%(number)d recommendations", number)
    return text % {"number": number}


def corrected_text(recommendation: RecommendationProgress, progress: Progress) -> str:
    """Return its number and what was said until it was corrected; empty for no correction."""
    until = _("we said “%(status)s” until %(day)s")
    texts = [
        until
        % {
            "status": correction.status.label,
            "day": drop_full_stop(format_day(correction.corrected_on)),
        }
        for correction in list_corrections(recommendation, progress)
    ]
    return f"{recommendation.number} ({'; '.join(texts)})" if texts else ""


# Headings of changes to or from a status without a rank, in the order of the report.
OFF_SCALE = ("verifiable", "unverifiable", "applicable", "inapplicable", "unassessed")


def off_scale_heading(recommendation: RecommendationProgress) -> str:
    """Return which of `OFF_SCALE` a change to or from a status without a rank is."""
    match recommendation.status.code:
        case Status.UNABLE_TO_VERIFY:
            return "unverifiable"
        case Status.NOT_APPLICABLE:
            return "inapplicable"
        case Status.NOT_ASSESSED:
            return "unassessed"
    was_unverifiable = recommendation.previous_status.code == Status.UNABLE_TO_VERIFY
    return "verifiable" if was_unverifiable else "applicable"


def new_entries(context: LayoutContext) -> Iterator[Block]:
    """Yield everything new in the period, each kind under its heading.

    Kinds without an entry are named together, once, at the end.
    """
    sorts: dict[str, list[Block]] = {
        "evidence": list(_evidence(context)),
        "notes": list(_list("new_notes", _notes(context), context)),
        "commitments": list(_list("new_commitments", _commitments(context), context)),
        "questions": list(_list("new_questions", _questions(context), context)),
    }
    yield from chain.from_iterable(sorts.values())
    empty = [sort for sort, blocks in sorts.items() if not blocks]
    if any(map(context.has_withheld, empty)):
        yield Paragraph(text_line(_("This version shows nothing else new.")))
    elif empty:
        yield context.no_entries(_("Nothing else new in this period."))


def recommendation_label(recommendation: RecommendationProgress) -> str:
    """Return number and title on one line: "3 · Shelters"."""
    return " · ".join(filter(None, (recommendation.number, recommendation.title)))


def _evidence(context: LayoutContext) -> Iterator[Block]:
    """Yield the evidence cited in the period, by recommendation; notes are listed as such."""
    new_items = [
        (
            recommendation,
            evidence.merge_citations(
                citation
                for citation in evidence.exclude_notes(recommendation)
                if is_in_period(citation.as_of, context.progress)
            ),
        )
        for recommendation in context.progress.recommendations
    ]
    if any(items for _recommendation, items in new_items):
        yield context.heading("new_evidence", level=1)
    for recommendation, items in new_items:
        if items:
            yield Heading(
                2,
                recommendation.title.strip() or recommendation.number,
                anchor=f"new-{context.anchor(recommendation)}",
                number=recommendation.number,
            )
            yield from evidence.evidence_blocks(items, context)


def _list(heading_key: str, entries: list[Cell], context: LayoutContext) -> Iterator[Block]:
    if entries:
        yield context.heading(heading_key, level=1)
        yield Bullets(tuple(entries))


def _with_recommendation(recommendation: RecommendationProgress, cell: Cell) -> Cell:
    """Return an entry with a line below it that names its recommendation."""
    return (*cell, (Span(recommendation_label(recommendation), Style.MUTED),))


def _notes(context: LayoutContext) -> list[Cell]:
    return [
        _with_recommendation(recommendation, recommendations.note_entry(note, context))
        for recommendation in context.progress.recommendations
        for note in recommendation.notes
        if is_in_period(note.noted_on, context.progress)
    ]


def _commitments(context: LayoutContext) -> list[Cell]:
    """Return the commitments made, moved or fulfilled in the period; dropping has no date."""
    return [
        _with_recommendation(recommendation, follow_up.commitment_entry(commitment, context))
        for recommendation in context.progress.recommendations
        for commitment in recommendation.commitments
        if any(
            is_in_period(day, context.progress)
            for day in (
                *(commitment.undertaken_on, commitment.done_on),
                *(move.agreed_on for move in commitment.moves),
            )
        )
    ]


def _questions(context: LayoutContext) -> list[Cell]:
    return [
        follow_up.question_entry(question, recommendation=recommendation_label(recommendation))
        for recommendation in context.progress.recommendations
        for question in recommendation.questions
        if is_in_period(question.asked_on, context.progress)
    ]
