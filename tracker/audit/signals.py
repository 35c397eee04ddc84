"""What Django's own signals set off in the audit history: a connection opens, a migration runs."""

import json
from collections.abc import Sequence
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as installed
from django.core import checks
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.audit import context, triggers
from tracker.audit.audited_tables import EVENT
from tracker.audit.postgres import TELL
from tracker.models import Event, User

SECOND_FACTOR = "factor"  # the operation of an event
MIGRATING = ("command:migrate", "command:upgrade")  # as manage.py calls them


def on_connection(connection: Any, **kwargs: Any) -> None:
    """Let a new connection tell the triggers who writes and why."""
    triggers.dialect(connection).prepare(connection)


def before_migrations(using: str, plan: Sequence[Any], **kwargs: Any) -> None:
    """Clear the way where triggers would abort the rebuilding of a table, or be lost by it."""
    if plan and connections[using].vendor == "sqlite":
        triggers.drop(using)


def after_migrations(using: str, apps: Apps = installed, **kwargs: Any) -> None:
    """Put the triggers in place, for the models as far as the migrations got."""
    triggers.install(using, apps)


def check_triggers(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Any]:
    """Name the triggers a database lacks. An error would keep `upgrade` from curing it.

    Nothing while `migrate` or `upgrade` runs, which puts them there.
    """
    if context.current().name in MIGRATING:
        return []
    return [
        checks.Warning(
            _("The database %(name)s lacks triggers, so history would not be kept: %(triggers)s.")
            % {"name": using, "triggers": ", ".join(names)},
            hint=_("Run `manage.py upgrade`, which puts them back."),
            id="tracker.W001",
        )
        for using in databases or ()
        if EVENT in connections[using].introspection.table_names()
        and (names := triggers.missing(using))
    ]


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
