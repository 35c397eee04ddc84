"""Status changes and new entries of the report's period: after `since`, up to `on`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from tracker.progress import Progress, RecommendationProgress
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
from tracker.reporting.evidence import EvidenceItem, evidence_blocks, exclude_notes, merge_citations
from tracker.reporting.follow_up import commitment_entry, question_entry
from tracker.reporting.recommendations import note_entry
from tracker.vocabulary import RANK, Status


def is_in_period(day: date | None, progress: Progress) -> bool:
    """Return whether a day is in the period.

    Without `since` every day up to `on` is in it; None never is.
    """
    if day is None or day > progress.on:
        return False
    return progress.since is None or day > progress.since


@dataclass(frozen=True, slots=True)
class StatusChanges:
    """Recommendations whose status differs from before, by kind; each is in one list."""

    raised: list[RecommendationProgress] = field(default_factory=list)
    lowered: list[RecommendationProgress] = field(default_factory=list)
    first_assessed: list[RecommendationProgress] = field(default_factory=list)
    # to or from a status without a rank
    off_scale: list[RecommendationProgress] = field(default_factory=list)
    corrected: list[RecommendationProgress] = field(default_factory=list)
    # approved in the period, for an earlier day
    retroactive: list[RecommendationProgress] = field(default_factory=list)

    @property
    def moved(self) -> list[RecommendationProgress]:
        """Recommendations that changed status other than by a correction, in list order."""
        return [*self.raised, *self.lowered, *self.first_assessed, *self.off_scale]


def status_changes(progress: Progress) -> StatusChanges:
    """Sort the changes of the report's period; all lists are empty without an earlier day."""
    changes = StatusChanges()
    for recommendation in progress.recommendations:
        if recommendation.has_changed_status and is_only_correction(recommendation, progress):
            changes.corrected.append(recommendation)
        elif recommendation.has_changed_status:
            _list_of(recommendation, changes).append(recommendation)
        elif has_correction(recommendation, progress):
            changes.corrected.append(recommendation)
        elif was_assessed_late(recommendation, progress):
            changes.retroactive.append(recommendation)
    return changes


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


def has_correction(recommendation: RecommendationProgress, progress: Progress) -> bool:
    """Return whether its assessment was corrected in the period."""
    correction = recommendation.assessment.correction if recommendation.assessment else None
    return bool(
        correction and progress.since and progress.since < correction.corrected_on <= progress.on
    )


def was_assessed_late(recommendation: RecommendationProgress, progress: Progress) -> bool:
    """Return whether its assessment was approved in the period for a day before it."""
    period_to = progress.report.period_to
    return progress.since is not None and recommendation.was_assessed_late(
        since=progress.since, on=progress.on, edition_to=period_to
    )


def _list_of(
    recommendation: RecommendationProgress, changes: StatusChanges
) -> list[RecommendationProgress]:
    """Return the list of `changes` that a recommendation belongs to."""
    previous_rank = RANK.get(Status(recommendation.previous_status.code))
    if recommendation.previous_status.code == Status.NOT_ASSESSED:
        return changes.first_assessed
    if previous_rank is None or recommendation.rank is None:
        return changes.off_scale
    return changes.raised if recommendation.rank > previous_rank else changes.lowered


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
    for blocks in sorts.values():
        yield from blocks
    empty = [sort for sort, blocks in sorts.items() if not blocks]
    if any(map(context.has_withheld, empty)):
        yield Paragraph(text_line(_("This version shows nothing else new.")))
    elif empty:
        yield context.no_entries(_("Nothing else new in this period."))


def recommendation_label(recommendation: RecommendationProgress) -> str:
    """Return number and title on one line: "3 · Shelters"."""
    return " · ".join(filter(None, (recommendation.number, recommendation.title)))


def _evidence(context: LayoutContext) -> Iterator[Block]:
    """Yield the evidence cited in the period, under a heading for each recommendation."""
    new_items = [
        (recommendation, _new_items(recommendation, context))
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
            yield from evidence_blocks(items, context)


def _new_items(
    recommendation: RecommendationProgress, context: LayoutContext
) -> list[EvidenceItem]:
    """Return what was cited in the period, without what is listed as a note."""
    citations = exclude_notes(recommendation)
    return merge_citations(
        citation for citation in citations if is_in_period(citation.as_of, context.progress)
    )


def _list(heading_key: str, entries: list[Cell], context: LayoutContext) -> Iterator[Block]:
    if entries:
        yield context.heading(heading_key, level=1)
        yield Bullets(tuple(entries))


def _with_recommendation(recommendation: RecommendationProgress, cell: Cell) -> Cell:
    """Return an entry with a line below it that names its recommendation."""
    return (*cell, (Span(recommendation_label(recommendation), Style.MUTED),))


def _notes(context: LayoutContext) -> list[Cell]:
    return [
        _with_recommendation(recommendation, note_entry(note, context))
        for recommendation in context.progress.recommendations
        for note in recommendation.notes
        if is_in_period(note.noted_on, context.progress)
    ]


def _commitments(context: LayoutContext) -> list[Cell]:
    """Return the commitments made or fulfilled in the period; dropping has no date."""
    return [
        _with_recommendation(recommendation, commitment_entry(commitment, context))
        for recommendation in context.progress.recommendations
        for commitment in recommendation.commitments
        if is_in_period(commitment.undertaken_on, context.progress)
        or is_in_period(commitment.done_on, context.progress)
    ]


def _questions(context: LayoutContext) -> list[Cell]:
    return [
        question_entry(question, recommendation=recommendation_label(recommendation))
        for recommendation in context.progress.recommendations
        for question in recommendation.questions
        if is_in_period(question.asked_on, context.progress)
    ]
