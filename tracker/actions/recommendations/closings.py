"""Close recommendations, by two people unless the office is one, and reopen them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tracker import policies
from tracker.actions.base import (
    Command,
    TimedCommand,
    check_values,
    lock_recommendation,
    lock_with_recommendation,
    save_decision,
    save_fields,
)
from tracker.actions.history.summary_rows import keep_summaries
from tracker.audit.reasons import because
from tracker.models import Closing, Event, Recommendation
from tracker.vocabulary import OPEN_STATES, Lifecycle, Reason, State, approval_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeClosing(TimedCommand):
    """Why a recommendation should be closed: a reason of the vocabulary, and an explanation."""

    recommendation: Recommendation
    closure_reason: str
    explanation: str
    last_event: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideClosing(TimedCommand):
    """A proposal, and the state that it gets: approved, returned or withdrawn."""

    closing: Closing
    state: State
    note: str = ""
    created_at: datetime | None = None  # the version that was read


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenRecommendation(Command):
    """Why a closed recommendation is reopened."""

    recommendation: Recommendation
    explanation: str


@transaction.atomic
def propose(command: ProposeClosing) -> Closing:
    """Propose to close a recommendation, or propose again what was returned.

    `by` becomes the author, and can't approve it. Raises PermissionRefused, Stale, InvalidValue
    without an explanation, NotAllowed while another proposal waits, for a closed recommendation,
    and for a reason that does not hold. Nothing is written in any case.
    """
    by, explanation = command.by, command.explanation
    policies.recommendations.check_closing_explanation(command.recommendation, explanation)
    with because(explanation, by=by):
        fresh = lock_recommendation(command.recommendation)
        policies.recommendations.check_can_propose(by, fresh)
        policies.check_is_current(fresh, by, command.last_event)
        policies.recommendations.check_closure_reason(fresh, command.closure_reason)
        returned = Closing.objects.filter(recommendation=fresh, state__in=OPEN_STATES).first()
        closing: Closing = returned or Closing(recommendation=fresh)
        closing.closure_reason, closing.explanation = command.closure_reason, explanation.strip()
        closing.state = State.SUBMITTED
        closing.author, closing.created_at = by, command.now
        closing.decided_by, closing.decided_at, closing.decision_note = None, None, ""
        check_values(closing)
        closing.save()
    return closing


@keep_summaries()
def decide(command: DecideClosing) -> Closing:
    """Approve a proposal, which closes the recommendation; return or withdraw it with a note.

    Raises PermissionRefused, for approval also of its author; InvalidValue without the note; Stale
    if it was decided meanwhile, or changed since the version that is approved; NotAllowed if the
    reason does not hold any more.
    """
    by, state, note = command.by, command.state, command.note.strip()
    is_approved = state == State.APPROVED
    reason = Reason(note)
    if is_approved:
        is_own = command.closing.author_id == by.pk
        reason = approval_reason(note, command.closing.explanation, is_own=is_own)
    with because(reason, by=by):
        fresh = lock_with_recommendation(command.closing, "author")
        recommendation = fresh.recommendation
        policies.recommendations.check_can_decide(by, fresh, state)
        if is_approved:
            policies.recommendations.check_is_unchanged(fresh, command.created_at)
            policies.recommendations.check_closure_reason(recommendation, fresh.closure_reason)
        save_decision(fresh, state, by=by, now=command.now, note=note)
        if is_approved:
            reason_code = fresh.closure_reason
            save_fields(recommendation, lifecycle=Lifecycle.CLOSED, closure_reason=reason_code)
    return fresh


@keep_summaries()
def reopen(command: ReopenRecommendation) -> Recommendation:
    """Reopen a closed recommendation: as active, or as not repeated if it was that before.

    Raises PermissionRefused, InvalidValue without an explanation, NotAllowed for one that is not
    closed.
    """
    recommendation, explanation = command.recommendation, command.explanation
    policies.recommendations.check_closing_explanation(recommendation, explanation)
    with because(explanation, by=command.by):
        fresh = lock_recommendation(recommendation)
        policies.recommendations.check_can_reopen(command.by, fresh)
        return save_fields(fresh, lifecycle=_lifecycle_before(fresh), closure_reason="")


def _lifecycle_before(recommendation: Recommendation) -> Lifecycle:
    """Return the lifecycle before the closing, from the history."""
    event = (
        Event.objects.filter(table=Recommendation._meta.db_table, key=recommendation.pk)
        .changing("lifecycle")
        .newest_first()
        .first()
    )
    before = (event.old or {}).get("lifecycle") if event else None
    return Lifecycle.NOT_REPEATED if before == Lifecycle.NOT_REPEATED else Lifecycle.ACTIVE
