"""What a redaction would change: shown to the second person before, and held to when it is done."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.actions.redacting import queue
from tracker.actions.redacting.left import Column, in_codes_of_events, in_codes_of_rows
from tracker.actions.redacting.words import Said, Words, in_events, in_rows
from tracker.audit.values import fields_of, models_by_table
from tracker.models import Event

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
    done, unfinished = len(queue.finished(sought)), len(queue.waiting(sought))
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
