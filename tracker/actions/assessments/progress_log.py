"""Logging progress: one deed for the short form, by what was chosen and what it is about."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tracker.actions.assessments import corrections, submission
from tracker.actions.assessments.submission import OWN, LineSaid, View
from tracker.actions.evidence import citations
from tracker.actions.evidence.items import Shown
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
    view: View = OWN,
    lines: Sequence[LineSaid] = (),
    use: str = "",
    trend: str = "",
    next_step: str = "",
    draft: bool = False,
    approve_at_once: bool = False,
    seen: int | None = None,
    mended: Assessment | None = None,
    corrected: Assessment | None = None,
) -> Assessment | list[Citation]:
    """A note when `status` is empty, else a judgment.

    `mended` is changed, and sent for review unless it is kept as a draft; `corrected` gets a
    correction. Raises what `note`, `judge`, `mend` and `correct` raise.
    """
    said: dict[str, Any] = {
        "by": by,
        "now": now,
        "shown": shown,
        "as_of": as_of,
        "use": use,
        "seen": seen,
    }
    if not status and mended is None and corrected is None:
        return citations.note(recommendation=recommendation, sentence=sentence, **said)
    judged: dict[str, Any] = {
        "status": status,
        "rationale": sentence,
        "trend": trend,
        "next_step": next_step,
        "lines": lines,
    }
    if mended is not None:
        return submission.mend(assessment=mended, send=not draft, **said, **judged)
    judged["approve_at_once"] = approve_at_once
    if corrected is not None:
        return corrections.correct(assessment=corrected, **said, **judged)
    return submission.judge(recommendation=recommendation, view=view, draft=draft, **said, **judged)
