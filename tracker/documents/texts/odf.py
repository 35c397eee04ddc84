"""Text of an OpenDocument file; a cell ends with a tab, a row with its line."""

from collections.abc import Mapping

from tracker.documents import xml
from tracker.documents.texts.parts import FileText

BODY, STYLES = "content.xml", "styles.xml"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
PARAGRAPHS = {TEXT + "p", TEXT + "h"}
PRINTED = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
UNSEEN = {TEXT + "tracked-changes", TABLE + "tracked-changes", OFFICE + "annotation"}
MOST_BLANKS = 100


def read_text(parts: Mapping[str, bytes], most: int) -> FileText:
    """Extract the text of an ODT or ODS, a repeated cell once. Raises xml.Harmful."""
    body = _words(parts[BODY], most)
    heads = [_words(parts[STYLES], most)] if STYLES in parts else []
    within = [_words(part, most) for path, part in parts.items() if path.endswith("/" + BODY)]
    return FileText(
        "".join(body.pieces),
        head="".join(piece for words in heads for piece in words.pieces),
        foot="\n".join("".join((*one.hidden, *one.pieces)) for one in within)
        + "".join(body.hidden),
        beside="".join(piece for one in (body, *heads, *within) for piece in one.unseen),
    )


def _words(part: bytes, most: int) -> "_Words":
    words = _Words(most)
    xml.walk(part, words.start, words.end, words.write)
    return words


class _Words:
    def __init__(self, most: int) -> None:
        self.pieces: list[str] = []
        self.hidden: list[str] = []  # of sheets that are not shown
        self.unseen: list[str] = []  # of comments, and what was struck out
        self.left = most
        self.paragraphs = 0  # how deep within paragraphs
        self.asides = 0  # how deep within paragraphs of a comment
        self.cells = 0
        self.is_workbook = False
        self.skipped = 0
        self.style = ""
        self.hiding: set[str] = set()  # styles of sheets that are not shown
        self.is_hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note an element that begins."""
        if self.skipped or name in UNSEEN:
            self.skipped += 1
            self.asides += name in PARAGRAPHS
        elif name in PARAGRAPHS:
            self.paragraphs += 1
        elif name in PRINTED:
            self._add(PRINTED[name])
        elif name == TEXT + "s":
            count = attributes.get(TEXT + "c", "1")
            self._add(
                " " * (min(int(count), MOST_BLANKS) if count.isdecimal() and len(count) < 9 else 1)
            )
        elif name == OFFICE + "spreadsheet":
            self.is_workbook = True
        elif name == STYLE + "style":
            self.style = attributes.get(STYLE + "name", "")
        elif name == STYLE + "table-properties" and attributes.get(TABLE + "display") == "false":
            self.hiding.add(self.style)
        elif name == TABLE + "table" and self.is_workbook:
            self.is_hidden = attributes.get(TABLE + "style-name") in self.hiding
            self._add(attributes.get(TABLE + "name", "") + "\n")
        elif name == TABLE + "table-cell":
            self.cells += 1

    def end(self, name: str) -> None:
        """Close an element."""
        if self.skipped:
            self.skipped -= 1
            if name in PARAGRAPHS:
                self.asides -= 1
                self.unseen.append("\n")
        elif name in PARAGRAPHS:
            self.paragraphs -= 1
            self._add(" " if self.cells else "\n\n")
        elif name == TABLE + "table-cell":
            self.cells -= 1
            self._add("\t")
        elif name == TABLE + "table-row":
            self._add("\n")

    def write(self, words: str) -> None:
        """Add text, where it is printed."""
        if self.asides:
            self.unseen.append(words)
        elif self.paragraphs and not self.skipped:
            self._add(words)

    def _add(self, words: str) -> None:
        if self.left > 0:
            (self.hidden if self.is_hidden else self.pieces).append(words)
            self.left -= len(words)
