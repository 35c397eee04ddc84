"""Words in rows, history and tasks: where they stand, and squares in their place."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from operator import attrgetter
from typing import Any, TypedDict
from uuid import UUID

import orjson
from django.apps import apps
from django.contrib.auth.models import Group as Role
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from tracker.audit import event_stream, verification
from tracker.audit.audited_tables import (
    MASKED_COLUMNS,
    UNAUDITED_TABLES,
    fields_by_column,
    models_by_table,
)
from tracker.models import Event, RedactedEvent, Redaction, User

# User names are needed to sign in; the rows of a redaction may not hold its words anyway.
NEVER_REDACTED = (User, Redaction, RedactedEvent, Role)
# Codes, keys and sort keys, as a column or as a key inside JSON: a square would break them. Words
# in them are not redacted, and `RedactionExtent.remaining_columns` lists them.
TECHNICAL = frozenset(
    {"code", "slug", "sort_key", "number", "external_id", "country", "mechanism", "reader"}
    | {"other_themes", "review_dates"}
    | {"all", "assignee", "basis", "body", "carry", "closeness", "indicator", "kind", "lifecycle"}
    | {"mechanisms", "overdue", "report", "review_by", "role", "status", "theme", "themes"}
)
HASHES = frozenset(
    {"content_sha256", "seal_hash", "sha256", "clean_sha256", "link_sha256"}
    | {"password", "words_hash"}
)
EVENTS = 'SELECT id, "table", "key", old, new, reason, salt FROM tracker_event ORDER BY id'


type Columns = dict[str, object]
type ChangedRow = tuple[type[models.Model], object, Columns]  # with its key and redacted values
type ModelField = models.Field[Any, Any]


class RedactedValues(TypedDict):
    """Old and new values of an event by column, and its reason."""

    old: Columns | None
    new: Columns | None
    reason: str


@dataclass(frozen=True)
class SearchWords:
    """Words to find, ignoring case and line breaks."""

    words: str

    @cached_property
    def _written(self) -> re.Pattern[str]:
        return re.compile(r"\s+".join(map(_word_pattern, self.words.split())), re.IGNORECASE)

    @cached_property
    def _longest(self) -> re.Pattern[str]:
        return re.compile(_word_pattern(max(self.words.split(), key=len)), re.IGNORECASE)

    def may_match(self, raw: str) -> bool:
        r"""Return False only if the words can't be in a stored text or JSON.

        SQLite stores JSON as it was written: with letters as "\u00eb".
        """
        return "\\u" in raw or bool(self._longest.search(raw))

    def match(self, value: object) -> bool:
        """Return whether a value holds the words, in a key of JSON too."""
        match value:
            case str():
                return bool(self._written.search(value))
            case list():
                return any(map(self.match, value))
            case dict():
                return any(map(self.match, (*value, *value.values())))
        return False

    def redact(self, value: object) -> object:
        """Return a value with squares instead of the words; codes and keys inside JSON stay."""
        match value:
            case str():
                return self._written.sub(
                    lambda match: re.sub(r"\S", verification.REDACTION_MARK, match[0]), value
                )
            case list():
                return [self.redact(part) for part in value]
            case dict():
                return {
                    name: part if name in TECHNICAL else self.redact(part)
                    for name, part in value.items()
                }
        return value


def _word_pattern(word: str) -> str:
    """Return a pattern for a word; an accented letter matches one character or, as in PDFs, two."""
    return "".join(
        re.escape(letter)
        if letter == decomposed
        else f"(?:{re.escape(letter)}|{re.escape(decomposed)})"
        for letter in unicodedata.normalize("NFC", word)
        for decomposed in [unicodedata.normalize("NFD", letter)]
    )


@dataclass(frozen=True, slots=True)
class EventText:
    """Text of an event, as stored."""

    sequence: int
    table: str
    key: int
    old: str | None
    new: str | None
    reason: str
    salt: str


def serialize_values(values: RedactedValues) -> tuple[str | None, str | None, str]:
    """Serialize redacted values of an event as the arguments of `committed`."""
    old, new = (
        None if side is None else orjson.dumps(side).decode()
        for side in (values["old"], values["new"])
    )
    return old, new, values["reason"]


def find_in_events(
    words: SearchWords, rows: Iterable[ChangedRow]
) -> Iterator[tuple[EventText, RedactedValues]]:
    """Yield each event with the words, and its redacted values by column of the event.

    In events of `rows`, those with the words, commitments to texts are redacted whole: who knows
    the rest of a text could find out by them which words it held.
    """
    masked = {
        (model._meta.db_table, key, name)
        for model, key, values in rows
        for name in values.keys() & MASKED_COLUMNS
    }
    tables = {table for table, _key, _name in masked}
    for row in event_stream.read_rows(EVENTS, []):
        event = EventText(*row)
        texts = (event.old, event.new, event.reason)
        if event.table not in tables and not any(words.may_match(raw or "") for raw in texts):
            continue
        stored: RedactedValues = {
            "old": orjson.loads(event.old) if event.old else None,
            "new": orjson.loads(event.new) if event.new else None,
            "reason": event.reason,
        }
        values: RedactedValues = {
            "old": _redact_columns(words, event, stored["old"], masked),
            "new": _redact_columns(words, event, stored["new"], masked),
            "reason": str(words.redact(event.reason)),
        }
        if values != stored:
            yield event, values


def _redact_columns(
    words: SearchWords, event: EventText, side: Columns | None, masked: set[tuple[str, object, str]]
) -> Columns | None:
    def redact(name: str, value: object) -> object:
        if (event.table, event.key, name) in masked:
            return verification.REDACTION_MARK * len(str(value))
        return words.redact(value) if is_prose(event.table, name) else value

    return side and {name: redact(name, value) for name, value in side.items()}


def find_in_rows(words: SearchWords) -> Iterator[ChangedRow]:
    """Yield each row with the words: its model, key and redacted values by column."""
    for model in audited_models():
        names = sorted(field.attname for field in _texts(model) if _may_change(field))
        if model in NEVER_REDACTED or not names:
            continue
        for key, *values in model._base_manager.values_list("pk", *names).iterator(2_000):
            changed = {
                name: redacted
                for name, value in zip(names, values, strict=True)
                if (redacted := words.redact(value)) != value
            }
            if changed:
                yield model, key, changed


def audited_models() -> list[type[models.Model]]:
    """Return the models whose changes the history records."""
    return [
        model
        for model in apps.get_app_config("tracker").get_models()
        if model._meta.db_table not in UNAUDITED_TABLES
    ]


@cache
def is_prose(table: str, name: str) -> bool:
    """Return whether the events of a column hold text of people or sources, which is redacted.

    True for a column that no model has any more; False for commitments to a text.
    """
    model = models_by_table().get(table)
    field = fields_by_column(model).get(name) if model else None
    return not {model, name} & {*NEVER_REDACTED, *MASKED_COLUMNS} and (
        field is None or (_is_text(field) and _may_change(field))
    )


def unredacted_columns(model: type[models.Model]) -> list[str]:
    """Return the text columns that are not redacted, or not wholly; without hashes."""
    return [
        field.attname
        for field in _texts(model)
        if model in NEVER_REDACTED or not _may_change(field) or isinstance(field, models.JSONField)
    ]


def _texts(model: type[models.Model]) -> list[ModelField]:
    return [field for field in model._meta.concrete_fields if _is_text(field)]


def _is_text(field: ModelField) -> bool:
    return (
        isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and field.name not in HASHES
    )


def _may_change(field: ModelField) -> bool:
    return field.name not in TECHNICAL


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


def _matching_tasks(
    words: SearchWords, tasks: "models.QuerySet[DBTaskResult[Any, Any]]"
) -> Iterator[UUID]:
    rows = tasks.exclude(**FILE).values_list("pk", "args_kwargs", "return_value", "traceback")
    return (key for key, *values in rows.order_by("pk").iterator(200) if words.match(values))


Column = tuple[str, str]  # table, column


def find_remaining_in_rows(words: SearchWords) -> Iterator[Column]:
    """Yield each column of each row in which the words remain."""
    for model in audited_models():
        if not (names := unredacted_columns(model)):
            continue
        table = str(model._meta.db_table)
        for values in model._base_manager.values_list(*names).iterator(2_000):
            for name, value in zip(names, values, strict=True):
                if words.match(words.redact(value) if is_prose(table, name) else value):
                    yield table, name


def find_remaining_in_events(words: SearchWords) -> Iterator[Column]:
    """Yield each column of each event in which the words remain."""
    for row in event_stream.read_rows(EVENTS, []):
        event = EventText(*row)
        names = {
            name
            for raw in (event.old, event.new)
            if raw and words.may_match(raw)
            for name, value in orjson.loads(raw).items()
            if _is_searched(event.table, name)
            and words.match(words.redact(value) if is_prose(event.table, name) else value)
        }
        yield from ((event.table, name) for name in sorted(names))


def _is_searched(table: str, name: str) -> bool:
    """Return whether a column is searched: neither a hash nor a code with choices."""
    model = models_by_table().get(table)
    field = fields_by_column(model).get(name) if model else None
    return name not in HASHES | MASKED_COLUMNS and not getattr(field, "choices", None)


DONE, WAITING = ("task", "done"), ("task", "waiting")  # tasks of workers


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

    Words remain in columns where a code or key holds them.
    """

    rows: int
    events: int
    changed_columns: list[AffectedColumn]
    remaining_columns: list[AffectedColumn]
    mark: str  # a hash that changes when other columns, or more rows or events, hold the words


def measure_extent(text: str) -> RedactionExtent:
    """Measure where words stand now."""
    words = SearchWords(text)
    changed_rows = list(find_in_rows(words))
    in_rows: Counter[Column] = Counter({DONE: len(finished_tasks(words))})
    in_rows.update((model._meta.db_table, name) for model, _k, row in changed_rows for name in row)
    in_events, events = Counter[Column](), 0
    for event in find_in_events(words, changed_rows):  # of a common word too many to keep
        in_events.update(_event_columns(*event))
        events += 1
    remaining_in_rows = Counter({WAITING: len(waiting_tasks(words))})
    remaining_in_rows.update(find_remaining_in_rows(words))
    rows = len(changed_rows) + in_rows[DONE]
    values = [rows, events, *(sorted((+columns).items()) for columns in (in_rows, in_events))]
    return RedactionExtent(
        rows=rows,
        events=events,
        changed_columns=_affected_columns(+in_rows, in_events),
        remaining_columns=_affected_columns(
            +remaining_in_rows, Counter(find_remaining_in_events(words))
        ),
        mark=sha256(json.dumps(values).encode()).hexdigest()[:16],
    )


def _event_columns(event: EventText, values: RedactedValues) -> Iterator[Column]:
    """Yield the columns of an event that hold the words, in old or new values; its reason too."""
    if values["reason"] != event.reason:
        yield Event._meta.db_table, "reason"
    names = {
        name
        for raw, redacted in ((event.old, values["old"]), (event.new, values["new"]))
        if raw and redacted
        for name, value in json.loads(raw).items()
        if redacted[name] != value
    }
    yield from ((event.table, name) for name in sorted(names))


def _affected_columns(in_rows: Counter[Column], in_events: Counter[Column]) -> list[AffectedColumn]:
    return sorted(
        (
            AffectedColumn(*_describe_column(column), in_rows[column], in_events[column])
            for column in {**in_rows, **in_events}
        ),
        key=attrgetter("noun", "field"),
    )


def _describe_column(column: Column) -> tuple[str, str]:
    if column in (DONE, WAITING):
        deleted, waits = (
            _("finished, the row is deleted"),
            _("not finished yet: wait, then preview again"),
        )
        return _("Background task"), deleted if column == DONE else waits
    table, name = column
    model = models_by_table().get(table)
    field = fields_by_column(model).get(name) if model else None
    noun = str(model._meta.verbose_name) if model else table
    return capfirst(noun), str(field.verbose_name) if field else name
