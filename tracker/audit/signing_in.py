"""Sign-in, told in history: no row changes that a trigger would tell of."""

from typing import Any

from django.utils import timezone

from tracker.audit import context
from tracker.models import Event, User


def record_sign_in(user: User, **kwargs: Any) -> None:
    """Write one line of history: this user signed in."""
    now = context.current()
    Event.objects.create(
        at=timezone.now(),
        table=User._meta.db_table,
        key=user.pk,
        operation="sign_in",
        actor_id=user.pk,
        actor_name=user.get_username(),
        reason="",
        source=now.source or "site",
        request=now.request,
    )
