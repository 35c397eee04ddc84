"""Tables in CSV files and workbooks as text. No formula is calculated, no value trusted."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import StringIO
from itertools import chain, count, islice
from pathlib import Path

from django.utils.translation import gettext as _

from tracker import limited_process, vocabulary
from tracker.documents import archives, kinds, plain_text, refusals, workbooks, xml
from tracker.errors import FileUnreadable

LARGEST_TABLE, LARGEST_CSV = 20 * 2**20, 500 * 2**20  # bytes of a file
STREAMED = 2 * 2**20  # bytes from which a CSV file is read row by row
MOST_ROWS = 1_100_000  # of such a file
ROWS, COLUMNS, CELLS = 50_000, 200, 1_000_000
SAMPLE = 200_000  # characters that tell what cuts the lines
DELIMITER_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# Before what a spreadsheet would calculate, as `reporting.csv.escape_formula` puts them.
ESCAPED_FORMULA = re.compile(r"(^|;\s*|[\r\n]\s*)'(?=\s*[=+\-@])")
HEADING_ROWS = 20  # first rows, among which the headings are
MAX_CELL_LENGTH, MOST_OF_FORMULA = 1_000_000, 200  # characters of one cell


type Row = tuple[int, tuple[str, ...]]  # number in the file, from 1, and cells


@dataclass(frozen=True, slots=True)
class Table:
    """Table whose rows are read anew each time, so that a long one needs no memory."""

    kind: str  # "csv", "xlsx"
    headings: tuple[str, ...]
    source: Callable[[], Iterable[Row]]  # of the rows below the headings
    notes: tuple[str, ...] = ()  # warnings for the person who checks the import

    @property
    def rows(self) -> Iterator[Row]:
        """Rows that are not blank."""
        return (row for row in self.source() if any(row[1]))


def _make_table(kind: str, cells: Sequence[tuple[str, ...]], notes: Sequence[str]) -> Table:
    """Return the table of these rows, blank ones too, so that a row keeps its number."""
    head = _find_head(cells)
    return Table(
        kind,
        _name_columns(cells[head] if cells else ()),
        partial(enumerate, cells[head + 1 :], head + 2),
        tuple(notes),
    )


def _find_head(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the header row: the first more than half as full as the fullest."""
    filled = [sum(map(bool, row)) for row in rows[:HEADING_ROWS]]
    fullest = max(filled, default=0)
    return next((index for index, number in enumerate(filled) if number * 2 > fullest), 0)


def _name_columns(cells: Iterable[str]) -> tuple[str, ...]:
    """Name every column; one without is called by its letter, a second of one name "(2)"."""
    names: list[str] = []
    for index, cell in enumerate(cells):
        first = " ".join(cell.split()) or column_letters(index)
        candidates = chain([first], (f"{first} ({turn})" for turn in count(2)))
        names.append(next(name for name in candidates if name not in names))
    return tuple(names)


def read_table_text(text: str, *, kind: str, notes: Sequence[str] = ()) -> Table:
    """Read a table that is stored as CSV, as all were until 0.2."""
    return _make_table(kind, [*_split_cells(StringIO(text, newline=""), ",")], notes)


def read_path(path: Path, *, file_name: str) -> tuple[Table, str]:
    """Return the table of a file and its SHA-256; a long CSV file is read as its rows are.

    Raises FileUnreadable, as `read` does, and OSError.
    """
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    size = path.stat().st_size
    if size > STREAMED and (table := _open_csv(path, size, file_name)):
        return table, sha256
    check_table_size(size, file_name)
    return limited_process.read_limited(
        file_name, read, path.read_bytes(), file_name=file_name
    ), sha256


def _open_csv(path: Path, size: int, file_name: str) -> Table | None:
    """Find the headings of a CSV file in UTF-8; None for anything else."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            sample = stream.read(SAMPLE)
        delimiter = _guess_delimiter(sample)
        rows = [
            *islice(csv.reader(StringIO(sample, newline=""), delimiter=delimiter), HEADING_ROWS)
        ]
    except (UnicodeDecodeError, csv.Error):
        return None
    width = max(map(len, rows), default=0)
    if plain_text.is_binary(sample) or DELIMITER_LINE.match(sample) or width > COLUMNS:
        return None
    check_table_size(size, file_name, most=LARGEST_CSV)
    head = _find_head(rows)
    headings = _name_columns([*rows[head], *[""] * (width - len(rows[head]))])
    return Table("csv", headings, partial(_stream_rows, path, delimiter, head, width, file_name))


def _stream_rows(
    path: Path, delimiter: str, head: int, width: int, file_name: str
) -> Iterator[Row]:
    """Yield the rows below the headings. Raises FileUnreadable where the file does not hold on."""
    blank = ("",) * width
    with (
        FileUnreadable.instead_of(csv.Error, refusals.TABLE_UNCLOSED, file=file_name),
        FileUnreadable.instead_of(UnicodeDecodeError, refusals.NO_TABLE, file=file_name),
        path.open(encoding="utf-8-sig", newline="") as stream,
    ):
        for number, row in enumerate(_split_cells(stream, delimiter), 1):
            if number > head + 1:
                yield number, (*row, *blank)[:width]
            if number > MOST_ROWS:
                raise FileUnreadable(
                    refusals.TABLE_TOO_WIDE
                    % {
                        "file": file_name,
                        "rows": MOST_ROWS,
                        "columns": COLUMNS,
                        "cells": MOST_ROWS * COLUMNS,
                    }
                )


def _clean_cell(cell: str) -> str:
    """Return the words of a cell, without the apostrophes by which a download escapes formulas."""
    cell = cell.strip()
    if "\0" in cell:
        raise csv.Error("NUL")
    return ESCAPED_FORMULA.sub(r"\1", cell) if "'" in cell else cell


def _split_cells(lines: Iterable[str], delimiter: str) -> Iterator[tuple[str, ...]]:
    """Split the lines of a CSV file into cells. Raises csv.Error where they don't hold together."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    for row in csv.reader(lines, delimiter=delimiter, strict=True):
        yield tuple(map(_clean_cell, row))


def column_letters(index: int) -> str:
    """Return a spreadsheet's name of a column: 0 is "A", 26 "AA"."""
    before, letter = divmod(index, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + letter)


def check_table_size(size: int, file_name: str, most: int = LARGEST_TABLE) -> None:
    """Refuse a file that is larger than any table. Raises FileUnreadable."""
    FileUnreadable.raise_if(
        size > most,
        _(
            "“%(file)s” was not read: it has more than %(most)d MB. Split it by country or year "
            "and import the parts one by one."
        ),
        file=file_name,
        most=most // 2**20,
    )


def read(content: bytes, *, file_name: str) -> Table:
    """Read the table in a CSV file or workbook.

    Raises FileUnreadable if it is empty, too large, locked, damaged or no table.
    """
    check_table_size(len(content), file_name)
    FileUnreadable.raise_if(not content.strip(), refusals.EMPTY_TABLE, file=file_name)
    FileUnreadable.raise_if(
        content.startswith((kinds.OLE, kinds.PDF, kinds.RTF)), refusals.NO_TABLE, file=file_name
    )
    read_kind = _read_workbook if content.startswith(b"PK") else _read_csv
    table = read_kind(content, file_name)
    FileUnreadable.raise_if(next(table.rows, None) is None, refusals.EMPTY_TABLE, file=file_name)
    return table


def _check_extent(rows: int, columns: int, file_name: str) -> None:
    """Refuse a table of more cells than anybody looks over."""
    FileUnreadable.raise_if(
        rows > ROWS or columns > COLUMNS or rows * columns > CELLS,
        refusals.TABLE_TOO_WIDE,
        file=file_name,
        rows=ROWS,
        columns=COLUMNS,
        cells=CELLS,
    )


def _read_workbook(content: bytes, file_name: str) -> Table:
    """Read the widest worksheet, the first of several, formulas as "=" and their words."""
    parts = archives.parts_of(content, file_name, archives.TABLE)
    FileUnreadable.raise_if(
        kinds.office_kind(parts) != vocabulary.FileKind.XLSX, refusals.NO_TABLE, file=file_name
    )
    with FileUnreadable.instead_of(xml.Harmful, refusals.TABLE_DAMAGED, file=file_name):
        xml.check_parts(parts)
        pages = workbooks.pages_of(parts)
        for page in pages.values():
            _check_extent(page.rows, page.columns, file_name)
        by_name = workbooks.pages_by_name(parts, pages)
        filled = [name for name, page in by_name.items() if page.rows]
        filled.sort(key=lambda name: -by_name[name].columns)  # a sheet to read has one or two
        sheets = workbooks.read_sheets(content, only=filled[:1])
    FileUnreadable.raise_if(not sheets, refusals.EMPTY_TABLE, file=file_name)
    cells = [*sheets[0].rows]
    for (row, column), formula in by_name[filled[0]].formulas.items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = f"={formula[:MOST_OF_FORMULA]}"
    unread = _("Only the worksheet “%(first)s” is read. Not read: %(others)s.") % {
        "first": filled[0],
        "others": ", ".join(filled[1:]),
    }
    return _make_table("xlsx", tuple(map(tuple, cells)), (unread,) if filled[1:] else ())


def _read_csv(content: bytes, file_name: str) -> Table:
    """Read a text, its encoding and delimiter detected."""
    with FileUnreadable.instead_of(FileUnreadable, refusals.NO_TABLE, file=file_name):
        text, notes = plain_text.decode(content)
    text = text.removeprefix("\ufeff")
    FileUnreadable.raise_if(plain_text.is_binary(text), refusals.NO_TABLE, file=file_name)
    FileUnreadable.raise_if(not text.strip(), refusals.EMPTY_TABLE, file=file_name)
    declaration = DELIMITER_LINE.match(text)
    delimiter = declaration.group(1) if declaration else _guess_delimiter(text)
    with FileUnreadable.instead_of(csv.Error, refusals.TABLE_UNCLOSED, file=file_name):
        body = text[declaration.end() :] if declaration else text
        cells = [*_split_cells(StringIO(body, newline=""), delimiter)]
    columns = max(map(len, cells), default=0)
    _check_extent(len(cells), columns, file_name)
    padded = tuple(row + ("",) * (columns - len(row)) for row in cells)
    return _make_table("csv", (() if not declaration else (("",) * columns,)) + padded, notes)


def _guess_delimiter(text: str) -> str:
    """Return the delimiter that cuts the most rows into as many cells as the first full one."""

    def fits(delimiter: str) -> tuple[int, int]:
        """Tell whether a row has as many cells as the first full one."""
        lines = csv.reader(text[:SAMPLE].splitlines(keepends=True), delimiter=delimiter)
        rows = list[list[str]]()
        with suppress(csv.Error):  # as far as they can be read
            rows.extend(islice(filter(None, lines), 50))
        width = max(map(len, rows), default=0)
        return (sum(len(row) == width for row in rows) if width > 1 else 0, width)

    return max(kinds.DELIMITERS, key=fits)


def lay_out_rows(text: str) -> str:
    """Write a table a row a line, its cells apart by tabs; the text as it is if nothing cuts it."""
    lines = text[:10_000].split("\n")
    delimiter = max(";,|\t", key=lambda mark: sum(mark in line for line in lines))
    try:
        rows = [*csv.reader(StringIO(text), delimiter=delimiter)]
    except csv.Error:
        rows = []
    if len(rows) * 2 < text.count("\n"):  # a quote that is never closed swallows what follows
        return text.replace(delimiter, "\t")
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
