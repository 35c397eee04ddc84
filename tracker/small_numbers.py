"""Suppress small counts of persons in tables, and the text shown in their place.

Threshold suppression with complementary suppression. No defence against a reader who simulates the
choice of cells.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tracker import formats

MIN_BELOW, MAX_BELOW = 3, 11  # "<2" would disclose 1
MAX_COUNT = 10**12  # no table counts more persons
MAX_ROUNDS = 100  # of narrowing ranges; stopping early leaves them wider, never wrong

type Ranges = dict[Hashable, tuple[int, int]]  # least and greatest possible value of each cell
type Equation = dict[Hashable, Fraction]  # coefficients by cell, and their sum by None


@dataclass(frozen=True, slots=True)
class Cell:
    """Count of persons. `None` is unknown in the source: shown as unknown, never computed."""

    key: Hashable
    value: int | None
    is_published: bool = False  # by a source: quoted, never hidden


@dataclass(frozen=True, slots=True)
class Sum:
    """Total, and all the parts it is made of."""

    total: Hashable
    parts: tuple[Hashable, ...]

    @property
    def keys(self) -> frozenset[Hashable]:
        """Keys of the total and its parts."""
        return frozenset((self.total, *self.parts))


class Mask(TextChoices):
    """Form in which a reader sees a cell; its label explains it, for `title` and screen readers."""

    VALUE = "value", ""
    SMALL = "small", _("hidden: small number")  # "<5"
    SUPPRESSED = "suppressed", _("hidden: it would reveal a small number")
    UNKNOWN = "unknown", _("unknown: the source does not say")


@dataclass(frozen=True, slots=True)
class MaskedTable:
    """Mask of each cell, and the cells that can be worked out all the same.

    `recomputable` is empty in most tables. Where so much is published that hiding the rest doesn't
    help, it is not: the caller then withholds all new details.
    """

    masks: Mapping[Hashable, Mask]
    recomputable: frozenset[Hashable]


def suppress(cells: Sequence[Cell], sums: Sequence[Sum], *, below: int) -> MaskedTable:
    """Choose a mask for every cell of a table of counts of persons.

    Primary: counts of 1 to `below` - 1 are hidden. Secondary: while a hidden count can be worked
    out, the smallest other count of its sums is hidden too. Published counts and 0 are always
    shown. A sum that its values contradict discloses nothing, and is ignored.

    Raises:
        ValueError: `below` is not 3 to 11, a count is negative, two cells have one key, or a sum
            names a cell that is missing.
    """
    _check(cells, sums, below)
    values = {cell.key: cell.value for cell in cells if cell.value is not None}
    sums = [item for item in sums if _is_consistent(item, values)]
    may_hide = {cell.key for cell in cells if cell.value and not cell.is_published}
    hidden = {key for key in may_hide if values[key] < below}
    # A small count that no source gives is protected where it follows from the others.
    secret = {key for key, value in _derived(values, sums).items() if 0 < value < below}
    secret -= values.keys()
    while exposed := (hidden | secret) & _worked_out(values, hidden, sums, below):
        if (key := _next_hidden(exposed, may_hide - hidden, values, sums)) is None:
            break
        hidden.add(key)
    return MaskedTable(
        {cell.key: _mask(cell, cell.key in hidden, below) for cell in cells}, frozenset(exposed)
    )


def format_cell(value: int | None, mask: Mask, below: int) -> str:
    """Return the text of a cell: "12", "<5", "…", or "–" where the source doesn't say."""
    if mask == Mask.VALUE:
        assert value is not None, "a value is shown only where there is one"
        return formats.format_number(value)
    return {Mask.SMALL: f"<{below}", Mask.SUPPRESSED: "…", Mask.UNKNOWN: "–"}[mask]


def _mask(cell: Cell, is_hidden: bool, below: int) -> Mask:
    if cell.value is None:
        return Mask.UNKNOWN
    return Mask.VALUE if not is_hidden else (Mask.SMALL if cell.value < below else Mask.SUPPRESSED)


def _next_hidden(
    exposed: set[Hashable],
    choices: set[Hashable],
    values: Mapping[Hashable, int],
    sums: Sequence[Sum],
) -> Hashable | None:
    """Return the smallest cell in a sum with an exposed one, or in a sum with these, and so on."""
    reached: set[Hashable] = set()
    wider = exposed
    while wider != reached:
        reached = wider
        wider = reached.union(*(item.keys for item in sums if not item.keys.isdisjoint(reached)))
        if wider & choices:
            return min((key for key in values if key in wider & choices), key=values.__getitem__)
    return None


def _worked_out(
    values: Mapping[Hashable, int], hidden: set[Hashable], sums: Sequence[Sum], below: int
) -> set[Hashable]:
    """Return the hidden cells that follow from the shown ones, the sums and the masks."""
    unknown: Ranges = {key: (0, MAX_COUNT) for item in sums for key in item.keys}
    small, large = (1, below - 1), (below, MAX_COUNT)
    masked = {key: small if values[key] < below else large for key in hidden}
    ranges = unknown | {key: (value, value) for key, value in values.items()} | masked
    known: dict[Hashable, int] = {}
    while True:
        narrow = _narrow(ranges | {key: (value, value) for key, value in known.items()}, sums)
        derived = _derived({key: low for key, (low, high) in narrow.items() if low == high}, sums)
        if len(derived) <= len(known):
            return known.keys() - (values.keys() - hidden)
        known = derived


def _derived(known: Mapping[Hashable, int], sums: Sequence[Sum]) -> dict[Hashable, int]:
    """Return the known values, and those that follow by adding and subtracting sums."""
    solved: dict[Hashable, Equation] = {}  # each by a cell that no other equation has
    for item in sums:
        equation = _equation(item, known)
        for key, other in solved.items():
            equation = _without(key, equation, other)
        key = next((key for key in equation if key is not None), None)
        if key is not None:
            equation = {at: number / equation[key] for at, number in equation.items()}
            solved = {at: _without(key, other, equation) for at, other in solved.items()}
            solved[key] = equation
    single = {key: other for key, other in solved.items() if other.keys() <= {key, None}}
    return dict(known) | {key: int(other.get(None, 0)) for key, other in single.items()}


def _equation(item: Sum, known: Mapping[Hashable, int]) -> Equation:
    equation: Equation = {}
    for key, sign in ((item.total, 1), *((part, -1) for part in item.parts)):
        at, number = (None, -sign * known[key]) if key in known else (key, sign)
        equation[at] = equation.get(at, Fraction()) + number
    return {at: number for at, number in equation.items() if number}


def _without(key: Hashable, equation: Equation, other: Equation) -> Equation:
    """Subtract a multiple of another equation, so that the cell drops out."""
    times = equation.get(key, Fraction())
    difference = {
        at: equation.get(at, Fraction()) - times * other.get(at, Fraction())
        for at in (equation | other if times else equation)
    }
    return {at: number for at, number in difference.items() if number}


def _narrow(ranges: Ranges, sums: Sequence[Sum]) -> Ranges:
    """Narrow the range of each cell to values that all sums allow."""
    ranges = dict(ranges)
    for _round in range(MAX_ROUNDS):
        before = dict(ranges)
        for item in sums:
            for key, low, high in _implied(item, ranges):
                ranges[key] = max(low, ranges[key][0]), min(high, ranges[key][1])
        if ranges == before:
            break
    return ranges


def _implied(item: Sum, ranges: Ranges) -> list[tuple[Hashable, int, int]]:
    """Return the range that a sum leaves to each of its cells, given those of the others."""
    least = sum(ranges[part][0] for part in item.parts)
    most = sum(ranges[part][1] for part in item.parts)
    low, high = ranges[item.total]
    return [(item.total, least, most)] + [
        (part, low - most + ranges[part][1], high - least + ranges[part][0]) for part in item.parts
    ]


def _is_consistent(item: Sum, values: Mapping[Hashable, int]) -> bool:
    """Return whether a sum agrees with the values, as far as the source gives them."""
    given = sum(values.get(part, 0) for part in item.parts)
    return item.total not in values or (
        given == values[item.total]
        if all(part in values for part in item.parts)
        else given <= values[item.total]
    )


def _check(cells: Sequence[Cell], sums: Sequence[Sum], below: int) -> None:
    keys = {cell.key for cell in cells}
    missing = {key for item in sums for key in item.keys} - keys
    for is_wrong, problem in (
        (
            not MIN_BELOW <= below <= MAX_BELOW,
            f"Small is below {MIN_BELOW} to {MAX_BELOW}, not below {below}.",
        ),
        (len(keys) < len(cells), "Two cells have the same key."),
        (
            any(cell.value is not None and cell.value < 0 for cell in cells),
            "A count of persons is never negative.",
        ),
        (missing, f"A sum names cells that are not in the table: {missing}."),
    ):
        if is_wrong:
            raise ValueError(problem)
