"""Checks of accounts: second factors, closing and hand-over."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group as RightsGroup
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from tracker import errors, vocabulary
from tracker.models import User


def must_add_second_factor(user: User | AnonymousUser) -> bool:
    """Return whether this user has to add a second factor before anything else."""
    return (
        settings.SECOND_FACTOR == "writers"
        and isinstance(user, User)
        and user.writes
        and not user.has_second_factor
    )


def check_can_manage(user: User, person: User) -> None:
    """Check that the user may close, open, hand over and reset accounts.

    Raises:
        PermissionRefused: The user is no administrator.
    """
    errors.PermissionRefused.raise_if(
        not user.may_manage,
        _(
            "%(user)s can't manage the account of %(person)s: only administrators can. Ask one to "
            "do it."
        ),
        person=person,
        user=user,
    )


def roles_with(*rights: vocabulary.Right) -> list[str]:
    """Return the names of the roles that grant one of these rights."""
    return sorted(role.value for role, granted in vocabulary.RIGHTS.items() if granted & {*rights})


def administrators() -> QuerySet[User]:
    """Return the administrators with an open account."""
    return User.objects.filter(groups__name=vocabulary.Group.ADMINISTRATOR, is_active=True)


def assignable_users() -> QuerySet[User]:
    """Return the users with an open account who log progress, ordered by user name."""
    roles = RightsGroup.objects.filter(
        user=OuterRef("pk"), name__in=roles_with(vocabulary.Right.LOG)
    )
    return User.objects.filter(Exists(roles), is_active=True).order_by("username")


def check_is_not_last_administrator(person: User) -> None:
    """Check that another administrator has an open account.

    Raises:
        NotAllowed: None has.
    """
    errors.NotAllowed.raise_if(
        _is_last_administrator(person),
        _(
            "The account of %(person)s can't be closed: there is no other administrator "
            "to reopen it. Give somebody else that role first."
        ),
        person=person,
    )


def check_keeps_administrator(person: User, roles: Iterable[Any]) -> None:
    """Check that these roles leave at least one administrator.

    Raises:
        NotAllowed: They leave none.
    """
    errors.NotAllowed.raise_if(
        _is_last_administrator(person)
        and vocabulary.Group.ADMINISTRATOR not in {role.name for role in roles},
        _(
            "%(person)s must stay an administrator: there is no other one to give the "
            "role back. Give somebody else that role first."
        ),
        person=person,
    )


def _is_last_administrator(person: User) -> bool:
    return set(administrators().values_list("pk", flat=True)) == {person.pk}


def check_can_take_over(successor: User, person: User) -> None:
    """Check that the successor is somebody else with an open account.

    Raises:
        NotAllowed: It is not.
    """
    errors.NotAllowed.raise_if(
        successor.pk == person.pk or not successor.is_active,
        _(
            "The work of %(person)s can't be handed over to %(successor)s, whose account "
            "is closed or being handed over. Choose somebody else."
        ),
        person=person,
        successor=successor,
    )


def check_can_take_over_work(successor: User, person: User) -> None:
    """Check that the successor for drafts, assignments and saved reports logs progress.

    Raises:
        NotAllowed: The successor does not.
    """
    errors.NotAllowed.raise_if(
        not successor.may_write,
        _(
            "Assessments, assigned recommendations and scheduled reports of %(person)s can't be "
            "handed over to %(successor)s, who can't log progress. Choose an analyst or a reviewer."
        ),
        person=person,
        successor=successor,
    )


def check_can_take_over_views(successor: User, person: User, body: object) -> None:
    """Check that the successor speaks for the body, or both are analysts.

    Raises:
        NotAllowed: The successor can't take the views over.
    """
    speaks = (
        successor.may_represent_body and getattr(body, "pk", None) in successor.represented_body_ids
    )
    errors.NotAllowed.raise_if(
        not (speaks or (person.may_write and successor.may_write)),
        _(
            "The views of “%(body)s” that %(person)s wrote can't be handed over to "
            "%(successor)s, who does not speak for this body. Choose one of its focal "
            "points."
        ),
        body=body,
        person=person,
        successor=successor,
    )


def check_can_be_focal_point(successor: User, person: User) -> None:
    """Check that the successor as focal point is a contributor.

    Raises:
        NotAllowed: The successor is not.
    """
    errors.NotAllowed.raise_if(
        not successor.may_represent_body,
        _(
            "%(successor)s can't take over the bodies of %(person)s: only a focal point "
            "speaks for a body. Choose a focal point, or give somebody that role first."
        ),
        person=person,
        successor=successor,
    )


def check_can_take_over_evidence(successor: User, person: User, by: User) -> None:
    """Check that evidence for named readers can be handed over to the successor.

    An administrator gets no access to it by handing over.

    Raises:
        PermissionRefused: The successor is the administrator who hands over.
        NotAllowed: The successor reads nothing.
    """
    errors.PermissionRefused.raise_if(
        successor.pk == by.pk,
        _(
            "%(user)s can't hand over evidence for named readers to themselves. Choose "
            "somebody else, or ask another administrator."
        ),
        user=by,
    )
    errors.NotAllowed.raise_if(
        not (successor.may_read or successor.may_represent_body),
        _(
            "Evidence that only %(person)s can read can't be handed over to "
            "%(successor)s, who has no role. Choose somebody else."
        ),
        person=person,
        successor=successor,
    )
