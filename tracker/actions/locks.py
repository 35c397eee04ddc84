"""Rows locked for the rest of the transaction, read fresh."""

from typing import Any

from django.db import connection, models
from django.db.models import Q

from tracker import policies
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Evidence,
    Recommendation,
    Responsibility,
    User,
)

FILES = 0x48656564  # what PostgreSQL calls the lock on the files of evidence


def locked(recommendation: Recommendation) -> Recommendation:
    """The recommendation as it is now, kept from other writers until the transaction ends."""
    fresh: Recommendation = (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("report__mechanism__issuer")
        .get(pk=recommendation.pk)
    )
    return fresh


def lock_around(row: models.Model) -> None:
    """Lock what a write of this row bears on, before the row itself: no two writers wait crosswise.

    Judgments are weighed by their citations, evidence and responsibilities: their recommendations
    are locked, as an approval does. Bodies are one tree.
    """
    around: Any = None
    if isinstance(row, Citation | Responsibility):
        around = Recommendation.objects.filter(pk=row.recommendation_id)
    elif isinstance(row, Evidence):
        cited = Citation.objects.filter(evidence=row.pk)
        around = Recommendation.objects.filter(pk__in=cited.values("recommendation"))
    elif isinstance(row, Body):
        around = Body.objects.all()
    elif isinstance(row, User):  # of two administrators one stays
        keys = policies.people.administrators().values("pk")
        around = User.objects.filter(Q(pk__in=keys) | Q(pk=row.pk))
    if around is not None:
        # `no_key`: rows that only refer to these are not held up.
        list(around.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def locked_assessment(assessment: Assessment) -> Assessment:
    """The assessment as it is now, its recommendation locked first."""
    recommendation = locked(assessment.recommendation)
    fresh: Assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("author", "body", "corrects")
        .get(pk=assessment.pk)
    )
    fresh.recommendation = recommendation
    return fresh


def hold_files(*, alone: bool = False) -> None:
    """Keep bytes from being tidied away until the transaction ends; `alone`, from being kept too.

    SQLite has one writer at a time, and needs no more.
    """
    if connection.vendor == "postgresql":
        which = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {which}(%s)", [FILES])
