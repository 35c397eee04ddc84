"""Reader of CSV files: encoding and delimiter detected, every cell as text."""

import csv
import re

from django.utils.translation import gettext as _

from tracker.documents.encodings import is_binary
from tracker.documents.guards import check_extent, not_a_table
from tracker.documents.plain_text import decode
from tracker.documents.tables.table import Table, empty_table, split_cells
from tracker.errors import FileUnreadable

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 200_000  # characters
DELIMITER_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read(content: bytes, *, file_name: str) -> Table:
    """Read the rows of a CSV file.

    Raises:
        FileUnreadable: It is no text, or ends within a cell.
    """
    try:
        text, notes = decode(content)
    except FileUnreadable as binary:
        raise not_a_table(file_name) from binary
    text = text.removeprefix("\ufeff")
    if is_binary(text):
        raise not_a_table(file_name)
    if not text.strip():
        raise empty_table(file_name)
    declaration = DELIMITER_LINE.match(text)
    delimiter = declaration.group(1) if declaration else _guess_delimiter(text)
    try:
        cells = split_cells(text[declaration.end() :] if declaration else text, delimiter)
    except csv.Error as broken:
        raise FileUnreadable(
            _(
                "“%(file)s” was not read: a cell in quotes is not closed, or is far too long "
                "(%(why)s). Save the table anew as CSV or as a workbook."
            )
            % {"file": file_name, "why": broken}
        ) from broken
    columns = max(map(len, cells), default=0)
    check_extent(len(cells), columns, len(text), file_name)
    padded = tuple(row + ("",) * (columns - len(row)) for row in cells)
    return Table("csv", (() if not declaration else (("",) * columns,)) + padded, tuple(notes))


def _guess_delimiter(text: str) -> str:
    """Return the delimiter that cuts the most rows into as many cells as the first full one."""

    def fits(delimiter: str) -> tuple[int, int]:
        """Tell whether a row has as many cells as the first full one."""
        rows = _sample_rows(text, delimiter)
        width = max(map(len, rows), default=0)
        return (sum(len(row) == width for row in rows) if width > 1 else 0, width)

    return max(DELIMITERS, key=fits)


def _sample_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the first rows, as far as they can be read."""
    rows: list[list[str]] = []
    lines = csv.reader(text[:SAMPLE].splitlines(keepends=True), delimiter=delimiter)
    try:
        for row in lines:
            if row:
                rows.append(row)
            if len(rows) == 50:
                break
    except csv.Error:
        pass
    return rows
