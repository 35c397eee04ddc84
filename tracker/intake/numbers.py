"""Numbers as narratives write them (digits, words, money) and as questions print them."""

import re
from functools import lru_cache

import pycountry

from tracker.formats.countries import find_country_code
from tracker.intake.drafts import Figure

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
ONES = {word: value for value, word in enumerate(_ONES.split())}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "million": 1_000_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "billion": 1_000_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
}

_SMALL = "|".join(sorted([*ONES, *TENS], key=len, reverse=True))
_WORDS = (
    rf"(?=[otfsenzOTFSENZ])(?:{_SMALL})(?:-(?:{_SMALL}))?(?:\s+(?:hundred|"
    rf"thousand)\b(?:\s+and\s+(?:{_SMALL})(?:-(?:{_SMALL}))?)?)?"
)
# Thousands divided as in Europe, "75 000", "75.000", "75'000", and a decimal comma, "2,5 million".
_EUROPEAN = (
    r"[1-9]\d{0,2}(?:[ \u00a0.'’]\d{3}){1,4}(?:,\d\d)?(?![\d,]|\.\d)(?!\s*(?:[mb]illion|percent|%))"
    r"|\d{1,3},\d{1,2}(?=\s+(?:thousand|[mb]illion)\b)"
)
_EUROPEAN_FORM = re.compile(r"[1-9]\d{0,2}(?:[ \u00a0.'’]\d{3})*(?:,\d{1,2})?")
_DIGITS = (  # longer is no number
    rf"(?:{_EUROPEAN}|(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,15}}(?!\d))(?!,\d{{3}})(?:\.\d+)?)"
)

# A number that is not part of a longer word: "24-hour" and "first-line" hold none.
NUMBER = re.compile(
    rf"(?<![\w.,$€£/-])(?:(?P<digits>{_DIGITS})|(?P<words>{_WORDS}))"
    r"(?:\s+(?P<scale>million|billion)\b)?(?![\w/]|[-–]\w|[.,]\d)",
    re.IGNORECASE,
)

_SHORT = {"Fr": "francs", "Rs": "rupees", "Tk": "BDT", "KSh": "KES", "Ksh": "KES"}
SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}
_DOLLARS = """
A AUD, AU AUD, B BND, BZ BZD, C C$, CA CAD, EC XCD, FJ FJD, G GYD, HK HKD, J JMD, MX MXN, N NAD,
NT TWD, NZ NZD, R BRL, RD DOP, S SGD, SG SGD, TT TTD
"""
DOLLARS = {f"{sign}$": code for sign, code in map(str.split, _DOLLARS.split(","))}  # not the US's
# Codes, or names of several currencies, and the names as they follow a number.
_CURRENCIES = """
EUR euros euro, USD dollars, GBP pounds, ALL lek leke leks, MKD denars denar, dinars dinars dinar,
HRK kuna, lei lei leu, BGN leva lev, HUF forint, UAH hryvnia, rubles rubles, pesos pesos,
rupees rupees, francs francs, SEK kronor, crowns crowns, CZK koruna, KZT tenge, som som,
dirhams dirhams, ILS shekels, riyals riyals, IDR rupiah, manat manat, AMD drams, CNY yuan,
kroner kroner, PLN zloty, TRY lira, GEL lari, BAM marks marka, shillings shillings,
NGN naira, ZAR rand, THB baht, MYR ringgit, JPY yen, KRW won, VND dong, KHR riel, LAK kip,
ETB birr, GHS cedi cedis, BRL reais, PEN soles, GTQ quetzals, HNL lempira, BDT taka,
CRC colones, FCFA FCFA CFA, ZMW kwacha, MZN meticais, HTG gourdes
"""
CURRENCIES = {
    name: code for code, *names in map(str.split, _CURRENCIES.split(",")) for name in names
}
_NAMES = "|".join(sorted(CURRENCIES, key=len, reverse=True))
_SCALE = r"(?:[ \u00a0]?(?P<scale{}>thousand|million|billion|[MB]n?|K)\b)?"
# Whatever stands between a sum and its conversion in brackets is a currency.
MONEY = re.compile(
    rf"(?P<sign>[A-Z]{{0,3}}[€$£]|\b(?:[A-Z]{{3}}|(?:{'|'.join(_SHORT)})\b\.?))\s?(?P<sum0>{_DIGITS}){_SCALE.format(0)}"
    rf"|(?<![\w.,$€£/-])(?P<sum1>{_DIGITS}|(?:{_SMALL})(?=\s+[mb]illion\b)){_SCALE.format(1)}\s?(?:€"
    rf"|(?:[A-Z][a-z]+\s+){{1,2}}(?:convertible\s+)?(?P<adjective>{_NAMES})\b|"
    rf"(?:convertible\s+)?(?P<name>{_NAMES})\b"
    r"|(?P<code>[A-Z]{3})\b(?=\s*\(|\s+(?:to|for|in)\b|[.,;]|$)"
    r"|(?P<other>(?:[A-Z][\w’]+\s+)?(?!thousand|million|billion)[a-zé]+)"
    r"(?=\s+\(\s*(?:approximately\s+)?[$€])"
    r"|(?P<same>(?<=[mb]illion)(?=\s+\(\s*[$€])))"
)

# Between a sum and its conversion: "54 million FCFA (approximately $97,000", "9 euros, or $10".
CONVERTING = re.compile(
    r"(?:\s+[A-Za-z]+){0,2}\s*(?:\([^()\d]*\)\s*)?\([^()\d]{0,20}"
    r"|(?:,?\s+(?:or|i\.e\.,?|about|approximately|roughly|equal to|"
    r"(?:the\s+)?equivalent (?:to|of))|\s*[=≈])"
    r"(?:\s+(?:about|approximately|around|roughly|some|nearly|almost))?\s*"
)


def parse_number(digits: str | None, words: str | None, scale: str | None = None) -> float:
    """Parse a number in digits or words: "1,234" and "1 234" are 1234, "Seventy-nine" is 79."""
    if digits and _EUROPEAN_FORM.fullmatch(digits) and ("," in digits or not scale):
        digits = re.sub(r"[^\d,]", "", digits).replace(",", ".")
    value = float(digits.replace(",", "")) if digits else _parse_words(words or "")
    return float(f"{value * SCALES.get((scale or '').lower(), 1):.15g}")  # not 4099999.9999999995


def parse_money(match: re.Match[str]) -> tuple[float, str]:
    """Return the amount and the currency of a match of MONEY: a code, or a name of several.

    It is empty where another amount of the text has it: "18 million lek … 12 million ($120,000)".
    """
    number = 0 if match["sum0"] else 1
    digits = match[f"sum{number}"]
    words = None if digits[:1].isdigit() else digits
    value = parse_number(None if words else digits, words, match[f"scale{number}"])
    if match["same"] is not None:
        return value, ""
    name = match["adjective"] or match["name"]
    if match["adjective"] and CURRENCIES[name] in ("USD", "GBP"):
        return value, " ".join(match[0].split()[-2:])  # "Namibian dollars"
    sign = (match["sign"] or "€").rstrip(".")
    code = _SHORT.get(sign) or (sign if sign.isalpha() else match["code"])
    named = CURRENCIES.get(name) or match["other"] or DOLLARS.get(match["sign"] or "")
    return value, code or named or SYMBOLS[sign[-1:]]


LETTERS = 4  # of an adjective with which the name of a currency begins
STEM = 3  # letters of its own name that no plural changes, but for "lei"
CENTRAL_AFRICA = frozenset({"CM", "CF", "TD", "CG", "GQ", "GA"})


@lru_cache(maxsize=500)
def name_currency(name: str, country: str) -> str:
    """Return the code of a currency named as others are: "lei" in a report on Moldova is MDL."""
    place = find_country_code(country) or "-"
    if name in ("C$", "FCFA"):
        central = "XAF" if place in CENTRAL_AFRICA else "XOF"
        return {"C$": "NIO" if place == "NI" else "CAD", "FCFA": central}[name]
    *adjective, noun = name.split()
    codes = [
        str(currency.alpha_3)
        for currency in pycountry.currencies
        if {"lei": "leu"}.get(noun, noun[:STEM]) in currency.name.lower()
        and (
            currency.name.startswith(adjective[0][:LETTERS])
            if adjective
            else currency.alpha_3.startswith(place)
        )
    ]
    return codes[0] if len(codes) == 1 and noun.islower() else name


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
