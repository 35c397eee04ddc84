"""Counts of several agencies set side by side: none of them is the national total."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tracker.intake.drafts import NATIONAL
from tracker.intake.figures.frames import PLACES
from tracker.intake.figures.readings import Reading
from tracker.intake.figures.scopes import COMMON


def tell_agencies_apart(readings: Sequence[Reading], *, in_sentence: bool = False) -> None:
    """Give counts of agencies their scope where another agency's count stands beside them.

    Two national values of one indicator, period and parts can't both be right: where agencies are
    named, each counted its own. In one sentence they may be named by what they are: "police".
    """
    values: dict[tuple[object, ...], set[float]] = defaultdict(set)
    actors: dict[tuple[object, ...], set[str]] = defaultdict(set)
    national: list[tuple[Reading, str]] = []
    for reading in readings:
        if reading.count.head in PLACES:
            continue
        scope, actor, indicator = reading.frame.scope, _actor(reading), reading.indicator
        if scope != NATIONAL:
            actor = scope if indicator == "TRAIN_PERSONS" else ""  # by others than academies, too
        elif not in_sentence and COMMON.fullmatch(actor):
            actor = ""
        else:
            national.append((reading, actor))
        if indicator and not reading.whole:
            actors[indicator,] |= {actor} - {""}
            if scope == NATIONAL and not in_sentence:
                parts = tuple(sorted(reading.count.dimensions.items()))
                values[indicator, reading.count.year, parts].add(reading.count.value)
                actors[indicator, reading.count.year, parts].add(actor)
    named = {
        actor
        for key, group in actors.items()
        if len(group) > 1 and len(values[key]) != 1
        for actor in group - {""}
    }
    for reading, actor in national:
        if actor in named:
            reading.frame = replace(reading.frame, scope=actor)


def _actor(reading: Reading) -> str:
    """Return who counted, by the whole where a part does not say."""
    return reading.frame.actor or (_actor(reading.whole) if reading.whole else "")
