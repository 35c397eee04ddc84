"""Authentication backend that reads a user with groups and second factor in one query."""

from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, StringAgg, Value

from tracker.models import User
from tracker.models.people import SECOND_FACTORS

SEPARATOR = "\n"  # part of no group name


class Backend(ModelBackend):
    """Backend that checks passwords and reads users with the names of their groups.

    Every page needs the groups, since its header links to the admin. A closed account is answered
    as an unknown one and takes the same time, which allauth's backend does not ensure.
    """

    def get_user(self, user_id: Any) -> User | None:
        """Return the user with this key, or None if the account is unknown or closed."""
        user: Any = _users().filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.has_second_factor = user.second_factor_exists
        user.group_names = frozenset(filter(None, (user.joined_group_names or "").split(SEPARATOR)))
        return user  # type: ignore[no-any-return]


@cache
def _users() -> Any:
    """Return users annotated with group names and second factor; cached, for every request."""
    names = StringAgg("groups__name", delimiter=Value(SEPARATOR))
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return User.objects.annotate(joined_group_names=names, second_factor_exists=Exists(factors))
