"""Who hands a recommendation to whom."""

from typing import Any

from django.contrib.auth.models import Group as RightsGroup
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tracker.errors import NotYours
from tracker.models import User
from tracker.vocabulary import RIGHTS, Right

WHO_LOG = sorted(role.value for role, rights in RIGHTS.items() if Right.LOG in rights)


def assignable() -> Any:
    """The people whom something may be assigned to, by name: open accounts that log progress."""
    roles = RightsGroup.objects.filter(user=OuterRef("pk"), name__in=WHO_LOG)
    return User.objects.filter(Exists(roles), is_active=True).order_by("username")


def check_can_assign(user: User, what: str, person: User | None) -> None:
    """Raises NotYours unless `user` logs progress, and so does the person; None is nobody."""
    if not user.may_write:
        raise NotYours(
            _(
                "%(what)s can't be assigned by %(user)s: it takes the right of an analyst. "
                "Ask one to do it."
            )
            % {"what": what, "user": user}
        )
    if person is None or person.may_write:
        return
    names = {"what": what, "person": person}
    if not person.is_active:
        raise NotYours(
            _(
                "%(what)s can't be assigned to %(person)s: the account is closed. "
                "Choose somebody else."
            )
            % names
        )
    raise NotYours(
        _(
            "%(what)s can't be assigned to %(person)s, who may not log progress. "
            "Choose an analyst or a reviewer."
        )
        % names
    )
