"""The triggers of PostgreSQL: one function for every table, told by arguments what to look at."""

from typing import Any

from django.apps.registry import Apps

from tracker.audit.audited import EVENT, MOMENT, Table, has_history, watched
from tracker.audit.refusals import APPEND_ONLY, NO_ACTOR, NO_EMPTYING, NO_REASON

PREFIX = "heed_"

# Arguments: key column, recommendation column or '', whether a reason is needed, columns with a
# moment in time. An integrity error is what SQLite's raise(ABORT) comes out as.
AUDIT = f"""
DECLARE
    was jsonb;
    became jsonb;
    told jsonb;
    moment text;
    who text := coalesce(current_setting('heed.actor', true), '');
    why text := coalesce(current_setting('heed.reason', true), '');
    code text := coalesce(current_setting('heed.reason_code', true), '');
BEGIN
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - 'last_login'; END IF;
    IF TG_OP <> 'DELETE' THEN became := to_jsonb(NEW) - 'last_login'; END IF;
    told := coalesce(became, was);
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(name, was -> name), jsonb_object_agg(name, became -> name)
            INTO was, became FROM jsonb_object_keys(became) AS name
            WHERE was -> name IS DISTINCT FROM became -> name;
        IF became IS NULL THEN RETURN NULL; END IF;
        IF became ? 'password' THEN
            was := was || '{{"password": "changed"}}';
            became := became || '{{"password": "changed"}}';
        END IF;
    ELSE
        was := was - 'password';
        became := became - 'password';
    END IF;
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
        reason, reason_code, source, request, recommendation)
    VALUES (clock_timestamp(), TG_TABLE_NAME, (told ->> TG_ARGV[0])::bigint, lower(TG_OP),
        was, became, nullif(current_setting('heed.actor_id', true), '')::bigint, who, why, code,
        coalesce(current_setting('heed.source', true), ''),
        coalesce(current_setting('heed.request', true), ''),
        (told ->> nullif(TG_ARGV[1], ''))::bigint);
    RETURN NULL;
END
"""  # noqa: S608
MOMENT_IN_UTC = """
    SELECT CASE WHEN value ->> name IS NULL THEN value ELSE value || jsonb_build_object(name,
        to_char((value ->> name)::timestamptz AT TIME ZONE 'UTC',
            'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')) END
"""
REFUSE = """
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
"""
FUNCTIONS = {  # name: arguments, what it returns, its language, its body
    "heed_moment": ("value jsonb, name text", "jsonb", "sql", MOMENT_IN_UTC),
    "heed_audit": ("", "trigger", "plpgsql", AUDIT),
    "heed_refuse": ("", "trigger", "plpgsql", REFUSE),
}


def prepare(connection: Any) -> None:
    """Let a new connection carry who and why before each writing statement."""
    from tracker.audit.carrying import carry

    if carry not in connection.execute_wrappers:
        # First, so that a wrapper in force while the connection opened can still take itself off.
        connection.execute_wrappers.insert(0, carry)


def install(cursor: Any, apps: Apps) -> None:
    """Make the functions and triggers that these models ask for; drop ours that they do not."""
    ours = wanted(apps)
    for name, (arguments, returns, language, body) in FUNCTIONS.items() if ours else ():
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {returns} "
            f"LANGUAGE {language} AS $heed${body}$heed$"
        )
    for name, table in _present(cursor).items():
        if name not in ours:
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
    for name, sql in ours.items():
        cursor.execute(f'CREATE OR REPLACE TRIGGER "{name}" {sql}')


def drop(cursor: Any) -> None:
    """Take our triggers away, and nobody else's."""
    for name, table in _present(cursor).items():
        cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


def missing(cursor: Any, apps: Apps) -> list[str]:
    """Names of triggers not there or switched off, and of functions not as we wrote them."""
    there = _present(cursor, switched_on=True)
    cursor.execute(
        "SELECT proname, prosrc FROM pg_proc WHERE starts_with(proname, %s) "
        "AND pg_function_is_visible(oid)",
        [PREFIX],
    )
    bodies = dict(cursor.fetchall())
    functions = [name for name, parts in FUNCTIONS.items() if bodies.get(name) != parts[3]]
    return functions + [name for name in wanted(apps) if name not in there]


def wanted(apps: Apps) -> dict[str, str]:
    """Name of every trigger that these models ask for, and the SQL that follows it."""
    if not has_history(apps):
        return {}
    refuse = f"FOR EACH STATEMENT EXECUTE FUNCTION heed_refuse('{APPEND_ONLY}')"
    found = {f"{PREFIX}append_only": f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {EVENT} {refuse}"}
    for table in watched(apps):
        found |= _audit(table)
    return found


def _audit(table: Table) -> dict[str, str]:
    moments = [column for column, kind in table.columns if kind == MOMENT]
    told = [table.key, table.recommendation, "yes" if table.needs_reason else "no", *moments]
    run = "FOR EACH ROW {} EXECUTE FUNCTION heed_audit(" + ", ".join(f"'{t}'" for t in told) + ")"
    changed = run.format("WHEN (OLD.* IS DISTINCT FROM NEW.*)")
    refuse = f"heed_refuse('{NO_EMPTYING} ({table.name})')"
    name = f"{PREFIX}{table.name}"
    return {
        f"{name}_write": f'AFTER INSERT OR DELETE ON "{table.name}" {run.format("")}',
        f"{name}_update": f'AFTER UPDATE ON "{table.name}" {changed}',
        f"{name}_empty": f'BEFORE TRUNCATE ON "{table.name}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION {refuse}",
    }


def _present(cursor: Any, *, switched_on: bool = False) -> dict[str, str]:
    """Our triggers, each with its table."""
    cursor.execute(
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal "
        "AND starts_with(tgname, %s) AND pg_table_is_visible(tgrelid) "
        "AND (tgenabled <> 'D' OR NOT %s)",
        [PREFIX, switched_on],
    )
    return dict(cursor.fetchall())
