"""The day that a document bears."""

import re
from datetime import date

DATE_SAMPLE = 3000  # characters; the day stands near the letterhead, or else is not the document's
YEARS = range(1990, 2100)
MONTHS = (
    "january janar januar",
    "february shkurt februar",
    "march mars mart",
    "april prill",
    "may maj",
    "june qershor jun juni",
    "july korrik jul juli",
    "august gusht avgust",
    "september shtator septembar",
    "october tetor oktobar",
    "november nëntor nentor novembar",
    "december dhjetor decembar",
)
SHORT = "jan feb mar apr maj jun jul aug sep oct nov dec"
NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()} | {
    name: number for number, name in enumerate(SHORT.split(), 1)
}
# Serbian bends them (juna, januara), Albanian too (qershorit).
MONTH = (
    "(" + "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True)) + r")(?:a|it|ut|t|)\.?"
)
YEAR = r"((?:19|20)\d\d)"
DATE_PATTERNS = (
    (re.compile(rf"(?<![\d./-]){YEAR}-(\d\d?)-(\d\d?)(?![\d-])"), (0, 1, 2)),
    (re.compile(rf"(?<![\d./-])(\d\d?)\s?[./-]\s?(\d\d?)\s?[./-]\s?{YEAR}(?!\d)"), (2, 1, 0)),
    (
        re.compile(
            rf"(?<![\d./-])(\d\d?)(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{MONTH},?\s+{YEAR}(?!\d)", re.I
        ),
        (2, 1, 0),
    ),
    (re.compile(rf"\b{MONTH}\s+(\d\d?)(?:st|nd|rd|th)?,?\s+{YEAR}(?!\d)", re.I), (2, 0, 1)),
)


def guess_day(text: str) -> date | None:
    """The first full day near the beginning: 2024-06-03, 03.06.2024, 3 June, 3 qershor, 3. jun.

    Days before months, as is the custom there. None where no day stands, or an impossible one.
    """
    beginning = text[:DATE_SAMPLE]
    found = [
        (match.start(), day)
        for pattern, order in DATE_PATTERNS
        for match in pattern.finditer(beginning)
        if (day := _day(match.groups(), order)) is not None
    ]
    return min(found)[1] if found else None


def _day(groups: tuple[str, ...], order: tuple[int, int, int]) -> date | None:
    year, month, day = (groups[place] for place in order)
    number = NUMBERS.get(month.lower()) or (int(month) if month.isdecimal() else 0)
    if int(year) not in YEARS:
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
