"""Questions are answered by evidence or dismissed with a reason."""

from datetime import date

from tracker.actions import rows
from tracker.models import Evidence, Query, User


def answer(*, query: Query, by: User, evidence: Evidence, on: date, reason: str) -> Query:
    """Close a question by the evidence that answers it. Raises NotYours, Invalid."""
    return rows.change(
        row=query, by=by, reason=reason, fields={"answered_by": evidence, "answered_on": on}
    )


def dismiss(*, query: Query, by: User, reason: str) -> Query:
    """Close a question without an answer, saying why. Raises NotYours, Invalid."""
    return rows.change(row=query, by=by, reason=reason, fields={"dismissed_because": reason})
