"""Spots that may identify somebody: names, personal and case numbers, dates of birth."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from operator import attrgetter

from django.utils.translation import gettext as _, ngettext, pgettext_lazy

from tracker.screening.lexicon import (
    ABBREVIATIONS,
    ARTICLES,
    CAPITAL_ENDINGS,
    CASE_LABELS,
    COMMON_WORDS,
    ENDINGS,
    INSTITUTION_STEMS,
    INSTITUTIONS,
    OFFICE_TITLES,
    OTHER_LABELS,
    PERSONAL_LABELS,
    PUBLIC_LABELS,
    WORDS_BEFORE_NAMES,
    word_set,
)
from tracker.vocabulary import SpotKind

EXCERPT_LENGTH = 80  # characters shown of a spot and what stands around it
MAX_QUOTED = 3  # spots that the warning quotes
KIND_WORDS = {
    SpotKind.PERSONAL_NUMBER: pgettext_lazy("looks like", "a personal number"),
    SpotKind.BIRTH_DATE: pgettext_lazy("looks like", "a birth date"),
    SpotKind.CASE_NUMBER: pgettext_lazy("looks like", "a case number"),
    SpotKind.VICTIM_BESIDE_NAME: pgettext_lazy("looks like", "a victim's name"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Place in a text: `start` and `end` count code points, `around` quotes it between « and »."""

    kind: SpotKind
    start: int
    end: int
    words: str
    around: str


def make_spot(text: str, kind: SpotKind, start: int, end: int) -> Spot:
    """Return a spot with an excerpt of the text around it, EXCERPT_LENGTH characters at most."""
    words = text[start:end]
    shown = words if len(words) <= EXCERPT_LENGTH // 2 else f"{words[: EXCERPT_LENGTH // 2 - 1]}…"
    side = (EXCERPT_LENGTH - len(shown) - 4) // 2
    before, after = text[max(0, start - side) : start], text[end : end + side]
    around = "".join(
        (
            "…" if start > side else "",
            f"{before}«{shown}»{after}",
            "…" if end + side < len(text) else "",
        )
    )
    return Spot(kind, start, end, words, "".join(" " if c.isspace() else c for c in around))


def describe_spots(spots: Sequence[Spot]) -> str:
    """Return a sentence that names the spots and the remedy; "" if there is none."""
    if not spots:
        return ""
    quotes = [f"{KIND_WORDS[spot.kind]} ({spot.around})" for spot in spots[:MAX_QUOTED]]
    if (more := len(spots) - MAX_QUOTED) > 0:
        quotes.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return _(
        "Looks like %(spots)s. Remove it, or tick “Checked: no victim’s data” and save again."
    ) % {"spots": ", ".join(quotes)}


WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
INITIAL = r"(?:Sh|Xh|Dh|Gj|Th|Zh|Ll|Rr|Nj|Lj|Dž|[A-ZÇËŠŽČĆĐ])"
INITIALS = re.compile(
    rf"(?<![\w.&/]){INITIAL}\.(?:(?: ?{INITIAL}\.){{1,2}}(?![\w.])|{INITIAL}(?![\w.]))"
)
NAME_DISTANCE = 80  # characters between a name and what is beside it


@dataclass(frozen=True, slots=True)
class Word:
    """Word of a text, or words of a cell, with their place."""

    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        """The word in lower case, without a possessive ending."""
        return re.sub(r"[’']s$", "", self.text.casefold())

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        """Whether it is written in capitals."""
        return len(self.text) > 1 and self.text.isupper()


@dataclass(frozen=True, slots=True)
class Person:
    """Place of a person's name in a text."""

    start: int
    end: int


class People:
    """Words of a text, and the names of unknown persons among them."""

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self.text = text
        self.words = [Word(match[0], *match.span()) for match in WORD.finditer(text)]
        self.known = {part for name in known for part in _name_parts(name)}
        self.officials: dict[int, Person] = {}  # by their end: let through for their title
        self.uncapital = {word.text for word in self.words if word.text.islower()}
        initials = (
            Person(*match.span())
            for match in INITIALS.finditer(text)
            if re.sub(r"\s", "", match[0]) not in ABBREVIATIONS
        )
        self.persons = sorted(
            {*self._named(), *initials}, key=lambda person: (person.start, person.end)
        )

    def is_beside(self, start: int, end: int) -> bool:
        """Return whether a name stands close to this place, in the same paragraph."""
        return any(
            not re.search(r"\n\s*\n", self.text[min(end, name.end) : max(start, name.start)])
            for name in self.near(start, end)
            if max(start - name.end, name.start - end) <= NAME_DISTANCE
        )

    def near(self, start: int, end: int) -> list[Person]:
        """Return the two names before this place and the two after it."""
        first, last = (
            bisect_left(self.persons, place, key=attrgetter("start")) for place in (start, end)
        )
        return self.persons[max(0, first - 2) : last + 2]

    def word_at(self, place: int) -> int:
        """Return the index of the first word that starts here or later."""
        return bisect_left(self.words, place, key=attrgetter("start"))

    def _named(self) -> Iterator[Person]:
        for first, last in self._runs():
            # Labels like "Victim", "E DËMTUARA" stand in front of a name.
            while first < last and self.words[first].folded in WORDS_BEFORE_NAMES | ARTICLES:
                first += 1
            run = self.words[first:last]
            has_title = bool(run) and run[0].folded in OFFICE_TITLES
            run = run[has_title:]
            name = _strip_common_words(run)
            if (
                any(is_institution(word.folded) for word in run)
                or not self._is_name(name)
                or frozenset(word.folded for word in name) in self.known
            ):
                continue
            person = Person(name[0].start, name[-1].end)
            if has_title or self._is_official(first, last):
                self.officials[person.end] = person
            else:
                yield person

    def _is_name(self, run: Sequence[Word]) -> bool:
        """Return whether the words form a name: two or three, a single letter with its full stop.

        One is written in full, or all in capitals and none of them in lower case elsewhere in the
        text, as the words of a heading are.
        """
        is_in_full = any(len(word.text) > 1 and not word.is_acronym for word in run)
        is_in_capitals = all(
            word.is_acronym and word.text.casefold() not in self.uncapital for word in run
        )
        return (
            2 <= len(run) <= 3
            and (is_in_full or is_in_capitals)
            and all(self._may_be_of_name(word) for word in run)
        )

    def _may_be_of_name(self, word: Word) -> bool:
        if len(word.text) == 1:
            return self.text[word.end : word.end + 1] == "."
        return not (
            word.folded in COMMON_WORDS
            or (word.is_acronym and len(word.text) < 4)
            or word.folded.endswith(CAPITAL_ENDINGS if word.is_acronym else ENDINGS)
        )

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Yield first and last index (excluded) of adjacent capitalised words."""
        first = 0
        for index, (word, following) in enumerate(pairwise(self.words), start=1):
            gap = self.text[word.end : following.start]
            is_initial = len(word.text) == 1 and gap in (". ", ".")
            if (
                not (following.is_capital and (gap in (" ", "\u00a0", "  ") or is_initial))
                or not word.is_capital
            ):
                if word.is_capital and index - first > 1:
                    yield first, index
                first = index
        if self.words and self.words[-1].is_capital and len(self.words) - first > 1:
            yield first, len(self.words)

    def _is_official(self, first: int, last: int) -> bool:
        """Return whether a title stands just before the name, or after it and a comma."""
        before = self.words[first - 1] if first else None
        if before and before.folded in OFFICE_TITLES and "\n" not in self._gap(first - 1):
            return True
        after = self.words[last : last + 4]
        return (
            bool(after)
            and self._gap(last - 1).startswith((", ", " ("))
            and any(word.folded in OFFICE_TITLES for word in after)
        )

    def _gap(self, number: int) -> str:
        """Return the text between a word and the next."""
        return self.text[self.words[number].end : self.words[number + 1].start]


def is_institution(folded: str) -> bool:
    """Return whether a word names an institution or an office, and no person."""
    return folded in INSTITUTIONS or folded in OFFICE_TITLES or folded.startswith(INSTITUTION_STEMS)


def _name_parts(name: str) -> Iterator[frozenset[str]]:
    """Yield any two or three adjacent words of a known name."""
    words = [Word(match[0], *match.span()).folded for match in WORD.finditer(name)]
    yield from (
        frozenset(words[at : at + size]) for size in (2, 3) for at in range(len(words) - size + 1)
    )


def _strip_common_words(run: Sequence[Word]) -> Sequence[Word]:
    while run and run[0].folded in COMMON_WORDS and len(run[0].text) > 1:
        run = run[1:]
    while run and run[-1].folded in COMMON_WORDS and len(run[-1].text) > 1:
        run = run[:-1]
    return run


LETTER = re.compile(r"[^\W\d_]|€")
LABEL_DISTANCE = 45  # characters before a number in which a label counts


def nearest_label(
    text: str, start: int, kinds: Iterable[tuple[str, re.Pattern[str]]]
) -> tuple[str, str]:
    """Return the kind of the last label before this place in the sentence, and the text from it.

    Both are "" if there is none.
    """
    before = text[max(0, start - LABEL_DISTANCE) : start]
    if LETTER.search(before) is None:
        return "", ""
    before = re.split(r"\n\s*\n|[.!?;]\s+(?=[A-ZÇËŠŽČĆĐ][a-zçëšžčćđ]{3})", before)[-1]
    place, name = max(
        [(hit.start(), name) for name, pattern in kinds for hit in pattern.finditer(before)],
        default=(len(before), ""),
    )
    return name, before[place:]


SOLID = re.compile(r"(?<!\d)(?:\d{13}|\d{10})(?!\d)")
GROUPED = re.compile(r"(?<!\d)\d{1,5}(?:([ .\-–\u00a0])\d{1,6})(?:\1\d{1,6}){0,4}(?!\d)")
# As people write ten digits; blanks also stand between the figures of a table.
GROUPS = {(3, 3, 4), (4, 3, 3), (3, 4, 3)}
MORE_GROUPS = {*GROUPS, (5, 5), (4, 4, 2), (2, 4, 4), (2, 2, 2, 2, 2), (4, 6)}

HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
ANOTHER = re.compile(r"\d[\d /-]{4,}\d\s?[,;]")
PHONE_STARTS = re.compile(r"\+|00|0(?:2[89]|3[89]|4[3-9]|6[0-9]|11|80)")
MONEY = re.compile(r"\s?(?:eur|euro|€|usd|\$|lek|din|all\b|rsd|chf|million|milion)", re.IGNORECASE)
JOINED = re.compile(r"\d[./\-–:]\Z")  # no number has ten decimals


def find_personal_numbers(text: str) -> Iterator[tuple[Spot, bool]]:
    """Find personal numbers, each with whether the text labels it as such.

    Phone, account and book numbers, sums of money and parts of addresses are left out.
    """
    return (
        (make_spot(text, SpotKind.PERSONAL_NUMBER, start, end), label == "personal")
        for start, end, label in _numbers(text)
        if label == "personal" or (label == "" and looks_personal(text, start, end))
    )


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and label of ten or thirteen digits that stand together."""
    for match in SOLID.finditer(text):
        if not _is_part(text, *match.span()):
            label = _label(text, match.start())
            if len(match[0]) == 10 or label == "personal" or _is_old_number(match[0]):
                yield *match.span(), label
    for match in GROUPED.finditer(text):
        groups = tuple(map(len, re.findall(r"\d+", match[0])))
        if groups not in MORE_GROUPS:
            continue
        label = _label(text, match.start())
        is_blank = match[1] in " \u00a0"
        if groups in (MORE_GROUPS if label == "personal" or not is_blank else GROUPS) and not (
            _is_part(text, *match.span()) or HAS_YEAR.search(match[0])
        ):
            yield *match.span(), label


def _label(text: str, start: int) -> str:
    """Return the label of a number; "tel." counts for the next number only."""
    name, words = nearest_label(
        text, start, (("personal", PERSONAL_LABELS), ("other", OTHER_LABELS))
    )
    return "" if name == "other" and ANOTHER.search(words) else name


def looks_personal(text: str, start: int, end: int) -> bool:
    """Return whether unlabelled digits may be a personal number, by the characters around them."""
    return not (
        text[max(0, start - 1) : start] in ("+", "€", "$")
        or PHONE_STARTS.match(text, start, end)
        or MONEY.match(text, end)
        or text[max(0, start - 2) : start] in ("€ ", "$ ")
    )


def _is_part(text: str, start: int, end: int) -> bool:
    """Return whether the digits belong to a longer number, a code or an address."""
    before = text[max(0, start - 200) : start]
    goes_on = r"[./\-–:]?\d|\w" if before.endswith(",") else r"[.,/\-–:]?\d|\w"
    if JOINED.search(before[-2:]) or re.match(goes_on, text[end : end + 2]):
        return True
    word = "" if not before or before[-1].isspace() else before.split()[-1]
    if re.search(r"://|www\.|@|10\.\d{4,9}/|[?&=]", word):
        return True
    letters = re.search(r"[^\W\d_]+\Z", word)
    return letters is not None and not re.fullmatch(
        r"id|nr|no|np|br|nid|jmbg", letters[0], re.IGNORECASE
    )


def _is_old_number(digits: str) -> bool:
    """Return whether thirteen digits begin with a birth date and end with the check digit."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:7])
    try:
        date(year + (1000 if year >= 800 else 2000), month, day)
    except ValueError:
        return False
    remainder = sum(int(d) * w for d, w in zip(digits, (7, 6, 5, 4, 3, 2) * 2, strict=False)) % 11
    return int(digits[12]) == (11 - remainder if remainder > 1 else 0)


NUMBER = r"(?:(?:[Nn]r|[Nn]o|[Bb]r|NR|NO|BR)\b[. :]{0,3})"
CASE_CODES = re.compile(
    r"(?<![\w/-])(?:"
    r"(?:PPN|PPR|PPM|PPP|PPS|PP|PKR|PAKR|PML|PPK|PN|PS|KPN|KTN|KTO|KTR|KT|KP|KM|KŽ)"
    rf"[. /]{{0,2}}(?:I{{1,3}}[. ]{{0,2}})?{NUMBER}?"
    rf"|[PK](?:\.[ ]?(?:I{{1,3}}\.[ ]?)?{NUMBER}?| ?{NUMBER})"
    r")\d{1,6}/(?:19|20)?\d\d(?![\d/])"
)
FILE_CODES = re.compile(r"(?<![\w/-])([A-ZŠŽČĆĐ]{2,4})[-/](?:19|20)\d\d[-/]\d{2,5}(?![\w/-])")
NAMED_CASE = re.compile(
    r"(?<![^\W\d_])(?:case|rasti\w{0,2}|rast|lënd\w{1,3}|lend\w{1,3}|predmet\w{0,2}|slučaj\w{0,2}"
    r"|dosj\w{1,3}|dosije\w{0,1}|spis\w{0,2}|(?:case|court|shelter) file|police report)"
    r"\s(?:file |penale |penal |e |me )?(?:no|nr|number|numri|numër|numer|br|broj|num)\b"
    r"[.: #]{0,3}((?:[A-ZŠŽČĆĐ]{1,5}[-. /]?)?\d[\w./-]{0,20}\w)",
    re.IGNORECASE,
)
# Without a word for number: of a year, or it may be a part.
OF_YEAR = re.compile(
    r"(?<![^\W\d_])(?:case|rasti|lënda|lenda|predmet|slučaj|dosja|spis|(?:case|court|shelter) file)"
    r" ((?:19|20)\d\d/\d{1,6}|\d{1,6}/(?:19|20)\d\d)(?![\d/])",
    re.IGNORECASE,
)
# "Lënda nr. 45/2024 e Ministrisë: …" is how an office numbers its letters.
OF_OFFICE = re.compile(
    r"\s(?:e|i|të|of the)\s(?:Ministr|Komun|Qever|Zyr|Kuvend|Agjenc|Drejtor|Departament|Institut)"
)
PUBLIC_FILES = word_set("CM EN EU HRC ICN ICT ISO OJ PC RFP SG TIP UN WP")


def find_case_numbers(text: str) -> Iterator[Spot]:
    """Find codes like PPN 123/2024, files like VT-2024-013, and labelled case numbers."""
    for match in (*CASE_CODES.finditer(text), *FILE_CODES.finditer(text)):
        is_public_file = match.re is FILE_CODES and match[1] in PUBLIC_FILES
        label, _words = nearest_label(
            text, match.start(), (("public", PUBLIC_LABELS), ("case", CASE_LABELS))
        )
        if not is_public_file and label != "public":
            yield make_spot(text, SpotKind.CASE_NUMBER, *match.span())
    yield from (
        make_spot(text, SpotKind.CASE_NUMBER, *match.span(1))
        for match in (*NAMED_CASE.finditer(text), *OF_YEAR.finditer(text))
        if not OF_OFFICE.match(text, match.end())
    )


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
    yield from (
        make_spot(text, SpotKind.BIRTH_DATE, *match.span(1))
        for born in YEAR_OF_BIRTH.finditer(text)
        if (match := YEAR_NEAR.match(text, born.end()))
    )


def _date_before(text: str, start: int) -> tuple[int, int] | None:
    """Return the span of a date just before the word: "12.03.2004 (date of birth)"."""
    first = max(0, start - 40)
    match = DATE_BEFORE.search(text[first:start])
    return (first + match.start(1), first + match.end(1)) if match else None


def _year(text: str, end: int, people: People) -> tuple[int, int] | None:
    match = YEAR_NEAR.match(text, end)
    is_rule = match and RULE.search(text, end, match.start(1))
    return match.span(1) if match and not is_rule and people.is_beside(*match.span(1)) else None
