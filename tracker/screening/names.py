"""What looks like a person's name in a text: two or three capitalised words, or initials."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.screening.lexicon import (
    ABBREVIATIONS,
    ARTICLES,
    BEFORE_NAMES,
    CAPITAL_ENDINGS,
    COMMON,
    ENDINGS,
    INSTITUTION_STEMS,
    INSTITUTIONS,
    OFFICES,
)

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
LETTER = r"(?:Sh|Xh|Dh|Gj|Th|Zh|Ll|Rr|Nj|Lj|Dž|[A-ZÇËŠŽČĆĐ])"
INITIALS = re.compile(
    rf"(?<![\w.&/]){LETTER}\.(?:(?: ?{LETTER}\.){{1,2}}(?![\w.])|{LETTER}(?![\w.]))"
)
GAPS = frozenset({" ", "\u00a0", "  "})
BESIDE = 80  # characters between a name and what is beside it


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start: int
    end: int

    @property
    def folded(self) -> str:
        return re.sub(r"[’']s$", "", self.text.casefold())

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()


@dataclass(frozen=True, slots=True)
class Person:
    start: int
    end: int


class People:
    """The words of a text, and which of them look like persons that nobody knows."""

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        self.text = text
        self.words = [Word(found[0], *found.span()) for found in WORD.finditer(text)]
        self.starts = [word.start for word in self.words]
        self.known = {part for name in known for part in _parts(name)}
        self.officials: dict[int, Person] = {}  # by where they end: let through for their title
        self.uncapital = {word.text for word in self.words if word.text.islower()}
        self.persons = sorted(
            {*self._named(), *self._initials()}, key=lambda person: (person.start, person.end)
        )
        self.places = [person.start for person in self.persons]

    def is_beside(self, start: int, end: int) -> bool:
        """Whether a name stands before or after this place, in the same paragraph."""
        return any(
            not re.search(r"\n\s*\n", self.text[min(end, one.end) : max(start, one.start)])
            for one in self.near(start, end)
            if max(start - one.end, one.start - end) <= BESIDE
        )

    def near(self, start: int, end: int) -> list[Person]:
        """The two names before this place and the two after it."""
        first, last = bisect_left(self.places, start), bisect_left(self.places, end)
        return self.persons[max(0, first - 2) : last + 2]

    def word_at(self, place: int) -> int:
        """The number of the first word that starts here or later."""
        return bisect_left(self.starts, place)

    def _initials(self) -> Iterator[Person]:
        for found in INITIALS.finditer(self.text):
            if re.sub(r"\s", "", found[0]) not in ABBREVIATIONS:
                yield Person(*found.span())

    def _named(self) -> Iterator[Person]:
        for first, last in self._runs():
            first = self._past_what_is_said_of_names(first, last)
            run = self.words[first:last]
            has_title = bool(run) and run[0].folded in OFFICES
            run = run[has_title:]
            if any(is_no_person(word.folded) for word in run):
                continue
            cut = _without_ends(run)
            if not self._is_name(cut) or frozenset(word.folded for word in cut) in self.known:
                continue
            person = Person(cut[0].start, cut[-1].end)
            if has_title or self._is_official(first, last):
                self.officials[person.end] = person
            else:
                yield person

    def _past_what_is_said_of_names(self, first: int, last: int) -> int:
        """Past "Victim", "E DËMTUARA": these say who is named."""
        while first < last and self.words[first].folded in BEFORE_NAMES | ARTICLES:
            first += 1
        return first

    def _is_name(self, run: Sequence[Word]) -> bool:
        """Two or three words; a single letter is an initial with its stop.

        One is written in full, or all are capitals: then none may stand elsewhere in the text
        without, as the words of a heading do.
        """
        if not 2 <= len(run) <= 3:
            return False
        if not any(len(word.text) > 1 and not word.is_acronym for word in run) and not all(
            word.is_acronym and word.text.casefold() not in self.uncapital for word in run
        ):
            return False
        return all(self._may_be_of_name(word) for word in run)

    def _may_be_of_name(self, word: Word) -> bool:
        if len(word.text) == 1:
            return self.text[word.end : word.end + 1] == "."
        if word.folded in COMMON or (word.is_acronym and len(word.text) < 4):
            return False
        return not word.folded.endswith(CAPITAL_ENDINGS if word.is_acronym else ENDINGS)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """From which word to which the words are capitalised and stand side by side."""
        first = 0
        for number, (one, following) in enumerate(pairwise(self.words), start=1):
            gap = self.text[one.end : following.start]
            is_initial = len(one.text) == 1 and gap in (". ", ".")
            if not (following.is_capital and (gap in GAPS or is_initial)) or not one.is_capital:
                if one.is_capital and number - first > 1:
                    yield first, number
                first = number
        if self.words and self.words[-1].is_capital and len(self.words) - first > 1:
            yield first, len(self.words)

    def _is_official(self, first: int, last: int) -> bool:
        """Whether a title of office stands just before the name, or just after a comma."""
        before = self.words[first - 1] if first else None
        if before and before.folded in OFFICES and "\n" not in self._gap(first - 1):
            return True
        after = self.words[last : last + 4]
        return (
            bool(after)
            and self._gap(last - 1).startswith((", ", " ("))
            and any(word.folded in OFFICES for word in after)
        )

    def _gap(self, number: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.words[number].end : self.words[number + 1].start]


def is_no_person(folded: str) -> bool:
    return folded in INSTITUTIONS or folded in OFFICES or folded.startswith(INSTITUTION_STEMS)


def _parts(name: str) -> Iterator[frozenset[str]]:
    """The names that stand in a known one: any two or three words of it side by side."""
    words = [Word(found[0], *found.span()).folded for found in WORD.finditer(name)]
    for size in (2, 3):
        yield from (frozenset(words[at : at + size]) for at in range(len(words) - size + 1))


def _without_ends(run: Sequence[Word]) -> Sequence[Word]:
    while run and run[0].folded in COMMON and len(run[0].text) > 1:
        run = run[1:]
    while run and run[-1].folded in COMMON and len(run[-1].text) > 1:
        run = run[:-1]
    return run
