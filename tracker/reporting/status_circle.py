"""Circles of statuses as SVG, and the colours of print."""

import re
from functools import cache

from django.utils.safestring import SafeString

from tracker.vocabulary import Status

INK = "#1c2128"
ACCENT = "#1a5276"
MIN_CONTRAST = 4.5  # of text, by WCAG 2.2
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def legible_colour(colour: str) -> str:
    """Return the colour if text in it is legible on white, else the default ink.

    A letterhead may be as pale as it likes: its rules keep its colour, its text does not.
    """
    return colour if _HEX.fullmatch(colour) and contrast_on_white(colour) >= MIN_CONTRAST else INK


def contrast_on_white(colour: str) -> float:
    """Return the contrast of a colour ("#1a5276") with white: 1 to 21, by WCAG 2.2."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


_RING = '<circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" stroke-width="1.5"{}/>'
_LINE = '<path d="{}" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>'
_AREA = '<path d="{}" fill="currentColor" fill-rule="evenodd"/>'
_EMPTY = _RING.format("")
_DISC = "M8 .5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15Z"
_TICK = "M4 8.8 7.05 11.85 12.14 5.96 10.86 4.84 6.95 9.35 5.2 7.6Z"  # cut out of the disc
_QUESTION = "M6.1 6.5a1.95 1.95 0 1 1 2.8 1.75c-.65.32-.9.65-.9 1.25M8 11.6v.05"

SHAPES: dict[str, str] = {
    Status.NOT_ASSESSED: _RING.format(' stroke-dasharray="1.9 2.34"'),
    Status.NO_ACTION: _EMPTY,
    Status.INITIAL_STEPS: _EMPTY + _AREA.format("M8 8V3a5 5 0 0 1 5 5Z"),
    Status.PARTIAL: _EMPTY + _AREA.format("M8 3a5 5 0 0 1 0 10Z"),
    Status.SUBSTANTIAL: _EMPTY + _AREA.format("M8 8V3a5 5 0 1 1-5 5Z"),
    Status.FULL: _AREA.format(_DISC + _TICK),
    Status.UNABLE_TO_VERIFY: _EMPTY + _LINE.format(_QUESTION),
    Status.NOT_APPLICABLE: _EMPTY + _LINE.format("M5 8h6"),
}
# The same as letters, where only text can stand.
SIGNS: dict[str, str] = {
    Status.NOT_ASSESSED: "◌",
    Status.NO_ACTION: "○",
    Status.INITIAL_STEPS: "◔",
    Status.PARTIAL: "◑",
    Status.SUBSTANTIAL: "◕",
    Status.FULL: "●",
    Status.UNABLE_TO_VERIFY: "?",
    Status.NOT_APPLICABLE: "–",
}


@cache
def status_circle(code: str) -> SafeString:
    """Return the circle of a status as SVG, sized to the text and hidden from screen readers.

    Raises:
        KeyError: `code` is no status.
    """
    return SafeString(
        '<svg xmlns="http://www.w3.org/2000/svg" class="circle" viewBox="0 0 16 16"'
        ' width="1em" height="1em" focusable="false" aria-hidden="true">'
        f"{SHAPES[code]}</svg>"
    )
