"""Decide on assessments: approve, return to the author, or withdraw."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.assessments.status import update_status, update_strength
from tracker.actions.locks import lock_assessment
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
    """Approve an assessment, so that its recommendation shows its status from its as-of date.

    Raises PermissionRefused if `by` may not approve it, EvidenceMissing if its status asks for more
    evidence than it cites, NotAllowed if its components do not allow it, Stale if it was decided
    meanwhile, or changed since the version of `created_at`. Nothing is written in any case.
    """
    with because(note or assessment.rationale, by=by):
        fresh = lock_assessment(assessment)
        policies.check_is_unchanged(fresh, created_at)
        update_strength(fresh)
        policies.check_can_approve(by, fresh)
        _decide(fresh, State.APPROVED, by=by, now=now, note=note, is_sample=is_sample)
        update_status(fresh.recommendation)
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
    """Approve all of the assessments, or none.

    `created_at` maps the key of each to the version that was read. Raises InvalidValue without a
    note, and what `approve` raises.
    """
    if not note.strip():
        raise InvalidValue(_("Several judgments can't be approved at once without words. Say why."))
    versions = created_at or {}
    # In the order of their locks, so that two reviewers do not wait for each other.
    ordered = sorted(assessments, key=lambda item: (item.recommendation_id, item.pk))
    return [
        approve(assessment=item, by=by, now=now, note=note, created_at=versions.get(item.pk))
        for item in ordered
    ]


@transaction.atomic
def send_back(*, assessment: Assessment, by: User, now: datetime, note: str) -> Assessment:
    """Return an assessment to its author with a note.

    Raises PermissionRefused, or Stale if decided.
    """
    with because(note, by=by):
        fresh = lock_assessment(assessment)
        policies.check_can_return(by, fresh)
        _decide(fresh, State.RETURNED, by=by, now=now, note=note)
    return fresh


@transaction.atomic
def withdraw(*, assessment: Assessment, by: User, now: datetime, note: str) -> Assessment:
    """Withdraw an assessment that is not approved.

    Raises PermissionRefused, or Stale if decided.
    """
    with because(Reason(note, ReasonCode.WITHDRAWAL), by=by):
        fresh = lock_assessment(assessment)
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
