"""Actor and reason of a write, sent to PostgreSQL before each writing statement.

They hold for the transaction; where there is none, one is opened around the statement. They are
sent on a cursor of the driver, so that they count as no query. A COPY, which bypasses Django's
cursor, is refused outside a transaction.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from tracker.audit import context

# First words of statements that change no row of a table. All others count as writing.
NOT_WRITING = frozenset(
    {
        "select",
        "values",
        "show",
        "set",
        "reset",
        "savepoint",
        "release",
        "rollback",
        "begin",
        "start",
        "commit",
        "end",
        "fetch",
        "move",
        "close",
        "lock",
        "listen",
        "unlisten",
        "notify",
        "deallocate",
        "discard",
        "vacuum",
        "analyze",
        "checkpoint",
        "create",
        "alter",
        "drop",
        "comment",
        "grant",
        "revoke",
        "reindex",
        "cluster",
    }
)
HEAD = re.compile(r"[\s(]*([a-z]+)", re.IGNORECASE)
SET_CONTEXT = (
    "SELECT set_config('heed.actor', %s, true), set_config('heed.actor_id', %s, true), "
    "set_config('heed.reason', %s, true), set_config('heed.source', %s, true), "
    "set_config('heed.reason_code', %s, true), set_config('heed.request', %s, true), "
    "set_config('heed.looked_at', %s, true), set_config('heed.redaction', %s, true)"
)


def execute_with_context(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, details: dict[str, Any]
) -> Any:
    """Execute a statement, after sending the current context if it may write."""
    connection = details["connection"]
    if not _may_write(sql, connection):
        return execute(sql, params, many, details)
    connection.validate_no_broken_transaction()
    if not connection.get_autocommit():
        with connection.wrap_database_errors:
            _send_context(connection)
        return execute(sql, params, many, details)
    with connection.wrap_database_errors, connection.connection.transaction():
        _send_context(connection)
        return execute(sql, params, many, details)


def _may_write(sql: Any, connection: BaseDatabaseWrapper) -> bool:
    if isinstance(sql, bytes):
        sql = sql.decode()
    elif not isinstance(sql, str):  # composed by the driver
        sql = sql.as_string(connection.connection)
    head = HEAD.match(sql)
    return head is None or head[1].lower() not in NOT_WRITING


def _send_context(connection: BaseDatabaseWrapper) -> None:
    current = context.current()
    actor_id = "" if current.id is None else str(current.id)
    with connection.connection.cursor() as cursor:
        params = [
            current.name,
            actor_id,
            current.reason,
            current.source,
            current.code,
            current.request,
            current.looked_at,
        ]
        cursor.execute(SET_CONTEXT, [*params, current.redaction])
