"""What a printed report is made of: blocks in reading order, for every format that people read.

The layout decides what is said and in which order; a writer decides only how a block looks. There
is nothing in a block but text, codes of statuses and SVG.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Literal


class Style(StrEnum):
    """How a piece of a line is set."""

    PLAIN = ""
    STRONG = "strong"
    SOFT = "soft"  # what is said beside something
    EM = "em"
    MARK = "mark"  # the words of a quotation that count
    QUOTED = "quoted"  # words of a source: serif, in the language of the source
    CIRCLE = "circle"  # the text is the code of a status; its label stands beside it
    ARROW = "arrow"  # the text is the arrow of a trend; its label stands beside it
    REF = "ref"  # the text is the number of a source, linked to it
    LINK = "link"  # to `href`


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a line in one style."""

    text: str
    style: Style = Style.PLAIN
    href: str = ""  # of a link: "#rec-3", or an address that a browser may safely open


type Line = tuple[Bit, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; levels run from 1, and none is skipped."""

    level: int
    text: str
    anchor: str = ""
    number: str = ""  # as printed before it: "3"
    breaks: bool = False  # a new page before it, where there are pages


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. Small ones stand beside or below something."""

    line: Line
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Verbatim:
    """The words of the report, in the language of the report, with where they stand."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Translated:
    """The same words in the language of this report, with who says so."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with what stands beside it, line by line."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what stands beside them."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """What belongs together, on a ground of its own: kept on one page where it fits."""

    blocks: tuple["Block", ...]
    kind: Literal["facts", "standing", "warning"] = "standing"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the room, 0 as narrow as can be."""

    label: str
    width: int = 1
    is_number: bool = False  # aligned right, tabular figures
    circle: str = ""  # code of the status whose circle stands for the label: less wide than words


type Cell = tuple[Line, ...]  # the first line is what it says, the others stand small below


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, the first of which names the row."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, which is always read and printed above it when `shows_caption`."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    shows_caption: bool = False
    is_narrow: bool = False  # no wider than its words need: a few short columns


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing. `told` says all of it in words; a table of its numbers stands below it.

    `signs` say what the signs in it mean, for those who see it.
    """

    svg: str
    title: str
    told: str
    signs: Line = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Parts of which two stand beside each other where there is room, each kept whole."""

    parts: tuple[tuple["Block", ...], ...]

    @property
    def blocks(self) -> tuple["Block", ...]:
        """All that is in them, in reading order."""
        return tuple(chain.from_iterable(self.parts))


@dataclass(frozen=True, slots=True)
class Quoted:
    """A piece of evidence: what it says or is called, what it is cited for, where it stands."""

    head: str  # "Shows progress"
    tone: str  # code of the bearing, or of the use
    number: int  # of its source; 0 where it may not be named
    before: str = ""
    marked: str = ""  # empty where the whole sentence counts
    after: str = ""
    title: str = ""
    sentence: str = ""
    place: str = ""
    url: str = ""

    @property
    def is_quotation(self) -> bool:
        """Whether words of a source are quoted, and not only a document named."""
        return bool(self.before or self.marked or self.after)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list. Each entry has one line or more; the others stand small below the first."""

    entries: tuple[Cell, ...]
    marker: str = "–"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A numbered source: `[7]` of the text leads here, and its address on to where it is shown."""

    number: int
    anchor: str  # "source-7"
    title: str
    place: str
    quote: str = ""
    href: str = ""  # where it can be read: on the web, else in the tracker; empty: nowhere
    report: str = ""  # of a passage: where its report can be read, not written out with each


@dataclass(frozen=True, slots=True)
class Sources:
    """The numbered sources of the report, in the order in which they are first cited."""

    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of headings up to a level, each linked, with its page where there are pages."""

    title: str
    depth: int = 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two recommendations."""


type Block = (
    Heading
    | Para
    | Verbatim
    | Translated
    | Facts
    | Box
    | Table
    | Chart
    | Beside
    | Quoted
    | Bullets
    | Sources
    | Contents
    | Rule
)


@dataclass(frozen=True, slots=True)
class Cover:
    """The head of the report, and what runs at the head and foot of its pages."""

    kind: str  # "Progress report · Brief"
    title: str
    subtitle: str  # "State on 31 March 2025, as we know today", and the filter
    running: str  # "TIP 2024 Kosovo · Brief"
    running_right: str  # "31 March 2025"
    mark: str = ""  # "draft", "internal": printed on every page
    name: str = ""  # of the letterhead
    logo: str = ""  # SVG
    colour: str = ""  # "#1a5276"
    preface: str = ""
    page: str = "Page"
    page_of: str = "of"
    source_language: str = "en"


@dataclass(frozen=True, slots=True)
class Document:
    """A report ready to be written."""

    language: str  # as the standard for tags writes it: "sr-Latn"
    cover: Cover
    blocks: tuple[Block, ...]


def one_by_one(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks for what has no room for two beside each other."""
    for block in blocks:
        if isinstance(block, Beside):
            yield from block.blocks
        else:
            yield block


def text_of(line: Line) -> str:
    """A line without its styles: circles and arrows are left out, references stand in brackets."""
    return "".join(
        f"[{bit.text}]" if bit.style is Style.REF else bit.text
        for bit in line
        if bit.style not in (Style.CIRCLE, Style.ARROW)
    ).strip()


def plain(text: str) -> Line:
    """A line of one plain piece."""
    return (Bit(text),)
