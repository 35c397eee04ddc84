"""Worksheets of a filled workbook: values as they are, formulas reported and never trusted."""

import posixpath
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from tracker.documents.guards import sheet_cut_off
from tracker.intake.question_sheets.fields import FieldGroup
from tracker.question_sheets import Field, find_field

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
P = "{http://schemas.openxmlformats.org/package/2006/relationships}"
ROWS, COLUMNS = 5_000, 200  # of a worksheet; every cell in between takes memory

type Cells = list[list[Any]]
type Places = set[tuple[int, int]]  # row and column, from 0


def tables(data: bytes, *, file_name: str) -> Iterator[FieldGroup]:
    """Yield a group for the first page, and one for each row below a header that names fields.

    Raises:
        FileUnreadable: The file is damaged.
    """
    from python_calamine import CalamineWorkbook

    try:
        formulas = _formulas(data)  # first: it refuses what calamine would unfold in memory
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        read = [
            (book.get_sheet_by_name(name).to_python(skip_empty_area=False), formulas[name])
            for name in book.sheet_names
        ]
    except Exception as broken:  # calamine and lxml raise many kinds
        raise sheet_cut_off(file_name) from broken
    for cells, places in read:
        yield from _groups(cells, places)


def _groups(cells: Cells, places: Places) -> Iterator[FieldGroup]:
    header: dict[int, Field] = {}
    first_page = FieldGroup()
    for index, row in enumerate(cells):
        if header:
            group = _row_group(header, row, index, places)
            if any(group.cells.values()) or group.formulas:
                yield group
            continue
        labels = {column: find_field(_words(value)) for column, value in enumerate(row)}
        fields = {column: name for column, name in labels.items() if name is not None}
        if len(fields) > 2 and {Field.REFERENCE, Field.KEY} & set(fields.values()):
            header = fields
        elif (name := labels.get(0)) is not None and len(row) > 1:
            first_page.cells.setdefault(name, _words(row[1]))
    row_keys = (Field.REFERENCE, Field.KEY)
    yield FieldGroup({n: words for n, words in first_page.cells.items() if n not in row_keys})


def _row_group(header: dict[int, Field], row: list[Any], index: int, places: Places) -> FieldGroup:
    group = FieldGroup()
    for column, name in header.items():
        group.cells[name] = _words(row[column]) if column < len(row) else ""
        if (index, column) in places:
            group.formulas.add(name)
    return group


def _words(value: Any) -> str:
    """Format a value as it is read: a day as 2026-03-31, a whole number without its point."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _formulas(data: bytes) -> dict[str, Places]:
    """Return the cells with formulas by worksheet, since calamine gives only their results."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with ZipFile(BytesIO(data)) as archive:
        book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
        targets = {link.get("Id"): link.get("Target") for link in links.iter(f"{P}Relationship")}
        formulas: dict[str, Places] = {}
        for sheet in book.iter(f"{S}sheet"):
            target = targets[sheet.get(f"{R}id")]
            path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            page = etree.fromstring(archive.read(path), parser)
            formulas[sheet.get("name")] = set(_formulas_of(page))
    return formulas


def _formulas_of(page: Any) -> Iterator[tuple[int, int]]:
    """Yield the cells of a worksheet that hold formulas.

    Raises:
        ValueError: It spans far too much.
    """
    row = -1
    for line in page.iter(f"{S}row"):
        row, column = int(line.get("r", row + 2)) - 1, -1
        for cell in line.iter(f"{S}c"):
            position = _place(cell.get("r")) if cell.get("r") else (row, column + 1)
            row, column = position
            if row >= ROWS or column >= COLUMNS:
                raise ValueError(f"a cell at {position}")
            if cell.find(f"{S}f") is not None:
                yield position


def _place(reference: str) -> tuple[int, int]:
    """Convert a cell reference to row and column from 0: "B3" is (2, 1)."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1
