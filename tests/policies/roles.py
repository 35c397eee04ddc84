"""Who a check lets through: asked of a user of each role."""

from collections.abc import Callable

from tests.factories import UserFactory
from tracker.errors import PermissionRefused
from tracker.models import User
from tracker.vocabulary import Group

WRITERS = {"analyst", "reviewer"}  # who log progress


def users_by_role() -> dict[str, User]:
    """A user of each role; one without any, and a superuser, whom a role is missing too."""
    return {
        **{role: UserFactory(username=f"{role}-user", **{role: True}) for role in Group.values},
        "none": UserFactory(username="nobody"),
        "superuser": UserFactory(username="root", is_superuser=True),
    }


def roles_allowed(check: Callable[[User], object]) -> set[str]:
    """The roles that a check does not refuse."""
    allowed = set()
    for role, user in users_by_role().items():
        try:
            check(user)
        except PermissionRefused:
            continue
        allowed.add(role)
    return allowed


def roles_with(question: Callable[[User], bool]) -> set[str]:
    """The roles of which a question is true."""
    return {role for role, user in users_by_role().items() if question(user)}
