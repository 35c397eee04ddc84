"""Text of a workbook: its cells, and what stands beside them in boxes, headers and comments."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from tracker.documents import xml
from tracker.documents.texts.parts import FileText, joined

COMMENTS = frozenset({"comments", "ThreadedComments"})
WORDS = frozenset({"t", "text"})  # of boxes, charts and comments
HEADS = frozenset(
    f"{which}{where}" for which in ("odd", "even", "first") for where in ("Header", "Footer")
)
KEPT_ROWS = frozenset({"pivotCacheDefinition", "pivotCacheRecords"})  # copies of a table's cells
LINKED_ROWS = "externalLink"  # and of another workbook's
DRAWN = re.compile(r"xl/(drawings|charts|diagrams|pivotCache|externalLinks)/[^/]+\.xml", re.I)
CODES = re.compile(r'&"[^"]*"|&K[0-9A-F]{6}|&\d+|&[A-Za-z]')  # how a head is set


@dataclass(frozen=True, slots=True)
class Others:
    """Text beside the cells: `printed` stays in the copy without metadata, comments don't."""

    printed: str
    comments: str


def linked_parts(parts: Mapping[str, bytes]) -> Others:
    """Extract the text beside the cells. Raises xml.Harmful."""
    printed: list[str] = []
    comments: list[str] = []
    for path, part in parts.items():
        if not path.startswith("xl/") or not path.endswith(".xml"):
            continue
        if b"eaderFooter" in part:
            printed += [CODES.sub(" ", words) for words in _part_text(part, HEADS)]
        elif xml.root_of(part) in COMMENTS:
            comments += _part_text(part, WORDS)
        elif DRAWN.fullmatch(path):
            printed += _drawn(part)
    return Others("\n".join(printed), "\n".join(comments))


def _drawn(part: bytes) -> list[str]:
    root = xml.root_of(part)
    if root in KEPT_ROWS:
        return _rows(part)
    return _part_text(part, {"v"} if root == LINKED_ROWS else WORDS)


def _part_text(part: bytes, wanted: set[str] | frozenset[str]) -> list[str]:
    """Extract the text of those elements, a paragraph or comment a line."""
    lines: list[str] = [""]
    within = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal within
        within = name.rsplit(" ", 1)[-1] in wanted

    def end(name: str) -> None:
        nonlocal within
        within = False
        if name.rsplit(" ", 1)[-1] in ("p", "text", *(wanted - WORDS)) and lines[-1]:
            lines.append("")

    def letters(words: str) -> None:
        if within:
            lines[-1] += words

    xml.walk(part, start, end, letters)
    return [line for line in lines if line.strip()]


def _rows(part: bytes) -> list[str]:
    """Extract the texts and figures that a pivot table keeps of its source, a row a line."""
    lines: list[str] = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        if "v" in attributes and name.endswith((" s", " n", " d")):
            lines[-1] += attributes["v"].removesuffix("T00:00:00") + "\t"

    def end(name: str) -> None:
        if name.endswith((" r", " cacheField")):
            lines.append("")

    xml.walk(part, start, end)
    return [line for line in lines if line]


MOST_CELLS = 2_000_000  # the table is unfolded whole, empty cells too
LAST_ROW, LAST_COLUMN = 2**20, 2**14


def read_text(content: bytes, parts: Mapping[str, bytes], most: int) -> FileText:
    """Extract the values; of a workbook that spans far more than it holds its shared words alone.

    Raises xml.Harmful for what can't be read.
    """
    linked = linked_parts(parts)
    sheets = [part for path, part in parts.items() if path.startswith("xl/") and _is_sheet(part)]
    if sum(map(_span, sheets)) > MOST_CELLS:
        return FileText(_shared(parts, most), foot=linked.printed, beside=linked.comments)
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
    return FileText("\n".join(shown), foot=foot, beside=linked.comments)


def _is_sheet(part: bytes) -> bool:
    return b"sheetData" in part


def _span(sheet: bytes) -> int:
    """Count the cells of the rectangle that holds every cell of a worksheet."""
    rows = columns = row = column = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal rows, columns, row, column
        match tag.rsplit(" ", 1)[-1]:
            case "row":
                row, column = _number(attributes.get("r"), row + 1), 0
            case "c":
                letters, digits = _place(attributes.get("r", ""))
                row, column = digits or row, letters or column + 1
                rows, columns = max(rows, row), max(columns, column)

    xml.walk(sheet, start)
    return rows * columns


def _number(attributes: str | None, otherwise: int) -> int:
    return (
        int(attributes)
        if attributes and attributes.isdecimal() and len(attributes) < 9
        else otherwise
    )


def _place(reference: str) -> tuple[int, int]:
    """Convert a reference to column and row: "B3" is (2, 3); zeros for what is no reference."""
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
    """Format a value: a day as 2026-03-31, a whole number without its point."""
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
