"""The conditions of a filter in words, for chips above a list and the box of a report."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import django_filters

from tracker.models import Body, Report, User
from tracker.progress import Condition
from tracker.words import day


def conditions(found: django_filters.FilterSet) -> tuple[Condition, ...]:
    """One condition per filter in use; several values of one are joined."""
    return tuple(
        Condition(
            name=name,
            value=",".join(code for code, _reads in values),
            label=str(found.filters[name].label),
            reads=", ".join(reads for _code, reads in values),
        )
        for name, values in _used(found)
    )


def each_condition(found: django_filters.FilterSet) -> tuple[Condition, ...]:
    """One condition per value, so that each can be taken away alone."""
    return tuple(
        Condition(name=name, value=code, label=str(found.filters[name].label), reads=reads)
        for name, values in _used(found)
        for code, reads in values
    )


def _used(found: django_filters.FilterSet) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Names of the filters in use, with their values as code and words."""
    if not found.form.is_bound or not found.form.is_valid():
        return
    for name in found.filters:
        value = found.form.cleaned_data.get(name)
        if value not in (None, "", []):
            several = value if isinstance(value, list) else [value]
            labels = dict(getattr(found.form.fields[name], "choices", ()))
            yield name, [_read(one, labels) for one in several]


def _read(value: Any, labels: dict[Any, Any]) -> tuple[str, str]:
    match value:
        case Body():
            return value.code, str(value)
        case Report():
            return value.slug, value.cited_as
        case User():
            return value.username, str(value)
        case date():
            return value.isoformat(), day(value)
    return str(value), str(labels.get(value, value))


def in_words(
    filters: Mapping[str, django_filters.Filter], asked: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """What an address asks for, as labels: [("Status", "Partially implemented")]. Reads no row, so
    bodies and people stay codes and names; what no filter answers to stays as it is.
    """
    return [
        (_label(filters, name), ", ".join(_choice(filters, name, value) for value in values))
        for name, values in asked.items()
    ]


def _label(filters: Mapping[str, django_filters.Filter], name: str) -> str:
    return str(filters[name].label) if name in filters else name


def _choice(filters: Mapping[str, django_filters.Filter], name: str, value: str) -> str:
    offered: Any = filters[name].extra.get("choices", ()) if name in filters else ()
    labels = dict(getattr(offered, "choices", offered))
    return str(labels.get(value, value))
