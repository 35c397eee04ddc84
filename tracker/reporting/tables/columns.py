"""A table with typed columns: what a workbook holds in a sheet and CSV in a file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

type Value = str | float | date | None
type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Column[T]:
    """A column: what it is called, what it holds, how it is found, how wide it is in letters.

    Days are dates and numbers are numbers; what is not known is empty, never 0.
    """

    label: Words
    means: Words
    of: Callable[[T], Value]
    width: int = 16


@dataclass(frozen=True, slots=True)
class Listing[T]:
    """A named table. Its rows are made one by one, so that a long one needs no room."""

    code: str  # "evidence"
    name: Words  # as people read it, 31 letters at most
    means: Words
    columns: tuple[Column[T], ...]
    told: Callable[[], Iterable[T]]

    @property
    def head(self) -> tuple[str, ...]:
        """The labels of the columns, in the language in force."""
        return tuple(str(column.label) for column in self.columns)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """The values, row by row."""
        finders = tuple(column.of for column in self.columns)
        for one in self.told():
            yield tuple(found(one) for found in finders)


def yes(is_so: bool) -> str:
    """ "yes", or nothing: a column of marks is read at a glance."""
    from django.utils.translation import gettext as _

    return _("yes") if is_so else ""
