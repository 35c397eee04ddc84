"""Checks of accounts: second factors, closing and hand-over."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group as RightsGroup
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tracker.errors import NotAllowed, PermissionRefused
from tracker.models import User
from tracker.models.base import represented_bodies
from tracker.vocabulary import RIGHTS, Group, Right


def must_add_second_factor(user: Any) -> bool:
    """Return whether this user has to add a second factor before anything else."""
    is_required = settings.SECOND_FACTOR == "writers" and user.is_authenticated
    return bool(is_required and user.writes and not user.has_second_factor)


def check_can_reset_second_factor(user: User, person: User) -> None:
    """Check that the user may reset second factors.

    Raises:
        PermissionRefused: The user is no administrator.
    """
    if not user.may_manage:
        raise PermissionRefused(
            _(
                "The second factor of %(person)s can't be taken away by %(user)s: it takes an "
                "administrator. Ask one to do it."
            )
            % {"person": person, "user": user}
        )


def check_can_manage(user: User, person: User) -> None:
    """Check that the user may close, open and hand over accounts.

    Raises:
        PermissionRefused: The user is no administrator.
    """
    if not user.may_manage:
        raise PermissionRefused(
            _(
                "The account of %(person)s can't be closed, opened or handed over by %(user)s: it "
                "takes an administrator. Ask one to do it."
            )
            % {"person": person, "user": user}
        )


def administrators() -> QuerySet[User]:
    """Return the administrators with an open account."""
    return User.objects.filter(groups__name=Group.ADMINISTRATOR, is_active=True)


def assignable_users() -> QuerySet[User]:
    """Return the users with an open account who log progress, ordered by user name."""
    logging_roles = [role.value for role, rights in RIGHTS.items() if Right.LOG in rights]
    roles = RightsGroup.objects.filter(user=OuterRef("pk"), name__in=sorted(logging_roles))
    return User.objects.filter(Exists(roles), is_active=True).order_by("username")


def check_is_not_last_administrator(person: User) -> None:
    """Check that another administrator has an open account.

    Raises:
        NotAllowed: None has.
    """
    if _is_last_administrator(person):
        raise NotAllowed(
            _(
                "The account of %(person)s can't be closed: nobody else is an administrator, and "
                "nobody could open it again. Make somebody else an administrator first."
            )
            % {"person": person}
        )


def check_keeps_administrator(person: User, roles: Iterable[Any]) -> None:
    """Check that these roles leave at least one administrator.

    Raises:
        NotAllowed: They leave none.
    """
    if _is_last_administrator(person) and Group.ADMINISTRATOR not in {role.name for role in roles}:
        raise NotAllowed(
            _(
                "%(person)s can't stop being an administrator: nobody else is one, and nobody "
                "could give the role back. Make somebody else an administrator first."
            )
            % {"person": person}
        )


def _is_last_administrator(person: User) -> bool:
    return set(administrators().values_list("pk", flat=True)) == {person.pk}


def check_can_take_over(successor: User, person: User) -> None:
    """Check that the successor is somebody else with an open account.

    Raises:
        NotAllowed: It is not.
    """
    if successor.pk == person.pk or not successor.is_active:
        raise NotAllowed(
            _(
                "Nothing of %(person)s can be handed over to %(successor)s, who leaves or has "
                "left. Choose somebody else."
            )
            % {"person": person, "successor": successor}
        )


def check_can_take_over_assessments(successor: User, person: User) -> None:
    """Check that the successor for drafts and assignments logs progress.

    Raises:
        NotAllowed: The successor does not.
    """
    if not successor.may_write:
        raise NotAllowed(
            _(
                "Judgments and assignments of %(person)s can't be handed over to %(successor)s, "
                "who may not log progress. Choose an analyst or a reviewer."
            )
            % {"person": person, "successor": successor}
        )


def check_can_take_over_saved_reports(successor: User, person: User) -> None:
    """Check that saved reports can be made in the name of the successor.

    Raises:
        NotAllowed: They can't.
    """
    if not successor.may_write:
        raise NotAllowed(
            _(
                "Saved reports of %(person)s can't be handed over to %(successor)s, in whose name "
                "none can be made. Choose an analyst or a reviewer."
            )
            % {"person": person, "successor": successor}
        )


def check_can_take_over_views(successor: User, person: User, body: object) -> None:
    """Check that the successor speaks for the body, or both are analysts.

    Raises:
        NotAllowed: The successor can't take the views over.
    """
    if person.may_write and successor.may_write:
        return
    represented = represented_bodies(successor).filter(body=getattr(body, "pk", None))
    if not (successor.may_represent_body and represented.exists()):
        raise NotAllowed(
            _(
                "The views of “%(body)s” that %(person)s wrote can't be handed over to "
                "%(successor)s, who does not speak for it. Choose a focal point of that body."
            )
            % {"body": body, "person": person, "successor": successor}
        )


def check_can_be_focal_point(successor: User, person: User) -> None:
    """Check that the successor as focal point is a contributor.

    Raises:
        NotAllowed: The successor is not.
    """
    if not successor.may_represent_body:
        raise NotAllowed(
            _(
                "Nobody but a focal point speaks for a body: %(successor)s can't do it in the "
                "place of %(person)s. Choose a focal point, or make somebody one first."
            )
            % {"person": person, "successor": successor}
        )


def check_can_take_over_evidence(successor: User, person: User, by: User) -> None:
    """Check that evidence for named readers can be handed over to the successor.

    An administrator gets no access to it by handing over.

    Raises:
        PermissionRefused: The successor is the administrator who hands over.
        NotAllowed: The successor reads nothing.
    """
    if successor.pk == by.pk:
        raise PermissionRefused(
            _(
                "Evidence for named readers can't be handed over by %(user)s to themselves. "
                "Choose somebody else, or ask another administrator."
            )
            % {"user": by}
        )
    if not (successor.may_read or successor.may_represent_body):
        raise NotAllowed(
            _(
                "Evidence that %(person)s alone may read can't be handed over to %(successor)s, "
                "who has no role. Choose somebody else."
            )
            % {"person": person, "successor": successor}
        )
