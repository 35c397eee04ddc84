"""HTML: what a reader of the page sees, a paragraph a line. Linear in the length, at any depth."""

import html
import re
from itertools import pairwise

from tracker.intake.formats.source import Source
from tracker.intake.formats.text import checked, decoded

TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")
NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # not U+00A0, which is printed
LINES = re.compile(r" *\n *")
APART = re.compile(r"\n{3,}")
CHARSET = re.compile(rb"""charset=["']?([\w-]+)""", re.IGNORECASE)
LOOKS_LIKE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|body|div|p|h[1-6]|main"
    r"|article|section|span|table|ul|ol|meta)\b",
    re.IGNORECASE,
)
UNSEEN = {"script", "style", "head", "noscript", "template", "svg", "select", "button", "iframe"}
AROUND = {"nav", "footer", "aside", "form"}  # of the page, not of the narrative
MAIN = {"main", "article"}
BREAKS = {"br": "\n", "td": "\t", "th": "\t"}
PRINTED_APART = """
address article blockquote body caption center dd details div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody
tfoot thead title tr ul
"""
BLOCKS = frozenset(PRINTED_APART.split())
ENOUGH = 0.5  # of the words seen: then the main part is the narrative


def is_html(text: str) -> bool:
    return LOOKS_LIKE.match(text) is not None


def read(content: bytes) -> Source:
    """The words of a page. Raises Unreadable when they are too many."""
    return read_text(*_decoded(content))


def read_text(page: str, said: tuple[str, ...] = ()) -> Source:
    """The words of a page that was decoded. Raises Unreadable when they are too many."""
    return checked(seen(page), reader="html", said=said)


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """A page that is not UTF-8 says what it is."""
    named = CHARSET.search(content[:2048])
    if named and named[1].lower() not in (b"utf-8", b"utf8", b"utf-16", b"utf-7"):
        try:
            content.decode()
        except UnicodeDecodeError:
            try:
                return content.decode(named[1].decode(), errors="replace"), ()
            except LookupError:  # no encoding has that name
                pass
    return decoded(content)


def seen(page: str) -> str:
    """What stands on the page: blocks apart by a blank line, `<br>` a line end, no menus."""
    page = _without_comments(page)
    whole, main = _Lines(), _Lines()
    unseen = ""
    depth = dict.fromkeys((*AROUND, *MAIN), 0)
    for words, tag in _pieces(page):
        if words and not unseen and not any(depth[name] for name in AROUND):
            for lines in (whole, main) if any(depth[name] for name in MAIN) else (whole,):
                lines.write(BLANKS.sub(" ", html.unescape(words)))
        name = _name(tag)
        closes = tag.startswith("</")
        if unseen:
            unseen = "" if closes and name == unseen else unseen
        elif name in UNSEEN and not closes and not tag.endswith("/>"):
            unseen = name
        elif name in depth:
            depth[name] = max(0, depth[name] + (-1 if closes else 1))
        if name in BREAKS or name in BLOCKS:
            whole.stop(BREAKS.get(name, "\n\n"))
            main.stop(BREAKS.get(name, "\n\n"))
    text, inner = whole.text(), main.text()
    return inner if len(inner) > ENOUGH * len(text) else text


def _pieces(page: str) -> list[tuple[str, str]]:
    """The words before each tag, and the tag; last the words after all tags."""
    ends = [(0, 0), *(match.span() for match in TAG.finditer(page)), (len(page), len(page))]
    return [(page[a[1] : b[0]], page[b[0] : b[1]]) for a, b in pairwise(ends)]


def _name(tag: str) -> str:
    match = NAME.match(tag)
    return match[1].lower() if match else ""


def _without_comments(page: str) -> str:
    kept, at = [], 0
    while (start := page.find("<!--", at)) >= 0:
        end = page.find("-->", start + 4)
        if end < 0:
            break
        kept.append(page[at:start])
        at = end + 3
    return "".join((*kept, page[at:]))


class _Lines:
    """Words as they come, and where they stop."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, words: str) -> None:
        if words:
            self.pieces.append(words)

    def stop(self, end: str) -> None:
        if self.pieces and self.pieces[-1] != "\n\n":
            self.pieces.append(end)

    def text(self) -> str:
        lines = LINES.sub("\n", "".join(self.pieces))
        return APART.sub("\n\n", lines).strip(" \n\t")
