"""How a recommendation stood over time: a line of steps, one row for each status it stood at.

The rows are labelled directly, each with its circle, the furthest status on top; what has no place
on the scale has rows of its own below it.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from tracker.formats import before_mark, day, short_day
from tracker.progress import Labelled, RecommendationProgress, StandingPoint
from tracker.reporting.blocks import Bit, Block, Chart, Column, Row, Table
from tracker.reporting.context import Printing
from tracker.reporting.status_circle import SHAPES
from tracker.reporting.statuses import status

WIDTH = 480
ROW = 24
_RIGHT, _TOP = 466, 16  # of the plot; labels stand at its left and below it
_APART = 88.0  # between two days below
_LETTER, _LONGEST = 7.2, 30  # how wide a letter of a label is; letters that have room


def course_chart(
    points: Sequence[StandingPoint], *, until: date, title: str, description: str
) -> SafeString:
    """The course as SVG up to a day; empty text under two points. A table must stand beside it."""
    shown = sorted((p for p in points if p.as_of <= until), key=lambda p: p.as_of)
    if len(shown) < 2:
        return SafeString("")
    rows = _rows(shown)
    heights = {status.code: _TOP + place * ROW for place, status in enumerate(rows)}
    first, last = shown[0].as_of, max(until, shown[-1].as_of)
    span = max((last - first).days, 1)
    longest = max(len(status.label) for status in rows)
    left = round(34 + _LETTER * min(longest, _LONGEST))
    places = [left + (p.as_of - first).days / span * (_RIGHT - left) for p in shown]
    base = _TOP + (len(rows) - 1) * ROW
    drawn = [
        *(_row(status, heights[status.code], left) for status in rows),
        *_steps(shown, places, heights),
        *_days(shown, places, base),
    ]
    height = base + 34
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="course" viewBox="0 0 {} {}"'
        ' width="{}" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        '<g font-family="Source Sans Pro, sans-serif" font-size="14">{}</g></svg>',
        *(WIDTH, height, WIDTH, height, title, description, SafeString("".join(drawn))),
    )


def _rows(points: Sequence[StandingPoint]) -> list[Labelled]:
    """The statuses of the course, the furthest first; then those without a rank."""
    ranks = {p.status.code: p.rank for p in points}
    found = {p.status.code: p.status for p in points}
    return sorted(
        found.values(), key=lambda s: (ranks[s.code] is None, -(ranks[s.code] or 0), s.code)
    )


def _row(status: Labelled, y: float, left: int) -> str:
    label = status.label
    if len(label) > _LONGEST:
        label = f"{label[: _LONGEST - 1].rstrip()}…"
    return (
        f'<svg x="0" y="{y - 7}" width="14" height="14" viewBox="0 0 16 16">'
        f"{SHAPES[status.code]}</svg>"
        f'<text x="20" y="{y + 5}" fill="currentColor">{escape(label)}</text>'
        f'<path class="grid" d="M{left} {y}H{_RIGHT}" fill="none" stroke="currentColor"'
        ' stroke-width="1" stroke-opacity=".2"/>'
    )


def _steps(
    points: Sequence[StandingPoint], places: Sequence[float], heights: dict[str, int]
) -> Iterator[str]:
    """The line: level while a status stands, upright where it is judged anew.

    What has no place on the scale is neither above nor below it, so the way there is dotted.
    """
    ends = [*places[1:], _RIGHT]
    for point, start, end in zip(points, places, ends, strict=True):
        y = heights[point.status.code]
        yield _line(f"M{start:.2f} {y}H{max(end, start):.2f}", "line", "2")
    for (one, following), x in zip(pairwise(points), places[1:], strict=True):
        y, to = heights[one.status.code], heights[following.status.code]
        if y != to:
            is_on_scale = one.rank is not None and following.rank is not None
            yield _line(f"M{x:.2f} {y}V{to}", "turn", "1", "" if is_on_scale else "2 3")
    for point, x in zip(points, places, strict=True):
        yield f'<circle cx="{x:.2f}" cy="{heights[point.status.code]}" r="4" fill="currentColor"/>'


def _line(way: str, kind: str, width: str, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path class="{kind}" d="{way}" fill="none" stroke="currentColor"'
        f' stroke-width="{width}"{dashed}/>'
    )


def _days(points: Sequence[StandingPoint], places: Sequence[float], base: int) -> Iterator[str]:
    """The days below, as many as have room: the newest always."""
    free = float("inf")
    for point, x in reversed(list(zip(points, places, strict=True))):
        middle = min(x, WIDTH - _APART / 2)
        if middle <= free:
            yield (
                f'<text x="{middle:.2f}" y="{base + 28}" text-anchor="middle" fill="currentColor">'
                f"{escape(short_day(point.as_of))}</text>"
            )
            free = middle - _APART


def course(told: RecommendationProgress, printing: Printing) -> Iterator[Block]:
    """The course under its heading, where there are two judgments or more."""
    points = told.course
    said = "; ".join(f"{before_mark(day(point.as_of))}: {point.status.label}" for point in points)
    title = printing.words["course"]
    drawn = course_chart(points, until=printing.progress.on, title=title, description=said)
    if not drawn:
        return
    yield printing.heading("course")
    yield Chart(str(drawn), title, f"{title}: {said}")
    yield Table(
        caption=title,
        columns=(Column(printing.words["as_of"], 1), Column(printing.words["status"], 2)),
        rows=tuple(Row((((Bit(day(point.as_of)),),), (status(point.status),))) for point in points),
        is_narrow=True,
    )
