"""Counts of several agencies set side by side: none of them is the national total."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tracker.intake.drafts import NATIONAL
from tracker.intake.figures.frames import PLACES
from tracker.intake.figures.readings import Reading


def tell_agencies_apart(readings: Sequence[Reading]) -> None:
    """Give counts of named agencies their scope where another count stands beside them.

    Two national values of one indicator, period and parts can't both be right: where agencies are
    named, each counted its own.
    """
    by_key: dict[tuple[object, ...], list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.count.head in PLACES:
            continue
        if reading.indicator and not reading.whole and reading.frame.scope == NATIONAL:
            parts = tuple(sorted(reading.count.dimensions.items()))
            by_key[reading.indicator, reading.count.year, parts].append(reading)
    named: set[str] = set()
    by_indicator: dict[object, set[str]] = defaultdict(set)
    for (indicator, *_rest), alike in by_key.items():
        actors = {r.frame.actor for r in alike if r.frame.actor}
        by_indicator[indicator] |= actors
        if len({reading.count.value for reading in alike}) > 1:
            named |= actors
    for actors in by_indicator.values():
        named |= actors if len(actors) > 1 else set()
    for reading in readings:
        is_place = reading.count.head in PLACES
        if not is_place and reading.frame.scope == NATIONAL and _actor(reading) in named:
            reading.frame = replace(reading.frame, scope=_actor(reading))


def _actor(reading: Reading) -> str:
    """Return who counted, by the whole where a part does not say."""
    return reading.frame.actor or (_actor(reading.whole) if reading.whole else "")
