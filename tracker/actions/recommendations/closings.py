"""Close recommendations, by two people, and reopen them."""

from datetime import datetime

from django.db import transaction

from tracker import policies
from tracker.actions.locks import lock_recommendation
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.models import Closing, Event, Recommendation, User
from tracker.vocabulary import OPEN_STATES, Lifecycle, State


@transaction.atomic
def propose(
    *,
    recommendation: Recommendation,
    closure_reason: str,
    explanation: str,
    by: User,
    now: datetime,
    last_event: int | None = None,
) -> Closing:
    """Propose to close a recommendation, or propose again what was returned.

    `by` becomes the author, and can't approve it. Raises PermissionRefused, Stale, InvalidValue
    without an explanation, NotAllowed while another proposal waits, for a closed recommendation,
    and for a reason that does not hold. Nothing is written in any case.
    """
    policies.recommendations.check_closing_explanation(recommendation, explanation)
    with because(explanation, by=by):
        fresh = lock_recommendation(recommendation)
        policies.recommendations.check_can_propose(by, fresh)
        policies.check_is_current(fresh, by, last_event)
        policies.recommendations.check_closure_reason(fresh, closure_reason)
        returned = Closing.objects.filter(recommendation=fresh, state__in=OPEN_STATES).first()
        closing: Closing = returned or Closing(recommendation=fresh)
        closing.closure_reason, closing.explanation = closure_reason, explanation.strip()
        closing.state = State.SUBMITTED
        closing.author, closing.created_at = by, now
        closing.decided_by, closing.decided_at, closing.decision_note = None, None, ""
        check_values(closing)
        closing.save()
    return closing


@transaction.atomic
def approve(
    *,
    closing: Closing,
    by: User,
    now: datetime,
    note: str = "",
    created_at: datetime | None = None,
) -> Closing:
    """Close a recommendation as somebody else proposed it.

    Raises PermissionRefused for its author and for a person who does not review, Stale if it was
    decided meanwhile or changed since the version of `created_at`, NotAllowed if the reason does
    not hold any more.
    """
    with because(note.strip() or closing.explanation, by=by):
        fresh = _lock(closing)
        policies.recommendations.check_can_decide(by, fresh, State.APPROVED)
        policies.recommendations.check_is_unchanged(fresh, created_at)
        recommendation = fresh.recommendation
        policies.recommendations.check_closure_reason(recommendation, fresh.closure_reason)
        _decide(fresh, State.APPROVED, by=by, now=now, note=note)
        recommendation.lifecycle = Lifecycle.CLOSED
        recommendation.closure_reason = fresh.closure_reason
        recommendation.save(update_fields=["lifecycle", "closure_reason"])
    return fresh


@transaction.atomic
def send_back(*, closing: Closing, by: User, now: datetime, note: str) -> Closing:
    """Return a proposal to its author with a note.

    Raises PermissionRefused, InvalidValue without a note, Stale if decided.
    """
    return _decide_without_closing(closing, State.RETURNED, by=by, now=now, note=note)


@transaction.atomic
def withdraw(*, closing: Closing, by: User, now: datetime, note: str) -> Closing:
    """Withdraw a proposal with a note.

    Raises PermissionRefused, InvalidValue without a note, Stale if decided.
    """
    return _decide_without_closing(closing, State.WITHDRAWN, by=by, now=now, note=note)


@transaction.atomic
def reopen(*, recommendation: Recommendation, explanation: str, by: User) -> Recommendation:
    """Reopen a closed recommendation: as active, or as not repeated if it was that before.

    Raises PermissionRefused, InvalidValue without an explanation, NotAllowed for one that is not
    closed.
    """
    policies.recommendations.check_closing_explanation(recommendation, explanation)
    with because(explanation, by=by):
        fresh = lock_recommendation(recommendation)
        policies.recommendations.check_can_reopen(by, fresh)
        fresh.lifecycle, fresh.closure_reason = _lifecycle_before(fresh), ""
        fresh.save(update_fields=["lifecycle", "closure_reason"])
    return fresh


def _decide_without_closing(
    closing: Closing, state: State, *, by: User, now: datetime, note: str
) -> Closing:
    with because(note, by=by):
        fresh = _lock(closing)
        policies.recommendations.check_can_decide(by, fresh, state)
        _decide(fresh, state, by=by, now=now, note=note)
    return fresh


def _lock(closing: Closing) -> Closing:
    """Lock a proposal, its recommendation first, and return it as it is now."""
    recommendation = lock_recommendation(closing.recommendation)
    fresh: Closing = (
        Closing.objects.select_for_update(of=("self",)).select_related("author").get(pk=closing.pk)
    )
    fresh.recommendation = recommendation
    return fresh


def _decide(fresh: Closing, state: State, *, by: User, now: datetime, note: str) -> None:
    fresh.state, fresh.decided_by, fresh.decided_at = state, by, now
    fresh.decision_note = note.strip()
    fresh.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])


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
