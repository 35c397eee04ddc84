"""What a judgment weighs, and the status that a recommendation carries because of it."""

from tracker.actions.history import status_spans
from tracker.models import Assessment, Recommendation
from tracker.summaries.evidence import strength_of
from tracker.vocabulary import Perspective, Status


def weigh(assessment: Assessment) -> None:
    """Store how well its supporting evidence is backed. Called under a reason."""
    strength = strength_of(assessment)
    if assessment.strength != strength:
        assessment.strength = strength
        assessment.save(update_fields=["strength"])


def carry_status(recommendation: Recommendation) -> None:
    """Copy the newest approved analyst assessment onto the recommendation, under a reason.

    What is kept of past days changes with it, also where what stands today does not: approved was
    an assessment of an earlier day.
    """
    status_spans.keep(recommendation)
    newest = (
        Assessment.objects.approved()
        .filter(recommendation=recommendation, perspective=Perspective.ANALYST)
        .newest_first()
        .first()
    )
    if recommendation.standing_id == (newest.pk if newest else None):
        return
    recommendation.standing = newest
    recommendation.status = newest.status if newest else Status.NOT_ASSESSED
    recommendation.assessed_on = newest.as_of if newest else None
    recommendation.save(update_fields=["standing", "status", "assessed_on"])
