"""A progress report as canonical JSON, and back: what a publication is made again from."""

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

VERSION = 1  # goes up when what was frozen before can't be read as the report it was

type Reader = Callable[[Any], Any]


def to_json(progress: Progress) -> bytes:
    """The report in UTF-8, keys sorted, no spaces, dates as ISO: one report, one text."""
    plain = orjson.loads(orjson.dumps(progress))  # by name, so that keys can be sorted
    return orjson.dumps({"progress": plain, "version": VERSION}, option=orjson.OPT_SORT_KEYS)


def from_json(content: bytes) -> Progress:
    """The report that `to_json` wrote, equal to it in every value.

    A value that was not told of yet when it was frozen is empty. Raises Unreadable for what is no
    frozen report, and for one of another version than this tracker knows.
    """
    try:
        whole = orjson.loads(content)
        version, plain = whole["version"], whole["progress"]
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
    """How a value of this type is read from plain JSON."""
    if is_dataclass(kind):
        return _of_fields(kind)
    if get_origin(kind) in (Union, UnionType):
        return _or_nothing(kind)
    if get_origin(kind) is tuple:
        return _several(get_args(kind))
    if kind is date:
        return date.fromisoformat
    return _plain((int, float) if kind is float else (kind,))


def _of_fields(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {one.name: _reader(hints[one.name]) for one in fields(kind)}
    needed = {one.name for one in fields(kind) if one.default is one.default_factory is MISSING}

    def read(plain: Mapping[str, Any]) -> Any:
        if not readers.keys() >= plain.keys() >= needed:
            raise ValueError(f"These are not the fields of {kind.__name__}.")
        return kind(**{name: readers[name](value) for name, value in plain.items()})

    return read


def _or_nothing(kind: Any) -> Reader:
    (held,) = (one for one in get_args(kind) if one is not NoneType)
    read = _reader(held)
    return lambda plain: None if plain is None else read(plain)


def _several(kinds: tuple[Any, ...]) -> Reader:
    if kinds[-1] is Ellipsis:
        read = _reader(kinds[0])
        return lambda plain: tuple(map(read, plain))
    each = [_reader(kind) for kind in kinds]
    return lambda plain: tuple(read(value) for read, value in zip(each, plain, strict=True))


def _plain(kinds: tuple[type, ...]) -> Reader:
    def read(plain: Any) -> Any:
        if type(plain) not in kinds:
            raise ValueError(f"{plain!r} is no {kinds[-1].__name__}.")
        return plain

    return read
