"""Who looks through the read log."""

from django.utils.translation import gettext as _

from tracker.errors import NotYours
from tracker.models import User


def check_can_look_through(user: User) -> None:
    """Raises NotYours unless `user` may know that matter for named readers exists."""
    if not user.may_look_through_readings:
        raise NotYours(
            _(
                "The read log can't be opened by %(user)s: it takes the right of an auditor. Ask "
                "one what you need to know."
            )
            % {"user": user}
        )
