"""What a whole may be called when its components are judged one by one."""

from collections.abc import Iterable

from tracker.vocabulary.statuses import CHOSEN, RANK, Status

BETWEEN = frozenset({Status.INITIAL_STEPS, Status.PARTIAL, Status.SUBSTANTIAL})


def band(lines: Iterable[str | None]) -> frozenset[Status]:
    """The statuses that a recommendation may be given, from those of the components in its text.

    `None` stands for a component that nobody judged. Fully implemented only if all are, no action
    only if all are; else what lies between the lowest and the highest. Where a component is not
    judged or can't be verified it may stand anywhere, so the whole is between the two ends, or
    can't be verified either. Components that no longer apply are left out. Without any line
    everything may be chosen. Source: docs/methodology.md, "Components".
    """
    given = list(lines)
    if all(line is None for line in given):
        return frozenset(CHOSEN)
    told = [Status(line) if line else Status.UNABLE_TO_VERIFY for line in given]
    applicable = [status for status in told if status != Status.NOT_APPLICABLE]
    if not applicable:
        return frozenset({Status.NOT_APPLICABLE})
    if Status.UNABLE_TO_VERIFY in applicable:
        all_unknown = set(applicable) == {Status.UNABLE_TO_VERIFY}
        return frozenset({Status.UNABLE_TO_VERIFY}) | (frozenset() if all_unknown else BETWEEN)
    ranks = [RANK[status] for status in applicable]
    low, high = min(ranks), max(ranks)
    if low == high:
        return frozenset(status for status in RANK if RANK[status] == low)
    return frozenset(status for status in BETWEEN if low <= RANK[status] <= high)
