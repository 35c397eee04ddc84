"""Who is signed in, with the groups that say what they may do."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import StringAgg, Value

from tracker.models import User

BETWEEN = "\n"  # stands in no name of a group


class Backend(ModelBackend):
    """Signs in by password; reads the user of a request and the names of its groups in one query.

    Every page asks for the groups: its header leads to the admin only whom the admin lets in.
    """

    def get_user(self, user_id: Any) -> User | None:
        names = StringAgg("groups__name", delimiter=Value(BETWEEN))
        user = User.objects.annotate(in_groups=names).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.group_names = frozenset(filter(None, (user.in_groups or "").split(BETWEEN)))
        return user
