"""The cells that share sums, and how they are hidden one by one.

A reader who knows the method could learn from it: that a third cell was hidden says that two would
not have done. So a hidden cell counts as safe only if the table could be filled differently there
*and* the same cells would then have been hidden. That is asked of smaller sets of hidden cells
only, so it comes to an end. Three values, not two, must be possible while there is more to hide:
otherwise only the rare extremes (1 and 1) would need a third cell, and its being hidden would name
them. In a large table where this takes too long, what the method betrays is left out of account.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise

from tracker.small_numbers.fillings import (
    MOST,
    Patience,
    Ranges,
    Rules,
    fillings,
    holds,
    narrowed,
)
from tracker.small_numbers.tables import Cell, Sum

WANTED = (
    3  # values that a hidden cell could hold; two are enough only where nothing is left to hide
)
EACH, ALL = 200, 2000  # steps: of one search, and of all for one table

type Keys = frozenset[Hashable]
type Values = Mapping[Hashable, int]  # of the cells that the source gives


class TooLong(Exception):
    """The searches took more steps than a page should wait for."""


class Linked:
    """Cells that share sums."""

    def __init__(self, cells: Mapping[Hashable, Cell], sums: Sequence[Sum], below: int) -> None:
        self.below = below
        self.keys = list(cells)
        self.values = {k: c.value for k, c in cells.items() if c.value is not None}
        self.may_hide = [k for k, c in cells.items() if k in self.values and not c.is_published]
        self.sums = [one for one in sums if self._can_hold(one)]
        self.totals = {one.total for one in self.sums}
        self.wanted = min(WANTED, below - 1)
        self.minds_method = True
        self.spent = 0
        self.kept: dict[tuple[Keys, tuple[int, ...]], Keys] = {}

    def hiding(self) -> tuple[Keys, Keys]:
        """The cells to hide, and those that can be worked out all the same."""
        for self.minds_method in (True, False):
            self.spent = 0
            self.kept.clear()
            try:
                *_, (hidden, exposed) = self._steps(self.values)
                return hidden, exposed and self._lacking(hidden, self.values, wanted=2)
            except TooLong:
                continue
        hidden, self.spent = frozenset(self.may_hide), -MOST
        return hidden, self._lacking(hidden, self.values, wanted=2)

    def _steps(self, values: Values) -> Iterator[tuple[Keys, Keys]]:
        """Ever more hidden cells, each time with those of them that are exposed."""
        hidden = self._small(values)
        while True:
            exposed = self._exposed(hidden, values)
            yield hidden, exposed
            following = self._next(hidden, exposed, values)
            if not exposed or following is None:
                return
            hidden |= {following}

    def _small(self, values: Values) -> Keys:
        return frozenset(key for key in self.may_hide if self._is_small(values[key]))

    def _next(self, hidden: Keys, exposed: Keys, values: Values) -> Hashable | None:
        """The cell to hide next: beside an exposed one if there is any; zeros and totals last."""
        near = [{one.total, *one.parts} for one in self.sums]
        near = [keys for keys in near if keys & exposed]
        beside = {key: sum(key in keys for keys in near) for key in self.may_hide}
        return min(
            (key for key in self.may_hide if key not in hidden),
            key=lambda key: (not beside[key], not values[key], key in self.totals, -beside[key]),
            default=None,
        )

    def _exposed(self, hidden: Keys, values: Values) -> Keys:
        """The cells that could hold one of too few values while these are hidden."""
        kept = hidden, tuple(values.values())
        if kept not in self.kept:
            protected = self._protected(hidden, values)
            ranges = narrowed(self._ranges(hidden, values), self._rules(hidden, values)) or {}
            at_once = {key for key in protected if _width(ranges[key]) < self.wanted}
            self.kept[kept] = frozenset(at_once) or self._lacking(
                hidden, values, wanted=self.wanted
            )
        return self.kept[kept]

    def _lacking(self, hidden: Keys, values: Values, *, wanted: int) -> Keys:
        """The cells for which fewer than `wanted` values were found that would be shown just so."""
        rules, ranges = self._rules(hidden, values), self._ranges(hidden, values)
        protected = self._protected(hidden, values)
        seen = {key: {value} for key, value in protected.items()}
        for key in sorted(protected, key=self.keys.index):
            while len(seen[key]) < wanted:
                other = self._other(hidden, values, ranges, rules, key, seen[key])
                if other is None:
                    break
                for one, found in seen.items():
                    found.add(other[one])
        return frozenset(key for key, found in seen.items() if len(found) < wanted)

    def _other(
        self,
        hidden: Keys,
        values: Values,
        ranges: Ranges,
        rules: Rules,
        key: Hashable,
        seen: set[int],
    ) -> Values | None:
        """A filling of the table with a new value in this cell that would be shown just so."""
        for side in _between(ranges[key], seen):
            patience = Patience(EACH)
            ways = fillings(ranges | {key: side}, rules, near=values, patience=patience)
            for found in ways:
                if not self.minds_method or self._would_hide(hidden, found):
                    self._spend(EACH - patience.left)
                    return found
            self._spend(EACH - patience.left)
        return None

    def _would_hide(self, hidden: Keys, filled: Values) -> bool:
        """Whether the method comes to hide just these cells of a table filled so."""
        values = {key: filled[key] for key in self.values}
        start = self._small(values)
        while start < hidden:
            exposed = self._exposed(start, values)
            following = self._next(start, exposed, values)
            if not exposed or following is None:
                return False
            start |= {following}
        return start == hidden

    def _protected(self, hidden: Keys, values: Values) -> dict[Hashable, int]:
        """The cells not to be worked out: the hidden ones, and small ones that no source gives."""
        ranges: Ranges = dict.fromkeys(self.keys, (0, MOST))
        ranges |= {key: (value, value) for key, value in values.items()}
        derived = narrowed(ranges, Rules(self.sums, frozenset(), self.below)) or {}
        unnamed = {
            key: low
            for key, (low, high) in derived.items()
            if key not in values and low == high and self._is_small(low)
        }
        return {key: values[key] for key in hidden} | unnamed

    def _ranges(self, hidden: Keys, values: Values) -> Ranges:
        """What the cells may hold by their masks alone."""
        ranges: Ranges = dict.fromkeys(self.keys, (0, MOST))
        for key, value in values.items():
            if key not in hidden:
                ranges[key] = value, value
            elif self._is_small(value):
                ranges[key] = 1, self.below - 1
        return ranges

    def _rules(self, hidden: Keys, values: Values) -> Rules:
        masked = frozenset(key for key in hidden if not self._is_small(values[key]))
        return Rules(self.sums, masked, self.below)

    def _is_small(self, value: int) -> bool:
        return 0 < value < self.below

    def _can_hold(self, one: Sum) -> bool:
        """Whether a sum is true of the figures, as far as the source gives them."""
        given = [self.values.get(part) for part in one.parts]
        total = self.values.get(one.total)
        if None not in (total, *given):
            return holds(one, self.values)
        return total is None or sum(value or 0 for value in given) <= total

    def _spend(self, steps: int) -> None:
        self.spent += steps
        if self.spent > ALL:
            raise TooLong


def _width(bounds: tuple[int, int]) -> int:
    return bounds[1] - bounds[0] + 1


def _between(bounds: tuple[int, int], seen: set[int]) -> list[tuple[int, int]]:
    """The ranges that the values seen leave."""
    ends = [bounds[0] - 1, *sorted(seen), bounds[1] + 1]
    sides = [(low + 1, high - 1) for low, high in pairwise(ends)]
    return [side for side in sides if side[0] <= side[1]]
