"""Log progress from the short form: a note, an assessment, a revision or a correction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tracker.actions.assessments import corrections, submission
from tracker.actions.assessments.submission import ANALYST_VIEWPOINT, LineInput, Viewpoint
from tracker.actions.evidence import citations
from tracker.actions.evidence.items import EvidenceInput
from tracker.models import Assessment, Citation, Recommendation, User


def log_progress(
    *,
    recommendation: Recommendation,
    by: User,
    now: datetime,
    status: str,
    sentence: str,
    evidence_input: EvidenceInput,
    as_of: date,
    viewpoint: Viewpoint = ANALYST_VIEWPOINT,
    lines: Sequence[LineInput] = (),
    use: str = "",
    trend: str = "",
    next_step: str = "",
    draft: bool = False,
    approve_at_once: bool = False,
    last_event: int | None = None,
    revises: Assessment | None = None,
    corrects: Assessment | None = None,
) -> Assessment | list[Citation]:
    """Log a note when `status` is empty, else an assessment.

    The assessment `revises` is changed, and sent for review unless it stays a draft; the
    assessment `corrects` gets a correction. Raises what
    `log_note`, `submit_assessment`, `revise_assessment` and `correct` raise.
    """
    common: dict[str, Any] = {
        "by": by,
        "now": now,
        "evidence_input": evidence_input,
        "as_of": as_of,
        "use": use,
        "last_event": last_event,
    }
    if not status and revises is None and corrects is None:
        return citations.log_note(recommendation=recommendation, sentence=sentence, **common)
    values: dict[str, Any] = {
        "status": status,
        "rationale": sentence,
        "trend": trend,
        "next_step": next_step,
        "lines": lines,
    }
    if revises is not None:
        return submission.revise_assessment(assessment=revises, send=not draft, **common, **values)
    values["approve_at_once"] = approve_at_once
    if corrects is not None:
        return corrections.correct(assessment=corrects, **common, **values)
    return submission.submit_assessment(
        recommendation=recommendation, viewpoint=viewpoint, draft=draft, **common, **values
    )
