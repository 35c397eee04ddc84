"""Tables in CSV files and workbooks as text. No formula is calculated, no value trusted."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.documents import archives, kinds, refusals, workbooks, xml
from tracker.documents.plain_text import decode, is_binary
from tracker.errors import FileUnreadable
from tracker.vocabulary import FileKind

LARGEST_TABLE = 20 * 2**20  # bytes of a file
ROWS, COLUMNS, CELLS = 50_000, 200, 1_000_000
CHARACTERS = 50_000_000  # of all cells together
SAMPLE = 200_000  # characters that tell what cuts the lines
DELIMITER_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
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
        """Table as CSV, which `read_table_text` reads back."""
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(self.cells)
        return buffer.getvalue()


def read_table_text(text: str, *, kind: str, notes: Sequence[str] = ()) -> Table:
    """Read the table that `Table.text` wrote."""
    return Table(kind, _split_cells(text, ","), tuple(notes))


def _split_cells(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    """Split a CSV text into rows of cells. Raises csv.Error when it does not hold together."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return tuple(tuple(cell.strip() for cell in row) for row in lines)


def column_letters(index: int) -> str:
    """Return a spreadsheet's name of a column: 0 is "A", 26 "AA"."""
    before, letter = divmod(index, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + letter)


def check_table_size(size: int, file_name: str) -> None:
    """Refuse a file that is larger than any table. Raises FileUnreadable."""
    if size > LARGEST_TABLE:
        raise refusals.refusal(refusals.TABLE_TOO_LARGE, file_name, most=LARGEST_TABLE // 2**20)


def read(content: bytes, *, file_name: str) -> Table:
    """Read the table in a CSV file or workbook.

    Raises FileUnreadable if it is empty, too large, locked, damaged or no table.
    """
    check_table_size(len(content), file_name)
    if not content.strip():
        raise refusals.refusal(refusals.EMPTY_TABLE, file_name)
    if content.startswith((kinds.OLE, kinds.PDF, kinds.RTF)):
        raise refusals.refusal(refusals.NO_TABLE, file_name)
    read_kind = _read_workbook if content.startswith(b"PK") else _read_csv
    table = read_kind(content, file_name)
    if next(table.rows, None) is None:
        raise refusals.refusal(refusals.EMPTY_TABLE, file_name)
    return table


def _check_extent(rows: int, columns: int, characters: int, file_name: str) -> None:
    """Refuse a table of more cells or characters than anybody looks over."""
    cells = rows * columns
    if rows > ROWS or columns > COLUMNS or cells > CELLS or characters > CHARACTERS:
        most = {"rows": ROWS, "columns": COLUMNS, "cells": CELLS}
        raise refusals.refusal(refusals.TABLE_TOO_WIDE, file_name, **most)


def _read_workbook(content: bytes, file_name: str) -> Table:
    """Read the widest worksheet, the first of several, formulas as "=" and their words."""
    parts = archives.parts_of(content, file_name, archives.TABLE)
    if kinds.office_kind(parts) != FileKind.XLSX:
        raise refusals.refusal(refusals.NO_TABLE, file_name)
    try:
        xml.check_parts(parts)
        pages = workbooks.pages_of(parts)
        for page in pages.values():
            _check_extent(page.rows, page.columns, page.characters, file_name)
        by_name = workbooks.pages_by_name(parts, pages)
        filled = [name for name, page in by_name.items() if page.rows]
        filled.sort(key=lambda name: -by_name[name].columns)  # a sheet to read has one or two
        sheets = workbooks.read_sheets(content, only=filled[:1])
    except xml.Harmful as damage:
        raise refusals.refusal(refusals.TABLE_DAMAGED, file_name) from damage
    if not sheets:
        raise refusals.refusal(refusals.EMPTY_TABLE, file_name)
    cells = [*sheets[0].rows]
    for (row, column), formula in by_name[filled[0]].formulas.items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = f"={formula}"
    notes = []
    if filled[1:]:
        notes.append(
            _("Only the worksheet “%(first)s” is read. Not read: %(others)s.")
            % {"first": filled[0], "others": ", ".join(filled[1:])}
        )
    return Table("xlsx", tuple(map(tuple, cells)), tuple(notes))


def _read_csv(content: bytes, file_name: str) -> Table:
    """Read a text, its encoding and delimiter detected."""
    try:
        text, notes = decode(content)
    except FileUnreadable as binary:
        raise refusals.refusal(refusals.NO_TABLE, file_name) from binary
    text = text.removeprefix("\ufeff")
    if is_binary(text):
        raise refusals.refusal(refusals.NO_TABLE, file_name)
    if not text.strip():
        raise refusals.refusal(refusals.EMPTY_TABLE, file_name)
    declaration = DELIMITER_LINE.match(text)
    delimiter = declaration.group(1) if declaration else _guess_delimiter(text)
    try:
        cells = _split_cells(text[declaration.end() :] if declaration else text, delimiter)
    except csv.Error as broken:
        raise refusals.refusal(refusals.TABLE_UNCLOSED, file_name, why=broken) from broken
    columns = max(map(len, cells), default=0)
    _check_extent(len(cells), columns, len(text), file_name)
    padded = tuple(row + ("",) * (columns - len(row)) for row in cells)
    return Table("csv", (() if not declaration else (("",) * columns,)) + padded, tuple(notes))


def _guess_delimiter(text: str) -> str:
    """Return the delimiter that cuts the most rows into as many cells as the first full one."""

    def fits(delimiter: str) -> tuple[int, int]:
        """Tell whether a row has as many cells as the first full one."""
        rows = _sample_rows(text, delimiter)
        width = max(map(len, rows), default=0)
        return (sum(len(row) == width for row in rows) if width > 1 else 0, width)

    return max(kinds.DELIMITERS, key=fits)


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


def lay_out_rows(text: str) -> str:
    """Write a table a row a line, its cells apart by tabs; the text as it is if nothing cuts it."""
    lines = text[:10_000].split("\n")
    delimiter = max(";,|\t", key=lambda mark: sum(mark in line for line in lines))
    try:
        rows = [*csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        rows = []
    if len(rows) * 2 < text.count("\n"):  # a quote that is never closed swallows what follows
        return text.replace(delimiter, "\t")
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
