"""The rows of a worksheet as SpreadsheetML, written as text one after the other."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from tempfile import TemporaryFile
from typing import Any

from django.utils.translation import gettext as _

from tracker.reporting.tables import Listing, Value
from tracker.reporting.word.markup import escaped

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
