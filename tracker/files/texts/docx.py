"""Word: what the body of a document prints, its paragraphs apart by a blank line."""

from collections.abc import Mapping

from tracker.files import xml

BODY = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
PRINTED = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}


def text_of(parts: Mapping[str, bytes], most: int) -> str:
    """The words of a Word file. Raises xml.Harmful."""
    words = Words(most)
    xml.walk(parts[BODY], words.start, words.end, words.write)
    return "".join(words.pieces)


class Words:
    """Gathers what a body prints, up to `most` characters; `length` counts what is beyond, too."""

    def __init__(self, most: int) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.most = most
        self.is_text = False
        self.skipped = 0  # how deep in a second version of the same words

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == FALLBACK or self.skipped:
            self.skipped += 1
        elif name == W + "t":
            self.is_text = True
        elif name in PRINTED:
            self._add(PRINTED[name])

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
        elif name == W + "t":
            self.is_text = False
        elif name == W + "p":
            self._add("\n\n")

    def write(self, words: str) -> None:
        if self.is_text and not self.skipped:
            self._add(words)

    def _add(self, words: str) -> None:
        self.length += len(words)
        if self.length <= self.most:
            self.pieces.append(words)
