"""Which recommendations a kind of report tells of, and which of their evidence."""

from collections.abc import Iterable
from datetime import date

from tracker.models import Citation, Evidence
from tracker.progress import RecommendationProgress
from tracker.summaries.terms import Terms
from tracker.vocabulary import ReportKind

# Kinds that can't choose before what stands under a recommendation was read.
CHOSEN_BY_WHAT_IS_TOLD = frozenset({ReportKind.OUTSTANDING, ReportKind.CHANGES})


def is_told(one: RecommendationProgress, terms: Terms) -> bool:
    """Whether a report of this kind tells of the recommendation, by what it may say of it."""
    match terms.kind:
        case ReportKind.OUTSTANDING:
            return is_outstanding(one)
        case ReportKind.CHANGES:
            return has_changed(one, terms)
        case ReportKind.BODY:
            return any(body.code == terms.body.code for body in one.bodies if terms.body)
    return True


def is_outstanding(one: RecommendationProgress) -> bool:
    """Unsettled, or with a measure or an open question that is overdue."""
    return (
        one.is_unsettled
        or any(measure.is_overdue for measure in one.measures)
        or any(asked.is_overdue for asked in one.asked)
    )


def has_changed(one: RecommendationProgress, terms: Terms) -> bool:
    """Whether it moved since the end of `since`, its judgment was corrected or approved later, or
    anything told under it is dated later.
    """
    if one.moved or any(map(terms.happened, _days(one))):
        return True
    return one.was_judged_late(since=terms.since, on=terms.on, edition_to=terms.edition_to)


def _days(one: RecommendationProgress) -> Iterable[date | None]:
    """The days of what is told of it: judgments and their correction, citations, notes, measures,
    questions.
    """
    if one.judgment and one.judgment.corrects:
        yield one.judgment.corrects.until
    yield from (point.as_of for point in one.course)
    yield from (cited.as_of for cited in one.evidence)
    yield from (note.on for note in one.notes)
    yield from (asked.asked_on for asked in one.asked)
    for measure in one.measures:
        yield from (measure.on, measure.done_on)


def is_of_period(citation: Citation, piece: Evidence, terms: Terms) -> bool:
    """Whether an evidence pack holds it: about part of the period told of, or cited in it."""
    if terms.kind != ReportKind.EVIDENCE:
        return True
    return terms.happened(citation.as_of) or piece.covers_part_of(terms.first_day, terms.on)
