"""Read events in order, as rows of plain values, and keep what is found wrong with them."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from struct import error as OddLength  # noqa: N812
from typing import Any

from django.db import DatabaseError, DataError, connections, transaction
from django.utils.translation import gettext as _

type Row = tuple[Any, ...]  # of a cursor
CHUNK_SIZE = 2_000
# Raised by values that only the owner of a database could have put there.
READ_ERRORS = (AttributeError, DataError, OddLength, OverflowError, TypeError, ValueError)


@contextmanager
def snapshot(using: str = "default") -> Iterator[None]:
    """Read everything inside as of one moment, without blocking writers."""
    connection = connections[using]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:  # an atomic block would lock out writers
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def is_undecodable(error: DatabaseError) -> bool:
    """Return whether SQLite failed to decode a text: then it returns no row of that query."""
    return str(error).startswith("Could not decode to UTF-8")


@contextmanager
def decode_leniently(using: str = "default") -> Iterator[None]:
    """Decode invalid UTF-8 on SQLite with replacement characters. Slower: only after a failure."""
    raw = connections[using].connection
    raw.text_factory = lambda data: data.decode(errors="replace")
    try:
        yield
    finally:
        raw.text_factory = str


def read_chunks(
    sql: str, params: Sequence[int | str], using: str = "default"
) -> Generator[list[Row]]:
    """Yield the rows of a query, CHUNK_SIZE at a time. Inside `snapshot` or a transaction."""
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK_SIZE):
            yield chunk


def read_rows(sql: str, params: Sequence[int | str], using: str = "default") -> Iterator[Row]:
    """Yield the rows of a query one by one, read in chunks."""
    return chain.from_iterable(read_chunks(sql, params, using))


MAX_FAULTS = 100  # kept in a result: a hundred prove that history was rewritten


@dataclass(frozen=True, slots=True)
class HistoryFault:
    """Fault in history: a sentence, and the event that it is about (None: no event)."""

    message: str
    sequence: int | None = None

    def __str__(self) -> str:
        return (
            self.message
            if self.sequence is None
            else _("Event %(sequence)d: %(words)s")
            % {
                "sequence": self.sequence,
                "words": self.message,
            }
        )


@dataclass(frozen=True, slots=True)
class AppliedRedaction:
    """Redaction that was carried out, by whom, and the events that it changed."""

    redaction: int
    asked_by: str
    carried_out_by: str
    events: tuple[int, ...]


@dataclass(slots=True)
class VerificationResult:
    """Counts of what was verified, and the faults, the lowest sequence first."""

    seals: int = 0
    signed: int = 0
    sealed: int = 0  # events
    unsealed: int = 0  # events after the newest seal: only drift speaks for them
    newest: str = ""  # hash of the newest seal
    newest_number: int = 0
    rows: int = 0
    redactions: list[AppliedRedaction] = field(default_factory=list)
    faults: list[HistoryFault] = field(default_factory=list)  # MAX_FAULTS at most
    notes: list[str] = field(default_factory=list)  # what is no fault and should be known
    first_bad: int | None = None  # the lowest sequence of all faults, also of those left out

    @property
    def is_well(self) -> bool:
        """Whether no fault was found."""
        return not self.faults

    @property
    def redacted(self) -> int:
        """Count the events that redactions changed."""
        return len({event for redaction in self.redactions for event in redaction.events})

    def add(self, message: str, sequence: int | None = None) -> None:
        """Add a fault: a sentence, and the event that it is about (None: no event)."""
        self.extend([HistoryFault(message, sequence)])

    def extend(self, faults: Iterable[HistoryFault]) -> None:
        """Add faults; beyond MAX_FAULTS only the lowest sequence is kept up to date."""
        for fault in faults:
            if fault.sequence is not None:
                self.first_bad = min(
                    fault.sequence if self.first_bad is None else self.first_bad, fault.sequence
                )
            if len(self.faults) < MAX_FAULTS:
                self.faults.append(fault)
