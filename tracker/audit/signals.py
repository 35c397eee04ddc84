"""Receivers of Django's signals for the audit history: connections, migrations, sign-ins."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.apps.registry import Apps, apps as installed
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import compiled_queries, errors, models
from tracker.audit import context, postgres, triggers

FAILED_SIGN_INS = "failed"  # the operation of an event
MANY_FAILURES = 5  # attempts without a success between: from then on an event at once
MINUTE, HOUR = 60, 3600  # seconds
logger = logging.getLogger(__name__)
PREPARED_STATEMENTS = 300  # of a connection: the queries of all pages


def on_connection(connection: Any, **kwargs: Any) -> None:
    """Give a new connection the functions by which triggers learn actor and reason."""
    triggers.get_dialect(connection).register_context(connection)
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PREPARED_STATEMENTS
    if connection.vendor == "sqlite" and refuse_when_locked not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_when_locked)


def refuse_when_locked(execute: Callable[..., Any], *query: Any) -> Any:
    """Run a query; raise DatabaseBusy where SQLite's one writer did not end in time."""
    try:
        return execute(*query)
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        raise errors.DatabaseBusy(
            _(
                "Nothing was saved: the database is busy, perhaps with an import. Try again in a "
                "minute."
            )
        ) from error


def before_migrations(using: str, plan: Sequence[Any], **kwargs: Any) -> None:
    """Drop SQLite's triggers, which would abort the rebuilding of a table or be lost by it."""
    if plan and connections[using].vendor == "sqlite":
        triggers.drop(using)


def after_migrations(using: str, apps: Apps = installed, **kwargs: Any) -> None:
    """Install the triggers, for the models as far as the migrations got."""
    triggers.install(using, apps)
    if connections[using].vendor == "sqlite":  # PostgreSQL does it by itself
        compiled_queries.refresh_statistics(using)


def record_sign_in(user: models.User, **kwargs: Any) -> None:
    """Record an event, and log it: this user signed in, after how many failed attempts."""
    name = user.get_username()
    logger.info("%s signed in.", name)
    count, _since = failed_sign_ins(name)
    _record("sign_in", user, new={"failed": count} if count else None, actor=(user.pk, name))
    cache.delete(_failures_key(name))


def failed_sign_ins(name: str) -> tuple[int, datetime]:
    """Return how many attempts to sign in with a name failed since the last success, since when.

    Without any: 0, and now.
    """
    return cache.get(_failures_key(name), (0, timezone.now()))  # type: ignore[no-any-return]


def record_failed_sign_in(name: str, address: str) -> None:
    """Log and count a failed attempt, and record an event of many, once an hour.

    What was typed as a name may be a password: only the name of a user is logged. An unknown name
    costs the same work, so that nobody can tell it by the time, and is soon forgotten.
    """
    user = models.User.objects.filter(username=name).first()
    key = _failures_key(name)
    count, since = failed_sign_ins(name)
    cache.set(key, (count + 1, since), None if user else MINUTE)
    logger.warning("A sign-in %sfrom %s failed.", f"as {name} " if user else "", address)
    if user and count + 1 >= MANY_FAILURES and cache.add(f"{key}-event", True, HOUR):
        _record(FAILED_SIGN_INS, user, new={"failed": count + 1})


def _failures_key(name: str) -> str:
    return f"sign-in-failures-{sha256(name.encode()).hexdigest()}"


def _record(
    operation: str,
    user: models.User,
    *,
    new: Mapping[str, int] | None = None,
    actor: tuple[int | None, str] | None = None,
) -> None:
    """Record an event of a user; without an actor it is that of the context."""
    current = context.current()
    values: dict[str, Any] = {
        "operation": operation,
        "key": user.pk,
        "old": None,
        "new": new,
        "actor_id": actor[0] if actor else current.id,
        "actor_name": actor[1] if actor else current.name,
        "reason": current.reason,
        "reason_code": current.code,
        "source": current.source or "site",
        "request": current.request,
    }
    if connection.vendor == "postgresql":  # where the application may not write history itself
        with connection.cursor() as cursor:
            cursor.execute(
                postgres.RECORD_ACCOUNT_EVENT,
                [json.dumps(v) if isinstance(v, dict) else v for v in values.values()],
            )
        return
    models.Event.objects.create(at=timezone.now(), table=models.User._meta.db_table, **values)
