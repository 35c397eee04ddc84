"""A table as HTML. On a phone a row becomes a card, whose lines name their column."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tracker.reporting.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Chart,
    Column,
    Facts,
    Line,
    Para,
    Quoted,
    Row,
    Rule,
    SourceRow,
    Sources,
    Style,
    Table,
    Translated,
    Verbatim,
)
from tracker.reporting.html.lines import Lines, broken, circle_of, escaped, paragraphs, ref
from tracker.reporting.lines import nested, on_the_web
from tracker.reporting.lines import paragraphs as cut


def table(lines: Lines, written: Table) -> str:
    """The first cell of each row names it."""
    heads = "".join(map(_head, written.columns))
    rows = "".join(_row(lines, row, written.columns) for row in written.rows)
    narrow = " narrow" if written.is_narrow else ""
    hidden = "" if written.shows_caption else ' class="hidden"'
    return (
        f'<table class="told-table{narrow}"><caption{hidden}>{escaped(written.caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _head(column: Column) -> str:
    if not column.label:
        return "<td></td>"
    end = ' class="end"' if column.is_number else ""
    label = escaped(column.label)
    if column.circle:
        return (
            f'<th scope="col"{end} title="{label}">{circle_of(column.circle)}'
            f'<span class="hidden">{label}</span></th>'
        )
    return f'<th scope="col"{end}>{label}</th>'


def _row(lines: Lines, row: Row, columns: tuple[Column, ...]) -> str:
    cells = [
        _cell(lines, cell, column, is_first=at == 0)
        for at, (cell, column) in enumerate(zip(row.cells, columns, strict=True))
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _cell(lines: Lines, cell: Cell, column: Column, *, is_first: bool) -> str:
    end = ' class="end"' if column.is_number else ""
    if is_first:
        return f'<th scope="row"{end}>{lines.lines(cell)}</th>'
    is_told = column.label and not _names_itself(cell)
    label = f' data-label="{escaped(column.label)}"' if is_told else ""
    return f"<td{end}{label}>{lines.lines(cell)}</td>"


def _names_itself(cell: Cell) -> bool:
    """Whether it leads to what it is the title of."""
    return bool(cell and cell[0]) and cell[0][0].style is Style.LINK


class Blocks(Lines):
    """Writes the blocks of one document."""

    def block(self, block: Block) -> str:
        return WRITERS[type(block)](self, block)

    def para(self, para: Para) -> str:
        classes = ' class="small soft"' if para.is_small else ""
        if not any("\n" in bit.text for bit in para.line):
            return f"<p{classes}>{self.line(para.line)}</p>"
        return "".join(f"<p{classes}>{self.line(part)}</p>" for part in cut(para.line))

    def verbatim(self, verbatim: Verbatim) -> str:
        place = f"<footer>{escaped(verbatim.place)}</footer>" if verbatim.place else ""
        said = paragraphs(verbatim.text)
        return f'<blockquote class="verbatim"{self.quoted}>{said}{place}</blockquote>'

    def translated(self, translated: Translated) -> str:
        note = f'<p class="small soft">{escaped(translated.note)}</p>' if translated.note else ""
        return f'<div class="told-translation">{paragraphs(translated.text)}{note}</div>'

    def facts(self, facts: Facts, classes: str = "") -> str:
        rows = "".join(
            f"<div><dt>{escaped(fact.label)}</dt>"
            + "".join(f"<dd>{self.line(line)}</dd>" for line in fact.lines)
            + "</div>"
            for fact in facts.facts
        )
        return f'<dl class="{classes or "told-facts"}">{rows}</dl>'

    def box(self, box: Box) -> str:
        """Facts alone are a list with a ground; how something stands is led by its circle."""
        match box:
            case Box((Facts() as facts,), "facts" | "standing"):
                return self.facts(facts, "told-box told-facts")
            case Box(kind="warning"):
                classes = "told-warning"
            case _:
                classes = "told-box"
        inside = "".join(
            f'<p class="standing">{self.line(_apart(block.line))}</p>'
            if isinstance(block, Para) and _is_standing(block.line)
            else self.block(block)
            for block in box.blocks
        )
        return f'<div class="{classes}">{inside}</div>'

    def table(self, written: Table) -> str:
        return table(self, written)

    def chart(self, chart: Chart) -> str:
        """A drawing that no table follows is told in words below it, or by its signs."""
        told = f'<figcaption class="small soft">{escaped(chart.told)}</figcaption>'
        if chart.signs:
            return self.figure(chart, ())
        return f'<figure class="told-figure">{chart.svg}{told}</figure>'

    def figure(self, chart: Chart, told: Sequence[Block]) -> str:
        """A drawing with the table of its numbers."""
        below = "".join(map(self.block, told))
        signs = (
            f'<p class="told-signs small soft">{self.line(chart.signs)}</p>' if chart.signs else ""
        )
        return f'<figure class="told-figure">{signs}{chart.svg}{below}</figure>'

    def said(self, piece: Quoted) -> str:
        number = ref(piece.number) if piece.number else ""
        lines = [f"<p><b>{broken(piece.title)}</b>{number}</p>"] if piece.title else []
        if piece.is_quotation:
            before, marked, after = (
                broken(nested(words)) for words in (piece.before, piece.marked, piece.after)
            )
            marked = f"<mark>{marked}</mark>" if marked else ""
            quotation = f"{self.opened}{before}{marked}{after}{self.closed}"
            after = "" if piece.title else number
            lines.insert(0, f"<p><q{self.quoted}>{quotation}</q>{after}</p>")
        if piece.sentence:
            alone = "" if lines else number
            lines.append(f"<p>{broken(piece.sentence)}{alone}</p>")
        url = f" {self.link(piece.url, broken(piece.url))}" if piece.url else ""
        return (
            f'<article class="said"><span class="bearing {escaped(piece.tone)}">'
            f"{escaped(piece.head)}</span><div>{''.join(lines)}"
            f"<footer>{broken(piece.place)}{url}</footer></div></article>"
        )

    def bullets(self, bullets: Bullets) -> str:
        entries = "".join(f"<li>{self.lines(entry)}</li>" for entry in bullets.entries)
        return f'<ul class="told-list">{entries}</ul>'

    def sources(self, sources: Sources) -> str:
        return f'<ol class="told-sources">{"".join(map(self.source, sources.rows))}</ol>'

    def source(self, row: SourceRow) -> str:
        """What it is called, else where it stands, leads to where it can be read."""
        href = row.href
        if self.is_alone and not on_the_web(href):
            href = row.report or href
        first = self.link(href or row.report, broken(row.title or row.place))
        place = f" <span>{broken(row.place)}</span>" if row.title and row.place else ""
        words = f"{self.opened}{broken(nested(row.quote))}{self.closed}"
        quote = f" <q{self.quoted}>{words}</q>" if row.quote else ""
        return (
            f'<li id="{escaped(row.anchor)}"><span class="told-number">[{row.number}]</span>'
            f"<div>{first}{place}{quote}</div></li>"
        )

    def rule(self, _rule: Rule) -> str:
        return '<hr class="told-rule">'


# Headings and contents are written where the sections are: `sections`.
WRITERS: dict[type, Callable[[Blocks, Any], str]] = {
    Para: Blocks.para,
    Verbatim: Blocks.verbatim,
    Translated: Blocks.translated,
    Facts: Blocks.facts,
    Box: Blocks.box,
    Table: Blocks.table,
    Chart: Blocks.chart,
    Quoted: Blocks.said,
    Bullets: Blocks.bullets,
    Sources: Blocks.sources,
    Rule: Blocks.rule,
}


def _apart(line: Line) -> Line:
    """A line whose pieces stand apart of themselves, without what parts them elsewhere."""
    pairs = ((bit, bit.text.strip(" ·")) for bit in line)
    return tuple(
        bit if bit.text == text else replace(bit, text=text) for bit, text in pairs if text
    )


def _is_standing(line: Line) -> bool:
    return bool(line) and line[0].style is Style.CIRCLE
