"""What in a text may identify a victim: a warning before it is kept, never a proof."""

from collections.abc import Iterable

from tracker.screening.birth_dates import birth_dates
from tracker.screening.names import People
from tracker.screening.numbers import case_numbers, personal_numbers
from tracker.screening.spots import Spot, told
from tracker.screening.tables import spots_of_tables
from tracker.screening.victims import victims_beside_names
from tracker.vocabulary import SpotKind

__all__ = ["Spot", "spots_of_file", "spots_of_typed", "told"]


def spots_of_typed(text: str, *, known: Iterable[str] = ()) -> list[Spot]:
    """The spots of a text that somebody typed, in its order. `known` names identify no victim."""
    people = People(text, known)
    return _in_order(
        [
            *(found for found, _is_called in personal_numbers(text)),
            *birth_dates(text, people),
            *case_numbers(text),
            *victims_beside_names(text, people),
            *spots_of_tables(text, people),
        ]
    )


def spots_of_file(text: str, *, known: Iterable[str] = ()) -> list[Spot]:
    """The spots of what a file says, in its order: numbers and dates count beside a name only.

    A number alone is mostly a figure of a table; one that is called a personal number is none.
    """
    people = People(text, known)
    beside = [
        *(
            found
            for found, is_called in personal_numbers(text)
            if is_called or people.is_beside(found.start, found.end)
        ),
        *(s for s in birth_dates(text, people) if people.is_beside(s.start, s.end)),
        *victims_beside_names(text, people),
        *spots_of_tables(text, people),
    ]
    return _in_order(beside)


def _in_order(spots: Iterable[Spot]) -> list[Spot]:
    """By place; what two rules found is told once."""
    order = list(SpotKind)
    found: list[Spot] = []
    for spot in sorted(set(spots), key=lambda spot: (spot.start, order.index(spot.kind))):
        same = [one for one in found[-4:] if one.kind == spot.kind and one.end > spot.start]
        if not same:
            found.append(spot)
    return found
