"""Series of an indicator's figures over the periods: nothing is averaged or selected."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from django.db.models import Count, F, Min, QuerySet, Value, functions

from tracker import models, vocabulary
from tracker.summaries.figures.small_numbers import annotate_country, suppress_small_numbers

MIN_BASE = 20  # of a percentage, on both sides
_YEAR = re.compile(r"\d{4}")
RELATED = (
    "indicator",
    "report__mechanism",
    "passage__report__mechanism",
    "evidence__issuer",
    "evidence__original_source",
    "evidence__passage__report__mechanism",
    "revises",
)


@dataclass(frozen=True, slots=True)
class Break:
    """Change of the definition from this period on."""

    period: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """Change from the value that the same source states for the period before.

    `percent` is None on a base under 20, on either side.
    """

    number: float
    percent: int | None


@dataclass(frozen=True, slots=True)
class OtherValue:
    """Another value of the same period, and the figure that states it."""

    figure: models.Figure
    value: float | None
    period: str
    is_previous: bool = False  # stated by a later edition as an earlier value


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A figure with its change, other values of its period and breaks."""

    figure: models.Figure
    change: Change | None
    others: tuple[OtherValue, ...]
    breaks: tuple[Break, ...]  # between it and the period before


@dataclass(frozen=True, slots=True)
class SeriesPart:
    """The total or one part of a breakdown, newest period first."""

    name: str  # "sex trafficking"; empty: the total
    rows: tuple[SeriesRow, ...]

    @property
    def periods(self) -> list[tuple[float, list[OtherValue]]]:
        """Values by period in decimal years, oldest first, the newest statement of each first.

        Values stated only as a previous one come last.
        """
        values: dict[float, list[OtherValue]] = defaultdict(list)
        figures = [row.figure for row in self.rows]
        for figure in figures:
            year = decimal_year(figure.period)
            if year is not None and not is_hidden(figure):
                values[year].append(OtherValue(figure, figure.value, figure.period))
        for figure in figures:
            for period, earlier in figure.earlier:
                year = decimal_year(period)
                if year and all(other.value != earlier for other in values[year]):
                    values[year].append(OtherValue(figure, earlier, period, is_previous=True))
        return sorted(values.items())


@dataclass(frozen=True, slots=True)
class Table:
    """Parts of a breakdown by some dimensions, such as sex and age group."""

    dimensions: tuple[str, ...]
    parts: tuple[SeriesPart, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """All figures of one indicator in one country."""

    total: SeriesPart
    tables: tuple[Table, ...]
    breaks: tuple[Break, ...]
    withheld: tuple[str, ...] = ()  # periods of which only published values are shown
    below: int | None = None  # smaller counts of persons are suppressed for this reader

    @property
    def is_empty(self) -> bool:
        """Whether it has no figures."""
        return not (self.total.rows or self.tables)

    @property
    def evidence(self) -> list[models.Evidence]:
        """Evidence that states its values, each piece once."""
        parts = [self.total, *(part for table in self.tables for part in table.parts)]
        sources = [row.figure.evidence for part in parts for row in part.rows]
        return list(dict.fromkeys(evidence for evidence in sources if evidence is not None))


@dataclass(frozen=True, slots=True)
class Country:
    """A country and its number of figures; without a code, of evidence cited nowhere."""

    code: str
    name: str
    count: int


@lru_cache(maxsize=1024)
def decimal_year(period: str) -> float | None:
    """Return the middle of the years that a period names; None if it names none.

    "2023" is 2023, "2022-2023" is 2022.5.
    """
    years = [int(year) for year in _YEAR.findall(period)]
    return (years[0] + years[-1]) / 2 if years else None


def list_current_figures(indicator: models.Indicator, user: models.User) -> Any:
    """Return the figures that this user may see and that no revision replaced, with country.

    Evidence is of the country that it is first cited for.
    """
    return annotate_country(models.Figure.objects.visible_to(user).current(), user).filter(
        indicator=indicator
    )


def count_by_country(rows: Any) -> list[Country]:
    """Count figures by country, in order of name; those of no country come last."""
    counts = (
        rows.order_by()
        .values("country")
        .annotate(name=Min(functions.Coalesce(F("country_name"), Value(""))), count=Count("pk"))
    )
    return sorted(
        (Country(*row) for row in counts.values_list("country", "name", "count")),
        key=lambda country: (not country.code, country.name),
    )


def build_series(
    indicator: models.Indicator, rows: QuerySet[models.Figure], *, to: models.User
) -> Series:
    """Build a series: the total, then a table for each combination of dimensions.

    Small counts of persons are suppressed for users who may not see them.
    """
    breaks = get_breaks(indicator)
    by_dimensions: dict[tuple[str, ...], dict[str, list[models.Figure]]] = defaultdict(
        lambda: defaultdict(list)
    )
    shown = suppress_small_numbers(list(rows.select_related(*RELATED).order_by("pk")), to=to)
    for figure in shown.rows:
        dimensions = tuple(sorted(figure.dimensions))
        parts = (str(figure.dimensions[dimension]) for dimension in dimensions)
        by_dimensions[dimensions][", ".join(map(vocabulary.translate_breakdown, parts))].append(
            figure
        )
    total = by_dimensions.pop((), {}).get("", [])
    return Series(
        total=_part("", total, breaks),
        tables=tuple(
            Table(
                tuple(map(vocabulary.translate_breakdown, dimensions)),
                tuple(_part(name, figures, breaks) for name, figures in sorted(by_part.items())),
            )
            for dimensions, by_part in sorted(by_dimensions.items())
        ),
        breaks=breaks,
        withheld=shown.withheld,
        below=shown.below,
    )


def get_breaks(indicator: models.Indicator) -> tuple[Break, ...]:
    """Return the changes of the definition, in order of time."""
    breaks = [Break(str(row["period"]), str(row["words"])) for row in indicator.breaks]
    return tuple(sorted(breaks, key=lambda b: (decimal_year(b.period) or 0, b.period)))


def breaks_between(
    breaks: Iterable[Break], before: float | None, after: float | None
) -> list[Break]:
    """Return the breaks after one time, up to and including another."""
    return (
        []
        if before is None or after is None
        else [b for b in breaks if before < (decimal_year(b.period) or before) <= after]
    )


def compute_change(figure: models.Figure, breaks: Iterable[Break]) -> Change | None:
    """Compute the change between two values of one source.

    None where a value is unknown or not exact, or where the definition changed. Source:
    docs/methodology.md, "Figures".
    """
    new, old = figure.value, figure.previous_value
    years = decimal_year(figure.previous_period), decimal_year(figure.period)
    if new is None or old is None or figure.qualifier or breaks_between(breaks, *years):
        return None
    may_divide = min(new, old) >= MIN_BASE and not figure.previous_is_assumed
    return Change(new - old, round(100 * (new - old) / old) if may_divide else None)


def _part(name: str, figures: Sequence[models.Figure], breaks: Sequence[Break]) -> SeriesPart:
    ordered = sorted(figures, key=oldest_first, reverse=True)
    rows = [
        SeriesRow(
            figure,
            compute_change(figure, breaks),
            tuple(_other_values(figure, ordered)),
            tuple(
                breaks_between(
                    breaks,
                    decimal_year(earlier.period) if earlier else None,
                    decimal_year(figure.period),
                )
            ),
        )
        for figure, earlier in zip_longest(ordered, ordered[1:])
    ]
    return SeriesPart(name, tuple(rows))


def oldest_first(figure: models.Figure) -> tuple[bool, float, int, int]:
    """Return a sort key by period, then edition; figures without a period come first."""
    year = decimal_year(figure.period)
    return year is not None, year or 0, figure.report.year if figure.report else 0, figure.pk


def _other_values(figure: models.Figure, figures: Iterable[models.Figure]) -> Iterable[OtherValue]:
    """Yield other values that figures state for its period.

    Suppressed values are not compared: that another value differs would disclose them.
    """
    if not figure.period or is_hidden(figure):
        return
    for other in figures:
        if other.pk == figure.pk:
            continue
        differs = (other.value, other.qualifier) != (figure.value, figure.qualifier)
        if other.period == figure.period and differs and not is_hidden(other):
            yield OtherValue(other, other.value, other.period)
        for period, earlier in other.earlier:
            if period == figure.period and earlier != figure.value:
                yield OtherValue(other, earlier, period, is_previous=True)


def is_hidden(figure: Any) -> bool:
    """Return whether a text stands instead of its value, which this reader may not see."""
    return bool(figure.hidden and figure.hidden.text)
