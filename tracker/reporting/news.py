"""What is new in the period of a report: evidence, notes, measures and questions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.progress import RecommendationProgress
from tracker.reporting.blocks import Bit, Block, Bullets, Cell, Heading, Style
from tracker.reporting.measures import entry
from tracker.reporting.periods import within
from tracker.reporting.printing import Printing
from tracker.reporting.questions import asked
from tracker.reporting.quotations import quoted
from tracker.reporting.sections import noted


def news(printing: Printing) -> Iterator[Block]:
    """Everything new, each sort under its heading, recommendation by recommendation."""
    yield from _evidence(printing)
    yield from _list("new_notes", _notes(printing), printing)
    yield from _list("new_measures", _measures(printing), printing)
    yield from _list("new_questions", _questions(printing), printing)


def named(told: RecommendationProgress) -> str:
    """A recommendation in a line: "3 · Shelters"."""
    return " · ".join(filter(None, (told.number, told.title)))


def _evidence(printing: Printing) -> Iterator[Block]:
    progress = printing.progress
    yield printing.heading("new_evidence", level=1)
    is_empty = True
    for told in progress.recommendations:
        new = [cited for cited in told.evidence if within(cited.as_of, progress)]
        if new:
            is_empty = False
            text = told.title.strip() or told.number
            yield Heading(2, text, anchor=f"new-{printing.anchor(told)}", number=told.number)
            yield from (quoted(cited, printing) for cited in new)
    if is_empty:
        yield printing.none(_("None in this period."))


def _list(word: str, entries: list[Cell], printing: Printing) -> Iterator[Block]:
    yield printing.heading(word, level=1)
    yield Bullets(tuple(entries)) if entries else printing.none(_("None in this period."))


def _of(told: RecommendationProgress, cell: Cell) -> Cell:
    """An entry with the recommendation it belongs to below it."""
    return (*cell, (Bit(named(told), Style.SOFT),))


def _notes(printing: Printing) -> list[Cell]:
    return [
        _of(told, noted(note, printing))
        for told in printing.progress.recommendations
        for note in told.notes
        if within(note.on, printing.progress)
    ]


def _measures(printing: Printing) -> list[Cell]:
    """Those undertaken or done in the period. When one was dropped is not held."""
    return [
        _of(told, entry(one, printing))
        for told in printing.progress.recommendations
        for one in told.measures
        if within(one.on, printing.progress) or within(one.done_on, printing.progress)
    ]


def _questions(printing: Printing) -> list[Cell]:
    return [
        asked(one, of=named(told))
        for told in printing.progress.recommendations
        for one in told.asked
        if within(one.asked_on, printing.progress)
    ]
