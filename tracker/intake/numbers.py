"""Numbers as narratives write them (digits, words, money) and as questions print them."""

import re

from tracker.intake.drafts import Figure

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: value for value, word in enumerate(_ONES.split())}
TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_SMALL = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_WORDS = rf"(?:{_SMALL})(?:-(?:{_SMALL}))?(?:\s+(?:hundred|thousand)\b)?"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

# A number that is not part of a longer word: "24-hour" and "first-line" hold none.
NUMBER = re.compile(
    rf"(?<![\w.,$€£/-])(?:(?P<digits>{_DIGITS})|(?P<words>{_WORDS}))"
    r"(?:\s+(?P<scale>million|billion)\b)?(?![\w/]|[-–]\w|[.,]\d)",
    re.IGNORECASE,
)

SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}
# Codes, or names of several currencies, and the names as they follow a number.
_CURRENCIES = """
EUR euros euro, USD dollars, GBP pounds, ALL lek leke, MKD denars denar, dinars dinars dinar,
HRK kuna, lei lei leu, BGN leva, HUF forint, UAH hryvnia, rubles rubles, pesos pesos,
rupees rupees, francs francs, SEK kronor, crowns crowns, CZK koruna, KZT tenge, som som,
dirhams dirhams, ILS shekels, riyals riyals, IDR rupiah, manat manat, AMD drams, CNY yuan,
kroner kroner, PLN zloty, TRY lira, GEL lari, BAM marks marka, shillings shillings,
NGN naira, ZAR rand, THB baht, MYR ringgit, JPY yen, KRW won, VND dong, KHR riel, LAK kip,
ETB birr, GHS cedi cedis, BRL reais, PEN soles, GTQ quetzals, HNL lempira, BDT taka
"""
CURRENCIES = {
    name: code for code, *names in map(str.split, _CURRENCIES.split(",")) for name in names
}
_NAMES = "|".join(sorted(CURRENCIES, key=len, reverse=True))
MONEY = re.compile(
    rf"(?P<symbol>[€$£])\s?(?P<before>{_DIGITS})(?:\s+(?P<scale1>million|billion|thousand)\b)?"
    rf"|(?<![\w.,$€£/-])(?P<after>{_DIGITS})(?:\s+(?P<scale2>million|billion|thousand))?\s+"
    rf"(?:[A-Z][a-z]+\s+)?(?:convertible\s+)?(?P<name>{_NAMES})\b"
)


def parse_number(digits: str | None, words: str | None, scale: str | None = None) -> float:
    """Parse a number in digits or words: "1,234" is 1234, "Seventy-nine" is 79."""
    value = float(digits.replace(",", "")) if digits else _parse_words(words or "")
    return value * SCALES.get((scale or "").lower(), 1)


def parse_money(match: re.Match[str]) -> tuple[float, str]:
    """Return the amount and the currency of a match of MONEY."""
    digits, scale = match["before"] or match["after"], match["scale1"] or match["scale2"]
    currency = SYMBOLS.get(match["symbol"] or "") or CURRENCIES[match["name"]]
    return parse_number(digits, None, scale), currency


def _parse_words(words: str) -> float:
    total = 0
    for word in re.split(r"[-\s]+", words.lower()):
        if word in SCALES:
            total = max(total, 1) * SCALES[word]
        else:
            total += ONES.get(word, TENS.get(word, 0))
    return float(total)


def format_number(value: float) -> str:
    """Format a number: 17, 8,175, 1.5."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def format_amount(figure: Figure, value: float | None = None) -> str:
    """Format a value with its unit: "17 victims", "EUR 8,175"."""
    formatted = format_number(figure.value or 0 if value is None else value)
    return f"{figure.unit} {formatted}" if figure.unit.isupper() else f"{formatted} {figure.unit}"
