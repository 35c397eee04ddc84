"""Who signs in by two factors, and who may take a lost one away."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.errors import NotAllowed, PermissionRefused
from tracker.models import Assessment, User
from tracker.models.base import spoken_for
from tracker.vocabulary import Group, Perspective


def must_add_second_factor(user: Any) -> bool:
    """Whether this user opens nothing until a second factor is added: SECOND_FACTOR asks for it."""
    asked = settings.SECOND_FACTOR == "writers" and user.is_authenticated
    return bool(asked and user.writes and not user.has_second_factor)


def check_can_reset_second_factor(user: User, person: User) -> None:
    """Raises NotYours unless `user` keeps people."""
    if not user.may_manage:
        raise PermissionRefused(
            _(
                "The second factor of %(person)s can't be taken away by %(user)s: it takes an "
                "administrator. Ask one to do it."
            )
            % {"person": person, "user": user}
        )


def check_can_manage(user: User, person: User) -> None:
    """Raises NotYours unless `user` keeps people."""
    if not user.may_manage:
        raise PermissionRefused(
            _(
                "The account of %(person)s can't be closed, opened or handed over by %(user)s: it "
                "takes an administrator. Ask one to do it."
            )
            % {"person": person, "user": user}
        )


def administrators() -> Any:
    """The people with an open account who keep people."""
    return User.objects.filter(groups__name=Group.ADMINISTRATOR, is_active=True)


def check_is_not_the_last(person: User) -> None:
    """Raises NotAllowed when nobody else with an open account keeps people."""
    if _is_the_last(person):
        raise NotAllowed(
            _(
                "The account of %(person)s can't be closed: nobody else is an administrator, and "
                "nobody could open it again. Make somebody else an administrator first."
            )
            % {"person": person}
        )


def check_stays_administrator(person: User, roles: Iterable[Any]) -> None:
    """Raises NotAllowed when these roles would leave nobody who keeps people."""
    if _is_the_last(person) and Group.ADMINISTRATOR not in {role.name for role in roles}:
        raise NotAllowed(
            _(
                "%(person)s can't stop being an administrator: nobody else is one, and nobody "
                "could give the role back. Make somebody else an administrator first."
            )
            % {"person": person}
        )


def _is_the_last(person: User) -> bool:
    found = set(administrators().values_list("pk", flat=True))
    return found == {person.pk}


def check_can_take_over(successor: User, person: User) -> None:
    """Raises NotAllowed for the person who leaves, and for whoever has no open account."""
    if successor.pk == person.pk or not successor.is_active:
        raise NotAllowed(
            _(
                "Nothing of %(person)s can be handed over to %(successor)s, who leaves or has "
                "left. Choose somebody else."
            )
            % {"person": person, "successor": successor}
        )


def check_can_log_instead(successor: User, person: User) -> None:
    """Raises NotAllowed unless drafts and assignments go to somebody who logs progress."""
    if not successor.may_write:
        raise NotAllowed(
            _(
                "Judgments and assignments of %(person)s can't be handed over to %(successor)s, "
                "who may not log progress. Choose an analyst or a reviewer."
            )
            % {"person": person, "successor": successor}
        )


def check_can_save_instead(successor: User, person: User) -> None:
    """Raises NotAllowed unless saved reports go to somebody in whose name they can be made."""
    if not successor.may_write:
        raise NotAllowed(
            _(
                "Saved reports of %(person)s can't be handed over to %(successor)s, in whose name "
                "none can be made. Choose an analyst or a reviewer."
            )
            % {"person": person, "successor": successor}
        )


def is_of_the_body(assessment: Assessment) -> bool:
    """Whether a body's focal point wrote it: its view, and no letter that an analyst entered."""
    return assessment.perspective == Perspective.RESPONSIBLE_BODY and not assessment.stated_by


def check_can_speak_instead(successor: User, person: User, body: object) -> None:
    """Raises NotAllowed unless views of a body go to a contributor who speaks for it.

    What an analyst wrote, another analyst can go on with.
    """
    if person.may_write and successor.may_write:
        return
    own = spoken_for(successor).filter(body=getattr(body, "pk", None))
    if not (successor.may_speak and own.exists()):
        raise NotAllowed(
            _(
                "The views of “%(body)s” that %(person)s wrote can't be handed over to "
                "%(successor)s, who does not speak for it. Choose a contributor of that body."
            )
            % {"body": body, "person": person, "successor": successor}
        )


def check_can_be_focal_point(successor: User, person: User) -> None:
    """Raises NotAllowed unless bodies go to a contributor."""
    if not successor.may_speak:
        raise NotAllowed(
            _(
                "Nobody but a contributor speaks for a body: %(successor)s can't do it in the "
                "place of %(person)s. Choose a contributor, or make somebody one first."
            )
            % {"person": person, "successor": successor}
        )


def check_can_read_instead(successor: User, person: User, by: User) -> None:
    """Raises NotAllowed for whoever reads nothing, NotYours for the administrator's own self.

    Who keeps people does not open by that what is for named readers.
    """
    if successor.pk == by.pk:
        raise PermissionRefused(
            _(
                "Evidence for named readers can't be handed over by %(user)s to themselves. "
                "Choose somebody else, or ask another administrator."
            )
            % {"user": by}
        )
    if not (successor.may_read or successor.may_speak):
        raise NotAllowed(
            _(
                "Evidence that %(person)s alone may read can't be handed over to %(successor)s, "
                "who has no role. Choose somebody else."
            )
            % {"person": person, "successor": successor}
        )
