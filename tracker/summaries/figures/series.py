"""What was stated of an indicator over the periods: nothing is averaged, nothing is chosen away."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, Value
from django.db.models.functions import Coalesce

from tracker.models import Evidence, Figure, Indicator, User
from tracker.summaries.figures.small_numbers import hide, with_country

LEAST_BASE = 20  # of a percentage, on both sides
_YEAR = re.compile(r"\d{4}")
AT_HAND = (
    "indicator",
    "report__mechanism",
    "passage__report__mechanism",
    "evidence__issuer",
    "evidence__passage__report__mechanism",
    "revises",
)


@dataclass(frozen=True, slots=True)
class Break:
    """From this period on the definition is another one."""

    period: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """How much a value differs from the one that the same source states for the period before.

    `percent` is None on a base under 20, on either side.
    """

    number: float
    percent: int | None


@dataclass(frozen=True, slots=True)
class Other:
    """Another value of the same period, and the source that states it."""

    figure: Figure
    value: float | None
    is_previous: bool  # a later edition states it as its previous value


@dataclass(frozen=True, slots=True)
class Stated:
    """One value with what stands beside it."""

    figure: Figure
    change: Change | None
    others: tuple[Other, ...]
    breaks: tuple[Break, ...]  # between it and the period before


@dataclass(frozen=True, slots=True)
class Part:
    """The whole, or one part of a breakdown, newest period first."""

    name: str  # "sex trafficking"; empty: the whole
    rows: tuple[Stated, ...]

    @property
    def periods(self) -> list[tuple[float, list[Other]]]:
        """What was stated of each period, oldest first: for a period first, the newest first."""
        found: dict[float, list[Other]] = defaultdict(list)
        for row in self.rows:
            one = row.figure
            if (at := when(one.period)) is not None and not _is_hidden(one):
                found[at].append(Other(one, one.value, is_previous=False))
        for row in self.rows:
            one = row.figure
            at = when(one.previous_period)
            if at is not None and one.previous_value is not None:
                same = any(other.value == one.previous_value for other in found[at])
                if not same:
                    found[at].append(Other(one, one.previous_value, is_previous=True))
        return sorted(found.items())


@dataclass(frozen=True, slots=True)
class Table:
    """The parts by one dimension: "form of trafficking", "sex and age group"."""

    dimensions: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """All that is held of one indicator in one country."""

    whole: Part
    tables: tuple[Table, ...]
    breaks: tuple[Break, ...]
    withheld: tuple[str, ...] = ()  # periods of which only what is published is shown
    below: int | None = None  # this reader is not shown counts of persons under it

    @property
    def is_empty(self) -> bool:
        return not (self.whole.rows or self.tables)

    @property
    def evidence(self) -> list[Evidence]:
        """The pieces that state its values."""
        parts = [self.whole, *(part for table in self.tables for part in table.parts)]
        stated = [row.figure.evidence for part in parts for row in part.rows]
        return list(dict.fromkeys(piece for piece in stated if piece is not None))


@dataclass(frozen=True, slots=True)
class Country:
    """A country with how many values are held of it; no code: evidence that is cited nowhere."""

    code: str
    name: str
    count: int


def when(period: str) -> float | None:
    """Where a period stands in time, in years: the middle of those it names. None: it names none.

    "2023" is 2023, "2022-2023" is 2022.5.
    """
    years = [int(year) for year in _YEAR.findall(period)]
    return (years[0] + years[-1]) / 2 if years else None


def current(indicator: Indicator, user: User) -> Any:
    """The values that this user may know of and that no revision replaced, each with its country.

    Evidence is of the country that it is first cited for.
    """
    return with_country(Figure.objects.visible_to(user).current(), user).filter(indicator=indicator)


def countries(rows: Any) -> list[Country]:
    """Whose values there are, by name; what is of no country comes last."""
    found = (
        rows.order_by()
        .values("country")
        .annotate(count=Count("pk"), name=Coalesce(F("country_name"), Value("")))
    )
    held: dict[str, Country] = {}
    for row in found.order_by("name"):
        code, before = row["country"], held.get(row["country"])
        count = row["count"] + (before.count if before else 0)
        held[code] = Country(code, before.name if before else row["name"], count)
    return sorted(held.values(), key=lambda one: (not one.code, one.name))


def series(indicator: Indicator, rows: Any, *, to: User) -> Series:
    """The rows as a series: the whole, then a table for each dimension they are broken down by.

    To whom small counts of persons are not shown, they are not in it.
    """
    breaks = breaks_of(indicator)
    by: dict[tuple[str, ...], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    shown = hide(list(rows.select_related(*AT_HAND).order_by("pk")), to=to)
    for one in shown.rows:
        names = tuple(sorted(one.breakdown))
        by[names][", ".join(str(one.breakdown[name]) for name in names)].append(one)
    whole = by.pop((), {}).get("", [])
    return Series(
        whole=_part("", whole, breaks),
        tables=tuple(
            Table(names, tuple(_part(name, some, breaks) for name, some in sorted(parts.items())))
            for names, parts in sorted(by.items())
        ),
        breaks=breaks,
        withheld=shown.withheld,
        below=shown.below,
    )


def breaks_of(indicator: Indicator) -> tuple[Break, ...]:
    """Where the definition changed, in order of time."""
    found = [Break(str(one["period"]), str(one["words"])) for one in indicator.breaks]
    return tuple(sorted(found, key=lambda one: (when(one.period) or 0, one.period)))


def between(breaks: Iterable[Break], before: float | None, after: float | None) -> list[Break]:
    """The breaks after one time, up to and with another."""
    if before is None or after is None:
        return []
    return [one for one in breaks if before < (when(one.period) or before) <= after]


def change_of(one: Figure, breaks: Iterable[Break]) -> Change | None:
    """The change that the source itself lets one tell: none where a value is unknown, is no exact
    one, or was counted by another definition. Source: docs/methodology.md, "Figures".
    """
    new, old = one.value, one.previous_value
    if new is None or old is None or one.qualifier:
        return None
    if between(breaks, when(one.previous_period), when(one.period)):
        return None
    may_divide = min(new, old) >= LEAST_BASE and not one.previous_is_assumed
    return Change(new - old, round(100 * (new - old) / old) if may_divide else None)


def _part(name: str, some: Sequence[Figure], breaks: Sequence[Break]) -> Part:
    rows = sorted(some, key=_newest_first)
    told = [Stated(one, change_of(one, breaks), tuple(_others(one, rows)), ()) for one in rows]
    for i, (later, earlier) in enumerate(pairwise(rows)):
        crossed = between(breaks, when(earlier.period), when(later.period))
        told[i] = Stated(later, told[i].change, told[i].others, tuple(crossed))
    return Part(name, tuple(told))


def _newest_first(one: Figure) -> tuple[bool, float, int, int]:
    """By period, then by edition; what names no period comes last."""
    at = when(one.period)
    return at is None, -(at or 0), -(one.report.year if one.report else 0), -one.pk


def _others(one: Figure, rows: Iterable[Figure]) -> Iterable[Other]:
    """What other statements say of its period, where they say another value.

    Nothing is compared with a hidden value: that it is another one would tell of it.
    """
    if not one.period or _is_hidden(one):
        return
    for row in rows:
        if row.pk == one.pk:
            continue
        differs = (row.value, row.qualifier) != (one.value, one.qualifier)
        if row.period == one.period and differs and not _is_hidden(row):
            yield Other(row, row.value, is_previous=False)
        if row.previous_period == one.period and row.previous_value not in (None, one.value):
            yield Other(row, row.previous_value, is_previous=True)


def _is_hidden(one: Any) -> bool:
    return bool(one.hidden and one.hidden.text)
