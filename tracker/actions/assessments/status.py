"""Update what is stored of assessments: evidence strength, and the recommendation's status."""

from tracker.actions.history import status_spans
from tracker.models import Assessment, Recommendation
from tracker.summaries.evidence import compute_strength
from tracker.vocabulary import Perspective, Status


def update_strength(assessment: Assessment) -> None:
    """Store the evidence strength of an assessment. Called under a reason."""
    strength = compute_strength(assessment)
    if assessment.strength != strength:
        assessment.strength = strength
        assessment.save(update_fields=["strength"])


def update_status(recommendation: Recommendation) -> None:
    """Copy the newest approved analyst assessment onto the recommendation, under a reason.

    The status spans of past days are updated even where today's status stays: the approved
    assessment may be about an earlier day.
    """
    status_spans.update_spans(recommendation)
    newest = (
        Assessment.objects.approved()
        .filter(recommendation=recommendation, perspective=Perspective.ANALYST)
        .newest_first()
        .first()
    )
    if recommendation.current_assessment_id == (newest.pk if newest else None):
        return
    recommendation.current_assessment = newest
    recommendation.status = newest.status if newest else Status.NOT_ASSESSED
    recommendation.assessed_on = newest.as_of if newest else None
    recommendation.save(update_fields=["current_assessment", "status", "assessed_on"])
