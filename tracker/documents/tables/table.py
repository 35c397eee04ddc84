"""Table as text: its headings, and its rows by their number in the file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable

HEADING_ROWS = 20  # first rows, among which the headings are
MAX_CELL_LENGTH = 1_000_000  # characters of one cell


@dataclass(frozen=True, slots=True)
class Table:
    """Table with every row of the file, blank ones too, so that a row keeps its number."""

    kind: str  # "csv", "xlsx"
    cells: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()  # warnings for the person who checks the import

    @property
    def head(self) -> int:
        """Index of the header row, from 0: the first more than half as full as the fullest."""
        filled = [sum(map(bool, row)) for row in self.cells[:HEADING_ROWS]]
        fullest = max(filled, default=0)
        return next((index for index, number in enumerate(filled) if number * 2 > fullest), 0)

    @property
    def headings(self) -> tuple[str, ...]:
        """Name of every column; one without is called by its letter, a second of one name "(2)"."""
        names: list[str] = []
        for index, cell in enumerate(self.cells[self.head] if self.cells else ()):
            name = first = " ".join(cell.split()) or column_letters(index)
            turn = 1
            while name in names:
                turn += 1
                name = f"{first} ({turn})"
            names.append(name)
        return tuple(names)

    @property
    def rows(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Rows below the headings that are not blank: number in the file, from 1, and cells."""
        for number, cells in enumerate(self.cells[self.head + 1 :], self.head + 2):
            if any(cells):
                yield number, cells

    @property
    def text(self) -> str:
        """Table as CSV, which `of_text` reads back."""
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(self.cells)
        return buffer.getvalue()


def read_table_text(text: str, *, kind: str, notes: Sequence[str] = ()) -> Table:
    """Read the table that `Table.text` wrote."""
    return Table(kind, split_cells(text, ","), tuple(notes))


def split_cells(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    """Split a CSV text into rows of cells.

    Raises:
        csv.Error: It does not hold together.
    """
    csv.field_size_limit(MAX_CELL_LENGTH)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return tuple(tuple(cell.strip() for cell in row) for row in lines)


def column_letters(index: int) -> str:
    """Return a spreadsheet's name of a column: 0 is "A", 26 "AA"."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def empty_table(file_name: str) -> FileUnreadable:
    """Make the refusal of a file without a row to read."""
    return FileUnreadable(
        _(
            "“%(file)s” holds no rows. Give a table with headings in one row and a recommendation "
            "in each row below."
        )
        % {"file": file_name}
    )
