"""Rows of history read in chunks, so that memory stays flat at any number."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from struct import error as OddLength  # noqa: N812
from typing import Any

from django.db import DatabaseError, DataError, connections, transaction

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
