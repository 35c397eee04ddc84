"""Strict filter sets, and descriptions of the filters in use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import django_filters
from django.utils.translation import gettext as _

from tracker.formats import format_day
from tracker.models import Body, Report, User
from tracker.progress import Condition


def _used_filters(
    filter_set: django_filters.FilterSet,
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the names of the filters in use, each with the codes and labels of its values."""
    if not filter_set.form.is_bound or not filter_set.form.is_valid():
        return
    for name in filter_set.filters:
        value = filter_set.form.cleaned_data.get(name)
        if value not in (None, "", []):
            values = value if isinstance(value, list) else [value]
            labels = dict(getattr(filter_set.form.fields[name], "choices", ()))
            yield name, [_code_and_label(value, labels) for value in values]


def _code_and_label(value: object, labels: Mapping[object, object]) -> tuple[str, str]:
    match value:
        case Body():
            return value.code, str(value)
        case Report():
            return value.slug, value.cited_as
        case User():
            return value.username, str(value)
        case date():
            return value.isoformat(), format_day(value)
    return str(value), str(labels.get(value, value))


def describe_parameters(
    filters: Mapping[str, django_filters.Filter], parameters: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """Return query parameters as labels: [("Status", "Partially implemented")].

    Reads no row, so bodies and people stay codes and usernames; unknown parameters stay as they
    are.
    """
    return [
        (_label(filters, name), ", ".join(_value_label(filters, name, value) for value in values))
        for name, values in parameters.items()
    ]


def _label(filters: Mapping[str, django_filters.Filter], name: str) -> str:
    return str(filters[name].label) if name in filters else name


def _value_label(filters: Mapping[str, django_filters.Filter], name: str, value: str) -> str:
    choices: Any = filters[name].extra.get("choices", ()) if name in filters else ()
    labels = dict(getattr(choices, "choices", choices))
    return str(labels.get(value, value))


class StrictFilterSet(django_filters.FilterSet):
    """Filter set that refuses values it can't read and parameters it doesn't know.

    `other_parameters` are the names of parameters of the page, such as its order.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        other_parameters: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, *args, **kwargs)
        self.other_parameters = frozenset(other_parameters)

    @property
    def unknown_parameters(self) -> list[str]:
        """Names of parameters that belong to no filter."""
        return sorted(set(self.data) - set(self.filters) - self.other_parameters)

    @property
    def problems(self) -> list[str]:
        """Errors of values and unknown parameters, as sentences."""
        sentences = [
            _("%(label)s: %(problem)s") % {"label": self.filters[name].label, "problem": problem}
            for name, errors in self.errors.items()
            if name in self.filters
            for problem in errors
        ]
        return sentences + [
            _("No filter is called “%(name)s”. Take it out of the address.") % {"name": name}
            for name in self.unknown_parameters
        ]

    @property
    def rows(self) -> Any:
        """The filtered rows; none at all while there are problems."""
        return self.queryset.none() if self.problems else self.qs

    def conditions(self) -> tuple[Condition, ...]:
        """Describe each filter in use by one condition; several values of a filter are joined."""
        return tuple(
            Condition(
                name=name,
                value=",".join(code for code, _label in values),
                label=str(self.filters[name].label),
                display_value=", ".join(label for _code, label in values),
            )
            for name, values in _used_filters(self)
        )

    def each_condition(self) -> tuple[Condition, ...]:
        """Describe each value by a condition of its own, so that it can be removed alone."""
        return tuple(
            Condition(
                name=name, value=code, label=str(self.filters[name].label), display_value=label
            )
            for name, values in _used_filters(self)
            for code, label in values
        )
