"""The blocks of a laid-out report, in reading order, for every format that people read.

The layout decides the text and its order; a writer decides only how a block looks. A block holds
nothing but text, status codes and SVG.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
from typing import Literal

from msgspec import Struct, structs


class Style(StrEnum):
    """Character style of a span."""

    PLAIN = ""
    STRONG = "strong"
    MUTED = "muted"  # secondary text
    EM = "em"
    HIGHLIGHT = "highlight"
    QUOTED = "quoted"  # text of a source: serif, in its language
    MARKED = "marked"  # the part of such a text that counts
    STATUS_ICON = "status-icon"  # the text is a status code; its label follows
    TREND_ARROW = "trend-arrow"  # the text is a trend arrow; its label follows
    REF = "ref"  # the text is a source number, linked to the source
    LINK = "link"  # to `href`


class Span(Struct, frozen=True):
    """Part of a line in one style."""

    text: str
    style: Style = Style.PLAIN
    href: str = ""  # of a link: "#rec-3", or a safe address
    language: str = ""  # tag of a text that is not in the report's language: "sr-Latn"
    label: str = ""  # of a circle or arrow whose label does not follow; it is read aloud


type Line = tuple[Span, ...]


class Heading(Struct, frozen=True):
    """A heading; levels run from 1, and none is skipped."""

    level: int
    text: str
    anchor: str = ""
    number: str = ""  # as printed before it: "3"
    starts_page: bool = False  # a new page before it, where there are pages
    language: str = ""  # tag of a text that is not in the report's language


class Paragraph(Struct, frozen=True):
    """A paragraph; a small one annotates the block above or below it."""

    line: Line
    is_small: bool = False


class SourceText(Struct, frozen=True):
    """Verbatim text of the report, in the report's language, with its location."""

    text: str
    place: str


class TranslatedText(Struct, frozen=True):
    """Translation of the source text, with a note on its origin."""

    text: str
    note: str


class Fact(Struct, frozen=True):
    """A label with its value, line by line."""

    label: str
    lines: tuple[Line, ...]


class Facts(Struct, frozen=True):
    """A list of labels and values."""

    facts: tuple[Fact, ...]


class Box(Struct, frozen=True):
    """Blocks on a shaded ground, kept on one page where they fit."""

    blocks: tuple["Block", ...]
    kind: Literal["facts", "status", "warning"] = "status"


class Column(Struct, frozen=True):
    """A table column; `width` is its share of the space, 0 for as narrow as its text."""

    label: str
    width: int = 1
    is_number: bool = False  # aligned right, tabular figures
    status_code: str = ""  # its circle is shown instead of the label, to save width


type Cell = tuple[Line, ...]  # lines after the first are set small


class Row(Struct, frozen=True):
    """Cells of one table row; the first names the row."""

    cells: tuple[Cell, ...]


class Table(Struct, frozen=True):
    """A table; its caption is read aloud only."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Chart(Struct, frozen=True):
    """An SVG drawing with a text alternative; a table of its numbers follows it.

    `description` gives all of it in words; `legend` explains its symbols to those who see it.
    """

    svg: str
    title: str
    description: str
    legend: Line = ()


class SideBySide(Struct, frozen=True):
    """Parts set in pairs next to each other where there is space, each kept whole."""

    parts: tuple[tuple["Block", ...], ...]

    @property
    def blocks(self) -> tuple["Block", ...]:
        """All blocks of the parts, in reading order."""
        return tuple(chain.from_iterable(self.parts))


class Bullets(Struct, frozen=True):
    """A list; lines after the first of an entry are set small below it."""

    entries: tuple[Cell, ...]


class SourceRow(Struct, frozen=True):
    """A numbered source, to which the references "[7]" of the text link."""

    number: int
    anchor: str  # "source-7"
    title: str
    place: str
    quote: str = ""
    href: str = ""  # on the web, else in the tracker; may be empty
    report: str = ""  # address of a passage's report, only linked to
    language: str = ""  # tag of a title that is not in the report's language
    uses: tuple[Line, ...] = ()  # what it is cited for, below it


class Sources(Struct, frozen=True):
    """Numbered sources of the report, in the order of their first citation."""

    rows: tuple[SourceRow, ...]


class Contents(Struct, frozen=True):
    """List of the headings down to a level, each linked, with page numbers where pages exist."""

    title: str
    depth: int = 2


class Rule(Struct, frozen=True):
    """A thin line between two recommendations."""


type Block = (
    Heading
    | Paragraph
    | SourceText
    | TranslatedText
    | Facts
    | Box
    | Table
    | Chart
    | SideBySide
    | Bullets
    | Sources
    | Contents
    | Rule
)


class Cover(Struct, frozen=True):
    """Head of the report, and the text at the head and foot of its pages."""

    kind: str  # "Progress report · Brief"
    title: str
    subtitle: str  # "State on 31 March 2025, as we know today", and the filter
    header_left: str  # "TIP 2024 Kosovo · Brief"
    header_right: str  # "31 March 2025"
    watermark: str = ""  # "draft", "internal": printed on every page
    name: str = ""  # of the letterhead
    logo: str = ""  # SVG
    colour: str = ""  # "#1a5276"
    sender: str = ""  # empty where it is the name of the letterhead
    preface: str = ""
    note: str = ""  # on the name of the country, with the asterisk of the title
    page: str = "Page"
    page_of: str = "of"
    chart_file: str = "Chart as SVG"  # name of a link
    source_language: str = "en"


class Document(Struct, frozen=True):
    """A report laid out and ready for a writer."""

    language: str  # standard tag: "sr-Latn"
    cover: Cover
    blocks: tuple[Block, ...]


def flatten(blocks: Iterable[Block], *containers: type[Box | SideBySide]) -> Iterator[Block]:
    """Yield every block in reading order, those in these containers instead of the containers."""
    for block in blocks:
        yield from flatten(block.blocks, *containers) if isinstance(block, containers) else (block,)


def ruled(sections: Iterable[Iterable[Block]]) -> Iterator[Block]:
    """Yield the blocks of sections, with a thin line between two of them."""
    for place, section in enumerate(sections):
        if place:
            yield Rule()
        yield from section


def bullets(entries: Iterable[Cell]) -> Iterator[Block]:
    """Yield a list of these entries; nothing without any."""
    if listed := tuple(entries):
        yield Bullets(listed)


def anchors(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the anchors that links can lead to, empty ones too."""
    for block in flatten(blocks, Box, SideBySide):
        match block:
            case Heading():
                yield block.anchor
            case Sources():
                yield from (row.anchor for row in block.rows)


def plain_text(line: Line) -> str:
    """Return a line without styles: labels for circles and arrows, references in brackets."""
    return "".join(
        f"[{span.text}]"
        if span.style is Style.REF
        else span.label
        if span.style in (Style.STATUS_ICON, Style.TREND_ARROW)
        else span.text
        for span in line
    ).strip()


def text_line(text: str) -> Line:
    """Return a line of one plain span."""
    return (Span(text),)


_BLANK_LINE = re.compile(r"\s*\n\s*\n\s*")
_LONG_WORD = re.compile(r"\S{48}")  # half a line that can't be broken, as in addresses
_SINGLE_MARKS = str.maketrans("“”„", "‘’‚")
_LONG_RUN = re.compile(r"[^\W\d_]{48}|\d{48}")
LEFT_TO_RIGHT_MARK = "\u200e"  # resumes left-to-right order
# Right-to-left scripts, and control characters that reorder what follows.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TAGS = {"sr-latn": "sr-Latn"}  # standard tags of our codes, where they differ
# Tags by which office programs choose a dictionary and a voice.
OFFICE_TAGS = {"en": "en-GB", "sq": "sq-AL", "sr-latn": "sr-Latn-RS"}


def paragraphs(line: Line) -> Iterator[Line]:
    """Split a line into paragraphs at blank lines in its text; none is empty."""
    parts: list[list[Span]] = [[]]
    for span in line:
        first, *others = _BLANK_LINE.split(span.text) if "\n" in span.text else [span.text]
        parts[-1].append(structs.replace(span, text=first))
        parts += [[structs.replace(span, text=text)] for text in others]
    for part in parts:
        if any(span.text.strip() for span in part):
            yield tuple(span for span in part if span.text)


def allow_line_breaks(text: str) -> str:
    """Insert an invisible break into every word longer than half a line."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


def replace_forbidden(text: str) -> str:
    """Replace characters that XML forbids by a mark."""
    return _FORBIDDEN.sub("\ufffd", text)


def office_tag(language: str) -> str:
    """Return the language tag for an office file: "sr-Latn-RS" for "sr-latn"."""
    return OFFICE_TAGS.get(language.lower(), language)


def quotation_marks(language: str) -> tuple[str, str]:
    """Return the quotation marks of a language tag such as "sr-Latn"."""
    return ("„", "”") if language.startswith("sr") else ("“", "”")


def nest_quotation_marks(text: str) -> str:
    """Make quotation marks inside a quotation single, as the outer ones are double."""
    return text.translate(_SINGLE_MARKS)


def in_quotation_marks(text: str, language: str) -> str:
    """Return a text as a quotation in a document of this language."""
    opened, closed = quotation_marks(language)
    return f"{opened}{nest_quotation_marks(text)}{closed}"


def has_right_to_left(text: str) -> bool:
    """Return whether a text has right-to-left letters or marks, which may reorder the others."""
    return _RIGHT_TO_LEFT.search(text) is not None


def web_url(href: str) -> str:
    """Return the address if it is absolute; empty for a path within the tracker."""
    return href if href.lower().startswith(("https://", "http://", "mailto:")) else ""


def printable_url(href: str) -> str:
    """Return an address with breaks in long runs of letters; web addresses stay copyable.

    Typst itself breaks addresses at signs and digits.
    """
    words = _LONG_RUN if web_url(href) else _LONG_WORD
    return words.sub(lambda match: f"{match[0]}\u200b", href)


def chart_description(chart: Chart) -> str:
    """Return the text alternative of a chart, with its title once."""
    begins_with_title = chart.description.startswith(chart.title)
    return chart.description if begins_with_title else f"{chart.title}: {chart.description}"
