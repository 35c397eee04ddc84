"""Set the sensitivity of evidence, a file or a comment: raised by one person, lowered by two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker.actions.base import (
    DecideRow,
    TimedRowCommand,
    because,
    lock_row,
    save_checked,
    save_decision,
    save_fields,
)
from tracker.errors import InvalidValue, Stale
from tracker.models import Evidence, File, SensitivityRequest, User
from tracker.policies.evidence import confidentiality
from tracker.vocabulary import Sensitivity, State, approval_reason, is_less_sensitive


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSensitivity(TimedRowCommand[confidentiality.Target]):
    """Raise a sensitivity at once, or request a second person to lower it."""

    to: str
    readers: Iterable[User] | None = None  # named readers beside `by`; None leaves them


@transaction.atomic
def set_sensitivity(command: RequestSensitivity) -> SensitivityRequest | None:
    """Raise a sensitivity at once, or request a second person to lower it.

    Returns the request if one is needed, else None. Raising it withdraws the requests that it
    overtakes. Raises PermissionRefused,
    NotAllowed for a passage of a report, for a file less sensitive than its evidence, for a reader
    who may not read it and where there is no second person, InvalidValue without a reason or for an
    unknown code, Stale while another request waits.
    """
    if command.to not in Sensitivity.values:
        raise InvalidValue(
            _("“%(asked)s” is not a sensitivity. Choose one of: %(known)s.")
            % {"asked": command.to, "known": ", ".join(str(known.label) for known in Sensitivity)}
        )
    with because(command.reason, by=command.by):
        fresh = lock_target(command.row)
        confidentiality.check_can_set_sensitivity(command.by, fresh)
        confidentiality.check_not_above_evidence(fresh, command.to)
        if command.readers is not None and confidentiality.has_named_readers(fresh, command.to):
            set_readers(fresh, command.readers, by=command.by)
        if is_less_sensitive(fresh.sensitivity, command.to):
            confidentiality.check_has_approver(command.by, fresh)
            return _propose(
                fresh, command.to, by=command.by, now=command.now, reason=command.reason
            )
        if fresh.sensitivity != command.to:
            _write(fresh, command.to, by=command.by)
            withdraw_outdated_requests(fresh, by=command.by, now=command.now)
    return None


@transaction.atomic
def approve(command: DecideRow[SensitivityRequest]) -> SensitivityRequest:
    """Lower a sensitivity as somebody else requested.

    Raises PermissionRefused for the author and for a person who may not see the target, NotAllowed
    for a withdrawn target, Stale if it was decided or changed meanwhile.
    """
    by, request = command.by, command.row
    with because(
        approval_reason(command.note, request.reason, is_own=request.author_id == by.pk), by=by
    ):
        fresh = _lock(command.row)
        confidentiality.check_can_decide(by, fresh, State.APPROVED)
        Stale.raise_if(
            fresh.target.sensitivity != fresh.current_sensitivity,
            _("The sensitivity of “%(thing)s” has changed in the meantime. Reload the page."),
            thing=fresh.target,
        )
        confidentiality.check_not_above_evidence(fresh.target, fresh.requested_sensitivity)
        save_decision(fresh, State.APPROVED, by=by, now=command.now, note=command.note.strip())
        _write(fresh.target, fresh.requested_sensitivity, by=by)
    return fresh


@transaction.atomic
def decline(command: DecideRow[SensitivityRequest]) -> SensitivityRequest:
    """Decline a request with a note; its author withdraws it so.

    Raises PermissionRefused, InvalidValue without a note, Stale if it was decided.
    """
    with because(command.note, by=command.by):
        fresh = _lock(command.row)
        state = State.WITHDRAWN if fresh.author_id == command.by.pk else State.RETURNED
        confidentiality.check_can_decide(command.by, fresh, state)
        save_decision(fresh, state, by=command.by, now=command.now, note=command.note.strip())
    return fresh


def set_readers(target: confidentiality.Target, readers: Iterable[User], *, by: User) -> None:
    """Set the named readers; `by` is always one of them. A file has the readers of its evidence."""
    if isinstance(target, File):
        return
    readers = list(readers)
    confidentiality.check_readers(target, readers)
    target.readers.set(readers if target.added_by_id == by.pk else [*readers, by])


def ensure_reader(target: confidentiality.Target, *, by: User) -> None:
    """Keep the target visible to the person who restricts it. Called under a reason."""
    owner = target.evidence if isinstance(target, File) else target
    if owner.added_by_id != by.pk:
        owner.readers.add(by)


def lock_target(target: confidentiality.Target) -> confidentiality.Target:
    """Lock a row and return it as it is now; of a file, lock its evidence first."""
    if not isinstance(target, File):
        return lock_row(target)
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=target.evidence_id)
    file = lock_row(target)
    file.evidence = evidence
    return file


def _propose(
    target: confidentiality.Target, to: str, *, by: User, now: datetime, reason: str
) -> SensitivityRequest:
    name = str(target._meta.model_name)
    waiting = (
        SensitivityRequest.objects.submitted()
        .filter(**{name: target})
        .select_related("author")
        .first()
    )
    if waiting is not None:
        if waiting.author_id == by.pk and waiting.requested_sensitivity == to:
            return waiting
        raise Stale(
            _(
                "%(author)s has already proposed “%(after)s” as the sensitivity of “%(thing)s”."
                " Wait until the request is decided or withdrawn."
            )
            % {
                "author": waiting.author,
                "thing": target,
                "after": waiting.get_requested_sensitivity_display(),
            }
        )
    request = SensitivityRequest(
        current_sensitivity=target.sensitivity,
        requested_sensitivity=to,
        reason=reason.strip(),
        author=by,
        created_at=now,
    )
    setattr(request, name, target)
    return save_checked(request)


def _write(target: confidentiality.Target, to: str, *, by: User) -> None:
    """Write the sensitivity; files of the evidence become at least as sensitive."""
    if to == Sensitivity.NAMED_READERS:
        ensure_reader(target, by=by)
    save_fields(target, sensitivity=to)
    if isinstance(target, Evidence):
        restrict_files(target)


def restrict_files(evidence: Evidence) -> None:
    """Make its files at least as sensitive as the evidence, which is locked. Needs a reason."""
    for file in evidence.files.all():
        if is_less_sensitive(evidence.sensitivity, file.sensitivity):
            save_fields(file, sensitivity=evidence.sensitivity)


def withdraw_outdated_requests(
    target: confidentiality.Target, *, by: User, now: datetime | None = None
) -> None:
    """Withdraw the requests that a changed sensitivity overtakes. Called under a reason.

    Of evidence, the requests on its files too.
    """
    about = models.Q(**{str(target._meta.model_name): target})
    if isinstance(target, Evidence):
        about |= models.Q(file__evidence=target)
    note = _("The sensitivity was changed in the meantime.")
    for waiting in SensitivityRequest.objects.submitted().filter(about).select_related("file"):
        row = waiting.file or target
        if waiting.current_sensitivity != row.sensitivity or (
            row != target and is_less_sensitive(target.sensitivity, waiting.requested_sensitivity)
        ):
            save_decision(waiting, State.WITHDRAWN, by=by, now=now, note=note)


def _lock(sensitivity_request: SensitivityRequest) -> SensitivityRequest:
    target = lock_target(sensitivity_request.target)
    fresh = lock_row(sensitivity_request, "author")
    setattr(fresh, str(target._meta.model_name), target)
    return fresh
