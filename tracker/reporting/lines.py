"""Lines as writers need them whose readers are not in the tracker: on paper, in a file."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tracker.reporting.blocks import Bit, Chart, Line

_BLANK = re.compile(r"\s*\n\s*\n\s*")
_ENDLESS = re.compile(r"\S{48}")  # half a line without a place to break, as long addresses have
_WITHIN = str.maketrans("“”„", "‘’‚")
_RUN = re.compile(r"[^\W\d_]{48}|\d{48}")
TURNS_BACK = "\u200e"  # from here on the line runs from left to right again
_TURNING = re.compile("[\u0590-\u08ff\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff]")
_ON_THE_WEB = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def paragraphs(line: Line) -> Iterator[Line]:
    """The line as paragraphs: a blank line in its words begins another. None of them is empty."""
    current: list[Bit] = []
    for bit in line:
        first, *others = _BLANK.split(bit.text) if "\n" in bit.text else [bit.text]
        if first:
            current.append(replace(bit, text=first))
        for text in others:
            yield from _unless_empty(current)
            current = [replace(bit, text=text)] if text else []
    yield from _unless_empty(current)


def foldable(text: str) -> str:
    """The text with a place to break, which nobody sees, in every word longer than half a line."""
    return _ENDLESS.sub(lambda found: f"{found[0]}\u200b", text)


def marks_of(language: str) -> tuple[str, str]:
    """The quotation marks of a language, as standards for tags name it: "sr-Latn"."""
    return ("„", "”") if language.startswith("sr") else ("“", "”")


def nested(text: str) -> str:
    """Words to be put between quotation marks: marks within them are single, as ours are not."""
    return text.translate(_WITHIN)


def turns(text: str) -> bool:
    """Whether some of it runs from right to left: what follows must be kept from turning too."""
    return _TURNING.search(text) is not None


def on_the_web(href: str) -> str:
    """The address, if it means anything away from the tracker; a path within it does not."""
    return href if _ON_THE_WEB.match(href) else ""


def written_out(href: str) -> str:
    """An address as it is printed: one of the web as it is, so that it can be copied.

    Typst breaks it at its signs and digits by itself, but not within long runs of letters.
    """
    if on_the_web(href):
        return _RUN.sub(lambda found: f"{found[0]}\u200b", href)
    return foldable(href)


def in_words(chart: Chart) -> str:
    """What stands for a drawing where it can't be seen, with its title said once."""
    told, title = chart.told, chart.title
    return told if told.startswith(title) else f"{title}: {told}"


def _unless_empty(bits: list[Bit]) -> Iterator[Line]:
    if any(bit.text.strip() for bit in bits):
        yield tuple(bits)
