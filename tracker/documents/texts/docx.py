"""Text of a Word file: its paragraphs apart by a blank line, and what stands beside them."""

from collections.abc import Mapping

from tracker.documents import xml
from tracker.documents.texts.parts import FileText

BODY = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
A = "http://schemas.openxmlformats.org/drawingml/2006/main "
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart "
FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
PRINTED = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
TEXTS = frozenset({W + "t", A + "t", CHART + "v"})
STRUCK_TEXT = W + "delText"
STRUCK = frozenset({W + "del", W + "moveFrom"})  # also around what bears no words
PARAGRAPHS = frozenset({W + "p", A + "p", CHART + "v"})
HEADS, COMMENTS = frozenset({"hdr"}), frozenset({"comments"})
BLOCKS = "word/glossary/"  # building blocks of its template: the copy drops them


def read_text(parts: Mapping[str, bytes], most: int) -> FileText:
    """Extract the text of a Word file. Raises xml.Harmful."""
    body = _words(parts[BODY], most, has_rows=True)
    heads: list[str] = []
    feet: list[str] = []
    beside = ["".join(body.struck)]
    for path, part in parts.items():
        if path == BODY or not path.startswith("word/") or not path.endswith(".xml"):
            continue
        words = _words(part, most)
        root = xml.root_of(part)
        is_beside = root in COMMENTS or path.lower().startswith(BLOCKS)
        into = beside if is_beside else heads if root in HEADS else feet
        into.append("".join(words.pieces))
        beside.append("".join(words.struck))
    return FileText("".join(body.pieces), *("\n".join(one) for one in (heads, feet, beside)))


def _words(part: bytes, most: int, *, has_rows: bool = False) -> "Words":
    words = Words(most, has_rows=has_rows)
    xml.walk(part, words.start, words.end, words.write)
    return words


class Words:
    """Collector of a part's text, up to `most` characters; `length` counts what is beyond, too.

    With `has_rows` the cells of a table are apart by tabs, a row a line.
    """

    def __init__(self, most: int, *, has_rows: bool = False) -> None:
        self.pieces: list[str] = []
        self.struck: list[str] = []  # taken out, the change being tracked
        self.length = 0
        self.most = most
        self.has_rows = has_rows
        self.cells = 0  # how deep within cells
        self.is_text = self.is_struck_text = False
        self.strikes = 0
        self.skipped = 0  # how deep in a second version of the same words

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note an element that begins."""
        if name == FALLBACK or self.skipped:
            self.skipped += 1
        elif name in TEXTS:
            self.is_text = True
        elif name == STRUCK_TEXT:
            self.is_struck_text = True
        elif name in PRINTED:
            self._add(PRINTED[name])
        elif name in STRUCK:
            self.strikes += 1
        elif name == W + "tc":
            self.cells += self.has_rows

    def end(self, name: str) -> None:
        """Close an element."""
        if self.skipped:
            self.skipped -= 1
        elif name in PARAGRAPHS:
            self.is_text = False
            self._add(" " if self.cells else "\n\n")
        elif name in TEXTS:
            self.is_text = False
        elif name == STRUCK_TEXT:
            self.is_struck_text = False
        elif name in STRUCK:
            self.strikes -= 1
            self.struck.append(" ")
        elif self.has_rows and name in (W + "tc", W + "tr"):
            self.cells -= name == W + "tc"
            self._add("\t" if name == W + "tc" else "\n" if not self.cells else "")

    def write(self, words: str) -> None:
        """Add text, where it is printed."""
        if self.skipped or not (self.is_text or self.is_struck_text):
            return
        if self.is_struck_text or self.strikes:
            self.struck.append(words)
        else:
            self._add(words)

    def _add(self, words: str) -> None:
        self.length += len(words)
        if self.length <= self.most:
            self.pieces.append(words)
