"""A progress report as Markdown, readable as text; text that people typed never becomes markup.

Every sign that CommonMark or GitHub's tables, bare links, mentions and formulas act on is
escaped; so is what would begin a heading, a list or a quotation at the start of a line.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import quote

from msgspec.structs import replace

from tracker.progress import Progress
from tracker.reporting.blocks import (
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
    Row,
    Rule,
    SideBySide,
    SourceRow,
    Sources,
    SourceText,
    Span,
    Style,
    Table,
    TranslatedText,
    anchors,
    chart_description,
    flatten,
    has_right_to_left,
    in_quotation_marks,
    paragraphs,
    web_url,
)
from tracker.reporting.status_pictures import SIGNS

_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|$@^#])")
_LINE_START_MARKER = re.compile(
    r"^(\d{1,9}(?=[.)])|(?=[-+=]|:-))([-+=.):](?=\s|$|[-+=]))", re.MULTILINE
)
_BARE_LINK = re.compile(r"(\w):(?=//)|\b(www|mailto)([.:])", re.IGNORECASE)
_WHITE = " \t\r\n"
_SPACES = re.compile(r"[ \t]+")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_BREAK = "  \n"  # ends a line within a paragraph


def escape(text: str) -> str:
    """Escape a text of one or more lines so that Markdown shows its exact characters."""
    printable = "".join(
        c for c in _LINE_ENDS.sub("\n", text) if c in "\n\t" or unicodedata.category(c) != "Cc"
    )
    lines = [_SPACES.sub(" ", line).strip(" ") for line in printable.split("\n")]
    markdown = _SPECIAL.sub(r"\\\1", "\n".join(line for line in lines if line))
    markdown = _LINE_START_MARKER.sub(r"\1\\\2", markdown)
    markdown = _BARE_LINK.sub(_unlink, markdown)
    return _isolate(markdown, text).replace("\n", _BREAK)


def inline(text: str) -> str:
    """Escape the text of a span, keeping white space at its ends as one space."""
    if not (markdown := escape(text)):
        return " " if text else ""
    return " " * (text[0] in _WHITE) + markdown + " " * (text[-1] in _WHITE)


def single_line(markdown: str) -> str:
    """Put Markdown on one line, as table cells and headings need."""
    return markdown.replace(_BREAK, " ").replace("\n", " ")


def apply_style(markdown: str, sign: str, tag: str, *, after: str = "", before: str = "") -> str:
    """Put Markdown between two signs, or HTML tags where CommonMark rejects the signs.

    `before` and `after` are the adjoining text: signs between a letter and a sign are no style.
    """
    if not (inner := markdown.strip()):
        return markdown
    left, right = (
        markdown[: len(markdown) - len(markdown.lstrip())],
        markdown[len(markdown.rstrip()) :],
    )
    opens = left or not before or not before[-1].isalnum() or inner[0].isalnum()
    closes = right or not after or not after[0].isalnum() or inner[-1].isalnum()
    if opens and closes:
        return f"{left}{sign}{inner}{sign}{right}"
    return f"{left}<{tag}>{inner}</{tag}>{right}"


def link_target(href: str) -> str:
    """Percent-encode the signs of an address that would end a link target."""
    return re.sub(r"[<>()\[\]\\\s]", lambda match: quote(match[0]), href)


def _unlink(match: re.Match[str]) -> str:
    return f"{match[1]}\\:" if match[1] else f"{match[2]}\\{match[3]}"


def _isolate(markdown: str, text: str) -> str:
    """Isolate right-to-left text, so that it reorders nothing around it."""
    if has_right_to_left(text):
        return "\n".join(f"\u2068{line}\u2069" for line in markdown.split("\n"))
    return markdown


MARKER = "- "
MAX_ALIGNED_WIDTH = 110  # letters of a table whose columns are aligned


class Writer:
    """Writer of one document, with its anchors and headings."""

    def __init__(self, document: Document) -> None:
        self.document = replace(document, blocks=tuple(flatten(document.blocks, SideBySide)))
        self.anchors = set(anchors(self.document.blocks))

    def text(self) -> str:
        """Return the whole document, with an empty line between parts."""
        sources = (block for block in self.document.blocks if isinstance(block, Sources))
        places = (f"[{row.number}]: #{row.anchor}" for block in sources for row in block.rows)
        parts = [*self.cover(), *self.blocks(self.document.blocks), "\n".join(places)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def cover(self) -> Iterator[str]:
        """Yield the parts of the cover."""
        cover = self.document.cover
        yield f"# {single_line(escape(cover.title))}"
        yield escape(cover.name)
        watermark = f" · **{single_line(escape(cover.watermark))}**" if cover.watermark else ""
        yield f"{single_line(escape(cover.kind))}{watermark}"
        yield from chain.from_iterable(
            map(self.texts, (cover.subtitle, cover.sender, cover.preface, cover.note))
        )

    def blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Yield the parts of blocks, in reading order."""
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[str]:
        """Yield the parts of a block."""
        match block:
            case Heading():
                yield self.heading(block)
            case Paragraph(line):
                yield from map(self.line, paragraphs(line))
            case SourceText(text, below) | TranslatedText(text, below):
                yield quotation([*self.texts(text), f"— {escape(below)}" if below else ""])
            case Facts(facts):
                labelled_facts = ((self.strong(fact.label + ":"), fact.lines) for fact in facts)
                yield "\n".join(self.entry(lines, head) for head, lines in labelled_facts)
            case Box(blocks, "warning"):
                yield quotation(list(self.blocks(blocks)))
            case Box(blocks):
                yield from self.blocks(blocks)
            case Table():
                yield self.table(block)
            case Chart():
                yield escape(chart_description(block))
            case Bullets(entries):
                yield "\n".join(self.entry(entry) for entry in entries)
            case Sources(rows):
                yield "\n".join(self.source(row) for row in rows)
            case Contents(title, depth):
                yield self.strong(title)
                yield "\n".join(self.contents(depth))
            case Rule():
                yield "---"

    def heading(self, heading: Heading) -> str:
        """Render a heading, one level below the title of the report."""
        anchor = f' <a id="{heading.anchor}"></a>' if heading.anchor else ""
        return f"{'#' * min(heading.level + 1, 6)} {_heading_text(heading)}{anchor}"

    def contents(self, depth: int) -> Iterator[str]:
        """Yield the lines of the contents, indented by level."""
        for block in self.document.blocks:
            if isinstance(block, Heading) and block.level <= depth:
                text = _heading_text(block)
                link = f"[{text}](#{block.anchor})" if block.anchor else text
                yield f"{'  ' * (block.level - 1)}{MARKER}{link}"

    def entry(self, lines: Iterable[tuple[Span, ...]], head: str = "") -> str:
        """Render a list entry with its lines below each other."""
        first, *others = [self.line(line) for line in lines] or [""]
        return MARKER + f"{_BREAK}  ".join([f"{head} {first}".strip(), *others])

    def table(self, table: Table) -> str:
        """Render a table, its columns aligned where the lines stay short.

        The lines of a cell stand beside each other, as Markdown needs it.
        """
        heads = [single_line(escape(column.label)) for column in table.columns]
        rows = [heads, *map(self.row, table.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        if sum(widths) > MAX_ALIGNED_WIDTH:
            widths = [0] * len(widths)
        numbers = [column.is_number for column in table.columns]
        marks = [f"{'-' * max(w - n, 3)}{':' * n}" for w, n in zip(widths, numbers, strict=True)]
        rows.insert(1, marks)
        return "\n".join(f"| {' | '.join(map(_align, cells, widths, numbers))} |" for cells in rows)

    def row(self, row: Row) -> list[str]:
        """Return the cells of a row, each on one line."""
        return [
            single_line(" · ".join(text for text in map(self.line, cell) if text))
            for cell in row.cells
        ]

    def source(self, row: SourceRow) -> str:
        """Render a numbered source."""
        quote = in_quotation_marks(escape(row.quote), self.document.language) if row.quote else ""
        link = self.link(row.href, row.href) if web_url(row.href) else ""
        place = escape(row.place)
        if row.report and not link:
            place = self.link(row.report, row.place)
        parts = filter(None, (escape(row.title), quote, place, link))
        first = f'{row.number}. {single_line(" · ".join(parts))} <a id="{row.anchor}"></a>'
        return "\n".join([first, *(f"    - {self.line(line)}" for line in row.uses)])

    def line(self, line: Line) -> str:
        """Render a line, with strong and emphasized spans."""
        parts = [self.span(span) for span in line]
        for at, span in enumerate(line):
            before, after = "".join(parts[:at]), line[at + 1].text if at + 1 < len(line) else ""
            match span.style:
                case Style.STRONG | Style.HIGHLIGHT | Style.MARKED:
                    parts[at] = apply_style(parts[at], "**", "strong", before=before, after=after)
                case Style.EM:
                    parts[at] = apply_style(parts[at], "*", "em", before=before, after=after)
        return "".join(parts).strip()

    def span(self, span: Span) -> str:
        """Render a span without emphasis."""
        match span.style:
            case Style.STATUS_ICON:
                return SIGNS[span.text]
            case Style.REF:
                return self.ref(span.text)
            case Style.LINK:
                return self.link(span.text, span.href)
        return inline(span.text)

    def ref(self, number: str) -> str:
        """Render a source number as a link, if the source is in the document: "[[7]]"."""
        return f"[[{number}]]" if f"source-{number}" in self.anchors else f"\\[{number}\\]"

    def link(self, text: str, href: str) -> str:
        """Render a text as a link, if its address is absolute or in this document."""
        leads = href[1:] in self.anchors if href.startswith("#") else web_url(href)
        label = single_line(escape(text))
        return f"[{label}]({link_target(href)})" if leads else label

    def strong(self, text: str) -> str:
        """Render a text as strong."""
        return apply_style(single_line(escape(text)), "**", "strong")

    def texts(self, text: str) -> list[str]:
        """Return the paragraphs of a text."""
        return [self.line(line) for line in paragraphs((Span(text),))]


def quotation(parts: list[str]) -> str:
    """Join paragraphs as a block quotation."""
    return "\n".join(
        f"> {line}" if line else ">"
        for line in "\n\n".join(part for part in parts if part).split("\n")
    )


def _align(cell: str, width: int, is_number: bool) -> str:
    return cell.rjust(width) if is_number else cell.ljust(width)


def _heading_text(heading: Heading) -> str:
    return single_line(escape(f"{heading.number} {heading.text}".strip()))


def render(progress: Progress) -> bytes:
    """Render the report in UTF-8."""
    from tracker.reporting.layout import document

    return render_document(document(progress)).encode()


def render_document(document: Document) -> str:
    """Render a document as Markdown."""
    return Writer(document).text()
