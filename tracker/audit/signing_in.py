"""Sign-in and second factors, told in history: no row changes that a trigger would tell of."""

import json
from typing import Any

from django.db import connection
from django.utils import timezone

from tracker.audit import context
from tracker.audit.factors import SECOND_FACTOR
from tracker.audit.postgres import TELL
from tracker.models import Event, User


def record_sign_in(user: User, **kwargs: Any) -> None:
    """Write one line of history: this user signed in."""
    _record("sign_in", user, actor_id=user.pk, actor_name=user.get_username())


def record_added(instance: Any, created: bool, **kwargs: Any) -> None:
    """Write one line of history: a second factor was added, or recovery codes were made.

    It tells the kind, never the secret; who did it, and why, is what the context says.
    """
    if created:
        _record_factor(instance, new=_kind(instance))


def record_removed(instance: Any, **kwargs: Any) -> None:
    """Write one line of history: a second factor, or recovery codes, were taken away."""
    _record_factor(instance, old=_kind(instance))


def _kind(factor: Any) -> dict[str, str]:
    return {"second_factor": str(factor.type)}


def _record_factor(factor: Any, **values: Any) -> None:
    now = context.current()
    _record(SECOND_FACTOR, factor.user, actor_id=now.id, actor_name=now.name, **values)


def _record(
    operation: str,
    user: User,
    *,
    actor_id: int | None,
    actor_name: str,
    old: dict[str, str] | None = None,
    new: dict[str, str] | None = None,
) -> None:
    now = context.current()
    told: dict[str, Any] = {
        "operation": operation,
        "key": user.pk,
        "old": old,
        "new": new,
        "actor_id": actor_id,
        "actor_name": actor_name,
        "reason": now.reason,
        "reason_code": now.code,
        "source": now.source or "site",
        "request": now.request,
    }
    if connection.vendor == "postgresql":  # where the application may not write history itself
        values = [json.dumps(one) if isinstance(one, dict) else one for one in told.values()]
        with connection.cursor() as cursor:
            cursor.execute(TELL, values)
        return
    Event.objects.create(at=timezone.now(), table=User._meta.db_table, **told)
