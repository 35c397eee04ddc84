"""PDF: the words of its pages, lines joined to paragraphs. What cannot be repaired is said."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.intake.formats.source import LARGEST_TEXT, Source
from tracker.intake.formats.text import checked
from tracker.intake.headings import stands_alone
from tracker.intake.paragraphs import CLOSED, MARKER, joined

MOST_PAGES = 1000
BROKEN = "\ufffe"  # pdfium's mark for a hyphen at a line's end
KEEPS_HYPHEN = re.compile(
    r"\b(anti|non|multi|self|co|pre|post|re|well|law|inter|semi|sub|cross|long|short|high|low)$",
    re.I,
)
FURNITURE = 2  # lines at the top and at the foot of a page that may be no text
INDENT = 36  # points; lines further apart at the left are in different columns
MANY_TWO = 0.3  # of a page's lines beside each other: two columns


@dataclass(frozen=True, slots=True)
class Line:
    """Words read on without a line end, and where: points from the left and foot of the page."""

    text: str
    left: float
    right: float
    first: float  # the foot of the first character
    last: float  # of the last: lower where pdfium took a broken word together
    page: int


def read(content: bytes) -> Source:
    """The text of a PDF, its paragraphs apart by a blank line.

    Raises Unreadable when it is locked, damaged, has no text (a scan) or too much.
    """
    pages = _pages(content)
    lines = [line for page in pages for line in page]
    if not any(line.text for line in lines):
        raise Unreadable(
            _(
                "The PDF was not read: its pages are pictures without text. "
                "Run a text recognition over it, or paste the text."
            )
        )
    furniture = _furniture(pages)
    text = "\n\n".join(_paragraphs([line for line in lines if line not in furniture]))
    return checked(text, reader="pdf", said=tuple(_said(pages, furniture)))


def _pages(content: bytes) -> list[list[Line]]:
    import pypdfium2  # a library of six megabytes, needed here alone

    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > MOST_PAGES:
                raise Unreadable(
                    _("The PDF was not read: it has %(count)s pages. Save those of one country.")
                    % {"count": len(document)}
                )
            pages, length = [], 0
            for number in range(len(document)):
                pages.append(_lines(document[number], number))
                length += sum(len(line.text) for line in pages[-1])
                if length > LARGEST_TEXT:
                    break  # `checked` refuses it
            return pages
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Unreadable(_locked() if locked else _damaged()) from error


def _lines(page: Any, number: int) -> list[Line]:
    words = page.get_textpage()
    lines, at = [], 0
    for printed in words.get_text_range().split("\n"):
        text = printed.strip()
        if text:
            first = at + len(printed) - len(printed.lstrip())
            box, end = (_box(words, at) for at in (first, first + len(text) - 1))
            lines.append(Line(_with_hyphens(text), box[0], end[2], box[1], end[1], number))
        at += len(printed) + 1
    return lines


def _box(words: Any, at: int) -> tuple[float, float, float, float]:
    """Left, foot, right, top of a character, whatever its shape."""
    left, foot, right, top = words.get_charbox(min(at, max(0, words.count_chars() - 1)), loose=True)
    return left, foot, right, top


def _furniture(pages: list[list[Line]]) -> set[Line]:
    """Running heads and page numbers: what comes again at the edge of pages, digits aside."""
    edges = [{*page[:FURNITURE], *page[-FURNITURE:]} for page in pages]
    seen = Counter(
        shape for edge in edges for shape in {_shape(line) for line in edge} if len(shape[0]) < 100
    )
    return {
        line
        for edge in edges
        for line in edge
        if len(pages) > 1 and seen[_shape(line)] > 1 and not CLOSED.search(line.text)
    }


def _shape(line: Line) -> tuple[str, int]:
    """The words, digits aside, and how high they stand."""
    return re.sub(r"\d+", "0", line.text), round(line.first)


def _paragraphs(lines: list[Line]) -> list[str]:
    """Lines joined, but where a gap, a short line, a bullet or a heading parts them."""
    gaps = [a.last - b.first for a, b in pairwise(lines) if a.page == b.page and a.last > b.first]
    usual = median(gaps) if gaps else 0.0
    edges = _edges(lines)
    found: list[list[str]] = []
    before: Line | None = None
    for line in lines:
        if before is None or _parts(before, line, usual=usual, edge=edges[before]):
            found.append([])
        found[-1].append(line.text)
        before = line
    return [joined(texts) for texts in found]


def _edges(lines: list[Line]) -> dict[Line, float]:
    """How far right the lines of each one's column reach."""
    rights: dict[tuple[int, int], float] = {}
    for line in lines:
        place = (line.page, int(line.left // INDENT))
        rights[place] = max(line.right, rights.get(place, 0.0))
    return {
        line: max(
            rights.get((line.page, int(line.left // INDENT) + side), 0.0) for side in (-1, 0, 1)
        )
        for line in lines
    }


def _parts(a: Line, b: Line, *, usual: float, edge: float) -> bool:
    if MARKER.match(b.text) or stands_alone(a.text) or stands_alone(b.text):
        return True
    if a.page != b.page or a.last <= b.first:  # a new page or column
        return bool(CLOSED.search(a.text)) and not b.text[0].islower()
    if a.last - b.first > 1.5 * usual:
        return True
    is_short = a.right < edge - 0.15 * (edge - a.left)
    return is_short and (bool(CLOSED.search(a.text)) or not b.text[0].islower())


def _with_hyphens(text: str) -> str:
    """A word broken at a line's end is one word again, or has its hyphen where it always has."""
    pieces = re.split(f"{BROKEN}\\s*", text)
    whole = pieces[:1]
    for before, after in pairwise(pieces):
        whole += ["-" if KEEPS_HYPHEN.search(before[-12:]) else "", after]
    return "".join(whole)


def _said(pages: list[list[Line]], furniture: set[Line]) -> list[str]:
    said = []
    if furniture:
        said.append(
            _("%(count)s running heads and page numbers of the PDF were left out.")
            % {"count": len(furniture)}
        )
    if any(_has_columns(page) for page in pages):
        said.append(
            _(
                "The PDF is set in two columns: lines may stand in a wrong order, which cannot be "
                "put right here. Compare with the page, or give the text from the web page."
            )
        )
    return said


def _has_columns(page: list[Line]) -> bool:
    """Whether many lines of a page stand beside others."""
    if len(page) < 10:
        return False
    left, right = min(line.left for line in page), max(line.right for line in page)
    middle = (left + right) / 2
    beside = sum(line.left > middle - 0.05 * (right - left) for line in page)
    short = sum(line.right < middle + 0.05 * (right - left) for line in page)
    return min(beside, short) > MANY_TWO * len(page)


def _locked() -> str:
    return _(
        "The PDF was not read: it is locked by a password. "
        "Print it to a new PDF without one, or paste the text."
    )


def _damaged() -> str:
    return _("The PDF was not read: it is damaged. Download it again, or paste the text.")
