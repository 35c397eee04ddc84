"""Numbers as narratives write them (digits, words, money) and as questions print them."""

import re

from tracker.intake.drafts import Figure

ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
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
CURRENCIES = {  # names as they follow a number
    "euros": "EUR",
    "euro": "EUR",
    "dollars": "USD",
    "pounds": "GBP",
    "lek": "ALL",
    "leke": "ALL",
    "denars": "MKD",
    "denar": "MKD",
    "dinars": "dinars",
    "dinar": "dinars",
    "kuna": "HRK",
    "lei": "lei",
    "leu": "lei",
    "leva": "BGN",
    "forint": "HUF",
    "hryvnia": "UAH",
    "rubles": "rubles",
    "pesos": "pesos",
    "rupees": "rupees",
    "francs": "francs",
    "kronor": "SEK",
    "crowns": "crowns",
    "koruna": "CZK",
    "tenge": "KZT",
    "som": "som",
    "dirhams": "dirhams",
    "shekels": "ILS",
    "riyals": "riyals",
    "rupiah": "IDR",
    "manat": "manat",
    "drams": "AMD",
    "yuan": "CNY",
    "kroner": "kroner",
    "zloty": "PLN",
    "lira": "TRY",
    "lari": "GEL",
    "marks": "BAM",
    "marka": "BAM",
    "shillings": "shillings",
    "naira": "NGN",
    "rand": "ZAR",
    "baht": "THB",
    "ringgit": "MYR",
    "yen": "JPY",
    "won": "KRW",
    "dong": "VND",
    "riel": "KHR",
    "kip": "LAK",
    "birr": "ETB",
    "cedi": "GHS",
    "cedis": "GHS",
    "reais": "BRL",
    "soles": "PEN",
    "quetzals": "GTQ",
    "lempira": "HNL",
    "taka": "BDT",
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
