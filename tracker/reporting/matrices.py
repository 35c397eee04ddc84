"""How the recommendations of each body, or theme, stand: a drawing with its table."""

from collections.abc import Hashable, Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.progress import BodyRole, Labelled, RecommendationProgress
from tracker.reporting.blocks import Bit, Block, Chart, Column, Line, Para, Row, Table, plain
from tracker.reporting.counting import counted
from tracker.reporting.matrix import Standings, shown_columns, status_matrix
from tracker.reporting.phrases import listed, named
from tracker.reporting.printing import Printing
from tracker.reporting.standings import status
from tracker.vocabulary import ANSWERABLE

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
