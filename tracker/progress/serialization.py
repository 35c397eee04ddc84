"""Conversion of a progress report to canonical JSON and back, for publications."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson
from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable
from tracker.progress.report import Progress

VERSION = 1  # raised when earlier frozen reports can no longer be read unchanged

type Reader = Callable[[Any], Any]


def to_json(progress: Progress) -> bytes:
    """Convert a report to canonical UTF-8 JSON: sorted keys, no spaces, ISO dates."""
    plain = orjson.loads(orjson.dumps(progress))  # by name, so that keys can be sorted
    return orjson.dumps({"progress": plain, "version": VERSION}, option=orjson.OPT_SORT_KEYS)


def from_json(content: bytes) -> Progress:
    """Read the report that `to_json` wrote, equal to it in every value.

    Fields that did not exist when it was frozen get their defaults.

    Raises:
        FileUnreadable: It is no frozen report, or one of a version that this tracker doesn't know.
    """
    try:
        document = orjson.loads(content)
        version, plain = document["version"], document["progress"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise FileUnreadable(_not_frozen()) from error
    if version != VERSION:
        raise FileUnreadable(
            _(
                "The report was frozen in version %(version)s, and this tracker reads version "
                "%(known)s. Open it with the tracker that froze it, or a newer one."
            )
            % {"version": version, "known": VERSION}
        )
    try:
        progress: Progress = _reader(Progress)(plain)
    except (TypeError, ValueError, AttributeError) as error:
        raise FileUnreadable(_not_frozen()) from error
    return progress


def _not_frozen() -> str:
    return _(
        "This is no frozen progress report, or it was changed since. Take the file that the "
        "publication holds."
    )


@cache
def _reader(kind: Any) -> Reader:
    """Return the function that reads a value of this type from plain JSON."""
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if get_origin(kind) in (Union, UnionType):
        return _optional_reader(kind)
    if get_origin(kind) is tuple:
        return _tuple_reader(get_args(kind))
    if kind is date:
        return date.fromisoformat
    return _plain_reader((int, float) if kind is float else (kind,))


def _dataclass_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    required = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}

    def read(plain: Mapping[str, Any]) -> Any:
        if not readers.keys() >= plain.keys() >= required:
            raise ValueError(f"These are not the fields of {kind.__name__}.")
        return kind(**{name: readers[name](value) for name, value in plain.items()})

    return read


def _optional_reader(kind: Any) -> Reader:
    (value_kind,) = (member for member in get_args(kind) if member is not NoneType)
    read = _reader(value_kind)
    return lambda plain: None if plain is None else read(plain)


def _tuple_reader(kinds: tuple[Any, ...]) -> Reader:
    if kinds[-1] is Ellipsis:
        read = _reader(kinds[0])
        return lambda plain: tuple(map(read, plain))
    readers = [_reader(kind) for kind in kinds]
    return lambda plain: tuple(read(value) for read, value in zip(readers, plain, strict=True))


def _plain_reader(kinds: tuple[type, ...]) -> Reader:
    def read(plain: Any) -> Any:
        if type(plain) not in kinds:
            raise ValueError(f"{plain!r} is no {kinds[-1].__name__}.")
        return plain

    return read
