"""Word files: their text by where it stands, their narrative, and the cells of their tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from tracker.documents import archives, plain_text, refusals, xml
from tracker.errors import FileUnreadable

BODY = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PRINTED = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
TEXTS = frozenset({W + "t", A + "t", CHART + "v"})
STRUCK_TEXT = W + "delText"
STRUCK = frozenset({W + "del", W + "moveFrom"})  # also around what bears no words
PARAGRAPHS = frozenset({W + "p", A + "p", CHART + "v"})
# Cells that lay out a page: of rows with several paragraphs in a cell, or else the last one alone.
LAYOUT_CELLS = (
    "//w:tr[w:tc[position() < last() and count(.//w:p) > 1]]/w:tc"
    " | //w:tc[last()][count(.//w:p) > 1]"
)
BLOCKS = "word/glossary/"  # building blocks of its template: the copy drops them


def read_text(parts: Mapping[str, bytes]) -> plain_text.FileText:
    """Extract the text of a Word file. Raises xml.Harmful."""
    body, struck = _read_words(xml.tree(parts[BODY]), has_rows=True)
    heads: list[str] = []
    feet: list[str] = []
    beside = [struck]
    others = [p for p in parts if p.startswith("word/") and p.endswith(".xml") and p != BODY]
    for path in others:
        root = xml.tree(parts[path])
        words, struck = _read_words(root)
        is_beside = xml.local(root.tag) == "comments" or path.lower().startswith(BLOCKS)
        into = beside if is_beside else heads if xml.local(root.tag) == "hdr" else feet
        into.append(words)
        beside.append(struck)
    return plain_text.FileText(body, *map("\n".join, (heads, feet, beside)))


def read(content: bytes) -> plain_text.ExtractedText:
    """Read the narrative of a Word file, its paragraphs separated by a blank line.

    Raises FileUnreadable when it is damaged, locked, or unpacks to more than any narrative holds.
    """
    parts = archives.parts_of(content, "", archives.NARRATIVE, only={BODY})
    with FileUnreadable.instead_of((KeyError, xml.Harmful), refusals.WORD_DAMAGED):
        body = xml.tree(parts[BODY])
    for cell in body.xpath(LAYOUT_CELLS, namespaces={"w": W.strip("{}")}):
        cell.tag = "layout"
    words, _struck = _read_words(body, has_rows=True)
    return plain_text.clean_text(words.strip(), reader="docx")


def _read_words(root: xml.Element, *, has_rows: bool = False) -> tuple[str, str]:
    """Collect the words of a part, and those taken out, the change being tracked.

    With `has_rows` the cells of a table are apart by tabs, a row a line.
    """
    words: list[str] = []
    struck: list[str] = []
    cells = strikes = 0  # how deep
    walk = xml.walk(
        root, FALLBACK, STRUCK_TEXT, W + "tc", W + "tr", *TEXTS, *PRINTED, *STRUCK, *PARAGRAPHS
    )
    for event, element in walk:
        match event, element.tag:
            case "start", tag if tag == FALLBACK:
                walk.skip_subtree()  # a second version of the same words
            case "start", tag if tag == STRUCK_TEXT or (strikes and tag in TEXTS):
                struck.append("".join(element.itertext()))
            case "start", tag if tag in TEXTS:
                words.append("".join(element.itertext()))
            case "start", tag if tag in PRINTED:
                words.append(PRINTED[tag])
            case "start", tag if tag in STRUCK:
                strikes += 1
            case "start", tag if tag == W + "tc":
                cells += has_rows
            case "end", tag if tag in PARAGRAPHS:
                words.append(" " if cells else "\n\n")
            case "end", tag if tag in STRUCK:
                strikes -= 1
                struck.append(" ")
            case "end", tag if tag == W + "tc" and has_rows:
                cells -= 1
                words.append("\t")
            case "end", tag if tag == W + "tr" and has_rows and not cells:
                words.append("\n\n")
    return "".join(words), "".join(struck)


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a cell as it is read, and whether Word calculates or fetches it."""

    text: str
    is_calculated: bool


def tables(content: bytes) -> Iterator[list[list[Cell]]]:
    """Yield every table with its rows, nested ones too. Raises xml.Harmful."""
    from docx import Document

    with xml.harmful_if(Exception):  # python-docx and lxml raise many kinds
        body = Document(BytesIO(content)).element.body
    for table in body.iter(W + "tbl"):
        yield [[_read_cell(cell) for cell in row.findall(W + "tc")] for row in table.iter(W + "tr")]


def _read_cell(cell: xml.Element) -> Cell:
    """Read a cell: without deletions, with insertions."""
    lines = [
        "".join(
            mark.text or "" if mark.tag == W + "t" else " "
            for mark in paragraph.iter(W + "t", W + "br", W + "tab")
        )
        for paragraph in cell.iter(W + "p")
    ]
    instructions = (
        node.get(W + "instr") or node.text or ""
        for node in cell.iter(W + "instrText", W + "fldSimple")
    )
    return Cell(
        "\n".join(lines).strip(),
        any(words.strip().upper().startswith(("=", "DDE")) for words in instructions),
    )
