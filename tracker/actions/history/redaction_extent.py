"""What was asked of a worker: what is done and holds words is deleted, what waits is told of."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from tracker.actions.history.redaction_text import (
    EVENTS,
    HASHES,
    Said,
    Words,
    audited,
    in_events,
    in_rows,
    is_prose,
    told_texts,
)
from tracker.audit.audited_tables import fields_of, models_by_table
from tracker.audit.event_stream import rows
from tracker.models import Event

FILE = {"args_kwargs__kwargs__has_key": "content"}  # the bytes of a file: nobody looks into them


def finished(sought: Words) -> list[Any]:
    """Keys of what is done and says the words: as it was asked, came out, or went wrong."""
    return list(_holding(sought, DBTaskResult.objects.finished()))


def waiting(sought: Words) -> list[Any]:
    """Keys of what is not done yet and says the words, or brings a file that may."""
    tasks = DBTaskResult.objects.filter(finished_at=None)
    return [*_holding(sought, tasks), *tasks.filter(**FILE).values_list("pk", flat=True)]


def delete(keys: list[Any]) -> None:
    """Delete these, and what a worker has read of files: their words may stand in there."""
    DBTaskResult.objects.filter(pk__in=keys).delete()
    DBTaskResult.objects.finished().filter(**FILE).delete()


def _holding(sought: Words, tasks: Any) -> Iterator[Any]:
    said = tasks.exclude(**FILE).values_list("pk", "args_kwargs", "return_value", "traceback")
    for key, *values in said.order_by("pk").iterator(200):
        if sought.are_in(values):
            yield key


Column = tuple[str, str]  # its table, its name


def in_codes_of_rows(sought: Words) -> Iterator[Column]:
    """Each column of each row that says the words and goes on saying them."""
    for model in audited():
        names = told_texts(model)
        if not names:
            continue
        table = str(model._meta.db_table)
        for values in model._base_manager.values_list(*names).iterator(2_000):
            for name, value in zip(names, values, strict=True):
                if sought.are_in(sought.out_of(value) if is_prose(table, name) else value):
                    yield table, name


def in_codes_of_events(sought: Words) -> Iterator[Column]:
    """Each column of each line of history that says the words and goes on saying them."""
    for row in rows(EVENTS, []):
        event = Said(*row)
        found = set()
        for raw in (event.old, event.new):
            if raw and sought.may_be_in(raw):
                found |= {
                    name
                    for name, value in orjson.loads(raw).items()
                    if _is_told(event.table, name)
                    and sought.are_in(
                        sought.out_of(value) if is_prose(event.table, name) else value
                    )
                }
        for name in sorted(found):
            yield event.table, name


def _is_told(table: str, name: str) -> bool:
    """Whether a column is no hash and none of a few codes that everybody knows."""
    model = models_by_table().get(table)
    field = fields_of(model).get(name) if model else None
    return name not in HASHES and not getattr(field, "choices", None)


pass

REASON: Column = (Event._meta.db_table, "reason")
DONE, WAITING = ("task", "done"), ("task", "waiting")  # what was asked of workers
COPY = "folded_text"  # of a text, to be searched: told with it


@dataclass(frozen=True, slots=True)
class Part:
    """One column that holds the words: in so many rows, and in so many lines of history."""

    noun: str
    field: str
    rows: int
    events: int


@dataclass(frozen=True)
class Extent:
    """How many rows and lines of history hold the words, and in which columns.

    Rows of workers among them. `left_in_…`: where the words stay, since they are codes there.
    """

    rows: int
    events: int
    of_rows: Counter[Column]
    of_events: Counter[Column]
    left_in_rows: Counter[Column]
    left_in_events: Counter[Column]

    @property
    def parts(self) -> list[Part]:
        """Each column that changes, in words, by noun."""
        return _parts(self.of_rows, self.of_events)

    @property
    def left(self) -> list[Part]:
        """The same of each column that goes on saying the words."""
        return _parts(self.left_in_rows, self.left_in_events)

    @property
    def mark(self) -> str:
        """The same as long as the same columns of as many rows and lines hold the words."""
        columns = [sorted(of.items()) for of in (self.of_rows, self.of_events)]
        told = [self.rows, self.events, *columns]
        return sha256(json.dumps(told).encode()).hexdigest()[:16]


def extent_of(words: str) -> Extent:
    """Where words stand at this moment."""
    sought = Words(words)
    rows = events = 0
    of_rows: Counter[Column] = Counter()
    of_events: Counter[Column] = Counter()
    for model, _key, values in in_rows(sought):
        rows += 1
        of_rows.update((model._meta.db_table, name) for name in values)
    for event, values in in_events(sought):
        events += 1
        of_events.update(_columns(event, values))
    done, unfinished = len(finished(sought)), len(waiting(sought))
    return Extent(
        rows=rows + done,
        events=events,
        of_rows=of_rows + Counter({DONE: done}),
        of_events=of_events,
        left_in_rows=Counter(in_codes_of_rows(sought)) + Counter({WAITING: unfinished}),
        left_in_events=Counter(in_codes_of_events(sought)),
    )


def _columns(event: Said, values: dict[str, Any]) -> Iterator[Column]:
    """The columns of which an event says the words, before or after; its reason too."""
    if values["reason"] != event.reason:
        yield REASON
    names = set()
    for raw, left in ((event.old, values["old"]), (event.new, values["new"])):
        said = json.loads(raw) if raw else {}
        names |= {name for name, value in said.items() if left[name] != value}
    for name in sorted(names):
        yield event.table, name


def _parts(of_rows: Counter[Column], of_events: Counter[Column]) -> list[Part]:
    found = [
        Part(*_in_words(column), of_rows[column], of_events[column])
        for column in {**of_rows, **of_events}
        if column[1] != COPY
    ]
    return sorted(found, key=lambda part: (part.noun, part.field))


def _in_words(column: Column) -> tuple[str, str]:
    if column in (DONE, WAITING):
        deleted, waits = _("done, the row is deleted"), _("not done yet: wait for it, look again")
        return _("What was asked of a worker"), deleted if column == DONE else waits
    table, name = column
    model = models_by_table().get(table)
    field = fields_of(model).get(name) if model else None
    noun = str(model._meta.verbose_name) if model else table
    return capfirst(noun), str(field.verbose_name) if field else name
