"""Rows locked for the rest of the transaction, read fresh."""

from tracker.models import Recommendation


def locked(recommendation: Recommendation) -> Recommendation:
    """The recommendation as it is now, kept from other writers until the transaction ends."""
    fresh: Recommendation = (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("report__mechanism__issuer")
        .get(pk=recommendation.pk)
    )
    return fresh
