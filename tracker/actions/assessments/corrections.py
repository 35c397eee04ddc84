"""An approved judgment was wrong: what was true on its day."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from tracker import policies
from tracker.actions.assessments.review import approve
from tracker.actions.assessments.submission import LineSaid, save
from tracker.actions.evidence.citations import cite
from tracker.actions.evidence.items import Shown
from tracker.actions.locks import locked_assessment
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
    shown: Shown,
    as_of: date | None = None,
    lines: Sequence[LineSaid] = (),
    use: str = "",
    trend: str = "",
    next_step: str = "",
    approve_at_once: bool = False,
    seen: int | None = None,
) -> Assessment:
    """Say that an approved assessment was wrong, and what was true on its day.

    What it cited is cited again but for what was withdrawn. The one corrected stays as it is; from
    approval on, its day shows the correction, and no later day changes. Raises what `judge` raises,
    and NotAllowed for what is not approved, is corrected already, or another day.
    """
    with because(Reason(rationale, ReasonCode.CORRECTION), by=by):
        wrong = locked_assessment(assessment)
        recommendation = wrong.recommendation
        policies.check_can_judge(by, recommendation, perspective=wrong.perspective, body=wrong.body)
        policies.check_status(recommendation, status)
        policies.check_not_stale(recommendation, by, seen)
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
        save(right, shown, lines=lines, against=(), use=use, by=by, now=now)
    return approve(assessment=right, by=by, now=now) if approve_at_once else right


def _cite_again(wrong: Assessment, right: Assessment, *, by: User, now: datetime) -> None:
    standing = wrong.citations.standing().filter(evidence__withdrawn_at=None)
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
