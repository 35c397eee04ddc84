"""Backends of sessions and users, which every page reads: by queries that are compiled once."""

from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone

from tracker.compiled_queries import Bound, CompiledQuery, compiled
from tracker.models import SECOND_FACTORS, User

SEPARATOR = "\n"  # part of no group name


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key, where it is unknown or expired."""
        # PostgreSQL refuses NUL, which a cookie may hold and no key does, as no key has a space.
        for (data,) in _session_data().run(
            {"key": str(self.session_key).replace("\0", " "), "now": timezone.now()}
        ):
            return self.decode(data)
        self._session_key = None
        return {}


@compiled
def _session_data() -> models.QuerySet[Session, Any]:
    key, now = Bound("key", models.CharField()), Bound("now", models.DateTimeField())
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


class Backend(ModelBackend):
    """Backend that checks passwords and reads users with the names of their groups.

    One query reads groups and second factor with the user.

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
    return CompiledQuery.of(
        User.objects.filter(pk=Bound("user", User._meta.pk))
        .annotate(
            joined_group_names=models.StringAgg("groups__name", delimiter=models.Value(SEPARATOR)),
            second_factor_exists=models.Exists(
                Authenticator.objects.filter(user=models.OuterRef("pk"), type__in=SECOND_FACTORS)
            ),
        )
        .values_list(*FIELDS, "joined_group_names", "second_factor_exists")
    )
