"""Where words stand: in the prose of rows, and in what history says of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import orjson
from django.apps import apps
from django.db import models

from tracker.audit.audited import OF_HISTORY
from tracker.audit.stream import rows
from tracker.models import RedactedEvent, Redaction, User
from tracker.words import folded

SQUARE = "█"  # one for each letter: what is counted in letters stays where it is
TEXTS = (models.CharField, models.TextField, models.JSONField)
# People sign in by their names; what is kept of a redaction may not hold its words.
APART = (User, Redaction, RedactedEvent)
# What addresses, joins and sorts: no prose, and broken by a square.
TECHNICAL = frozenset(
    {"code", "slug", "sort_key", "number", "external_id", "country", "mechanism", "reader"}
    | {"content_sha256", "seal_hash", "conditions"}
    | {"sha256", "clean_sha256", "link_sha256", "page", "paragraph", "period", "previous_period"}
    | {"other_themes", "names_from", "review_dates", "breakdown", "created"}
)
CODE = re.compile(r"[a-z0-9_./-]+")  # what is nothing else, in JSON, is of a vocabulary
EVENTS = 'SELECT id, "table", old, new, reason, salt FROM tracker_event ORDER BY id'


@dataclass(frozen=True)
class Words:
    """Words that are looked for: in capital letters or not, on one line or broken over several."""

    words: str

    @cached_property
    def _written(self) -> re.Pattern[str]:
        return re.compile(r"\s+".join(map(re.escape, self.words.split())), re.IGNORECASE)

    @cached_property
    def _folded(self) -> re.Pattern[str]:
        return re.compile(r"\s+".join(map(re.escape, folded(self.words).split())))

    @cached_property
    def _longest(self) -> re.Pattern[str]:
        return re.compile(re.escape(max(self.words.split(), key=len)), re.IGNORECASE)

    def may_be_in(self, raw: str) -> bool:
        """False only where they can't be, as the database keeps it: in a text, or in JSON."""
        return bool(self._longest.search(raw))

    def out_of(self, value: Any) -> Any:
        """A value with squares in their place. Codes and names of keys in JSON stay."""
        match value:
            case str():
                return self._written.sub(_squares, value)
            case list():
                return [self._out_of_part(part) for part in value]
            case dict():
                return {name: self._out_of_part(part) for name, part in value.items()}
        return value

    def _out_of_part(self, part: Any) -> Any:
        return part if isinstance(part, str) and CODE.fullmatch(part) else self.out_of(part)

    def out_of_folded(self, text: str) -> str:
        """A text without accents and capital letters, with squares in their place."""
        return self._folded.sub(_squares, text)


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
    prose = _prose_by_table().get(table, frozenset())
    return side and {
        name: sought.out_of(value) if name in prose else value for name, value in side.items()
    }


def in_rows(sought: Words) -> Iterator[tuple[type[models.Model], Any, dict[str, Any]]]:
    """Each row that says the words, and the values of those columns without them."""
    for model in _models():
        names = sorted(_prose_by_table()[model._meta.db_table])
        if not names:
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


def _models() -> list[type[models.Model]]:
    found = apps.get_app_config("tracker").get_models()
    return [m for m in found if m not in APART and m._meta.db_table not in OF_HISTORY]


@cache
def _prose_by_table() -> dict[str, frozenset[str]]:
    """The columns of every table that hold what people or sources wrote."""
    return {
        model._meta.db_table: frozenset(
            field.attname for field in model._meta.concrete_fields if _is_prose(field)
        )
        for model in _models()
    }


def _is_prose(field: Any) -> bool:
    return isinstance(field, TEXTS) and not field.choices and field.name not in TECHNICAL
