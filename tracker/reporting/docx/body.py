"""Boxes: paragraphs on a ground of their own. And what lies in boxes as well as outside of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise

from tracker.reporting.blocks import (
    Block,
    Box,
    Bullets,
    Chart,
    Contents,
    Document,
    Fact,
    Facts,
    Heading,
    Para,
    Quoted,
    Rule,
    Sources,
    Table,
    Translated,
    Verbatim,
    plain,
)
from tracker.reporting.docx.lines import Lines
from tracker.reporting.docx.markup import (
    bookmark,
    field_begin,
    field_end,
    inner_link,
    paragraph,
    run,
)
from tracker.reporting.docx.tables import table
from tracker.reporting.lines import marks_of, nested, on_the_web, paragraphs

LONGEST = 10  # lines: a longer box may run over two pages
GROUNDS = {"facts": "F5F4F1", "standing": "F5F4F1", "warning": "FDF0C4"}
_EDGE = '<w:{side} w:val="single" w:sz="48" w:space="0" w:color="{colour}"/>'


def _edges(kind: str, *sides: str) -> str:
    return "".join(_EDGE.format(side=side, colour=GROUNDS[kind]) for side in sides)


# The properties of a paragraph in a box: no room between two, or white would show through.
BOXES = {
    kind: f"<w:pBdr>{_edges(kind, 'left', 'right')}</w:pBdr>"
    f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'
    '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="auto"/>'
    for kind, colour in GROUNDS.items()
}


def framed(held: list[str], kind: str) -> list[str]:
    """The paragraphs of a box with room above the first and below the last."""
    if held:
        held[0] = held[0].replace("<w:pBdr>", f"<w:pBdr>{_edges(kind, 'top')}", 1)
        held[-1] = held[-1].replace("<w:right", f"{_edges(kind, 'bottom')}<w:right", 1)
    return held


def stays_together(box: Box) -> bool:
    """Whether a box is short enough to be kept on one page."""
    return sum(map(_lines, box.blocks)) <= LONGEST


def _lines(block: Block) -> int:
    return sum(len(fact.lines) for fact in block.facts) if isinstance(block, Facts) else 1


def headings(blocks: tuple[Block, ...]) -> Iterator[Heading]:
    """Every heading, in reading order."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block
        elif isinstance(block, Box):
            yield from headings(block.blocks)


def charts(blocks: tuple[Block, ...]) -> Iterator[Chart]:
    """Every drawing."""
    for block in blocks:
        if isinstance(block, Chart) and block.svg:
            yield block
        elif isinstance(block, Box):
            yield from charts(block.blocks)


KEEP = "<w:keepNext/>"
NEW_PAGE = "<w:pageBreakBefore/>"
TAB = "<w:r><w:tab/></w:r>"


@dataclass(slots=True)
class Body:
    """Writes the blocks of one document. `within` is the kind of box that it is writing in."""

    document: Document
    lines: Lines
    shows_charts: bool = True
    _marks: Iterator[int] = field(default_factory=lambda: count(1))
    _headings: Iterator[int] = field(default_factory=lambda: count(1))
    _within: str = ""
    _keeps: bool = False
    _leads: bool = False  # to what stands below it, from which it is not parted

    def written(self) -> Iterator[str]:
        """The paragraphs and tables, in reading order."""
        for block, following in pairwise((*self.document.blocks, None)):
            self._leads = isinstance(following, Box | Chart | Table)
            if block is not None:
                yield from self._block(block)
            if isinstance(block, Table) and isinstance(following, Table | None):
                yield paragraph("Gap", "")  # or Word makes one of two tables

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self._heading(block)
            case Para():
                for line in paragraphs(block.line):
                    told = self.lines.line(line)
                    keep = block.is_small and self._leads
                    yield self._paragraph("Small" if block.is_small else "", told, keep=keep)
            case Verbatim():
                yield from self._words("Verbatim", block.text, "Place", block.place)
            case Translated():
                yield from self._words("Translation", block.text, "Place", block.note)
            case Facts():
                for fact in block.facts:
                    yield self._fact(fact)
            case Box():
                yield from self._box(block)
            case Table():
                yield from table(block, self.lines)
            case Chart():
                yield from self._chart(block)
            case Quoted():
                yield from self._quoted(block)
            case Bullets():
                for entry in block.entries:
                    yield self._paragraph("ListBullet", self.lines.stacked(entry))
            case Sources():
                yield from self._sources(block)
            case Contents():
                yield from self._contents(block)
            case Rule():
                yield self._paragraph("Rule", "")

    def _paragraph(self, style: str, content: str, *, keep: bool = False, new: bool = False) -> str:
        """A paragraph; kept with the next one, or on a new page."""
        properties = (KEEP if keep or self._keeps else "") + (NEW_PAGE if new else "")
        return paragraph(style, content, properties + BOXES.get(self._within, ""))

    def _heading(self, heading: Heading) -> str:
        marks = bookmark(heading.anchor, next(self._marks)) if heading.anchor else ""
        marks += bookmark(_contents_anchor(next(self._headings)), next(self._marks))
        style = f"Heading{min(heading.level, 9)}"
        return self._paragraph(style, marks + run(_worded(heading)), new=heading.breaks)

    def _words(self, style: str, text: str, below: str, place: str) -> Iterator[str]:
        parts = list(paragraphs(plain(text)))
        for number, part in enumerate(parts, start=1):
            keep = bool(place) and number == len(parts)
            yield self._paragraph(style, self.lines.line(part), keep=keep)
        if place:
            yield self._paragraph(below, run(place))

    def _fact(self, fact: Fact) -> str:
        told = self.lines.stacked(fact.lines, "")
        return self._paragraph("Fact", run(fact.label, "Soft") + TAB + told)

    def _box(self, box: Box) -> Iterator[str]:
        self._within, self._keeps = box.kind, stays_together(box)
        held = [piece for block in box.blocks for piece in self._block(block)]
        self._within, self._keeps = "", False
        yield from framed(held, box.kind)
        yield paragraph("Gap", "")

    def _chart(self, chart: Chart) -> Iterator[str]:
        if chart.svg and self.shows_charts:
            shown = self.lines.pictures.shown(chart.svg, told=chart.told, title=chart.title)
            yield self._paragraph("Caption", run(chart.title), keep=True)
            if chart.signs:
                yield self._paragraph("Small", self.lines.line(chart.signs), keep=True)
            yield self._paragraph("Chart", shown, keep=True)

    def _quoted(self, quoted: Quoted) -> Iterator[str]:
        head = run(quoted.head, "Strong") + TAB
        number = run(" ") + self.lines.source(quoted.number) if quoted.number else ""
        said = run(quoted.sentence)
        if quoted.is_quotation:
            first, below = self._quotation(quoted), [said]
        elif quoted.title:
            first, below = run(quoted.title), [said]
        else:
            first, below = said, []
        below.append(self._place(quoted))
        below = [one for one in below if one]
        yield self._paragraph("Evidence", head + first + number, keep=bool(below))
        for left, one in zip(range(len(below) - 1, -1, -1), below, strict=True):
            yield self._paragraph("Beside", one, keep=left > 0)

    def _quotation(self, quoted: Quoted) -> str:
        opened, closed = marks_of(self.document.language)
        return (
            run(f"{opened}{nested(quoted.before)}", "Quoted")
            + run(nested(quoted.marked), "Marked")
            + run(f"{nested(quoted.after)}{closed}", "Quoted")
        )

    def _place(self, quoted: Quoted) -> str:
        place = run(quoted.place, "Soft")
        if not quoted.url:
            return place
        joint = run(" · ", "Soft") if place else ""
        return place + joint + self.lines.link(quoted.url, run(quoted.url, "Hyperlink"))

    def _sources(self, sources: Sources) -> Iterator[str]:
        opened, closed = marks_of(self.document.language)
        for row in sources.rows:
            mark = bookmark(row.anchor, next(self._marks))
            told = [run(". ".join(filter(None, (row.title, row.place))))]
            if row.report and not on_the_web(row.href):
                told = [self.lines.link(row.report, run(row.place, "Hyperlink"))]
            if row.quote:
                told.append(run(f"{opened}{nested(row.quote)}{closed}", "Quoted"))
            if on_the_web(row.href):  # others have no host, and lead nowhere from a file
                told.append(self.lines.address(row.href))
            content = mark + run(f"[{row.number}]", "Soft") + TAB + run(" ").join(told)
            yield self._paragraph("Source", content)

    def _contents(self, contents: Contents) -> Iterator[str]:
        """A field that Word can work out anew, with page numbers; until then, the linked headings.

        A page number that nobody worked out would be a guess, and is left out.
        """
        numbered = enumerate(headings(self.document.blocks), start=1)
        shown = [(n, h) for n, h in numbered if h.level <= contents.depth]
        if not shown:
            return
        yield paragraph("ContentsTitle", run(contents.title), KEEP)
        begin, end = field_begin(f'TOC \\o "1-{contents.depth}" \\h \\z \\u'), field_end()
        for number, heading in shown:
            entry = inner_link(_contents_anchor(number), run(_worded(heading)))
            opening = begin if number == shown[0][0] else ""
            closing = end if number == shown[-1][0] else ""
            yield paragraph(f"TOC{min(heading.level, 3)}", opening + entry + closing)


def _worded(heading: Heading) -> str:
    return f"{heading.number}\u2002{heading.text}" if heading.number else heading.text


def _contents_anchor(number: int) -> str:
    return f"_Toc{number:06}"
