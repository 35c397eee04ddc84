"""A table of counts of persons, and what is shown of it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum

BELOW = 5  # counts below this are small, unless the setting says more
LEAST, LARGEST = 3, 11  # what `below` may be: "<2" would say 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of persons. `None` is unknown in the source: shown as unknown, never computed."""

    key: Hashable
    value: int | None
    is_published: bool = False  # a source has published it: it stands as quotation, never hidden


@dataclass(frozen=True, slots=True)
class Sum:
    """A total, and all the parts it is made of."""

    total: Hashable
    parts: tuple[Hashable, ...]


class Mask(StrEnum):
    """What a reader sees of a cell."""

    VALUE = "value"
    SMALL = "small"  # "<5"
    SUPPRESSED = "suppressed"  # not small, but a small number could be worked out from it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What is shown of each cell, and which cells can be worked out all the same.

    `recomputable` is empty in most tables. It is not where so much is published that hiding the
    rest doesn't help: the caller then withholds the whole of the new detail.
    """

    masks: Mapping[Hashable, Mask]
    recomputable: frozenset[Hashable]
    minds_method: bool = True  # not where it took too long to look for what the method betrays
