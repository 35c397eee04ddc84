"""Where pasted words stand in a text, whatever the white space between them."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.errors import SpanMismatch
from tracker.intake.drafts import Place


def places_of(words: str, paragraphs: Sequence[str]) -> list[Place]:
    """The places of some words; those on either side of a blank line stand in paragraphs apart.

    Raises SpanMismatch for words that stand nowhere, or more than once.
    """
    parts = [part for part in re.split(r"\n\s*\n", words) if part.strip()]
    if not parts:
        raise SpanMismatch(_("No words were given. Paste them as they are printed."))
    return [_place_of(part, paragraphs) for part in parts]


def starts_of(words: str, text: str, *, first: int, last: int) -> list[int]:
    """Where words begin between two code points of a text."""
    return [m.start() for m in _pattern(words).finditer(text, first, last)]


def _place_of(words: str, paragraphs: Sequence[str]) -> Place:
    found = [
        Place(number, m.start(), m.end())
        for number, text in enumerate(paragraphs, 1)
        for m in _pattern(words).finditer(text)
    ]
    if len(found) == 1:
        return found[0]
    told = {"words": _short(words), "times": len(found)}
    if found:
        raise SpanMismatch(
            _("“%(words)s” stands %(times)s times in the text. Paste more of the words.") % told
        )
    raise SpanMismatch(_("“%(words)s” stands nowhere in the text. Paste it as printed.") % told)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(word) for word in words.split()))


def _short(words: str) -> str:
    told = " ".join(words.split())
    return told if len(told) <= 60 else told[:59] + "…"
