"""The colours of print, and whether one can be read on white."""

import re

INK = "#1c2128"
ACCENT = "#1a5276"
ENOUGH = 4.5  # contrast of text with its ground, by WCAG 2.2
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def legible(colour: str) -> str:
    """The colour, if text in it can be read on white; else our ink.

    A letterhead may be as pale as it likes: its rules are drawn in it, its words are not.
    """
    return colour if _HEX.fullmatch(colour) and on_white(colour) >= ENOUGH else INK


def on_white(colour: str) -> float:
    """Contrast of a colour ("#1a5276") with white: 1 to 21, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
