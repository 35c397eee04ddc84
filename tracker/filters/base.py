"""The conditions of a filter in words, for chips above a list and the box of a report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import django_filters
from django.utils.translation import gettext as _

from tracker.formats import day
from tracker.models import Body, Report, User
from tracker.progress import Condition


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


pass


class StrictFilterSet(django_filters.FilterSet):
    """Refuses what it can't read, and parameters that it doesn't know.

    `beside` names parameters that belong to the page: its order, its place.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        beside: Iterable[str] = (),
        **kw: Any,
    ) -> None:
        super().__init__(data, *args, **kw)
        self.beside = frozenset(beside)

    @property
    def unknown(self) -> list[str]:
        """Parameters that no filter answers to."""
        return sorted(set(self.data) - set(self.filters) - self.beside)

    @property
    def problems(self) -> list[str]:
        """What can't be read, as sentences; none when the rows answer what was asked."""
        told = [
            _("%(label)s: %(problem)s") % {"label": self.filters[name].label, "problem": problem}
            for name, found in self.errors.items()
            if name in self.filters
            for problem in found
        ]
        return told + [
            _("No filter is called “%(name)s”. Take it out of the address.") % {"name": name}
            for name in self.unknown
        ]

    @property
    def rows(self) -> Any:
        """The rows asked for; none at all while there are problems."""
        return self.queryset.none() if self.problems else self.qs

    def conditions(self) -> tuple[Condition, ...]:
        """The filters in use, in words; several values of one are joined."""
        return conditions(self)

    def each_condition(self) -> tuple[Condition, ...]:
        """The same with one condition per value, so that each can be taken away alone."""
        return each_condition(self)
