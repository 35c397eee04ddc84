"""Measure where words stand: in rows, history and the tasks of workers."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from tracker.actions.history.redaction_text import (
    EVENTS,
    HASHES,
    EventText,
    RedactedValues,
    SearchWords,
    audited_models,
    find_in_events,
    find_in_rows,
    is_prose,
    unredacted_columns,
)
from tracker.audit.audited_tables import fields_by_column, models_by_table
from tracker.audit.event_stream import read_rows
from tracker.models import Event

type Task = DBTaskResult[Any, Any]

FILE = {"args_kwargs__kwargs__has_key": "content"}  # the bytes of a file, which are not searched


def finished_tasks(words: SearchWords) -> list[UUID]:
    """Return the keys of finished tasks with the words, in arguments, result or traceback."""
    return list(_matching_tasks(words, DBTaskResult.objects.finished()))


def waiting_tasks(words: SearchWords) -> list[UUID]:
    """Return the keys of tasks that wait, with the words, or with a file that may hold them."""
    tasks = DBTaskResult.objects.filter(finished_at=None)
    return [*_matching_tasks(words, tasks), *tasks.filter(**FILE).values_list("pk", flat=True)]


def delete_tasks(keys: list[UUID]) -> None:
    """Delete these tasks, and finished tasks with a file, which may hold the words."""
    DBTaskResult.objects.filter(pk__in=keys).delete()
    DBTaskResult.objects.finished().filter(**FILE).delete()


def _matching_tasks(words: SearchWords, tasks: QuerySet[Task]) -> Iterator[UUID]:
    rows = tasks.exclude(**FILE).values_list("pk", "args_kwargs", "return_value", "traceback")
    for key, *values in rows.order_by("pk").iterator(200):
        if words.match(values):
            yield key


Column = tuple[str, str]  # table, column


def remaining_in_rows(words: SearchWords) -> Iterator[Column]:
    """Yield each column of each row in which the words remain."""
    for model in audited_models():
        names = unredacted_columns(model)
        if not names:
            continue
        table = str(model._meta.db_table)
        for values in model._base_manager.values_list(*names).iterator(2_000):
            for name, value in zip(names, values, strict=True):
                if words.match(words.redact(value) if is_prose(table, name) else value):
                    yield table, name


def remaining_in_events(words: SearchWords) -> Iterator[Column]:
    """Yield each column of each event in which the words remain."""
    for row in read_rows(EVENTS, []):
        event = EventText(*row)
        names = set()
        for raw in (event.old, event.new):
            if raw and words.may_match(raw):
                names |= {
                    name
                    for name, value in orjson.loads(raw).items()
                    if _is_searched(event.table, name)
                    and words.match(words.redact(value) if is_prose(event.table, name) else value)
                }
        for name in sorted(names):
            yield event.table, name


def _is_searched(table: str, name: str) -> bool:
    """Return whether a column is searched: neither a hash nor a code with choices."""
    model = models_by_table().get(table)
    field = fields_by_column(model).get(name) if model else None
    return name not in HASHES and not getattr(field, "choices", None)


REASON: Column = (Event._meta.db_table, "reason")
DONE, WAITING = ("task", "done"), ("task", "waiting")  # tasks of workers
COPY = "folded_text"  # of another column, for searching; reported with that


@dataclass(frozen=True, slots=True)
class AffectedColumn:
    """Column with the words, and in how many rows and events of it they stand."""

    noun: str
    field: str
    rows: int
    events: int


@dataclass(frozen=True)
class RedactionExtent:
    """Rows and events that hold the words, in all and by column; tasks of workers included.

    `remaining_in_…` count where the words stay, since a code or key holds them.
    """

    rows: int
    events: int
    changed_in_rows: Counter[Column]
    changed_in_events: Counter[Column]
    remaining_in_rows: Counter[Column]
    remaining_in_events: Counter[Column]

    @property
    def changed_columns(self) -> list[AffectedColumn]:
        """The columns that change, by noun."""
        return _affected_columns(self.changed_in_rows, self.changed_in_events)

    @property
    def remaining_columns(self) -> list[AffectedColumn]:
        """The columns in which the words remain, by noun."""
        return _affected_columns(self.remaining_in_rows, self.remaining_in_events)

    @property
    def mark(self) -> str:
        """A hash that changes when other columns, or more rows or events, hold the words."""
        counters = (self.changed_in_rows, self.changed_in_events)
        values = [self.rows, self.events, *(sorted(counter.items()) for counter in counters)]
        return sha256(json.dumps(values).encode()).hexdigest()[:16]


def measure_extent(text: str) -> RedactionExtent:
    """Measure where words stand now."""
    words = SearchWords(text)
    rows = events = 0
    changed_in_rows: Counter[Column] = Counter()
    changed_in_events: Counter[Column] = Counter()
    for model, _key, values in find_in_rows(words):
        rows += 1
        changed_in_rows.update((model._meta.db_table, name) for name in values)
    for event, redacted in find_in_events(words):
        events += 1
        changed_in_events.update(_event_columns(event, redacted))
    finished, waiting = len(finished_tasks(words)), len(waiting_tasks(words))
    return RedactionExtent(
        rows=rows + finished,
        events=events,
        changed_in_rows=changed_in_rows + Counter({DONE: finished}),
        changed_in_events=changed_in_events,
        remaining_in_rows=Counter(remaining_in_rows(words)) + Counter({WAITING: waiting}),
        remaining_in_events=Counter(remaining_in_events(words)),
    )


def _event_columns(event: EventText, values: RedactedValues) -> Iterator[Column]:
    """Yield the columns of an event that hold the words, in old or new values; its reason too."""
    if values["reason"] != event.reason:
        yield REASON
    names = set()
    for raw, redacted in ((event.old, values["old"]), (event.new, values["new"])):
        stored = json.loads(raw) if raw else {}
        names |= {name for name, value in stored.items() if redacted and redacted[name] != value}
    for name in sorted(names):
        yield event.table, name


def _affected_columns(in_rows: Counter[Column], in_events: Counter[Column]) -> list[AffectedColumn]:
    columns = [
        AffectedColumn(*_describe_column(column), in_rows[column], in_events[column])
        for column in {**in_rows, **in_events}
        if column[1] != COPY
    ]
    return sorted(columns, key=lambda column: (column.noun, column.field))


def _describe_column(column: Column) -> tuple[str, str]:
    if column in (DONE, WAITING):
        deleted, waits = _("done, the row is deleted"), _("not done yet: wait for it, look again")
        return _("What was asked of a worker"), deleted if column == DONE else waits
    table, name = column
    model = models_by_table().get(table)
    field = fields_by_column(model).get(name) if model else None
    noun = str(model._meta.verbose_name) if model else table
    return capfirst(noun), str(field.verbose_name) if field else name
