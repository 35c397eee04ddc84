"""Record what rows held before history covered their table or column."""

from dataclasses import replace

from django.apps import apps
from django.db import connection

from tracker.audit import commitments, context, triggers
from tracker.audit.audited_tables import (
    COVER,
    EVENT,
    ROLE_PERMISSIONS,
    ROLES,
    SECOND_FACTORS,
    Table,
    iter_audited_tables,
)
from tracker.models import Publication, PublicationUse

TABLES = (ROLES, ROLE_PERMISSIONS, SECOND_FACTORS, "tracker_verification")
COLUMNS = {"tracker_user": "password", "tracker_file": "extracted_text"}


def cover_rows() -> int:
    """Write an event for each row of what history covers since 0.2; return how many.

    They say what a row holds from here on, and nothing of the time before. Rows that history
    mentions already have none.
    """
    tables = {table.name: table for table in iter_audited_tables(apps)}
    covered = sum(_cover(tables[name], "TRUE") for name in TABLES)
    for name, column in COLUMNS.items():
        kinds = dict(tables[name].columns)
        table = replace(tables[name], columns=((column, kinds[column]),))
        covered += _cover(table, f"length(event.new ->> '{column}') = {commitments.LENGTH}")
    return covered + _commit_to_uses()


def _cover(table: Table, is_recorded: str) -> int:
    """Write an event for each row of which no event `is_recorded`; as the triggers would."""
    dialect, current = triggers.get_dialect(connection), context.current()
    sql = f"""
        INSERT INTO {EVENT} (at, "table", "key", operation, old, new, actor_id, actor_name,
            reason, reason_code, looked_at, source, request)
        SELECT {dialect.NOW_CALL}, %s, live."{table.key}", %s, NULL, {dialect.build_values(table)},
            CAST(%s AS bigint), %s, %s, '', '', %s, %s FROM "{table.name}" live
        WHERE NOT EXISTS (SELECT 1 FROM {EVENT} event
            WHERE event."table" = %s AND event."key" = live."{table.key}" AND {is_recorded})
        ORDER BY live."{table.key}"
    """  # noqa: S608
    actor = [current.id, current.name, current.reason, current.source, current.request]
    with connection.cursor() as cursor:
        cursor.execute(sql, [table.name, COVER, *actor, table.name])
        return int(cursor.rowcount)


def _commit_to_uses() -> int:
    """Commit to the uses of each publication; return of how many."""
    keys = list(
        Publication.objects.filter(uses_hash="").order_by("pk").values_list("pk", flat=True)
    )
    for key in keys:
        uses = PublicationUse.objects.filter(publication=key)
        hashed = commitments.commit(commitments.list_uses(uses.values_list(*commitments.USE)))
        Publication.objects.filter(pk=key).update(uses_hash=hashed)
    return len(keys)
