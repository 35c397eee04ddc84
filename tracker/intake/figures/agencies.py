"""Counts of several agencies set side by side: none of them is the national total."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from tracker.intake.drafts import NATIONAL
from tracker.intake.figures.frames import PLACES
from tracker.intake.figures.readings import Reading
from tracker.intake.figures.scopes import COMMON, is_private

# What never speaks for the state as a whole.
_ONE_OF_MANY = re.compile(
    r"(?!attorney)(?:.*\b(?:college|academy|school|institute|center)$|office\b)"
)
# Whose count sets federal bodies apart, or those that train.
_BESIDE = re.compile(
    r"\b[Ss]tates?\b|provinc|region|municip|\b[Ll]ocal\b|district|(?<!national) TRAIN_PERSONS$"
)


def tell_agencies_apart(readings: Sequence[Reading], *, in_sentence: bool = False) -> None:
    """Give counts of agencies their scope where another agency's count stands beside them.

    Two national values of one indicator, period and parts can't both be right: where agencies are
    named, each counted its own. In one sentence they may be named by what they are: "police".
    """
    ours = [r for r in readings if r.frame.scope == NATIONAL and r.count.head not in PLACES]
    alike: dict[object, list[Reading]] = defaultdict(list)
    beside_them = {_thing(r) for r in readings if _BESIDE.search(f"{r.frame.scope} {r.indicator}")}
    for reading in ours:
        if reading.indicator and not reading.whole:
            parts = tuple(sorted(reading.count.dimensions.items()))
            alike[_thing(reading), reading.count.year, parts].append(reading)
        if reading.indicator:
            alike[_thing(reading)].append(reading)
    named: set[tuple[str, str]] = set()
    for key, beside in alike.items():
        keys = {_key(r) for r in beside if r.frame.actor and not is_private(r.frame.actor)}
        if in_sentence and len(keys) > 1:
            named |= keys
        keys = {key for key in keys if not COMMON.fullmatch(key[1])}
        if len(keys) > 1:
            named |= keys
        is_double = isinstance(key, tuple) and len({reading.count.value for reading in beside}) > 1
        is_trained = key == "TRAIN_PERSONS" and key in beside_them
        for thing, actor in keys:
            if (
                (is_double and not thing)
                or ((is_double or is_trained) and _ONE_OF_MANY.match(actor))
                or (key in beside_them and actor.startswith("federal"))
            ):
                named.add((thing, actor))
    for reading in ours:
        if (actor := _actor(reading)) and _key(reading) in named:
            reading.frame = replace(reading.frame, scope=actor)


def _key(reading: Reading) -> tuple[str, str]:
    """Return what is counted by whom; a body known by its letters is apart in all it counts."""
    actor = _actor(reading)
    return "" if actor[1:2].isupper() else _thing(reading), actor.casefold().removeprefix("the ")


def _thing(reading: Reading) -> str:
    """Return what is counted; sentences are counted with the convictions."""
    code = reading.indicator or ""
    return "CONV_TRAFFICKERS" if code.startswith("SENT_") else code


def _actor(reading: Reading) -> str:
    """Return who counted, by the whole where a part does not say."""
    return reading.frame.actor or (_actor(reading.whole) if reading.whole else "")
