"""Tables with typed columns: a sheet of a workbook, or a CSV file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

type Value = str | float | date | None
type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Column[T]:
    """A column: its label and description, the value of an item, its width in letters.

    Days are dates and numbers are numbers; an unknown value is empty, never 0.
    """

    label: Words
    description: Words
    value: Callable[[T], Value]
    width: int = 16


@dataclass(frozen=True, slots=True)
class TableData[T]:
    """A named table; its rows are made one at a time, so that a long one needs no memory."""

    code: str  # "evidence"
    name: Words  # for people, 31 letters at most
    description: Words
    columns: tuple[Column[T], ...]
    items: Callable[[], Iterable[T]]

    @property
    def head(self) -> tuple[str, ...]:
        """The labels of the columns, in the language in force."""
        return tuple(str(column.label) for column in self.columns)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Yield the values of each item, row by row."""
        getters = tuple(column.value for column in self.columns)
        for item in self.items():
            yield tuple(value(item) for value in getters)


def yes_or_blank(value: bool) -> str:
    """Return "yes" or an empty text."""
    from django.utils.translation import gettext as _

    return _("yes") if value else ""
