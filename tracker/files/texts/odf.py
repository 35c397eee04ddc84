"""OpenDocument: what text and tables print; a cell ends with a tab, a row with its line."""

from collections.abc import Mapping

from tracker.files import xml

BODY = "content.xml"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
PARAGRAPHS = {TEXT + "p", TEXT + "h"}
PRINTED = {TEXT + "tab": "\t", TEXT + "line-break": "\n"}
UNSEEN = {TEXT + "tracked-changes", OFFICE + "annotation"}
MOST_BLANKS = 100


def text_of(parts: Mapping[str, bytes], most: int) -> str:
    """The words of an ODT or ODS, a repeated cell once. Raises xml.Harmful."""
    words = _Words(most)
    xml.walk(parts[BODY], words.start, words.end, words.write)
    return "".join(words.pieces)


class _Words:
    def __init__(self, most: int) -> None:
        self.pieces: list[str] = []
        self.left = most
        self.paragraphs = 0  # how deep within paragraphs
        self.cells = 0
        self.is_workbook = False
        self.skipped = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.skipped or name in UNSEEN:
            self.skipped += 1
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
        elif name == TABLE + "table" and self.is_workbook:
            self._add(attributes.get(TABLE + "name", "") + "\n")
        elif name == TABLE + "table-cell":
            self.cells += 1

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
        elif name in PARAGRAPHS:
            self.paragraphs -= 1
            self._add(" " if self.cells else "\n\n")
        elif name == TABLE + "table-cell":
            self.cells -= 1
            self._add("\t")
        elif name == TABLE + "table-row":
            self._add("\n")

    def write(self, words: str) -> None:
        if self.paragraphs and not self.skipped:
            self._add(words)

    def _add(self, words: str) -> None:
        if self.left > 0:
            self.pieces.append(words)
            self.left -= len(words)
