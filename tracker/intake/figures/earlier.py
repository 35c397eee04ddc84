"""Sentences that tell of an earlier year, or of everything told just before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.intake.drafts import Figure, Paragraph, Place
from tracker.intake.figures.absent import absent_in
from tracker.intake.figures.comparing import Region
from tracker.intake.figures.naming import clause_before, named
from tracker.intake.figures.quantities import Quantity

_RECEIVER = re.compile(r"\b(?:to|of|at|by|in|with|from|for)\s+$")
NEAR = 400  # letters; what was told just before


def earlier_sentence(
    figures: list[Figure],
    paragraph: Paragraph,
    found: Sequence[Quantity],
    bounds: tuple[int, int],
    year: str | None,
    now: str | None,
) -> list[Figure]:
    """ "In 2022, the government provided …": the figures with these as their previous values.

    What fits none of them stands by itself: its present value is unknown.
    """
    told = list(figures)
    text, (start, end) = paragraph.text, bounds
    for one in found:
        if one.depth or not (one.noun or one.currency) or _is_receiver(one, text):
            continue
        code, label, unit = named(one, clause_before(text, start, one.start))
        place = Place(paragraph.number, one.start, one.end)
        earlier = Figure(code, label, None, unit, place, now, one.value, year)
        told = _given(told, earlier, one.after)
    for none in absent_in(text, start, end):
        if none.value is not None:
            place = Place(paragraph.number, none.start, none.end)
            earlier = Figure(none.code, none.label, None, none.unit, place, now, none.value, year)
            told = _given(told, earlier, "")
    return told


def _is_receiver(one: Quantity, text: str) -> bool:
    """Whether it only says who got something: "to one shelter"."""
    return one.value == 1 and one.noun != "victims" and bool(_RECEIVER.search(text[: one.start]))


def _given(figures: list[Figure], earlier: Figure, after: str) -> list[Figure]:
    """The figures with this as the previous value of the one it fits best, or after them."""
    without = [
        place
        for place, figure in enumerate(figures)
        if figure.previous is None and figure.unit == earlier.unit and not figure.breakdown
    ]
    best = max(without, key=lambda at: (_shared(figures[at], earlier, after), -at), default=None)
    if best is None or not _fits(figures[best], earlier):
        return [*figures, earlier]
    fitted = replace(
        figures[best],
        previous=earlier.previous,
        previous_period=earlier.previous_period,
        is_assumed=True,
    )
    return [*figures[:best], fitted, *figures[best + 1 :]]


def _fits(figure: Figure, earlier: Figure) -> bool:
    """Money fits money of the same currency; what is counted, the same deed."""
    same_deed = figure.label.split()[-1:] == earlier.label.split()[-1:]
    return earlier.unit.isupper() or figure.indicator == earlier.indicator or same_deed


def _shared(figure: Figure, earlier: Figure, after: str) -> int:
    """How well an earlier value fits: by the words for what it was for, then by the indicator."""
    words = set(re.findall(r"[A-Za-z]{3,}", " ".join(after.split()[:8])))
    own = set(re.findall(r"[A-Za-z]{3,}", figure.label))
    common = (words & own) - {"the", "and", figure.unit}
    return 2 * len(common) + (figure.indicator == earlier.indicator)


def total_of(
    figures: Sequence[Figure],
    paragraph: Paragraph,
    found: Sequence[Quantity],
    regions: Sequence[Region],
    bounds: tuple[int, int],
    now: str | None,
) -> Figure | None:
    """ "This was an increase compared with €8,180": of the sum of what was told just before."""
    earlier = [one for one in found if any(r.start <= one.start < r.end for r in regions)]
    if not earlier or not earlier[0].currency:
        return None
    unit = earlier[0].currency
    near = [f for f in figures if f.unit == unit and bounds[0] - f.place.end < NEAR]
    summed = [f for f in near if f.previous is None and f.value is not None]
    if not summed:
        return None
    return Figure(
        indicator=f"TOTAL_{unit}",
        label=f"{unit} in total",
        value=sum(f.value or 0 for f in summed),
        unit=unit,
        place=Place(paragraph.number, *bounds),
        period=now,
        previous=earlier[0].value,
        previous_period=regions[0].year,
        is_assumed=True,
    )
