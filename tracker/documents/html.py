"""Visible text of an HTML page, one paragraph a line. Linear in the length, at any depth."""

import html
import re
from contextlib import suppress
from itertools import batched

from tracker.documents.plain_text import ExtractedText, clean_text, decode

TAG = re.compile(r"(<[!/?a-zA-Z][^<>]*>)")
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
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HIDDEN_TAGS = frozenset("script style head noscript template svg select button iframe".split())
SURROUNDING_TAGS = {"nav", "footer", "aside", "form"}  # of the page, not of the narrative
MAIN_TAGS = {"main", "article"}
BREAK_TAGS = {"br": "\n", "td": "\t", "th": "\t"}
# The one paragraph of a cell, as word processors write it.
CELL_PARAGRAPH = re.compile(
    r"(<t[dh]\b[^<>]*>)\s*<(p|div)\b[^<>]*>([^<]*(?:<(?!/?(?:p|div|t[dhr]|table|[uo]l)\b)[^<]*)*)</\2>\s*"
    r"(?=</?t[dhr]\b)",
    re.IGNORECASE,
)
BLOCKS = frozenset(
    """
address article blockquote body caption center dd details div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody
tfoot thead title tr ul
""".split()
)
MAIN_SHARE = 0.5  # of the visible text: then the main part is the narrative


def is_html(text: str) -> bool:
    """Return whether a text begins like the source of a web page."""
    return HTML_START.match(text) is not None


def read(content: bytes) -> ExtractedText:
    """Read the words of a page. Raises FileUnreadable for too many, or no text."""
    return read_text(*_decode(content))


def read_text(page: str, notes: tuple[str, ...] = ()) -> ExtractedText:
    """Read the words of a decoded page; `notes` warn about its decoding. Raises FileUnreadable."""
    return clean_text(extract_visible_text(page), reader="html", notes=notes)


def _decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode a page, by the encoding it declares unless it is UTF-8."""
    charset = CHARSET.search(content[:2048])
    if charset and charset[1].lower() not in (b"utf-8", b"utf8", b"utf-16", b"utf-7"):
        try:
            content.decode()
        except UnicodeDecodeError:
            with suppress(LookupError):  # no encoding has that name
                return content.decode(charset[1].decode(), errors="replace"), ()
    return decode(content)


def extract_visible_text(page: str) -> str:
    """Return the visible text: blocks apart by a blank line, `<br>` a line end, no menus.

    Only the main part, where it holds more than half of the text.
    """
    whole: list[str] = []
    main: list[str] = []
    unseen = ""
    is_in_row = False  # behind a cell of it, which may be empty
    depth = dict.fromkeys((*SURROUNDING_TAGS, *MAIN_TAGS), 0)
    end = page.rfind("-->") + 3  # what begins behind it is never closed
    pieces = TAG.split(  # words and tags in turn
        CELL_PARAGRAPH.sub(r"\1\3", COMMENT.sub("", page[:end]) + page[end:])
    )
    for words, tag in batched([*pieces, ""], 2):
        if words and not unseen and not any(depth[name] for name in SURROUNDING_TAGS):
            whole.append(BLANKS.sub(" ", html.unescape(words)))
            main += whole[-1:] if any(depth[name] for name in MAIN_TAGS) else []
        name = match[1].lower() if (match := NAME.match(tag)) else ""
        closes = tag.startswith("</")
        if unseen:
            unseen = "" if closes and name == unseen else unseen
        elif name in HIDDEN_TAGS and not closes and not tag.endswith("/>"):
            unseen = name
        elif name in depth:
            depth[name] = max(0, depth[name] + (-1 if closes else 1))
        if name in BLOCKS or (name in BREAK_TAGS and not closes):
            for parts in (whole, main):
                if parts and (
                    is_in_row or parts[-1].strip() if name in ("td", "th") else parts[-1] != "\n\n"
                ):
                    parts.append(BREAK_TAGS.get(name, "\n\n"))
            is_in_row = name in BREAK_TAGS and (is_in_row or name != "br")
    text, main_text = _join_lines(whole), _join_lines(main)
    return main_text if len(main_text) > MAIN_SHARE * len(text) else text


def _join_lines(parts: list[str]) -> str:
    return BLANK_LINES.sub("\n\n", LINES.sub("\n", "".join(parts))).strip(" \n\t")
