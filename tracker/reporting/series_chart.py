"""The values of an indicator over time: points, and a line where one may be drawn.

No line crosses a value that is unknown or a change of the definition, and one over years of which
nothing is held is dashed. What is certain is a filled circle, so the chart reads without colour.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from tracker.formats import number

WIDTH, HEIGHT = 480, 230
SMALL = (320, 150)  # two of these stand beside each other on a page
_LEFT, _TOP, _RIGHT, _BASE = 60, 26, 6, 40  # room around the plot, where labels stand
_INSET = 26  # of the first and the last point within it
_APART = 46.0  # between the middles of two labels below
_LETTER = 8.4  # how wide a letter of a label is, or a little less
_GAP = 13.0  # how far a label reaches from its middle, up and down, with room around it
_LOW = 130  # a plot that is lower has half as many lines
_STEPS = (1, 2, 2.5, 5, 10)


class Mark(StrEnum):
    """How sure a point is."""

    STATED = "stated"
    PROVISIONAL = "provisional"
    LATER = "later"  # stated by a later edition, as its previous value


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a time, in years. `leads`: the line goes through it."""

    at: float
    period: str
    value: float | None  # None: unknown
    mark: Mark = Mark.STATED
    leads: bool = True
    unknown: str = "?"  # what stands where there is no value: "<5" for one that is not shown


@dataclass(frozen=True, slots=True)
class Scale:
    """From time and value to a place on the paper."""

    first: float
    last: float
    top: float
    right: float
    base: float

    def x(self, at: float) -> float:
        span = self.last - self.first
        return _LEFT + _INSET + (at - self.first) / span * (self.right - _LEFT - 2 * _INSET)

    def y(self, value: float) -> float:
        return self.base - value / self.top * (self.base - _TOP)


@dataclass(frozen=True, slots=True)
class Label:
    """The value of a point, where it stands: its middle, or its left end."""

    x: float
    y: float
    told: str
    anchor: str = "middle"

    @property
    def sides(self) -> tuple[float, float]:
        """Where it begins and ends, with a little room."""
        wide = len(self.told) * _LETTER
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
    """The chart as SVG; empty text under two periods with a value. A table must stand beside it."""
    width, height = size
    known = [point for point in points if point.value is not None]
    if len({point.at for point in known}) < 2:
        return SafeString("")
    base = height - _BASE
    ticks = _ticks(max(point.value or 0 for point in known), 2 if base < _LOW else 4)
    times = [point.at for point in points]
    scale = Scale(min(times), max(times), ticks[-1], width - _RIGHT, base)
    labels = list(_labels(known, scale))
    drawn = [
        *_grid(ticks, scale, labels),
        *(_break(at, times, scale) for at in breaks if min(times) < at <= max(times)),
        *_lines(points, breaks, scale),
        *(_point(point, scale) for point in points),
        *(_text(one.x, one.y, one.told, anchor=one.anchor) for one in labels),
        *_periods(points, scale),
    ]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {} {}"'
        ' width="{}" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        '<g font-family="Source Sans Pro, sans-serif" font-size="15">{}</g></svg>',
        *(width, height, width, height, title, description, SafeString("".join(drawn))),
    )


def _ticks(highest: float, wanted: int) -> list[float]:
    """Zero, and round values up to the highest: few more than wanted. Counts have no halves."""
    if highest <= 0:
        return [0, 1]
    rough = highest / wanted
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    while power > rough and power > 1e-6:
        power /= 10
    step = next(s * power for s in _STEPS if s * power >= rough)
    if highest >= 4 and step == 2.5:
        step = 5
    if highest >= 1 and step < 1:
        step = 1
    count = 1
    while count * step < highest:
        count += 1
    return [i * step for i in range(count + 1)]


def _grid(ticks: Sequence[float], scale: Scale, labels: Sequence[Label]) -> Iterator[str]:
    """Lines that stop short of the labels, so that none is struck through."""
    for value in ticks:
        y = scale.y(value)
        near = [label.sides for label in labels if abs(label.y - 5 - y) < _GAP]
        at, way = float(_LEFT), ""
        for left, right in sorted(near) if value else ():
            way += f"M{at:.2f} {y:.2f}H{left:.2f}" if left > at else ""
            at = max(at, right)
        if at < scale.right:
            way += f"M{at:.2f} {y:.2f}H{scale.right}"
        yield _path(way, opacity=".2" if value else ".7")
        yield _text(_LEFT - 8, y + 5, number(value), anchor="end")


def _break(at: float, times: Sequence[float], scale: Scale) -> str:
    """A dotted line between the period of the change and the one before it."""
    before = max(time for time in times if time < at)
    after = min(time for time in times if time >= at)
    x = scale.x((before + after) / 2)
    return _path(f"M{x:.2f} {_TOP - 18}V{scale.base}", opacity=".8", dashes="1.5 4", kind="break")


def _lines(points: Sequence[Point], breaks: Sequence[float], scale: Scale) -> Iterator[str]:
    led = sorted((point for point in points if point.leads), key=lambda point: point.at)
    for one, following in pairwise(led):
        if one.value is None or following.value is None:
            continue
        if any(one.at < at <= following.at for at in breaks):
            continue
        yield _path(
            f"M{scale.x(one.at):.2f} {scale.y(one.value):.2f}"
            f"L{scale.x(following.at):.2f} {scale.y(following.value):.2f}",
            width="2",
            dashes="5 4" if following.at - one.at > 1.01 else "",
            kind="line",
        )


def _point(point: Point, scale: Scale) -> str:
    x = scale.x(point.at)
    if point.value is None:
        return _text(x, scale.base - 6, point.unknown, anchor="middle")
    y = scale.y(point.value)
    look = 'stroke="currentColor" stroke-width="2"'
    match point.mark:
        case Mark.STATED:
            return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="4.5" fill="currentColor"/>'
        case Mark.PROVISIONAL:
            return f'<circle class="open" cx="{x:.2f}" cy="{y:.2f}" r="4.5" fill="none" {look}/>'
    return (
        f'<path class="open" d="M{x:.2f} {y - 6:.2f}l6 6l-6 6l-6 -6z" fill="none" {look}'
        ' stroke-linejoin="round"/>'
    )


def _labels(known: Sequence[Point], scale: Scale) -> Iterator[Label]:
    """The value above each point; beside it where another of the same time stands near.

    With more points than have room for theirs, the axis and the table tell the values.
    """
    times = {point.at for point in known}
    longest = max(len(number(point.value or 0)) for point in known)
    room = (scale.right - _LEFT - 2 * _INSET) / max(len(times) - 1, 1)
    if longest * _LETTER > room:
        return
    placed: list[tuple[float, float]] = []
    for point in sorted(known, key=lambda p: (p.at, -(p.value or 0))):
        x, y = scale.x(point.at), scale.y(point.value or 0)
        near = any(abs(x - other) < 1 and abs(y - above) < 26 for other, above in placed)
        placed.append((x, y))
        told = number(point.value or 0)
        yield Label(x + 10, y + 5, told, "start") if near else Label(x, y - 10, told)


def _periods(points: Sequence[Point], scale: Scale) -> Iterator[str]:
    """The periods below, as many as have room: the newest always."""
    names = {point.at: point.period for point in points}
    free = float("inf")
    for at in sorted(names, reverse=True):
        x = scale.x(at)
        if x <= free:
            yield _text(x, scale.base + 22, names[at], anchor="middle")
            free = x - max(_APART, 8.0 * len(names[at]))


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" fill="currentColor">'
        f"{escape(words)}</text>"
    )


def _path(
    way: str, *, width: str = "1", opacity: str = "1", dashes: str = "", kind: str = "grid"
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path class="{kind}" d="{way}" fill="none" stroke="currentColor"'
        f' stroke-width="{width}" stroke-opacity="{opacity}"{dashed}/>'
    )
