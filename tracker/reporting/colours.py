"""Print colours, and whether text in a colour is legible on white."""

import re

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
