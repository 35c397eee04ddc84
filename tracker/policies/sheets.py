"""Who makes a body's question sheet and reads it back."""

from django.utils.translation import gettext as _

from tracker.errors import NotYours
from tracker.models import Body, User


def check_can_ask_by_sheet(user: User, body: Body) -> None:
    """Raises NotYours unless `user` is an analyst or a reviewer."""
    if not user.may_write:
        raise NotYours(
            _(
                "The question sheet of %(body)s can't be made or read in by %(user)s: it takes the "
                "right of an analyst. Ask an administrator for it."
            )
            % {"body": body, "user": user}
        )
