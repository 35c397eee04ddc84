"""Whether the statuses kept for lists agree with the assessments."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Q, Subquery

from tracker.models import Assessment, Recommendation
from tracker.vocabulary import Perspective, Status


def strayed() -> Iterator[tuple[Recommendation, str, str]]:
    """Each recommendation whose kept status, day or assessment is not that of its newest one.

    With it, the status it shows and the status its assessments say.
    """
    newest = (
        Assessment.objects.approved()
        .filter(recommendation=OuterRef("pk"), perspective=Perspective.ANALYST)
        .newest_first()
    )
    rows = (
        Recommendation.objects.select_related("report__mechanism")
        .annotate(
            newest=Subquery(newest.values("pk")[:1]),
            says=Subquery(newest.values("status")[:1]),
            says_on=Subquery(newest.values("as_of")[:1]),
        )
        .filter(
            Q(standing=None, newest__isnull=False)
            | Q(standing__isnull=False, newest=None)
            | (Q(newest__isnull=False) & ~Q(standing=F("newest")))
            | (Q(newest__isnull=False) & (~Q(status=F("says")) | ~Q(assessed_on=F("says_on"))))
        )
        .order_by("sort_key")
    )
    for row in rows.iterator():
        yield row, row.status, row.says or Status.NOT_ASSESSED.value
