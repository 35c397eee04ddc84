"""Status changes and new entries of the report's period: after `since`, up to `on`."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy, ngettext

from tracker import grouping, vocabulary
from tracker.formats import drop_full_stop, format_day, gettext as _
from tracker.progress import CorrectionData, Progress, RecommendationProgress
from tracker.reporting import blocks, evidence, follow_up, phrases, recommendations
from tracker.reporting.context import LayoutContext


def is_in_period(day: date | None, progress: Progress) -> bool:
    """Return whether a day is in the period.

    Without `since` every day up to `on` is in it; None never is.
    """
    return day is not None and (progress.since or date.min) < day <= progress.on


# Kinds of changes of status other than by a correction, in the order of the report.
MOVED = ("raised", "lowered", "first_assessed", "off_scale")
type StatusChanges = Mapping[str, list[RecommendationProgress]]  # by kind; each is in one list


def status_changes(progress: Progress) -> StatusChanges:
    """Group the changes of the report's period by kind; none without an earlier day.

    Beside those of `MOVED` these are "corrected", and "retroactive": approved in the period for an
    earlier day.
    """
    return grouping.group_pairs(
        (_kind_of_change(recommendation, progress), recommendation)
        for recommendation in progress.recommendations
    )


def _kind_of_change(recommendation: RecommendationProgress, progress: Progress) -> str:
    """Return the kind of a change; empty for none."""
    if recommendation.has_changed_status and not is_only_correction(recommendation, progress):
        return vocabulary.direction_of_change(
            recommendation.previous_status.code, recommendation.status.code
        )
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
    """Return what was taken back since, also after the day of the report; none without `since`."""
    return recommendation.corrections_since(progress.since) if progress.since else []


def grouped_by_change(progress: Progress) -> dict[str, list[RecommendationProgress]]:
    """Group the recommendations by heading: how they moved, else that the status is the same."""
    changes = status_changes(progress)
    off_scale = grouping.group_pairs((off_scale_heading(row), row) for row in changes["off_scale"])
    groups = {
        **{kind: changes[kind] for kind in MOVED if kind != "off_scale"},
        **{heading: off_scale[heading] for heading in OFF_SCALE},
        **{kind: changes[kind] for kind in ("corrected", "retroactive")},
        "same_status": changes[""],
    }
    return {heading: rows for heading, rows in groups.items() if rows}


IN_WORDS = {
    "raised": gettext_lazy("Forward"),
    "lowered": gettext_lazy("Back"),
    "first_assessed": gettext_lazy("First assessed"),
}


def in_words(progress: Progress) -> str:
    """Return what changed in the period, by numbers of recommendations.

    For example "Forward: 1, 3 · Back: 4 · First assessed: 7 · Corrected: 2 (we said “Largely
    implemented” until 28 November 2026)".
    """
    if progress.since is None:
        return _("No earlier day was chosen for comparison.")
    texts = [
        f"{IN_WORDS.get(heading, phrases.HEADINGS[heading])}: {numbers_text(rows)}"
        for heading, rows in grouped_by_change(progress).items()
        if heading not in ("corrected", "same_status")
    ]
    if corrected := list(
        filter(None, (corrected_text(row, progress) for row in progress.recommendations))
    ):
        texts.append(f"{phrases.HEADINGS['corrected']}: {', '.join(corrected)}")
    return " · ".join(texts) or _("No recommendation changed status.")


MAX_NUMBERS = 20


def numbers_text(recommendations: Sequence[RecommendationProgress]) -> str:
    """Return the numbers of recommendations, "1, 3, 7"; of very many only how many they are."""
    if (number := len(recommendations)) <= MAX_NUMBERS:
        return ", ".join(row.number for row in recommendations)
    return ngettext("%(number)d recommendation", "%(number)d recommendations", number) % {
        "number": number
    }


def corrected_text(recommendation: RecommendationProgress, progress: Progress) -> str:
    """Return its number and what was said until it was corrected; empty for no correction."""
    if not list_corrections(recommendation, progress):
        return ""
    before = statuses_before_text(recommendation, progress)
    return f"{recommendation.number} ({before})" if before else recommendation.number


def statuses_before_text(recommendation: RecommendationProgress, progress: Progress) -> str:
    """Return which status was said until it was corrected; empty where the status stayed."""
    assessment = recommendation.assessment
    latest = assessment.correction if assessment else None
    until = _("we said “%(status)s” until %(day)s")
    return "; ".join(
        until
        % {
            "status": correction.status.label,
            "day": drop_full_stop(format_day(correction.corrected_on)),
        }
        for correction in list_corrections(recommendation, progress)
        if correction is not latest or correction.status.code != recommendation.status.code
    )


# Headings of changes to or from a status without a rank, in the order of the report.
OFF_SCALE = ("verifiable", "unverifiable", "applicable", "inapplicable", "unassessed")


def off_scale_heading(recommendation: RecommendationProgress) -> str:
    """Return which of `OFF_SCALE` a change to or from a status without a rank is."""
    was_unverifiable = recommendation.previous_status.code == vocabulary.Status.UNABLE_TO_VERIFY
    headings: dict[str, str] = {
        vocabulary.Status.UNABLE_TO_VERIFY: "unverifiable",
        vocabulary.Status.NOT_APPLICABLE: "inapplicable",
        vocabulary.Status.NOT_ASSESSED: "unassessed",
    }
    on_scale = "verifiable" if was_unverifiable else "applicable"
    return headings.get(recommendation.status.code, on_scale)


def new_entries(
    recommendation: RecommendationProgress, context: LayoutContext
) -> list[blocks.Cell]:
    """Return what is new of a recommendation in the period: evidence, notes, and who owes what."""
    progress = context.progress
    commitments = [
        commitment
        for commitment in recommendation.commitments
        if any(is_in_period(day, progress) for day in follow_up.days_of(commitment))
    ]
    sources = [
        citation.source
        for citation in evidence.exclude_notes(recommendation)
        if is_in_period(citation.as_of, progress) and citation.use.code != vocabulary.Use.COMMITMENT
    ]
    new_evidence = blocks.Span(f"{context.words['new_evidence']}:", blocks.Style.MUTED)
    return [
        *([((new_evidence, *context.numbers.references(sources)),)] if sources else []),
        *(
            recommendations.note_entry(note, context)
            for note in recommendation.notes
            if is_in_period(note.noted_on, progress)
            and note.citation.use.code != vocabulary.Use.COMMITMENT
        ),
        *(follow_up.commitment_entry(commitment, context) for commitment in commitments),
        *(
            follow_up.question_entry(question)
            for question in recommendation.questions
            if is_in_period(question.asked_on, progress)
        ),
    ]
