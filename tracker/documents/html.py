"""Visible text of an HTML page, one paragraph a line. Linear in the length, at any depth."""

import html
import re
from itertools import pairwise

from tracker.documents.plain_text import ExtractedText, clean_text, decode

TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")
NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # not U+00A0, which is printed
LINES = re.compile(r" *\n *")
BLANK_LINES = re.compile(r"\n{3,}")
CHARSET = re.compile(rb"""charset=["']?([\w-]+)""", re.IGNORECASE)
HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|main"
    r"|article|section|span|table|ul|ol|meta)\b",
    re.IGNORECASE,
)
HIDDEN_TAGS = {
    "script",
    "style",
    "head",
    "noscript",
    "template",
    "svg",
    "select",
    "button",
    "iframe",
}
SURROUNDING_TAGS = {"nav", "footer", "aside", "form"}  # of the page, not of the narrative
MAIN_TAGS = {"main", "article"}
BREAK_TAGS = {"br": "\n", "td": "\t", "th": "\t"}
BLOCK_TAGS = """
address article blockquote body caption center dd details div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody
tfoot thead title tr ul
"""
BLOCKS = frozenset(BLOCK_TAGS.split())
MAIN_SHARE = 0.5  # of the visible text: then the main part is the narrative


def is_html(text: str) -> bool:
    """Return whether a text begins like the source of a web page."""
    return HTML_START.match(text) is not None


def read(content: bytes) -> ExtractedText:
    """Read the words of a page.

    Raises:
        FileUnreadable: There are too many, or it is no text.
    """
    return read_text(*_decode(content))


def read_text(page: str, notes: tuple[str, ...] = ()) -> ExtractedText:
    """Read the words of a decoded page. `notes` are warnings about its decoding.

    Raises:
        FileUnreadable: There are too many, or it is no text.
    """
    return clean_text(extract_visible_text(page), reader="html", notes=notes)


def _decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode a page, by the encoding it declares unless it is UTF-8."""
    charset = CHARSET.search(content[:2048])
    if charset and charset[1].lower() not in (b"utf-8", b"utf8", b"utf-16", b"utf-7"):
        try:
            content.decode()
        except UnicodeDecodeError:
            try:
                return content.decode(charset[1].decode(), errors="replace"), ()
            except LookupError:  # no encoding has that name
                pass
    return decode(content)


def extract_visible_text(page: str) -> str:
    """Return the visible text: blocks apart by a blank line, `<br>` a line end, no menus.

    Only the main part, where it holds more than half of the text.
    """
    page = _strip_comments(page)
    all_lines, main_lines = _Lines(), _Lines()
    unseen = ""
    depth = dict.fromkeys((*SURROUNDING_TAGS, *MAIN_TAGS), 0)
    for words, tag in _split_tags(page):
        if words and not unseen and not any(depth[name] for name in SURROUNDING_TAGS):
            for lines in (
                (all_lines, main_lines) if any(depth[name] for name in MAIN_TAGS) else (all_lines,)
            ):
                lines.write(BLANKS.sub(" ", html.unescape(words)))
        name = _tag_name(tag)
        closes = tag.startswith("</")
        if unseen:
            unseen = "" if closes and name == unseen else unseen
        elif name in HIDDEN_TAGS and not closes and not tag.endswith("/>"):
            unseen = name
        elif name in depth:
            depth[name] = max(0, depth[name] + (-1 if closes else 1))
        if name in BREAK_TAGS or name in BLOCKS:
            all_lines.stop(BREAK_TAGS.get(name, "\n\n"))
            main_lines.stop(BREAK_TAGS.get(name, "\n\n"))
    text, main_text = all_lines.text(), main_lines.text()
    return main_text if len(main_text) > MAIN_SHARE * len(text) else text


def _split_tags(page: str) -> list[tuple[str, str]]:
    """Split a page into pairs of words and the tag after them; the last tag is empty."""
    spans = [(0, 0), *(match.span() for match in TAG.finditer(page)), (len(page), len(page))]
    return [
        (page[tag[1] : next_tag[0]], page[next_tag[0] : next_tag[1]])
        for tag, next_tag in pairwise(spans)
    ]


def _tag_name(tag: str) -> str:
    match = NAME.match(tag)
    return match[1].lower() if match else ""


def _strip_comments(page: str) -> str:
    fragments, position = [], 0
    while (start := page.find("<!--", position)) >= 0:
        end = page.find("-->", start + 4)
        if end < 0:
            break
        fragments.append(page[position:start])
        position = end + 3
    return "".join((*fragments, page[position:]))


class _Lines:
    """Collector of words and the breaks between them."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, words: str) -> None:
        if words:
            self.parts.append(words)

    def stop(self, end: str) -> None:
        if self.parts and self.parts[-1] != "\n\n":
            self.parts.append(end)

    def text(self) -> str:
        lines = LINES.sub("\n", "".join(self.parts))
        return BLANK_LINES.sub("\n\n", lines).strip(" \n\t")
