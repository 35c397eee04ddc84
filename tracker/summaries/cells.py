"""The counts of one indicator, country and period as a table, and what of it may be shown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from typing import Any

from tracker.small_numbers import Cell, Mask, Sum, suppressed

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
