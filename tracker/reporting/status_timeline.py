"""Status of a recommendation over time: a stepped line, with one row for each status.

Rows are labelled directly with their circles, the furthest status on top; statuses without a rank
have rows of their own below.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from tracker.formats import drop_full_stop, format_day
from tracker.progress import LabelledCode, RecommendationProgress, StatusPoint
from tracker.reporting.blocks import Block, Chart, Row, Span, Table, truncate
from tracker.reporting.context import LayoutContext
from tracker.reporting.status_circle import SHAPES
from tracker.reporting.statuses import status_line

WIDTH = 480
ROW = 24
_RIGHT, _TOP = 466, 16  # edges of the plot, with labels at its left and below it
_APART = 128.0  # least distance of two dates
_LETTER, _LONGEST = 7.2, 30  # width of a letter; letters of the longest label


def timeline_chart(
    points: Sequence[StatusPoint], *, until: date, title: str, description: str
) -> SafeString:
    """Draw the timeline as SVG up to a day; empty text under two points.

    A table of the numbers must stand beside it.
    """
    ordered = sorted((p for p in points if p.as_of <= until), key=lambda p: p.as_of)
    if len(ordered) < 2:
        return SafeString("")
    rows = _rows(ordered)
    heights = {status.code: _TOP + place * ROW for place, status in enumerate(rows)}
    first, last = ordered[0].as_of, max(until, ordered[-1].as_of)
    span = max((last - first).days, 1)
    longest = max(len(status.label) for status in rows)
    left = round(34 + _LETTER * min(longest, _LONGEST))
    places = [left + (p.as_of - first).days / span * (_RIGHT - left) for p in ordered]
    base = _TOP + (len(rows) - 1) * ROW
    shapes = [
        *(_row(status, heights[status.code], left) for status in rows),
        *_steps(ordered, places, heights),
        *_days(ordered, places, base),
    ]
    height = base + 34
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="course" viewBox="0 0 {} {}"'
        ' width="{}" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        '<g font-family="Source Sans Pro, sans-serif" font-size="14">{}</g></svg>',
        *(WIDTH, height, WIDTH, height, title, description, SafeString("".join(shapes))),
    )


def _rows(points: Sequence[StatusPoint]) -> list[LabelledCode]:
    """Return the statuses of the timeline, the furthest first, those without a rank last."""
    ranks = {p.status.code: p.rank for p in points}
    statuses = {p.status.code: p.status for p in points}
    return sorted(
        statuses.values(), key=lambda s: (ranks[s.code] is None, -(ranks[s.code] or 0), s.code)
    )


def _row(status: LabelledCode, y: float, left: int) -> str:
    label = truncate(status.label, _LONGEST)
    return (
        f'<svg x="0" y="{y - 7}" width="14" height="14" viewBox="0 0 16 16">'
        f"{SHAPES[status.code]}</svg>"
        f'<text x="20" y="{y + 5}" fill="currentColor">{escape(label)}</text>'
        f'<path class="grid" d="M{left} {y}H{_RIGHT}" fill="none" stroke="currentColor"'
        ' stroke-width="1" stroke-opacity=".2"/>'
    )


def _steps(
    points: Sequence[StatusPoint], places: Sequence[float], heights: dict[str, int]
) -> Iterator[str]:
    """Yield the line: level while a status stands, upright at the next assessment.

    Statuses without a rank are neither above nor below the others, so the step to them is dotted.
    """
    ends = [*places[1:], _RIGHT]
    for point, start, end in zip(points, places, ends, strict=True):
        y = heights[point.status.code]
        yield _line(f"M{start:.2f} {y}H{max(end, start):.2f}", "line", "2")
    for (before, after), x in zip(pairwise(points), places[1:], strict=True):
        y, next_y = heights[before.status.code], heights[after.status.code]
        if y != next_y:
            is_on_scale = before.rank is not None and after.rank is not None
            yield _line(f"M{x:.2f} {y}V{next_y}", "turn", "1", "" if is_on_scale else "2 3")
    for point, x in zip(points, places, strict=True):
        yield f'<circle cx="{x:.2f}" cy="{heights[point.status.code]}" r="4" fill="currentColor"/>'


def _line(commands: str, kind: str, width: str, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path class="{kind}" d="{commands}" fill="none" stroke="currentColor"'
        f' stroke-width="{width}"{dashed}/>'
    )


def _days(points: Sequence[StatusPoint], places: Sequence[float], base: int) -> Iterator[str]:
    """Yield as many dates as there is space for, always with the newest."""
    right_limit = float("inf")
    for point, x in reversed(list(zip(points, places, strict=True))):
        middle = min(x, WIDTH - _APART / 2)
        if middle <= right_limit:
            yield (
                f'<text x="{middle:.2f}" y="{base + 28}" text-anchor="middle" fill="currentColor">'
                f"{escape(format_day(point.as_of))}</text>"
            )
            right_limit = middle - _APART


def timeline_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield the timeline under its heading, where there are two assessments or more."""
    points = recommendation.status_history
    description = "; ".join(
        f"{drop_full_stop(format_day(point.as_of))}: {point.status.label}" for point in points
    )
    title = context.words["course"]
    svg = timeline_chart(points, until=context.progress.on, title=title, description=description)
    if not svg:
        return
    yield context.heading("course")
    yield Chart(str(svg), title, f"{title}: {description}")
    yield Table(
        caption=title,
        columns=context.columns(as_of=1, status=2),
        rows=tuple(
            Row((((Span(format_day(point.as_of)),),), (status_line(point.status),)))
            for point in points
        ),
        is_narrow=True,
    )
