"""Tables as text, cells apart by tabs: what their heads say of the cells below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tracker.screening.birth_dates import BORN, DATE, YEAR, YEAR_OF_BIRTH
from tracker.screening.lexicon import COMMON, words_of
from tracker.screening.names import WORD, People, Word, is_no_person
from tracker.screening.numbers import PERSONAL, is_one
from tracker.screening.spots import Spot, spot
from tracker.screening.victims import ONE, TWO
from tracker.vocabulary import SpotKind

DIGITS = re.compile(r"\d{10}|\d{13}")
BIRTH = re.compile(rf"{DATE}|{YEAR}", re.IGNORECASE)
LONGEST_HEAD = 40  # characters
FIRST_NAMES = words_of("emri emër ime name forename first given")
LAST_NAMES = words_of("mbiemri mbiemër prezime surname last family")


class Column(StrEnum):
    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    BIRTH = "birth"
    NUMBER = "personal number"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def spots_of_tables(text: str, people: People) -> Iterator[Spot]:
    """Personal numbers, birth dates and the word for a victim in a row that names somebody."""
    heads: dict[int, Column] = {}
    start = 0
    for row in text.split("\n"):
        if not row.strip():  # a blank line ends a table
            heads = {}
        elif "\t" in row:
            cells = _cells(row, start)
            own = _heads(cells)
            heads = own or heads
            if not own:
                yield from _of_row(text, cells, heads, people)
        start += len(row) + 1


def _cells(row: str, start: int) -> list[Cell]:
    cells: list[Cell] = []
    for told in row.split("\t"):
        inner = told.lstrip()
        cells.append(Cell(inner.rstrip(), start + len(told) - len(inner)))
        start += len(told) + 1
    return cells


def _heads(cells: Sequence[Cell]) -> dict[int, Column]:
    heads: dict[int, Column] = {}
    for place, cell in enumerate(cells):
        if cell.text and len(cell.text) <= LONGEST_HEAD and not re.search(r"\d", cell.text):
            column = _column(cell.text)
            if column:
                heads[place] = column
    return heads


def _column(head: str) -> Column | None:
    words = {word.casefold() for word in WORD.findall(head)}
    if BORN.search(head) or YEAR_OF_BIRTH.search(head):
        return Column.BIRTH
    if PERSONAL.search(head):
        return Column.NUMBER
    if words and words <= {*LAST_NAMES, "name"} and words & LAST_NAMES:
        return Column.LAST_NAME
    if words and words <= FIRST_NAMES:
        return Column.FIRST_NAME
    return None


def _of_row(
    text: str, cells: Sequence[Cell], heads: dict[int, Column], people: People
) -> Iterator[Spot]:
    numbers = {n for n, cell in enumerate(cells) if DIGITS.fullmatch(cell.text)}
    births = {n for n, c in enumerate(cells) if heads.get(n) == Column.BIRTH and _is_birth(c)}
    victims = [cell for cell in cells if _says_victim(cell)]
    if not numbers and not births and not victims:
        return
    named = _name_under_heads(cells, heads)
    if named and victims:
        both = [*named, victims[0]]
        start, end = min(one.start for one in both), max(one.end for one in both)
        yield spot(text, SpotKind.VICTIM_BESIDE_NAME, start, end)
    is_named = bool(
        named
        or any(_are_names(one, other) for one, other in pairwise(cells))
        or any(cells[0].start <= one.start < cells[-1].end for one in people.near(
            cells[0].start, cells[-1].end))
    )  # fmt: skip
    for place in sorted(numbers):
        cell = cells[place]
        is_called = heads.get(place) == Column.NUMBER
        if is_called or (is_named and is_one(text, cell.start, cell.end) and place not in heads):
            yield spot(text, SpotKind.PERSONAL_NUMBER, cell.start, cell.end)
    for place in sorted(births) if is_named else ():
        yield spot(text, SpotKind.BIRTH_DATE, cells[place].start, cells[place].end)


def _is_birth(cell: Cell) -> bool:
    return BIRTH.fullmatch(cell.text.rstrip(".")) is not None


def _says_victim(cell: Cell) -> bool:
    words = tuple(word.casefold() for word in WORD.findall(cell.text))
    return words in TWO or (len(words) == 1 and words[0] in ONE)


def _name_under_heads(cells: Sequence[Cell], heads: dict[int, Column]) -> list[Cell]:
    """The cells of a first and a last name; none where only one of the two has a column."""
    named = {
        column: cells[place]
        for place, column in heads.items()
        if place < len(cells) and re.match(r"[^\W\d_]", cells[place].text)
    }
    both = [named.get(Column.FIRST_NAME), named.get(Column.LAST_NAME)]
    return [cell for cell in both if cell] if all(both) else []


def _are_names(one: Cell, other: Cell) -> bool:
    return _is_name(one.text) and _is_name(other.text)


def _is_name(text: str) -> bool:
    """One capitalised word that is nothing else."""
    found = WORD.fullmatch(text)
    word = Word(text, 0, len(text))
    return (
        found is not None
        and len(text) > 2
        and word.is_capital
        and word.folded not in COMMON
        and not is_no_person(word.folded)
    )
