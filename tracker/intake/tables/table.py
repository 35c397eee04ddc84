"""A table as text: its headings, and its rows by their number in the file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.errors import Unreadable

LOOKED_AT = 20  # rows in which the headings are looked for
LONGEST = 1_000_000  # characters of one cell


@dataclass(frozen=True, slots=True)
class Table:
    """Every row of the file, blank ones too, so that a row keeps its number."""

    kind: str  # "csv", "xlsx"
    cells: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()  # what whoever looks it over should know

    @property
    def head(self) -> int:
        """Where the headings stand, from 0: the first row more than half as full as the fullest."""
        filled = [sum(map(bool, row)) for row in self.cells[:LOOKED_AT]]
        most = max(filled, default=0)
        return next((at for at, number in enumerate(filled) if number * 2 > most), 0)

    @property
    def headings(self) -> tuple[str, ...]:
        """A name for every column: what has none is called by its letter, a second one "(2)"."""
        named: list[str] = []
        for at, cell in enumerate(self.cells[self.head] if self.cells else ()):
            name = first = " ".join(cell.split()) or letters(at)
            turn = 1
            while name in named:
                turn += 1
                name = f"{first} ({turn})"
            named.append(name)
        return tuple(named)

    @property
    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Below the headings: the number in the file, from 1, and the cells; blank ones not."""
        for number, cells in enumerate(self.cells[self.head + 1 :], self.head + 2):
            if any(cells):
                yield number, cells

    @property
    def text(self) -> str:
        """The same as CSV, which `of_text` reads back."""
        written = io.StringIO(newline="")
        csv.writer(written, lineterminator="\n").writerows(self.cells)
        return written.getvalue()


def of_text(text: str, *, kind: str, notes: Sequence[str] = ()) -> Table:
    """The table that `Table.text` wrote down."""
    return Table(kind, cells_of(text, ","), tuple(notes))


def cells_of(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    """Every row of a CSV text. Raises csv.Error for one that does not hold together."""
    csv.field_size_limit(LONGEST)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return tuple(tuple(cell.strip() for cell in row) for row in lines)


def letters(at: int) -> str:
    """What a spreadsheet calls a column: 0 is "A", 26 "AA"."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def empty(file_name: str) -> Unreadable:
    """The refusal of a file without a row to read."""
    return Unreadable(
        _(
            "“%(file)s” holds no rows. Give a table with headings in one row and a recommendation "
            "in each row below."
        )
        % {"file": file_name}
    )
