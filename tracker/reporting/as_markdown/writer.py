"""The blocks of a document, each as Markdown."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tracker.reporting.as_markdown.lines import Lines
from tracker.reporting.as_markdown.words import escaped, flat
from tracker.reporting.blocks import (
    Bit,
    Block,
    Box,
    Bullets,
    Chart,
    Contents,
    Document,
    Facts,
    Heading,
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
    one_by_one,
)
from tracker.reporting.lines import in_words, marks_of, nested, on_the_web, paragraphs

MARKER = "- "


class Writer:
    """Writes one document: it knows where links may lead, and its headings."""

    def __init__(self, document: Document) -> None:
        self.document = replace(document, blocks=tuple(one_by_one(document.blocks)))
        self.headings = [b for b in self.document.blocks if isinstance(b, Heading)]
        self.lines = Lines(set(_anchors(self.document.blocks)))
        self.opened, self.closed = marks_of(document.language)

    def text(self) -> str:
        """All of it, an empty line between two parts."""
        parts = [*self.cover(), *self.blocks(self.document.blocks)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def cover(self) -> Iterator[str]:
        cover = self.document.cover
        yield f"# {flat(escaped(cover.title))}"
        yield escaped(cover.name)
        mark = f" · **{flat(escaped(cover.mark))}**" if cover.mark else ""
        yield f"{flat(escaped(cover.kind))}{mark}"
        yield escaped(cover.subtitle)
        yield from self.texts(cover.preface)

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self.heading(block)
            case Para(line):
                yield from map(self.lines.line, paragraphs(line))
            case Verbatim(text, below) | Translated(text, below):
                yield quotation([*self.texts(text), f"— {escaped(below)}" if below else ""])
            case Facts(facts):
                told = ((self.lines.strong(one.label + ":"), one.lines) for one in facts)
                yield "\n".join(self.entry(lines, head) for head, lines in told)
            case Box(blocks, "warning"):
                yield quotation(list(self.blocks(blocks)))
            case Box(blocks):
                yield from self.blocks(blocks)
            case Table():
                yield self.lines.strong(block.caption) if block.shows_caption else ""
                yield self.table(block)
            case Chart():
                yield escaped(in_words(block))
            case Quoted():
                yield from self.quoted(block)
            case Bullets(entries):
                yield "\n".join(self.entry(entry) for entry in entries)
            case Sources(rows):
                yield "\n".join(self.source(row) for row in rows)
            case Contents(title, depth):
                yield self.lines.strong(title)
                yield "\n".join(self.contents(depth))
            case Rule():
                yield "---"

    def heading(self, heading: Heading) -> str:
        """One level below the title of the report."""
        anchor = f'<a id="{heading.anchor}"></a>' if heading.anchor else ""
        return f"{'#' * min(heading.level + 1, 6)} {anchor}{_named(heading)}"

    def contents(self, depth: int) -> Iterator[str]:
        for heading in self.headings:
            if heading.level <= depth:
                named = _named(heading)
                link = f"[{named}](#{heading.anchor})" if heading.anchor else named
                yield f"{'  ' * (heading.level - 1)}{MARKER}{link}"

    def entry(self, lines: Iterable[tuple[Bit, ...]], head: str = "") -> str:
        """An entry of a list: its lines below each other."""
        told = [self.lines.line(line) for line in lines]
        first, *others = told or [""]
        return MARKER + "\\\n  ".join([f"{head} {first}".strip(), *others])

    def table(self, table: Table) -> str:
        """The lines of a cell stand beside each other: Markdown has no other way."""
        heads = [flat(escaped(column.label)) for column in table.columns]
        marks = ["---:" if column.is_number else "---" for column in table.columns]
        rows = [self.row(row) for row in table.rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, marks, *rows))

    def row(self, row: Row) -> list[str]:
        return [
            flat(" · ".join(told for told in map(self.lines.line, cell) if told))
            for cell in row.cells
        ]

    def quoted(self, quoted: Quoted) -> Iterator[str]:
        """What it is cited for, then what it says, and where."""
        ref = self.lines.ref(str(quoted.number)) if quoted.number else ""
        yield f"{self.lines.strong(quoted.head)} {ref}".strip()
        words = (
            Bit(f"{self.opened}{nested(quoted.before)}"),
            Bit(nested(quoted.marked), Style.MARK),
            Bit(f"{nested(quoted.after)}{self.closed}"),
        )
        link = self.lines.link(quoted.url, quoted.url) if on_the_web(quoted.url) else ""
        below = [escaped(quoted.sentence), escaped(quoted.place), link or escaped(quoted.url)]
        title = self.lines.strong(quoted.title) if quoted.title else ""
        said = self.lines.line(words) if quoted.is_quotation else ""
        yield quotation([said, title, *below])

    def source(self, row: SourceRow) -> str:
        quote = f"{self.opened}{escaped(nested(row.quote))}{self.closed}" if row.quote else ""
        link = self.lines.link(row.href, row.href) if on_the_web(row.href) else ""
        place = escaped(row.place)
        if row.report and not link:
            place = self.lines.link(row.report, row.place)
        told = filter(None, (escaped(row.title), quote, place, link))
        return f'{row.number}. <a id="{row.anchor}"></a>{flat(" · ".join(told))}'

    def texts(self, text: str) -> list[str]:
        """The paragraphs of a text."""
        return [self.lines.line(line) for line in paragraphs((Bit(text),))]


def quotation(parts: list[str]) -> str:
    """Paragraphs with the sign of a quotation before every line."""
    told = "\n\n".join(part for part in parts if part)
    return "\n".join(f"> {line}".rstrip() for line in told.split("\n"))


def _named(heading: Heading) -> str:
    return flat(escaped(f"{heading.number} {heading.text}".strip()))


def _anchors(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.anchor
            case Sources():
                yield from (row.anchor for row in block.rows)
            case Box():
                yield from _anchors(block.blocks)
