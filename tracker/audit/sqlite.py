"""The triggers of SQLite, where each table has its own, and the functions they call.

A write from outside (the sqlite3 shell) finds no such functions and fails: it fails closed.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from django.apps.registry import Apps
from django.utils.translation import gettext as _

from tracker.audit import context
from tracker.audit.audited_tables import (
    APPEND_ONLY,
    EVENT,
    FRACTION,
    JSON,
    MOMENT,
    NO_ACTOR,
    NO_REASON,
    TOLD_AS_CHANGED,
    TRUTH,
    Table,
    appended,
    has_history,
    watched,
)
from tracker.audit.json_numbers import in_json, number

PREFIX = "heed_"
# Signs of JSON, as Django writes it, that PostgreSQL would write otherwise: letters, numbers.
WRITTEN_OTHERWISE = ("\\u", "e+", "-0.0")
INTO = '(at, "table", "key", operation, old, new, actor_id, actor_name, reason, reason_code, looked_at, source, request, recommendation)'  # noqa: E501


def prepare(connection: Any) -> None:
    """Give a new connection the functions, and let REPLACE fire the triggers of deletion."""
    now = context.current
    functions = {
        "tracker_now": lambda: datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        "tracker_actor": lambda: now().name,
        "tracker_actor_id": lambda: now().id,
        "tracker_reason": lambda: now().reason,
        "tracker_reason_code": lambda: now().code,
        "tracker_looked_at": lambda: now().looked_at,
        "tracker_source": lambda: now().source,
        "tracker_request": lambda: now().request,
        "tracker_redaction": lambda: now().redaction,
    }
    for name, function in functions.items():
        connection.connection.create_function(name, 0, function)
    connection.connection.create_function("tracker_fraction", 1, _fraction, deterministic=True)
    connection.connection.create_function("tracker_json", 1, _json, deterministic=True)
    connection.connection.execute("PRAGMA recursive_triggers = ON")


def _fraction(value: Any) -> str:
    """A number with all its digits: SQLite would write fifteen, and the row holds more."""
    has_none = isinstance(value, float) and not isfinite(value)
    return json.dumps(None if has_none else number(value))


def _json(text: Any) -> Any:
    """JSON with its letters as letters, and its numbers as PostgreSQL has them.

    Half a letter, which no database can hold, stays as it was written; so does what is no JSON.
    """
    if not isinstance(text, str) or not any(sign in text for sign in WRITTEN_OTHERWISE):
        return text
    try:
        told = json.dumps(number(in_json(json.loads(text))), ensure_ascii=False)
        told.encode()
    except ValueError:
        return text
    return told


def missing(cursor: Any, apps: Apps) -> list[str]:
    """Names of triggers that are not there, or not as we wrote them; and what is in the way."""
    there = present(cursor)
    others = [_("%(name)s, which is not ours") % {"name": name} for name in _others(cursor)]
    return [name for name, sql in wanted(apps).items() if there.get(name) != sql] + others


def wanted(apps: Apps) -> dict[str, str]:
    """Name and SQL of every trigger that these models ask for."""
    if not has_history(apps):
        return {}
    found = {name: sql for table in watched(apps) for name, sql in _audit(table)}
    for name in appended(apps):
        found |= dict(_append_only(name))
    return found


def present(cursor: Any) -> dict[str, str]:
    """Name and SQL of our triggers in the database."""
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 5) = %s",
        [PREFIX],
    )
    return dict(cursor.fetchall())


def _others(cursor: Any) -> list[str]:
    """Triggers of others that could keep a line out of history.

    Those on its table, and those with an IGNORE, which skips the triggers that come after.
    """
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 5) <> %s "
        "AND (lower(tbl_name) = %s OR sql LIKE '%%ignore%%')",
        [PREFIX, EVENT],
    )
    return [name for (name,) in cursor.fetchall()]


def install(cursor: Any, apps: Apps) -> None:
    """Make what is there what is wanted; what already is stays untouched."""
    ours, there = wanted(apps), present(cursor)
    for name in _others(cursor) if ours else ():
        cursor.execute(f'DROP TRIGGER "{name}"')
    for name, sql in there.items():
        if ours.get(name) != sql:
            cursor.execute(f'DROP TRIGGER "{name}"')
    for name, sql in ours.items():
        if there.get(name) != sql:
            cursor.execute(sql)


def drop(cursor: Any) -> None:
    """Take our triggers away, and nobody else's."""
    for name in present(cursor):
        cursor.execute(f'DROP TRIGGER "{name}"')


def as_told(table: Table) -> str:
    """A query of the key of every row and what a trigger would tell of it as JSON, by key."""
    told = _all(table, "live")
    return f'SELECT live."{table.key}", {told} FROM "{table.name}" live ORDER BY live."{table.key}"'  # noqa: S608


def _append_only(table: str) -> Iterator[tuple[str, str]]:
    for operation in ("UPDATE", "DELETE"):
        name = f"{PREFIX}append_only_{table}_{operation.lower()}"
        unless = "WHEN tracker_redaction() = '' " if operation == "UPDATE" else ""
        yield (
            name,
            f'CREATE TRIGGER "{name}" BEFORE {operation} ON "{table}" {unless}'
            f"BEGIN SELECT raise(ABORT, '{APPEND_ONLY}'); END",
        )


def _audit(table: Table) -> Iterator[tuple[str, str]]:
    changes = " OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c, _ in table.columns)
    # Words are taken out of rows and of what history says of them alike: nothing more to tell.
    changed = f"WHEN ({changes}) AND tracker_redaction() = '' "
    for operation, when, old, new, row in (
        ("INSERT", "", "NULL", _all(table, "NEW"), "NEW"),
        (
            "UPDATE",
            changed,
            _changed(table, "OLD"),
            _changed(table, "NEW"),
            "NEW",
        ),
        ("DELETE", "", _all(table, "OLD"), "NULL", "OLD"),
    ):
        name = f"{PREFIX}{table.name}_{operation.lower()}"
        about = f'{row}."{table.recommendation}"' if table.recommendation else "NULL"
        yield (
            name,
            f'CREATE TRIGGER "{name}" AFTER {operation} ON "{table.name}" FOR EACH ROW {when}'  # noqa: S608
            f"BEGIN {_refusals(table)} INSERT INTO {EVENT} {INTO} VALUES (tracker_now(), "
            f"'{table.name}', {row}.\"{table.key}\", '{operation.lower()}', {old}, {new}, "
            "tracker_actor_id(), tracker_actor(), tracker_reason(), tracker_reason_code(), "
            f"tracker_looked_at(), tracker_source(), tracker_request(), {about}); END",
        )


def _refusals(table: Table) -> str:
    asked = [("tracker_actor()", NO_ACTOR)]
    if table.needs_reason:
        asked.append(("tracker_reason() || tracker_reason_code()", NO_REASON))
    return " ".join(
        f"SELECT raise(ABORT, '{refusal} ({table.name})') WHERE {told} = '';"
        for told, refusal in asked
    )


def _all(table: Table, row: str) -> str:
    told = [(c, kind) for c, kind in table.columns if c not in TOLD_AS_CHANGED]
    return "json_object(" + ", ".join(f"'{c}', {_words(row, c, kind)}" for c, kind in told) + ")"


def _changed(table: Table, row: str) -> str:
    told = ", ".join(f"'{c}', {_words(row, c, kind)}" for c, kind in table.columns)
    unchanged = ", ".join(
        f"iif(OLD.\"{c}\" IS NEW.\"{c}\", '$.{c}', '$.-')" for c, _ in table.columns
    )
    return f"json_remove(json_object({told}), {unchanged})"


def _words(row: str, column: str, kind: str) -> str:
    """A value as PostgreSQL would put it into JSON."""
    value = f'{row}."{column}"'
    if column in TOLD_AS_CHANGED:
        return "'changed'"
    if kind == TRUTH:
        return f"json(CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
    if kind == FRACTION:
        return f"json(tracker_fraction({value}))"
    if kind == JSON:
        return f"json(tracker_json({value}))"
    if kind == MOMENT:
        return (
            f"substr({value}, 1, 10) || 'T' || substr({value}, 12, 8) || '.' "
            f"|| substr(substr({value}, 21) || '000000', 1, 6) || '+00:00'"
        )
    return value
