"""In which ways the hidden cells of a table could be filled, as a reader would work it out."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.small_numbers.tables import Sum

type Ranges = dict[Hashable, tuple[int, int]]  # least and most that may stand in each cell

MOST = 10**12  # no table counts more persons
ROUNDS = 100  # of narrowing; stopping early leaves the ranges wider, never wrong


@dataclass(slots=True)
class Patience:
    """How many more steps a search may take."""

    left: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What a reader knows besides the cells shown: the sums, and which cells hold no small one."""

    sums: Sequence[Sum]
    not_small: frozenset[Hashable]
    below: int

    def allow(self, key: Hashable, value: int) -> bool:
        return key not in self.not_small or not 0 < value < self.below

    def closed_up(self, key: Hashable, low: int, high: int) -> tuple[int, int]:
        """The range without an end that may not stand in the cell."""
        if key in self.not_small:
            low = self.below if 0 < low < self.below else low
            high = 0 if 0 < high < self.below else high
        return low, high


def narrowed(ranges: Ranges, rules: Rules) -> Ranges | None:
    """What may stand in each cell once every sum was minded; None if no filling exists."""
    ranges = dict(ranges)
    unsettled = {key for key, (low, high) in ranges.items() if low < high}
    sums = [one for one in rules.sums if not unsettled.isdisjoint((one.total, *one.parts))]
    for _ in range(ROUNDS):
        before = dict(ranges)
        for one in sums:
            for key, low, high in _implied(one, ranges):
                old = ranges[key]
                ranges[key] = rules.closed_up(key, max(low, old[0]), min(high, old[1]))
                if ranges[key][0] > ranges[key][1]:
                    return None
        if ranges == before:
            break
    return ranges


def fillings(
    ranges: Ranges, rules: Rules, *, near: Mapping[Hashable, int], patience: Patience
) -> Iterator[dict[Hashable, int]]:
    """Ways to fill the table, those like `near` first, until patience ends."""
    patience.left -= 1
    narrow = narrowed(ranges, rules) if patience.left >= 0 else None
    if narrow is None:
        return
    unsettled = [key for key, (low, high) in narrow.items() if low < high]
    if not unsettled:
        filled = {key: low for key, (low, _) in narrow.items()}
        if all(holds(one, filled) for one in rules.sums):
            yield filled
        return
    key = min(unsettled, key=lambda key: narrow[key][1] - narrow[key][0])
    for value in _outwards(near.get(key, narrow[key][0]), *narrow[key]):
        if rules.allow(key, value):
            yield from fillings(narrow | {key: (value, value)}, rules, near=near, patience=patience)
        if patience.left < 0:
            return


def holds(one: Sum, filled: Mapping[Hashable, int]) -> bool:
    return filled[one.total] == sum(filled[part] for part in one.parts)


def _implied(one: Sum, ranges: Ranges) -> list[tuple[Hashable, int, int]]:
    """The range that the rest of a sum leaves to each of its cells."""
    least = sum(ranges[part][0] for part in one.parts)
    most = sum(ranges[part][1] for part in one.parts)
    low, high = ranges[one.total]
    return [(one.total, least, most)] + [
        (part, low - most + ranges[part][1], high - least + ranges[part][0]) for part in one.parts
    ]


def _outwards(start: int, low: int, high: int) -> Iterator[int]:
    """The values of a range, the nearest to `start` first."""
    start = min(max(start, low), high)
    yield start
    for step in range(1, max(start - low, high - start) + 1):
        yield from _within((start + step, start - step), low, high)


def _within(values: Iterable[int], low: int, high: int) -> Iterator[int]:
    return (value for value in values if low <= value <= high)
