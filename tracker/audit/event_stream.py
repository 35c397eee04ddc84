"""Rows of history read through, a few at a time: memory stays flat at any number."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import chain
from struct import error as OddLength  # noqa: N812
from typing import Any

from django.db import DatabaseError, DataError, connections, transaction

AT_ONCE = 2_000
# What comes of a value that nobody but the owner of a database could put there.
UNREADABLE = (AttributeError, DataError, OddLength, OverflowError, TypeError, ValueError)


@contextmanager
def snapshot(using: str = "default") -> Iterator[None]:
    """Everything read inside is of one moment, and nobody waits for it."""
    connection = connections[using]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:  # an atomic block of ours would lock out who writes
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def is_undecodable(error: DatabaseError) -> bool:
    """Whether SQLite holds bytes in the place of a text: it hands out none of the rows beside."""
    return str(error).startswith("Could not decode to UTF-8")


@contextmanager
def decoding_all(using: str = "default") -> Iterator[None]:
    """Bytes that are no text are read as what nobody wrote. Slower: only where others fail."""
    raw = connections[using].connection
    raw.text_factory = lambda told: told.decode(errors="replace")
    try:
        yield
    finally:
        raw.text_factory = str


def chunks(sql: str, params: list[Any], using: str = "default") -> Generator[list[tuple[Any, ...]]]:
    """What a query finds, AT_ONCE at a time. Inside `snapshot`, or another transaction."""
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while found := cursor.fetchmany(AT_ONCE):
            yield found


def rows(sql: str, params: list[Any], using: str = "default") -> Iterator[tuple[Any, ...]]:
    """The same, row by row."""
    return chain.from_iterable(chunks(sql, params, using))
