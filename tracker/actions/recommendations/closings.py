"""A recommendation is closed by two people, and opened again by a reviewer."""

from datetime import datetime

from django.db import transaction

from tracker import policies
from tracker.actions.locks import locked
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.models import Closing, Event, Recommendation, User
from tracker.vocabulary import OPEN, Lifecycle, State


@transaction.atomic
def propose(
    *,
    recommendation: Recommendation,
    because_of: str,
    words: str,
    by: User,
    now: datetime,
    seen: int | None = None,
) -> Closing:
    """Propose that a recommendation is closed. One that was returned is proposed again by this.

    Whoever proposes it is its author then, and can't approve it. Raises NotYours, Stale, Invalid
    without words, NotAllowed while another proposal waits, when it is closed already, and for a
    reason that does not hold. Nothing is written in any case.
    """
    policies.recommendations.check_closing_explanation(recommendation, words)
    with because(words, by=by):
        fresh = locked(recommendation)
        policies.recommendations.check_can_propose(by, fresh)
        policies.check_not_stale(fresh, by, seen)
        policies.recommendations.check_reason(fresh, because_of)
        returned = Closing.objects.filter(recommendation=fresh, state__in=OPEN).first()
        closing: Closing = returned or Closing(recommendation=fresh)
        closing.because, closing.words, closing.state = because_of, words.strip(), State.SUBMITTED
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

    Raises NotYours for its author and whoever does not review, Stale if it was decided meanwhile
    or is another than the one made at `made_at`, NotAllowed if the reason holds no more.
    """
    with because(note.strip() or closing.words, by=by):
        fresh = _locked(closing)
        policies.recommendations.check_can_decide(by, fresh, State.APPROVED)
        policies.recommendations.check_is_as_read(fresh, created_at)
        recommendation = fresh.recommendation
        policies.recommendations.check_reason(recommendation, fresh.because)
        _decide(fresh, State.APPROVED, by=by, now=now, note=note)
        recommendation.lifecycle = Lifecycle.CLOSED
        recommendation.closure_reason = fresh.because
        recommendation.save(update_fields=["lifecycle", "closure_reason"])
    return fresh


@transaction.atomic
def send_back(*, closing: Closing, by: User, now: datetime, note: str) -> Closing:
    """Return a proposal with words. Raises NotYours, Invalid without words, Stale if decided."""
    return _without_closing(closing, State.RETURNED, by=by, now=now, note=note)


@transaction.atomic
def withdraw(*, closing: Closing, by: User, now: datetime, note: str) -> Closing:
    """Take a proposal back with words. Raises NotYours, Invalid without words, Stale if decided."""
    return _without_closing(closing, State.WITHDRAWN, by=by, now=now, note=note)


@transaction.atomic
def reopen(*, recommendation: Recommendation, words: str, by: User) -> Recommendation:
    """Follow a closed recommendation again: as active, or not repeated if it was that before.

    Raises NotYours, Invalid without words, NotAllowed for one that is not closed.
    """
    policies.recommendations.check_closing_explanation(recommendation, words)
    with because(words, by=by):
        fresh = locked(recommendation)
        policies.recommendations.check_can_reopen(by, fresh)
        fresh.lifecycle, fresh.closure_reason = _lifecycle_before(fresh), ""
        fresh.save(update_fields=["lifecycle", "closure_reason"])
    return fresh


def _without_closing(
    closing: Closing, state: State, *, by: User, now: datetime, note: str
) -> Closing:
    with because(note, by=by):
        fresh = _locked(closing)
        policies.recommendations.check_can_decide(by, fresh, state)
        _decide(fresh, state, by=by, now=now, note=note)
    return fresh


def _locked(closing: Closing) -> Closing:
    """The proposal as it is now, its recommendation locked first."""
    recommendation = locked(closing.recommendation)
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
    """Where it stood before it was closed, as history tells."""
    closed = (
        Event.objects.filter(table=Recommendation._meta.db_table, key=recommendation.pk)
        .changing("lifecycle")
        .newest_first()
        .first()
    )
    before = (closed.old or {}).get("lifecycle") if closed else None
    return Lifecycle.NOT_REPEATED if before == Lifecycle.NOT_REPEATED else Lifecycle.ACTIVE
