"""Authentication backend that reads a user with groups and second factor in one query."""

from functools import cache

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, StringAgg, Value

from tracker.compiled_queries import Bound, CompiledQuery
from tracker.models import SECOND_FACTORS, User

SEPARATOR = "\n"  # part of no group name


class Backend(ModelBackend):
    """Backend that checks passwords and reads users with the names of their groups.

    Every page needs the groups, since its header links to the admin. A closed account is answered
    as an unknown one and takes the same time, which allauth's backend does not ensure.
    """

    def get_user(self, user_id: object) -> User | None:
        """Return the user with this key, or None if the account is unknown or closed."""
        for *values, names, has_second_factor in _user_query().run({"user": user_id}):
            user = User.from_db(DEFAULT_DB_ALIAS, FIELDS, values)
            user.has_second_factor = has_second_factor
            user.group_names = frozenset(filter(None, (names or "").split(SEPARATOR)))
            return user if self.user_can_authenticate(user) else None
        return None


FIELDS = [field.attname for field in User._meta.concrete_fields]


@cache
def _user_query() -> CompiledQuery:
    """Return the query for a user with the group names and whether there is a second factor."""
    names = StringAgg("groups__name", delimiter=Value(SEPARATOR))
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    users = User.objects.filter(pk=Bound("user", User._meta.pk)).annotate(
        joined_group_names=names, second_factor_exists=Exists(factors)
    )
    return CompiledQuery.of(
        users.values_list(*FIELDS, "joined_group_names", "second_factor_exists")
    )
