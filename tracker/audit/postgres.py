"""Triggers of PostgreSQL, and actor and reason, sent before each writing statement.

One function serves every table, with the table's columns as arguments. Actor and reason hold for
the transaction; where there is none, one is opened around the statement. They are
sent on a cursor of the driver, so that they count as no query. A COPY, which bypasses Django's
cursor, is refused outside a transaction.
"""

import re
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from tracker.audit import context
from tracker.audit.audited_tables import (
    APPEND_ONLY,
    EVENT,
    MASKED_COLUMNS,
    NO_ACTOR,
    NO_EMPTYING,
    NO_REASON,
    TIMESTAMP,
    UNAUDITED_COLUMNS,
    Table,
    has_history,
    iter_append_only_tables,
    iter_audited_tables,
)

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
    transaction = (
        connection.connection.transaction() if connection.get_autocommit() else nullcontext()
    )
    current = context.current()
    with connection.wrap_database_errors, transaction:
        with connection.connection.cursor() as cursor:
            cursor.execute(
                SET_CONTEXT,
                [
                    current.name,
                    "" if current.id is None else str(current.id),
                    current.reason,
                    current.source,
                    current.code,
                    current.request,
                    current.looked_at,
                    current.redaction,
                ],
            )
        return execute(sql, params, many, details)


def _may_write(sql: Any, connection: BaseDatabaseWrapper) -> bool:
    if isinstance(sql, bytes):
        sql = sql.decode()
    elif not isinstance(sql, str):  # composed by the driver
        sql = sql.as_string(connection.connection)
    head = HEAD.match(sql)
    return head is None or head[1].lower() not in NOT_WRITING


PREFIX = "heed_"
NOW_CALL = "heed_now()"

# A redaction changes rows and their events alike, and makes no events of its own.
REDACTS = "coalesce(current_setting('heed.redaction', true), '') <> ''"

# Arguments: key column, recommendation column or '', whether a reason is needed, columns with a
# moment in time. Refusals are integrity errors, as SQLite's raise(ABORT) is.
AUDIT = f"""
DECLARE
    was jsonb;
    became jsonb;
    live jsonb;
    moment text;
    who text := coalesce(current_setting('heed.actor', true), '');
    why text := coalesce(current_setting('heed.reason', true), '');
    code text := coalesce(current_setting('heed.reason_code', true), '');
    never text[] := '{{{",".join(sorted(UNAUDITED_COLUMNS))}}}';
BEGIN
    IF TG_OP = 'UPDATE' AND {REDACTS} THEN
        IF EXISTS (SELECT FROM tracker_redaction WHERE state = 'submitted'
            AND id::text = current_setting('heed.redaction', true))
            AND heed_is_masked((to_jsonb(OLD) - never)::text, (to_jsonb(NEW) - never)::text)
            THEN RETURN NULL;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - never; END IF;
    IF TG_OP <> 'DELETE' THEN became := to_jsonb(NEW) - never; END IF;
    live := coalesce(became, was);
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(name, was -> name), jsonb_object_agg(name, became -> name)
            INTO was, became FROM jsonb_object_keys(became) AS name
            WHERE was -> name IS DISTINCT FROM became -> name;
        IF became IS NULL THEN RETURN NULL; END IF;
    END IF;
    was := heed_masked(was);
    became := heed_masked(became);
    IF who = '' THEN
        RAISE EXCEPTION '{NO_ACTOR} (%)', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF why || code = '' AND TG_ARGV[2] = 'yes' THEN
        RAISE EXCEPTION '{NO_REASON} (%)', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    FOR number IN 3 .. TG_NARGS - 1 LOOP
        moment := TG_ARGV[number];
        was := heed_moment(was, moment);
        became := heed_moment(became, moment);
    END LOOP;
    INSERT INTO {EVENT} (at, "table", "key", operation, old, new, actor_id, actor_name,
        reason, reason_code, looked_at, source, request, recommendation)
    VALUES (heed_now(), TG_TABLE_NAME, (live ->> TG_ARGV[0])::bigint, lower(TG_OP),
        was, became, nullif(current_setting('heed.actor_id', true), '')::bigint, who, why, code,
        coalesce(current_setting('heed.looked_at', true), ''),
        coalesce(current_setting('heed.source', true), ''),
        coalesce(current_setting('heed.request', true), ''),
        (live ->> nullif(TG_ARGV[1], ''))::bigint);
    RETURN NULL;
END
"""  # noqa: S608

# Values of a row with commitments in the place of what history may not keep.
MASKED = f"""
    SELECT value || coalesce(
        (SELECT jsonb_object_agg(name, heed_commitment(value ->> name))
            FROM unnest('{{{",".join(sorted(MASKED_COLUMNS))}}}'::text[]) AS name
            WHERE value ->> name IS NOT NULL), '{{}}')
"""  # noqa: S608

REFUSE = f"""
BEGIN
    IF TG_OP = 'UPDATE' AND {REDACTS} THEN RETURN NULL; END IF;
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
"""
# Events of an account that change no audited row: see `audit.signals`.
ACCOUNT_EVENT = f"""
BEGIN
    IF kind NOT IN ('sign_in', 'failed') THEN
        RAISE EXCEPTION 'An event of kind % is written by triggers only', kind
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO {EVENT} (at, "table", "key", operation, old, new, actor_id, actor_name,
        reason, reason_code, looked_at, source, request)
    VALUES (heed_now(), 'tracker_user', person, kind, was, became, who_id, who, why, code,
        '', via, request_id);
END
"""  # noqa: S608
# Whether a text differs from the original by black squares in the place of letters only.
IS_MASKED = """
    SELECT original IS NOT DISTINCT FROM masked OR NOT EXISTS (
        SELECT FROM unnest(string_to_array(original, NULL), string_to_array(masked, NULL))
            AS letters(was, became)
        WHERE was IS DISTINCT FROM became AND (was IS NULL OR became IS DISTINCT FROM '█')
    )
"""
# The only change of history: of an event whose original hash is stored, for a submitted redaction.
REDACTION = f"""
BEGIN
    IF NOT EXISTS (
        SELECT FROM tracker_redactedevent AS redacted JOIN tracker_redaction AS redaction
            ON redaction.id = redacted.redaction_id
        WHERE redacted.sequence = event AND redaction.id = reference
            AND redaction.state = 'submitted'
    ) OR NOT EXISTS (
        SELECT FROM {EVENT} AS original WHERE original.id = event
            AND heed_is_masked(original.old::text, was::text)
            AND heed_is_masked(original.new::text, became::text)
            AND heed_is_masked(original.reason, why)
    ) THEN
        RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM set_config('heed.redaction', reference::text, true);
    UPDATE {EVENT} SET old = was, new = became, reason = why, salt = '' WHERE id = event;
    PERFORM set_config('heed.redaction', '', true);
END
"""  # noqa: S608
REDACT_EVENT = "SELECT heed_redact_event(%s, %s, %s, %s, %s)"
RECORD_ACCOUNT_EVENT = "SELECT heed_record_account_event(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
FUNCTIONS = {  # name: arguments, return type, language, body
    "heed_now": (  # which tests alone replace
        *("", "timestamp with time zone", "sql"),
        "SELECT clock_timestamp()",
    ),
    "heed_digest": (
        *("value text", "text", "sql"),
        "SELECT encode(sha256(convert_to(value, 'UTF8')), 'hex')",
    ),
    "heed_commitment": (
        *("value text", "text", "sql"),
        """
    SELECT salt || ':' || heed_digest(salt || heed_digest(value))
        FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS salt) AS fresh
""",
    ),
    "heed_masked": ("value jsonb", "jsonb", "sql", MASKED),
    "heed_moment": (  # in UTC
        *("value jsonb, name text", "jsonb", "sql"),
        """
    SELECT CASE WHEN value ->> name IS NULL THEN value ELSE value || jsonb_build_object(name,
        to_char((value ->> name)::timestamptz AT TIME ZONE 'UTC',
            'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')) END
""",
    ),
    "heed_is_masked": ("original text, masked text", "boolean", "sql", IS_MASKED),
    "heed_audit": ("", "trigger", "plpgsql", AUDIT),
    "heed_refuse": ("", "trigger", "plpgsql", REFUSE),
    "heed_record_account_event": (
        "kind text, person bigint, was jsonb, became jsonb, who_id bigint, who text, why text, "
        "code text, via text, request_id text",
        "void",
        "plpgsql",
        ACCOUNT_EVENT,
    ),
    # Waits for those who write: no event below the newest can appear while it is held.
    "heed_lock_history": ("", "void", "sql", f"LOCK TABLE {EVENT} IN SHARE MODE"),
    "heed_redact_event": (
        "reference bigint, event bigint, was jsonb, became jsonb, why text",
        "void",
        "plpgsql",
        REDACTION,
    ),
}
# These run with the rights of their owner, so that the application needs none to write history.
SECURITY_DEFINER = frozenset(
    {"heed_audit", "heed_lock_history", "heed_record_account_event", "heed_redact_event"}
)


def register_context(connection: BaseDatabaseWrapper) -> None:
    """Make a new connection send actor and reason before each writing statement."""
    if execute_with_context not in connection.execute_wrappers:
        # First, so that a wrapper in use while the connection opened can still remove itself.
        connection.execute_wrappers.insert(0, execute_with_context)


# Whether a function is as `install` makes it, beside its name, signature, language and body.
INSTALLED_FUNCTIONS = """
    SELECT proname, pg_get_function_arguments(f.oid), pg_get_function_result(f.oid), lanname,
        prosrc, prosecdef, provolatile = 'v' AND NOT proisstrict
            AND proowner = (SELECT relowner FROM pg_class WHERE oid = to_regclass(%s))
            AND coalesce(proconfig::text, '') = CASE WHEN prosecdef THEN (ARRAY['search_path='
                || quote_ident(current_schema()) || ', pg_temp'])::text ELSE '' END,
        f.oid::regprocedure::text
    FROM pg_proc AS f JOIN pg_language AS l ON l.oid = prolang
    WHERE starts_with(proname, %s) AND pg_function_is_visible(f.oid)
"""
# Kind, name, table, SQL; whether it fires. A rule can drop a write, and a trigger write another.
INSTALLED_TRIGGERS = """
    SELECT 'TRIGGER', tgname, relname, replace(replace(pg_get_triggerdef(t.oid, true),
        '((', '('), '))', ')'), tgenabled IN ('O', 'A') FROM pg_trigger AS t
    JOIN pg_class AS c ON c.oid = tgrelid WHERE NOT tgisinternal AND pg_table_is_visible(c.oid)
        AND (relname = ANY(%s) OR starts_with(tgname, %s))
    UNION ALL SELECT 'RULE', rulename, relname, '', true FROM pg_rewrite
    JOIN pg_class AS c ON c.oid = ev_class
        WHERE relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) AND relname = ANY(%s)
"""


def install(cursor: CursorWrapper, apps: Apps) -> None:
    """Create the functions and triggers that these models need; drop all others of ours."""
    ours = build_triggers(apps)
    cursor.execute("SELECT quote_ident(current_schema())")
    as_owner = f"SECURITY DEFINER SET search_path = {cursor.fetchone()[0]}, pg_temp "
    for kind, name, table in _list_unexpected(cursor, apps):
        cursor.execute(f'DROP {kind} "{name}" ON "{table}"')
    for name, signature, identity in _list_functions(cursor) if ours else ():
        if FUNCTIONS.get(name, ())[:2] != signature[:2]:
            cursor.execute(f"DROP FUNCTION {identity} CASCADE")
    for name, (arguments, returns, language, body) in FUNCTIONS.items() if ours else ():
        rights = as_owner if name in SECURITY_DEFINER else ""
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {returns} "
            f"LANGUAGE {language} {rights}AS $heed${body}$heed$"
        )
    for name, sql in ours.items():
        cursor.execute(f'CREATE OR REPLACE TRIGGER "{name}" {sql}')


def drop(cursor: CursorWrapper) -> None:
    """Drop our triggers, and nobody else's."""
    for _kind, name, table, _sql, _fires in _list_triggers(cursor, []):
        cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')


def find_missing(cursor: CursorWrapper, apps: Apps) -> list[str]:
    """Return names of missing, disabled or changed triggers and functions, and of foreign ones."""
    installed = {(name, values) for name, values, _identity in _list_functions(cursor)}
    expected = {
        (name, (*signature, name in SECURITY_DEFINER, True))
        for name, signature in FUNCTIONS.items()
    }
    functions = {name for name, _values in installed ^ expected}
    firing = {sql for *_trigger, sql, fires in _list_triggers(cursor, []) if fires}
    triggers = [
        name
        for name, sql in build_triggers(apps).items()
        if f"CREATE TRIGGER {name} {sql}" not in firing
    ]
    foreign = [
        _("%(name)s, which is not part of Heed") % {"name": name}
        for _kind, name, _table in _list_unexpected(cursor, apps)
        if name not in triggers
    ]
    replica = cursor.execute(
        "SELECT 'session_replication_role' WHERE current_setting('session_replication_role') = %s",
        ["replica"],
    )
    return [*functions, *triggers, *foreign, *(name for (name,) in replica)]


def build_triggers(apps: Apps) -> dict[str, str]:
    """Return the name of every trigger that these models need, and the SQL that follows it.

    Written as PostgreSQL returns it, so that the two can be compared.
    """
    if not has_history(apps):
        return {}
    refuse = f"FOR EACH STATEMENT EXECUTE FUNCTION heed_refuse('{APPEND_ONLY}')"
    return {
        f"{PREFIX}append_only_{table}": f"BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} {refuse}"
        for table in iter_append_only_tables(apps)
    } | {name: sql for table in iter_audited_tables(apps) for name, sql in _audit(table).items()}


def build_rows_query(table: Table) -> str:
    """Return a query of every row's key and its JSON as a trigger would write it, by key.

    Digests stand for the values of masked columns.
    """
    values = f"to_jsonb(live) - '{{{','.join(sorted(UNAUDITED_COLUMNS))}}}'::text[]"
    for column, kind in table.columns:
        if column in MASKED_COLUMNS:
            digest = f'heed_digest(live."{column}"::text)'
            values = f"({values}) || jsonb_build_object('{column}', {digest})"
        if kind == TIMESTAMP:
            values = f"heed_moment({values}, '{column}')"
    return (
        f'SELECT live."{table.key}", ({values})::text FROM "{table.name}" live '  # noqa: S608
        f'ORDER BY live."{table.key}"'
    )


def build_values(table: Table) -> str:
    """Return the SQL of the JSON that a trigger would write of a row, named `live`."""
    names = ", ".join(f"'{column}', live.\"{column}\"" for column, _kind in table.columns)
    values = f"heed_masked(jsonb_build_object({names}))"
    for column, kind in table.columns:
        if kind == TIMESTAMP:
            values = f"heed_moment({values}, '{column}')"
    return values


def _audit(table: Table) -> dict[str, str]:
    moments = [column for column, kind in table.columns if kind == TIMESTAMP]
    arguments = [table.key, table.recommendation, "yes" if table.needs_reason else "no", *moments]
    run = "EXECUTE FUNCTION heed_audit(" + ", ".join(f"'{a}'" for a in arguments) + ")"
    is_changed = "WHEN (old.* IS DISTINCT FROM new.*)"
    refuse = f"EXECUTE FUNCTION heed_refuse('{NO_EMPTYING} ({table.name})')"
    name = f"{PREFIX}{table.name}"
    return {
        f"{name}_write": f"AFTER INSERT OR DELETE ON {table.name} FOR EACH ROW {run}",
        f"{name}_update": f"AFTER UPDATE ON {table.name} FOR EACH ROW {is_changed} {run}",
        f"{name}_empty": f"BEFORE TRUNCATE ON {table.name} FOR EACH STATEMENT {refuse}",
    }


def _list_triggers(
    cursor: CursorWrapper, tables: list[str]
) -> list[tuple[str, str, str, str, bool]]:
    """Return our triggers, and all triggers and rules of these tables, as INSTALLED_TRIGGERS."""
    return list(cursor.execute(INSTALLED_TRIGGERS, [tables, PREFIX, tables]))


def _list_unexpected(cursor: CursorWrapper, apps: Apps) -> list[tuple[str, str, str]]:
    """Return kind, name and table of triggers and rules that these models do not need."""
    ours = {f"CREATE TRIGGER {name} {sql}" for name, sql in build_triggers(apps).items()}
    tables = [str(model._meta.db_table) for model in apps.get_models(include_auto_created=True)]
    return [
        (kind, name, table)
        for kind, name, table, sql, _fires in _list_triggers(cursor, tables if ours else [])
        if sql not in ours
    ]


def _list_functions(cursor: CursorWrapper) -> list[tuple[str, tuple[object, ...], str]]:
    """Return name, signature as in FUNCTIONS with the rights, and identity of our functions."""
    return [
        (name, tuple(values), identity)
        for name, *values, identity in cursor.execute(INSTALLED_FUNCTIONS, [EVENT, PREFIX])
    ]
