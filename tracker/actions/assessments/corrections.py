"""Correct an approved assessment that was wrong."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from tracker import policies
from tracker.actions.assessments.review import approve
from tracker.actions.assessments.submission import LineInput, save_assessment
from tracker.actions.evidence.citations import cite
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.locks import lock_assessment
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.models import Assessment, User
from tracker.vocabulary import AssessmentKind, Reason, ReasonCode, State


@transaction.atomic
def correct(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    status: str,
    rationale: str,
    evidence_input: EvidenceInput,
    as_of: date | None = None,
    lines: Sequence[LineInput] = (),
    use: str = "",
    trend: str = "",
    next_step: str = "",
    approve_at_once: bool = False,
    last_event: int | None = None,
) -> Assessment:
    """Correct an approved assessment: say what was true on its day.

    Its citations are repeated, except withdrawn ones. The wrong assessment stays; once the
    correction is approved, its day shows the correction, and no later day changes. Raises what
    `submit_assessment` raises, and NotAllowed for one that is not approved or was corrected
    already, and for another day.
    """
    with because(Reason(rationale, ReasonCode.CORRECTION), by=by):
        wrong = lock_assessment(assessment)
        recommendation = wrong.recommendation
        policies.check_can_assess(
            by, recommendation, perspective=wrong.perspective, body=wrong.body
        )
        policies.check_status(recommendation, status)
        policies.check_is_current(recommendation, by, last_event)
        policies.check_can_correct(wrong, as_of=as_of or wrong.as_of)
        right = Assessment(
            recommendation=recommendation,
            kind=AssessmentKind.CORRECTION,
            corrects=wrong,
            perspective=wrong.perspective,
            body=wrong.body,
            stated_by=wrong.stated_by,
            stated_on=wrong.stated_on,
            stated_in=wrong.stated_in,
            state=State.SUBMITTED,
            status=status,
            trend=trend,
            rationale=rationale,
            next_step=next_step,
            period_from=wrong.period_from,
            period_to=wrong.period_to,
            as_of=wrong.as_of,
            author=by,
            created_at=now,
        )
        policies.check_none_open(right)
        check_values(right)
        right.save()
        _cite_again(wrong, right, by=by, now=now)
        save_assessment(
            right, evidence_input, lines=lines, counter_evidence=(), use=use, by=by, now=now
        )
    return approve(assessment=right, by=by, now=now) if approve_at_once else right


def _cite_again(wrong: Assessment, right: Assessment, *, by: User, now: datetime) -> None:
    standing = wrong.citations.not_withdrawn().filter(evidence__withdrawn_at=None)
    for citation in standing.select_related("evidence").order_by("pk"):
        cite(
            citation.evidence,
            recommendation=right.recommendation,
            assessment=right,
            use=citation.use,
            sentence=citation.sentence,
            as_of=right.as_of,
            by=by,
            now=now,
        )
