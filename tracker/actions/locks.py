"""Lock rows until the end of the transaction, and read them again."""

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

FILES_LOCK = 0x48656564  # key of the advisory lock on the files of evidence


def lock_recommendation(recommendation: Recommendation) -> Recommendation:
    """Lock a recommendation against other writers, and return it as it is now."""
    return (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("report__mechanism__issuer")
        .get(pk=recommendation.pk)
    )


def lock_related(row: models.Model) -> None:
    """Lock the rows that a write of this row affects, before the row itself, to avoid deadlocks.

    Citations, evidence and responsibilities affect the strength of assessments: their
    recommendations are locked, as by an approval. Bodies are one tree, locked whole.
    """
    related: Any = None
    if isinstance(row, Citation | Responsibility):
        related = Recommendation.objects.filter(pk=row.recommendation_id)
    elif isinstance(row, Evidence):
        cited = Citation.objects.filter(evidence=row.pk)
        related = Recommendation.objects.filter(pk__in=cited.values("recommendation"))
    elif isinstance(row, Body):
        related = Body.objects.all()
    elif isinstance(row, User):  # so that one administrator remains
        keys = policies.people.administrators().values("pk")
        related = User.objects.filter(Q(pk__in=keys) | Q(pk=row.pk))
    if related is not None:
        # `no_key`: writers of rows that only refer to these need not wait.
        list(related.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def lock_assessment(assessment: Assessment) -> Assessment:
    """Lock an assessment, its recommendation first, and return it as it is now."""
    recommendation = lock_recommendation(assessment.recommendation)
    fresh: Assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("author", "body", "corrects")
        .get(pk=assessment.pk)
    )
    fresh.recommendation = recommendation
    return fresh


def lock_order(assessment: Assessment) -> tuple[int, int]:
    """Return the key to lock assessments by, so that two people do not wait for each other."""
    return assessment.recommendation_id, assessment.pk


def lock_files(*, exclusive: bool = False) -> None:
    """Keep stored files from being deleted until the transaction ends.

    `exclusive` also keeps new files from being stored. SQLite needs no lock: it has one writer.
    """
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [FILES_LOCK])
