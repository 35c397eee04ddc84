"""Words in Markdown: what people typed stays what they typed, and becomes no markup of ours.

Every sign that CommonMark or GitHub's tables, bare links, mentions and formulas could act upon is
escaped; so is what would begin a heading, a list or a quotation at the head of a line.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from tracker.progress import Progress
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
    one_by_one,
)
from tracker.reporting.lines import in_words, marks_of, nested, on_the_web, paragraphs
from tracker.vocabulary import Status

_ACTED_UPON = re.compile(r"([\\`*_\[\]<>&~|$@^#])")
_AT_THE_HEAD = re.compile(r"^(\d{1,9})?([-+=.):](?=\s|$|[-+=]))", re.MULTILINE)
_BARE_LINK = re.compile(r"(\w):(?=//)|\b(www|mailto)([.:])", re.IGNORECASE)
_WHITE = " \t\r\n"
_SPACES = re.compile(r"[ \t]+")
_ENDS_OF_LINES = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_TURNING = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
_BREAK = "\\\n"  # ends a line within a paragraph


def escaped(text: str) -> str:
    """A text of one or more lines, as Markdown that shows these very characters."""
    shown = "".join(c for c in _ENDS_OF_LINES.sub("\n", text) if not _is_control(c))
    lines = [_SPACES.sub(" ", line).strip(" ") for line in shown.split("\n")]
    told = _ACTED_UPON.sub(r"\\\1", "\n".join(line for line in lines if line))
    told = _AT_THE_HEAD.sub(r"\1\\\2", told)
    told = _BARE_LINK.sub(_unlinked, told)
    return _isolated(told, text).replace("\n", _BREAK)


def inline(text: str) -> str:
    """A piece of a line: the white space at its ends is kept, as one space."""
    told = escaped(text)
    if not told:
        return " " if text else ""
    return " " * (text[0] in _WHITE) + told + " " * (text[-1] in _WHITE)


def flat(told: str) -> str:
    """Markdown on one line, as a cell of a table and a heading must be."""
    return told.replace(_BREAK, " ").replace("\n", " ")


def styled(told: str, sign: str, tag: str, *, after: str = "", before: str = "") -> str:
    """Markdown between two signs; between tags where CommonMark would not take the signs for it.

    `before` and `after` are what stands around it: signs between a letter and a sign are no style.
    """
    inner = told.strip()
    if not inner:
        return told
    left, right = told[: len(told) - len(told.lstrip())], told[len(told.rstrip()) :]
    opens = left or not before or not before[-1].isalnum() or inner[0].isalnum()
    closes = right or not after or not after[0].isalnum() or inner[-1].isalnum()
    if opens and closes:
        return f"{left}{sign}{inner}{sign}{right}"
    return f"{left}<{tag}>{inner}</{tag}>{right}"


def address(href: str) -> str:
    """An address as the target of a link, with the signs that would end it in their codes."""
    return re.sub(r"[<>()\[\]\\\s]", lambda found: quote(found[0]), href)


def _unlinked(found: re.Match[str]) -> str:
    return f"{found[1]}\\:" if found[1] else f"{found[2]}\\{found[3]}"


def _is_control(char: str) -> bool:
    return char not in "\n\t" and unicodedata.category(char) == "Cc"


def _isolated(told: str, text: str) -> str:
    """Words that run from right to left turn around nothing but themselves."""
    if any(unicodedata.bidirectional(c) in _TURNING for c in text):
        return "\n".join(f"\u2068{line}\u2069" for line in told.split("\n"))
    return told


CIRCLES: dict[str, str] = {
    Status.NOT_ASSESSED: "◌",
    Status.NO_ACTION: "○",
    Status.INITIAL_STEPS: "◔",
    Status.PARTIAL: "◑",
    Status.SUBSTANTIAL: "◕",
    Status.FULL: "●",
    Status.UNABLE_TO_VERIFY: "?",
    Status.NOT_APPLICABLE: "–",
}


class Lines:
    """Lines of one document, whose anchors are known."""

    def __init__(self, anchors: set[str]) -> None:
        self.anchors = anchors

    def line(self, line: Line) -> str:
        told = [self.bit(bit) for bit in line]
        for at, bit in enumerate(line):
            before, after = "".join(told[:at]), line[at + 1].text if at + 1 < len(line) else ""
            match bit.style:
                case Style.STRONG | Style.MARK:
                    told[at] = styled(told[at], "**", "strong", before=before, after=after)
                case Style.EM:
                    told[at] = styled(told[at], "*", "em", before=before, after=after)
        return "".join(told).strip()

    def bit(self, bit: Bit) -> str:
        """A piece without its strength."""
        match bit.style:
            case Style.CIRCLE:
                return CIRCLES[bit.text]
            case Style.REF:
                return self.ref(bit.text)
            case Style.LINK:
                return self.link(bit.text, bit.href)
        return inline(bit.text)

    def ref(self, number: str) -> str:
        """A number that leads to its source, if there is one."""
        return self.link(f"[{number}]", f"#source-{number}")

    def link(self, text: str, href: str) -> str:
        """The words, leading to the address if that is on the web or in this document."""
        leads = href[1:] in self.anchors if href.startswith("#") else on_the_web(href)
        told = flat(escaped(text))
        return f"[{told}]({address(href)})" if leads else told

    def strong(self, text: str) -> str:
        return styled(flat(escaped(text)), "**", "strong")


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


def render(progress: Progress) -> bytes:
    """The report in UTF-8."""
    from tracker.reporting.layout import document

    return written(document(progress)).encode()


def written(document: Document) -> str:
    """A document as Markdown."""
    return Writer(document).text()
