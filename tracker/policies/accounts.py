"""Who signs in by two factors, and who may take a lost one away."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.errors import NotYours
from tracker.models import User


def must_add_second_factor(user: Any) -> bool:
    """Whether this user opens nothing until a second factor is added: SECOND_FACTOR asks for it."""
    asked = settings.SECOND_FACTOR == "writers" and user.is_authenticated
    return bool(asked and user.writes and not user.has_second_factor)


def check_can_reset_second_factor(user: User, person: User) -> None:
    """Raises NotYours unless `user` keeps people."""
    if not user.may_manage:
        raise NotYours(
            _(
                "The second factor of %(person)s can't be taken away by %(user)s: it takes an "
                "administrator. Ask one to do it."
            )
            % {"person": person, "user": user}
        )
