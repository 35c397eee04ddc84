"""A document as plain lists for the template of the PDF: each block is its kind and what it holds.

What the template could only find out slowly is found out here: where a word may break, what is too
long to be kept on one page, which of the links lead somewhere.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import accumulate
from typing import Any

from tracker.reporting.blocks import (
    Beside,
    Bit,
    Block,
    Box,
    Bullets,
    Chart,
    Contents,
    Document,
    Facts,
    Heading,
    Line,
    Para,
    Quoted,
    Rule,
    SourceRow,
    Sources,
    Style,
    Table,
    Translated,
    Verbatim,
)
from tracker.reporting.colours import ACCENT, INK, legible
from tracker.reporting.lines import (
    TURNS_BACK,
    foldable,
    in_words,
    marks_of,
    nested,
    on_the_web,
    paragraphs,
    turns,
    written_out,
)
from tracker.reporting.status_circle import SHAPES, status_circle

WHOLE = 10  # rows below a caption, or of a narrow table: a longer one may run over two pages
IN_COLUMNS = 4, 30  # so few sources, and so many, stand in two columns
SUMMARY = 1500  # characters before the contents, which with more begin a page of their own
LONG = 2500  # characters that can't be trusted to fit a page
# Places in a document that its lines link to. Of more, the contents alone lead to a number: typst
# sets each line with such a link once more when it knows where that is.
MOST_LED_TO = 5_000
LED_TO = {"box", "chart", "table", "beside", "quoted"}  # what a small paragraph introduces
_FULL_WIDTH = 615.0  # of a drawing that fills the line
_UNBROKEN = re.compile(
    r"\b\d{1,2}\.? [^\W\d]+\.? \d{4}\b|\b[A-Z]{2,} \d{4} [A-Z]\w+|¶ (?=\d)| (?=· )"
)
_WIDTH = re.compile(r'<svg[^>]*? width="([0-9.]+)"')


def on_paper(document: Document, *, has_cover_page: bool) -> dict[str, Any]:
    """Everything the template needs. What stands before the first heading stands on the cover."""
    anchors = set(_anchors(document.blocks))
    if len(anchors) > MOST_LED_TO:
        anchors.clear()
    printer = _Printer(anchors, has_cover_page=has_cover_page)
    blocks = _kept_together([printer.block(block) for block in document.blocks])
    kinds = [block[0] for block in blocks]
    begins = next((i for i, k in enumerate(kinds) if k in ("heading", "contents")), len(kinds))
    if "contents" in kinds:
        listed = kinds.index("contents")
        blocks[listed][-1] = has_cover_page and _length(blocks[begins:listed]) > SUMMARY
    cover = document.cover
    colour = cover.colour or ACCENT
    return {
        "language": document.language,
        "marks": marks_of(document.language),
        "cover": {
            **asdict(cover),
            "preface": _texts(cover.preface),
            "logo": _inked(cover.logo),
            "colour": colour,
            "accent": legible(colour),
        },
        "has_cover_page": has_cover_page,
        "circles": {code: _inked(status_circle(code)) for code in SHAPES},
        "head": blocks[:begins],
        "body": blocks[begins:],
    }


def _kept_together(blocks: list[list[Any]]) -> list[list[Any]]:
    """The same blocks. A small paragraph stays with the words of the report above it, else with the
    box, drawing, table or quotation below it.

    One below a table that is kept whole becomes part of it, or it might stand alone on the next
    page.
    """
    found: list[list[Any]] = []
    quotes = False
    for block in blocks:
        before = found[-1] if found else [""]
        if before[0] == "verbatim":
            before[-1] = block[0] == "translated" or (block[0] == "para" and block[2])
        if before[0] == "para" and not quotes and block[0] in LED_TO:
            before[-1] = before[2]
        if before[0] == "table" and block[0] == "para" and block[2] and before[4]:
            before[-1] += block[1]
        else:
            quotes = before[0] in ("verbatim", "translated")
            found.append(block)
    return found


class _Printer:
    """Prints blocks, knowing where links may lead: typst refuses a link to nowhere."""

    def __init__(self, anchors: set[str], *, has_cover_page: bool) -> None:
        self.anchors, self.has_cover_page = anchors, has_cover_page

    def block(self, block: Block) -> list[Any]:
        match block:
            case Heading(level, text, anchor, number, breaks):
                breaks = breaks and self.has_cover_page
                return ["heading", level, foldable(text), foldable(number), anchor, breaks]
            case Para(line, is_small):
                return ["para", self.lines(paragraphs(line)), is_small, False]
            case Verbatim(text, place):
                return [
                    "verbatim",
                    _texts(text),
                    foldable(unbroken(place)),
                    len(text) > LONG,
                    False,
                ]
            case Translated(text, note):
                return ["translated", _texts(text), foldable(note)]
            case Facts(told):
                return ["facts", [[fact.label, self.lines(fact.lines)] for fact in told]]
            case Box(blocks, kind):
                inner = [self.block(one) for one in blocks]
                may_part = kind == "facts" and not self.has_cover_page
                return ["box", kind, inner, may_part or _length(inner) > LONG]
            case Table():
                return ["table", *self.table(block)]
            case Chart(svg, signs=signs):
                shown = list(self.line(signs))
                return ["chart", _inked(svg), _share_of_line(svg), in_words(block), shown]
            case Beside(parts):
                return ["beside", [self.part(part) for part in parts]]
            case Quoted():
                return ["quoted", self.quoted(block)]
            case Bullets(entries, marker):
                return ["bullets", marker, [self.lines(entry) for entry in entries]]
            case Sources(rows):
                return ["sources", self.columns([_source(row) for row in rows])]
            case Contents(title, depth):
                return ["contents", title, depth, False]
            case Rule():
                return ["rule"]

    def part(self, part: Iterable[Block]) -> list[Any]:
        """One of what stands beside each other, and whether it may be too long for that."""
        blocks = _kept_together([self.block(block) for block in part])
        is_long = sum(len(block[3]) for block in blocks if block[0] == "table") > WHOLE
        for block in blocks if not is_long else ():
            if block[0] == "chart":
                block[2] = 1.0
        return [blocks, is_long]

    def columns(self, rows: list[Any]) -> list[list[Any]]:
        """Few sources on a short paper stand in two columns that are about as high."""
        if self.has_cover_page or not IN_COLUMNS[0] <= len(rows) <= IN_COLUMNS[1]:
            return [rows]
        long = list(accumulate(map(_length, rows)))
        half = min(range(len(rows)), key=lambda at: abs(long[at] - long[-1] / 2)) + 1
        return [rows[:half], rows[half:]]

    def lines(self, lines: Iterable[Line]) -> list[list[Any]]:
        return [list(self.line(line)) for line in lines]

    def line(self, line: Line) -> Iterator[str | list[str]]:
        """The pieces of a line. A reference never turns with words before it."""
        turned = False
        for bit in line:
            if turned and bit.style is Style.REF:
                yield TURNS_BACK
                turned = False
            turned = turned or turns(bit.text)
            if bit.text:
                yield self.bit(bit)

    def bit(self, bit: Bit) -> str | list[str]:
        """A plain piece is its text; any other its style, its text, and where it leads."""
        text = bit.text if bit.style is Style.CIRCLE else foldable(_on_one_line(bit))
        match bit.style:
            case Style.PLAIN:
                return text
            case Style.REF:
                return ["ref", text, self.known(f"source-{bit.text}")]
            case Style.LINK if bit.href.startswith("#"):
                return ["within", text, self.known(bit.href[1:])]
            case Style.LINK:
                return ["link", text, on_the_web(bit.href)]
        return [bit.style.value, text]

    def known(self, anchor: str) -> str:
        return anchor if anchor in self.anchors else ""

    def table(self, table: Table) -> list[Any]:
        rows = []
        for row in table.rows:
            cells = [self.lines(cell) for cell in row.cells]
            rows.append([cells, _length(cells) > LONG])
        columns = [
            [
                foldable(column.label),
                0 if table.is_narrow else column.width,
                column.is_number,
                column.circle,
            ]
            for column in table.columns
        ]
        caption = foldable(table.caption) if table.shows_caption else ""
        is_whole = (table.shows_caption or table.is_narrow) and len(rows) <= WHOLE
        return [caption, columns, rows, is_whole, []]

    def quoted(self, quoted: Quoted) -> dict[str, Any]:
        told = asdict(replace(quoted, place=unbroken(quoted.place)))
        words = {key: nested(told[key]) for key in ("before", "marked", "after")}
        return {
            **{
                key: foldable(it) if isinstance(it, str) else it
                for key, it in {**told, **words}.items()
            },
            "url": written_out(quoted.url),
            "href": on_the_web(quoted.url),
            "is_quotation": quoted.is_quotation,
            "back": TURNS_BACK if turns(quoted.before + quoted.marked + quoted.after) else "",
            "is_long": _length(told) > LONG,
            "source": self.known(f"source-{quoted.number}"),
        }


def _source(row: SourceRow) -> list[Any]:
    told = (foldable(text) for text in (row.title, nested(row.quote), unbroken(row.place)))
    href = on_the_web(row.href)
    return [row.number, row.anchor, *told, href, written_out(row.href), "" if href else row.report]


def _on_one_line(bit: Bit) -> str:
    """The words of a source are printed as they stand, spaces and all."""
    return bit.text if bit.style in (Style.MARK, Style.QUOTED) else unbroken(bit.text)


def unbroken(text: str) -> str:
    """No line ends within a day, a paragraph's number or the name of an edition, nor before "·"."""
    return _UNBROKEN.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def _texts(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [foldable("".join(bit.text for bit in line)) for line in paragraphs((Bit(text),))]


def _inked(svg: str) -> str:
    """A drawing in the colour of our ink: it has no text around it to take the colour from."""
    return svg.replace("currentColor", INK)


def _share_of_line(svg: str) -> float:
    """How much of the line a drawing takes, so that its words are nearly as high as ours."""
    found = _WIDTH.search(svg)
    return min(float(found[1]) / _FULL_WIDTH, 1.0) if found else 1.0


def _anchors(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.anchor
            case Sources():
                yield from (row.anchor for row in block.rows)
            case Box() | Beside():
                yield from _anchors(block.blocks)


def _length(told: Any) -> int:
    """How many characters are in there, however deep."""
    if isinstance(told, str):
        return len(told)
    if isinstance(told, dict):
        return sum(map(_length, told.values()))
    return sum(map(_length, told)) if isinstance(told, list | tuple) else 0
