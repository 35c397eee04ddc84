"""A progress report as a Word file: cover, headers and footers, properties, and its blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count, pairwise

from msgspec.structs import replace

from tracker.progress import Progress
from tracker.reporting import blocks, status_pictures
from tracker.reporting.docx.markup import (
    FIELD_END,
    Markup,
    Relations,
    bookmark,
    bookmark_name,
    field_begin,
    inner_link,
    pack,
    paragraph,
    run,
    shade_paragraphs,
    strip_descriptions,
    table,
    table_cell,
    table_row,
)
from tracker.reporting.layout import document

LOGO_HEIGHT = 648_000  # 1.8 cm, in English metric units
ROOM = 9524  # between the margins, in twentieths of a point; tabs of the styles end there


def render(progress: Progress) -> bytes:
    """Render the document, in the language of the report."""
    return render_document(document(progress), on=progress.on)


def render_document(document: blocks.Document, *, on: date) -> bytes:
    """Return the document as a Word file dated `on`; equal documents give equal bytes."""
    document = replace(document, blocks=tuple(blocks.flatten(document.blocks, blocks.SideBySide)))
    cover = document.cover
    drawings = dict.fromkeys(
        strip_descriptions(block.svg)
        for block in blocks.flatten(document.blocks, blocks.Box)
        if isinstance(block, blocks.Chart) and block.svg
    )
    relations = Relations((strip_descriptions(cover.logo), *drawings))
    return pack(
        (*_cover(cover, relations), *Body(document, relations).render()),
        relations,
        styles="report",
        header=paragraph("Header", run(cover.header_left) + run("\t") + run(cover.header_right)),
        footer=paragraph("Footer", _foot(cover)),
        update='<w:updateFields w:val="true"/>',  # Word fills in contents and pages on opening
        top="1361",
        properties={
            "on": on.isoformat(),
            "title": cover.title,
            "subject": cover.subtitle,
            "author": cover.name or "Heed",
            "category": cover.kind,
            "status": cover.watermark,
            "language": document.language,
            "language_tag": blocks.office_tag(document.language),
            "source_language": blocks.office_tag(cover.source_language),
            "accent": status_pictures.legible_colour(cover.colour or status_pictures.ACCENT)
            .removeprefix("#")
            .upper(),
        },
    )


def _foot(cover: blocks.Cover) -> Markup:
    page, pages = (field_begin(name) + run("1") + FIELD_END for name in ("PAGE", "NUMPAGES"))
    count = run(f"{cover.page} ") + page + run(f" {cover.page_of} ") + pages
    return run(cover.watermark, "Strong") + run("\t") + count


def _cover(cover: blocks.Cover, relations: Relations) -> Iterator[Markup]:
    if cover.logo:
        yield paragraph(
            "Letterhead",
            relations.picture(cover.logo, alt=cover.name or cover.kind, fixed_height=LOGO_HEIGHT),
        )
    texts = (
        ("Letterhead", cover.name),
        ("Kind", cover.kind),
        ("Title", cover.title),
        ("Subtitle", cover.subtitle),
        ("", cover.sender),
        *(("", part.strip()) for part in cover.preface.split("\n\n")),
        ("Small", cover.note),
    )
    yield from (paragraph(style, run(text)) for style, text in texts if text)


MAX_UNBROKEN_LINES = 10  # a longer box may break over two pages
INTRODUCED = blocks.Box | blocks.Bullets | blocks.Chart | blocks.Table  # by a small paragraph
LONGEST_LABEL = 24  # letters beside a value; a longer one stands above it
GROUNDS = {"facts": "F5F4F1", "status": "F5F4F1", "warning": "FDF0C4"}
LETTER, BOLD, PADDING = 106, 120, 240  # of a letter, a bold one, and of a cell
NARROWEST, WIDEST = 500, 3600
CIRCLE_ROOM = 300
CHARACTER_STYLES = {
    blocks.Style.STRONG: "Strong",
    blocks.Style.MUTED: "Soft",
    blocks.Style.EM: "Emphasis",
    blocks.Style.HIGHLIGHT: "Marked",
    blocks.Style.QUOTED: "Quoted",
    blocks.Style.MARKED: "Marked",
    blocks.Style.TREND_ARROW: "Arrow",
}


def _count_lines(block: blocks.Block) -> int:
    return sum(len(fact.lines) for fact in block.facts) if isinstance(block, blocks.Facts) else 1


@dataclass(slots=True)
class Body:
    """Writer of the blocks of one document."""

    document: blocks.Document
    relations: Relations
    _bookmark_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _heading_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _keep_with_next: bool = False  # of every paragraph in a short box
    _introduces_next: bool = False  # whether the block introduces the next one

    def render(self) -> Iterator[Markup]:
        """Yield the paragraphs and tables, in reading order."""
        for block, following in pairwise((*self.document.blocks, None)):
            self._introduces_next = isinstance(following, INTRODUCED)
            if block is not None:
                yield from self._block(block)
            if isinstance(block, blocks.Table) and isinstance(following, blocks.Table | None):
                yield paragraph("Gap", "")  # without it, Word joins two tables

    def _block(self, block: blocks.Block) -> Iterator[Markup]:
        match block:
            case blocks.Heading():
                yield self._heading(block)
            case blocks.Paragraph():
                style = "Small" if block.is_small else ""
                keep = block.is_small and self._introduces_next
                for line in blocks.paragraphs(block.line):
                    yield self._paragraph(style, self._line(line), keep=keep)
            case blocks.SourceText():
                yield from self._text_with_place("Quote", block.text, block.place)
            case blocks.TranslatedText():
                yield from self._text_with_place("Translation", block.text, block.note)
            case blocks.Facts():
                for fact in block.facts:
                    value = self._stacked(fact.lines, "")
                    gap = "\t" if len(fact.label) <= LONGEST_LABEL else "\n"
                    yield self._paragraph("Fact", run(f"{fact.label}{gap}", "Soft") + value)
            case blocks.Box():
                yield from self._box(block)
            case blocks.Table():
                yield self._table(block)
            case blocks.Chart():
                yield from self._chart(block)
            case blocks.Bullets():
                for entry in block.entries:
                    yield self._paragraph("ListBullet", self._stacked(entry))
            case blocks.Sources():
                yield from map(self._source, block.rows)
            case blocks.Contents():
                yield from self._contents(block)
            case blocks.Rule():
                yield self._paragraph("Rule", "")

    def _paragraph(
        self, style: str, content: Markup, *, keep: bool = False, on_new_page: bool = False
    ) -> Markup:
        keep = keep or self._keep_with_next
        return paragraph(style, content, keep_with_next=keep, on_new_page=on_new_page)

    def _heading(self, heading: blocks.Heading) -> Markup:
        anchors = (heading.anchor, _contents_anchor(next(self._heading_numbers)))
        marks = "".join(
            bookmark(anchor, next(self._bookmark_numbers)) for anchor in filter(None, anchors)
        )
        return self._paragraph(
            f"Heading{min(heading.level, 3)}",
            marks + _heading_runs(heading),
            on_new_page=heading.starts_page,
        )

    def _text_with_place(self, style: str, text: str, place: str) -> Iterator[Markup]:
        parts = list(blocks.paragraphs(blocks.text_line(text)))
        for part in parts:
            yield self._paragraph(style, self._line(part), keep=bool(place) and part is parts[-1])
        if place:
            yield self._paragraph("Place", run(place))

    def _box(self, box: blocks.Box) -> Iterator[Markup]:
        self._keep_with_next = sum(map(_count_lines, box.blocks)) <= MAX_UNBROKEN_LINES
        written = [part for block in box.blocks for part in self._block(block)]
        self._keep_with_next = False
        yield from shade_paragraphs(written, GROUNDS[box.kind])
        yield paragraph("Gap", "")

    def _chart(self, chart: blocks.Chart) -> Iterator[Markup]:
        if chart.svg:
            yield self._paragraph("Caption", run(chart.title), keep=True)
            if chart.legend:
                yield self._paragraph("Small", self._line(chart.legend), keep=True)
            yield self._paragraph(
                "Chart",
                self.relations.picture(chart.svg, alt=chart.description, title=chart.title),
                keep=True,
            )

    def _source(self, row: blocks.SourceRow) -> Markup:
        content = (
            bookmark(row.anchor, next(self._bookmark_numbers))
            + run(f"[{row.number}]", "Soft")
            + run("\t")
        )
        if row.report and not blocks.web_url(row.href):
            content += self._link(row.report, run(row.place, "Hyperlink"))
        else:
            content += run(row.title, language=blocks.office_tag(row.language))
            content += run(f"{'. ' if row.title and row.place else ''}{row.place}")
        if row.quote:
            quote = blocks.in_quotation_marks(row.quote, self.document.language)
            content += run(" ") + run(quote, "Quoted")
        if blocks.web_url(row.href):  # paths of the tracker lead nowhere from a file
            content += run(" ") + self._link(row.href, run(row.href, "Hyperlink"))
        for line in row.uses:
            content += run("\n") + self._line(line)
        return self._paragraph("Source", content)

    def _contents(self, contents: blocks.Contents) -> Iterator[Markup]:
        """Yield a contents field with linked headings; Word fills in their pages on opening."""
        headings = (
            block
            for block in blocks.flatten(self.document.blocks, blocks.Box)
            if isinstance(block, blocks.Heading)
        )
        entries = [
            (heading, _contents_entry(heading, _contents_anchor(number)))
            for number, heading in enumerate(headings, start=1)
            if heading.level <= contents.depth
        ]
        if entries:
            yield paragraph("TOCHeading", run(contents.title), keep_with_next=True)
        begin = field_begin(f'TOC \\o "1-{contents.depth}" \\h \\z \\u')
        for place, (heading, entry) in enumerate(entries, start=1):
            marked = (
                f"{begin if place == 1 else ''}{entry}{FIELD_END if place == len(entries) else ''}"
            )
            yield paragraph(f"toc{heading.level}", marked)

    def _table(self, block: blocks.Table) -> Markup:
        widths = column_widths(block)
        kinds = ["Number" if column.is_number else "" for column in block.columns]
        rows = [("TableHead", map(self._label, block.columns))]
        rows += [("TableCell", map(self._stacked, row.cells)) for row in block.rows]
        cells = (
            [
                table_cell(width, paragraph(f"{style}{kind}", content))
                for content, kind, width in zip(contents, kinds, widths, strict=True)
            ]
            for style, contents in rows
        )
        return table(
            "ReportTable",
            block.caption,
            widths,
            (table_row(next(cells), is_header=True), *map(table_row, cells)),
        )

    def _label(self, column: blocks.Column) -> Markup:
        code, label = column.status_code, column.label
        return self.relations.circle(code, alt=label) if code else run(label)

    def _line(self, line: blocks.Line, style: str = "") -> Markup:
        """Return the runs of a line; plain spans get the given character style."""
        return "".join(self._span(span, style) for span in line)

    def _stacked(self, lines: blocks.Cell, style: str = "Soft") -> Markup:
        """Return lines below each other in one paragraph, all but the first in a style."""
        first, *others = lines or ((),)
        return run("\n").join((self._line(first), *(self._line(line, style) for line in others)))

    def _span(self, span: blocks.Span, style: str) -> Markup:
        match span.style:
            case blocks.Style.STATUS_ICON:
                return self.relations.circle(span.text, alt=span.label)
            case blocks.Style.REF:
                return inner_link(f"source-{span.text}", run(f"[{span.text}]", "Reference"))
            case blocks.Style.LINK if span.href:
                return self._link(
                    span.href, run(span.text, "Hyperlink", blocks.office_tag(span.language))
                )
        return run(
            span.text, CHARACTER_STYLES.get(span.style, style), blocks.office_tag(span.language)
        )

    def _link(self, href: str, content: Markup) -> Markup:
        """Return a link into the document or to an external address."""
        return (
            inner_link(href[1:], content)
            if href.startswith("#")
            else self.relations.link(href, content)
        )


def _heading_runs(heading: blocks.Heading) -> Markup:
    number = run(f"{heading.number}\u2002") if heading.number else ""
    return number + run(heading.text, language=blocks.office_tag(heading.language))


def _contents_entry(heading: blocks.Heading, anchor: str) -> Markup:
    page = field_begin(f"PAGEREF {bookmark_name(anchor)} \\h") + FIELD_END
    return inner_link(anchor, _heading_runs(heading) + run("\t") + page)


def _contents_anchor(number: int) -> str:
    return f"_Toc{number:06}"


def column_widths(block: blocks.Table) -> list[int]:
    """Return the column widths: as wide as their text, or a share of the remaining space.

    A column is at least as wide as the longest word of its label.
    """
    needs = [_needed_width(block, number) for number in range(len(block.columns))]
    shares = [column.width for column in block.columns]
    while any(shares):
        fixed = sum(need for need, share in zip(needs, shares, strict=True) if not share)
        flexible = max(ROOM - fixed, ROOM // 3)
        unit = flexible / sum(shares)
        heads = [_head_width(column) for column in block.columns]
        cramped = [n for n, share in enumerate(shares) if 0 < unit * share < heads[n]]
        if not cramped:
            break
        for number in cramped:
            needs[number], shares[number] = heads[number], 0
    else:
        flexible, unit, fixed = 0, 0.0, sum(needs)
    squeeze = min((ROOM - flexible) / max(fixed, 1), 1.0)
    return [
        int(unit * share) if share else int(need * squeeze)
        for need, share in zip(needs, shares, strict=True)
    ]


def _head_width(column: blocks.Column) -> int:
    """Return the width of the longest word of a label; words don't break, but for a slash."""
    return BOLD * max(map(len, column.label.replace("/", "/ ").split()), default=0) + PADDING


def _needed_width(block: blocks.Table, number: int) -> int:
    """Return the width that a column needs for its text, within limits."""
    lines = [line for row in block.rows for line in row.cells[number]]
    letters = max((len(blocks.plain_text(line)) for line in lines), default=0)
    circle = CIRCLE_ROOM if any(len(line) > 1 for line in lines) else 0
    room = max(letters * LETTER + circle + PADDING, _head_width(block.columns[number]))
    return min(max(room, NARROWEST), WIDEST)
