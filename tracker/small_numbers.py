"""Small counts of persons: which cells of a table to hide, and what stands there instead.

Threshold suppression with complementary suppression. A reader who simulates how cells are chosen is
not defended against.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from tracker import formats

BELOW = 5  # counts below this are small, unless the setting says more
LEAST, LARGEST = 3, 11  # what `below` may be: "<2" would say 1
MOST = 10**12  # no table counts more persons
ROUNDS = 100  # of narrowing ranges; stopping early leaves them wider, never wrong

type Ranges = dict[Hashable, tuple[int, int]]  # least and most that may stand in each cell
type Equation = dict[Hashable, Fraction]  # coefficients by cell, and what they add up to by None


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of persons. `None` is unknown in the source: shown as unknown, never computed."""

    key: Hashable
    value: int | None
    is_published: bool = False  # a source has published it: it stands as quotation, never hidden


@dataclass(frozen=True, slots=True)
class Sum:
    """A total, and all the parts it is made of."""

    total: Hashable
    parts: tuple[Hashable, ...]

    @property
    def keys(self) -> frozenset[Hashable]:
        return frozenset((self.total, *self.parts))


class Mask(StrEnum):
    """What a reader sees of a cell."""

    VALUE = "value"
    SMALL = "small"  # "<5"
    SUPPRESSED = "suppressed"  # not small, but a small number could be worked out from it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What is shown of each cell, and which cells can be worked out all the same.

    `recomputable` is empty in most tables. It is not where so much is published that hiding the
    rest doesn't help: the caller then withholds the whole of the new detail.
    """

    masks: Mapping[Hashable, Mask]
    recomputable: frozenset[Hashable]


def suppressed(cells: Sequence[Cell], sums: Sequence[Sum], *, below: int) -> Suppressed:
    """Choose what may be shown of a table of counts of persons.

    Primary: counts of 1 to `below` - 1 are hidden. Secondary: while a hidden count can be worked
    out, the smallest other count of its sums is hidden too. Published counts and 0 are always
    shown. A sum that doesn't hold protects and betrays nothing, and is left out.

    Raises ValueError if `below` is not 3 to 11, a count is negative, two cells have one key, or a
    sum names a cell that is not there.
    """
    _check(cells, sums, below)
    values = {cell.key: cell.value for cell in cells if cell.value is not None}
    sums = [one for one in sums if _can_hold(one, values)]
    may_hide = {cell.key for cell in cells if cell.value and not cell.is_published}
    hidden = {key for key in may_hide if values[key] < below}
    # A small count that no source gives is protected where the others tell it.
    secret = {key for key, value in _derived(values, sums).items() if 0 < value < below}
    secret -= values.keys()
    while exposed := (hidden | secret) & _worked_out(values, hidden, sums, below):
        following = _next(exposed, may_hide - hidden, values, sums)
        if following is None:
            break
        hidden.add(following)
    masks = {cell.key: _mask(cell, cell.key in hidden, below) for cell in cells}
    return Suppressed(masks, frozenset(exposed))


def told(value: int | None, mask: Mask, below: int) -> str:
    """The text of a cell: "12", "<5", "…", or "–" where the source doesn't say."""
    match mask:
        case Mask.SMALL:
            return f"<{below}"
        case Mask.SUPPRESSED:
            return "…"
        case Mask.UNKNOWN:
            return "–"
    assert value is not None, "a value is shown only where there is one"
    return formats.number(value)


def explained(mask: Mask) -> str:
    """The sentence behind what stands in a cell, for `title` and for who listens; or ""."""
    match mask:
        case Mask.SMALL:
            return _("suppressed: small number")
        case Mask.SUPPRESSED:
            return _("suppressed: a small number could be worked out from it")
        case Mask.UNKNOWN:
            return _("unknown: the source does not say")
    return ""


def _mask(cell: Cell, is_hidden: bool, below: int) -> Mask:
    if cell.value is None:
        return Mask.UNKNOWN
    if not is_hidden:
        return Mask.VALUE
    return Mask.SMALL if cell.value < below else Mask.SUPPRESSED


def _next(
    exposed: set[Hashable],
    choices: set[Hashable],
    values: Mapping[Hashable, int],
    sums: Sequence[Sum],
) -> Hashable | None:
    """The smallest cell in the sums of those exposed, or in the sums of these, and so on."""
    reached: set[Hashable] = set()
    wider = exposed
    while wider != reached:
        reached = wider
        wider = reached.union(*(one.keys for one in sums if not one.keys.isdisjoint(reached)))
        if wider & choices:
            return min((key for key in values if key in wider & choices), key=values.__getitem__)
    return None


def _worked_out(
    values: Mapping[Hashable, int], hidden: set[Hashable], sums: Sequence[Sum], below: int
) -> set[Hashable]:
    """The cells not shown that follow from those shown, the sums, and what the masks say."""
    ranges: Ranges = {key: (0, MOST) for one in sums for key in one.keys}
    for key, value in values.items():
        ranges[key] = (value, value)
        if key in hidden:
            ranges[key] = (1, below - 1) if value < below else (below, MOST)
    known: dict[Hashable, int] = {}
    while True:
        narrow = _narrowed(ranges | {key: (value, value) for key, value in known.items()}, sums)
        fixed = {key: low for key, (low, high) in narrow.items() if low == high}
        derived = _derived(fixed, sums)
        if len(derived) <= len(known):
            return known.keys() - (values.keys() - hidden)
        known = derived


def _derived(known: Mapping[Hashable, int], sums: Sequence[Sum]) -> dict[Hashable, int]:
    """The values known, and those that follow from them by adding and subtracting sums."""
    solved: dict[Hashable, Equation] = {}  # by a cell that is in no other of them
    for one in sums:
        equation = _equation(one, known)
        for key, other in solved.items():
            equation = _without(key, equation, other)
        key = next((key for key in equation if key is not None), None)
        if key is not None:
            equation = {at: number / equation[key] for at, number in equation.items()}
            solved = {at: _without(key, other, equation) for at, other in solved.items()}
            solved[key] = equation
    alone = {key: other for key, other in solved.items() if other.keys() <= {key, None}}
    return dict(known) | {key: int(other.get(None, 0)) for key, other in alone.items()}


def _equation(one: Sum, known: Mapping[Hashable, int]) -> Equation:
    equation: Equation = {}
    for key, sign in ((one.total, 1), *((part, -1) for part in one.parts)):
        at, number = (None, -sign * known[key]) if key in known else (key, sign)
        equation[at] = equation.get(at, Fraction()) + number
    return {at: number for at, number in equation.items() if number}


def _without(key: Hashable, equation: Equation, other: Equation) -> Equation:
    """An equation less as much of another, in which the cell stands once, as takes the cell out."""
    times = equation.get(key, Fraction())
    found = {
        at: equation.get(at, Fraction()) - times * other.get(at, Fraction())
        for at in (equation | other if times else equation)
    }
    return {at: number for at, number in found.items() if number}


def _narrowed(ranges: Ranges, sums: Sequence[Sum]) -> Ranges:
    """What may stand in each cell once every sum was minded."""
    ranges = dict(ranges)
    for _round in range(ROUNDS):
        before = dict(ranges)
        for one in sums:
            for key, low, high in _implied(one, ranges):
                ranges[key] = max(low, ranges[key][0]), min(high, ranges[key][1])
        if ranges == before:
            break
    return ranges


def _implied(one: Sum, ranges: Ranges) -> list[tuple[Hashable, int, int]]:
    """The range that the rest of a sum leaves to each of its cells."""
    least = sum(ranges[part][0] for part in one.parts)
    most = sum(ranges[part][1] for part in one.parts)
    low, high = ranges[one.total]
    return [(one.total, least, most)] + [
        (part, low - most + ranges[part][1], high - least + ranges[part][0]) for part in one.parts
    ]


def _can_hold(one: Sum, values: Mapping[Hashable, int]) -> bool:
    """Whether a sum is true of the figures, as far as the source gives them."""
    given = sum(values.get(part, 0) for part in one.parts)
    if one.total not in values:
        return True
    is_whole = all(part in values for part in one.parts)
    return given == values[one.total] if is_whole else given <= values[one.total]


def _check(cells: Sequence[Cell], sums: Sequence[Sum], below: int) -> None:
    keys = {cell.key for cell in cells}
    if not LEAST <= below <= LARGEST:
        raise ValueError(f"Small is below {LEAST} to {LARGEST}, not below {below}.")
    if len(keys) < len(cells):
        raise ValueError("Two cells have the same key.")
    if any(cell.value is not None and cell.value < 0 for cell in cells):
        raise ValueError("A count of persons is never negative.")
    if missing := {key for one in sums for key in one.keys} - keys:
        raise ValueError(f"A sum names cells that are not in the table: {missing}.")
