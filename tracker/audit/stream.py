"""Rows of history read through, a few at a time: memory stays flat at any number."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import connections, transaction

AT_ONCE = 2_000


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


def chunks(sql: str, params: list[Any], using: str = "default") -> Iterator[list[tuple[Any, ...]]]:
    """What a query finds, AT_ONCE at a time. Inside `snapshot`, or another transaction."""
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while found := cursor.fetchmany(AT_ONCE):
            yield found


def rows(sql: str, params: list[Any], using: str = "default") -> Iterator[tuple[Any, ...]]:
    """The same, row by row."""
    return chain.from_iterable(chunks(sql, params, using))
