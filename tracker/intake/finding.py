"""Places of pasted words in a text, whatever the white space between them."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.errors import SpanMismatch
from tracker.intake.drafts import Place


def find_places(words: str, paragraphs: Sequence[str]) -> list[Place]:
    """Find the places of pasted words; a blank line in them separates paragraphs.

    Raises:
        SpanMismatch: Some words are not in the text, or stand there more than once.
    """
    parts = [part for part in re.split(r"\n\s*\n", words) if part.strip()]
    if not parts:
        raise SpanMismatch(_("No words were given. Paste them as they are printed."))
    return [_find_place(part, paragraphs) for part in parts]


def find_starts(words: str, text: str, *, start: int, end: int) -> list[int]:
    """Find where words begin between two code points of a text."""
    return [match.start() for match in _pattern(words).finditer(text, start, end)]


def _find_place(words: str, paragraphs: Sequence[str]) -> Place:
    places = [
        Place(number, match.start(), match.end())
        for number, text in enumerate(paragraphs, 1)
        for match in _pattern(words).finditer(text)
    ]
    if len(places) == 1:
        return places[0]
    values = {"words": _shorten(words), "times": len(places)}
    if places:
        raise SpanMismatch(
            _("“%(words)s” stands %(times)s times in the text. Paste more of the words.") % values
        )
    raise SpanMismatch(_("“%(words)s” stands nowhere in the text. Paste it as printed.") % values)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(word) for word in words.split()))


def _shorten(words: str) -> str:
    joined = " ".join(words.split())
    return joined if len(joined) <= 60 else joined[:59] + "…"
