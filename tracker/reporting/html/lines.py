"""The pieces of a line as HTML. Everything that people wrote is escaped here."""

import re
from functools import cache
from html import escape

from tracker.reporting.blocks import Bit, Cell, Line, Style
from tracker.reporting.lines import marks_of
from tracker.reporting.status_circle import status_circle

# A browser opens these; an address of any other kind is printed and leads nowhere.
OPENED = ("https://", "http://", "#", "/")
BETWEEN = ("–", ",")  # two references: "[1]–[4]"
SPECIAL = re.compile("[&<>\"'\n]").search
# Scripts that run from right to left, and the signs that turn what follows.
TURNING = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
).search
TAGS = {Style.STRONG: "b", Style.EM: "em", Style.MARK: "mark"}


class Lines:
    """Writes lines of one document.

    `source_language` is that of the words it quotes, `language` that of the marks around them. A
    file of its own (`is_alone`) is read where the tracker's own addresses lead nowhere, so it has
    no links to them.
    """

    def __init__(self, source_language: str, language: str = "", *, is_alone: bool) -> None:
        self.opened, self.closed = marks_of(language)
        self.quoted = f' lang="{source_language}"'
        self.is_alone = is_alone

    def line(self, bits: Line) -> str:
        """A line; a status is kept together with its circle, a trend with its arrow."""
        if len(bits) == 1 and not bits[0].style:
            return broken(bits[0].text)  # as most lines are
        found: list[str] = []
        at, after_ref = 0, False
        while at < len(bits):
            bit = bits[at]
            style, at = bit.style, at + 1
            if style is Style.CIRCLE or style is Style.ARROW:
                label, at = _label_after(bits, at)
                found.append(_drawn(bit, label))
            elif after_ref and bit.text.strip() in BETWEEN:
                found.append(f'<sup class="ref">{bit.text}</sup>')
            else:
                found.append(self.bit(bit))
            after_ref = style is Style.REF
        return "".join(found)

    def bit(self, bit: Bit) -> str:
        text, style = broken(bit.text), bit.style
        if not style:
            return text
        if style is Style.REF:
            return ref(bit.text)
        if style is Style.LINK:
            return self.link(bit.href, text)
        if style is Style.QUOTED:
            return f'<q class="told-quoted"{self.quoted}>{text}</q>'
        if style is Style.SOFT:
            return f'<span class="small soft">{text}</span>'
        return f"<{TAGS[style]}>{text}</{TAGS[style]}>"

    def link(self, href: str, text: str) -> str:
        """The text (already HTML) as a link, where a browser may follow it from here."""
        if not href.startswith(OPENED) or href.startswith("/" if self.is_alone else "//"):
            return text
        away = ' rel="noreferrer"' if href.startswith("http") else ""
        return f'<a href="{escaped(href)}"{away}>{text}</a>'

    def lines(self, lines: Cell) -> str:
        """What a cell or an entry says; all lines but the first are small and below it."""
        first, *others = lines or ((),)
        below = "".join(f'<span class="mark">{self.line(line)}</span>' for line in others)
        return f"{self.line(first)}{below}"


def ref(number: int | str) -> str:
    """The number of a source, linked to it."""
    told = escaped(str(number))
    return f'<sup class="ref"><a href="#source-{told}">[{told}]</a></sup>'


def escaped(text: str) -> str:
    """The text as HTML. Most of it needs nothing, which one look tells."""
    return escape(text) if SPECIAL(text) else text


def broken(text: str) -> str:
    """The text as HTML, its own line breaks kept; it turns nothing that stands after it."""
    told = escape(text).replace("\n", "<br>") if SPECIAL(text) else text
    return f"<bdi>{told}</bdi>" if not text.isascii() and TURNING(text) else told


def paragraphs(text: str) -> str:
    """The text as paragraphs, which an empty line parts."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return "".join(f"<p>{broken(part.strip())}</p>" for part in parts if part.strip())


def _label_after(bits: Line, at: int) -> tuple[str, int]:
    """The words that belong to a drawing, which stand right after it, and where the rest begins."""
    while at < len(bits) and not bits[at].text.strip():
        at += 1
    if at == len(bits) or bits[at].style not in (Style.PLAIN, Style.STRONG):
        return "", at
    return broken(bits[at].text.strip()), at + 1


def _drawn(bit: Bit, label: str) -> str:
    if bit.style is Style.CIRCLE:
        return f'<span class="status">{circle_of(bit.text)}{label}</span>'
    return f'<span class="trend"><span aria-hidden="true">{escaped(bit.text)}</span> {label}</span>'


@cache
def circle_of(code: str) -> str:
    """The circle of a status."""
    return str(status_circle(code))
