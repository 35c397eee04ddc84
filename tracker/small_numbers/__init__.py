"""Small counts of persons: which cells of a table to hide, and what stands there instead."""

from tracker.small_numbers.hiding import suppressed
from tracker.small_numbers.tables import BELOW, LARGEST, LEAST, Cell, Mask, Sum, Suppressed
from tracker.small_numbers.telling import explained, told

__all__ = [
    "BELOW",
    "LARGEST",
    "LEAST",
    "Cell",
    "Mask",
    "Sum",
    "Suppressed",
    "explained",
    "suppressed",
    "told",
]
