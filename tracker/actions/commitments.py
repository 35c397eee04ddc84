"""Add commitments of bodies, reschedule them, record news, complete and drop them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence.citations import cite
from tracker.actions.evidence.items import EvidenceInput, add_evidence
from tracker.actions.locks import lock_recommendation
from tracker.actions.reference_rows import check_is_current
from tracker.actions.values import check_values, save_changes
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing, InvalidValue
from tracker.models import Body, Commitment, DueDate, Evidence, Recommendation, User
from tracker.vocabulary import Use


@transaction.atomic
def add(
    *,
    recommendation: Recommendation,
    body: Body,
    text: str,
    undertaken_on: date,
    evidence_input: EvidenceInput,
    by: User,
    now: datetime,
    due_on: date | None = None,
    agreed_by: str = "",
) -> Commitment:
    """Add what a body undertook to do about a recommendation, with the evidence of it.

    The evidence is cited as a commitment, which never raises a status. The same commitment a second
    time changes nothing. Raises PermissionRefused, InvalidDate, EvidenceMissing without evidence,
    QuoteMismatch, InvalidValue for a value that its field can't take.
    """
    policies.check_can_change(by, "commitment", text)
    commitment = Commitment(
        recommendation=recommendation,
        body=body,
        text=text.strip(),
        undertaken_on=undertaken_on,
        due_on=due_on,
        last_update_on=undertaken_on,
    )
    with because(text, by=by):
        fresh = lock_recommendation(recommendation)
        duplicate: Commitment | None = _find_duplicate(commitment)
        if duplicate is not None:
            return duplicate
        check_values(commitment)
        policies.commitments.check_commitment_dates(commitment, today=timezone.localdate(now))
        cited = _cite_evidence(
            commitment,
            fresh,
            evidence_input,
            Use.COMMITMENT,
            sentence=text,
            on=undertaken_on,
            by=by,
            now=now,
        )
        commitment.undertaken_in = cited[0]
        commitment.save(force_insert=True)
        if due_on is not None:
            _add_date(
                commitment, due_on, agreed_by=agreed_by, agreed_on=undertaken_on, by=by, now=now
            )
    return commitment


@transaction.atomic
def reschedule(
    *,
    commitment: Commitment,
    due_on: date | None,
    reason: str,
    agreed_by: str,
    agreed_on: date,
    by: User,
    now: datetime,
    last_event: int | None = None,
) -> Commitment:
    """Change the due date; every due date stays on record, with why and who agreed.

    A later date, or none, counts as a postponement; an earlier or first date does not. The same
    change a second time changes nothing. Raises PermissionRefused, InvalidValue without a reason or
    a change, InvalidDate, Stale if it is closed, or was changed by somebody else after the event
    `last_event`.
    """
    policies.check_can_change(by, "commitment", str(commitment))
    agreement = {"agreed_by": agreed_by.strip(), "reason": reason.strip()}
    with because(reason, by=by):
        fresh = _lock(commitment)
        if _is_last_change(fresh, due_on, agreed_on=agreed_on, **agreement):
            return fresh
        check_is_current(fresh, by, last_event)
        policies.commitments.check_is_open(fresh)
        policies.commitments.check_due_date_change(
            fresh, due_on, agreed_on=agreed_on, today=timezone.localdate(now), **agreement
        )
        before = fresh.due_on
        _add_date(fresh, due_on, before=before, agreed_on=agreed_on, by=by, now=now, **agreement)
        is_postponed = before is not None and (due_on is None or due_on > before)
        changed: dict[str, Any] = {
            "due_on": due_on,
            "postponements": fresh.postponements + is_postponed,
        }
        if agreed_on >= fresh.last_update_on:
            changed |= {"last_update_on": agreed_on, "latest": agreement["reason"]}
        return save_changes(fresh, changed)


@transaction.atomic
def record_news(
    *,
    commitment: Commitment,
    on: date,
    sentence: str,
    by: User,
    now: datetime,
    last_event: int | None = None,
) -> Commitment:
    """Record the latest news of a commitment. The same again changes nothing.

    Raises PermissionRefused, InvalidValue without a sentence, InvalidDate for older news, Stale as
    `reschedule` does.
    """
    policies.check_can_change(by, "commitment", str(commitment))
    with because(sentence, by=by):
        fresh = _lock(commitment)
        check_is_current(fresh, by, last_event)
        policies.commitments.check_is_open(fresh)
        policies.commitments.check_update_date(
            fresh, on, since=fresh.last_update_on, today=timezone.localdate(now)
        )
        return save_changes(fresh, {"last_update_on": on, "latest": sentence.strip()})


@transaction.atomic
def complete(
    *,
    commitment: Commitment,
    on: date,
    sentence: str,
    evidence_input: EvidenceInput,
    by: User,
    now: datetime,
    last_event: int | None = None,
) -> Commitment:
    """Complete a commitment, with evidence, which is cited as supporting.

    The status does not change until somebody assesses it. A second time changes nothing. Raises
    PermissionRefused, EvidenceMissing without evidence, InvalidDate, QuoteMismatch, InvalidValue,
    Stale as `reschedule` does.
    """
    policies.check_can_change(by, "commitment", str(commitment))
    with because(sentence, by=by):
        fresh = _lock(commitment)
        if fresh.done_on == on and fresh.latest == sentence.strip():
            return fresh
        check_is_current(fresh, by, last_event)
        policies.commitments.check_is_open(fresh)
        policies.commitments.check_update_date(
            fresh, on, since=fresh.undertaken_on, today=timezone.localdate(now)
        )
        cited = _cite_evidence(
            fresh,
            fresh.recommendation,
            evidence_input,
            Use.SUPPORTS,
            sentence=sentence,
            on=on,
            by=by,
            now=now,
        )
        news: dict[str, Any] = {
            "last_update_on": max(on, fresh.last_update_on),
            "latest": sentence.strip(),
        }
        return save_changes(fresh, {"done_on": on, "done_by": cited[0], **news})


@transaction.atomic
def drop(
    *, commitment: Commitment, reason: str, by: User, last_event: int | None = None
) -> Commitment:
    """Drop a commitment that will not be done. The same again changes nothing.

    Raises PermissionRefused, InvalidValue without a reason, Stale as `reschedule` does.
    """
    policies.check_can_change(by, "commitment", str(commitment))
    why = reason.strip()
    if not why:
        raise InvalidValue(
            _("“%(measure)s” can't be dropped without a reason. Say why.") % {"measure": commitment}
        )
    with because(why, by=by):
        fresh = _lock(commitment)
        if fresh.dropped_reason == why:
            return fresh
        check_is_current(fresh, by, last_event)
        policies.commitments.check_is_open(fresh)
        return save_changes(fresh, {"dropped_reason": why})


def _find_duplicate(commitment: Commitment) -> Commitment | None:
    same = Commitment.objects.not_withdrawn().filter(
        recommendation=commitment.recommendation,
        body=commitment.body,
        text=commitment.text,
        undertaken_on=commitment.undertaken_on,
    )
    duplicate: Commitment | None = same.first()
    return duplicate


def _is_last_change(
    fresh: Commitment, due_on: date | None, *, agreed_by: str, agreed_on: date, reason: str
) -> bool:
    """Return whether the last change of the due date was this one, as after a second click."""
    last = fresh.due_dates.order_by("-pk").first()
    return last is not None and (last.due_on, last.agreed_by, last.agreed_on, last.reason) == (
        due_on,
        agreed_by,
        agreed_on,
        reason,
    )


def _cite_evidence(
    commitment: Commitment,
    recommendation: Recommendation,
    evidence_input: EvidenceInput,
    use: str,
    *,
    sentence: str,
    on: date,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Add and cite the evidence on the recommendation; its issuer is the body unless given."""
    if evidence_input.is_empty:
        raise EvidenceMissing(
            _(
                "“%(measure)s” has nothing that shows it. Drop a file, give a link, words of the "
                "report or a piece of evidence held already; what has none of these (a meeting, "
                "a visit) gets a title under “More”."
            )
            % {"measure": commitment}
        )
    common: dict[str, Any] = {"sentence": sentence, "as_of": on, "by": by, "now": now}
    evidence_input = replace(evidence_input, issuer=evidence_input.issuer or commitment.body)
    cited = add_evidence(evidence_input, recommendation=recommendation, **common)
    for evidence in cited:
        cite(
            evidence,
            recommendation=recommendation,
            use=use,
            page=evidence_input.page,
            paragraph=evidence_input.at_paragraph,
            **common,
        )
    return cited


def _add_date(
    commitment: Commitment, due_on: date | None, *, by: User, now: datetime, **values: Any
) -> None:
    due_date = DueDate(
        recommendation=commitment.recommendation,
        commitment=commitment,
        due_on=due_on,
        added_by=by,
        added_at=now,
        **values,
    )
    check_values(due_date)
    due_date.save(force_insert=True)


def _lock(commitment: Commitment) -> Commitment:
    """Lock a commitment, its recommendation first, and return it as it is now."""
    recommendation = lock_recommendation(commitment.recommendation)
    fresh: Commitment = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("body")
        .get(pk=commitment.pk)
    )
    fresh.recommendation = recommendation
    return fresh
