"""Chart of an indicator over time: points, and a line where one may be drawn.

No line crosses an unknown value or a change of definition, and one over years without data is
dashed. Certain values are filled circles, those of half a year or less triangles on no line, so the
chart reads without colour and no half is taken for a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

from django.utils.safestring import SafeString

from tracker.documents.readings import read_period
from tracker.formats import format_number, format_period

WIDTH, HEIGHT = 480, 230
SMALL = (320, 150)  # two fit next to each other on a page
_LEFT, _TOP, _RIGHT, _BASE = 60, 26, 6, 40  # margins of the plot, for labels
_INSET = 26  # of the first and last point in the plot
_APART = 46.0  # least distance of two period labels
_LETTER = 8.4  # width of a letter of a label
_GAP = 13.0  # half the height of a label, with space around it
_LOW = 130  # a lower plot has half as many grid lines
_STEPS = (1, 2, 2.5, 5, 10)


class Certainty(StrEnum):
    """Certainty of a value, which decides its mark."""

    STATED = "stated"
    PROVISIONAL = "provisional"
    LATER = "later"  # given by a later edition, as its previous value


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time; `is_on_line` tells whether the line passes through it."""

    decimal_year: float
    period: str
    value: float | None  # None: unknown
    certainty: Certainty = Certainty.STATED
    is_on_line: bool = True
    placeholder: str = "?"  # printed without a value: "<5" where it is suppressed

    @property
    def months(self) -> tuple[int, int] | None:
        """The first and last month of a period within a year; None for whole years."""
        return _months(format_period(self.period))

    @property
    def at(self) -> float:
        """The middle of the period: 2024.0 of the year 2024, 2023.75 of its first half."""
        first, last = self.months or (1, 12)
        return self.decimal_year + (first - 1 + last) / 24 - 0.5

    @property
    def label(self) -> str:
        """The period as it stands at the axis: "2024", "1–6/2024"."""
        months = "–".join(map(str, sorted(set(self.months or ()))))
        return f"{months}/{self.decimal_year:.0f}" if months else self.period


def partial_years(points: Sequence[Point]) -> frozenset[Point]:
    """Return the points of less than a year, where others are of whole years."""
    parts = frozenset(point for point in points if point.months is not None)
    return parts if any(point.months is None for point in points) else frozenset()


@lru_cache(maxsize=1024)
def _months(period: str) -> tuple[int, int] | None:
    text = period.translate({ord(bracket): None for bracket in "()"})
    # A month alone and "2024 H1" are read when written twice.
    if (reading := read_period(f"{text}–{text} {text}", on=date.max)) is None:
        return None
    first, last = map(date.fromisoformat, reading.value)
    is_part = first.year == last.year and last.month - first.month < 11
    return (first.month, last.month) if is_part else None


@dataclass(frozen=True, slots=True)
class Scale:
    """Mapping from time and value to a position in the drawing, in pixels."""

    first: float
    last: float
    top: float
    right: float
    base: float

    def x(self, at: float) -> float:
        """Return the horizontal position of a time, in decimal years."""
        span = self.last - self.first
        return _LEFT + _INSET + (at - self.first) / span * (self.right - _LEFT - 2 * _INSET)

    def y(self, value: float) -> float:
        """Return the vertical position of a value."""
        return self.base - value / self.top * (self.base - _TOP)


@dataclass(frozen=True, slots=True)
class Label:
    """A value printed at a point; `x` is its middle or its left end, by `anchor`."""

    x: float
    y: float
    text: str
    anchor: str = "middle"

    @property
    def sides(self) -> tuple[float, float]:
        """Its left and right end, with a little space."""
        wide = len(self.text) * _LETTER
        left = self.x - wide / 2 if self.anchor == "middle" else self.x
        return left - 3, left + wide + 3


def series_chart(
    points: Sequence[Point],
    breaks: Sequence[float],
    *,
    title: str,
    description: str,
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> SafeString:
    """Draw the chart as SVG; empty text under two periods with a value.

    A table of the numbers must stand beside it.
    """
    width, height = size
    known = [point for point in points if point.value is not None]
    if len({point.at for point in known}) < 2:
        return SafeString("")
    base = height - _BASE
    ticks = _ticks(max(point.value or 0 for point in known), 2 if base < _LOW else 4)
    times = [point.at for point in points]
    scale = Scale(min(times), max(times), ticks[-1], width - _RIGHT, base)
    labels, apart = list(_labels(known, scale)), partial_years(points)
    shapes = [
        *_grid(ticks, scale, labels),
        *(_break_line(at, times, scale) for at in breaks if min(times) < at <= max(times)),
        *_lines(points, breaks, scale),
        *(_draw_point(point, scale, is_apart=point in apart) for point in points),
        *(_text(label.x, label.y, label.text, anchor=label.anchor) for label in labels),
        *_periods(points, scale),
    ]
    return SafeString(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img"><title>{escape(title)}</title>'
        f'<desc>{escape(description)}</desc><g font-family="Source Sans Pro, sans-serif"'
        f' font-size="15">{"".join(shapes)}</g></svg>'
    )


def _ticks(highest: float, wanted_count: int) -> list[float]:
    """Return 0 and round values up to the highest, about `wanted` of them, no halves of counts."""
    if highest <= 0:
        return [0, 1]
    rough = highest / wanted_count
    power = 10.0 ** floor(log10(rough))
    step = next(s * power for s in _STEPS if s * power >= rough)
    if highest >= 4 and step == 2.5:
        step = 5
    if highest >= 1 and step < 1:
        step = 1
    return [i * step for i in range(ceil(highest / step) + 1)]


def _grid(ticks: Sequence[float], scale: Scale, labels: Sequence[Label]) -> Iterator[str]:
    """Yield grid lines that stop short of the labels."""
    for value in ticks:
        y = scale.y(value)
        label_sides = [label.sides for label in labels if abs(label.y - 5 - y) < _GAP]
        at, commands = float(_LEFT), ""
        for left, right in sorted(label_sides) if value else ():
            commands += f"M{at:.2f} {y:.2f}H{left:.2f}" if left > at else ""
            at = max(at, right)
        if at < scale.right:
            commands += f"M{at:.2f} {y:.2f}H{scale.right}"
        yield _path(commands, opacity=".2" if value else ".7")
        yield _text(_LEFT - 8, y + 5, format_number(value), anchor="end")


def _break_line(at: float, times: Sequence[float], scale: Scale) -> str:
    """Draw a dotted line between the period of a changed definition and the one before."""
    before = max(time for time in times if time < at)
    after = min(time for time in times if time >= at)
    x = scale.x((before + after) / 2)
    return _path(f"M{x:.2f} {_TOP - 18}V{scale.base}", opacity=".8", dashes="1.5 4", kind="break")


def _lines(points: Sequence[Point], breaks: Sequence[float], scale: Scale) -> Iterator[str]:
    apart = partial_years(points)
    line_points = [point for point in points if point.is_on_line and point not in apart]
    for start, end in pairwise(sorted(line_points, key=lambda point: point.at)):
        is_broken = any(start.at < at <= end.at for at in breaks)
        if start.value is not None and end.value is not None and not is_broken:
            yield _path(
                f"M{scale.x(start.at):.2f} {scale.y(start.value):.2f}"
                f"L{scale.x(end.at):.2f} {scale.y(end.value):.2f}",
                width="2",
                dashes="5 4" if end.at - start.at > 1.01 else "",
                kind="line",
            )


def _draw_point(point: Point, scale: Scale, *, is_apart: bool) -> str:
    x = scale.x(point.at)
    if point.value is None:
        return _text(x, scale.base - 6, point.placeholder, anchor="middle")
    y = scale.y(point.value)
    look = 'stroke="currentColor" stroke-width="2"'
    filling = "currentColor" if point.certainty is Certainty.STATED else "none"
    marks = {
        Certainty.STATED: f'<circle cx="{x:.2f}" cy="{y:.2f}" r="4.5" fill="currentColor"/>',
        Certainty.PROVISIONAL: f'<circle class="open" cx="{x:.2f}" cy="{y:.2f}" r="4.5" fill="none"'
        f" {look}/>",
        Certainty.LATER: f'<path class="open" d="M{x:.2f} {y - 6:.2f}l6 6l-6 6l-6 -6z" fill="none"'
        f' {look} stroke-linejoin="round"/>',
    }
    part = f'<path class="part" d="M{x:.2f} {y - 5:.2f}l5 9h-10z" fill="{filling}" {look}'
    return f'{part} stroke-linejoin="round"/>' if is_apart else marks[point.certainty]


def _labels(known: Sequence[Point], scale: Scale) -> Iterator[Label]:
    """Yield the value above each point, or beside it where another is near.

    With more points than there is space for, there are none: axis and table show the values.
    """
    times = {point.at for point in known}
    longest = max(len(format_number(point.value or 0)) for point in known)
    space = (scale.right - _LEFT - 2 * _INSET) / max(len(times) - 1, 1)
    if longest * _LETTER > space:
        return
    placed: list[tuple[float, float]] = []
    for point in sorted(known, key=lambda p: (p.at, -(p.value or 0))):
        x, y = scale.x(point.at), scale.y(point.value or 0)
        is_near = any(abs(x - other) < 1 and abs(y - above) < 26 for other, above in placed)
        placed.append((x, y))
        value = format_number(point.value or 0)
        yield Label(x + 10, y + 5, value, "start") if is_near else Label(x, y - 10, value)


def _periods(points: Sequence[Point], scale: Scale) -> Iterator[str]:
    """Yield as many period labels as there is space for, always with the newest.

    Those of parts of a year stand below the years.
    """
    apart = partial_years(points)
    for below, row in (22, set(points) - apart), (37, apart):
        names = {point.at: point.label for point in row}
        free = float("inf")
        for at in sorted(names, reverse=True):
            x = scale.x(at)
            if x <= free:
                yield _text(x, scale.base + below, names[at], anchor="middle")
                free = x - max(_APART, 8.0 * len(names[at]))


def _text(x: float, y: float, text: str, *, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" fill="currentColor">'
        f"{escape(text)}</text>"
    )


def _path(
    commands: str, *, width: str = "1", opacity: str = "1", dashes: str = "", kind: str = "grid"
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path class="{kind}" d="{commands}" fill="none" stroke="currentColor"'
        f' stroke-width="{width}" stroke-opacity="{opacity}"{dashed}/>'
    )
