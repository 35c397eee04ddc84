"""Keep the search index: entries follow the rows that an action has written."""

from collections.abc import Collection, Iterator, Mapping
from itertools import batched
from typing import Any

from django.db import connections, models, transaction

from tracker.audit import context
from tracker.models import Event, SearchEntry, search
from tracker.summaries.search import (
    INDEXED_TABLES,
    all_keys,
    find_affected,
    find_differences,
)

CHUNK_SIZE = 1000  # rows
# Made after migrations, since no migration can make either of a model. Words are split when they
# are folded: to both databases a space alone separates them. PostgreSQL has an index for each
# model, as one of all would be read for what the other models have too. New words wait in a list
# that each search reads from end to end, of 512 kB at most.
TABLES = {
    "sqlite": [
        "CREATE VIRTUAL TABLE IF NOT EXISTS tracker_searchentry "
        "USING fts5(folded, tokenize = 'ascii', detail = column, columnsize = 0)"
    ],
    "postgresql": [
        "CREATE TABLE IF NOT EXISTS tracker_searchentry "
        "(rowid bigint PRIMARY KEY, folded text NOT NULL)",
        *(
            f"CREATE INDEX IF NOT EXISTS searchentry_{name} ON tracker_searchentry "
            f"USING gin ({search.VECTOR.format(column='folded')}) "
            "WITH (gin_pending_list_limit = 512) "
            "WHERE rowid BETWEEN {} AND {}".format(*search.range_of(name))
            for name in search.INDEXED
        ),
        "DROP INDEX IF EXISTS searchentry_words",  # the one of all models that was made before
    ],
}


def make_table(using: str, **kwargs: Any) -> None:
    """Make the table of the index. One that exists stays."""
    with connections[using].cursor() as cursor:
        for statement in TABLES[connections[using].vendor]:
            cursor.execute(statement)


def index_changes(after: int, **kwargs: Any) -> None:
    """Index what this request or command has written since an event, in its transaction."""
    if affected := find_affected(
        Event.objects.filter(
            pk__gt=after, table__in=INDEXED_TABLES, request=context.current().request
        )
        .order_by("pk")
        .values_list(
            "table",
            "key",
            models.Case(
                models.When(operation="update", then="new"), output_field=models.JSONField()
            ),
            "recommendation",
        )
        .iterator()
    ):
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
