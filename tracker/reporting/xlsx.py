"""The rows of a worksheet as SpreadsheetML, written as text one after the other."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from functools import partial
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.documents.archives import Part, rezipped
from tracker.progress import Progress
from tracker.reporting import front_matter
from tracker.reporting.blocks import Block, Box, Facts, Para, text_of
from tracker.reporting.context import Printing
from tracker.reporting.docx.markup import escaped
from tracker.reporting.docx.styles import TAGS
from tracker.reporting.tables import Listing, Value, tables

LONGEST = 32_767  # characters of a cell, counted as Excel counts them (in UTF-16)
CHUNK = 500  # rows written at once
_DAY_ZERO = date(1899, 12, 30).toordinal()
_STYLE = re.compile(r'<c r="[A-Z]+2" s="(\d+)"')
_SAMPLE_ROW = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')


class Rows:
    """The rows of a listing below its head, kept in a file until the workbook takes them.

    The workbook's own second row shows the styles of text, days and numbers, in this order; it
    gives way to ours.
    """

    def __init__(self, listing: Listing[Any]) -> None:
        self.listing, self.last = listing, 1
        self._letters = [letters(number) for number in range(len(listing.columns))]

    def spooled(self, styles: tuple[str, str, str]) -> Iterator[str]:
        """The rows as XML, some hundred at a time."""
        chunk: list[str] = []
        cell = _cells(styles)
        for row in self.listing.rows():
            self.last += 1
            number = str(self.last)
            filled = [
                cell(letter + number, value)
                for letter, value in zip(self._letters, row, strict=True)
                if value is not None and value != ""
            ]
            chunk.append(f'<row r="{number}">{"".join(filled)}</row>')
            if len(chunk) == CHUNK:
                yield "".join(chunk)
                chunk.clear()
        yield "".join(chunk)

    def instead(self, shell: bytes) -> Iterator[bytes]:
        """The sheet that the workbook wrote, with our rows in it."""
        before, found, after = shell.decode().partition("</sheetData>")
        text, day, number = _STYLE.findall(before)
        with TemporaryFile() as kept:
            for chunk in self.spooled((text, day, number)):
                kept.write(chunk.encode())
            head = _DIMENSION.sub(f'<dimension ref="{self._area()}"/>', before)
            yield _SAMPLE_ROW.sub("", head).encode()
            kept.seek(0)
            while part := kept.read(1 << 20):
                yield part
        filtered = f'<autoFilter ref="{self._area()}"'
        yield (found + re.sub(r'<autoFilter ref="[^"]*"', filtered, after)).encode()

    def _area(self) -> str:
        return f"A1:{self._letters[-1]}{self.last}"


def letters(number: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    before, last = divmod(number, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def _cells(styles: tuple[str, str, str]) -> Callable[[str, Value], str]:
    text, day, number = styles
    opening = f'" s="{text}" t="inlineStr"><is><t xml:space="preserve">'

    def cell(at: str, value: Value) -> str:
        if isinstance(value, str):
            return f'<c r="{at}{opening}{escaped(fitted(value))}</t></is></c>'
        if isinstance(value, date):
            return f'<c r="{at}" s="{day}"><v>{value.toordinal() - _DAY_ZERO}</v></c>'
        return f'<c r="{at}" s="{number}"><v>{value!r}</v></c>'

    return cell


def fitted(words: str) -> str:
    """Words as a cell can hold them: what is longer ends with where the whole is."""
    if len(words) <= LONGEST // 2:
        return words
    units = words.encode("utf-16-le", errors="replace")
    if len(units) <= 2 * LONGEST:
        return words
    note = _(
        " … [cut here: a cell holds %(most)d characters, and this text has %(all)d. The whole text"
        " is in the report as JSON, Word or PDF.]"
    ) % {"most": LONGEST, "all": len(words)}
    kept = units[: 2 * (LONGEST - len(note))]
    return kept.decode("utf-16-le", errors="ignore") + note


def titled(names: Iterable[str]) -> list[str]:
    """Names as worksheets can bear them: 31 characters, and none that stands in a reference."""
    return [re.sub(r"[\[\]:*?/\\]", " ", name)[:31] for name in names]


type Told = tuple[str, str]  # a label and what stands beside it; a heading has nothing there


def readme(progress: Progress, listings: Iterable[Listing[Any]]) -> Iterator[Told]:
    """The lines of the first sheet, in the language in force: title, kind and day come first."""
    cover = front_matter.cover(progress)
    yield cover.title, ""
    yield "", cover.kind
    yield "", cover.subtitle
    for words in (cover.name, cover.preface, cover.mark):
        if words:
            yield "", words
    yield from _about(progress)
    for listing in listings:
        yield str(listing.name), ""
        yield "", str(listing.means)
        for column in listing.columns:
            yield str(column.label), str(column.means)


def _about(progress: Progress) -> Iterator[Told]:
    yield _("About this report"), ""
    blocks = (front_matter.facts(Printing(progress)), *front_matter.warnings(progress))
    yield from _lines(blocks)
    if progress.summary and progress.summary.text.strip():
        yield _("Executive summary"), progress.summary.text


def _lines(blocks: Iterable[Block]) -> Iterator[Told]:
    for block in blocks:
        match block:
            case Box():
                yield from _lines(block.blocks)
            case Facts():
                for fact in block.facts:
                    yield fact.label, "\n".join(text_of(line) for line in fact.lines)
            case Para():
                yield pgettext("beside a warning", "Note"), text_of(block.line)


LEGIBLE = 280  # letters in the width of a page: with more they are too small to read
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(progress: Progress) -> bytes:
    """The workbook, in the language of the report."""
    with translation.override(progress.language):
        listings = tables(progress)
        shell = _shell(progress, listings)
        instead = {
            f"xl/worksheets/sheet{number}.xml": Rows(listing).instead
            for number, listing in enumerate(listings, start=2)
        }
        named = partial(_in_language, TAGS.get(progress.language, progress.language))
        parts: dict[str, Part] = {"xl/workbook.xml": _without_ranges, "docProps/core.xml": named}
        return rezipped(shell, {**instead, **parts})


def _shell(progress: Progress, listings: tuple[Listing[Any], ...]) -> bytes:
    """The workbook with the sheet to read, and of each table the head and a row of styles."""
    from xlsxwriter import Workbook

    out, cover = BytesIO(), front_matter.cover(progress)
    with Workbook(out, OPTIONS) as book:
        book.set_properties(
            {
                "title": f"{cover.title} – {cover.kind}",
                "subject": cover.subtitle,
                "author": cover.name or "Heed",
                "created": datetime.combine(progress.on, time()),
            }
        )
        looks = _looks(book)
        first = pgettext("name of a worksheet", "Read me")
        names = titled([first, *(str(listing.name) for listing in listings)])
        _readme(book.add_worksheet(names[0]), looks, readme(progress, listings))
        for name, listing in zip(names[1:], listings, strict=True):
            _sheet(book.add_worksheet(name), looks, listing)
    return out.getvalue()


def _without_ranges(book: bytes) -> tuple[bytes]:
    """The workbook without the ranges of its filters, which were those of the shell."""
    return (re.sub(rb'<definedName name="_xlnm._FilterDatabase".*?</definedName>', b"", book),)


def _in_language(language: str, core: bytes) -> tuple[bytes]:
    """What is known of the workbook, with its language."""
    told, end = f"<dc:language>{language}</dc:language>".encode(), b"</cp:coreProperties>"
    return (core.replace(end, told + end),)


def _looks(book: Any) -> dict[str, Any]:
    top = {"valign": "top", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#1A5276"}),
        "label": book.add_format({**top, "font_color": "#525A66"}),
        "text": book.add_format({**top, "quote_prefix": True}),
        "day": book.add_format({"valign": "top", "align": "left", "num_format": "yyyy-mm-dd"}),
        "number": book.add_format({"valign": "top"}),
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F5F4F1", "bottom": 1}
        ),
    }


def _readme(page: Any, looks: dict[str, Any], lines: Iterable[Told]) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    page.hide_gridlines(2)
    row = 0
    for label, words in lines:
        if label and not words:
            row += bool(row)  # a line left free above a heading
            page.write_string(row, 0, fitted(label), looks["title"])
        else:
            page.write_string(row, 0, label, looks["label"])
            page.write_string(row, 1, fitted(words), looks["text"])
        row += 1
    page.set_portrait()
    page.fit_to_pages(1, 0)


def _sheet(page: Any, looks: dict[str, Any], listing: Listing[Any]) -> None:
    for number, (column, words) in enumerate(zip(listing.columns, listing.head, strict=True)):
        page.set_column(number, number, column.width)
        page.write_string(0, number, words, looks["head"])
    for number, look in enumerate(("text", "day", "number")):
        page.write_blank(1, number, None, looks[look])
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, 1, len(listing.columns) - 1)
    page.set_landscape()
    if sum(column.width for column in listing.columns) <= LEGIBLE:
        page.fit_to_pages(1, 0)
    else:  # its first column stands on every page instead
        page.repeat_columns(0)
    page.repeat_rows(0)
