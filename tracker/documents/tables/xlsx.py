"""Reader of the first worksheet that holds anything: values as text, formulas as formulas."""

import posixpath
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.parsers import expat  # its input holds no DOCTYPE: see guards
from zipfile import ZipFile

from django.utils.translation import gettext as _

from tracker.documents.guards import CHUNK, check_archive, check_extent, damaged_table
from tracker.documents.tables.table import Table, empty_table
from tracker.errors import FileUnreadable

type Formulas = dict[tuple[int, int], str]  # by row and column, from 0


def read(content: bytes, *, file_name: str) -> Table:
    """Read the values of a worksheet; a formula stands as "=" and its words and is never trusted.

    Raises:
        FileUnreadable: It is damaged, locked, or unpacks to more than a table.
    """
    from python_calamine import CalamineWorkbook

    check_archive(content, file_name)
    try:
        pages = dict(_pages(content, file_name))  # first: calamine unfolds whatever it is given
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        filled = [name for name in book.sheet_names if pages.get(name, Page()).rows]
        if not filled:
            raise empty_table(file_name)
        sheet = book.get_sheet_by_name(filled[0]).to_python(skip_empty_area=False)
    except FileUnreadable:
        raise
    except Exception as broken:  # calamine and expat raise many kinds
        raise damaged_table(file_name) from broken
    cells = [[_words(value) for value in row] for row in sheet]
    for (row, column), formula in pages[filled[0]].formulas.items():
        if row < len(cells) and column < len(cells[row]):
            cells[row][column] = f"={formula}"
    notes = []
    if filled[1:]:
        note = _("Only the worksheet “%(first)s” is read. Left out: %(others)s.")
        notes.append(note % {"first": filled[0], "others": ", ".join(filled[1:])})
    return Table("xlsx", tuple(map(tuple, cells)), tuple(notes))


class Page:
    """Extent of a worksheet, and the places of its formulas."""

    def __init__(self, shared: list[int] | None = None) -> None:
        self.shared, self.formulas = shared or [], dict[tuple[int, int], str]()
        self.rows = self.columns = self.characters = 0
        self._at, self._kind, self._words = (-1, -1), "", ""
        self._in_formula = self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note a row, a cell, a formula or a value that begins."""
        match tag.rsplit(":", 1)[-1]:
            case "row":
                self._at = (int(attributes["r"]) - 1 if "r" in attributes else self._at[0] + 1, -1)
            case "c":
                row, column = self._at
                self._at = _place(attributes["r"]) if "r" in attributes else (row, column + 1)
                self._kind = attributes.get("t", "")
                self.rows = max(self.rows, self._at[0] + 1)
                self.columns = max(self.columns, self._at[1] + 1)
            case "f":
                self._in_formula, self._words = True, ""
                self.formulas[self._at] = ""
            case "v" | "t":
                self._in_value, self._words = True, ""

    def end(self, tag: str) -> None:
        """Store a formula that ends, or count the characters of a value."""
        match tag.rsplit(":", 1)[-1]:
            case "f":
                self.formulas[self._at], self._in_formula = self._words[:200], False
            case "v" | "t":
                is_shared = self._kind == "s" and self._words.strip().isdigit()
                self.characters += self.shared[int(self._words)] if is_shared else len(self._words)
                self._in_value = False

    def letters(self, words: str) -> None:
        """Collect the characters of a formula or value."""
        if self._in_formula or self._in_value:
            self._words += words


def _pages(content: bytes, file_name: str) -> Iterator[tuple[str, Page]]:
    """Yield every worksheet with its name.

    Raises:
        FileUnreadable: One of them spans far too much.
    """
    with ZipFile(BytesIO(content)) as archive:
        links = {
            attributes["Id"]: (attributes["Target"], attributes.get("Type", ""))
            for tag, attributes in _tags(archive, "xl/_rels/workbook.xml.rels")
            if tag == "Relationship"
        }
        shared: list[int] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            shared = _lengths(archive, "xl/sharedStrings.xml")
        for tag, attributes in _tags(archive, "xl/workbook.xml"):
            key = next((value for name, value in attributes.items() if name.endswith(":id")), "")
            target, kind = links.get(key, ("", ""))
            if tag != "sheet" or not kind.endswith("/worksheet"):
                continue
            page = Page(shared)
            path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            _parse(archive, path, page.start, page.end, page.letters)
            check_extent(page.rows, page.columns, page.characters, file_name)
            yield attributes["name"], page


def _parse(archive: ZipFile, path: str, start: Any, end: Any = None, letters: Any = None) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = letters
    with archive.open(path) as part:
        while chunk := part.read(CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _tags(archive: ZipFile, path: str) -> list[tuple[str, dict[str, str]]]:
    tags: list[tuple[str, dict[str, str]]] = []
    _parse(archive, path, lambda tag, attributes: tags.append((tag.rsplit(":", 1)[-1], attributes)))
    return tags


def _lengths(archive: ZipFile, path: str) -> list[int]:
    """Return the length of each text that cells share: a few long ones can fill very many cells."""
    lengths: list[int] = []

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag.rsplit(":", 1)[-1] == "si":
            lengths.append(0)

    def letters(words: str) -> None:
        if lengths:
            lengths[-1] += len(words)

    _parse(archive, path, start, None, letters)
    return lengths


def _place(reference: str) -> tuple[int, int]:
    """Convert a cell reference to row and column from 0: "B3" is (2, 1)."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :]) - 1, column - 1


def _words(value: Any) -> str:
    """Format a value as text: a day as 2026-03-31, a whole number without its point."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
