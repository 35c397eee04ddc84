"""Layout of figures: a chart, and a table with the change against the previous period."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy

from tracker.formats import (
    cache_per_language,
    drop_full_stop,
    format_number,
    format_period,
    gettext as _,
    signed_number,
)
from tracker.progress import FigureSeries, FigureValue
from tracker.reporting.blocks import (
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    Line,
    Paragraph,
    Row,
    SideBySide,
    Span,
    Style,
    Table,
)
from tracker.reporting.context import LayoutContext
from tracker.reporting.series_chart import SMALL, Certainty, Point, partial_years, series_chart

_MARK_LABELS = {
    Certainty.PROVISIONAL: gettext_lazy("Hollow circle: provisional."),
    Certainty.LATER: gettext_lazy("Diamond: given for that period only by a later source."),
}
MIN_DRAWN_PERIODS = 3  # a table row shows fewer just as well


def figures(
    all_series: Sequence[FigureSeries], context: LayoutContext, *, level: int = 1, theme: str = ""
) -> Iterator[Block]:
    """Yield the figures under a heading, of the report or of a theme; nothing where there are none.

    Indicators with enough periods get a chart each; all others share one table.
    """
    if not (stated := [series for series in all_series if series.figures]):
        return
    anchor = f"figures-{theme}" if theme else "figures"
    yield Heading(level, context.words["figures"], anchor=anchor, starts_page=level == 1)
    points = {series.code: list(_points(series.figures)) for series in stated}
    if drawn := [series for series in stated if _is_drawn(series, points[series.code])]:
        yield SideBySide(
            tuple(
                tuple(_series(series, points[series.code], context, level + 1)) for series in drawn
            )
        )
    if others := [series for series in stated if series not in drawn]:
        if drawn:
            yield Heading(level + 1, _("Other figures"), anchor=f"other-{anchor}")
        yield _together(others, context)


def _is_drawn(series: FigureSeries, points: Sequence[Point]) -> bool:
    """Return whether a series has enough periods for a chart, or a change of definition."""
    periods = {point.at for point in points if point.value is not None}
    return bool(series.breaks) or len(periods) >= MIN_DRAWN_PERIODS


def _together(all_series: Sequence[FigureSeries], context: LayoutContext) -> Table:
    """Return one table of several indicators, with a row for each period."""
    return Table(
        caption=_("Figures"),
        columns=(Column(_("Figure"), 5), *_columns()),
        rows=tuple(
            Row((((Span(series.name),), (Span(_unit(series), Style.MUTED),)), *cells))
            for series in all_series
            for cells in (_row(figure, context).cells for figure in series.figures)
        ),
    )


def _series(
    series: FigureSeries, points: Sequence[Point], context: LayoutContext, level: int
) -> Iterator[Block]:
    """Yield heading, chart and table of one indicator, oldest value first."""
    yield Heading(level, series.name, anchor=f"figure-{series.code}")
    if unit := _unit(series):
        yield Paragraph((Span(unit, Style.MUTED),), is_small=True)
    title = _("%(name)s, by period") % {"name": series.name}
    description = "; ".join(_in_words(series.figures, points))
    if svg := series_chart(
        points, [at for at, how in series.breaks], title=title, description=description, size=SMALL
    ):
        yield from _legend(points)
        yield Chart(str(svg), title, f"{title}: {description}")
    yield Table(
        caption=title,
        columns=_columns(),
        rows=tuple(_row(figure, context) for figure in series.figures),
    )
    for how in dict.fromkeys(how for at, how in series.breaks):
        yield Paragraph((Span(_("Counted differently: %(how)s") % {"how": how}),), is_small=True)


def _unit(series: FigureSeries) -> str:
    """Return unit and theme of a series, and whether its name is not translated."""
    english = _("name in English") if series.is_in_english else ""
    return " · ".join(filter(None, (series.unit, series.theme.label, english)))


def _legend(points: Sequence[Point]) -> Iterator[Block]:
    """Yield a note on the marks other than the full circle; nothing if there are none."""
    shown = [point for point in points if point.value is not None]
    apart = partial_years(shown)
    shown_marks = {point.certainty for point in shown if point not in apart}
    texts = [str(meaning) for mark, meaning in _MARK_LABELS.items() if mark in shown_marks]
    if apart:
        texts.append(_("Triangle: part of a year, on no line; hollow if provisional."))
    if texts:
        yield Paragraph((Span(" ".join(texts), Style.MUTED),), is_small=True)


def _points(figures: Sequence[FigureValue]) -> Iterator[Point]:
    """Yield the value of each period; where no source of its own gives it, a later source's."""
    known_years = {figure.decimal_year for figure in figures}
    for figure in figures:
        if figure.decimal_year is not None:
            yield Point(
                decimal_year=figure.decimal_year,
                period=format_period(figure.period),
                value=None if figure.is_suppressed else figure.value,
                certainty=Certainty.PROVISIONAL if figure.is_provisional else Certainty.STATED,
                placeholder=figure.display_value if figure.is_suppressed else "?",
            )
        if (
            figure.previous_decimal_year not in {*known_years, None}
            and figure.previous_value is not None
        ):
            known_years.add(figure.previous_decimal_year)
            yield Point(
                figure.previous_decimal_year or 0.0,
                format_period(figure.previous_period),
                figure.previous_value,
                Certainty.LATER,
            )


def _in_words(figures: Sequence[FigureValue], points: Sequence[Point]) -> Iterator[str]:
    """Yield each period with its value, those from later sources first."""
    yield from (
        f"{drop_full_stop(point.period)}: {format_number(point.value)}"
        for point in points
        if point.certainty is Certainty.LATER and point.value is not None
    )
    yield from (
        f"{drop_full_stop(format_period(figure.period))}: {figure.display_value}"
        for figure in figures
    )


@cache_per_language
def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Period"), 2),
        Column(_("Value"), 2, is_number=True),
        Column(_("Previous period, same source"), 3, is_number=True),
        Column(_("Change"), 2, is_number=True),
    )


def _row(figure: FigureValue, context: LayoutContext) -> Row:
    marks: Cell = ((Span(_("provisional"), Style.MUTED),),) if figure.is_provisional else ()
    period_cell: Cell = ((Span(format_period(figure.period)),), *marks)
    value: Line = (Span(figure.display_value), *context.numbers.references([figure.source]))
    return Row((period_cell, (value,), _before(figure), _change(figure)))


def _before(figure: FigureValue) -> Cell:
    """Return the previous value by the same source, with its period below it."""
    if figure.previous_value is None:
        return ((Span("–"),),)
    period_lines = (
        ((Span(format_period(figure.previous_period), Style.MUTED),),)
        if figure.previous_period
        else ()
    )
    return ((Span(format_number(figure.previous_value)),), *period_lines)


def _change(figure: FigureValue) -> Cell:
    """Return the change against the previous period, where both are comparable."""
    if figure.change is None:
        is_known = (
            figure.previous_value is not None
            and figure.value is not None
            and not figure.is_suppressed
        )
        return ((Span(_("not comparable") if is_known else "–"),),)
    difference = signed_number(figure.change)
    if figure.percent_change is None:
        return ((Span(difference),),)
    return ((Span(difference),), (Span(f"{signed_number(figure.percent_change)}%", Style.MUTED),))
