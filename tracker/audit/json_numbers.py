"""Numbers as PostgreSQL has them in JSON: all digits, no exponent, no zero below zero."""

from decimal import Decimal
from typing import Any

LARGE = 1e16  # from which on Python writes a float with an exponent


def in_json(value: Any) -> Any:
    """What is in a list or an object, with its numbers so; any other value as it is."""
    if isinstance(value, dict):
        return {key: number(in_json(one)) for key, one in value.items()}
    if isinstance(value, list):
        return [number(in_json(one)) for one in value]
    return value


def number(value: Any) -> Any:
    if isinstance(value, float):
        return int(Decimal(repr(value))) if abs(value) >= LARGE else value + 0.0
    return value
