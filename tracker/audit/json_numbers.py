"""Numbers in JSON as PostgreSQL writes them: all digits, no exponent, no negative zero."""

from decimal import Decimal

LARGE = 1e16  # from here on Python writes a float with an exponent


def normalize_json(value: object) -> object:
    """Normalize the numbers in a list or an object; return any other value as it is."""
    if isinstance(value, dict):
        return {key: normalize_number(normalize_json(item)) for key, item in value.items()}
    if isinstance(value, list):
        return [normalize_number(normalize_json(item)) for item in value]
    return value


def normalize_number(value: object) -> object:
    """Return a float as PostgreSQL writes it; any other value as it is."""
    if isinstance(value, float):
        return int(Decimal(repr(value))) if abs(value) >= LARGE else value + 0.0
    return value
