"""Line helpers for writers whose output is read outside the tracker: on paper, in a file."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tracker.reporting.blocks import Chart, Line, Span

_BLANK_LINE = re.compile(r"\s*\n\s*\n\s*")
_LONG_WORD = re.compile(r"\S{48}")  # half a line that can't be broken, as in addresses
_SINGLE_MARKS = str.maketrans("“”„", "‘’‚")
_LONG_RUN = re.compile(r"[^\W\d_]{48}|\d{48}")
LEFT_TO_RIGHT_MARK = "\u200e"  # resumes left-to-right order
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff]")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TAGS = {"sr-latn": "sr-Latn"}  # standard tags of our codes, where they differ
# Tags by which office programs choose a dictionary and a voice.
OFFICE_TAGS = {"en": "en-GB", "sq": "sq-AL", "sr-latn": "sr-Latn-RS"}
_WEB_URL = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def paragraphs(line: Line) -> Iterator[Line]:
    """Split a line into paragraphs at blank lines in its text; none is empty."""
    current: list[Span] = []
    for span in line:
        first, *others = _BLANK_LINE.split(span.text) if "\n" in span.text else [span.text]
        if first:
            current.append(replace(span, text=first))
        for text in others:
            yield from _unless_empty(current)
            current = [replace(span, text=text)] if text else []
    yield from _unless_empty(current)


def allow_line_breaks(text: str) -> str:
    """Insert an invisible break into every word longer than half a line."""
    return _LONG_WORD.sub(lambda match: f"{match[0]}\u200b", text)


def truncate(text: str, length: int) -> str:
    """Cut a label to as many letters, the last a sign that it was cut."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def replace_forbidden(text: str) -> str:
    """Replace characters that XML forbids by a mark."""
    return _FORBIDDEN.sub("\ufffd", text)


def office_tag(language: str) -> str:
    """Return the language tag for an office file: "sr-Latn-RS" for "sr-latn"."""
    return OFFICE_TAGS.get(language.lower(), language)


def quotation_marks(language: str) -> tuple[str, str]:
    """Return the quotation marks of a language tag such as "sr-Latn"."""
    return ("„", "”") if language.startswith("sr") else ("“", "”")


def nest_quotation_marks(text: str) -> str:
    """Make quotation marks inside a quotation single, as the outer ones are double."""
    return text.translate(_SINGLE_MARKS)


def has_right_to_left(text: str) -> bool:
    """Return whether a text has right-to-left letters, which may reorder what follows."""
    return _RIGHT_TO_LEFT.search(text) is not None


def web_url(href: str) -> str:
    """Return the address if it is absolute; empty for a path within the tracker."""
    return href if _WEB_URL.match(href) else ""


def printable_url(href: str) -> str:
    """Return an address with breaks in long runs of letters; web addresses stay copyable.

    Typst itself breaks addresses at signs and digits.
    """
    if web_url(href):
        return _LONG_RUN.sub(lambda match: f"{match[0]}\u200b", href)
    return allow_line_breaks(href)


def chart_description(chart: Chart) -> str:
    """Return the text alternative of a chart, with its title once."""
    description, title = chart.description, chart.title
    return description if description.startswith(title) else f"{title}: {description}"


def _unless_empty(spans: list[Span]) -> Iterator[Line]:
    if any(span.text.strip() for span in spans):
        yield tuple(spans)
