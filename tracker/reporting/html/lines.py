"""Lines as HTML; all user text is escaped here."""

import re
from functools import cache
from html import escape

from tracker.reporting.blocks import Cell, Line, Span, Style
from tracker.reporting.lines import quotation_marks
from tracker.reporting.status_circle import status_circle

# Prefixes of addresses that become links; any other address is printed as text.
OPENED = ("https://", "http://", "#", "/")
BETWEEN = ("–", ",")  # between two references: "[1]–[4]"
SPECIAL = re.compile("[&<>\"'\n]").search
# Right-to-left scripts, and control characters that reorder what follows.
TURNING = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
).search
TAGS = {Style.STRONG: "b", Style.EM: "em", Style.HIGHLIGHT: "mark"}


class Lines:
    """Writer of the lines of one document.

    `source_language` is the language of quoted text, `language` that of the quotation marks. A
    standalone file (`is_alone`) has no links to the tracker's own paths, as they lead nowhere.
    """

    def __init__(self, source_language: str, language: str = "", *, is_alone: bool) -> None:
        self.opened, self.closed = quotation_marks(language)
        self.quoted = f' lang="{source_language}"'
        self.is_alone = is_alone

    def line(self, line: Line) -> str:
        """Render a line, keeping a status with its circle and a trend with its arrow."""
        if len(line) == 1 and not line[0].style:
            return escape_lines(line[0].text)  # the common case
        parts: list[str] = []
        index, after_ref = 0, False
        while index < len(line):
            span = line[index]
            style, index = span.style, index + 1
            if style is Style.STATUS_ICON or style is Style.TREND_ARROW:
                label, index = _label_after(line, index)
                parts.append(_render_icon(span, label))
            elif after_ref and span.text.strip() in BETWEEN:
                parts.append(f'<sup class="ref">{span.text}</sup>')
            else:
                parts.append(self.span(span))
            after_ref = style is Style.REF
        return "".join(parts)

    def span(self, span: Span) -> str:
        """Render a span."""
        text, style = escape_lines(span.text), span.style
        if not style:
            return text
        if style is Style.REF:
            return ref(span.text)
        if style is Style.LINK:
            return self.link(span.href, text)
        if style is Style.QUOTED:
            return f'<q class="report-quotation"{self.quoted}>{text}</q>'
        if style is Style.MUTED:
            return f'<span class="small soft">{text}</span>'
        return f"<{TAGS[style]}>{text}</{TAGS[style]}>"

    def link(self, href: str, text: str) -> str:
        """Return the text (already HTML) as a link, if a browser can follow it from here."""
        if not href.startswith(OPENED) or href.startswith("/" if self.is_alone else "//"):
            return text
        away = ' rel="noreferrer"' if href.startswith("http") else ""
        return f'<a href="{escape_text(href)}"{away}>{text}</a>'

    def lines(self, lines: Cell) -> str:
        """Render the lines of a cell or entry, all but the first small and below it."""
        first, *others = lines or ((),)
        below = "".join(f'<span class="mark">{self.line(line)}</span>' for line in others)
        return f"{self.line(first)}{below}"


def ref(number: int | str) -> str:
    """Render a source number, linked to the source."""
    text = escape_text(str(number))
    return f'<sup class="ref"><a href="#source-{text}">[{text}]</a></sup>'


def escape_text(text: str) -> str:
    """Escape a text; most need nothing, so one search comes first."""
    return escape(text) if SPECIAL(text) else text


def escape_lines(text: str) -> str:
    """Escape a text, keeping its line breaks and isolating right-to-left text."""
    markup = escape(text).replace("\n", "<br>") if SPECIAL(text) else text
    return f"<bdi>{markup}</bdi>" if not text.isascii() and TURNING(text) else markup


def paragraphs(text: str) -> str:
    """Render a text as paragraphs, split at empty lines."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return "".join(f"<p>{escape_lines(part.strip())}</p>" for part in parts if part.strip())


def _label_after(line: Line, index: int) -> tuple[str, int]:
    """Return the label that follows an icon, and the position after it."""
    while index < len(line) and not line[index].text.strip():
        index += 1
    if index == len(line) or line[index].style not in (Style.PLAIN, Style.STRONG):
        return "", index
    return escape_lines(line[index].text.strip()), index + 1


def _render_icon(span: Span, label: str) -> str:
    """Render a status circle or trend arrow with its label."""
    if span.style is Style.STATUS_ICON:
        return f'<span class="status">{circle_of(span.text)}{label}</span>'
    arrow = f'<span aria-hidden="true">{escape_text(span.text)}</span>'
    return f'<span class="trend">{arrow} {label}</span>'


@cache
def circle_of(code: str) -> str:
    """Return the circle of a status as SVG."""
    return str(status_circle(code))
