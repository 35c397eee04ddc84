"""Suppression of small counts of persons in the figures that a user sees."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product
from math import ceil, prod
from typing import Any

from django.conf import settings
from django.db.models import CharField, OuterRef, Q, Subquery, Value, functions
from django.utils.translation import gettext as _

from tracker import grouping, vocabulary
from tracker.compiled_queries import Bound, BoundKeys, CompiledQuery
from tracker.models import Citation, Figure, FigureQuerySet, Indicator, Reader, ReaderKind, User
from tracker.small_numbers import Cell, Mask, MaskedTable, Sum, format_cell, suppress

OUTSIDE_READER = Reader(pk=0, rights=frozenset({vocabulary.Right.READ}), represented_body_ids=())


def annotate_country(
    rows: FigureQuerySet, user: User | Reader, columns: Sequence[str] = ("country", "country_name")
) -> FigureQuerySet:
    """Annotate figures with `country` and `country_name`, empty where there is none.

    Evidence is of the country that it is first cited for, as far as `user` may know.
    """
    cited = (
        Citation.objects.visible_to(user)
        .not_withdrawn()
        .filter(evidence=OuterRef("evidence"))
        .order_by("pk")
    )
    annotated: FigureQuerySet = rows.annotate(
        **{
            name: functions.Coalesce(
                f"report__{name}",
                Subquery(cited.values(f"recommendation__report__{name}")[:1]),
                Value(""),
            )
            for name in columns
        }
    )
    return annotated


def may_be_of(country: object) -> Q:
    """Return the condition that a figure may be of a country, found by index.

    It is stated in a report on it, or in evidence that is cited for it.
    """
    stated = Figure.objects.filter(report__country=country)
    citations = Citation.objects.filter(recommendation__report__country=country)
    cited = Figure.objects.filter(evidence__in=citations.values("evidence"))
    return Q(pk__in=stated.values("pk").union(cited.values("pk")))


MAX_COMBINATIONS = 200  # of values of several sources; with more, nothing new is shown

type Part = frozenset[tuple[str, str]]  # {("sex", "female")}; empty: the total


class Count(Cell):
    """Count of one part, as one or more sources state it; `value` is None if unknown."""

    key: Part


def mask_counts(counts: Iterable[Count], *, below: int) -> MaskedTable:
    """Mask the counts of one indicator, country and period.

    Each dimension's parts add up to the total, and parts by two dimensions to those by one, where
    their values do so, or where one of them is unknown. Where two sources state different values
    of one part, each is tried. Published counts are never hidden. With `recomputable` ones, no
    unpublished count may be shown.
    """
    unique = list(dict.fromkeys(counts))
    sums = [] if all(count.is_published for count in unique) else _sums(unique)
    # As added: of equal ones the first is hidden first.
    keys = dict.fromkeys((*unique, *(key for s in sums or () for key in (s.total, *s.parts))))
    table = suppress([_cell(key) for key in keys], sums or (), below=below)
    return table if sums is not None else replace(table, recomputable=frozenset(unique))


class _Unstated(Cell):
    """Total of parts that no source states, or part that a source doesn't know.

    Published where it follows from published parts.
    """


def _cell(count: Any) -> Cell:
    return Cell(count, count.value, count.is_published)


def _sums(counts: Sequence[Count]) -> list[Sum] | None:
    """Return all sums that hold for the counts; None for too many combinations."""
    stated = _counts_by_part(counts)
    sums: list[Sum] = []
    for total, parts in _splits(stated):
        totals: list[Count | None] = [*stated.get(total, [None])]
        choices: list[Sequence[Any]] = [*(stated[part] for part in parts), totals]
        if prod(map(len, choices)) > MAX_COMBINATIONS:
            return None
        for *chosen, chosen_total in product(*choices):
            sums += _sum(chosen_total, chosen, (total, len(sums)))
    return [
        joined
        for joined in _join_sums(sums)
        if any(isinstance(c, Count) and not c.is_published for c in (joined.total, *joined.parts))
    ]


def _counts_by_part(counts: Iterable[Count]) -> dict[Part, list[Count]]:
    """Return the counts of each part that enter sums: an unknown one only if no value is known.

    Of equal values a published one is taken: that others state it too is no secret.
    """
    by_part: dict[Part, list[Count]] = defaultdict(list)
    for count in sorted(counts, key=lambda count: not count.is_published):
        if count.value is None or all(count.value != other.value for other in by_part[count.key]):
            by_part[count.key].append(count)
    return {
        part: [count for count in same if count.value is not None] or same[:1]
        for part, same in by_part.items()
    }


def _splits(parts: Iterable[Part]) -> Iterator[tuple[Part, list[Part]]]:
    """Yield each possible total, stated or not, with its parts by the same dimensions."""
    by_dimensions = grouping.group_pairs(
        (tuple(sorted(name for name, _ in part)), part) for part in parts
    )
    for names, same in by_dimensions.items():
        for size in range(len(names)):
            for total_names in combinations(names, size):
                yield from grouping.group_pairs(
                    (frozenset(p for p in part if p[0] in total_names), part) for part in same
                ).items()


def _sum(total: Count | None, chosen: Sequence[Count], place: tuple[Part, int]) -> list[Sum]:
    """Return the sum of these parts, if it holds, with a cell for each unknown part."""
    given = sum(count.value or 0 for count in chosen)
    has_unknown = any(count.value is None for count in chosen)
    if total is None or total.value is None:
        return [] if has_unknown else [Sum(_Unstated((place[0], given), None), tuple(chosen))]
    if given > total.value or (given < total.value and not has_unknown):
        return []
    return [
        Sum(
            total,
            tuple(
                _Unstated((*place, number), None) if count.value is None else count
                for number, count in enumerate(chosen)
            ),
        )
    ]


def _join_sums(sums: Sequence[Sum]) -> Iterator[Sum]:
    """Drop unstated totals of a single sum, and work out those whose parts are all published."""
    by_total: dict[object, list[Sum]] = grouping.group_pairs((each.total, each) for each in sums)
    for total, same in by_total.items():
        if isinstance(total, _Unstated) and len(same) == 1:
            continue
        is_known = any(all(_cell(part).is_published for part in each.parts) for each in same)
        for each in same:
            if isinstance(total, _Unstated) and is_known:
                yield Sum(
                    _Unstated(
                        total.key,
                        sum(_cell(part).value or 0 for part in each.parts),
                        is_published=True,
                    ),
                    each.parts,
                )
            else:
                yield each


type TableKey = tuple[int, str, str]  # indicator, country, period


@dataclass(frozen=True, slots=True)
class Suppression:
    """Text instead of a value, "<5", and the reason; without a text the value is shown."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class VisibleFigures:
    """Figures that may be shown, each with `hidden`, `hidden_before` and `hidden_revised`.

    `below` is set if smaller counts of persons are suppressed for this reader.
    """

    rows: list[Figure]
    withheld: tuple[str, ...] = ()  # periods of which only published values are shown
    below: int | None = None


@dataclass(frozen=True, slots=True)
class _StatedCount:
    """One value that a figure shows, and its count in a table."""

    field: str  # "" the value itself, "_before", "_revised"
    table: TableKey
    count: Count


def suppress_small_numbers(
    figures: Sequence[Any], *, to: User | Reader, of_country: Sequence[Figure] | None = None
) -> VisibleFigures:
    """Suppress what this user may not see; `indicator`, `evidence` and `revises` are loaded.

    Counts are masked together with all that the user could look up of the same indicators, and
    with withdrawn ones among the figures, which reports on past days show. One query; where all are
    of one country, another spares the figures of others: `of_country` then holds all that may be of
    it and is visible to the user, in order of key and annotated with `country`, as the figures.
    """
    for figure in figures:
        figure.hidden = figure.hidden_before = figure.hidden_revised = None
    indicators = {figure.indicator_id: figure.indicator for figure in figures}
    persons = {key for key, indicator in indicators.items() if indicator.counts_persons}
    below = None if to.sees_paperwork or not persons else settings.SMALL_COUNT
    unpublished = [f for f in figures if f.indicator_id in persons and not f.is_published]
    if not unpublished:
        return VisibleFigures(list(figures), below=below)
    persons = {figure.indicator_id for figure in unpublished}
    knowable = _knowable_figures(
        persons, to, "" if of_country is None else unpublished[0].country, of_country or ()
    )
    tables = _Tables(persons, to, [*knowable, *(f for f in figures if f.is_withdrawn)])
    left_out = {figure.pk for figure in unpublished if tables.apply(figure)}
    return VisibleFigures(
        [figure for figure in figures if figure.pk not in left_out],
        () if to.sees_paperwork else tuple(sorted(tables.withheld)),
        below,
    )


class _Tables:
    """Masked counts of some indicators by country and period, as a user could know them."""

    def __init__(self, indicators: set[int], to: User | Reader, figures: Sequence[Figure]) -> None:
        self.to, self.indicators, self.below = to, indicators, settings.SMALL_COUNT
        self.withheld = set[str]()  # periods of which values are withheld
        self.countries = dict(zip((f.pk for f in figures), _countries(figures), strict=True))
        self.tables = {
            key: mask_counts(same, below=self.below)
            for key, same in grouping.group_pairs(
                (stated.table, stated.count)
                for figure in figures
                for stated in self._stated_counts(figure)
            ).items()
            if not all(count.is_published for count in same)
        }

    def apply(self, figure: Any) -> bool:
        """Suppress or mark its values; return whether to leave out the figure itself."""
        stated_counts = list(self._stated_counts(figure))
        masked = [self._table(stated) for stated in stated_counts]
        for stated, table in zip(stated_counts, masked, strict=True):
            mask = table.masks[stated.count]
            if table.recomputable:
                self.withheld.add(stated.table[2])
                mask = mask if mask is Mask.UNKNOWN else Mask.SUPPRESSED
            if mask not in (Mask.VALUE, Mask.UNKNOWN):
                _suppress(figure, stated, mask, self)
        return bool(masked[0].recomputable) and not self.to.sees_paperwork

    def _table(self, stated: _StatedCount) -> MaskedTable:
        table = self.tables.get(stated.table)
        if table and stated.count in table.masks:
            return table
        return mask_counts([stated.count], below=self.below)  # for named readers

    def _stated_counts(self, figure: Figure) -> Iterator[_StatedCount]:
        """Yield its value, the previous one, and the one that it revised."""
        if figure.indicator_id not in self.indicators:
            return
        country = self.countries.get(figure.pk, "")
        period = figure.period.strip()
        values = [
            ("", figure.value, period),
            ("_before", figure.previous_value, figure.previous_period.strip() or f"… {period}"),
        ]
        values += [("_before", row["value"], str(row["period"])) for row in figure.earlier_values]
        if figure.revises is not None:
            values.append(("_revised", figure.revises.value, figure.revises.period.strip()))
        part = frozenset((str(name), str(value)) for name, value in figure.dimensions.items())
        for field, value, period in values:
            yield _StatedCount(
                field,
                (figure.indicator_id, country, period),
                Count(part, None if value is None else ceil(abs(value)), figure.is_published),
            )


def _knowable_figures(
    indicators: set[int], user: User | Reader, country: str, of_country: Sequence[Figure]
) -> Iterator[Figure]:
    """Yield the figures of these indicators; for the team, those known outside it.

    Of one country, only those that may be of it. An indicator that no report on another country
    states may be of it throughout, see `_countries`.
    """
    elsewhere, whole = _queries(user.reader_kind)
    values = {"country": country, "keys": list(indicators), **user.bound_values}
    spared = {key for (key,) in elsewhere.run(values)} if country else set[int]()
    if alone := indicators - spared:
        yield from whole.run({**values, "keys": list(alone)})
    for figure in of_country:
        evidence = figure.evidence if user.sees_paperwork else None
        is_hidden = evidence and evidence.sensitivity == vocabulary.Sensitivity.NAMED_READERS
        if figure.indicator_id in spared and not (figure.is_withdrawn or is_hidden):
            yield figure


@cache
def _queries(kind: ReaderKind) -> tuple[CompiledQuery, CompiledQuery]:
    """Compile the queries: indicators stated on another country, and all figures."""
    user = kind.reader
    country, keys = Bound("country", CharField()), BoundKeys("keys")
    other = Figure.objects.not_withdrawn().filter(
        indicator=OuterRef("pk"), report__country__isnull=False
    )
    # No EXISTS: PostgreSQL would read all figures for the few indicators.
    elsewhere = Indicator.objects.filter(pk__in=keys).alias(
        other=Subquery(other.exclude(report__country=country).values("pk")[:1])
    )
    rows = Figure.objects.visible_to(user).not_withdrawn().filter(indicator__in=keys)
    if user.sees_paperwork:
        rows = rows.exclude(evidence__sensitivity=vocabulary.Sensitivity.NAMED_READERS)
    rows = (
        annotate_country(rows, user, ["country"])
        .select_related("evidence", "revises")
        .only(
            *("indicator", "value", "period", "previous_value", "previous_period"),
            *("earlier_values", "breakdown", "scope", "unit"),
            *("evidence", "revises", "evidence__sensitivity"),
            *("revises__value", "revises__period"),
        )
        .order_by("pk")
    )
    return CompiledQuery.of(elsewhere.exclude(other=None).values_list("pk")), CompiledQuery.of(rows)


def _countries(figures: Sequence[Any]) -> list[str]:
    """Return the country of each; without one, the only country if there is just one."""
    codes: dict[int, set[str]] = defaultdict(set)
    for figure in figures:
        codes[figure.indicator_id].add(figure.country)
    only = {key: max(same) for key, same in codes.items() if len(same - {""}) == 1}
    return [figure.country or only.get(figure.indicator_id, "") for figure in figures]


def _suppress(figure: Any, stated: _StatedCount, mask: Mask, tables: _Tables) -> None:
    """Mark a value that is not shown outside; for a reader outside, remove it."""
    field = stated.field
    if tables.to.sees_paperwork:
        reason = (
            _("small number: hidden outside")
            if mask is Mask.SMALL
            else _("hidden outside: it would reveal a small number")
        )
        setattr(figure, f"hidden{field}", Suppression("", reason))
        return
    text = format_cell(stated.count.value, mask, tables.below)
    setattr(figure, f"hidden{field}", Suppression(text, str(mask.label)))
    if field == "_before":
        figure.previous_value, figure.earlier_values = None, []
    elif field == "_revised":
        figure.revises.value, figure.revises.qualifier = None, ""
    else:
        figure.value, figure.qualifier = None, ""
