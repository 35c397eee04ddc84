"""The triggers of PostgreSQL: one function for every table, told by arguments what to look at."""

from typing import Any

from django.apps.registry import Apps
from django.utils.translation import gettext as _

from tracker.audit.audited_tables import (
    APPEND_ONLY,
    EVENT,
    MOMENT,
    NEVER_TOLD,
    NO_ACTOR,
    NO_EMPTYING,
    NO_REASON,
    TOLD_AS_CHANGED,
    Table,
    appended,
    has_history,
    watched,
)

PREFIX = "heed_"

# Words are taken out of rows and of what history says of them alike: nothing more to tell.
REDACTS = "coalesce(current_setting('heed.redaction', true), '') <> ''"

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
    never text[] := '{{{",".join(sorted(NEVER_TOLD))}}}';
BEGIN
    IF TG_OP = 'UPDATE' AND {REDACTS} THEN
        IF EXISTS (SELECT FROM tracker_redaction WHERE state = 'submitted'
            AND id::text = current_setting('heed.redaction', true))
            AND heed_squares((to_jsonb(OLD) - never)::text, (to_jsonb(NEW) - never)::text)
            THEN RETURN NULL;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - never; END IF;
    IF TG_OP <> 'DELETE' THEN became := to_jsonb(NEW) - never; END IF;
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
        reason, reason_code, looked_at, source, request, recommendation)
    VALUES (clock_timestamp(), TG_TABLE_NAME, (told ->> TG_ARGV[0])::bigint, lower(TG_OP),
        was, became, nullif(current_setting('heed.actor_id', true), '')::bigint, who, why, code,
        coalesce(current_setting('heed.looked_at', true), ''),
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
REFUSE = f"""
BEGIN
    IF TG_OP = 'UPDATE' AND {REDACTS} THEN RETURN NULL; END IF;
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
"""
# What happens to an account and changes no row that a trigger would tell of: see signing_in.
TOLD = f"""
BEGIN
    IF deed NOT IN ('sign_in', 'factor') THEN
        RAISE EXCEPTION 'History is not told of % this way', deed
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO {EVENT} (at, "table", "key", operation, old, new, actor_id, actor_name,
        reason, reason_code, looked_at, source, request)
    VALUES (clock_timestamp(), 'tracker_user', person, deed, was, became, who_id, who, why, code,
        '', door, asked);
END
"""  # noqa: S608
# Whether a text differs from another by black squares in the place of letters, and nothing else.
SQUARES = """
    SELECT said IS NOT DISTINCT FROM rest OR NOT EXISTS (
        SELECT FROM unnest(string_to_array(said, NULL), string_to_array(rest, NULL))
            AS letters(was, became)
        WHERE was IS DISTINCT FROM became AND (was IS NULL OR became IS DISTINCT FROM '█')
    )
"""
# The one change of history: of an event whose commitment is kept, for a redaction that waits.
TAKEN_OUT = f"""
BEGIN
    IF NOT EXISTS (
        SELECT FROM tracker_redactedevent AS kept JOIN tracker_redaction AS asked
            ON asked.id = kept.redaction_id
        WHERE kept.sequence = event AND asked.id = which AND asked.state = 'submitted'
    ) OR NOT EXISTS (
        SELECT FROM {EVENT} AS held WHERE held.id = event
            AND heed_squares(held.old::text, was::text)
            AND heed_squares(held.new::text, became::text)
            AND heed_squares(held.reason, why)
    ) THEN
        RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM set_config('heed.redaction', which::text, true);
    UPDATE {EVENT} SET old = was, new = became, reason = why, salt = '' WHERE id = event;
    PERFORM set_config('heed.redaction', '', true);
END
"""  # noqa: S608
TAKE_OUT = "SELECT heed_taken_out(%s, %s, %s, %s, %s)"
TELL = "SELECT heed_told(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
FUNCTIONS = {  # name: arguments, what it returns, its language, its body
    "heed_moment": ("value jsonb, name text", "jsonb", "sql", MOMENT_IN_UTC),
    "heed_squares": ("said text, rest text", "boolean", "sql", SQUARES),
    "heed_audit": ("", "trigger", "plpgsql", AUDIT),
    "heed_refuse": ("", "trigger", "plpgsql", REFUSE),
    "heed_told": (
        "deed text, person bigint, was jsonb, became jsonb, who_id bigint, who text, why text, "
        "code text, door text, asked text",
        "void",
        "plpgsql",
        TOLD,
    ),
    "heed_taken_out": (
        "which bigint, event bigint, was jsonb, became jsonb, why text",
        "void",
        "plpgsql",
        TAKEN_OUT,
    ),
}
# These run with the rights of who owns them: the application needs none to write history itself.
AS_OWNER = frozenset({"heed_audit", "heed_told", "heed_taken_out"})


def prepare(connection: Any) -> None:
    """Let a new connection carry who and why before each writing statement."""
    from tracker.audit.postgres_context import carry

    if carry not in connection.execute_wrappers:
        # First, so that a wrapper in force while the connection opened can still take itself off.
        connection.execute_wrappers.insert(0, carry)


def install(cursor: Any, apps: Apps) -> None:
    """Make the functions and triggers that these models ask for; drop ours that they do not."""
    ours = wanted(apps)
    cursor.execute("SELECT quote_ident(current_schema())")
    as_owner = f"SECURITY DEFINER SET search_path = {cursor.fetchone()[0]}, pg_temp "
    for name, (arguments, returns, language, body) in FUNCTIONS.items() if ours else ():
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {returns} "
            f"LANGUAGE {language} {as_owner if name in AS_OWNER else ''}AS $heed${body}$heed$"
        )
    for name, table in _present(cursor):
        if f" ON {table} " not in ours.get(name, ""):
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
    for kind, name in _others(cursor) if ours else ():
        cursor.execute(f'DROP {kind} "{name}" ON {EVENT}')
    for name, sql in ours.items():
        cursor.execute(f'CREATE OR REPLACE TRIGGER "{name}" {sql}')


def drop(cursor: Any) -> None:
    """Take our triggers away, and nobody else's."""
    for name, table in _present(cursor):
        cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


def missing(cursor: Any, apps: Apps) -> list[str]:
    """Names of what is not there, switched off or not as we wrote it; and what is in the way."""
    cursor.execute(
        "SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger "
        "WHERE NOT tgisinternal AND starts_with(tgname, %s) AND tgenabled IN ('O', 'A')",
        [PREFIX],
    )
    there = {(name, made.replace("((", "(").replace("))", ")")) for name, made in cursor.fetchall()}
    cursor.execute(
        "SELECT proname, prosrc, prosecdef AND proconfig IS NOT NULL FROM pg_proc "
        "WHERE starts_with(proname, %s) "
        "AND pg_function_is_visible(oid)",
        [PREFIX],
    )
    made = {name: (body, as_owner) for name, body, as_owner in cursor.fetchall()}
    functions = [
        name
        for name, (*_rest, body) in FUNCTIONS.items()
        if made.get(name) != (body, name in AS_OWNER)
    ]
    triggers = [
        name
        for name, sql in wanted(apps).items()
        if (name, f"CREATE TRIGGER {name} {sql}") not in there
    ]
    others = [_("%(name)s, which is not ours") % {"name": name} for _of, name in _others(cursor)]
    return functions + triggers + others


def wanted(apps: Apps) -> dict[str, str]:
    """Name of every trigger that these models ask for, and the SQL that follows it.

    In the words and the order in which PostgreSQL hands it out.
    """
    if not has_history(apps):
        return {}
    refuse = f"FOR EACH STATEMENT EXECUTE FUNCTION heed_refuse('{APPEND_ONLY}')"
    found = {
        f"{PREFIX}append_only_{table}": f"BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} {refuse}"
        for table in appended(apps)
    }
    for table in watched(apps):
        found |= _audit(table)
    return found


def as_told(table: Table) -> str:
    """A query of the key of every row and what a trigger would tell of it as JSON, by key."""
    told = f"to_jsonb(live) - '{{{','.join(sorted(NEVER_TOLD | TOLD_AS_CHANGED))}}}'::text[]"
    for column, kind in table.columns:
        if kind == MOMENT:
            told = f"heed_moment({told}, '{column}')"
    return (
        f'SELECT live."{table.key}", ({told})::text FROM "{table.name}" live '  # noqa: S608
        f'ORDER BY live."{table.key}"'
    )


def _audit(table: Table) -> dict[str, str]:
    moments = [column for column, kind in table.columns if kind == MOMENT]
    told = [table.key, table.recommendation, "yes" if table.needs_reason else "no", *moments]
    run = "EXECUTE FUNCTION heed_audit(" + ", ".join(f"'{t}'" for t in told) + ")"
    is_changed = "WHEN (old.* IS DISTINCT FROM new.*)"
    refuse = f"EXECUTE FUNCTION heed_refuse('{NO_EMPTYING} ({table.name})')"
    name = f"{PREFIX}{table.name}"
    return {
        f"{name}_write": f"AFTER INSERT OR DELETE ON {table.name} FOR EACH ROW {run}",
        f"{name}_update": f"AFTER UPDATE ON {table.name} FOR EACH ROW {is_changed} {run}",
        f"{name}_empty": f"BEFORE TRUNCATE ON {table.name} FOR EACH STATEMENT {refuse}",
    }


def _present(cursor: Any) -> list[tuple[str, str]]:
    """Our triggers, each with its table."""
    cursor.execute(
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
        "WHERE NOT tgisinternal AND starts_with(tgname, %s) AND pg_table_is_visible(tgrelid)",
        [PREFIX],
    )
    return list(cursor.fetchall())


def _others(cursor: Any) -> list[tuple[str, str]]:
    """What else stands on the table of history, and could keep a line out: its kind, its name."""
    cursor.execute(
        "SELECT 'TRIGGER', tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) "
        "AND NOT tgisinternal AND NOT starts_with(tgname, %s) "
        "UNION ALL SELECT 'RULE', rulename FROM pg_rewrite WHERE ev_class = to_regclass(%s)",
        [EVENT, PREFIX, EVENT],
    )
    return list(cursor.fetchall())
