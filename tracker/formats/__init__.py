"""How days and moments are written where Django writes them: in the admin."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _


def day(value: date) -> str:
    """A day in full: "31 March 2024", "31 mars 2024", "31. marta 2024."."""
    return _written(value, "F")


def short_day(value: date) -> str:
    """A day in a list: "31 Mar 2024"."""
    return _written(value, "M")


def moment(value: datetime) -> str:
    """A time of a day in full, where it was: "31 March 2024, 14:02"."""
    return f"{before_mark(day(value))}, {value:%H:%M}"


def short_moment(value: datetime) -> str:
    """A time of a day in a list: "31 Mar 2024, 14:02"."""
    return f"{before_mark(short_day(value))}, {value:%H:%M}"


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


def in_language(*, sq: str, sr: str) -> str | None:
    """Which of these words the language in force takes; None where that is neither."""
    return {"sq": sq, "sr-latn": sr}.get(get_language() or "en")


def folded(text: str) -> str:
    """Words as a search compares them, small and without accents: "Žrtvë" is "zrtve"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d")


def period(text: str) -> str:
    """A period that names a month by its numbers, in words: "2024-02" is "February 2024"."""
    match = _MONTH.fullmatch(text)
    if not match:
        return text
    first = date(int(match[1]), int(match[2]), 1)
    name = formats.date_format(first, "F")
    match _language():
        case "sq":
            return f"{name.lower()} {first.year}"
        case "sr":
            return f"{name.lower()} {first.year}."
    return f"{name} {first.year}"


def before_mark(written: str) -> str:
    """A day or period before a comma, colon, dash or bracket: there Serbian drops its full stop."""
    return written.removesuffix(".") if _language() == "sr" else written


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _written(value: date, form: str) -> str:
    return _in_words(value.year, value.month, value.day, form, _language())


@lru_cache(maxsize=4096)  # a long report writes the same few days thousands of times
def _in_words(year: int, month: int, day: int, form: str, language: str) -> str:
    """Django knows English months; of the others it has no case, and some it shortens wrongly.

    A Serbian day answers "when", so that it is right in a cell and after every preposition.
    """
    if language in _MONTHS:
        name = _MONTHS[language][form][month - 1]
        return f"{day}. {name} {year}." if language == "sr" else f"{day} {name} {year}"
    return f"{day} {formats.date_format(date(year, month, day), form)} {year}"


# Django looks this up where it cuts a text; in Serbian it has three dots of its own.
CUT = pgettext_lazy("String to return when truncating text", "%(truncated_text)s…")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_MONTHS = {
    "sq": {
        "F": [
            "janar",
            "shkurt",
            "mars",
            "prill",
            "maj",
            "qershor",
            "korrik",
            "gusht",
            "shtator",
            "tetor",
            "nëntor",
            "dhjetor",
        ],
        "M": ["jan", "shk", "mar", "pri", "maj", "qer", "korr", "gush", "sht", "tet", "nën", "dhj"],
    },
    "sr": {  # in the genitive
        "F": [
            "januara",
            "februara",
            "marta",
            "aprila",
            "maja",
            "juna",
            "jula",
            "avgusta",
            "septembra",
            "oktobra",
            "novembra",
            "decembra",
        ],
        "M": [
            "jan.",
            "feb.",
            "marta",
            "apr.",
            "maja",
            "juna",
            "jula",
            "avg.",
            "sept.",
            "okt.",
            "nov.",
            "dec.",
        ],
    },
}
