"""A recommendation by period: how it stood in each, what was found, and the evidence about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from tracker.grouping import group_pairs
from tracker.models import Assessment, Citation, Recommendation
from tracker.views.assessments.context import Viewpoint, newest_views
from tracker.vocabulary import OPEN_STATES


@dataclass(eq=False)
class Period:
    """Period of a recommendation, with its assessments and what is cited about it."""

    first: date
    last: date
    assessments: list[Assessment]  # newest first
    citations: list[Citation]  # in the order of `source_position`
    is_folded: bool = False

    @cached_property
    def views(self) -> list[Viewpoint]:
        """Newest approved assessment of each view of this period, the analysts' first."""
        return newest_views(self.assessments)

    @property
    def standing(self) -> Assessment | None:
        """The analysts' newest approved assessment, whose status is the period's."""
        return next((view.assessment for view in self.views if view.is_analysts), None)

    @property
    def others(self) -> list[Assessment]:
        """Assessments that are not approved, or not the newest of their view; newest first."""
        current = [view.assessment for view in self.views]
        return [assessment for assessment in self.assessments if assessment not in current]


def list_periods(
    recommendation: Recommendation, assessments: Iterable[Assessment], citations: Iterable[Citation]
) -> list[Period]:
    """Return the periods that something is known of, newest first.

    Folded are those before the period of the analysts' newest assessment, unless one in it waits
    for somebody; without such an assessment, all but the newest.
    """
    assessed = group_pairs(((row.period_from, row.period_to), row) for row in assessments)
    cited = group_pairs((_days_of(citation, recommendation), citation) for citation in citations)
    periods = [
        Period(*days, assessed.get(days, []), cited.get(days, []))
        for days in sorted({*assessed, *cited}, reverse=True)
    ]
    begin = max((period.first for period in periods if period.standing), default=date.max)
    for period in periods[1:]:
        period.is_folded = period.last < begin and OPEN_STATES.isdisjoint(
            assessment.state for assessment in period.assessments
        )
    return periods


def _days_of(citation: Citation, recommendation: Recommendation) -> tuple[date, date]:
    """Return the period of the assessment that cites; of a note, that with most of its time."""
    assessment, evidence = citation.assessment, citation.evidence
    if assessment is not None:
        return assessment.period_from, assessment.period_to
    last = min(evidence.covers_to or citation.as_of, citation.as_of)
    first = (evidence.covers_to and evidence.covers_from) or last
    return recommendation.period_of(first + (last - first) / 2)  # what holds half holds this day


def source_position(citation: Citation) -> tuple[int, ...]:
    """Sort evidence of assessments, then notes, the newest first; then passages by their place."""
    evidence = citation.evidence
    if passage := evidence.passage:
        return 2, passage.number, evidence.start or 0, citation.pk
    return (
        citation.assessment_id is None,
        -(evidence.covers_to or citation.as_of).toordinal(),
        -citation.pk,
    )
