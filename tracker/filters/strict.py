"""A set of filters that never shows unfiltered rows as if they were an answer."""

from collections.abc import Iterable, Mapping
from typing import Any

import django_filters
from django.utils.translation import gettext as _

from tracker.filters import conditions
from tracker.progress import Condition


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
        return conditions.conditions(self)

    def each_condition(self) -> tuple[Condition, ...]:
        """The same with one condition per value, so that each can be taken away alone."""
        return conditions.each_condition(self)
