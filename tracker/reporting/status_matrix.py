"""Matrix of counts by body (or theme) and status: a square for each number.

The area of a square grows with its number and its filling with the rank, so that stalled bodies
stand out without colour.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from tracker.formats import gettext as _
from tracker.grouping import group_pairs
from tracker.progress import BodyRole, Count, LabelledCode, RecommendationProgress
from tracker.reporting import distribution_bar, phrases
from tracker.reporting.blocks import (
    Block,
    Chart,
    Column,
    Paragraph,
    Row,
    Table,
    text_line,
    truncate,
)
from tracker.reporting.context import LayoutContext
from tracker.reporting.status_circle import SHAPES
from tracker.reporting.statuses import count_statuses, join_lines, status_line
from tracker.vocabulary import RESPONSIBLE_ROLES

_TOP, ROW, STEP = 26, 24, 46  # STEP: width of a column
_LARGEST, _SMALLEST = 22.0, 16.0  # side of a square
# By rank; light, since a number is printed on it.
_OPACITY = {None: 0.0, 0: 0.0, 1: 0.12, 2: 0.22, 3: 0.32, 4: 0.42}
_MAX_NAME_LENGTH = 46  # letters
_LETTER = 7.2  # average width of a letter


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """A body or theme with its counts by status."""

    name: str
    counts: tuple[Count, ...]

    @property
    def total(self) -> int:
        """The number of its recommendations."""
        return sum(count.number for count in self.counts)


def shown_columns(rows: Sequence[StatusCounts]) -> list[Count]:
    """Return the statuses that occur, in rank order, those without a rank last."""
    used = {c.status.code for row in rows for c in row.counts if c.number}
    return [
        c
        for c in distribution_bar.sort_by_rank(rows[0].counts if rows else ())
        if c.status.code in used
    ]


def status_matrix(rows: Sequence[StatusCounts], *, title: str, description: str) -> SafeString:
    """Draw the matrix as SVG; empty text with nothing to count. A table must stand beside it."""
    if not (columns := [c.status.code for c in shown_columns(rows)]):
        return SafeString("")
    longest = max(len(truncate(row.name, _MAX_NAME_LENGTH)) for row in rows)
    left = round(longest * _LETTER) + 12
    width = left + len(columns) * STEP
    middles = {code: left + STEP * (place + 0.5) for place, code in enumerate(columns)}
    highest = max(c.number for row in rows for c in row.counts)
    height = _TOP + len(rows) * ROW + 2
    shapes = [
        *(_head(code, x) for code, x in middles.items()),
        *(
            part
            for place, row in enumerate(rows)
            for part in _svg_row(row, place, middles, highest, width)
        ),
    ]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="matrix" viewBox="0 0 {} {}"'
        ' width="{}" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        '<g font-family="Source Sans Pro, sans-serif" font-size="14">{}</g></svg>',
        *(width, height, width, height, title, description, SafeString("".join(shapes))),
    )


def _head(code: str, x: float) -> str:
    return (
        f'<svg x="{x - 8:.2f}" y="4" width="16" height="16" viewBox="0 0 16 16">'
        f"{SHAPES[code]}</svg>"
    )


def _svg_row(
    row: StatusCounts, place: int, middles: dict[str, float], highest: int, width: int
) -> Iterator[str]:
    top = _TOP + place * ROW
    middle, name = top + ROW / 2, truncate(row.name, _MAX_NAME_LENGTH)
    yield (
        f'<path class="grid" d="M0 {top}H{width}" fill="none" stroke="currentColor"'
        ' stroke-width="1" stroke-opacity=".2"/>'
        f'<text x="0" y="{middle + 5:.2f}" fill="currentColor">{escape(name)}</text>'
    )
    for count in row.counts:
        if count.number and count.status.code in middles:
            yield _cell(count, middles[count.status.code], middle, highest)


def _cell(count: Count, x: float, y: float, highest: int) -> str:
    """Draw a square with its number, dashed for a status without a rank."""
    side = max(_SMALLEST, _LARGEST * sqrt(count.number / highest))
    dashes = ' stroke-dasharray="2 2"' if count.rank is None else ""
    return (
        f'<rect class="at-{count.status.code}" x="{x - side / 2:.2f}" y="{y - side / 2:.2f}"'
        f' width="{side:.2f}" height="{side:.2f}" fill="currentColor"'
        f' fill-opacity="{_OPACITY[count.rank]}"'
        f' stroke="currentColor" stroke-width="1"{dashes}/>'
        f'<text x="{x:.2f}" y="{y + 5:.2f}" text-anchor="middle" fill="currentColor">'
        f"{count.number}</text>"
    )


MAX_DRAWN_ROWS = 12  # the table has all rows


def body_matrix(context: LayoutContext) -> Iterator[Block]:
    """Yield the matrix of lead and supporting bodies, those with most recommendations first."""
    answers = [
        (key, body, recommendation.status)
        for recommendation in context.progress.recommendations
        for key, body in _answerable(recommendation).items()
    ]
    bodies = {key: body for key, body, _status in reversed(answers)}
    statuses = group_pairs((key, status) for key, _body, status in answers)
    if not statuses:
        return
    keys = sorted(statuses, key=lambda key: (-len(statuses[key]), bodies[key].short, str(key)))
    names = [phrases.full_name(bodies[key]) for key in keys]
    rows = [
        StatusCounts(
            ", ".join(filter(None, [bodies[key].short, bodies[key].holder_note])),
            count_statuses(statuses[key]),
        )
        for key in keys
    ]
    yield context.heading("by_body", level=1)
    note = _("A recommendation that several bodies lead or support is counted for each of them.")
    yield Paragraph(text_line(note), is_small=True)
    title = _("Recommendations by responsible body and status")
    yield from matrix_blocks(title, _("Body"), names, rows)


def matrix_blocks(
    title: str, row_label: str, names: Sequence[str], rows: Sequence[StatusCounts]
) -> Iterator[Block]:
    """Yield the matrix and its table; `row_label` heads the rows, `names` are their full names."""
    drawn_rows = rows[:MAX_DRAWN_ROWS]
    description = "; ".join(f"{row.name}: {phrases.counts_text(row.counts)}" for row in drawn_rows)
    svg = status_matrix(drawn_rows, title=title, description=description)
    columns = [count.status for count in shown_columns(rows)]
    legend = join_lines(map(status_line, columns))  # the columns have no space for labels
    yield Chart(str(svg), title, f"{title}: {description}", legend=legend)
    if len(rows) > MAX_DRAWN_ROWS:
        note = _("The chart shows the first %(number)d; the table lists all.") % {
            "number": MAX_DRAWN_ROWS
        }
        yield Paragraph(text_line(note), is_small=True)
    yield Table(
        caption=title,
        columns=(
            Column(row_label, 6),
            *(
                Column(status.label, 1, is_number=True, status_code=status.code)
                for status in columns
            ),
            Column(_("Total"), 2, is_number=True),
        ),
        rows=tuple(_table_row(name, row, columns) for name, row in zip(names, rows, strict=True)),
    )


def _table_row(name: str, row: StatusCounts, columns: Sequence[LabelledCode]) -> Row:
    numbers = {count.status.code: count.number for count in row.counts}
    cells = [name, *(str(numbers[status.code] or "–") for status in columns), str(row.total)]
    return Row(tuple((text_line(cell),) for cell in cells))


def _answerable(recommendation: RecommendationProgress) -> dict[Hashable, BodyRole]:
    """Return the bodies that lead or support a recommendation, each once."""
    return {
        (body.code or body.name, body.holder_note): body
        for body in recommendation.bodies
        if body.role.code in RESPONSIBLE_ROLES
    }
