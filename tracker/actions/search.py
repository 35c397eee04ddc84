"""Keep the search index: entries follow the rows that an action has written."""

from collections.abc import Collection, Iterator, Mapping
from itertools import batched
from typing import Any

from django.db import connections, transaction
from django.db.models import Case, JSONField, When

from tracker.audit import context
from tracker.models import Event, SearchEntry
from tracker.models.search import TABLES
from tracker.summaries.search import (
    INDEXED_TABLES,
    Change,
    all_keys,
    find_affected,
    find_differences,
)

CHUNK_SIZE = 1000  # rows


def make_table(using: str, **kwargs: Any) -> None:
    """Make the table of the index. One that exists stays."""
    with connections[using].cursor() as cursor:
        for statement in TABLES[connections[using].vendor]:
            cursor.execute(statement)


def index_changes(after: int, **kwargs: Any) -> None:
    """Index what this request or command has written since an event, in its transaction."""
    events = (
        Event.objects.filter(
            pk__gt=after, table__in=INDEXED_TABLES, request=context.current().request
        )
        .order_by("pk")
        .values_list(
            "table",
            "key",
            Case(When(operation="update", then="new"), output_field=JSONField()),
            "recommendation",
        )
    )
    changes = (
        Change(INDEXED_TABLES[table], key, columns, recommendation)
        for table, key, columns, recommendation in events.iterator()
    )
    if affected := find_affected(changes):
        index_rows(affected)


@transaction.atomic
def index_rows(keys: Mapping[str, Collection[int]]) -> int:
    """Make the entries of rows, given by model and key, as the rows are; return how many changed.

    Rows are read in one order, so that two writers do not wait for each other.
    """
    count = 0
    for differences in _iter_differences(keys):
        if outdated := [key for key, (stored, _words) in differences.items() if stored]:
            SearchEntry.objects.filter(pk__in=outdated).delete()
        SearchEntry.objects.bulk_create(
            SearchEntry(pk=key, folded=words)
            for key, (_stored, words) in differences.items()
            if words
        )
        count += len(differences)
    return count


def _iter_differences(
    keys: Mapping[str, Collection[int]],
) -> Iterator[dict[int, tuple[str, str]]]:
    """Yield the differing entries of some rows at a time, which are locked."""
    for name in sorted(keys):
        for chunk in batched(sorted(keys[name]), CHUNK_SIZE):
            yield find_differences(name, chunk)


def rebuild() -> int:
    """Make every entry as its row is; return how many differed."""
    return index_rows(all_keys())


@transaction.atomic
def find_outdated() -> list[int]:
    """Return the keys of all entries that differ from their rows."""
    return [key for differences in _iter_differences(all_keys()) for key in differences]
