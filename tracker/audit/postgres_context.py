"""How PostgreSQL learns who writes and why: told before each writing statement.

Told for the transaction only; where there is none, one is opened around the statement. Sent on a
cursor of the driver, so that nobody counts it as a query. What goes round Django's cursor (COPY)
is refused outside a transaction.
"""

import re
from collections.abc import Callable
from typing import Any

from tracker.audit import context

# Heads of statements that change no row of a table. Whatever else there is counts as writing.
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
TELL = (
    "SELECT set_config('heed.actor', %s, true), set_config('heed.actor_id', %s, true), "
    "set_config('heed.reason', %s, true), set_config('heed.source', %s, true), "
    "set_config('heed.reason_code', %s, true), set_config('heed.request', %s, true), "
    "set_config('heed.looked_at', %s, true), set_config('heed.redaction', %s, true)"
)


def carry(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, about: dict[str, Any]
) -> Any:
    """Run a statement; if it may write, under the context of this moment."""
    connection = about["connection"]
    if not _may_write(sql, connection):
        return execute(sql, params, many, about)
    connection.validate_no_broken_transaction()
    if not connection.get_autocommit():
        with connection.wrap_database_errors:
            _tell(connection)
        return execute(sql, params, many, about)
    with connection.wrap_database_errors, connection.connection.transaction():
        _tell(connection)
        return execute(sql, params, many, about)


def _may_write(sql: Any, connection: Any) -> bool:
    if isinstance(sql, bytes):
        sql = sql.decode()
    elif not isinstance(sql, str):  # composed by the driver
        sql = sql.as_string(connection.connection)
    head = HEAD.match(sql)
    return head is None or head[1].lower() not in NOT_WRITING


def _tell(connection: Any) -> None:
    now = context.current()
    actor_id = "" if now.id is None else str(now.id)
    with connection.connection.cursor() as cursor:
        told = [now.name, actor_id, now.reason, now.source, now.code, now.request, now.looked_at]
        cursor.execute(TELL, [*told, now.redaction])
