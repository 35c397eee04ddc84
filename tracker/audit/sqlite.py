"""Triggers of SQLite, where each table has its own, and the functions they call.

A write from elsewhere (the sqlite3 shell) lacks these functions and fails.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite

from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from tracker.audit import commitments, context
from tracker.audit.audited_tables import (
    APPEND_ONLY,
    BOOLEAN,
    EVENT,
    FLOAT,
    JSON,
    MASKED_COLUMNS,
    NO_ACTOR,
    NO_REASON,
    TIMESTAMP,
    Table,
    has_history,
    iter_append_only_tables,
    iter_audited_tables,
)

LARGE = 1e16  # from here on Python writes a float with an exponent


def normalize_json(value: object) -> object:
    """Normalize the numbers in a list or an object; return any other value as it is."""
    if isinstance(value, dict):
        return {key: normalize_number(normalize_json(item)) for key, item in value.items()}
    return (
        [normalize_number(normalize_json(item)) for item in value]
        if isinstance(value, list)
        else value
    )


def normalize_number(value: object) -> object:
    """Return a float as PostgreSQL writes it; any other value as it is."""
    if isinstance(value, float):
        return int(Decimal(repr(value))) if abs(value) >= LARGE else value + 0.0
    return value


PREFIX = "heed_"
NOW_CALL = "tracker_now()"
INTO = '(at, "table", "key", operation, old, new, actor_id, actor_name, reason, reason_code, looked_at, source, request, recommendation)'  # noqa: E501


def register_context(connection: BaseDatabaseWrapper) -> None:
    """Register the functions on a new connection, and let REPLACE fire delete triggers."""
    functions = {
        "tracker_now": lambda: datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        "tracker_actor": lambda: context.current().name,
        "tracker_actor_id": lambda: context.current().id,
        "tracker_reason": lambda: context.current().reason,
        "tracker_reason_code": lambda: context.current().code,
        "tracker_looked_at": lambda: context.current().looked_at,
        "tracker_source": lambda: context.current().source,
        "tracker_request": lambda: context.current().request,
        "tracker_redaction": lambda: context.current().redaction,
    }
    for name, function in functions.items():
        connection.connection.create_function(name, 0, function)
    for name, calculate in (
        ("tracker_fraction", _fraction),
        ("tracker_json", _json),
        ("tracker_jsonb", commitments.json_text),
        ("tracker_digest", commitments.digest),
    ):
        connection.connection.create_function(name, 1, calculate, deterministic=True)
    connection.connection.create_function("tracker_commitment", 1, commitments.commit)
    connection.connection.execute("PRAGMA recursive_triggers = ON")


def _fraction(value: object) -> str:
    """Write a number with all its digits, of which SQLite itself would write fifteen."""
    is_infinite = isinstance(value, float) and not isfinite(value)
    return json.dumps(None if is_infinite else normalize_number(value))


def _json(text: object) -> object:
    """Write JSON without escaped letters, with its numbers as PostgreSQL has them.

    Text with half a surrogate pair, or that is no JSON, is returned unchanged.
    """
    # Escaped letters and numbers that PostgreSQL writes differently.
    if not isinstance(text, str) or not any(part in text for part in ("\\u", "e+", "-0.0")):
        return text
    try:
        value = normalize_number(normalize_json(json.loads(text)))
        normalized = json.dumps(value, ensure_ascii=False)
        normalized.encode()
    except ValueError:
        return text
    return normalized


def find_missing(cursor: CursorWrapper, apps: Apps) -> list[str]:
    """Return names of missing or changed triggers, and of foreign ones.

    Those could drop events, or write under the name of somebody else.
    """
    ours, installed = build_triggers(apps), list_triggers(cursor)
    foreign = [
        _("%(name)s, which is not part of Heed") % {"name": name}
        for name in installed.keys() - ours
    ]
    return [name for name, sql in ours.items() if installed.get(name) != sql] + foreign


def build_triggers(apps: Apps) -> dict[str, str]:
    """Return name and SQL of every trigger that these models need."""
    return (
        {name: sql for table in iter_audited_tables(apps) for name, sql in _audit(table)}
        | {
            name: sql
            for table in iter_append_only_tables(apps)
            for name, sql in _append_only(table)
        }
        if has_history(apps)
        else {}
    )


def list_triggers(cursor: CursorWrapper) -> dict[str, str]:
    """Return name and SQL of all triggers in the database."""
    return dict(cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))


def install(cursor: CursorWrapper, apps: Apps) -> None:
    """Create the triggers that these models need, drop others; leave identical ones untouched."""
    ours, installed = build_triggers(apps), list_triggers(cursor)
    for name, sql in installed.items():
        if ours.get(name) != sql and (ours or name.startswith(PREFIX)):
            cursor.execute(f'DROP TRIGGER "{name}"')
    for name, sql in ours.items():
        if installed.get(name) != sql:
            cursor.execute(sql)


def drop(cursor: CursorWrapper) -> None:
    """Drop our triggers, and nobody else's."""
    for name in list_triggers(cursor):
        if name.startswith(PREFIX):
            cursor.execute(f'DROP TRIGGER "{name}"')


def build_rows_query(table: Table) -> str:
    """Return a query of every row's key and its JSON as a trigger would write it, by key.

    Digests stand for the values of masked columns.
    """
    values = build_values(table).replace("tracker_commitment(", "tracker_digest(")
    return (
        f'SELECT live."{table.key}", {values} FROM "{table.name}" live ORDER BY live."{table.key}"'  # noqa: S608
    )


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
    for operation, when, old, new, row in (
        ("INSERT", "", "NULL", build_values(table, "NEW"), "NEW"),
        (
            "UPDATE",
            # A redaction changes rows and their events alike, and makes no events of its own.
            f"WHEN ({changes}) AND tracker_redaction() = '' ",
            _changed(table, "OLD"),
            _changed(table, "NEW"),
            "NEW",
        ),
        ("DELETE", "", build_values(table, "OLD"), "NULL", "OLD"),
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
    actor = f"SELECT raise(ABORT, '{NO_ACTOR} ({table.name})') WHERE tracker_actor() = '';"
    reason = f"SELECT raise(ABORT, '{NO_REASON} ({table.name})') WHERE tracker_reason() || "
    return f"{actor} {reason}tracker_reason_code() = '';" if table.needs_reason else actor


def build_values(table: Table, row: str = "live") -> str:
    """Return the SQL of the JSON that a trigger would write of a row."""
    values = ", ".join(f"'{c}', {_json_value(row, c, kind)}" for c, kind in table.columns)
    return f"json_object({values})"


def _changed(table: Table, row: str) -> str:
    values = ", ".join(
        f'\'{c}\', iif(OLD."{c}" IS NEW."{c}", NULL, {_json_value(row, c, kind)})'
        if c in MASKED_COLUMNS  # a commitment takes as long as its text
        else f"'{c}', {_json_value(row, c, kind)}"
        for c, kind in table.columns
    )
    unchanged = ", ".join(
        f"iif(OLD.\"{c}\" IS NEW.\"{c}\", '$.{c}', '$.-')" for c, _ in table.columns
    )
    return f"json_remove(json_object({values}), {unchanged})"


IN_JSON = {  # SQL of the values that JSON has otherwise than a column, by kind
    BOOLEAN: "json(CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)",
    FLOAT: "json(tracker_fraction({0}))",
    JSON: "json(tracker_json({0}))",
    # Django writes nothing after six digits, and would read a zone there.
    TIMESTAMP: "substr({0}, 1, 10) || 'T' || substr({0}, 12, 8) || '.' "
    "|| substr(substr({0}, 21) || '000000', 1, 6) || '+00:00' || substr({0}, 27)",
}


def _json_value(row: str, column: str, kind: str) -> str:
    """Return the SQL of a value in JSON as PostgreSQL would write it."""
    value = f'{row}."{column}"'
    if column in MASKED_COLUMNS:
        return f"tracker_commitment({f'tracker_jsonb({value})' if kind == JSON else value})"
    return IN_JSON.get(kind, "{0}").format(value)
