"""Judgments: drafted, sent for review, mended. `decisions` decides, `corrections` corrects."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tracker import policies
from tracker.actions.decisions import approve
from tracker.actions.evidence import Shown
from tracker.actions.judging import OWN, View, save
from tracker.actions.lines import LineSaid
from tracker.actions.locks import locked, locked_assessment
from tracker.audit.reasons import because
from tracker.models import Assessment, Evidence, Recommendation, User
from tracker.vocabulary import AssessmentKind, Reason, ReasonCode, State


@transaction.atomic
def judge(
    *,
    recommendation: Recommendation,
    by: User,
    now: datetime,
    status: str,
    rationale: str,
    shown: Shown,
    as_of: date,
    view: View = OWN,
    lines: Sequence[LineSaid] = (),
    against: Sequence[Evidence] = (),
    use: str = "",
    trend: str = "",
    next_step: str = "",
    draft: bool = False,
    approve_at_once: bool = False,
    seen: int | None = None,
) -> Assessment:
    """Judge how far a recommendation got: keep a draft, send it for review, or approve it at once.

    The rationale is also the reason in the history, a draft's aside: what it shows is told of to
    others who may not read it. Its period is the mechanism's year around
    `as_of`. The same judgment a second time changes nothing. Raises NotYours, Stale, OutOfTime,
    NotAllowed for an unknown status, for a status that its components do not bear and while the
    same view is open for the period; EvidenceMissing when the status asks for more than is cited (a
    draft may), SpanMismatch, Invalid for a value that its field can't take. Nothing is written in
    any case.
    """
    with because(Reason("" if draft else rationale, view.code), by=by):
        fresh = locked(recommendation)
        _check(fresh, status, by=by, view=view, as_of=as_of, now=now, seen=seen)
        first, last = _period(fresh, as_of)
        assessment = Assessment(
            recommendation=fresh,
            kind=AssessmentKind.UPDATE,
            perspective=view.perspective,
            body=view.body,
            stated_by=view.stated_by,
            stated_on=view.stated_on,
            state=State.DRAFT if draft else State.SUBMITTED,
            status=status,
            trend=trend,
            rationale=rationale,
            next_step=next_step,
            period_from=first,
            period_to=last,
            as_of=as_of,
            author=by,
            made_at=now,
        )
        again = _same(assessment)
        if again is not None:
            return again
        policies.check_none_open(assessment)
        save(assessment, shown, lines=lines, against=against, use=use, by=by, now=now)
    at_once = approve_at_once and not draft
    return approve(assessment=assessment, by=by, now=now) if at_once else assessment


@transaction.atomic
def mend(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    status: str,
    rationale: str,
    shown: Shown,
    as_of: date,
    lines: Sequence[LineSaid] | None = None,
    use: str = "",
    trend: str = "",
    next_step: str = "",
    send: bool = True,
    seen: int | None = None,
) -> Assessment:
    """Change a draft or a returned assessment as its author, and send it for review unless kept.

    What it cited stays cited; what is shown now is added. Without `lines` those it has stay. The
    note it was returned with stays in the history. It is a reviewer's to decide now, not its
    author's. Raises what `judge` raises, and Stale unless it is a draft or returned still.
    """
    why = rationale if send else Reason(code=ReasonCode.NEW_INFORMATION)
    with because(why, by=by):
        fresh = locked_assessment(assessment)
        recommendation = fresh.recommendation
        policies.check_can_mend(by, fresh, send=send)
        view = View(fresh.perspective, fresh.body, fresh.stated_by, fresh.stated_on)
        if fresh.corrects is not None:
            policies.check_can_judge(
                by, recommendation, perspective=view.perspective, body=view.body
            )
            policies.check_status(recommendation, status)
            policies.check_not_stale(recommendation, by, seen)
            as_of = fresh.as_of
        else:
            _check(recommendation, status, by=by, view=view, as_of=as_of, now=now, seen=seen)
            fresh.period_from, fresh.period_to = _period(recommendation, as_of)
        fresh.status, fresh.rationale, fresh.as_of = status, rationale, as_of
        fresh.trend, fresh.next_step, fresh.made_at = trend, next_step, now
        if send:
            fresh.state, fresh.decided_by, fresh.decided_at = State.SUBMITTED, None, None
            fresh.decision_note = ""
        policies.check_none_open(fresh)
        save(fresh, shown, lines=lines, against=(), use=use, by=by, now=now)
    return fresh


def _check(
    recommendation: Recommendation,
    status: str,
    *,
    by: User,
    view: View,
    as_of: date,
    now: datetime,
    seen: int | None,
) -> None:
    """What holds for a judgment whichever way it comes: NotYours, NotAllowed, Stale, OutOfTime."""
    policies.check_can_judge(by, recommendation, perspective=view.perspective, body=view.body)
    policies.check_status(recommendation, status)
    policies.check_not_stale(recommendation, by, seen)
    today = timezone.localdate(now)
    policies.check_as_of(recommendation, as_of, today=today, perspective=view.perspective)
    policies.check_stated_on(view.stated_on, today=today)


def _period(recommendation: Recommendation, as_of: date) -> tuple[date, date]:
    """The report's own period for what the report found, else the mechanism's year around a day."""
    report = recommendation.report
    if report.period_from <= as_of <= report.period_to:
        return report.period_from, report.period_to
    return recommendation.period_around(as_of)


def _same(assessment: Assessment) -> Assessment | None:
    """The judgment that says just this already, whether it waits, was approved or is a draft."""
    found: Assessment | None = Assessment.objects.filter(
        recommendation=assessment.recommendation,
        perspective=assessment.perspective,
        body=assessment.body,
        author=assessment.author,
        status=assessment.status,
        rationale=assessment.rationale,
        as_of=assessment.as_of,
        state__in=[assessment.state, State.SUBMITTED, State.APPROVED],
    ).first()
    return found
