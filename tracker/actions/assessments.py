"""Judgments: logged, sent for review, approved, returned, mended, withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tracker import policies
from tracker.actions.citations import cite
from tracker.actions.evidence import Shown, add_shown
from tracker.actions.locks import locked
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.models import Assessment, Evidence, Recommendation, User
from tracker.summaries.strength import strength_of
from tracker.vocabulary import AssessmentKind, Perspective, State, Status, Use


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
    against: Sequence[Evidence] = (),
    use: str = "",
    trend: str = "",
    next_step: str = "",
    approve_at_once: bool = False,
    seen: int | None = None,
) -> Assessment:
    """Judge how far a recommendation got, and send the judgment for review or approve it at once.

    The rationale is also the reason in the history. Its period is the mechanism's year around
    `as_of`. The same judgment a second time changes nothing. Raises NotYours, Stale, OutOfTime,
    NotAllowed for an unknown status, EvidenceMissing when the status asks for more than is cited,
    SpanMismatch, Invalid for a value that its field can't take. Nothing is written in any case.
    """
    with because(rationale, by=by):
        fresh = locked(recommendation)
        policies.check_can_log(by, fresh)
        _check(fresh, status, by=by, as_of=as_of, now=now, seen=seen)
        again = _same(fresh, by=by, status=status, rationale=rationale, as_of=as_of)
        if again is not None:
            return again
        first, last = fresh.period_around(as_of)
        assessment = Assessment(
            recommendation=fresh,
            kind=AssessmentKind.UPDATE,
            perspective=Perspective.ANALYST,
            state=State.SUBMITTED,
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
        check_values(assessment)
        assessment.save()
        _cite(assessment, shown, against=against, use=use, by=by, now=now)
        weigh(assessment)
        policies.check_evidence(assessment)
    return approve(assessment=assessment, by=by, now=now) if approve_at_once else assessment


@transaction.atomic
def resubmit(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    status: str,
    rationale: str,
    shown: Shown,
    as_of: date,
    use: str = "",
    trend: str = "",
    next_step: str = "",
    seen: int | None = None,
) -> Assessment:
    """Send a returned assessment for review again, as its author mended it.

    What it cited stays cited; what is shown now is added. The note it was returned with stays in
    the history. It is a reviewer's to decide now, not its author's. Raises what `judge` raises, and
    Stale unless it is returned still.
    """
    with because(rationale, by=by):
        fresh = _locked(assessment)
        recommendation = fresh.recommendation
        policies.check_can_resubmit(by, fresh)
        _check(recommendation, status, by=by, as_of=as_of, now=now, seen=seen)
        mended = {
            "status": status,
            "rationale": rationale,
            "as_of": as_of,
            "trend": trend,
            "next_step": next_step,
            "state": State.SUBMITTED,
            "made_at": now,
            "decided_by": None,
            "decided_at": None,
            "decision_note": "",
        }
        mended["period_from"], mended["period_to"] = recommendation.period_around(as_of)
        for name, value in mended.items():
            setattr(fresh, name, value)
        check_values(fresh)
        fresh.save(update_fields=list(mended))
        _cite(fresh, shown, against=(), use=use, by=by, now=now)
        weigh(fresh)
        policies.check_evidence(fresh)
    return fresh


@transaction.atomic
def approve(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    note: str = "",
    is_sample: bool = False,
) -> Assessment:
    """Let an assessment take effect: the recommendation carries its status from its as-of date.

    Raises NotYours if `by` may not approve it, EvidenceMissing if its status asks for more
    evidence than it cites, Stale if it was decided meanwhile. Nothing is written in any case.
    """
    with because(note or assessment.rationale, by=by):
        fresh = _locked(assessment)
        weigh(fresh)
        policies.check_can_approve(by, fresh)
        _decide(fresh, State.APPROVED, by=by, now=now, note=note, is_sample=is_sample)
        carry_status(fresh.recommendation)
    return fresh


@transaction.atomic
def send_back(*, assessment: Assessment, by: User, now: datetime, note: str) -> Assessment:
    """Return an assessment to its author with a note. Raises NotYours, or Stale if decided."""
    with because(note, by=by):
        fresh = _locked(assessment)
        policies.check_can_return(by, fresh)
        _decide(fresh, State.RETURNED, by=by, now=now, note=note)
    return fresh


@transaction.atomic
def withdraw(*, assessment: Assessment, by: User, now: datetime, note: str) -> Assessment:
    """Take back an assessment that is not approved. Raises NotYours, or Stale if decided."""
    with because(note, by=by):
        fresh = _locked(assessment)
        policies.check_can_withdraw(by, fresh)
        _decide(fresh, State.WITHDRAWN, by=by, now=now, note=note)
    return fresh


def weigh(assessment: Assessment) -> None:
    """Store how well its supporting evidence is backed. Called under a reason."""
    strength = strength_of(assessment)
    if assessment.strength != strength:
        assessment.strength = strength
        assessment.save(update_fields=["strength"])


def carry_status(recommendation: Recommendation) -> None:
    """Copy the newest approved analyst assessment onto the recommendation, under a reason."""
    newest = (
        Assessment.objects.approved()
        .filter(recommendation=recommendation, perspective=Perspective.ANALYST)
        .newest_first()
        .first()
    )
    if recommendation.standing_id == (newest.pk if newest else None):
        return
    recommendation.standing = newest
    recommendation.status = newest.status if newest else Status.NOT_ASSESSED
    recommendation.assessed_on = newest.as_of if newest else None
    recommendation.save(update_fields=["standing", "status", "assessed_on"])


def _check(
    recommendation: Recommendation,
    status: str,
    *,
    by: User,
    as_of: date,
    now: datetime,
    seen: int | None,
) -> None:
    """What holds for a judgment whichever way it comes. Raises NotAllowed, Stale, OutOfTime."""
    policies.check_status(recommendation, status)
    policies.check_not_stale(recommendation, by, seen)
    policies.check_as_of(recommendation, as_of, today=timezone.localdate(now))


def _cite(
    assessment: Assessment,
    shown: Shown,
    *,
    against: Sequence[Evidence],
    use: str,
    by: User,
    now: datetime,
) -> None:
    """Cite what is shown: for the judgment by its usual use, and what speaks against it."""
    usual = Use.CONTRADICTS if assessment.status == Status.NO_ACTION else Use.SUPPORTS
    pieces = add_shown(
        shown,
        recommendation=assessment.recommendation,
        sentence=assessment.rationale,
        as_of=assessment.as_of,
        by=by,
        now=now,
    )
    contradicting = [piece for piece in against if piece not in pieces]
    uses = dict.fromkeys(pieces, use or usual) | dict.fromkeys(contradicting, Use.CONTRADICTS)
    for piece, its_use in uses.items():
        cite(
            piece,
            recommendation=assessment.recommendation,
            assessment=assessment,
            use=its_use,
            sentence="",
            as_of=assessment.as_of,
            by=by,
            now=now,
        )


def _same(
    recommendation: Recommendation, *, by: User, status: str, rationale: str, as_of: date
) -> Assessment | None:
    found: Assessment | None = Assessment.objects.filter(
        recommendation=recommendation,
        author=by,
        status=status,
        rationale=rationale,
        as_of=as_of,
        state__in=[State.SUBMITTED, State.APPROVED],
    ).first()
    return found


def _locked(assessment: Assessment) -> Assessment:
    recommendation = locked(assessment.recommendation)
    fresh: Assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("author")
        .get(pk=assessment.pk)
    )
    fresh.recommendation = recommendation
    return fresh


def _decide(
    fresh: Assessment,
    state: State,
    *,
    by: User,
    now: datetime,
    note: str,
    is_sample: bool = False,
) -> None:
    fresh.state, fresh.decided_by, fresh.decided_at = state, by, now
    fresh.decision_note, fresh.is_sample = note, is_sample
    fresh.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "is_sample"])
