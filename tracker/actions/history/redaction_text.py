"""Where words stand: in the prose of rows, and in what history says of it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import orjson
from django.apps import apps
from django.db import models

from tracker.audit.audited_tables import OF_HISTORY, fields_of, models_by_table
from tracker.audit.event_stream import rows
from tracker.audit.redactions import SQUARE
from tracker.formats import folded
from tracker.models import RedactedEvent, Redaction, User

TEXTS = (models.CharField, models.TextField, models.JSONField)
# People sign in by their names; what is kept of a redaction may not hold its words.
APART = (User, Redaction, RedactedEvent)
# What addresses, joins and sorts, as a column or by its key inside JSON: broken by a square. Where
# words stand there they stay, and `left` tells of it.
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
EVENTS = 'SELECT id, "table", old, new, reason, salt FROM tracker_event ORDER BY id'


@dataclass(frozen=True)
class Words:
    """Words that are looked for: in capital letters or not, on one line or broken over several."""

    words: str

    @cached_property
    def _written(self) -> re.Pattern[str]:
        return re.compile(r"\s+".join(map(_letters, self.words.split())), re.IGNORECASE)

    @cached_property
    def _folded(self) -> re.Pattern[str]:
        return re.compile(r"\s+".join(map(re.escape, folded(self.words).split())))

    @cached_property
    def _longest(self) -> re.Pattern[str]:
        return re.compile(_letters(max(self.words.split(), key=len)), re.IGNORECASE)

    def may_be_in(self, raw: str) -> bool:
        """False only where they can't be, as the database keeps it: in a text, or in JSON.

        SQLite keeps JSON as it was written: with letters as "\\u00eb".
        """
        return "\\u" in raw or bool(self._longest.search(raw))

    def are_in(self, value: Any) -> bool:
        """Whether a value says them, in whatever place: a key inside JSON too."""
        match value:
            case str():
                return bool(self._written.search(value))
            case list():
                return any(map(self.are_in, value))
            case dict():
                return any(map(self.are_in, (*value, *value.values())))
        return False

    def out_of(self, value: Any) -> Any:
        """A value with squares in their place. Inside JSON codes stay, and names of keys."""
        match value:
            case str():
                return self._written.sub(_squares, value)
            case list():
                return [self.out_of(part) for part in value]
            case dict():
                return {
                    name: part if name in TECHNICAL else self.out_of(part)
                    for name, part in value.items()
                }
        return value

    def out_of_folded(self, text: str) -> str:
        """A text without accents and capital letters, with squares in their place."""
        return self._folded.sub(_squares, text)


def _letters(word: str) -> str:
    """A pattern of a word; a letter with a mark is written as one or, as in many PDFs, as two."""
    return "".join(
        re.escape(one) if one == two else f"(?:{re.escape(one)}|{re.escape(two)})"
        for one in unicodedata.normalize("NFC", word)
        for two in [unicodedata.normalize("NFD", one)]
    )


def _squares(found: re.Match[str]) -> str:
    return re.sub(r"\S", SQUARE, found[0])


@dataclass(frozen=True, slots=True)
class Said:
    """What an event says: as the database hands it out."""

    sequence: int
    table: str
    old: str | None
    new: str | None
    reason: str
    salt: str

    @property
    def values(self) -> tuple[str | None, str | None, str, str]:
        return self.old, self.new, self.reason, self.salt


def left_of(values: Mapping[str, Any]) -> tuple[str | None, str | None, str]:
    """What an event says once these values are written, as `committed` wants it."""
    old, new = (
        None if side is None else orjson.dumps(side).decode()
        for side in (values["old"], values["new"])
    )
    return old, new, values["reason"]


def in_events(sought: Words) -> Iterator[tuple[Said, dict[str, Any]]]:
    """Each event that says the words, and its values without them: of a row, the same columns."""
    for row in rows(EVENTS, []):
        event = Said(*row)
        if not any(sought.may_be_in(raw or "") for raw in (event.old, event.new, event.reason)):
            continue
        was = {
            "old": event.old and orjson.loads(event.old),
            "new": event.new and orjson.loads(event.new),
            "reason": event.reason,
        }
        values = {
            "old": _out_of_columns(sought, event.table, was["old"]),
            "new": _out_of_columns(sought, event.table, was["new"]),
            "reason": sought.out_of(event.reason),
        }
        if values != was:
            yield event, values


def _out_of_columns(sought: Words, table: str, side: Any) -> Any:
    return side and {
        name: sought.out_of(value) if is_prose(table, name) else value
        for name, value in side.items()
    }


def in_rows(sought: Words) -> Iterator[tuple[type[models.Model], Any, dict[str, Any]]]:
    """Each row that says the words, and the values of those columns without them."""
    for model in audited():
        names = sorted(field.attname for field in _texts(model) if _may_change(field))
        if model in APART or not names:
            continue
        for key, *values in model._base_manager.values_list("pk", *names).iterator(2_000):
            changed = {
                name: became
                for name, value in zip(names, values, strict=True)
                if (became := _out_of(sought, name, value)) != value
            }
            if changed:
                yield model, key, changed


def _out_of(sought: Words, name: str, value: Any) -> Any:
    return sought.out_of_folded(value) if name == "folded_text" else sought.out_of(value)


def audited() -> list[type[models.Model]]:
    """The models whose rows history watches."""
    found = apps.get_app_config("tracker").get_models()
    return [model for model in found if model._meta.db_table not in OF_HISTORY]


@cache
def is_prose(table: str, name: str) -> bool:
    """Whether history tells of a column what people or sources wrote.

    So it does of a column that the models know no more: no row could say otherwise.
    """
    model = models_by_table().get(table)
    field = fields_of(model).get(name) if model else None
    return model not in APART and (field is None or (_is_text(field) and _may_change(field)))


def told_texts(model: type[models.Model]) -> list[str]:
    """Columns of texts that are not changed, or not all of what they hold: hashes aside."""
    return [
        field.attname
        for field in _texts(model)
        if model in APART or not _may_change(field) or isinstance(field, models.JSONField)
    ]


def _texts(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if _is_text(field)]


def _is_text(field: Any) -> bool:
    is_text = isinstance(field, TEXTS) and not field.choices
    return is_text and field.name not in HASHES


def _may_change(field: Any) -> bool:
    return field.name not in TECHNICAL
