"""Names of persons in a text: two or three capitalised words, or initials."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from tracker.screening.lexicon import (
    ABBREVIATIONS,
    ARTICLES,
    CAPITAL_ENDINGS,
    COMMON_WORDS,
    ENDINGS,
    INSTITUTION_STEMS,
    INSTITUTIONS,
    OFFICE_TITLES,
    WORDS_BEFORE_NAMES,
)

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
LETTER = r"(?:Sh|Xh|Dh|Gj|Th|Zh|Ll|Rr|Nj|Lj|Dž|[A-ZÇËŠŽČĆĐ])"
INITIALS = re.compile(
    rf"(?<![\w.&/]){LETTER}\.(?:(?: ?{LETTER}\.){{1,2}}(?![\w.])|{LETTER}(?![\w.]))"
)
GAPS = frozenset({" ", "\u00a0", "  "})
NAME_DISTANCE = 80  # characters between a name and what is beside it


@dataclass(frozen=True, slots=True)
class Word:
    """Word of a text, with its place."""

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
        self.persons = sorted(
            {*self._named(), *self._initials()}, key=lambda person: (person.start, person.end)
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

    def _initials(self) -> Iterator[Person]:
        for match in INITIALS.finditer(self.text):
            if re.sub(r"\s", "", match[0]) not in ABBREVIATIONS:
                yield Person(*match.span())

    def _named(self) -> Iterator[Person]:
        for first, last in self._runs():
            first = self._skip_labels(first, last)
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

    def _skip_labels(self, first: int, last: int) -> int:
        """Return the index after labels like "Victim", "E DËMTUARA" in front of a name."""
        while first < last and self.words[first].folded in WORDS_BEFORE_NAMES | ARTICLES:
            first += 1
        return first

    def _is_name(self, run: Sequence[Word]) -> bool:
        """Return whether the words form a name: two or three, a single letter with its full stop.

        One is written in full, or all in capitals and none of them in lower case elsewhere in the
        text, as the words of a heading are.
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
        if word.folded in COMMON_WORDS or (word.is_acronym and len(word.text) < 4):
            return False
        return not word.folded.endswith(CAPITAL_ENDINGS if word.is_acronym else ENDINGS)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Yield first and last index (excluded) of adjacent capitalised words."""
        first = 0
        for index, (word, following) in enumerate(pairwise(self.words), start=1):
            gap = self.text[word.end : following.start]
            is_initial = len(word.text) == 1 and gap in (". ", ".")
            if not (following.is_capital and (gap in GAPS or is_initial)) or not word.is_capital:
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
    for size in (2, 3):
        yield from (frozenset(words[at : at + size]) for at in range(len(words) - size + 1))


def _strip_common_words(run: Sequence[Word]) -> Sequence[Word]:
    while run and run[0].folded in COMMON_WORDS and len(run[0].text) > 1:
        run = run[1:]
    while run and run[-1].folded in COMMON_WORDS and len(run[-1].text) > 1:
        run = run[:-1]
    return run
