"""Group what belongs together."""

from collections import defaultdict
from collections.abc import Iterable


def group_pairs[Key, Value](pairs: Iterable[tuple[Key, Value]]) -> defaultdict[Key, list[Value]]:
    """Return the second values of pairs by the first, in their order."""
    grouped = defaultdict[Key, list[Value]](list)
    for key, value in pairs:
        grouped[key].append(value)
    return grouped
