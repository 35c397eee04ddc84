"""Formats of days, moments, numbers and periods in the language in force, admin included."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache, wraps

from django.utils import formats, translation
from django.utils.translation import get_language, gettext as _, override, pgettext_lazy

_known_language: ContextVar[str | None] = ContextVar("known_language", default=None)


@contextmanager
def known_language(language: str) -> Iterator[None]:
    """Put a language in force, for work that asks thousands of times which one it is."""
    with override(language):
        token = _known_language.set(get_language())
        try:
            yield
        finally:
            _known_language.reset(token)


def current_language() -> str:
    """Return the code of the language in force."""
    return _known_language.get() or get_language() or "en"


def cache_per_language[*A, R](function: Callable[[*A], R]) -> Callable[[*A], R]:
    """Cache what a function returns, in each language; its arguments are hashable and few."""

    @lru_cache(maxsize=1024, typed=True)  # codes of two kinds may have one value
    def cached(language: str, *args: *A) -> R:
        return function(*args)

    @wraps(function)
    def wrapper(*args: *A) -> R:
        return cached(current_language(), *args)

    return wrapper


# For a long report, which says the same thousands of times.
gettext = cache_per_language(_)
pgettext = cache_per_language(translation.pgettext)


def format_day(value: date) -> str:
    """Format a day in full: "31 March 2024", "31 mars 2024", "31. marta 2024."."""
    return _write_day(value.year, value.month, value.day, _language())


def format_moment(value: datetime) -> str:
    """Format a moment in full, in its own time zone: "31 March 2024, 14:02"."""
    return f"{drop_full_stop(format_day(value))}, {value:%H:%M}"


@cache_per_language
def format_number(value: float) -> str:
    """Format a number with grouped thousands: "1,234", "12.5"."""
    is_integer = value == int(value)
    return formats.number_format(
        int(value) if is_integer else value,
        decimal_pos=0 if is_integer else None,
        force_grouping=True,
    )


def signed_number(value: float) -> str:
    """Format a difference with its sign: "+3", "−2", "0"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{format_number(abs(value))}"


def upper_first(label: object) -> str:
    """Return a label as it stands at the head of a line."""
    return str(label)[:1].upper() + str(label)[1:]


def lower_first(label: object) -> str:
    """Return a label as it stands inside a sentence."""
    return str(label)[:1].lower() + str(label)[1:]


def format_locator(page: str, paragraph: str) -> str:
    """Format page and paragraph of a document, as printed: "p. 4, ¶ 12"; "" for neither."""
    parts = [_("p. %(page)s") % {"page": page}] if page else []
    return ", ".join(parts + ([f"¶ {paragraph}"] if paragraph else []))


def choose_translation(*, sq: str, sr: str) -> str | None:
    """Return the text in the language in force; None if that is neither."""
    return {"sq": sq, "sr-latn": sr}.get(current_language())


def fold_text(text: str) -> str:
    """Fold a text for search, in lower case and without accents: "Žrtvë" becomes "zrtve"."""
    if (plain := text.casefold()).isascii():
        return plain
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d")


def split_words(text: str) -> list[str]:
    """Split a text into its words, folded; everything but letters and digits separates them."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold_text(text))]


def format_period(text: str) -> str:
    """Write out a period that is a month: "2024-02" becomes "February 2024"."""
    if not (match := _MONTH.fullmatch(text)):
        return text
    first = date(int(match[1]), int(match[2]), 1)
    month = f"{formats.date_format(first, 'F')} {first.year}"
    return {"sq": month.lower(), "sr": f"{month.lower()}."}.get(_language(), month)


def drop_full_stop(written: str) -> str:
    """Drop the Serbian full stop of a day or period before a comma, colon, dash or bracket."""
    return written.removesuffix(".") if _language() == "sr" else written


def _language() -> str:
    return current_language().split("-")[0]


@lru_cache(maxsize=4096)  # a long report writes the same few days thousands of times
def _write_day(year: int, month: int, day: int, language: str) -> str:
    """Write a day by our own months, except in English.

    Django's have no grammatical case. A Serbian day is in the
    genitive, so that it is right in a cell and after every preposition.
    """
    if language in _MONTHS:
        name = _MONTHS[language][month - 1]
        return f"{day}. {name} {year}." if language == "sr" else f"{day} {name} {year}"
    return f"{day} {formats.date_format(date(year, month, day), 'F')} {year}"


# Django translates this where it truncates a text; its own Serbian translation has three dots.
TRUNCATED = pgettext_lazy("String to return when truncating text", "%(truncated_text)s…")
_WORD = re.compile(r"[^\W_]+")
LONGEST_WORD = 40  # letters that a search compares
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_MONTHS = {
    "sq": [
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
    "sr": [  # in the genitive
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
}
