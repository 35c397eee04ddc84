"""How many recommendations of each body stand at each status: a square for each number.

The area of a square grows with the number inside it, its filling with the rank, so the eye finds
where much stands still without colour.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.progress import BodyRole, Count, Labelled, RecommendationProgress
from tracker.reporting.blocks import Bit, Block, Chart, Column, Line, Para, Row, Table, plain
from tracker.reporting.context import Printing
from tracker.reporting.distribution_bar import in_rank_order
from tracker.reporting.phrases import listed, named
from tracker.reporting.status_circle import SHAPES
from tracker.reporting.status_counts import counted
from tracker.reporting.statuses import status
from tracker.vocabulary import ANSWERABLE

_TOP, ROW, STEP = 26, 24, 46  # STEP: from the middle of a column to that of the next
_LARGEST, _SMALLEST = 22.0, 16.0  # sides of a square
_OPACITY = {0: 0.0, 1: 0.12, 2: 0.22, 3: 0.32, 4: 0.42}  # light: a number stands on it
_CUT = 46  # letters of a name
_LETTER = 7.2  # how wide most of them are


@dataclass(frozen=True, slots=True)
class Standings:
    """A body with how many of its recommendations stand at each status."""

    name: str
    counts: tuple[Count, ...]

    @property
    def total(self) -> int:
        """How many recommendations it has."""
        return sum(count.number for count in self.counts)


def shown_columns(rows: Sequence[Standings]) -> list[Count]:
    """The statuses at which anything stands, in rank order; what is off the scale last."""
    used = {c.status.code for row in rows for c in row.counts if c.number}
    return [c for c in in_rank_order(rows[0].counts if rows else ()) if c.status.code in used]


def status_matrix(rows: Sequence[Standings], *, title: str, description: str) -> SafeString:
    """The matrix as SVG; empty text with nothing to count. A table must stand beside it."""
    columns = [c.status.code for c in shown_columns(rows)]
    if not columns:
        return SafeString("")
    left = round(max(len(_cut(row.name)) for row in rows) * _LETTER) + 12
    width = left + len(columns) * STEP
    middles = {code: left + STEP * (place + 0.5) for place, code in enumerate(columns)}
    most = max(c.number for row in rows for c in row.counts)
    height = _TOP + len(rows) * ROW + 2
    drawn = [
        *(_head(code, x) for code, x in middles.items()),
        *(
            part
            for place, row in enumerate(rows)
            for part in _svg_row(row, place, middles, most, width)
        ),
    ]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="matrix" viewBox="0 0 {} {}"'
        ' width="{}" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        '<g font-family="Source Sans Pro, sans-serif" font-size="14">{}</g></svg>',
        *(width, height, width, height, title, description, SafeString("".join(drawn))),
    )


def _head(code: str, x: float) -> str:
    return (
        f'<svg x="{x - 8:.2f}" y="4" width="16" height="16" viewBox="0 0 16 16">'
        f"{SHAPES[code]}</svg>"
    )


def _cut(name: str) -> str:
    return name if len(name) <= _CUT else f"{name[: _CUT - 1].rstrip()}…"


def _svg_row(
    row: Standings, place: int, middles: dict[str, float], most: int, width: int
) -> Iterator[str]:
    top = _TOP + place * ROW
    middle = top + ROW / 2
    yield (
        f'<path class="grid" d="M0 {top}H{width}" fill="none" stroke="currentColor"'
        ' stroke-width="1" stroke-opacity=".2"/>'
        f'<text x="0" y="{middle + 5:.2f}" fill="currentColor">{escape(_cut(row.name))}</text>'
    )
    for count in row.counts:
        if count.number and count.status.code in middles:
            yield _cell(count, middles[count.status.code], middle, most)


def _cell(count: Count, x: float, y: float, most: int) -> str:
    """The square, dashed for what has no place on the scale, and its number."""
    side = max(_SMALLEST, _LARGEST * sqrt(count.number / most))
    opacity = 0.0 if count.rank is None else _OPACITY[count.rank]
    dashes = ' stroke-dasharray="2 2"' if count.rank is None else ""
    return (
        f'<rect class="at-{count.status.code}" x="{x - side / 2:.2f}" y="{y - side / 2:.2f}"'
        f' width="{side:.2f}" height="{side:.2f}" fill="currentColor" fill-opacity="{opacity}"'
        f' stroke="currentColor" stroke-width="1"{dashes}/>'
        f'<text x="{x:.2f}" y="{y + 5:.2f}" text-anchor="middle" fill="currentColor">'
        f"{count.number}</text>"
    )


DRAWN = 12  # rows; the table has them all


def by_body(printing: Printing) -> Iterator[Block]:
    """The bodies that lead or support, those with most recommendations first."""
    bodies: dict[Hashable, BodyRole] = {}
    stand: dict[Hashable, list[Labelled]] = {}
    for told in printing.progress.recommendations:
        for key, body in _answerable(told).items():
            bodies.setdefault(key, body)
            stand.setdefault(key, []).append(told.status)
    if not stand:
        return
    keys = sorted(stand, key=lambda key: (-len(stand[key]), bodies[key].short, str(key)))
    names = [named(bodies[key].name, bodies[key].short) for key in keys]
    rows = [Standings(bodies[key].short, counted(stand[key])) for key in keys]
    yield printing.heading("by_body", level=1)
    several = _("A recommendation that several bodies lead or support is counted for each of them.")
    yield Para(plain(several), is_small=True)
    title = _("Recommendations by responsible body and status")
    yield from matrix(title, _("Body"), names, rows)


def matrix(
    title: str, heads: str, names: Sequence[str], rows: Sequence[Standings]
) -> Iterator[Block]:
    """The drawing and the table of some rows; `heads` says what a row is, `names` names each."""
    drawn = rows[:DRAWN]
    told = "; ".join(f"{row.name}: {listed(row.counts)}" for row in drawn)
    svg = status_matrix(drawn, title=title, description=told)
    columns = [count.status for count in shown_columns(rows)]
    yield Chart(str(svg), title, f"{title}: {told}", signs=_signs(columns))
    if len(rows) > DRAWN:
        first = _("The drawing shows the first %(number)d; the table has them all.") % {
            "number": DRAWN
        }
        yield Para(plain(first), is_small=True)
    yield Table(
        caption=title,
        columns=(
            Column(heads, 6),
            *(Column(told.label, 1, is_number=True, circle=told.code) for told in columns),
            Column(_("Total"), 2, is_number=True),
        ),
        rows=tuple(_table_row(name, row, columns) for name, row in zip(names, rows, strict=True)),
    )


def _signs(columns: Sequence[Labelled]) -> Line:
    """What each circle stands for: the words have no room above the columns."""
    told = [bit for one in columns for bit in (*status(one), Bit(" · "))]
    return tuple(told[:-1])


def _table_row(name: str, row: Standings, columns: Sequence[Labelled]) -> Row:
    numbers = {count.status.code: count.number for count in row.counts}
    cells = [name, *(str(numbers[told.code] or "–") for told in columns), str(row.total)]
    return Row(tuple((plain(cell),) for cell in cells))


def _answerable(told: RecommendationProgress) -> dict[Hashable, BodyRole]:
    """The bodies that answer for it, each once."""
    return {b.code or b.name: b for b in told.bodies if b.role.code in ANSWERABLE}
