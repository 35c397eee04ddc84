"""Of which country a figure is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import ceil, prod
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tracker.models import Citation, Figure, User
from tracker.small_numbers import Cell, Mask, Sum, explained, suppressed, told
from tracker.vocabulary import Sensitivity


def with_country(rows: Any, user: User) -> Any:
    """Observations, each with `country` and `country_name`; empty where it is of none.

    Evidence is of the country that it is first cited for, as far as `user` may know.
    """
    cited = (
        Citation.objects.visible_to(user)
        .standing()
        .filter(evidence=OuterRef("evidence"))
        .order_by("pk")
    )
    country = "recommendation__report__country"
    return rows.annotate(
        country=Coalesce("report__country", Subquery(cited.values(country)[:1]), Value("")),
        country_name=Coalesce(
            "report__country_name", Subquery(cited.values(f"{country}_name")[:1]), Value("")
        ),
    )


MOST_WAYS = 200  # of adding up what several sources state; with more, nothing new is shown

type Part = frozenset[tuple[str, str]]  # {("sex", "female")}; empty: the whole


@dataclass(frozen=True, slots=True)
class Count:
    """A count of one part, as one or more sources state it; `value` None: unknown there."""

    part: Part
    value: int | None
    is_published: bool


@dataclass(frozen=True, slots=True)
class Table:
    """What is shown of each count; `is_withheld`: of the unpublished ones nothing may be."""

    masks: Mapping[Count, Mask]
    is_withheld: bool


def masked(counts: Iterable[Count], *, below: int) -> Table:
    """What may be shown of the counts of one indicator, country and period.

    Each dimension's parts add up to the whole, and parts by two dimensions to those by one, where
    their values do so, or where one of them is unknown. Where two sources state different values
    of one part, each is tried. What was published is never hidden.
    """
    held = list(dict.fromkeys(counts))
    alone = {one: _alone(one, below) for one in held}
    if all(one.is_published for one in held):
        return Table(alone, is_withheld=False)
    sums = _sums(held)
    if sums is None:
        return Table(alone, is_withheld=True)
    keys = dict.fromkeys(key for one in sums for key in (one.total, *one.parts))
    linked = [one for one in held if one in keys]  # as they were added: what is hidden first
    rest = [key for key in keys if key not in alone]
    found = suppressed([_cell(key) for key in (*linked, *rest)], sums, below=below)
    masks = alone | {one: found.masks[one] for one in linked}
    return Table(masks, is_withheld=bool(found.recomputable))


def _alone(one: Count, below: int) -> Mask:
    if one.value is None:
        return Mask.UNKNOWN
    return Mask.SMALL if 0 < one.value < below and not one.is_published else Mask.VALUE


@dataclass(frozen=True, slots=True)
class _Unstated:
    """The total of parts that no source states, or a part that a source doesn't know."""

    place: tuple[object, ...]
    value: int | None = None  # it follows from what is published


def _cell(key: Any) -> Cell:
    is_published = key.is_published if isinstance(key, Count) else key.value is not None
    return Cell(key, key.value, is_published)


def _sums(held: Sequence[Count]) -> list[Sum] | None:
    """All sums that are true of what is held; None: there are too many ways to add up."""
    stated = _stated(held)
    sums: list[Sum] = []
    for total, parts in _splits(stated):
        totals: list[Count | None] = [*stated.get(total, [None])]
        ways: list[Sequence[Any]] = [*(stated[part] for part in parts), totals]
        if prod(map(len, ways)) > MOST_WAYS:
            return None
        for *chosen, whole in product(*ways):
            sums += _sum(whole, chosen, (total, len(sums)))
    return [one for one in _joined(sums) if any(_is_new(key) for key in (one.total, *one.parts))]


def _stated(held: Iterable[Count]) -> dict[Part, list[Count]]:
    """The counts of each part that take part in sums: unknown only where no value is held.

    Where a value is published, that somebody else states it too is no secret more.
    """
    found: dict[Part, list[Count]] = defaultdict(list)
    for one in sorted(held, key=lambda one: not one.is_published):
        if one.value is None or all(one.value != other.value for other in found[one.part]):
            found[one.part].append(one)
    return {
        part: [one for one in some if one.value is not None] or some[:1]
        for part, some in found.items()
    }


def _splits(parts: Iterable[Part]) -> Iterator[tuple[Part, list[Part]]]:
    """Each total that could be, held or not, with all parts by the same dimensions below it."""
    by: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part in parts:
        by[tuple(sorted(name for name, _value in part))].append(part)
    for names, some in by.items():
        for size in range(len(names)):
            for kept in combinations(names, size):
                under: dict[Part, list[Part]] = defaultdict(list)
                for part in some:
                    under[frozenset(pair for pair in part if pair[0] in kept)].append(part)
                yield from under.items()


def _sum(whole: Count | None, chosen: Sequence[Count], place: tuple[Part, int]) -> list[Sum]:
    """The sum of these parts, if it is true; a cell of its own for each thing unknown in it."""
    given = sum(one.value or 0 for one in chosen)
    lacks = any(one.value is None for one in chosen)
    if whole is None or whole.value is None:
        return [] if lacks else [Sum(_Unstated((place[0], given)), tuple(chosen))]
    if given > whole.value or (given < whole.value and not lacks):
        return []
    parts = [
        _Unstated((*place, number)) if one.value is None else one
        for number, one in enumerate(chosen)
    ]
    return [Sum(whole, tuple(parts))]


def _joined(sums: Sequence[Sum]) -> Iterator[Sum]:
    """Without the unstated totals of one table alone; known where published parts tell them."""
    by: dict[object, list[Sum]] = defaultdict(list)
    for one in sums:
        by[one.total].append(one)
    for total, some in by.items():
        if isinstance(total, _Unstated) and len(some) == 1:
            continue
        is_told = any(all(_cell(part).is_published for part in one.parts) for one in some)
        for one in some:
            if isinstance(total, _Unstated) and is_told:
                given = sum(_cell(part).value or 0 for part in one.parts)
                yield Sum(_Unstated(total.place, given), one.parts)
            else:
                yield one


def _is_new(key: object) -> bool:
    return isinstance(key, Count) and not key.is_published


type Place = tuple[int, str, str]  # indicator, country, period


@dataclass(frozen=True, slots=True)
class Hidden:
    """Stands for a value: "<5" and why; without a text the reader sees the value."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows that may be shown, each with `hidden`, `hidden_before` and `hidden_revised`.

    `below`: counts of persons are among them, and this reader is not shown those under it.
    """

    rows: list[Figure]
    withheld: tuple[str, ...] = ()  # periods of which only what is published is shown
    below: int | None = None


@dataclass(frozen=True, slots=True)
class _Stated:
    """One value that a row shows, and where in which table it stands."""

    field: str  # "" the value itself, "_before", "_revised"
    place: Place
    count: Count


def hide(found: Sequence[Figure], *, to: User) -> Shown:
    """What of these rows may be shown to this user; with indicator, evidence and `revises` at hand.

    Judged with all that the user could look up of the same indicators, and with each other where
    they were withdrawn since: a report on a past day tells of those. One query.
    """
    for one in found:
        one.hidden = one.hidden_before = one.hidden_revised = None  # type: ignore[attr-defined]
    persons = {one.indicator_id for one in found if one.indicator.counts_persons}
    if not persons:
        return Shown(list(found))
    tables = _Tables(persons, to, withdrawn=[one for one in found if one.is_withdrawn])
    withheld = {period for one in found for period in tables.withheld(one)}
    rows = [one for one in found if not tables.put(one)]
    if to.sees_paperwork:
        return Shown(rows)
    return Shown(rows, tuple(sorted(withheld)), tables.below)


class _Tables:
    """The counts of some indicators as tables by country and period, as a user may know them."""

    def __init__(self, indicators: set[int], to: User, withdrawn: Sequence[Figure]) -> None:
        self.to, self.indicators, self.below = to, indicators, settings.SMALL_COUNT
        held = [*_held(indicators, to), *withdrawn]
        self.countries = dict(zip((one.pk for one in held), _countries(held), strict=True))
        counts: dict[Place, list[Count]] = defaultdict(list)
        for row in held:
            for stated in self._stated(row):
                counts[stated.place].append(stated.count)
        self.tables = {at: masked(some, below=self.below) for at, some in counts.items()}

    def withheld(self, one: Figure) -> Iterator[str]:
        """The periods of which the row says what is withheld."""
        return (some.place[2] for some in self._stated(one) if self._is_withheld(some))

    def put(self, one: Any) -> bool:
        """Hide or mark what the row says; whether it is to be left out as a whole."""
        said = list(self._stated(one))
        for stated in said:
            mask = self._table(stated).masks[stated.count]
            if self._is_withheld(stated) and mask is not Mask.UNKNOWN:
                mask = Mask.SUPPRESSED
            if mask not in (Mask.VALUE, Mask.UNKNOWN):
                _put(one, stated, mask, self)
        return self._is_withheld(said[0]) if said and not self.to.sees_paperwork else False

    def _is_withheld(self, stated: _Stated) -> bool:
        return self._table(stated).is_withheld and not stated.count.is_published

    def _table(self, stated: _Stated) -> Table:
        held = self.tables.get(stated.place)
        if held is None or stated.count not in held.masks:  # for named readers
            return masked([stated.count], below=self.below)
        return held

    def _stated(self, one: Figure) -> Iterator[_Stated]:
        """What the row says: its value, the one before, and the one that it revised."""
        if one.indicator_id not in self.indicators:
            return
        country = self.countries.get(one.pk, "")
        before = one.previous_period.strip() or f"… {one.period.strip()}"
        said = [("", one.value, one.period.strip()), ("_before", one.previous_value, before)]
        if one.revises is not None:
            said.append(("_revised", one.revises.value, one.revises.period.strip()))
        part = frozenset((str(name), str(value)) for name, value in one.breakdown.items())
        for field, value, period in said:
            count = Count(part, None if value is None else ceil(abs(value)), one.is_published)
            yield _Stated(field, (one.indicator_id, country, period), count)


def _held(indicators: set[int], user: User) -> Any:
    """All figures of these indicators; for the team, those that people outside it could know of."""
    rows = Figure.objects.visible_to(user).standing().filter(indicator__in=indicators)
    if user.sees_paperwork:
        rows = rows.exclude(evidence__sensitivity=Sensitivity.NAMED_READERS)
    return with_country(rows, user).select_related("evidence", "revises").order_by("pk")


def _countries(held: Sequence[Any]) -> list[str]:
    """The country of each; what is of none stands with the only one, as on the page."""
    codes: dict[int, set[str]] = defaultdict(set)
    for one in held:
        codes[one.indicator_id].add(one.country)
    only = {key: max(some) for key, some in codes.items() if len(some - {""}) == 1}
    return [one.country or only.get(one.indicator_id, "") for one in held]


def _put(one: Any, stated: _Stated, mask: Mask, tables: _Tables) -> None:
    """Mark a value that is not shown outside; for a reader outside, take it off the row."""
    field = stated.field
    if tables.to.sees_paperwork:
        small = mask is Mask.SMALL
        why = _("small: not shown outside") if small else _("not shown outside, for a small one")
        setattr(one, f"hidden{field}", Hidden("", why))
        return
    text = told(stated.count.value, mask, tables.below)
    setattr(one, f"hidden{field}", Hidden(text, explained(mask)))
    if field == "_before":
        one.previous_value = None
    elif field == "_revised":
        one.revises.value, one.revises.qualifier = None, ""
    else:
        one.value, one.qualifier = None, ""
