"""Where somebody else's view of a recommendation differs from the analysts'."""

from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Abs, Greatest

from tracker.models import Assessment, Recommendation, User
from tracker.vocabulary import RANK, Perspective

OURS = "recommendation__standing"  # the analysts' newest approved judgment


def disagreements(user: User) -> Any:
    """The newest approved views of bodies, civil society and the report that differ from ours.

    Two views differ when their ranks do, or when only one of them has a rank; two without a rank
    don't. Each row carries `gap`, in steps of rank: above 0 where they claim more than the analysts
    found, None where only one has a rank; `steps`, the same without its sign; and `since`, the
    later of the two as-of dates: both have stood from then on. The widest gap comes first, of equal
    ones the oldest; what has no steps comes last. Source: docs/methodology.md, "Where views
    differ".
    """
    seen = Recommendation.objects.visible_to(user).order_by().values("pk")
    return (
        Assessment.objects.visible_to(user)
        .views()
        .exclude(perspective=Perspective.ANALYST)
        .filter(recommendation__in=seen, recommendation__standing__isnull=False)
        .alias(theirs=_rank("status"), ours=_rank(f"{OURS}__status"))
        .filter(
            Q(theirs__gt=F("ours"))
            | Q(theirs__lt=F("ours"))
            | Q(theirs__isnull=True, ours__isnull=False)
            | Q(theirs__isnull=False, ours__isnull=True)
        )
        .annotate(
            gap=F("theirs") - F("ours"),
            steps=Abs(F("theirs") - F("ours")),
            since=Greatest("as_of", f"{OURS}__as_of"),
        )
        .order_by(F("steps").desc(nulls_last=True), "since", "recommendation__sort_key", "pk")
    )


def _rank(status: str) -> Case:
    """The rank of the status in this column; none where it has none."""
    ranked = [When(**{status: code}, then=Value(rank)) for code, rank in RANK.items()]
    return Case(*ranked, default=None, output_field=IntegerField())
