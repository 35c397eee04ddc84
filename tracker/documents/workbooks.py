"""Workbooks: their cells as text, and what stands beside them in boxes, headers and comments."""

import posixpath
import re
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from tracker.documents import plain_text, xml

WORDS = frozenset({"t", "text"})  # of boxes, charts and comments
HEADS = frozenset(
    f"{which}{where}" for which in ("odd", "even", "first") for where in ("Header", "Footer")
)
LINES = frozenset({"p", "text"})  # what ends a line of them
DRAWN = re.compile(r"xl/(drawings|charts|diagrams|pivotCache|externalLinks)/[^/]+\.xml", re.I)
CODES = re.compile(r'&"[^"]*"|&K[0-9A-F]{6}|&\d+|&[A-Za-z]')  # how a head is set
MOST_CELLS = 2_000_000  # the table is unfolded whole, empty cells too
NUMBER = re.compile("[1-9][0-9]{0,8}")
REFERENCE = re.compile(r"([A-Z]{1,9})([1-9][0-9]{0,8})", re.IGNORECASE)

type Value = int | float | str | bool | time | date | datetime | timedelta
type Place = tuple[int, int]  # row and column, from 0


@dataclass(slots=True)
class Page:
    """Extent of a worksheet, and its formulas by place: calamine gives only their results."""

    rows: int = 0
    columns: int = 0
    formulas: dict[Place, str] = field(default_factory=dict)


def pages_of(parts: Mapping[str, bytes]) -> dict[str, Page]:
    """Measure every part that may be a worksheet, by path, since calamine unfolds all it is given.

    Raises xml.Harmful for what can't be measured.
    """
    return {path: _measure(part) for path, part in parts.items() if b"sheetData" in part}


def _measure(part: bytes) -> Page:
    page = Page()
    at: Place = (-1, -1)
    in_cell = in_formula = False
    for event, name, values in xml.events(part):
        tag = "" if event == "text" else xml.bare(name)
        if event == "text" and in_formula:
            page.formulas[at] += name
        elif tag == "f" and in_cell:
            in_formula = event == "start"
            page.formulas.setdefault(at, "")
        elif event == "start" and tag == "row":
            number = values.get("r", "")
            at = (int(number) - 1 if NUMBER.fullmatch(number) else at[0] + 1, -1)
        elif event == "end" and tag == "c":
            in_cell = False
        elif event == "start" and tag == "c":
            in_cell, reference = True, values.get("r")
            at = _place(reference) if reference else (at[0], at[1] + 1)
            page.rows, page.columns = max(page.rows, at[0] + 1), max(page.columns, at[1] + 1)
    return page


def pages_by_name(parts: Mapping[str, bytes], pages: Mapping[str, Page]) -> dict[str, Page]:
    """Return the pages by the names of the sheets that the workbook links. Raises xml.Harmful."""
    targets = {
        values.get("Id"): values.get("Target", "")
        for _event, _name, values in xml.events(parts.get("xl/_rels/workbook.xml.rels", b""))
    }
    by_name = {}
    for event, name, values in xml.events(parts.get("xl/workbook.xml", b"")):
        if event == "start" and xml.bare(name) == "sheet":
            key = next((value for at, value in values.items() if at.endswith(" id")), "")
            path = posixpath.normpath(posixpath.join("/xl", targets.get(key, ""))).lstrip("/")
            by_name[values.get("name", "")] = pages.get(path) or Page()
    return by_name


def _place(reference: str) -> Place:
    """Convert a cell reference to row and column from 0: "B3" is (2, 1). Raises xml.Harmful."""
    if not (match := REFERENCE.fullmatch(reference)):
        raise xml.Harmful(f"a cell at {reference[:20]}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """Worksheet as text: a day as 2026-03-31, a whole number without its point."""

    name: str
    is_shown: bool
    values: list[list[Value]]

    @property
    def rows(self) -> Iterator[list[str]]:
        """Cells of every row as text."""
        return (list(map(_cell_text, row)) for row in self.values)


def read_sheets(
    content: bytes, *, is_trimmed: bool = False, only: Container[str] | None = None
) -> list[Sheet]:
    """Read the worksheets, or `only` some, from their first cell; trimmed, from the first filled.

    Raises xml.Harmful for what can't be read. Measure the pages before: all is unfolded.
    """
    with _harmful_if_damaged():
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return [
            Sheet(
                sheet.name,
                sheet.visible == SheetVisibleEnum.Visible,
                book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=is_trimmed),
            )
            for sheet in book.sheets_metadata
            if sheet.name in book.sheet_names and (only is None or sheet.name in only)
        ]


@contextmanager
def _harmful_if_damaged() -> Iterator[None]:
    """Raise xml.Harmful for what calamine raises: many kinds, and in its depths no Exception."""
    try:
        yield
    except BaseException as broken:
        if isinstance(broken, Exception) or type(broken).__name__ == "PanicException":
            raise xml.Harmful(str(broken)) from broken
        raise


def _cell_text(value: Value) -> str:
    if isinstance(value, date):  # perhaps with a time
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_text(content: bytes, parts: Mapping[str, bytes], most: int) -> plain_text.FileText:
    """Extract the values; of a workbook that spans far more than it holds its shared words alone.

    Raises xml.Harmful for what can't be read.
    """
    printed, comments = _texts_beside(parts)
    beside = "\n".join(comments)
    if _spans_too_far(parts):
        shared = xml.lines_of(parts.get("xl/sharedStrings.xml", b"<sst/>"), {"t"}, {"si"})
        return plain_text.FileText("\n".join(shared)[:most], foot="\n".join(printed), beside=beside)
    shown: list[str] = []
    hidden: list[str] = []
    left = most
    for sheet in read_sheets(content, is_trimmed=True):
        into = shown if sheet.is_shown else hidden
        for line in (sheet.name, *("\t".join(row).rstrip("\t") for row in sheet.rows), ""):
            if left <= 0:
                break
            into.append(line)
            left -= len(line) + 1
    return plain_text.FileText(
        "\n".join(shown),
        foot=plain_text.join_texts("\n".join(hidden), "\n".join(printed)),
        beside=beside,
    )


def _spans_too_far(parts: Mapping[str, bytes]) -> bool:
    try:
        return sum(page.rows * page.columns for page in pages_of(parts).values()) > MOST_CELLS
    except xml.Harmful:
        return True


def _texts_beside(parts: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Extract the lines beside the cells: those that stay in the copy, and comments."""
    printed: list[str] = []
    comments: list[str] = []
    for path in [path for path in parts if path.startswith("xl/") and path.endswith(".xml")]:
        part = parts[path]
        if b"eaderFooter" in part:
            printed += [CODES.sub(" ", line) for line in xml.lines_of(part, HEADS, HEADS | LINES)]
        elif (root := xml.root_of(part)) in ("comments", "ThreadedComments"):
            comments += xml.lines_of(part, WORDS, LINES)
        elif DRAWN.fullmatch(path) and root.startswith("pivotCache"):  # copies of a table's cells
            printed += _kept_rows(part)
        elif DRAWN.fullmatch(path):
            of_cells = {"v"} if root == "externalLink" else set()  # of another workbook
            printed += xml.lines_of(part, of_cells or WORDS, LINES | of_cells)
    return printed, comments


def _kept_rows(part: bytes) -> list[str]:
    """Extract the texts and figures that a pivot table keeps of its source, a row a line."""
    lines = [""]
    for event, name, values in xml.events(part):
        if event == "start" and "v" in values and name.endswith((" s", " n", " d")):
            lines[-1] += values["v"].removesuffix("T00:00:00") + "\t"
        elif event == "end" and name.endswith((" r", " cacheField")):
            lines.append("")
    return [line for line in lines if line]
