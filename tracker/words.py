"""Dates and numbers as people write them, in the language in force."""

from datetime import date, datetime

from django.utils import formats
from django.utils.translation import get_language


def day(value: date) -> str:
    """A day in full: "31 March 2024", "31 mars 2024", "31. mart 2024."."""
    return _written(value, "F")


def short_day(value: date) -> str:
    """A day in a list: "31 Mar 2024"."""
    return _written(value, "M")


def moment(value: datetime) -> str:
    """A time of a day in full, where it was: "31 March 2024, 14:02"."""
    return f"{day(value)}, {value:%H:%M}"


def short_moment(value: datetime) -> str:
    """A time of a day in a list: "31 Mar 2024, 14:02"."""
    return f"{short_day(value)}, {value:%H:%M}"


def number(value: float) -> str:
    """A value with its thousands grouped: "1,234", "12.5"."""
    whole = value == int(value)
    return formats.number_format(
        int(value) if whole else value, decimal_pos=0 if whole else None, force_grouping=True
    )


def _written(value: date, month: str) -> str:
    """Django knows the months; Albanian and Serbian write them small, Serbian with full stops."""
    name = formats.date_format(value, month)
    match (get_language() or "en").split("-")[0]:
        case "sq":
            return f"{value.day} {name.lower()} {value.year}"
        case "sr":
            return f"{value.day}. {name.lower()} {value.year}."
    return f"{value.day} {name} {value.year}"
