"""Confidentiality of evidence: issuers, originals, the read log and sensitivities."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.audit.audited_tables import CHANGED, COMMITMENTS
from tracker.errors import NotAllowed, PermissionRefused, Stale
from tracker.models import (
    Assessment,
    Comment,
    Event,
    Evidence,
    File,
    SensitivityRequest,
    SensitivityRequestQuerySet,
    User,
    Viewer,
)
from tracker.policies import four_eyes, people
from tracker.vocabulary import (
    STATE_TRANSITIONS,
    Attribution,
    Right,
    Sensitivity,
    State,
    stricter,
)

type Target = Evidence | File | Comment  # what has a sensitivity


def may_see_issuer(user: Viewer | AnonymousUser, evidence: Evidence) -> bool:
    """Return whether the user may see the issuer: analysts always, others if it is attributable."""
    is_attributable = evidence.attribution == Attribution.ATTRIBUTABLE
    return is_attributable or (not isinstance(user, AnonymousUser) and user.may_write)


def attributable_to(user: Viewer) -> Q:
    """Return the condition for evidence whose issuer the user may see, for searches by issuer."""
    return Q() if user.may_write else Q(attribution=Attribution.ATTRIBUTABLE)


def hide_internal_values(user: Viewer, events: Iterable[Event]) -> list[Event]:
    """Remove from the values of events what the user may not see of a visible row.

    That is our next step, and of evidence the remark, what was read of it, and issuers that are not
    attributable. Commitments nobody sees: of a change is left that it was one.
    """
    events = list(events)
    for event in events:
        for values in filter(None, (event.old, event.new)):
            for column in COMMITMENTS & set(values):
                values[column] = CHANGED
                if event.operation != "update":
                    del values[column]
    evidence, assessments = Evidence._meta.db_table, Assessment._meta.db_table
    if {event.table for event in events}.isdisjoint({evidence, assessments}) or user.may_write:
        return events
    attributable = set(
        Evidence.objects.filter(
            attributable_to(user), pk__in={event.key for event in events if event.table == evidence}
        ).values_list("pk", flat=True)
    )
    hidden_columns = {
        evidence: {"remark", "reading"},
        assessments: set() if user.may_read else {"next_step"},
    }
    for event in events:
        hidden = hidden_columns.get(event.table, set())
        if event.table == evidence and event.key not in attributable:
            hidden = hidden | {"issuer_id", "original_source_id"}
        for values in filter(None, (event.old, event.new)):
            for column in hidden & set(values):
                values.pop(column)
    return events


def check_can_upload(user: User) -> None:
    """Check that the user may upload files. Raises PermissionRefused."""
    PermissionRefused.raise_if(
        not (user.may_write or user.may_represent_body),
        _("%(user)s can't add files: only analysts can. Ask an analyst to do it."),
        user=user,
    )


def check_takes_files(evidence: Evidence) -> None:
    """Check that files can be added to the evidence.

    Raises:
        NotAllowed: It is a passage of a report.
        Stale: It is withdrawn.
    """
    NotAllowed.raise_if(
        evidence.passage_id is not None,
        _(
            "“%(piece)s” can't have a file: it is a passage of a report. Open the report to"
            " read it."
        ),
        piece=evidence,
    )
    Stale.raise_if(
        evidence.is_withdrawn,
        _("“%(piece)s” can't have a new file: it is withdrawn. Add the file as new evidence."),
        piece=evidence,
    )


def may_download_original(user: User, file: File) -> bool:
    """Return whether the user may download the original: analysts, and who added it."""
    return user.may_write or file.added_by_id == user.pk


def check_can_download_original(user: User, file: File) -> None:
    """Check that the user may download the original instead of the copy without metadata.

    Raises PermissionRefused.
    """
    PermissionRefused.raise_if(
        not may_download_original(user, file),
        _(
            "%(user)s can't download the original of “%(file)s”: it may contain hidden data."
            " Download the copy without metadata, or ask an analyst."
        ),
        file=file,
        user=user,
    )


def check_can_view_read_log(user: User) -> None:
    """Check that the user may view the read log. Raises PermissionRefused."""
    PermissionRefused.raise_if(
        not user.may_view_read_log,
        _("%(user)s can't open the read log: only auditors can. Ask an auditor."),
        user=user,
    )


def may_set_sensitivity(user: User, target: Target) -> bool:
    """Return whether the user may set the sensitivity of visible evidence, a file or a comment."""
    return user.may_write or (user.may_represent_body and target.added_by_id == user.pk)


def is_visible_to(user: User, target: Target) -> bool:
    """Return whether the row, as it is in the database, is visible to the user."""
    return bool(type(target).objects.visible_to(user).filter(pk=target.pk).exists())


def has_named_readers(target: Target, to: str) -> bool:
    """Return whether named readers matter for the row once its sensitivity is `to`."""
    return Sensitivity.NAMED_READERS in (to, target.sensitivity) or (
        isinstance(target, Evidence) and has_restricted_file(target)
    )


def has_restricted_file(evidence: Evidence) -> bool:
    """Return whether a file of the evidence, not withdrawn, is for named readers."""
    return bool(
        File.objects.not_withdrawn()
        .filter(evidence=evidence, sensitivity=Sensitivity.NAMED_READERS)
        .exists()
    )


def potential_readers(target: Target) -> QuerySet[User]:
    """Return the users with an open account and a role that can be named readers of the row."""
    if isinstance(target, Comment):
        of_own_body = Q(
            groups__name__in=people.roles_with(Right.SPEAK), speaks_for=target.assessment.body_id
        )
        has_role = Q(groups__name__in=people.roles_with(Right.READ_PAPERWORK)) | of_own_body
    else:
        has_role = Q(groups__name__in=people.roles_with(Right.READ, Right.SPEAK))
    users = User.objects.filter(has_role, is_active=True)
    return User.objects.filter(pk__in=users.values("pk"))  # once each, whatever their roles


def check_readers(target: Target, readers: Iterable[User]) -> None:
    """Check that these users can be named readers of the row. Raises NotAllowed."""
    by_key = {reader.pk: reader for reader in readers}
    allowed = set(potential_readers(target).filter(pk__in=by_key).values_list("pk", flat=True))
    for key, reader in by_key.items():
        NotAllowed.raise_if(
            key not in allowed,
            _(
                "%(reader)s can't be a named reader of “%(thing)s”: a named reader needs "
                "an open account and a role that can read evidence. Choose another reader."
            ),
            reader=reader,
            thing=target,
        )


def potential_approvers(user: User, target: Target) -> QuerySet[User]:
    """Return the users who could approve that `user` lowers the sensitivity of the row."""
    users = User.objects.filter(groups__name__in=people.roles_with(Right.LOG), is_active=True)
    if not four_eyes.one_person_decides():
        users = users.exclude(pk=user.pk)
    if target.is_for_named_readers:
        owner = target.evidence if isinstance(target, File) else target
        users = users.filter(
            pk__in=[*owner.readers.values_list("pk", flat=True), owner.added_by_id]
        )
    return users


def check_has_approver(user: User, target: Target) -> None:
    """Check that somebody could approve a lower sensitivity of the row. Raises NotAllowed."""
    NotAllowed.raise_if(
        not potential_approvers(user, target).exists(),
        _(
            "The sensitivity of “%(thing)s” can't be lowered yet: a second analyst who "
            "can see it has to approve. Add one as a reader first."
        ),
        thing=target,
    )


def check_can_set_sensitivity(user: User, target: Target) -> None:
    """Check that the user may set the sensitivity of the row.

    Raises:
        PermissionRefused: The user may not.
        NotAllowed: It is a passage of a report, or withdrawn.
    """
    PermissionRefused.raise_if(
        not (may_set_sensitivity(user, target) and is_visible_to(user, target)),
        _(
            "%(user)s can't change the sensitivity of “%(thing)s”: only analysts can. Ask an"
            " analyst to do it."
        ),
        thing=target,
        user=user,
    )
    NotAllowed.raise_if(
        isinstance(target, Evidence) and target.passage_id is not None,
        _("“%(thing)s” is a passage of a published report, so it is public."),
        thing=target,
    )
    NotAllowed.raise_if(
        target.is_withdrawn,
        _("“%(thing)s” is withdrawn, so its sensitivity can't be changed."),
        thing=target,
    )


def check_not_above_evidence(target: Target, to: str) -> None:
    """Check that a file does not become less restricted than its evidence. Raises NotAllowed."""
    if isinstance(target, File) and stricter(to, target.evidence.sensitivity) != to:
        raise NotAllowed(
            _(
                "“%(file)s” can't be “%(wanted)s” while its evidence is “%(piece)s”. Lower the"
                " sensitivity of the evidence first."
            )
            % {
                "file": target,
                "wanted": Sensitivity(to).label,
                "piece": target.evidence.get_sensitivity_display(),
            }
        )


def may_decide(user: User, sensitivity_request: SensitivityRequest) -> bool:
    """Return whether the user may decide the request, provided that its row is visible."""
    return user.may_write and four_eyes.may_decide(user, sensitivity_request)


def decidable_requests(user: Viewer) -> SensitivityRequestQuerySet:
    """Return the waiting requests that the user may decide."""
    return (
        four_eyes.decidable(SensitivityRequest.objects.visible_to(user).waiting(), user)
        if user.may_write
        else SensitivityRequest.objects.none()
    )


def check_can_decide(user: User, sensitivity_request: SensitivityRequest, to: State) -> None:
    """Check that the user may decide the request; its author may withdraw it.

    Raises:
        Stale: It is decided already.
        PermissionRefused: The user is its author, logs no progress, or may not see the row.
        NotAllowed: The row was withdrawn.
    """
    Stale.raise_if(
        sensitivity_request.state != State.SUBMITTED
        or to not in STATE_TRANSITIONS[State.SUBMITTED],
        _(
            "The request for “%(thing)s” has been decided in the meantime: “%(state)s”. Reload"
            " the page."
        ),
        thing=sensitivity_request.target,
        state=State(sensitivity_request.state).label,
    )
    if to == State.WITHDRAWN and sensitivity_request.author_id == user.pk:
        return
    is_allowed = may_decide(user, sensitivity_request) and is_visible_to(
        user, sensitivity_request.target
    )
    PermissionRefused.raise_if(
        to == State.WITHDRAWN or not is_allowed,
        _(
            "%(user)s can't lower the sensitivity of “%(thing)s”: an analyst other than"
            " %(author)s, who proposed it, has to approve."
        ),
        thing=sensitivity_request.target,
        user=user,
        author=sensitivity_request.author,
    )
    NotAllowed.raise_if(
        to == State.APPROVED and sensitivity_request.target.is_withdrawn,
        _("“%(thing)s” is withdrawn, so its sensitivity can't be changed."),
        thing=sensitivity_request.target,
    )
