"""Text of a PDF's pages, lines joined to paragraphs; what cannot be repaired is reported."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _
from pypdfium2 import PdfPage, PdfTextPage

from tracker.documents.pdf import MOST_PAGES, drawable
from tracker.documents.plain_text import LARGEST_TEXT, ExtractedText, clean_text
from tracker.errors import FileUnreadable
from tracker.intake.headings import stands_alone
from tracker.intake.paragraphs import LIST_MARKER, SENTENCE_END, join_lines

LINE_END_HYPHEN = "\ufffe"  # pdfium's mark for a hyphen at a line's end
KEEPS_HYPHEN = re.compile(
    r"\b(anti|non|multi|self|co|pre|post|re|well|law|inter|semi|sub|cross|long|short|high|low)$",
    re.I,
)
FURNITURE = 2  # lines at the top and at the foot of a page that may be no text
INDENT = 36  # points; lines further apart at the left are in different columns
COLUMN_SHARE = 0.3  # of a page's lines beside each other: two columns


@dataclass(frozen=True, slots=True)
class Line:
    """Words without a line end, with their position in points from the page's left and foot."""

    text: str
    left: float
    right: float
    first: float  # the foot of the first character
    last: float  # of the last: lower where pdfium joined a hyphenated word
    page: int


def read(content: bytes) -> ExtractedText:
    """Read the text of a PDF, its paragraphs separated by a blank line.

    Raises FileUnreadable if it is locked, damaged, has no text (a scan) or too much.
    """
    pages = _read_pages(content)
    lines = [line for page in pages for line in page]
    FileUnreadable.raise_if(
        not any(line.text for line in lines),
        _(
            "The PDF was not read: its pages are pictures. Run text recognition (OCR) on it, or "
            "paste the text."
        ),
    )
    furniture = _find_furniture(pages)
    text = "\n\n".join(_join_paragraphs([line for line in lines if line not in furniture]))
    return clean_text(text, reader="pdf", notes=tuple(_layout_notes(pages, furniture)))


def _read_pages(content: bytes) -> list[list[Line]]:
    sentences = {
        "locked": _(
            "The PDF was not read: it is protected by a password. Print it to a new PDF without "
            "one, or paste the text."
        ),
        "damaged": _("The PDF was not read: it is damaged. Download it again, or paste the text."),
    }
    with drawable(content, "", **sentences) as document:
        FileUnreadable.raise_if(
            len(document) > MOST_PAGES,
            _("The PDF was not read: it has %(count)s pages. Save only the pages on one country."),
            count=len(document),
        )
        pages, length = [], 0
        for number in range(len(document)):
            pages.append(_read_lines(document[number], number))
            length += sum(len(line.text) for line in pages[-1])
            if length > LARGEST_TEXT:
                break  # `clean_text` refuses it
        return pages


def _read_lines(page: PdfPage, number: int) -> list[Line]:
    words = page.get_textpage()
    lines, index = [], 0
    for printed in words.get_text_range().split("\n"):
        if text := printed.strip():
            start = index + len(printed) - len(printed.lstrip())
            first_box, last_box = (_box(words, index) for index in (start, start + len(text) - 1))
            lines.append(
                Line(
                    _join_hyphenated(text),
                    first_box[0],
                    last_box[2],
                    first_box[1],
                    last_box[1],
                    number,
                )
            )
        index += len(printed) + 1
    return lines


def _box(words: PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Return left, foot, right and top of a character, in points, whatever its shape."""
    left, foot, right, top = words.get_charbox(
        min(index, max(0, words.count_chars() - 1)), loose=True
    )
    return left, foot, right, top


def _find_furniture(pages: list[list[Line]]) -> set[Line]:
    """Find running heads and page numbers: lines repeated at the edges of pages, digits aside."""
    edges = [{*page[:FURNITURE], *page[-FURNITURE:]} for page in pages]
    counts = Counter(
        shape for edge in edges for shape in {_shape(line) for line in edge} if len(shape[0]) < 100
    )
    return {
        line
        for edge in edges
        for line in edge
        if len(pages) > 1 and counts[_shape(line)] > 1 and not SENTENCE_END.search(line.text)
    }


def _shape(line: Line) -> tuple[str, int]:
    """Return the words with every number as 0, and their height on the page."""
    return re.sub(r"\d+", "0", line.text), round(line.first)


def _join_paragraphs(lines: list[Line]) -> list[str]:
    """Join lines to paragraphs; a gap, a short line, a bullet or a heading begins a new one."""
    gaps = [a.last - b.first for a, b in pairwise(lines) if a.page == b.page and a.last > b.first]
    usual_gap = median(gaps) if gaps else 0.0
    edges = _column_edges(lines)
    paragraphs = [[line.text] for line in lines[:1]]
    for upper, lower in pairwise(lines):
        if _begins_paragraph(upper, lower, usual_gap=usual_gap, edge=edges[upper]):
            paragraphs.append([])
        paragraphs[-1].append(lower.text)
    return [join_lines(texts) for texts in paragraphs]


def _column_edges(lines: list[Line]) -> dict[Line, float]:
    """Map each line to the right edge of its column, in points."""
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


def _begins_paragraph(upper: Line, lower: Line, *, usual_gap: float, edge: float) -> bool:
    if LIST_MARKER.match(lower.text) or stands_alone(upper.text) or stands_alone(lower.text):
        return True
    if upper.page != lower.page or upper.last <= lower.first:  # a new page or column
        return bool(SENTENCE_END.search(upper.text)) and not lower.text[0].islower()
    if upper.last - lower.first > 1.5 * usual_gap:
        return True
    is_short = upper.right < edge - 0.15 * (edge - upper.left)
    return is_short and (bool(SENTENCE_END.search(upper.text)) or not lower.text[0].islower())


def _join_hyphenated(text: str) -> str:
    """Join words broken at a line's end, with their hyphen where they always have one."""
    return re.sub(
        f"{LINE_END_HYPHEN}\\s*",
        lambda end: "-" if KEEPS_HYPHEN.search(text[: end.start()][-12:]) else "",
        text,
    )


def _layout_notes(pages: list[list[Line]], furniture: set[Line]) -> Iterator[str]:
    if furniture:
        yield (
            _("%(count)s page headings and page numbers of the PDF were left out.")
            % {"count": len(furniture)}
        )
    if any(_has_columns(page) for page in pages):
        yield (
            _(
                "The PDF has two columns, so lines may be in the wrong order; this can't be "
                "corrected here. Compare with the page, or paste the text from the web page."
            )
        )


def _has_columns(page: list[Line]) -> bool:
    """Return whether many lines of a page stand beside others."""
    if len(page) < 10:
        return False
    left, right = min(line.left for line in page), max(line.right for line in page)
    middle = (left + right) / 2
    return min(
        sum(line.left > middle - 0.05 * (right - left) for line in page),
        sum(line.right < middle + 0.05 * (right - left) for line in page),
    ) > COLUMN_SHARE * len(page)
