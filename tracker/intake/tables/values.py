"""Days and years as tables write them: in digits, in words, as a workbook's serial number."""

import re
from datetime import date, datetime, timedelta

FIRST = date(1899, 12, 30)  # day 0 of a workbook, as counted since March 1900
SERIALS = range(10_000, 80_000)  # 1927 to 2119
FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y")
YEARS = range(1900, 2101)


def parse_day(words: str) -> date | None:
    """Parse a day; None for what can't be read. In doubt the day stands before the month."""
    words = words.strip().rstrip(".")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", words):
        serial = int(float(words))
        return FIRST + timedelta(days=serial) if serial in SERIALS else None
    words = re.sub(r"[T ]\d{2}:\d{2}.*$", "", words)
    for form in FORMS:
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None


def parse_year(words: str) -> int | None:
    """Parse a year, also of a day; None for what can't be read."""
    if re.fullmatch(r"\d{4}", words.strip()):
        number = int(words)
    else:
        parsed_day = parse_day(words)
        number = parsed_day.year if parsed_day else 0
    return number if number in YEARS else None
