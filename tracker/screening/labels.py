"""What the words before a number call it: the nearest label decides."""

import re
from collections.abc import Iterable
from re import Pattern

LETTER = re.compile(r"[^\W\d_]|€")
REACH = 45  # characters before a number in which a label speaks of it


def labels(*stems: str) -> Pattern[str]:
    """Matches the words that begin with one of the stems; a stem may hold blanks and `.?`."""
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(stems)})", re.IGNORECASE)


def nearest(text: str, start: int, kinds: Iterable[tuple[str, Pattern[str]]]) -> str:
    """The kind of the last label before this place, in the same line or sentence; "" if none."""
    return nearest_with_words(text, start, kinds)[0]


def nearest_with_words(
    text: str, start: int, kinds: Iterable[tuple[str, Pattern[str]]]
) -> tuple[str, str]:
    """That, and the words from the label up to this place."""
    before = text[max(0, start - REACH) : start]
    if LETTER.search(before) is None:
        return "", ""
    before = re.split(r"\n\s*\n|[.!?;]\s+(?=[A-ZÇËŠŽČĆĐ][a-zçëšžčćđ]{3})", before)[-1]
    found = [(hit.start(), name) for name, one in kinds for hit in one.finditer(before)]
    place, name = max(found, default=(len(before), ""))
    return name, before[place:]
