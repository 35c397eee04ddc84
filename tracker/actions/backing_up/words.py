"""Values of a row as words of JSON that are the same on both databases, and back."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from tracker.actions.backing_up.tables import table
from tracker.audit.audited import JSON, KIND, MOMENT
from tracker.audit.numbers import in_json

AT_ONCE = 2_000
BYTES = "bytes"
KINDS = {**KIND, "BinaryField": BYTES}


def lines(model: type[models.Model], using: str) -> Generator[bytes]:
    """All rows of a table, by key, one line each."""
    names = columns(model)
    everything = model._base_manager.using(using).order_by("pk")
    told = everything.values_list(*(one.attname for one in model._meta.local_concrete_fields))
    for values in told.iterator(chunk_size=AT_ONCE):
        yield line(dict(zip(names, values, strict=True)))


def line(row: dict[str, Any]) -> bytes:
    """A row as one line of JSON: columns by name, keys in order."""
    text = as_text(row)
    if "e+" in text or "-0.0" in text:  # maybe a number that PostgreSQL writes otherwise
        text = as_text({name: in_json(value) for name, value in row.items()})
    return text.encode(errors="surrogatepass") + b"\n"


def as_text(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_told
    )


def columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields]


def rows(told: Iterator[bytes], model: type[models.Model], vendor: str) -> Iterator[Sequence[Any]]:
    """Lines as rows that this database takes, in the order of `columns`. Raises ValueError."""
    names = columns(model)
    back = [
        (at, _back(field, vendor)) for at, field in enumerate(model._meta.local_concrete_fields)
    ]
    ways = [(at, way) for at, way in back if way]
    for one in told:
        row = json.loads(one)
        if not isinstance(row, dict) or row.keys() != set(names):
            raise ValueError(f"{table(model)}: {one[:200].decode(errors='replace').strip()}")
        values = [row[name] for name in names]
        for at, way in ways:
            if values[at] is not None:
                values[at] = way(values[at])
        yield values


def _told(value: Any) -> str:
    """A value that JSON has no words for."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode("ascii")
    raise TypeError(f"A backup has no words for {value!r}.")


def _back(field: "models.Field[Any, Any]", vendor: str) -> Callable[[Any], Any] | None:
    """What makes a value of the words; None where they are the value.

    Raises KeyError for a type of field that has no words yet: add it to KINDS.
    """
    kind = KINDS[field.get_internal_type()]
    if kind == MOMENT:
        return _moment_of_sqlite if vendor == "sqlite" else None
    ways: dict[str, Callable[[Any], Any]] = {JSON: as_text, BYTES: b64decode}
    return ways.get(kind)


def _moment_of_sqlite(words: str) -> str:
    """As Django writes it, so that a lookup finds it: without microseconds where they are 0."""
    return f"{words[:10]} {words[11:26]}".removesuffix(".000000")
