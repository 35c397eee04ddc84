"""Logging progress: one deed for the short form, a note or a judgment by what was chosen."""

from datetime import date, datetime
from typing import Any

from tracker.actions import assessments, citations
from tracker.actions.evidence import Shown
from tracker.models import Assessment, Citation, Recommendation, User


def log(
    *,
    recommendation: Recommendation,
    by: User,
    now: datetime,
    status: str,
    sentence: str,
    shown: Shown,
    as_of: date,
    use: str = "",
    trend: str = "",
    next_step: str = "",
    approve_at_once: bool = False,
    seen: int | None = None,
    returned: Assessment | None = None,
) -> Assessment | list[Citation]:
    """A note when `status` is empty, a judgment otherwise; `returned` is mended and sent again.

    Raises what `note`, `judge` and `resubmit` raise.
    """
    said: dict[str, Any] = {
        "by": by,
        "now": now,
        "shown": shown,
        "as_of": as_of,
        "use": use,
        "seen": seen,
    }
    if not status and returned is None:
        return citations.note(recommendation=recommendation, sentence=sentence, **said)
    judged: dict[str, Any] = {
        "status": status,
        "rationale": sentence,
        "trend": trend,
        "next_step": next_step,
    }
    if returned is not None:
        return assessments.resubmit(assessment=returned, **said, **judged)
    return assessments.judge(
        recommendation=recommendation, approve_at_once=approve_at_once, **said, **judged
    )
