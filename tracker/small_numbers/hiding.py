"""Which cells are hidden, so that no small number can be worked out."""

from collections.abc import Hashable, Iterable, Sequence

from tracker.small_numbers.linked import Linked
from tracker.small_numbers.tables import LARGEST, LEAST, Cell, Mask, Sum, Suppressed


def suppressed(cells: Sequence[Cell], sums: Sequence[Sum], *, below: int) -> Suppressed:
    """What may be shown of a table of counts of persons.

    Counts of 1 to `below` - 1 are small and hidden. 0 counts nobody and is shown: a reader must be
    able to see that no victim was identified; it is hidden only where nothing else protects a
    small number. What a source has published is shown even if small. Then further cells are hidden
    until no hidden one can be worked out from those shown, the sums, that a count is 0 or more,
    what the masks say ("<5" is 1 to 4, "…" is not), and how this function chooses.

    Of the cells that would do, the first in the order given is hidden, parts before totals and
    never the smallest: who knows that it is the smallest knows more of it. A sum that doesn't hold
    protects and betrays nothing, and is left out. A search that takes too long counts as having
    worked the number out. Cells that share no sum, even by way of others, are judged apart.

    Raises ValueError if `below` is not 3 to 11, a count is negative, two cells have one key, or a
    sum names a cell that is not there.
    """
    _check(cells, sums, below)
    masks: dict[Hashable, Mask] = {}
    recomputable: set[Hashable] = set()
    minds_method = True
    for linked in _apart(cells, sums):
        table = Linked(linked, [one for one in sums if one.total in linked], below)
        hidden, told = table.hiding()
        recomputable |= told
        minds_method = minds_method and table.minds_method
        for key, cell in linked.items():
            masks[key] = _mask(cell, key in hidden, below)
    shown = {cell.key: masks[cell.key] for cell in cells}
    return Suppressed(shown, frozenset(recomputable), minds_method)


def _mask(cell: Cell, is_hidden: bool, below: int) -> Mask:
    if cell.value is None:
        return Mask.UNKNOWN
    if not is_hidden:
        return Mask.VALUE
    return Mask.SMALL if 0 < cell.value < below else Mask.SUPPRESSED


def _apart(cells: Iterable[Cell], sums: Sequence[Sum]) -> list[dict[Hashable, Cell]]:
    """The cells in groups that share no sum."""
    group = {cell.key: {cell.key: cell} for cell in cells}
    for one in sums:
        for part in one.parts:
            together = group[one.total] | group[part]
            group |= dict.fromkeys(together, together)
    order = list(group)
    alone = {id(linked): linked for linked in group.values()}.values()
    return [dict(sorted(linked.items(), key=lambda pair: order.index(pair[0]))) for linked in alone]


def _check(cells: Sequence[Cell], sums: Sequence[Sum], below: int) -> None:
    keys = {cell.key for cell in cells}
    if not LEAST <= below <= LARGEST:
        raise ValueError(f"Small is below {LEAST} to {LARGEST}, not below {below}.")
    if len(keys) < len(cells):
        raise ValueError("Two cells have the same key.")
    if any(cell.value is not None and cell.value < 0 for cell in cells):
        raise ValueError("A count of persons is never negative.")
    if missing := {key for one in sums for key in (one.total, *one.parts)} - keys:
        raise ValueError(f"A sum names cells that are not in the table: {missing}.")
