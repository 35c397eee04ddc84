"""The distribution of statuses as one horizontal bar, labelled directly.

Widths are proportional to the numbers. A segment is told by its filling, which grows with the rank,
and by the circle and number above it, so it reads without colour and on any background.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tracker.progress import Count
from tracker.reporting.status_circle import SHAPES
from tracker.vocabulary import Status

WIDTH, HEIGHT = 480, 58
_TOP, _BASE = 34, 56  # of the bar; the labels stand above
_GAP, _WIDE_GAP = 3, 9  # the wide one parts the scale from what has no place on it
_NARROWEST = 2.0
_APART = 44.0  # between the middles of two labels
_OPACITY = {0: "0", 1: ".18", 2: ".42", 3: ".7", 4: "1"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A count with the place it takes in the bar."""

    count: Count
    left: float
    right: float

    @property
    def middle(self) -> float:
        """Where its label would like to stand."""
        return (self.left + self.right) / 2


def distribution_bar(counts: Sequence[Count], *, title: str, description: str) -> SafeString:
    """The bar as SVG; empty text when there is nothing to count. A table must stand beside it."""
    segments = _placed(in_rank_order(counts))
    if not segments:
        return SafeString("")
    labels = zip(segments, _spread([s.middle for s in segments]), strict=True)
    drawn = [_filled(s) for s in segments] + [_label(s, at) for s, at in labels]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="distribution" viewBox="0 0 {} {}"'
        ' width="{}" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        '<g font-family="Source Sans Pro, sans-serif" font-size="15">{}</g></svg>',
        *(WIDTH, HEIGHT, WIDTH, HEIGHT, title, description, SafeString("".join(drawn))),
    )


def in_rank_order(counts: Sequence[Count]) -> list[Count]:
    """From no action to fully implemented; then what has no place on the scale, as it came."""
    return sorted(counts, key=lambda c: (c.rank is None, c.rank or 0))


def _placed(counts: Sequence[Count]) -> list[Segment]:
    """Segments from left to right; zero counts are left out."""
    shown = [c for c in counts if c.number]
    gaps = [0, *(_gap(one, following) for one, following in pairwise(shown))][: len(shown)]
    unit = (WIDTH - 2 - sum(gaps)) / max(sum(c.number for c in shown), 1)
    left, segments = 1.0, []
    for count, gap in zip(shown, gaps, strict=True):
        left += gap
        segments.append(Segment(count, left, left + max(count.number * unit, _NARROWEST)))
        left = segments[-1].right
    return segments


def _gap(one: Count, following: Count) -> int:
    return _WIDE_GAP if one.rank is not None and following.rank is None else _GAP


def _spread(wanted: list[float]) -> list[float]:
    """The same middles, moved apart as little as keeps labels from touching."""
    places: list[float] = []
    for middle in wanted:
        places.append(max(middle, places[-1] + _APART if places else _APART / 2))
    limit = WIDTH - _APART / 2
    for i in range(len(places) - 1, -1, -1):
        places[i] = min(places[i], limit)
        limit = places[i] - _APART
    return places


def _filled(segment: Segment) -> str:
    """The segment with its outline and filling."""
    code, rank = segment.count.status.code, segment.count.rank
    opacity = "0" if rank is None else _OPACITY[rank]
    dashes = ' stroke-dasharray="2.5 2.5"' if code == Status.NOT_ASSESSED else ""
    return (
        f'<rect class="at-{code}" x="{segment.left:.2f}" y="{_TOP}"'
        f' width="{segment.right - segment.left:.2f}" height="{_BASE - _TOP}" fill="currentColor"'
        f' fill-opacity="{opacity}" stroke="currentColor" stroke-width="1.25"{dashes}/>'
        f"{_texture(segment)}"
    )


def _texture(segment: Segment) -> str:
    """Slanting lines for what could not be verified, a dash for what no longer applies."""
    left, right, height = segment.left, segment.right, _BASE - _TOP
    if segment.count.status.code == Status.NOT_APPLICABLE:
        return _line(left + 4, (_TOP + _BASE) / 2, max(right - 4, left + 4), (_TOP + _BASE) / 2)
    if segment.count.status.code != Status.UNABLE_TO_VERIFY:
        return ""
    lines, start = [], left - height + 6
    while start < right:
        low, high = max(start, left), min(start + height, right)
        lines.append(_line(low, _BASE - (low - start), high, _BASE - (high - start)))
        start += 6
    return "".join(lines)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<path d="M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}" stroke="currentColor" stroke-width="1"/>'
    )


def _label(segment: Segment, at: float) -> str:
    """The circle and the number above a segment, with a line down to it."""
    return (
        f'<svg x="{at - 17:.2f}" y="2" width="15" height="15" viewBox="0 0 16 16">'
        f"{SHAPES[segment.count.status.code]}</svg>"
        f'<text x="{at + 3:.2f}" y="15" fill="currentColor">{segment.count.number}</text>'
        f"{_line(at, 21, segment.middle, _TOP - 2)}"
    )
