"""Who is signed in, with the groups that say what they may do, and whether by two factors."""

from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, StringAgg, Value

from tracker.models import User
from tracker.models.people import SECOND_FACTORS

BETWEEN = "\n"  # stands in no name of a group


class Backend(ModelBackend):
    """Checks a password; reads the user of a request and the names of its groups in one query.

    Every page asks for the groups: its header leads to the admin only whom the admin lets in. A
    closed account is as unknown as one that never was, and costs the same work: so not allauth's.
    """

    def get_user(self, user_id: Any) -> User | None:
        found = _with_groups().filter(pk=user_id).first()
        if found is None or not self.user_can_authenticate(found):
            return None
        user: User = found
        user.has_second_factor = found.second_factor_found
        user.group_names = frozenset(filter(None, (found.in_groups or "").split(BETWEEN)))
        return user


@cache
def _with_groups() -> Any:
    """People, with their groups and whether they have a second factor. Every request reads one."""
    names = StringAgg("groups__name", delimiter=Value(BETWEEN))
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return User.objects.annotate(in_groups=names, second_factor_found=Exists(factors))
