"""A document as JSON for the Typst template: each block is its kind and its fields.

What is slow to find out in Typst is decided here: where a word may break, what is too long to be
kept on one page, which links have a target.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any

from msgspec.structs import asdict, replace

from tracker.reporting.blocks import (
    LEFT_TO_RIGHT_MARK,
    Block,
    Box,
    Bullets,
    Chart,
    Contents,
    Document,
    Facts,
    Heading,
    Line,
    Paragraph,
    Rule,
    SideBySide,
    SourceRow,
    Sources,
    SourceText,
    Span,
    Style,
    Table,
    TranslatedText,
    allow_line_breaks,
    anchors,
    chart_description,
    has_right_to_left,
    nest_quotation_marks,
    paragraphs,
    printable_url,
    quotation_marks,
    web_url,
)
from tracker.reporting.status_pictures import ACCENT, INK, SHAPES, legible_colour, status_circle

MAX_ROWS_BESIDE = 10  # of tables beside another part
IN_COLUMNS = 4, 30  # fewest and most sources that are set in two columns
MAX_MEASURED_BLOCKS = 5_000  # whose sections are measured before they are set
MAX_UNBROKEN_CHARACTERS = 2500  # a longer block may not fit on a page
# With more link targets only the contents are linked, since Typst sets a line with a link twice.
MAX_LINK_TARGETS = 5_000
# Blocks that a small paragraph introduces.
INTRODUCED_KINDS = {"box", "chart", "table", "side-by-side"}
_FULL_WIDTH = 615.0  # width of a drawing that fills the line, in pixels
_KEPT_ON_ONE_LINE = re.compile(
    r"\b\d{1,2}\.? [^\W\d]+\.? \d{4}\b|\b[A-Z]{2,} \d{4} [A-Z]\w+|¶ (?=\d)| (?=· )"
)
type Fields = dict[str, Any]  # JSON object of the template
type SpanFields = str | list[SpanFields]  # plain text, or style, text and link target
type Spans = list[SpanFields]  # of a line
_WIDTH = re.compile(r'<svg[^>]*? width="([0-9.]+)"')


def typst_document(document: Document, *, is_compact: bool) -> Fields:
    """Serialize a document for the template; a compact one has small letters and margins."""
    targets = set(anchors(document.blocks))
    if len(targets) > MAX_LINK_TARGETS:
        targets.clear()
    serializer = _Serializer(targets, is_compact=is_compact)
    blocks = _keep_together([serializer.block(block) for block in document.blocks])
    cover = document.cover
    colour = cover.colour or ACCENT
    return {
        "language": document.language,
        "marks": quotation_marks(document.language),
        "cover": {
            **asdict(cover),
            "preface": _texts(cover.preface),
            "logo": _in_ink(cover.logo),
            "colour": colour,
            "accent": legible_colour(colour),
        },
        "is_compact": is_compact,
        "circles": {code: _in_ink(status_circle(code)) for code in SHAPES},
        "body": _group_sections(blocks) if len(blocks) <= MAX_MEASURED_BLOCKS else blocks,
    }


def _keep_together(blocks: list[Fields]) -> list[Fields]:
    """Mark small paragraphs to stay with the block that they belong to.

    That is the source text above, else the box, chart or table below.
    """
    follows_quotation = False
    for previous, block in pairwise(blocks):
        kind = previous["kind"]
        is_small = block["kind"] == "paragraph" and block["is_small"]
        if kind == "source-text":
            previous["is_sticky"] = block["kind"] == "translated-text" or is_small
        if kind == "paragraph" and not follows_quotation and block["kind"] in INTRODUCED_KINDS:
            previous["is_sticky"] = previous["is_small"]
        follows_quotation = kind in ("source-text", "translated-text")
    return blocks


def _group_sections(blocks: list[Fields]) -> list[Fields]:
    """Group each numbered heading with what stands under it, up to a rule or another heading."""
    grouped: list[Fields] = []
    section: list[Fields] | None = None
    for block in blocks:
        is_heading = block["kind"] == "heading" and block["level"] <= 2
        if is_heading and block["number"]:
            section = []
            is_ruled = bool(grouped) and grouped[-1]["kind"] == "rule"
            grouped[len(grouped) - is_ruled :] = [
                {"kind": "section", "blocks": section, "is_ruled": is_ruled}
            ]
        elif is_heading or block["kind"] == "rule":
            section = None
        (grouped if section is None else section).append(block)
    return grouped


class _Serializer:
    """Serializer of blocks that knows the link targets: Typst refuses a link without one."""

    def __init__(self, targets: set[str], *, is_compact: bool) -> None:
        self.targets, self.is_compact = targets, is_compact

    def block(self, block: Block) -> Fields:
        """Serialize a block as its kind and its fields."""
        match block:
            case Heading():
                return {
                    **asdict(block),
                    "kind": "heading",
                    "text": allow_line_breaks(block.text),
                    "number": allow_line_breaks(block.number),
                }
            case Paragraph(line, is_small):
                lines = self.lines(paragraphs(line))
                flags = {"is_small": is_small, "is_sticky": False}
                return {"kind": "paragraph", "lines": lines, **flags}
            case SourceText(text, place):
                return {
                    "kind": "source-text",
                    "paragraphs": _texts(text),
                    "place": allow_line_breaks(non_breaking(place)),
                    "is_long": len(text) > MAX_UNBROKEN_CHARACTERS,
                    "is_sticky": False,
                }
            case TranslatedText(text, note):
                note = allow_line_breaks(note)
                return {"kind": "translated-text", "paragraphs": _texts(text), "note": note}
            case Facts(facts):
                return {
                    "kind": "facts",
                    "facts": [
                        {"label": fact.label, "lines": self.lines(fact.lines)} for fact in facts
                    ],
                }
            case Box():
                return self.box(block)
            case Table():
                return self.table(block)
            case Chart():
                return self.chart(block)
            case SideBySide(parts):
                return {"kind": "side-by-side", "parts": [self.part(part) for part in parts]}
            case Bullets(entries):
                return {"kind": "bullets", "entries": [self.lines(entry) for entry in entries]}
            case Sources(rows):
                columns = self.columns([self.source(row) for row in rows])
                return {"kind": "sources", "columns": columns}
            case Contents():
                return {"kind": "contents", **asdict(block)}
            case Rule():
                return {"kind": "rule"}

    def box(self, box: Box) -> Fields:
        """Serialize a box, and whether it may be broken between pages."""
        blocks = [self.block(block) for block in box.blocks]
        may_break = box.kind == "facts" and self.is_compact
        is_long = may_break or _length(blocks) > MAX_UNBROKEN_CHARACTERS
        return {"kind": "box", "style": box.kind, "blocks": blocks, "is_long": is_long}

    def chart(self, chart: Chart) -> Fields:
        """Serialize a chart, drawn in the colour of the text."""
        return {
            "kind": "chart",
            "svg": _in_ink(chart.svg),
            "width": _share_of_line(chart.svg),
            "description": chart_description(chart),
            "legend": list(self.line(chart.legend)),
        }

    def part(self, part: Iterable[Block]) -> Fields:
        """Serialize a part of a pair, and whether it is too long to stand beside another."""
        blocks = _keep_together([self.block(block) for block in part])
        tables = [block for block in blocks if block["kind"] == "table"]
        is_long = sum(len(table["rows"]) for table in tables) > MAX_ROWS_BESIDE
        for block in blocks if not is_long else ():
            if block["kind"] == "chart":
                block["width"] = 1.0
        return {"blocks": blocks, "is_long": is_long}

    def columns(self, rows: list[Fields]) -> list[list[Fields]]:
        """Split a few sources of a short report into two columns of similar height."""
        if not self.is_compact or not IN_COLUMNS[0] <= len(rows) <= IN_COLUMNS[1]:
            return [rows]
        lengths = list(accumulate(map(_length, rows)))
        half = min(range(len(rows)), key=lambda at: abs(lengths[at] - lengths[-1] / 2)) + 1
        return [rows[:half], rows[half:]]

    def lines(self, lines: Iterable[Line]) -> list[Spans]:
        """Serialize lines as lists of spans."""
        return [list(self.line(line)) for line in lines]

    def line(self, line: Line) -> Iterator[SpanFields]:
        """Yield the spans of a line, with a mark that keeps references left-to-right."""
        is_reversed = False
        for span in line:
            if is_reversed and span.style is Style.REF:
                yield LEFT_TO_RIGHT_MARK
                is_reversed = False
            is_reversed = is_reversed or has_right_to_left(span.text)
            if span.text:
                yield self.span(span)

    def span(self, span: Span) -> SpanFields:
        """Serialize a plain span as its text, others as style, text and link target or language."""
        if span.language:
            return ["of-language", self.span(replace(span, language="")), span.language]
        is_of_source = span.style in (Style.QUOTED, Style.MARKED)  # and gets no spaces of ours
        text = allow_line_breaks(span.text if is_of_source else non_breaking(span.text))
        match span.style:
            case Style.PLAIN:
                return text
            case Style.REF:
                return ["ref", text, self.known(f"source-{span.text}")]
            case Style.LINK if span.href.startswith("#"):
                return ["within", text, self.known(span.href[1:])]
            case Style.LINK:
                return ["link", text, web_url(span.href)]
            case Style.STATUS_ICON | Style.TREND_ARROW if span.label:
                return [span.style.value, text, span.label]
        return [span.style.value, text]

    def known(self, anchor: str) -> str:
        """Return the anchor if it is in the document, else an empty text."""
        return anchor if anchor in self.targets else ""

    def table(self, table: Table) -> Fields:
        """Serialize a table, and which of its rows may break between pages."""
        rows = [[self.lines(cell) for cell in row.cells] for row in table.rows]
        return {
            "kind": "table",
            "caption": allow_line_breaks(table.caption),
            "columns": [
                {
                    **asdict(column),
                    "label": allow_line_breaks(column.label).replace("/", "/\u200b"),
                }
                for column in table.columns
            ],
            "rows": [
                {"cells": cells, "is_long": _length(cells) > MAX_UNBROKEN_CHARACTERS}
                for cells in rows
            ],
        }

    def source(self, row: SourceRow) -> Fields:
        """Serialize a numbered source, and what it is cited for."""
        href = web_url(row.href)
        return {
            "number": row.number,
            "anchor": row.anchor,
            "title": allow_line_breaks(row.title),
            "language": row.language,
            "quote": allow_line_breaks(nest_quotation_marks(row.quote)),
            "place": allow_line_breaks(non_breaking(row.place)),
            "href": href,
            "url": printable_url(row.href),
            "report": "" if href else row.report,
            "uses": self.lines(row.uses),
        }


def non_breaking(text: str) -> str:
    """Put non-breaking spaces into dates, paragraph numbers, edition names, and before "·"."""
    return _KEPT_ON_ONE_LINE.sub(lambda match: match[0].replace(" ", "\u00a0"), text)


def _texts(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [
        allow_line_breaks("".join(span.text for span in line)) for line in paragraphs((Span(text),))
    ]


def _in_ink(svg: str) -> str:
    """Colour a drawing in our ink, since it has no text around it to take the colour from."""
    return svg.replace("currentColor", INK)


def _share_of_line(svg: str) -> float:
    """Return the share of the line for a drawing whose text is to match ours in size."""
    match = _WIDTH.search(svg)
    return min(float(match[1]) / _FULL_WIDTH, 1.0) if match else 1.0


def _length(value: object) -> int:
    """Count the characters of nested lists and dicts."""
    if isinstance(value, str):
        return len(value)
    parts = value.values() if isinstance(value, dict) else value
    return sum(map(_length, parts)) if isinstance(parts, Iterable) else 0
