"""Word files: their text by where it stands, their narrative, and the cells of their tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain

from tracker.documents import archives, refusals, xml
from tracker.documents.plain_text import (
    LARGEST_TEXT,
    ExtractedText,
    FileText,
    check_text,
    clean_text,
)
from tracker.errors import FileUnreadable

BODY = "word/document.xml"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{MAIN} "
A = "http://schemas.openxmlformats.org/drawingml/2006/main "
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart "
FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
PRINTED = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
TEXTS = frozenset({W + "t", A + "t", CHART + "v"})
STRUCK_TEXT = W + "delText"
STRUCK = frozenset({W + "del", W + "moveFrom"})  # also around what bears no words
PARAGRAPHS = frozenset({W + "p", A + "p", CHART + "v"})
BLOCKS = "word/glossary/"  # building blocks of its template: the copy drops them


def read_text(parts: Mapping[str, bytes], most: int) -> FileText:
    """Extract the text of a Word file. Raises xml.Harmful."""
    body = _walk(parts[BODY], most, has_rows=True)
    heads: list[str] = []
    feet: list[str] = []
    beside = ["".join(body.struck)]
    for path, part in parts.items():
        if path == BODY or not path.startswith("word/") or not path.endswith(".xml"):
            continue
        words = _walk(part, most)
        root = xml.root_of(part)
        is_beside = root == "comments" or path.lower().startswith(BLOCKS)
        into = beside if is_beside else heads if root == "hdr" else feet
        into.append("".join(words.written))
        beside.append("".join(words.struck))
    return FileText("".join(body.written), *map("\n".join, (heads, feet, beside)))


def read(content: bytes) -> ExtractedText:
    """Read the narrative of a Word file, its paragraphs separated by a blank line.

    Raises FileUnreadable when it is damaged, locked, or unpacks to more than any narrative holds.
    """
    parts = archives.parts_of(content, "", archives.NARRATIVE, only={BODY})
    with FileUnreadable.instead_of((KeyError, xml.Harmful), refusals.WORD_DAMAGED):
        words = _walk(parts[BODY], LARGEST_TEXT)
    check_text(words.length)
    return clean_text("".join(words.written).strip(), reader="docx")


@dataclass(slots=True)
class _Words:
    """Text of a part, up to `most` characters; `length` counts what is beyond, too."""

    most: int
    length: int = 0
    written: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)  # taken out, the change being tracked

    def add(self, words: str) -> None:
        self.length += len(words)
        if self.length <= self.most:
            self.written.append(words)


def _walk(part: bytes, most: int, *, has_rows: bool = False) -> _Words:
    """Collect the text; with `has_rows` the cells of a table are apart by tabs, a row a line."""
    words = _Words(most)
    is_text = is_struck_text = False
    cells = strikes = skipped = 0  # how deep; skipped is a second version of the same words
    for event, name, _values in xml.events(part):
        if skipped or (event == "start" and name == FALLBACK):
            skipped += (event == "start") - (event == "end")
            continue
        match event:
            case "text" if is_struck_text or (is_text and strikes):
                words.struck.append(name)
            case "text" if is_text:
                words.add(name)
            case "start" if name in TEXTS:
                is_text = True
            case "start" if name == STRUCK_TEXT:
                is_struck_text = True
            case "start" if name in PRINTED:
                words.add(PRINTED[name])
            case "start" if name in STRUCK:
                strikes += 1
            case "start" if name == W + "tc":
                cells += has_rows
            case "end" if name in PARAGRAPHS:
                is_text = False
                words.add(" " if cells else "\n\n")
            case "end" if name in TEXTS:
                is_text = False
            case "end" if name == STRUCK_TEXT:
                is_struck_text = False
            case "end" if name in STRUCK:
                strikes -= 1
                words.struck.append(" ")
            case "end" if name == W + "tc" and has_rows:
                cells -= 1
                words.add("\t")
            case "end" if name == W + "tr" and has_rows and not cells:
                words.add("\n")
    return words


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a cell as it is read, and whether Word calculates or fetches it."""

    text: str
    is_calculated: bool


def tables(content: bytes) -> Iterator[list[list[Cell]]]:
    """Yield every table with its rows, nested ones too. Raises xml.Harmful."""
    from docx import Document

    w = f"{{{MAIN}}}"
    with xml.harmful_if(Exception):  # python-docx and lxml raise many kinds
        body = Document(BytesIO(content)).element.body
    for table in body.iter(f"{w}tbl"):
        yield [
            [_read_cell(cell, w) for cell in row.findall(f"{w}tc")] for row in table.iter(f"{w}tr")
        ]


def _read_cell(cell: xml.Element, w: str) -> Cell:
    """Read a cell: without deletions, with insertions."""
    paragraphs = (p.iter(f"{w}t", f"{w}br", f"{w}tab") for p in cell.iter(f"{w}p"))
    lines = [
        "".join(m.text or "" if m.tag == f"{w}t" else " " for m in marks) for marks in paragraphs
    ]
    instructions = chain(
        (node.text or "" for node in cell.iter(f"{w}instrText")),
        (node.get(f"{w}instr") or "" for node in cell.iter(f"{w}fldSimple")),
    )
    is_calculated = any(words.strip().upper().startswith(("=", "DDE")) for words in instructions)
    return Cell("\n".join(lines).strip(), is_calculated)
