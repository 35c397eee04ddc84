"""A workbook: the values of its worksheets, a row a line, its cells apart by tabs."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from tracker.files import xml
from tracker.files.texts import xlsx_parts
from tracker.files.texts.said import Said, joined

MOST_CELLS = 2_000_000  # the table is unfolded whole, empty cells too
LAST_ROW, LAST_COLUMN = 2**20, 2**14


def said(content: bytes, parts: Mapping[str, bytes], most: int) -> Said:
    """The values as text; of a workbook that spans far more than it holds only its shared words.

    Raises xml.Harmful for what can't be read.
    """
    linked = xlsx_parts.linked_parts(parts)
    sheets = [part for path, part in parts.items() if path.startswith("xl/") and _is_sheet(part)]
    if sum(map(_span, sheets)) > MOST_CELLS:
        return Said(_shared(parts, most), foot=linked.printed, beside=linked.comments)
    shown: list[str] = []
    hidden: list[str] = []
    left = most
    for name, is_shown, rows in _tables(content):
        into = shown if is_shown else hidden
        for line in (name, *map(_line, rows), ""):
            if left <= 0:
                break
            into.append(line)
            left -= len(line) + 1
    foot = joined("\n".join(hidden), linked.printed)
    return Said("\n".join(shown), foot=foot, beside=linked.comments)


def _is_sheet(part: bytes) -> bool:
    return b"sheetData" in part


def _span(sheet: bytes) -> int:
    """How many cells the rectangle has that holds every cell of a worksheet."""
    rows = columns = row = column = 0

    def start(tag: str, told: dict[str, str]) -> None:
        nonlocal rows, columns, row, column
        match tag.rsplit(" ", 1)[-1]:
            case "row":
                row, column = _number(told.get("r"), row + 1), 0
            case "c":
                letters, digits = _place(told.get("r", ""))
                row, column = digits or row, letters or column + 1
                rows, columns = max(rows, row), max(columns, column)

    xml.walk(sheet, start)
    return rows * columns


def _number(told: str | None, otherwise: int) -> int:
    return int(told) if told and told.isdecimal() and len(told) < 9 else otherwise


def _place(reference: str) -> tuple[int, int]:
    """ "B3" is column 2, row 3; zeros for what is no place, the last place for one beyond."""
    match = re.fullmatch(r"([A-Za-z]{1,9})([0-9]{1,9})", reference)
    if not match:
        return (LAST_COLUMN, LAST_ROW) if reference else (0, 0)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(match[2])


def _tables(content: bytes) -> list[tuple[str, bool, Any]]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return [
            (
                sheet.name,
                sheet.visible == SheetVisibleEnum.Visible,
                book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=True),
            )
            for sheet in book.sheets_metadata
            if sheet.name in book.sheet_names
        ]
    except BaseException as broken:
        # calamine raises many kinds; what goes wrong in its depths comes as no Exception
        if isinstance(broken, Exception) or type(broken).__name__ == "PanicException":
            raise xml.Harmful(str(broken)) from broken
        raise


def _line(row: list[Any]) -> str:
    return "\t".join(map(_cell_text, row)).rstrip("\t")


def _cell_text(value: Any) -> str:
    """A value as text: a day as 2026-03-31, a whole number without its point."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _shared(parts: Mapping[str, bytes], most: int) -> str:
    pieces: list[str] = []
    left = most

    def letters(words: str) -> None:
        nonlocal left
        if left > 0:
            pieces.append(words)
            left -= len(words)

    def end(tag: str) -> None:
        if tag.endswith(" si"):
            pieces.append("\n")

    xml.walk(parts.get("xl/sharedStrings.xml", b"<sst/>"), None, end, letters)
    return "".join(pieces)
