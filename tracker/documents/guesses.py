"""Guesses of language, day and title, for visible fields of a form that a person sends."""

import re
from datetime import date
from functools import lru_cache

from tracker.grouping import group_pairs

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
    "september sept shtator septembar septembra",
    "october tetor oktobar oktobra",
    "november nëntor nentor novembar novembra",
    "december dhjetor decembar decembra",
)
NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()} | {
    name: number
    for number, name in enumerate("jan feb mar apr maj jun jul aug sep oct nov dec".split(), 1)
}
# Serbian bends them (juna, januara), Albanian too (qershori, qershorit).
MONTH = (
    "(" + "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True)) + r")(?:a|it?|ut?|t|)\.?"
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
    """Return the day that `find_day` finds."""
    found = find_day(text)
    return found[0] if found else None


def find_day(text: str) -> tuple[date, str] | None:
    """Find the first full day near the beginning: 2024-06-03, 03.06.2024, 3 qershor, 3. jun.

    Return it with its words. Days before months, as is the custom there. None where no day stands,
    or an impossible one.
    """
    beginning = text[:DATE_SAMPLE]
    found = [
        (match.start(), day, match[0])
        for pattern, order in DATE_PATTERNS
        for match in pattern.finditer(beginning)
        if (day := _day(match.groups(), order)) is not None
    ]
    return min(found)[1:] if found else None


def _day(groups: tuple[str, ...], order: tuple[int, int, int]) -> date | None:
    year, month, day = (groups[place] for place in order)
    number = NUMBERS.get(month.lower()) or (int(month) if month.isdecimal() else 0)
    if int(year) not in YEARS:
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


LANGUAGE_SAMPLE = 20_000  # characters
LETTERS_OF = {"sq": frozenset("ëç"), "sr-latn": frozenset("šđčćž")}  # in no other of these
LANGUAGE_WORDS = {
    "en": "the of and to in for with on is are was were by that this from which has have be as at",
    "sq": (
        "të e dhe në për me nga një që është si se janë kjo ky më ka do së i po ose këtë te "
        "tek deri ndaj sipas midis cila cili tij saj"
    ),
    "sr-latn": (
        "je i u na za se da od su sa koji koja koje kao ili iz o ne što do po nije te ovaj prema "
        "kod bez biti bio zbog"
    ),
}
OWNERS = group_pairs(
    (word, code) for code, words in LANGUAGE_WORDS.items() for word in words.split()
)


@lru_cache(maxsize=4096)
def guess_language(text: str, *, enough: int = 3, margin: float = 1.3) -> str:
    """Return "en", "sq", "sr-latn", or "" where a text is too short or not clearly one of them.

    Fewer small words than `enough` tell nothing; the language has `margin` times those of the next.
    """
    counts = dict.fromkeys(LANGUAGE_WORDS, 0.0)
    for word in re.findall(r"[^\W\d_]+", text[:LANGUAGE_SAMPLE].lower()):
        owners = OWNERS.get(word, ())
        for code in owners:
            counts[code] += 1 / len(owners)
        for code, letters in LETTERS_OF.items():
            counts[code] += not letters.isdisjoint(word)
    first, second = sorted(counts, key=lambda code: -counts[code])[:2]
    is_clear = counts[first] >= enough and counts[first] >= margin * counts[second]
    return first if is_clear else ""


LONGEST = 200  # characters
LINES = 60  # that are looked at
LETTERS = 8  # a line with fewer tells nothing
SUBJECT = re.compile(
    r"(?:subject|re|regarding|lënda|lenda|predmet|tema|titulli)\s*:\s*(\S.*)", re.IGNORECASE
)
HEADS = re.compile(  # letterhead, number, day, address, greeting: whose letter, not what about
    r"republic of|republika|government|qeveria|vlada|ministr|office of the|zyra e|kancelarij"
    r"|agency|agjencia|agencija|department|departamenti|departman|dear\b|i nderuar|e nderuar"
    r"|të nderuar|poštovan|no\.|nr\.|br\.|ref|prot|date|data|datum|tel|fax|e-?mail|www\.|http"
    r"|to:|from:|për:|nga:|za:|od:|page\b|faqe|strana|rr\.|ul\.|street\b|prishtin|priština",
    re.IGNORECASE,
)
RUBBISH = re.compile(
    r"microsoft (word|excel|powerpoint)|untitled|document ?\d*$|book ?\d*$|sheet ?\d*$|title$"
    r"|dokument|pa titull|slide ?\d*$|presentation|word document|scan|img|image|\.\w{3,4}$"
    r"|[\w-]+\.(docx?|xlsx?|pdf|odt|ods|indd|qxd|tmp)\b|\W*\d*\W*$",
    re.IGNORECASE,
)


def choose_title(text: str, own: str, called: str) -> str:
    """Choose a title: the subject or first telling line, else the document's own, else its name."""
    return (_first_telling_line(text) or _proper(own) or called)[:LONGEST].strip()


def _first_telling_line(text: str) -> str:
    lines = [" ".join(line.split()) for line in text[:20_000].split("\n") if "\t" not in line]
    lines = [line for line in lines if line][:LINES]
    subject = next(filter(None, map(SUBJECT.match, lines)), None)
    return _shortened(subject[1] if subject else next(filter(_tells, lines), ""))


def _tells(line: str) -> bool:
    """Return whether a line has enough letters to tell something, and is none of a head."""
    return (
        sum(letter.isalpha() for letter in line) >= max(LETTERS, len(line) / 2)
        and HEADS.match(line) is None
    )


def _shortened(line: str) -> str:
    """Return a heading whole; of a long line its words up to the end of the first sentence."""
    if len(line) <= LONGEST:
        return line
    sentence = re.match(r".{20,}?[.!?](?=\s)", line[:LONGEST])
    return sentence[0] if sentence else line[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _proper(own: str) -> str:
    words = " ".join(own[: LONGEST * 2].split())
    is_rubbish = RUBBISH.match(words) or re.search(r"\.(docx?|xlsx?|pdf|odt|ods)$", words, re.I)
    return "" if is_rubbish else words
