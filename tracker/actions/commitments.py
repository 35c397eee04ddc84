"""Add commitments of bodies, reschedule them, record news, complete and drop them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tracker import policies, vocabulary
from tracker.actions.base import (
    TimedCommand,
    VersionedCommand,
    because,
    changing,
    check_values,
    lock_recommendation,
    save_changes,
    save_checked,
)
from tracker.actions.evidence.items import EvidenceInput, add_and_cite
from tracker.models import Body, Commitment, DueDate, Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCommitment(TimedCommand):
    """Undertaking of a body about a recommendation, with the evidence of it."""

    recommendation: Recommendation
    body: Body
    text: str
    undertaken_on: date
    evidence_input: EvidenceInput
    due_on: date | None = None
    agreed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCommitment(VersionedCommand):
    """Change of a commitment."""

    commitment: Commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleCommitment(UpdateCommitment):
    """Another due date, or none, with why and who agreed to it."""

    due_on: date | None
    reason: str
    agreed_by: str
    agreed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNews(UpdateCommitment):
    """News of a commitment, and its day."""

    on: date
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteCommitment(RecordNews):
    """Completion of a commitment: its day, and the evidence of it."""

    evidence_input: EvidenceInput


@dataclass(frozen=True, slots=True, kw_only=True)
class DropCommitment(UpdateCommitment):
    """The reason why a commitment will not be done."""

    reason: str


@transaction.atomic
def add(command: AddCommitment) -> Commitment:
    """Add a commitment; its evidence is cited as one, which never raises a status.

    The same a second time changes nothing. Raises PermissionRefused, InvalidDate, EvidenceMissing,
    QuoteMismatch, InvalidValue for a value that its field can't take.
    """
    policies.check_can_change(command.by, "commitment", command.text)
    commitment = Commitment(
        recommendation=command.recommendation,
        body=command.body,
        text=command.text.strip(),
        undertaken_on=command.undertaken_on,
        due_on=command.due_on,
        last_update_on=command.undertaken_on,
    )
    with because(command.text, by=command.by):
        fresh = lock_recommendation(command.recommendation)
        if duplicate := _find_duplicate(commitment):
            return duplicate
        check_values(commitment)
        policies.questions.check_commitment_dates(commitment, today=command.day)
        [citation, *_more] = add_and_cite(
            command.evidence_input,
            recommendation=fresh,
            use=vocabulary.Use.COMMITMENT,
            sentence=command.text,
            as_of=command.undertaken_on,
            by=command.by,
            now=command.now,
        )
        commitment.undertaken_in = citation.evidence
        commitment.save(force_insert=True)
        if commitment.due_on is not None:
            save_checked(
                DueDate(
                    recommendation=fresh,
                    commitment=commitment,
                    due_on=command.due_on,
                    agreed_by=command.agreed_by,
                    agreed_on=command.undertaken_on,
                    added_by=command.by,
                    added_at=command.now,
                )
            )
    return commitment


@transaction.atomic
def reschedule(command: RescheduleCommitment) -> Commitment:
    """Change the due date; every due date stays on record, with why and who agreed.

    A later date, or none, counts as a postponement; an earlier or first date does not. The same
    change a second time changes nothing. Raises PermissionRefused, InvalidValue without a reason or
    a change, InvalidDate, Stale if it is closed or changed since the event `last_event`.
    """
    agreed_by, reason = command.agreed_by.strip(), command.reason.strip()
    with changing(command.commitment, command.reason, "body", by=command.by) as fresh:
        last = fresh.due_dates.order_by("-pk").first()
        change = (command.due_on, agreed_by, command.agreed_on, reason)
        if last and (last.due_on, last.agreed_by, last.agreed_on, last.reason) == change:
            return fresh  # a second click
        _check_open(fresh, command)
        policies.questions.check_due_date_change(
            fresh,
            command.due_on,
            agreed_by=agreed_by,
            agreed_on=command.agreed_on,
            reason=reason,
            today=command.day,
        )
        before = fresh.due_on
        save_checked(
            DueDate(
                recommendation=fresh.recommendation,
                commitment=fresh,
                before=before,
                due_on=command.due_on,
                agreed_by=agreed_by,
                agreed_on=command.agreed_on,
                reason=reason,
                added_by=command.by,
                added_at=command.now,
            )
        )
        is_postponed = before is not None and (command.due_on is None or command.due_on > before)
        changed: dict[str, object] = {
            "due_on": command.due_on,
            "postponements": fresh.postponements + is_postponed,
        }
        if command.agreed_on >= fresh.last_update_on:
            changed |= {"last_update_on": command.agreed_on, "latest": reason}
        return save_changes(fresh, changed)


@transaction.atomic
def record_news(command: RecordNews) -> Commitment:
    """Record the latest news of a commitment. The same again changes nothing.

    Raises PermissionRefused, InvalidValue without a sentence, InvalidDate for older news, Stale as
    `reschedule` does.
    """
    with changing(command.commitment, command.sentence, "body", by=command.by) as fresh:
        _check_open(fresh, command)
        policies.questions.check_update_date(
            fresh, command.on, since=fresh.last_update_on, today=command.day
        )
        return save_changes(
            fresh, {"last_update_on": command.on, "latest": command.sentence.strip()}
        )


@transaction.atomic
def complete(command: CompleteCommitment) -> Commitment:
    """Complete a commitment, with evidence, which is cited as supporting.

    The status does not change until somebody assesses it. A second time changes nothing. Raises
    PermissionRefused, EvidenceMissing, InvalidDate, QuoteMismatch, InvalidValue, Stale as
    `reschedule` does.
    """
    on, sentence = command.on, command.sentence.strip()
    with changing(command.commitment, command.sentence, "body", by=command.by) as fresh:
        if fresh.done_on == on and fresh.latest == sentence:
            return fresh
        _check_open(fresh, command)
        policies.questions.check_update_date(
            fresh, on, since=fresh.undertaken_on, today=command.day
        )
        [citation, *_more] = add_and_cite(
            command.evidence_input,
            recommendation=fresh.recommendation,
            use=vocabulary.Use.SUPPORTS,
            sentence=command.sentence,
            as_of=on,
            by=command.by,
            now=command.now,
        )
        return save_changes(
            fresh,
            {
                "done_on": on,
                "done_by": citation.evidence,
                "last_update_on": max(on, fresh.last_update_on),
                "latest": sentence,
            },
        )


@transaction.atomic
def drop(command: DropCommitment) -> Commitment:
    """Drop a commitment that will not be done. The same again changes nothing.

    Raises PermissionRefused, InvalidValue without a reason, Stale as `reschedule` does.
    """
    reason = command.reason.strip()
    with changing(command.commitment, reason, "body", by=command.by) as fresh:
        if fresh.dropped_reason == reason:
            return fresh
        _check_open(fresh, command)
        return save_changes(fresh, {"dropped_reason": reason})


def _find_duplicate(commitment: Commitment) -> Commitment | None:
    return (
        Commitment.objects.not_withdrawn()
        .filter(
            recommendation=commitment.recommendation,
            body=commitment.body,
            text=commitment.text,
            undertaken_on=commitment.undertaken_on,
        )
        .first()
    )


def _check_open(
    fresh: Commitment,
    command: UpdateCommitment,
) -> None:
    policies.check_is_current(fresh, command.by, command.last_event)
    policies.questions.check_commitment_is_open(fresh)
