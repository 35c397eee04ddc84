"""Paragraphs of a text or of the pages of a PDF, numbered over those that are not blank.

A blank line ends a paragraph. A line end alone does so too, unless it only breaks a line: then the
lines before and after read on, and most lines of the text are about as long. Only white space
changes. The lines of a PDF are joined by their places on the page.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median
from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tracker import errors, grouping
from tracker.documents.plain_text import LARGEST_TEXT, ExtractedText, clean_text, select_notes
from tracker.intake import drafts, headings, title_block
from tracker.intake.profiles import COLUMNS

if TYPE_CHECKING:
    from pypdfium2 import PdfPage  # a large library

LINE_ENDS = re.compile("\r\n|\n?\x0c\n?|[\r\x0b\x1c-\x1e\u2028]")  # a new page is no blank line
SENTENCE_END = re.compile(r"[.!?:;][”\"’')\]*]*$")
LIST_MARKER = re.compile(r"(?:[*•·▪‣●○■□\uf0b7–—-]|\(?\d{1,2}[.)])\s+\S|[•▪‣●\uf0b7]")
NUMBER = re.compile(r"\d{1,9}")
FIRST_WORD = re.compile(r"\S+")
# "Page 3 of 9", "- 12 -": what is a page number wherever it stands.
PAGE_LINE = re.compile(
    r"page[\s|]*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]", re.IGNORECASE
)
# A title, and below it a paragraph that begins with its number.
UNDER_HEADING = re.compile(r"(?:[A-Z]\.\s)?[A-Z][^.,;:\d\n]{2,78}\n\d{1,3}\.\s+[A-Z]")
LONGEST_LINE = 200  # code points; a longer line is a paragraph
TITLE_LINES = 3  # at the top of a text, which running heads repeat
WRAPPED_SHARE = 0.3  # of line ends within a sentence: hard-wrapped text
FULL_SHARE = 0.85  # of the width, since proportional letters vary


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Split a text into the paragraphs that are not blank, each without white space around it."""
    blocks = _split_blocks(text)
    width = _line_width(blocks)
    return tuple(paragraph for block in blocks for paragraph in _join_broken_lines(block, width))


def join_lines(lines: list[str]) -> str:
    """Join the lines of one paragraph. A word broken at its hyphen keeps the hyphen."""
    parts = lines[:1]
    for previous, following in pairwise(lines):
        first = FIRST_WORD.match(following)
        is_hyphenated = (
            previous[-1:] == "-"
            and previous[-2:-1].isalpha()
            and following[:1].islower()
            and (first is None or first[0] not in {"and", "or", "to"})  # "short- and long-term"
        )
        parts.append(following if is_hyphenated else f" {following}")
    return "".join(parts)


def drop_page_lines(document: ExtractedText) -> ExtractedText:
    """Take running heads and page numbers out of a plain text, and note which.

    A line that says "Page 3" or "- 12 -" is one. Others recur with equal or rising numbers, name
    the report, or are a number beside capitals, and divide a sentence. Lines that end a sentence
    and the first lines of the text are none.
    """
    lines = [line.strip() for line in LINE_ENDS.sub("\n", document.text).split("\n")]
    printed = [index for index, line in enumerate(lines) if line]
    short = {
        index: lines[index]
        for index in printed[TITLE_LINES:]
        if len(lines[index]) < 100
        and all(
            not word[0].islower() or word in title_block.SMALL_WORDS
            for word in lines[index].split()
        )
    }
    shapes = grouping.group_pairs((NUMBER.sub("0", line), line) for line in short.values())
    recurring = {shape for shape, group in shapes.items() if _number_pages(group)}
    heads = {i: shape for i, line in short.items() if (shape := NUMBER.sub("0", line)) in recurring}
    pages = {index for index in printed if PAGE_LINE.fullmatch(lines[index])}
    heads |= {index: NUMBER.sub("0", lines[index]) for index in pages}
    marks = {i: line.isdigit() for i, line in short.items() if line.isdigit() or line.isupper()}
    dividing: set[int] = set()
    for previous, following in pairwise(i for i in printed if i not in heads and i not in marks):
        between = range(previous + 1, following)
        has_number_and_name = len({marks.get(index) for index in between} - {None}) > 1
        has_head = has_number_and_name or any(index in heads for index in between)
        if has_head and _reads_on(lines[previous], lines[following]):
            # Beside the number of a page a bare number is one of the text.
            dividing.update(
                i for i in between if pages.isdisjoint(between) or not lines[i].isdigit()
            )
    if not (dividing or pages) or document.reader != "text":
        return document
    dividing_heads = {heads[index] for index in dividing | pages if index in heads}
    dropped = dividing | {index for index, shape in heads.items() if shape in dividing_heads}
    left_out = dict.fromkeys(f"“{lines[index]}”" for index in printed if index in dropped)
    note = _("Running heads and page numbers were left out: %(lines)s.")
    return replace(
        document,
        text="\n".join(line for index, line in enumerate(lines) if index not in dropped),
        uncertainties=(*document.uncertainties, note % {"lines": ", ".join(left_out)}),
    )


def _number_pages(lines: list[str]) -> bool:
    """Return whether lines, equal but for numbers, may be of pages that follow each other."""
    steps = [
        later - earlier
        for pair in pairwise([tuple(map(int, NUMBER.findall(line))) for line in lines])
        for earlier, later in zip(*pair, strict=True)
    ]
    is_named = len(lines) > 1 and not lines[0].isdigit()
    is_rising = all(0 <= step <= 2 for step in steps) and (is_named or sum(steps) > 0)
    return is_rising or title_block.is_title(lines[0])


def _split_blocks(text: str) -> list[list[str]]:
    """Group lines between blank lines, without white space around them.

    Below the heads of a table of recommendations a row keeps the tabs of empty cells before it.
    """
    blocks: list[list[str]] = [[]]
    is_table = False
    for line in LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n").split("\n"):
        if stripped := line.strip():
            row = line.rstrip().lstrip(" \xa0")
            is_table = "\t" in row and (
                is_table or ("\t" in stripped and any(map(COLUMNS["text"].search, row.split("\t"))))
            )
            blocks[-1].append(row if is_table else stripped)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _line_width(blocks: list[list[str]]) -> int:
    """Return the length of a full line, in code points; 0 when the text is not hard-wrapped."""
    pairs = [pair for block in blocks for pair in pairwise(block)]
    broken_count = sum(_reads_on(previous, following) for previous, following in pairs)
    lengths = sorted(len(line) for block in blocks if len(block) > 1 for line in block)
    if not pairs or broken_count < WRAPPED_SHARE * len(pairs):
        return 0
    width = lengths[int(len(lengths) * 0.95)]
    return width if width <= LONGEST_LINE else 0


def _join_broken_lines(block: list[str], width: int) -> list[str]:
    kinds = Counter(_marker_kind(line) for line in block if LIST_MARKER.match(line))
    # Those that begin lines on purpose and not by chance.
    markers = {kind for kind, count in kinds.items() if count > 1} - {
        kind for kind in kinds if any(f" {kind} " in line for line in block)
    }
    groups: list[list[str]] = [block[:1]]
    for previous, following in pairwise(block):
        if _is_broken(previous, following, width, markers):
            groups[-1].append(following)
        else:
            groups.append([following])
    return [join_lines(lines) for lines in groups]


def _marker_kind(line: str) -> str:
    return "1" if line[0].isdigit() or line[0] == "(" else line[0]


def _reads_on(previous: str, following: str) -> bool:
    """Return whether a sentence continues: "…identified 17 / victims", "€75,000 / ($82,870)"."""
    return not (SENTENCE_END.search(previous[-8:]) or previous.isupper()) and (
        following[0].islower() or following[0].isdigit() or following[0] in '($€£“"‘'
    )


def _is_broken(previous: str, following: str, width: int, markers: set[str]) -> bool:
    if LIST_MARKER.match(following) and (
        _marker_kind(following) in markers or SENTENCE_END.search(previous[-8:])
    ):
        return (
            bool(width)
            and _marker_kind(following) not in markers
            and _fills_line(previous, following, width)
        )
    is_before_heading = SENTENCE_END.search(previous[-8:]) and headings.find_heading(following)
    if (
        headings.stands_alone(previous)
        or headings.stands_alone(following)
        or is_before_heading
        or ("\t" in previous and "\t" in following)  # rows of a table
        or "\t" in (previous[0], following[0])  # with an empty first cell
        or (
            UNDER_HEADING.match(f"{previous}\n{following}")
            and not (width and _fills_line(previous, following, width))
        )
    ):
        return False
    return (
        _reads_on(previous, following)
        or previous.rfind("(") > previous.rfind(")")
        or (bool(width) and _fills_line(previous, following, width))
    )


def _fills_line(previous: str, following: str, width: int) -> bool:
    """Return whether the first word of the next line would not have fitted on this one."""
    first = FIRST_WORD.match(following)
    return first is not None and len(previous) + 1 + len(first[0]) > FULL_SHARE * width


def find_places(words: str, paragraphs: Sequence[str]) -> list[drafts.Place]:
    """Find the places of pasted words; a blank line in them separates paragraphs.

    Raises QuoteMismatch if some words are not in the text, or stand there more than once.
    """
    parts = [part for part in re.split(r"\n\s*\n", words) if part.strip()]
    errors.QuoteMismatch.raise_if(not parts, _("There is no text. Paste it as printed."))
    return [_find_place(part, paragraphs) for part in parts]


def find_starts(words: str, text: str, *, start: int, end: int) -> list[int]:
    """Find where words begin between two code points of a text."""
    return [start + place.start for place in _find_words(words, text[start:end])]


def _find_place(words: str, paragraphs: Sequence[str]) -> drafts.Place:
    places = [
        replace(place, paragraph=number)
        for number, text in enumerate(paragraphs, 1)
        for place in _find_words(words, text)
    ]
    if len(places) == 1:
        return places[0]
    message = (
        _("“%(words)s” occurs %(times)s times in the text. Paste more words.")
        if places
        else _("“%(words)s” is not found in the text. Paste it as printed.")
    )
    shortened = Truncator(" ".join(words.split())).chars(60)
    raise errors.QuoteMismatch(message % {"words": shortened, "times": len(places)})


def _find_words(words: str, text: str) -> Iterator[drafts.Place]:
    """Find words in a text, whatever white space is between them, in time linear in both."""
    wanted, joined = " ".join(words.split()), " ".join(text.split())
    spans = [match.span() for match in FIRST_WORD.finditer(text)]
    starts = [0, *accumulate(end - start + 1 for start, end in spans)]
    at = joined.find(wanted)
    while wanted and at >= 0:
        first, last = (bisect_right(starts, place) - 1 for place in (at, at + len(wanted) - 1))
        yield drafts.Place(
            0,
            spans[first][0] + at - starts[first],
            spans[last][0] + at + len(wanted) - starts[last],
        )
        at = joined.find(wanted, at + len(wanted))


LINE_END_HYPHEN = "\ufffe"  # pdfium's mark for a hyphen at a line's end
KEEPS_HYPHEN = re.compile(
    r"\b(anti|non|multi|self|co|pre|post|re|well|law|inter|semi|sub|cross|long|short|high|low)$",
    re.I,
)
FURNITURE = 2  # lines at the top and at the foot of a page that may be no text
COLUMN_SHARE = 0.3  # of a page's lines beside each other: two columns
INDENT = 36  # points; lines further apart at the left are in different columns


@dataclass(frozen=True, slots=True)
class Line:
    """Words without a line end, with their position in points from the page's left and foot."""

    text: str
    left: float
    right: float
    first: float  # the foot of the first character
    last: float  # of the last: lower where pdfium joined a hyphenated word
    page: int


def read_pdf(content: bytes) -> ExtractedText:
    """Read the text of a PDF, its paragraphs separated by a blank line.

    Raises FileUnreadable if it is locked, damaged, has no text (a scan) or too much.
    """
    pages = _read_pages(content)
    lines = [line for page in pages for line in page]
    errors.FileUnreadable.raise_if(
        not any(line.text for line in lines),
        _(
            "The PDF was not read: its pages are pictures. Run text recognition (OCR) on it, or "
            "paste the text."
        ),
    )
    furniture = _find_furniture(pages)
    text = "\n\n".join(_join_paragraphs([line for line in lines if line not in furniture]))
    return clean_text(text, reader="pdf", notes=_layout_notes(pages, furniture))


def _read_pages(content: bytes) -> list[list[Line]]:
    from tracker.documents.pdf import MOST_PAGES, drawable  # brings large libraries

    sentences = {
        "locked": _(
            "The PDF was not read: it is protected by a password. Print it to a new PDF without "
            "one, or paste the text."
        ),
        "damaged": _("The PDF was not read: it is damaged. Download it again, or paste the text."),
    }
    with drawable(content, "", **sentences) as document:
        errors.FileUnreadable.raise_if(
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


def _read_lines(page: "PdfPage", number: int) -> list[Line]:
    words = page.get_textpage()
    lines, index = [], 0
    for printed in words.get_text_range().split("\n"):
        if text := printed.strip():
            start = index + len(printed) - len(printed.lstrip())
            first_box, last_box = (  # left, foot, right and top, whatever the letter's shape
                words.get_charbox(min(at, max(0, words.count_chars() - 1)), loose=True)
                for at in (start, start + len(text) - 1)
            )
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
    if (
        LIST_MARKER.match(lower.text)
        or headings.stands_alone(upper.text)
        or headings.stands_alone(lower.text)
        or (upper.page == lower.page and upper.last - lower.first > 1.5 * usual_gap)
    ):
        return True
    if upper.page != lower.page or upper.last <= lower.first:  # a new page or column
        return bool(SENTENCE_END.search(upper.text)) and not lower.text[0].islower()
    is_short = upper.right < edge - 0.15 * (edge - upper.left)
    return is_short and (bool(SENTENCE_END.search(upper.text)) or not lower.text[0].islower())


def _join_hyphenated(text: str) -> str:
    """Join words broken at a line's end, with their hyphen where they always have one."""
    return re.sub(
        f"{LINE_END_HYPHEN}\\s*",
        lambda end: "-" if KEEPS_HYPHEN.search(text[: end.start()][-12:]) else "",
        text,
    )


def _layout_notes(pages: list[list[Line]], furniture: set[Line]) -> tuple[str, ...]:
    return select_notes(
        (
            furniture,
            _("%(count)s page headings and page numbers of the PDF were left out.")
            % {"count": len(furniture)},
        ),
        (
            any(map(_has_columns, pages)),
            _(
                "The PDF has two columns, so lines may be in the wrong order; this can't be "
                "corrected here. Compare with the page, or paste the text from the web page."
            ),
        ),
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
