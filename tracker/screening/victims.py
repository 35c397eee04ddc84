"""Words for a victim beside a person's name, in sentences and in tables."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from tracker.screening.lexicon import COMMON_WORDS, PERSONAL_LABELS, word_set
from tracker.screening.persons import (
    BORN,
    DATE,
    DIGIT,
    WORD,
    YEAR,
    YEAR_OF_BIRTH,
    People,
    Person,
    Spot,
    Word,
    is_institution,
    looks_personal,
    make_spot,
)
from tracker.vocabulary import SpotKind

MAX_WORDS_BETWEEN = 6  # between the word and the name
MAX_WORDS_TO_CAPITALS = 3  # a name in capitals may also be a heading
VICTIM_WORDS = word_set(
    """
    victim survivor viktima viktimë viktimën viktimës viktimes žrtva žrtve žrtvu žrtvi žrtvom zrtva
    zrtve i/e mbijetuara mbijetuarit mbijetuarën oštećena oštećeni oštećenoj oštećenom oštećenog
    ostecena osteceni maloletnica maloletnik maloletna maloletni maloljetna maloljetni
    """
)
TWO_WORD_TERMS = frozenset(
    {("injured", "party"), ("minor", "victim"), ("pala", "dëmtuar"), ("palës", "dëmtuar")}
    | {(article, word) for article in ("e", "i", "të", "së")
       for word in ("mitura", "mituri", "miturën", "miturit", "dëmtuara", "dëmtuari", "dëmtuarën",
                    "dëmtuarit", "dëmtuar")}
)  # fmt: skip
# Plural words count only where names follow directly.
PLURAL_WORDS = word_set("victims survivors viktima viktimat viktimave žrtve žrtava žrtvama zrtava")
# These count only directly before a name: the minor Arta Krasniqi.
ADJACENT_WORDS = word_set(
    """
    minor juvenile girl boy child vajza vajzën vajzës djali djalin djalit fëmija fëmijën fëmijës
    devojčica devojčicu devojčice devojka devojku dečak dečaka dete deteta
    """
)
WORDS_AFTER = re.compile(
    r"[ („“\"]{1,3}|:\s{0,3}[(„“\"]?|\s(?:named|called|me emrin|me emrat|po imenu)\s"
)
WORDS_BEFORE = re.compile(  # Arta Krasniqi and Blerta Hoxha were identified as victims
    r"[^.!?;\n]{0,40}\s(?:as|si|kao)\s(?:the\s|two\s|dy\s|dve\s)?"
    r"|\s(?:were|are|janë|ishin|su|bile su)\s(?:the\s)?"
)
# "Victim" before these is an adjective: victim protection.
ADJECTIVE_BEFORE = word_set(
    """
    advocacy advocate advocates assistance assistant care centers centres compensation coordinator
    identification interview interviews participation program programme protection referral
    rehabilitation restitution rights service services shelter shelters specialist specialists
    statement statements status support testimony witness-assistance
    """
)
STOP = re.compile(
    r"(?<![^\W\d_])[^\W\d_]{3,}[.!?;]\s|[!?;]\s|\n\s*\n|\n\s*[-•*·–]\s|\)\.\s|\d\.\s+(?=[A-Z])"
)


def find_victims_beside_names(text: str, people: People) -> Iterator[Spot]:
    """Find words for a victim within six words of a name; plural ones if a name follows."""
    if not people.persons and not people.officials:
        return
    for number, word in enumerate(people.words):
        if _is_victim(people.words, number) and (
            person := _nearest_name(text, people, number) or _titled_name(text, people, word)
        ):
            start, end = min(word.start, person.start), max(word.end, person.end)
            yield make_spot(text, SpotKind.VICTIM_BESIDE_NAME, start, end)


def _is_victim(words: list[Word], number: int) -> bool:
    folded = words[number].folded
    following = words[number + 1].folded if number + 1 < len(words) else ""
    if folded in VICTIM_WORDS or folded in PLURAL_WORDS or folded in ADJACENT_WORDS:
        return following not in ADJECTIVE_BEFORE
    return number > 0 and (words[number - 1].folded, folded) in TWO_WORD_TERMS


def _nearest_name(text: str, people: People, number: int) -> Person | None:
    """Return the nearest name close enough to the word."""
    word, candidates = people.words[number], []
    is_several = word.folded in PLURAL_WORDS and word.folded not in VICTIM_WORDS
    near = people.near(word.start, word.end)
    for person in (it for it in near if not it.start <= word.start < it.end):
        is_after = person.start > word.start
        between = text[word.end : person.start] if is_after else text[person.end : word.start]
        is_at_once = (WORDS_AFTER if is_after else WORDS_BEFORE).fullmatch(between) is not None
        if (is_several and not is_at_once) or (
            word.folded in ADJACENT_WORDS and not (is_after and is_at_once)
        ):
            continue
        distance = (
            people.word_at(person.start) - number - 1
            if is_after
            else (number - people.word_at(person.end))
        )
        name = text[person.start : person.end]
        may_be_heading = (  # in capitals, and not in initials
            name.isupper()
            and re.search(r"[^\W\d_]{4}", name)
            and (distance > MAX_WORDS_TO_CAPITALS or "\n" in between)
        )
        is_near = distance <= MAX_WORDS_BETWEEN and not STOP.search(between)
        if is_near and not may_be_heading:
            candidates.append((distance, person.start, person))
    return min(candidates)[2] if candidates else None


def _titled_name(text: str, people: People, word: Word) -> Person | None:
    """Return a person with a title who is called a victim: Doctor Arta Krasniqi, victim, …."""
    if text[word.end : word.end + 1] not in (",", ")"):
        return None
    persons = (
        people.officials.get(word.start - len(gap))
        for gap in (", ", ", a ", " (")
        if text.endswith(gap, 0, word.start)
    )
    return next(filter(None, persons), None)


DIGITS = re.compile(r"\d{10}|\d{13}")
BIRTH = re.compile(rf"{DATE}|{YEAR}", re.IGNORECASE)
LONGEST_HEAD = 40  # characters
FIRST_NAMES = word_set("emri emër ime name forename first given")
LAST_NAMES = word_set("mbiemri mbiemër prezime surname last family")


class Column(StrEnum):
    """Meaning of a column, by its heading."""

    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    BIRTH = "birth"
    NUMBER = "personal number"


def find_in_tables(text: str, people: People) -> Iterator[Spot]:
    """Find personal numbers, birth dates and words for a victim in rows that name somebody."""
    heads: dict[int, Column] = {}
    start = 0
    for row in text.split("\n"):
        if not row.strip():  # a blank line ends a table
            heads = {}
        elif "\t" in row:
            cells = list(_cells(row, start))
            columns = {place: _column(cell.text) for place, cell in enumerate(cells)}
            if new_heads := {place: column for place, column in columns.items() if column}:
                heads = new_heads
            else:
                yield from _find_in_row(text, cells, heads, people)
        start += len(row) + 1


def _cells(row: str, start: int) -> Iterator[Word]:
    """Yield the words of each cell of a row, whose own place is `start`, with their place."""
    for value in row.split("\t"):
        first = start + len(value) - len(value.lstrip())
        yield Word(value.strip(), first, first + len(value.strip()))
        start += len(value) + 1


def _column(head: str) -> Column | None:
    """Return the meaning of a column with this heading, or None; longer text is no heading."""
    if len(head) > LONGEST_HEAD or DIGIT.search(head):
        return None
    words = {word.casefold() for word in WORD.findall(head)}
    meanings = (
        (Column.BIRTH, BORN.search(head) or YEAR_OF_BIRTH.search(head)),
        (Column.NUMBER, PERSONAL_LABELS.search(head)),
        (Column.LAST_NAME, words <= {*LAST_NAMES, "name"} and words & LAST_NAMES),
        (Column.FIRST_NAME, words and words <= FIRST_NAMES),
    )
    return next((column for column, is_meant in meanings if is_meant), None)


def _find_in_row(
    text: str, cells: Sequence[Word], heads: dict[int, Column], people: People
) -> Iterator[Spot]:
    numbers = {n for n, cell in enumerate(cells) if DIGITS.fullmatch(cell.text)}
    births = {
        n
        for n, cell in enumerate(cells)
        if heads.get(n) == Column.BIRTH and BIRTH.fullmatch(cell.text.rstrip("."))
    }
    victims = [cell for cell in cells if _is_victim_cell(cell)]
    if not numbers and not births and not victims:
        return
    if (names := _find_name_cells(cells, heads)) and victims:
        marked = [*names, victims[0]]
        start, end = min(cell.start for cell in marked), max(cell.end for cell in marked)
        yield make_spot(text, SpotKind.VICTIM_BESIDE_NAME, start, end)
    first, last = cells[0].start, cells[-1].end
    is_named = bool(
        names
        or any(_is_name(cell.text) and _is_name(other.text) for cell, other in pairwise(cells))
        or any(first <= person.start < last for person in people.near(first, last))
    )
    for place in sorted(numbers):
        cell = cells[place]
        if heads.get(place) == Column.NUMBER or (
            is_named and place not in heads and looks_personal(text, cell.start, cell.end)
        ):
            yield make_spot(text, SpotKind.PERSONAL_NUMBER, cell.start, cell.end)
    yield from (
        make_spot(text, SpotKind.BIRTH_DATE, cells[place].start, cells[place].end)
        for place in (sorted(births) if is_named else ())
    )


def _is_victim_cell(cell: Word) -> bool:
    words = tuple(word.casefold() for word in WORD.findall(cell.text))
    return words in TWO_WORD_TERMS or (len(words) == 1 and words[0] in VICTIM_WORDS)


def _find_name_cells(cells: Sequence[Word], heads: dict[int, Column]) -> list[Word]:
    """Return the cells of first and last name; none where only one of the two has a column."""
    by_column = {
        column: cells[place]
        for place, column in heads.items()
        if place < len(cells) and re.match(r"[^\W\d_]", cells[place].text)
    }
    names = [by_column.get(Column.FIRST_NAME), by_column.get(Column.LAST_NAME)]
    return [cell for cell in names if cell] if all(names) else []


def _is_name(text: str) -> bool:
    """Return whether a text is one capitalised word that may be a name."""
    word = Word(text, 0, len(text))
    return (
        WORD.fullmatch(text) is not None
        and len(text) > 2
        and word.is_capital
        and word.folded not in COMMON_WORDS
        and not is_institution(word.folded)
    )
