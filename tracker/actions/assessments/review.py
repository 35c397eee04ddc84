"""Decisions on judgments: approved, returned, taken back."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.assessments.status import carry_status, weigh
from tracker.actions.locks import locked_assessment
from tracker.audit.reasons import because
from tracker.errors import InvalidValue
from tracker.models import Assessment, User
from tracker.vocabulary import Reason, ReasonCode, State


@transaction.atomic
def approve(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    note: str = "",
    is_sample: bool = False,
    created_at: datetime | None = None,
) -> Assessment:
    """Let an assessment take effect: the recommendation carries its status from its as-of date.

    Raises NotYours if `by` may not approve it, EvidenceMissing if its status asks for more
    evidence than it cites, NotAllowed if its components do not bear it, Stale if it was decided
    meanwhile, or is another than the one made at `made_at`. Nothing is written in any case.
    """
    with because(note or assessment.rationale, by=by):
        fresh = locked_assessment(assessment)
        policies.check_is_as_read(fresh, created_at)
        weigh(fresh)
        policies.check_can_approve(by, fresh)
        _decide(fresh, State.APPROVED, by=by, now=now, note=note, is_sample=is_sample)
        carry_status(fresh.recommendation)
    return fresh


@transaction.atomic
def approve_several(
    *,
    assessments: Iterable[Assessment],
    by: User,
    now: datetime,
    note: str,
    created_at: Mapping[int, datetime | None] | None = None,
) -> list[Assessment]:
    """Approve all of them, or none. Raises Invalid without words, and what `approve` raises.

    `made_at` tells by key when each was made that somebody read.
    """
    if not note.strip():
        raise InvalidValue(_("Several judgments can't be approved at once without words. Say why."))
    waiting = sorted(assessments, key=lambda one: (one.recommendation_id, one.pk))
    read = created_at or {}
    return [
        approve(assessment=one, by=by, now=now, note=note, created_at=read.get(one.pk))
        for one in waiting
    ]


@transaction.atomic
def send_back(*, assessment: Assessment, by: User, now: datetime, note: str) -> Assessment:
    """Return an assessment to its author with a note. Raises NotYours, or Stale if decided."""
    with because(note, by=by):
        fresh = locked_assessment(assessment)
        policies.check_can_return(by, fresh)
        _decide(fresh, State.RETURNED, by=by, now=now, note=note)
    return fresh


@transaction.atomic
def withdraw(*, assessment: Assessment, by: User, now: datetime, note: str) -> Assessment:
    """Take back an assessment that is not approved. Raises NotYours, or Stale if decided."""
    with because(Reason(note, ReasonCode.WITHDRAWAL), by=by):
        fresh = locked_assessment(assessment)
        policies.check_can_withdraw(by, fresh)
        _decide(fresh, State.WITHDRAWN, by=by, now=now, note=note)
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
