"""Assign responsibilities to bodies."""

from django.db import transaction

from tracker.actions import reference_rows
from tracker.actions.reference_rows import AddRow
from tracker.models import Body, Recommendation, Responsibility, User
from tracker.vocabulary import Confidence, ResponsibilityBasis


@transaction.atomic
def assign(
    *,
    recommendation: Recommendation,
    body: Body,
    role: str,
    by: User,
    reason: str,
    basis: str = ResponsibilityBasis.INFERRED_OUTSIDE_REPORT,
    confidence: str = Confidence.MEDIUM,
) -> Responsibility:
    """Give a body a role on a recommendation.

    Raises PermissionRefused, or InvalidValue when it has that role already.
    """
    return reference_rows.add(
        AddRow(
            model=Responsibility,
            by=by,
            reason=reason,
            fields={
                "recommendation": recommendation,
                "body": body,
                "role": role,
                "basis": basis,
                "confidence": confidence,
                "reason": reason,
                "sort_key": recommendation.sort_key,
            },
        )
    )
