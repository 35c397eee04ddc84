"""Drift: rows that say something else than the newest that history tells of each column.

Both are read by key, side by side. History is read newest first: what an event says of a column
counts unless a newer one has spoken of it.
"""

from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Protocol

import orjson
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from tracker.audit.audited_tables import TOLD_AS_CHANGED, Table, fields_of, models_by_table, watched
from tracker.audit.event_stream import UNREADABLE, chunks, is_undecodable
from tracker.audit.triggers import dialect

HISTORY = (
    'SELECT "key", id, operation, new FROM tracker_event '
    "WHERE \"table\" = %s AND operation IN ('insert', 'update', 'delete') ORDER BY \"key\", id DESC"
)
Told = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something wrong: the event it begins at (None: no event), and what it is in words."""

    sequence: int | None
    words: str

    def told(self) -> str:
        """What is wrong, with the event it begins at."""
        if self.sequence is None:
            return self.words
        return _("Event %(sequence)d: %(words)s") % {
            "sequence": self.sequence,
            "words": self.words,
        }


class Counting(Protocol):
    """What counts the rows that were looked at."""

    rows: int


def found(counting: Counting) -> Iterator[Wrong]:
    """What rows and history disagree on, table by table. Inside `stream.snapshot`."""
    for table in watched(apps):
        # PostgreSQL reads on after an error only from a savepoint; SQLite needs none.
        alone = transaction.atomic() if connection.vendor == "postgresql" else nullcontext()
        try:
            with alone:
                yield from _of_table(table, counting)
        except DatabaseError as error:
            if is_undecodable(error):
                raise
            told = _("%(table)s: the database can’t read it (%(why)s).")
            yield Wrong(None, told % {"table": table.name, "why": str(error).splitlines()[0]})


def _of_table(table: Table, counting: Counting) -> Iterator[Wrong]:
    with (  # closed before their savepoint is left: a cursor can't be closed after it
        closing(chunks(HISTORY, [table.name])) as history,
        closing(chunks(dialect(connection).as_told(table), [])) as live,
    ):
        told = groupby(chain.from_iterable(history), key=itemgetter(0))
        for key, row, events in _by_key(chain.from_iterable(live), told):
            counting.rows += row is not None
            wrong = _compared(table, row, events)
            if wrong is not None:
                sequence, words = wrong
                told_key = key if isinstance(key, int) else "?"
                name = _("%(table)s %(key)s: %(words)s.")
                says = {"table": table.name, "key": told_key, "words": words}
                yield Wrong(sequence, name % says)


def _by_key(
    there: Iterator[Told], told: Iterator[tuple[int, Iterator[Told]]]
) -> Iterator[tuple[int, Any, Iterator[Told]]]:
    """A key, its row (None: none), its events: every key that either has.

    SQLite lets its owner write a key that is no number: those come last, and no row has one.
    """
    row = next(there, None)
    for key, events in told:
        while row is not None and (not isinstance(key, int) or row[0] < key):
            yield row[0], row[1], iter(())
            row = next(there, None)
        if row is not None and row[0] == key:
            yield key, row[1], events
            row = next(there, None)
        else:
            yield key, None, events
    while row is not None:
        yield row[0], row[1], iter(())
        row = next(there, None)


def _compared(
    table: Table, row: str | None, events: Iterator[Told]
) -> tuple[int | None, str] | None:
    """The event from which on a row strayed, and how; None where it says what history says."""
    newest = next(events, None)
    if newest is None:
        return None, _("it is there, and history knows nothing of it")
    _key, last, deed, _new = newest
    if deed == "delete":
        return None if row is None else (last, _("it is there, though it was deleted"))
    if row is None:
        return last, _("it is gone, and history does not tell of it")
    try:
        says = dict(orjson.loads(row))
    except UNREADABLE:
        return last, _("what it says can’t be read")
    for _key, sequence, operation, new in chain([newest], events):
        try:
            told = orjson.loads(new or "{}").items()
        except UNREADABLE:
            return sequence, _("what history says of it can’t be read")
        for column, value in told:
            if column not in says or column in TOLD_AS_CHANGED:
                continue
            is_now = says.pop(column)
            if is_now != value and not _is_rounded(is_now, value):
                return sequence, _("%(column)s is not what history says") % {"column": column}
        if operation == "insert":
            break
    for column, value in says.items():
        if value in (None, "") or column not in dict(table.columns):
            continue  # PostgreSQL tells of columns that no model has, too
        if value != _default(table.name, column):
            told_of = _("%(column)s says something that history never told of")
            return last, told_of % {"column": column}
    return None


@cache
def _default(table: str, column: str) -> Any:
    """What a migration gives to the rows there are when it adds a column."""
    return fields_of(models_by_table()[table])[column].get_default()


def _is_rounded(value: Any, told: Any) -> bool:
    """Whether history told a fraction with fifteen digits, as SQLite once did."""
    return isinstance(value, float) and float(f"{value:.15g}") == told
