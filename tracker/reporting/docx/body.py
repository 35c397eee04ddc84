"""The body of a Word document: its blocks as WordprocessingML."""

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
    EvidenceBlock,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Rule,
    Sources,
    SourceText,
    Table,
    TranslatedText,
    text_line,
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
from tracker.reporting.lines import nest_quotation_marks, paragraphs, quotation_marks, web_url

MAX_UNBROKEN_LINES = 10  # a longer box may break over two pages
GROUNDS = {"facts": "F5F4F1", "status": "F5F4F1", "warning": "FDF0C4"}
_EDGE = '<w:{side} w:val="single" w:sz="48" w:space="0" w:color="{colour}"/>'


def _edges(kind: str, *sides: str) -> str:
    return "".join(_EDGE.format(side=side, colour=GROUNDS[kind]) for side in sides)


# Paragraph properties in a box; space between two paragraphs would show white.
BOXES = {
    kind: f"<w:pBdr>{_edges(kind, 'left', 'right')}</w:pBdr>"
    f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'
    '<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="auto"/>'
    for kind, colour in GROUNDS.items()
}


def add_box_edges(paragraphs: list[str], kind: str) -> list[str]:
    """Add space above the first and below the last paragraph of a box."""
    if paragraphs:
        paragraphs[0] = paragraphs[0].replace("<w:pBdr>", f"<w:pBdr>{_edges(kind, 'top')}", 1)
        paragraphs[-1] = paragraphs[-1].replace("<w:right", f"{_edges(kind, 'bottom')}<w:right", 1)
    return paragraphs


def fits_one_page(box: Box) -> bool:
    """Return whether a box is short enough to be kept on one page."""
    return sum(map(_lines, box.blocks)) <= MAX_UNBROKEN_LINES


def _lines(block: Block) -> int:
    """Return the number of lines of a block."""
    return sum(len(fact.lines) for fact in block.facts) if isinstance(block, Facts) else 1


def headings(blocks: tuple[Block, ...]) -> Iterator[Heading]:
    """Yield every heading, in reading order."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block
        elif isinstance(block, Box):
            yield from headings(block.blocks)


def charts(blocks: tuple[Block, ...]) -> Iterator[Chart]:
    """Yield every chart that has a drawing."""
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
    """Writer of the blocks of one document; `_box_kind` is the kind of the box being written."""

    document: Document
    lines: Lines
    shows_charts: bool = True
    _bookmark_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _heading_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _box_kind: str = ""
    _keep_with_next: bool = False
    _introduces_next: bool = False  # whether the block introduces the next one

    def render(self) -> Iterator[str]:
        """Yield the paragraphs and tables, in reading order."""
        for block, following in pairwise((*self.document.blocks, None)):
            self._introduces_next = isinstance(following, Box | Chart | Table)
            if block is not None:
                yield from self._block(block)
            if isinstance(block, Table) and isinstance(following, Table | None):
                yield paragraph("Gap", "")  # without it, Word joins two tables

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph():
                for line in paragraphs(block.line):
                    content = self.lines.line(line)
                    keep = block.is_small and self._introduces_next
                    yield self._paragraph("Small" if block.is_small else "", content, keep=keep)
            case SourceText():
                yield from self._text_with_place("Verbatim", block.text, "Place", block.place)
            case TranslatedText():
                yield from self._text_with_place("Translation", block.text, "Place", block.note)
            case Facts():
                for fact in block.facts:
                    yield self._fact(fact)
            case Box():
                yield from self._box(block)
            case Table():
                yield from table(block, self.lines)
            case Chart():
                yield from self._chart(block)
            case EvidenceBlock():
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

    def _paragraph(
        self, style: str, content: str, *, keep: bool = False, on_new_page: bool = False
    ) -> str:
        """Return a paragraph; kept with the next one, or on a new page, if asked to."""
        properties = (KEEP if keep or self._keep_with_next else "") + (
            NEW_PAGE if on_new_page else ""
        )
        return paragraph(style, content, properties + BOXES.get(self._box_kind, ""))

    def _heading(self, heading: Heading) -> str:
        marks = bookmark(heading.anchor, next(self._bookmark_numbers)) if heading.anchor else ""
        marks += bookmark(
            _contents_anchor(next(self._heading_numbers)), next(self._bookmark_numbers)
        )
        style = f"Heading{min(heading.level, 9)}"
        return self._paragraph(
            style, marks + run(_heading_text(heading)), on_new_page=heading.starts_page
        )

    def _text_with_place(
        self, style: str, text: str, place_style: str, place: str
    ) -> Iterator[str]:
        parts = list(paragraphs(text_line(text)))
        for number, part in enumerate(parts, start=1):
            keep = bool(place) and number == len(parts)
            yield self._paragraph(style, self.lines.line(part), keep=keep)
        if place:
            yield self._paragraph(place_style, run(place))

    def _fact(self, fact: Fact) -> str:
        content = self.lines.stacked(fact.lines, "")
        return self._paragraph("Fact", run(fact.label, "Soft") + TAB + content)

    def _box(self, box: Box) -> Iterator[str]:
        self._box_kind, self._keep_with_next = box.kind, fits_one_page(box)
        paragraphs = [markup for block in box.blocks for markup in self._block(block)]
        self._box_kind, self._keep_with_next = "", False
        yield from add_box_edges(paragraphs, box.kind)
        yield paragraph("Gap", "")

    def _chart(self, chart: Chart) -> Iterator[str]:
        if chart.svg and self.shows_charts:
            picture = self.lines.pictures.picture(
                chart.svg, alt=chart.description, title=chart.title
            )
            yield self._paragraph("Caption", run(chart.title), keep=True)
            if chart.legend:
                yield self._paragraph("Small", self.lines.line(chart.legend), keep=True)
            yield self._paragraph("Chart", picture, keep=True)

    def _quoted(self, quoted: EvidenceBlock) -> Iterator[str]:
        heading = run(quoted.heading, "Strong") + TAB
        number = run(" ") + self.lines.source(quoted.number) if quoted.number else ""
        sentence = run(quoted.sentence)
        if quoted.is_quotation:
            first, lines_below = self._quotation(quoted), [sentence]
        elif quoted.title:
            first, lines_below = run(quoted.title), [sentence]
        else:
            first, lines_below = sentence, []
        lines_below.append(self._place(quoted))
        lines_below = [content for content in lines_below if content]
        yield self._paragraph("Evidence", heading + first + number, keep=bool(lines_below))
        for remaining, content in zip(
            range(len(lines_below) - 1, -1, -1), lines_below, strict=True
        ):
            yield self._paragraph("Beside", content, keep=remaining > 0)

    def _quotation(self, quoted: EvidenceBlock) -> str:
        opened, closed = quotation_marks(self.document.language)
        return (
            run(f"{opened}{nest_quotation_marks(quoted.text_before)}", "Quoted")
            + run(nest_quotation_marks(quoted.quote), "Marked")
            + run(f"{nest_quotation_marks(quoted.text_after)}{closed}", "Quoted")
        )

    def _place(self, quoted: EvidenceBlock) -> str:
        place = run(quoted.place, "Soft")
        if not quoted.url:
            return place
        separator = run(" · ", "Soft") if place else ""
        return place + separator + self.lines.link(quoted.url, run(quoted.url, "Hyperlink"))

    def _sources(self, sources: Sources) -> Iterator[str]:
        opened, closed = quotation_marks(self.document.language)
        for row in sources.rows:
            mark = bookmark(row.anchor, next(self._bookmark_numbers))
            parts = [run(". ".join(filter(None, (row.title, row.place))))]
            if row.report and not web_url(row.href):
                parts = [self.lines.link(row.report, run(row.place, "Hyperlink"))]
            if row.quote:
                parts.append(run(f"{opened}{nest_quotation_marks(row.quote)}{closed}", "Quoted"))
            if web_url(row.href):  # paths of the tracker lead nowhere from a file
                parts.append(self.lines.address(row.href))
            content = mark + run(f"[{row.number}]", "Soft") + TAB + run(" ").join(parts)
            yield self._paragraph("Source", content)

    def _contents(self, contents: Contents) -> Iterator[str]:
        """Yield a contents field that Word can update; until then it shows linked headings.

        Page numbers are left out: only Word knows them.
        """
        numbered = enumerate(headings(self.document.blocks), start=1)
        numbered_headings = [
            (n, heading) for n, heading in numbered if heading.level <= contents.depth
        ]
        if not numbered_headings:
            return
        yield paragraph("ContentsTitle", run(contents.title), KEEP)
        begin, end = field_begin(f'TOC \\o "1-{contents.depth}" \\h \\z \\u'), field_end()
        for number, heading in numbered_headings:
            entry = inner_link(_contents_anchor(number), run(_heading_text(heading)))
            opening = begin if number == numbered_headings[0][0] else ""
            closing = end if number == numbered_headings[-1][0] else ""
            yield paragraph(f"TOC{min(heading.level, 3)}", opening + entry + closing)


def _heading_text(heading: Heading) -> str:
    return f"{heading.number}\u2002{heading.text}" if heading.number else heading.text


def _contents_anchor(number: int) -> str:
    return f"_Toc{number:06}"
