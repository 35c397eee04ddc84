"""Blocks as HTML; all user text is escaped here.

On a phone the rows of a table become cards, whose lines name their column.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from msgspec.structs import replace

from tracker.reporting.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Chart,
    Column,
    Facts,
    Line,
    Paragraph,
    Row,
    Rule,
    SourceRow,
    Sources,
    SourceText,
    Span,
    Style,
    Table,
    TranslatedText,
    has_right_to_left,
    in_quotation_marks,
    paragraphs as cut,
    web_url,
)
from tracker.reporting.status_pictures import INK, status_circle

# Prefixes of addresses that become links; any other address is printed as text.
OPENED = ("https://", "http://", "#", "/")
BETWEEN = ("–", ",")  # between two references: "[1]–[4]"
SPECIAL = re.compile("[&<>\"'\n]").search


def ref(number: int | str) -> str:
    """Render a source number, linked to the source."""
    text = escape_text(str(number))
    return f'<sup class="ref"><a href="#source-{text}">[{text}]</a></sup>'


def escape_text(text: str) -> str:
    """Escape a text; most need nothing, so one search comes first."""
    return escape(text) if SPECIAL(text) else text


def in_language(markup: str, language: str) -> str:
    """Mark a text that is not in the language of the document."""
    return f'<span lang="{escape_text(language)}">{markup}</span>' if language else markup


def escape_lines(text: str) -> str:
    """Escape a text, keeping its line breaks and isolating right-to-left text."""
    markup = escape(text).replace("\n", "<br>") if SPECIAL(text) else text
    return f"<bdi>{markup}</bdi>" if not text.isascii() and has_right_to_left(text) else markup


def paragraphs(text: str) -> str:
    """Render a text as paragraphs, split at empty lines."""
    return "".join(
        f"<p>{escape_lines(part.strip())}</p>"
        for part in text.replace("\r\n", "\n").split("\n\n")
        if part.strip()
    )


def _label_after(line: Line, index: int) -> tuple[str, int]:
    """Return the label that follows an icon, and the position after it."""
    while index < len(line) and not line[index].text.strip():
        index += 1
    if index == len(line) or line[index].style not in (Style.PLAIN, Style.STRONG):
        return "", index
    return escape_lines(line[index].text.strip()), index + 1


def _render_icon(span: Span, label: str) -> str:
    """Render a status circle or trend arrow with its label."""
    if span.style is Style.STATUS_ICON:
        return f'<span class="status">{_icon(span)}{label}</span>'
    return f'<span class="trend">{_icon(span)} {label}</span>'


def _render_lone_icon(span: Span) -> str:
    """Render a status circle or trend arrow without its label, which is read aloud."""
    label = escape_text(span.label)
    return f'<span title="{label}">{_labelled(_icon(span), label)}</span>'


def _icon(span: Span) -> str:
    if span.style is Style.STATUS_ICON:
        return status_circle(span.text)
    return f'<span aria-hidden="true">{escape_text(span.text)}</span>'


def _head(column: Column) -> str:
    end = ' class="end"' if column.is_number else ""
    label = words = escape_text(column.label)
    if column.status_code:
        end += f' title="{label}"'
        words = _labelled(status_circle(column.status_code), label)
    return f'<th scope="col"{end}>{words}</th>' if label else "<td></td>"


def _labelled(icon: str, label: str) -> str:
    """Render an icon with a label that is only read aloud."""
    return f'{icon}<span class="hidden">{label}</span>'


def _cell_tags(column: Column) -> tuple[str, str]:
    """Return the attributes of a column's cells: its alignment, and its label for a phone."""
    label = f' data-label="{escape_text(column.label)}"' if column.label else ""
    return ' class="end"' if column.is_number else "", label


def _links_to_subject(cell: Cell) -> bool:
    """Return whether a cell is the linked title of the row's subject."""
    return bool(cell and cell[0]) and cell[0][0].style is Style.LINK


class Blocks:
    """Writer of the lines and blocks of one document.

    `source_language` is the language of quoted text, `language` that of the quotation marks. A
    standalone file (`is_alone`) has no links to the tracker's own paths, as they lead nowhere.
    Without `chart_file`, the name of their links, charts can't be taken away as files.
    """

    def __init__(
        self, source_language: str, language: str = "", *, chart_file: str = "", is_alone: bool
    ) -> None:
        self.language = language
        self.chart_file = escape_text(chart_file)
        self.quoted = f' lang="{source_language}"'
        self.is_alone = is_alone
        quotation = f'<q class="report-quotation"{self.quoted}>'
        self.tags: dict[Style, tuple[str, str]] = {
            Style.PLAIN: ("", ""),
            Style.STRONG: ("<b>", "</b>"),
            Style.EM: ("<em>", "</em>"),
            Style.HIGHLIGHT: ("<mark>", "</mark>"),
            Style.MUTED: ('<span class="small soft">', "</span>"),
            Style.QUOTED: (quotation, "</q>"),
            Style.MARKED: (f"{quotation}<mark>", "</mark></q>"),
        }

    def line(self, line: Line) -> str:
        """Render a line, keeping a status with its circle and a trend with its arrow."""
        if len(line) == 1 and not (line[0].style or line[0].language):
            return escape_lines(line[0].text)  # the common case
        parts: list[str] = []
        index, after_ref = 0, False
        while index < len(line):
            span = line[index]
            style, index = span.style, index + 1
            if span.label:
                parts.append(_render_lone_icon(span))
            elif style is Style.STATUS_ICON or style is Style.TREND_ARROW:
                label, index = _label_after(line, index)
                parts.append(_render_icon(span, label))
            elif after_ref and span.text.strip() in BETWEEN:
                parts.append(f'<sup class="ref">{span.text}</sup>')
            else:
                parts.append(self.span(span))
            after_ref = style is Style.REF
        return "".join(parts)

    def span(self, span: Span) -> str:
        """Render a span, marked with its language where that is not the document's."""
        if span.language:
            return in_language(self.span(replace(span, language="")), span.language)
        if span.style is Style.REF:
            return ref(span.text)
        text = escape_lines(span.text)
        if span.style is Style.LINK:
            return self.link(span.href, text)
        begin, end = self.tags[span.style]
        return f"{begin}{text}{end}"

    def link(self, href: str, text: str) -> str:
        """Return the text (already HTML) as a link, if a browser can follow it from here."""
        if not href.startswith(OPENED) or href.startswith("/" if self.is_alone else "//"):
            return text
        away = ' rel="noreferrer"' if href.startswith("http") else ""
        return f'<a href="{escape_text(href)}"{away}>{text}</a>'

    def lines(self, lines: Cell) -> str:
        """Render the lines of a cell or entry, all but the first small and below it."""
        first, *others = lines or ((),)
        below = "".join(f'<span class="mark">{self.line(line)}</span>' for line in others)
        return f"{self.line(first)}{below}"

    def block(self, block: Block) -> str:
        """Render any block other than headings and contents."""
        return RENDERERS[type(block)](self, block)

    def paragraph(self, paragraph: Paragraph) -> str:
        """Render a paragraph, or several where its text has empty lines."""
        classes = ' class="small soft"' if paragraph.is_small else ""
        if not any("\n" in span.text for span in paragraph.line):
            return f"<p{classes}>{self.line(paragraph.line)}</p>"
        return "".join(f"<p{classes}>{self.line(part)}</p>" for part in cut(paragraph.line))

    def source_text(self, block: SourceText) -> str:
        """Render verbatim text as a quotation with its location."""
        place = f"<footer>{escape_text(block.place)}</footer>" if block.place else ""
        text = paragraphs(block.text)
        return f'<blockquote class="verbatim"{self.quoted}>{text}{place}</blockquote>'

    def translated_text(self, block: TranslatedText) -> str:
        """Render a translation with its note."""
        note = f'<p class="small soft">{escape_text(block.note)}</p>' if block.note else ""
        return f'<div class="report-translation">{paragraphs(block.text)}{note}</div>'

    def facts(self, facts: Facts, classes: str = "") -> str:
        """Render facts as a description list."""
        rows = "".join(
            f"<div><dt>{escape_text(fact.label)}</dt>"
            + "".join(f"<dd>{self.line(line)}</dd>" for line in fact.lines)
            + "</div>"
            for fact in facts.facts
        )
        return f'<dl class="{classes or "report-facts"}">{rows}</dl>'

    def box(self, box: Box) -> str:
        """Render a box: facts alone as a shaded list, a status led by its circle."""
        match box:
            case Box((Facts() as facts,), "facts" | "status"):
                return self.facts(facts, "report-box report-facts")
            case Box(kind="warning"):
                classes = "report-warning"
            case _:
                classes = "report-box"
        inside = "".join(
            f'<p class="standing">{self.line(_strip_separators(block.line))}</p>'
            if isinstance(block, Paragraph)
            and block.line
            and block.line[0].style is Style.STATUS_ICON
            else self.block(block)
            for block in box.blocks
        )
        return f'<div class="{classes}">{inside}</div>'

    def table(self, block: Table) -> str:
        """Render a table; the first cell of each row is its header."""
        heads = "".join(map(_head, block.columns))
        tags = [_cell_tags(column) for column in block.columns]
        rows = "".join(self._row(row, tags) for row in block.rows)
        return (
            '<table class="report-table">'
            f'<caption class="hidden">{escape_text(block.caption)}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _row(self, row: Row, tags: Sequence[tuple[str, str]]) -> str:
        (first, (end, _label)), *others = zip(row.cells, tags, strict=True)
        cells = "".join(
            f"<td{end}{'' if _links_to_subject(cell) else label}>{self.lines(cell)}</td>"
            for cell, (end, label) in others
        )
        return f'<tr><th scope="row"{end}>{self.lines(first)}</th>{cells}</tr>'

    def figure(self, chart: Chart, below_blocks: Sequence[Block] = ()) -> str:
        """Render a chart below its legend, with the table of its numbers or else in words."""
        below = "".join(map(self.block, below_blocks))
        signs = self.line(chart.legend)
        if signs:
            signs = f'<p class="report-legend small soft">{signs}</p>'
        elif not below:
            below = f'<figcaption class="small soft">{escape_text(chart.description)}</figcaption>'
        drawing = f"{chart.svg}{self.chart_link(chart)}"
        return f'<figure class="report-figure">{signs}{drawing}{below}</figure>'

    def chart_link(self, chart: Chart) -> str:
        """Render a link to the chart as a file in our ink, with its words inside it."""
        if not (chart.svg and self.chart_file):
            return ""
        drawing = b64encode(chart.svg.replace("currentColor", INK).encode()).decode()
        name = re.sub(r"\W+", "-", chart.title).strip("-").lower()
        return (
            f'<p class="report-file small"><a href="data:image/svg+xml;base64,{drawing}"'
            f' download="{name}.svg" aria-label="{self.chart_file}: {escape_text(chart.title)}">'
            f"{self.chart_file}</a></p>"
        )

    def bullets(self, bullets: Bullets) -> str:
        """Render a list."""
        entries = "".join(f"<li>{self.lines(entry)}</li>" for entry in bullets.entries)
        return f'<ul class="report-list">{entries}</ul>'

    def sources(self, sources: Sources) -> str:
        """Render the numbered sources."""
        return f'<ol class="report-sources">{"".join(map(self.source, sources.rows))}</ol>'

    def source(self, row: SourceRow) -> str:
        """Render a source, its title (or location) linked to where it can be read."""
        href = row.href
        if self.is_alone and not web_url(href):
            href = row.report or href
        words = in_language(escape_lines(row.title or row.place), row.language)
        first = self.link(href or row.report, words)
        place = f" <span>{escape_lines(row.place)}</span>" if row.title and row.place else ""
        words = in_quotation_marks(escape_lines(row.quote), self.language)
        quote = f" <q{self.quoted}>{words}</q>" if row.quote else ""
        uses = "".join(f'<p class="small">{self.line(line)}</p>' for line in row.uses)
        return (
            f'<li id="{escape_text(row.anchor)}"><span class="report-number">[{row.number}]</span>'
            f"<div>{first}{place}{quote}{uses}</div></li>"
        )

    def rule(self, _rule: Rule) -> str:
        """Render a thin line."""
        return '<hr class="report-rule">'


# Headings and contents are rendered by `sections`.
RENDERERS: dict[type, Callable[[Blocks, Any], str]] = {
    Paragraph: Blocks.paragraph,
    SourceText: Blocks.source_text,
    TranslatedText: Blocks.translated_text,
    Facts: Blocks.facts,
    Box: Blocks.box,
    Table: Blocks.table,
    Chart: Blocks.figure,
    Bullets: Blocks.bullets,
    Sources: Blocks.sources,
    Rule: Blocks.rule,
}


def _strip_separators(line: Line) -> Line:
    """Return a line without " · " between spans, which CSS sets apart."""
    return tuple(
        span if span.text == text else replace(span, text=text)
        for span in line
        if (text := span.text.strip(" ·"))
    )
