"""Sentences about an earlier year, or about the total of the figures just before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.intake.drafts import Figure, Paragraph, Place
from tracker.intake.figures.absent import find_missing_values
from tracker.intake.figures.comparing import ComparisonSpan
from tracker.intake.figures.naming import clause_before, indicator_of
from tracker.intake.figures.quantities import Quantity

_RECEIVER = re.compile(r"\b(?:to|of|at|by|in|with|from|for)\s+$")
RECENT_REACH = 400  # letters; what was told just before


def apply_earlier_sentence(
    figures: list[Figure],
    paragraph: Paragraph,
    quantities: Sequence[Quantity],
    bounds: tuple[int, int],
    year: str | None,
    current_year: str | None,
) -> list[Figure]:
    """Give figures their previous values from a sentence like "In 2022, the government provided …".

    A value that fits no figure becomes a figure of its own, whose present value is unknown.
    """
    updated = list(figures)
    text, (start, end) = paragraph.text, bounds
    for quantity in quantities:
        if (
            quantity.bracket_depth
            or not (quantity.noun or quantity.currency)
            or _is_receiver(quantity, text)
        ):
            continue
        code, label, unit = indicator_of(quantity, clause_before(text, start, quantity.start))
        place = Place(paragraph.number, quantity.start, quantity.end)
        earlier = Figure(code, label, None, unit, place, current_year, quantity.value, year)
        updated = _apply_earlier(updated, earlier, quantity.text_after)
    for zero in find_missing_values(text, start, end):
        if zero.value is not None:
            place = Place(paragraph.number, zero.start, zero.end)
            earlier = Figure(
                zero.code, zero.label, None, zero.unit, place, current_year, zero.value, year
            )
            updated = _apply_earlier(updated, earlier, "")
    return updated


def _is_receiver(quantity: Quantity, text: str) -> bool:
    """Return whether a quantity only names a receiver: "to one shelter"."""
    return (
        quantity.value == 1
        and quantity.noun != "victims"
        and bool(_RECEIVER.search(text[: quantity.start]))
    )


def _apply_earlier(figures: list[Figure], earlier: Figure, text_after: str) -> list[Figure]:
    """Add an earlier value to the figure it fits best, or append it as a figure of its own."""
    candidates = [
        index
        for index, figure in enumerate(figures)
        if figure.previous_value is None and figure.unit == earlier.unit and not figure.breakdown
    ]
    best = max(
        candidates,
        key=lambda index: (_score_match(figures[index], earlier, text_after), -index),
        default=None,
    )
    if best is None or not _fits(figures[best], earlier):
        return [*figures, earlier]
    fitted = replace(
        figures[best],
        previous_value=earlier.previous_value,
        previous_period=earlier.previous_period,
        is_previous_assumed=True,
    )
    return [*figures[:best], fitted, *figures[best + 1 :]]


def _fits(figure: Figure, earlier: Figure) -> bool:
    """Return whether the earlier value may belong to a figure: same currency, or same verb."""
    same_deed = figure.label.split()[-1:] == earlier.label.split()[-1:]
    return earlier.unit.isupper() or figure.indicator == earlier.indicator or same_deed


def _score_match(figure: Figure, earlier: Figure, text_after: str) -> int:
    """Score how well an earlier value fits a figure: words of its purpose first, then indicator."""
    words = set(re.findall(r"[A-Za-z]{3,}", " ".join(text_after.split()[:8])))
    label_words = set(re.findall(r"[A-Za-z]{3,}", figure.label))
    shared = (words & label_words) - {"the", "and", figure.unit}
    return 2 * len(shared) + (figure.indicator == earlier.indicator)


def sum_recent(
    figures: Sequence[Figure],
    paragraph: Paragraph,
    quantities: Sequence[Quantity],
    regions: Sequence[ComparisonSpan],
    bounds: tuple[int, int],
    current_year: str | None,
) -> Figure | None:
    """Sum the figures just before "This was an increase compared with €8,180", for comparison.

    None unless the sentence names an earlier amount of money and such figures stand near it.
    """
    earlier = [q for q in quantities if any(r.start <= q.start < r.end for r in regions)]
    if not earlier or not earlier[0].currency:
        return None
    unit = earlier[0].currency
    recent = [f for f in figures if f.unit == unit and bounds[0] - f.place.end < RECENT_REACH]
    summands = [f for f in recent if f.previous_value is None and f.value is not None]
    if not summands:
        return None
    return Figure(
        indicator=f"TOTAL_{unit}",
        label=f"{unit} in total",
        value=sum(f.value or 0 for f in summands),
        unit=unit,
        place=Place(paragraph.number, *bounds),
        period=current_year,
        previous_value=earlier[0].value,
        previous_period=regions[0].year,
        is_previous_assumed=True,
    )
