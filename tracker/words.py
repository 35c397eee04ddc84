"""Dates and names as people read them, in the language in force."""

from datetime import date

from django.utils import formats


def day(value: date) -> str:
    """A day in full: "31 March 2024"."""
    return formats.date_format(value, "j F Y")


def short_day(value: date) -> str:
    """A day in a list: "31 Mar 2024"."""
    return formats.date_format(value, "j M Y")
