"""Logging progress: one deed for the short form, a note or a judgment by what was chosen."""

from datetime import date, datetime

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
    if returned is not None:
        return assessments.resubmit(
            assessment=returned,
            by=by,
            now=now,
            status=status,
            rationale=sentence,
            shown=shown,
            as_of=as_of,
            use=use,
            trend=trend,
            next_step=next_step,
            seen=seen,
        )
    if not status:
        return citations.note(
            recommendation=recommendation,
            by=by,
            now=now,
            sentence=sentence,
            shown=shown,
            as_of=as_of,
            use=use,
            seen=seen,
        )
    return assessments.judge(
        recommendation=recommendation,
        by=by,
        now=now,
        status=status,
        rationale=sentence,
        shown=shown,
        as_of=as_of,
        use=use,
        trend=trend,
        next_step=next_step,
        approve_at_once=approve_at_once,
        seen=seen,
    )
