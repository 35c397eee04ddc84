"""The values of indicators: a drawing, and a table with the change against the period before."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.formats import before_mark, number, period
from tracker.progress import FigureSeries, FigureValue
from tracker.reporting.blocks import (
    Beside,
    Bit,
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    Line,
    Para,
    Row,
    Style,
    Table,
)
from tracker.reporting.context import Printing
from tracker.reporting.series_chart import SMALL, Mark, Point, series_chart

_MARKS = {
    Mark.PROVISIONAL: gettext_lazy("Hollow circle: provisional."),
    Mark.LATER: gettext_lazy("Diamond: what only a later source states of that period."),
}
DRAWN_FROM = 3  # periods: two are a sentence, which a line of a table tells as well


def figures(
    told: Sequence[FigureSeries], printing: Printing, *, level: int = 1, theme: str = ""
) -> Iterator[Block]:
    """The figures under their heading, of all or of one theme; nothing where there are none.

    A drawing for each indicator of which enough periods are told, and one table of all others.
    """
    shown = [one for one in told if one.figures]
    if not shown:
        return
    anchor = f"figures-{theme}" if theme else "figures"
    yield Heading(level, printing.words["figures"], anchor=anchor, breaks=level == 1)
    points = {one.code: list(_points(one.figures)) for one in shown}
    drawn = [one for one in shown if _is_drawn(one, points[one.code])]
    if drawn:
        yield Beside(
            tuple(tuple(_series(one, points[one.code], printing, level + 1)) for one in drawn)
        )
    if rest := [one for one in shown if one not in drawn]:
        if drawn:
            yield Heading(level + 1, _("Other figures"), anchor=f"other-{anchor}")
        yield _together(rest, printing)


def _is_drawn(one: FigureSeries, points: Sequence[Point]) -> bool:
    """Whether there are enough periods to draw, or something to say of how it is counted."""
    periods = {point.at for point in points if point.value is not None}
    return bool(one.breaks) or len(periods) >= DRAWN_FROM


def _together(several: Sequence[FigureSeries], printing: Printing) -> Table:
    """Indicators in a line for each period, in the order in which they come."""
    rows = []
    for one in several:
        unit = _unit(one)
        for figure in one.figures:
            name: Cell = ((Bit(one.name),), (Bit(unit, Style.SOFT),))
            rows.append(Row((name, *_row(figure, printing).cells)))
    return Table(
        caption=_("Figures"),
        columns=(Column(_("Figure"), 5), *_columns()),
        rows=tuple(rows),
    )


def _series(
    told: FigureSeries, points: Sequence[Point], printing: Printing, level: int
) -> Iterator[Block]:
    """The values of one indicator, oldest first."""
    yield Heading(level, told.name, anchor=f"figure-{told.code}")
    unit = _unit(told)
    if unit:
        yield Para((Bit(unit, Style.SOFT),), is_small=True)
    title = _("%(name)s, by period") % {"name": told.name}
    said = "; ".join(_in_words(told.figures, points))
    breaks = [at for at, how in told.breaks]
    drawn = series_chart(points, breaks, title=title, description=said, size=SMALL)
    if drawn:
        yield from _legend(points)
        yield Chart(str(drawn), title, f"{title}: {said}")
    yield _table(title, told, printing)
    for how in dict.fromkeys(how for at, how in told.breaks):
        yield Para((Bit(_("Counted otherwise: %(how)s") % {"how": how}),), is_small=True)


def _unit(told: FigureSeries) -> str:
    """What is counted, under which theme; and that its name has no translation."""
    english = _("named in English") if told.is_in_english else ""
    return " · ".join(filter(None, (told.unit, told.theme.label, english)))


def _legend(points: Sequence[Point]) -> Iterator[Block]:
    """What the marks mean that are no full circle; nothing where all are."""
    found = {point.mark for point in points if point.value is not None}
    told = [str(meaning) for mark, meaning in _MARKS.items() if mark in found]
    if told:
        yield Para((Bit(" ".join(told), Style.SOFT),), is_small=True)


def _points(told: Sequence[FigureValue]) -> Iterator[Point]:
    """What is stated of each period; of one that no source tells first, what a later one says."""
    stated = {figure.at for figure in told}
    for figure in told:
        if figure.at is not None:
            yield _point(figure)
        if figure.previous_at not in {*stated, None} and figure.previous is not None:
            stated.add(figure.previous_at)
            at, named = figure.previous_at or 0.0, period(figure.previous_period)
            yield Point(at, named, figure.previous, Mark.LATER)


def _in_words(told: Sequence[FigureValue], points: Sequence[Point]) -> Iterator[str]:
    """Each value with its period, what only a later source states first."""
    for point in points:
        if point.mark is Mark.LATER and point.value is not None:
            yield f"{before_mark(point.period)}: {number(point.value)}"
    yield from (f"{before_mark(period(figure.period))}: {figure.told}" for figure in told)


def _point(figure: FigureValue) -> Point:
    return Point(
        at=figure.at or 0.0,
        period=period(figure.period),
        value=None if figure.hidden else figure.value,
        mark=Mark.PROVISIONAL if figure.is_provisional else Mark.STATED,
        unknown=figure.told if figure.hidden else "?",
    )


def _table(caption: str, told: FigureSeries, printing: Printing) -> Table:
    return Table(
        caption=caption,
        columns=_columns(),
        rows=tuple(_row(figure, printing) for figure in told.figures),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Period"), 2),
        Column(_("Value"), 2, is_number=True),
        Column(_("Period before, by the same source"), 3, is_number=True),
        Column(_("Change"), 2, is_number=True),
    )


def _row(figure: FigureValue, printing: Printing) -> Row:
    at: Cell = ((Bit(period(figure.period)),),)
    if figure.is_provisional:
        at = (*at, (Bit(_("provisional"), Style.SOFT),))
    value: Line = (Bit(figure.told), *printing.numbers.refs([figure.source]))
    return Row((at, (value,), _before(figure), _change(figure)))


def _before(figure: FigureValue) -> Cell:
    """What the same source states for the period before, with that period below it."""
    if figure.previous is None:
        return ((Bit("–"),),)
    named = ((Bit(period(figure.previous_period), Style.SOFT),),) if figure.previous_period else ()
    return ((Bit(number(figure.previous)),), *named)


def _change(figure: FigureValue) -> Cell:
    """Against the period before, where both are known and counted alike."""
    if figure.change is None:
        is_known = figure.previous is not None and figure.value is not None and not figure.hidden
        return ((Bit(_("not comparable") if is_known else "–"),),)
    told = signed(figure.change)
    if figure.percent is None:
        return ((Bit(told),),)
    return ((Bit(told),), (Bit(f"{signed(figure.percent)}%", Style.SOFT),))


def signed(value: float) -> str:
    """A difference with its sign: "+3", "−2", "0"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(value))}"
