"""Spots in tables: cells separated by tabs, with the meaning that their column's heading gives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tracker.screening.birth_dates import BORN, DATE, YEAR, YEAR_OF_BIRTH
from tracker.screening.lexicon import COMMON_WORDS, word_set
from tracker.screening.names import WORD, People, Word, is_institution
from tracker.screening.numbers import PERSONAL_LABELS, looks_personal
from tracker.screening.spots import Spot, make_spot
from tracker.screening.victims import TWO_WORD_TERMS, VICTIM_WORDS
from tracker.vocabulary import SpotKind

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


@dataclass(frozen=True, slots=True)
class Cell:
    """Cell of a row, with its place in the whole text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """End of the text in the cell."""
        return self.start + len(self.text)


def find_in_tables(text: str, people: People) -> Iterator[Spot]:
    """Find personal numbers, birth dates and words for a victim in rows that name somebody."""
    heads: dict[int, Column] = {}
    start = 0
    for row in text.split("\n"):
        if not row.strip():  # a blank line ends a table
            heads = {}
        elif "\t" in row:
            cells = _cells(row, start)
            new_heads = _heads(cells)
            heads = new_heads or heads
            if not new_heads:
                yield from _find_in_row(text, cells, heads, people)
        start += len(row) + 1


def _cells(row: str, start: int) -> list[Cell]:
    cells: list[Cell] = []
    for value in row.split("\t"):
        stripped = value.lstrip()
        cells.append(Cell(stripped.rstrip(), start + len(value) - len(stripped)))
        start += len(value) + 1
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
    if PERSONAL_LABELS.search(head):
        return Column.NUMBER
    if words and words <= {*LAST_NAMES, "name"} and words & LAST_NAMES:
        return Column.LAST_NAME
    if words and words <= FIRST_NAMES:
        return Column.FIRST_NAME
    return None


def _find_in_row(
    text: str, cells: Sequence[Cell], heads: dict[int, Column], people: People
) -> Iterator[Spot]:
    numbers = {n for n, cell in enumerate(cells) if DIGITS.fullmatch(cell.text)}
    births = {n for n, c in enumerate(cells) if heads.get(n) == Column.BIRTH and _is_birth(c)}
    victims = [cell for cell in cells if _is_victim_cell(cell)]
    if not numbers and not births and not victims:
        return
    names = _find_name_cells(cells, heads)
    if names and victims:
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
        may_be_personal = is_named and place not in heads
        if heads.get(place) == Column.NUMBER or (
            may_be_personal and looks_personal(text, cell.start, cell.end)
        ):
            yield make_spot(text, SpotKind.PERSONAL_NUMBER, cell.start, cell.end)
    for place in sorted(births) if is_named else ():
        yield make_spot(text, SpotKind.BIRTH_DATE, cells[place].start, cells[place].end)


def _is_birth(cell: Cell) -> bool:
    return BIRTH.fullmatch(cell.text.rstrip(".")) is not None


def _is_victim_cell(cell: Cell) -> bool:
    words = tuple(word.casefold() for word in WORD.findall(cell.text))
    return words in TWO_WORD_TERMS or (len(words) == 1 and words[0] in VICTIM_WORDS)


def _find_name_cells(cells: Sequence[Cell], heads: dict[int, Column]) -> list[Cell]:
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
