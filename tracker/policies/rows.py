"""Who keeps which noun: analysts the work, administrators people and vocabularies."""

from django.utils.translation import gettext as _

from tracker.errors import NotYours
from tracker.models import User

ANALYSTS_KEEP = frozenset(
    {
        "recommendation",
        "evidence",
        "citation",
        "responsibility",
        "component",
        "finding",
        "measure",
        "observation",
        "query",
        "topic",
        "translation",
    }
)
ADMINISTRATORS_KEEP = frozenset({"mechanism", "report", "body", "indicator", "topic", "user"})


def may_change(user: User, noun: str) -> bool:
    """Whether this user adds and changes rows of this noun."""
    return (user.may_write and noun in ANALYSTS_KEEP) or (
        user.may_manage and noun in ADMINISTRATORS_KEEP
    )


def check_can_change(user: User, noun: str, name: str) -> None:
    """Raises NotYours unless `user` may add and change rows of this noun."""
    if may_change(user, noun):
        return
    keeper = _("an analyst") if noun in ANALYSTS_KEEP else _("an administrator")
    raise NotYours(
        _("%(name)s can't be changed by %(user)s: it takes %(keeper)s. Ask one to do it.")
        % {"name": name, "user": user, "keeper": keeper}
    )
