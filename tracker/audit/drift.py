"""Drift: rows whose columns differ from the newest value in history.

Rows and events are read by key, side by side. Events are read newest first: the first that holds
a column has its newest value.
"""

from collections.abc import Iterator
from contextlib import closing, nullcontext
from itertools import chain, groupby
from operator import itemgetter

import orjson
from django.apps import apps
from django.contrib.auth.models import Group as Role
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from tracker import models, vocabulary
from tracker.audit import commitments, triggers
from tracker.audit.audited_tables import (
    CHANGED,
    MASKED_COLUMNS,
    ROLES,
    Table,
    fields_by_column,
    iter_audited_tables,
    models_by_table,
)
from tracker.audit.event_stream import (
    READ_ERRORS,
    HistoryFault,
    Row,
    VerificationResult,
    is_undecodable,
    read_chunks,
    read_rows,
)

HISTORY = (
    'SELECT "key", id, operation, new FROM tracker_event WHERE "table" = %s '
    "AND operation IN ('insert', 'update', 'delete', 'cover') ORDER BY \"key\", id DESC"
)
NOTHING = commitments.digest("")
type EventRow = Row  # of HISTORY: key, sequence, operation, new values as JSON


def find_drift(result: VerificationResult) -> Iterator[HistoryFault]:
    """Yield each difference of rows and history, by table, then of roles and uses.

    Inside `event_stream.snapshot`.
    """
    for name, faults in [
        *((table.name, _find_table_drift(table, result)) for table in iter_audited_tables(apps)),
        (ROLES, _find_role_faults()),
        ("tracker_publicationuse", _find_changed_uses()),
    ]:
        # PostgreSQL reads on after an error only from a savepoint; SQLite needs none.
        savepoint = transaction.atomic() if connection.vendor == "postgresql" else nullcontext()
        try:
            with savepoint:
                yield from faults
        except DatabaseError as error:
            if is_undecodable(error):
                raise
            yield HistoryFault(
                _("%(table)s: the database can’t read it (%(why)s).")
                % {"table": name, "why": str(error).splitlines()[0]}
            )


def _find_table_drift(table: Table, result: VerificationResult) -> Iterator[HistoryFault]:
    with (  # closed before their savepoint is left: a cursor can't be closed after it
        closing(read_chunks(HISTORY, [table.name])) as history,
        closing(read_chunks(triggers.get_dialect(connection).build_rows_query(table), [])) as live,
    ):
        for key, row, events in _join_by_key(
            chain.from_iterable(live), groupby(chain.from_iterable(history), key=itemgetter(0))
        ):
            result.rows += row is not None
            if (difference := _compare(table, row, events)) is not None:
                sequence, words = difference
                yield HistoryFault(
                    _("%(table)s %(key)s: %(words)s.")
                    % {
                        "table": table.name,
                        "key": key if isinstance(key, int) else "?",
                        "words": words,
                    },
                    sequence,
                )


def _find_role_faults() -> Iterator[HistoryFault]:
    """Compare the roles with the code, which alone says what each of them may do."""
    names = set(Role.objects.values_list("name", flat=True))
    for words, roles in (
        (_("The role “%(role)s” is missing."), set(vocabulary.Group.values) - names),
        (_("The role “%(role)s” is not part of Heed."), names - set(vocabulary.Group.values)),
        (
            _("The role “%(role)s” has permissions. Heed gives none."),
            set(Role.objects.exclude(permissions=None).values_list("name", flat=True)),
        ),
    ):
        yield from (HistoryFault(words % {"role": role}) for role in sorted(roles))


def _find_changed_uses() -> Iterator[HistoryFault]:
    """Compare the rows that publications used with the commitment made then."""
    sql = (
        'SELECT publication_id, "table", "key", version FROM tracker_publicationuse '
        "ORDER BY publication_id"
    )
    by_publication = groupby(read_rows(sql, []), key=itemgetter(0))
    uses = {key: [row[1:] for row in rows] for key, rows in by_publication}
    publications = models.Publication.objects.order_by("pk")
    for key, title, commitment in publications.values_list("pk", "title", "uses_hash"):
        used = uses.get(key, [])
        hashed = commitments.digest(commitments.list_uses(used))
        if (used or commitment) and not commitments.is_commitment_to(commitment, hashed):
            message = (
                _("“%(title)s”: the rows it used differ from those recorded with it.")
                if commitment
                else _("“%(title)s”: the rows it used have no record; run `heed upgrade`.")
            )
            yield HistoryFault(message % {"title": title})


def _join_by_key(
    rows: Iterator[Row], events_by_key: Iterator[tuple[int, Iterator[EventRow]]]
) -> Iterator[tuple[int, str | None, Iterator[EventRow]]]:
    """Yield key, row (None: none) and events of every key in either.

    SQLite lets its owner write a key that is no number: those come last, and no row has one.
    """
    row = next(rows, None)
    for key, events in events_by_key:
        while row is not None and (not isinstance(key, int) or row[0] < key):
            yield row[0], row[1], iter(())
            row = next(rows, None)
        if row is not None and row[0] == key:
            yield key, row[1], events
            row = next(rows, None)
        else:
            yield key, None, events
    while row is not None:
        yield row[0], row[1], iter(())
        row = next(rows, None)


def _compare(
    table: Table, row: str | None, events: Iterator[EventRow]
) -> tuple[int | None, str] | None:
    """Return the event since which a row differs, and how; None where it agrees with history."""
    if (newest := next(events, None)) is None:
        return (
            None
            if row is not None and _may_lack_events(table, row)
            else (None, _("the row exists, but the history does not mention it"))
        )
    _key, last, operation, _new = newest
    if operation == "delete":
        return None if row is None else (last, _("the row exists, although it was deleted"))
    if row is None:
        return last, _("the row is missing, but the history does not record its deletion")
    try:
        values = dict(orjson.loads(row))
    except READ_ERRORS:
        return last, _("its values can’t be read")
    for _key, sequence, operation, new in chain([newest], events):
        try:
            changes = orjson.loads(new or "{}").items()
        except READ_ERRORS:
            return sequence, _("its values in the history can’t be read")
        for column, value in changes:
            if (
                column in values
                and (column not in MASKED_COLUMNS or value != CHANGED)
                and not _is_recorded(values.pop(column), value, column)
            ):
                return sequence, _("%(column)s differs from the history") % {"column": column}
        if operation == "insert":
            break
    for column, value in values.items():
        if value in (None, "", NOTHING) or column not in dict(table.columns):
            continue  # PostgreSQL returns columns that no model has, too
        if column in MASKED_COLUMNS:
            return last, _("%(column)s has no record in the history; run `heed upgrade`") % {
                "column": column
            }
        # A migration that adds a column gives its default to existing rows.
        if value != fields_by_column(models_by_table()[table.name])[column].get_default():
            return last, _("%(column)s has a value that the history never recorded") % {
                "column": column
            }
    return None


def _may_lack_events(table: Table, row: str) -> bool:
    """Return whether a row was written while there were no triggers, and claims nothing.

    Roles are made before the triggers; a verification that finds none of them says so in its row.
    """
    try:
        values = orjson.loads(row)
    except READ_ERRORS:
        return False
    is_role = table.name == ROLES and values["name"] in vocabulary.Group.values
    return is_role or (table.name == "tracker_verification" and bool(values["faults"]))


def _is_recorded(value: object, recorded: object, column: str) -> bool:
    """Return whether history has this value of a row, or a commitment to its digest."""
    if column in MASKED_COLUMNS and value is not None:
        return commitments.is_commitment_to(recorded, value)
    return value == recorded or (  # with fifteen digits only, as SQLite once wrote it
        isinstance(value, float) and float(f"{value:.15g}") == recorded
    )
