"""Statuses as SVG: a circle each, their distribution as one bar, and the colours of print.

Widths of a bar are proportional to the counts. Filling grows with the rank, and the circle and
number stand above each segment, so that it reads without colour and on any background.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.utils import html, safestring

from tracker.progress import Count
from tracker.vocabulary import RANK, Status

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
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (  # linear
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


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
def status_circle(code: str) -> safestring.SafeString:
    """Return the circle of a status as SVG, sized to the text and hidden from screen readers.

    Raises:
        KeyError: `code` is no status.
    """
    return safestring.SafeString(
        '<svg xmlns="http://www.w3.org/2000/svg" class="circle" viewBox="0 0 16 16"'
        ' width="1em" height="1em" focusable="false" aria-hidden="true">'
        f"{SHAPES[code]}</svg>"
    )


WIDTH, HEIGHT = 480, 58
_TOP, _BASE = 34, 56  # of the bar, with labels above
_GAP, _WIDE_GAP = 3, 9  # the wide one separates statuses without a rank
_NARROWEST = 2.0
_APART = 44.0  # least distance of two labels
_DASHES = {Status.NOT_ASSESSED: "2 3", Status.UNABLE_TO_VERIFY: "8 3"}  # of the outline
_OPACITY = {None: "0", 0: "0", 1: ".18", 2: ".42", 3: ".7", 4: "1"}  # of the filling, by rank


@dataclass(frozen=True, slots=True)
class Segment:
    """A count with its position in the bar."""

    count: Count
    left: float
    right: float

    @property
    def middle(self) -> float:
        """Preferred position of its label."""
        return (self.left + self.right) / 2


def distribution_bar(
    counts: Sequence[Count], *, title: str, description: str
) -> safestring.SafeString:
    """Draw the bar as SVG; empty text when all counts are 0. A table must stand beside it."""
    if not (segments := _place_segments(sort_by_rank(counts))):
        return safestring.SafeString("")
    labels = zip(segments, _spread([s.middle for s in segments]), strict=True)
    shapes = [_draw_segment(s) for s in segments] + [_draw_label(s, at) for s, at in labels]
    return html.format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="distribution" viewBox="0 0 {} {}"'
        ' width="{}" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        '<g font-family="Source Sans Pro, sans-serif" font-size="15">{}</g></svg>',
        *(WIDTH, HEIGHT, WIDTH, HEIGHT, title, description, safestring.SafeString("".join(shapes))),
    )


def status_bar(counts: Sequence[tuple[Status, int]]) -> safestring.SafeString:
    """Draw counts, sorted by rank, as one bar as wide as its place; the numbers stand beside it."""
    gap = 1.0 if len({status in RANK for status, _number in counts}) > 1 else 0.0  # in percent
    unit = (100 - gap) / max(sum(number for _status, number in counts), 1)
    shapes, left = [], 0.0
    for status, number in counts:
        width = unit * number
        if status not in RANK:
            left, gap = left + gap, 0
        shapes.append(
            f'<rect x="{left:.2f}%" y="1" width="{width:.2f}%" height="10"{_look(status)}/>'
        )
        left += width
    return html.format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="status-bar" width="100%" height="12"'
        ' aria-hidden="true" focusable="false">{}</svg>',
        safestring.SafeString("".join(shapes)),
    )


def sort_by_rank(counts: Sequence[Count]) -> list[Count]:
    """Sort counts from no action to fully implemented; those without a rank come last."""
    return sorted(counts, key=lambda c: (c.rank is None, c.rank or 0))


def _place_segments(counts: Sequence[Count]) -> list[Segment]:
    """Return segments from left to right, without zero counts."""
    nonzero = [c for c in counts if c.number]
    gaps = [
        _WIDE_GAP if before.rank is not None and after.rank is None else _GAP
        for before, after in pairwise(nonzero)
    ]
    unit = (WIDTH - 2 - sum(gaps)) / max(sum(c.number for c in nonzero), 1)
    left, segments = 1.0, []
    for count, gap in zip(nonzero, (0, *gaps), strict=False):
        left += gap
        segments.append(Segment(count, left, left + max(count.number * unit, _NARROWEST)))
        left = segments[-1].right
    return segments


def _spread(preferred: list[float]) -> list[float]:
    """Move the middles apart, as little as keeps labels from touching."""
    places: list[float] = []
    for middle in preferred:
        places.append(max(middle, places[-1] + _APART if places else _APART / 2))
    limit = WIDTH - _APART / 2
    for i in range(len(places) - 1, -1, -1):
        places[i] = min(places[i], limit)
        limit = places[i] - _APART
    return places


def _draw_segment(segment: Segment) -> str:
    return (
        f'<rect x="{segment.left:.2f}" y="{_TOP}" width="{segment.right - segment.left:.2f}"'
        f' height="{_BASE - _TOP}" stroke-width="1.25"{_look(Status(segment.count.status.code))}/>'
    )


def _look(status: Status) -> str:
    """Return the filling by rank, and the outline: dashed for what was not assessed or verified."""
    dashes = f' stroke-dasharray="{_DASHES[status]}"' if status in _DASHES else ""
    filling = f'fill="currentColor" fill-opacity="{_OPACITY[RANK.get(status)]}"'
    return f' class="at-{status.value}" {filling} stroke="currentColor"{dashes}'


def _draw_label(segment: Segment, at: float) -> str:
    """Draw the circle and number above a segment, with a line down to it."""
    return (
        f'<svg x="{at - 17:.2f}" y="2" width="15" height="15" viewBox="0 0 16 16">'
        f"{SHAPES[segment.count.status.code]}</svg>"
        f'<text x="{at + 3:.2f}" y="15" fill="currentColor">{segment.count.number}</text>'
        f'<path d="M{at:.2f} {21:.2f}L{segment.middle:.2f} {_TOP - 2:.2f}"'
        ' stroke="currentColor" stroke-width="1"/>'
    )
