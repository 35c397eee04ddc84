"""Birth dates: a date beside a word of birth."""

import re
from collections.abc import Iterator

from tracker.screening.names import People
from tracker.screening.spots import Spot, make_spot
from tracker.vocabulary import SpotKind

MONTHS = (
    "jan|feb|mar|apr|may|maj|jun|jul|aug|avg|sep|oct|okt|nov|dec|"
    "jana?r|shku|mars|prill|qers|korr|gush|shta|tet|nën|nen|dhje"
)
DAY, YEAR = r"\d{1,2}(?:st|nd|rd|th)?\.?", r"(?:19|20)\d\d"
DATE = (
    rf"(?:{YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}"
    rf"|\d{{1,2}}[-./] ?\d{{1,2}}[-./] ?(?:{YEAR}|\d\d)"
    rf"|{DAY} (?:of )?(?:{MONTHS})[^\W\d_]{{0,9}}\.?,? ?{YEAR}"
    rf"|(?:{MONTHS})[^\W\d_]{{0,9}}\.? {DAY},? ?{YEAR})(?!\d)"
)
BORN = re.compile(
    r"(?<![^\W\d_])(?:born|birth ?dates?|dates? of birth|d\.o\.b\.?|dob|birthday"
    r"|(?:e |i |të |u )?lindur|ka lindur|lindi|dat[eë]?lindj\w{0,4}|data e lindj\w{0,4}"
    r"|ditëlindj\w{0,4}|d\. ?l\.|dtl\b\.?"
    r"|rođen\w{0,3}|rodjen\w{0,3}|datum\w{0,2} ro[đd]j?enja|rođ\.)(?![^\W\d_])",
    re.IGNORECASE,
)
YEAR_OF_BIRTH = re.compile(
    r"(?<![^\W\d_])(?:years? of birth|vitlindj\w{0,4}|viti i lindj\w{0,4}|godišt\w{0,2}"
    r"|godina rođenja)(?![^\W\d_])",
    re.IGNORECASE,
)
DATE_NEAR = re.compile(rf"[^.!?\n\d]{{0,30}}(?:\.\s?)?\n?[^.!?\n\d]{{0,10}}({DATE})", re.IGNORECASE)
DIGIT = re.compile(r"\d")
MAX_DATE_DISTANCE = 70  # characters behind a word of birth that a date may reach
YEAR_NEAR = re.compile(rf"[^.!?\n\d]{{0,12}}({YEAR})(?!\d)")
DATE_BEFORE = re.compile(rf"(?<![\d/.-])({DATE})[^.!?\n\d]{{0,6}}\Z", re.IGNORECASE)
# A rule about everybody born before or after a day.
RULE = re.compile(
    r"(?<![^\W\d_])(?:after|before|since|until|pas|para|deri|posle|nakon|pre|prije|do)\s",
    re.IGNORECASE,
)


def find_birth_dates(text: str, people: People) -> Iterator[Spot]:
    """Find dates beside a word of birth; a year alone beside "year of birth" or a name."""
    for born in BORN.finditer(text):
        if not DIGIT.search(text, max(0, born.start() - 40), born.end() + MAX_DATE_DISTANCE):
            continue
        match = DATE_NEAR.match(text, born.end())
        if match and not RULE.search(text, born.end(), match.start(1)):
            yield make_spot(text, SpotKind.BIRTH_DATE, *match.span(1))
        elif not match and (before := _date_before(text, born.start())):
            yield make_spot(text, SpotKind.BIRTH_DATE, *before)
        elif year := _year(text, born.end(), people):
            yield make_spot(text, SpotKind.BIRTH_DATE, *year)
    for born in YEAR_OF_BIRTH.finditer(text):
        if match := YEAR_NEAR.match(text, born.end()):
            yield make_spot(text, SpotKind.BIRTH_DATE, *match.span(1))


def _date_before(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of a date just before the word: "12.03.2004 (date of birth)"."""
    first = max(0, start - 40)
    match = DATE_BEFORE.search(text[first:start])
    return (first + match.start(1), first + match.end(1)) if match else None


def _year(text: str, end: int, people: People) -> tuple[int, int] | None:
    match = YEAR_NEAR.match(text, end)
    if match and not RULE.search(text, end, match.start(1)) and people.is_beside(*match.span(1)):
        return match.span(1)
    return None
