"""Who hands a recommendation to whom, and which assignment of several is undone as a whole."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Group as RightsGroup
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tracker.errors import NotAllowed, NotYours
from tracker.models import Event, Recommendation, User
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


def is_bulk_assignment(events: Collection[Event]) -> bool:
    """Whether events of one request assigned several recommendations, and did nothing else."""
    table = Recommendation._meta.db_table
    return len({event.key for event in events}) > 1 and all(
        event.request
        and (event.table, event.operation) == (table, "update")
        # The columns that an update changed, and no others.
        and set(event.new or ()) == {"assignee_id"}
        for event in events
    )


def check_is_bulk_assignment(events: Collection[Event]) -> None:
    """Raises NotAllowed unless these events are undone as a whole."""
    if not is_bulk_assignment(events):
        raise NotAllowed(
            _(
                "This can't be undone as a whole: that is for several recommendations assigned at "
                "once, and for imports. Correct or withdraw it on its own page."
            )
        )
