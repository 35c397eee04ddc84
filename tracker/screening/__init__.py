"""Find parts of a text that may identify a victim: a warning before saving, never a proof."""

from collections.abc import Iterable

from tracker.screening.persons import (
    People,
    Spot,
    describe_spots,
    find_birth_dates,
    find_case_numbers,
    find_personal_numbers,
)
from tracker.screening.victims import find_in_tables, find_victims_beside_names
from tracker.vocabulary import SpotKind

__all__ = ["Spot", "describe_spots", "find_spots_in_file", "find_spots_in_text"]


def find_spots_in_text(text: str, *, known: Iterable[str] = ()) -> list[Spot]:
    """Find the spots of typed text, in order. `known` names identify no victim."""
    people = People(text, known)
    return _sort(
        [
            *(spot for spot, _is_labelled in find_personal_numbers(text)),
            *find_birth_dates(text, people),
            *find_case_numbers(text),
            *find_victims_beside_names(text, people),
            *find_in_tables(text, people),
        ]
    )


def find_spots_in_file(text: str, *, known: Iterable[str] = ()) -> list[Spot]:
    """Find the spots of a file's text, in order: numbers and dates count beside a name only.

    A number alone is mostly a figure of a table, unless it is labelled as a personal number.
    """
    people = People(text, known)
    return _sort(
        [
            *(
                spot
                for spot, is_labelled in find_personal_numbers(text)
                if is_labelled or people.is_beside(spot.start, spot.end)
            ),
            *(s for s in find_birth_dates(text, people) if people.is_beside(s.start, s.end)),
            *find_victims_beside_names(text, people),
            *find_in_tables(text, people),
        ]
    )


def _sort(spots: Iterable[Spot]) -> list[Spot]:
    """Sort spots by place, and drop those that overlap another of their kind."""
    order = list(SpotKind)
    sorted_spots: list[Spot] = []
    for spot in sorted(set(spots), key=lambda spot: (spot.start, order.index(spot.kind))):
        if not any(
            other.kind == spot.kind and other.end > spot.start for other in sorted_spots[-4:]
        ):
            sorted_spots.append(spot)
    return sorted_spots
