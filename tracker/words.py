"""Dates and numbers as people write them, in the language in force."""

import unicodedata
from datetime import date, datetime
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _


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


def locator(page: str, paragraph: str) -> str:
    """Where in a document, both as printed: "p. 4, ¶ 12"; "" for neither."""
    told = [_("p. %(page)s") % {"page": page}] if page else []
    return ", ".join(told + ([f"¶ {paragraph}"] if paragraph else []))


def folded(text: str) -> str:
    """Words as a search compares them, small and without accents: "Žrtvë" is "zrtve"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d")


def _written(value: date, month: str) -> str:
    return _in_words(value.year, value.month, value.day, month, get_language() or "en")


@lru_cache(maxsize=4096)  # a long report writes the same few days thousands of times
def _in_words(year: int, month: int, day: int, form: str, language: str) -> str:
    """Django knows the months; Albanian and Serbian write them small, Serbian with full stops."""
    value = date(year, month, day)
    name = formats.date_format(value, form)
    match language.split("-")[0]:
        case "sq":
            return f"{value.day} {name.lower()} {value.year}"
        case "sr":
            return f"{value.day}. {name.lower()} {value.year}."
    return f"{value.day} {name} {value.year}"
