"""What is new in the period of a report: evidence, notes, measures and questions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tracker.progress import RecommendationProgress
from tracker.reporting.blocks import Bit, Block, Bullets, Cell, Heading, Para, Style, plain
from tracker.reporting.measures import entry
from tracker.reporting.periods import within
from tracker.reporting.pieces import Piece, merged, quotations, without_notes
from tracker.reporting.printing import Printing
from tracker.reporting.questions import asked
from tracker.reporting.sections import noted


def news(printing: Printing) -> Iterator[Block]:
    """Everything new, each sort under its heading, recommendation by recommendation.

    That there is nothing of some sorts is said once, at the end.
    """
    sorts: dict[str, list[Block]] = {
        "evidence": list(_evidence(printing)),
        "notes": list(_list("new_notes", _notes(printing), printing)),
        "measures": list(_list("new_measures", _measures(printing), printing)),
        "questions": list(_list("new_questions", _questions(printing), printing)),
    }
    for blocks in sorts.values():
        yield from blocks
    empty = [sort for sort, blocks in sorts.items() if not blocks]
    if any(map(printing.withholds, empty)):
        yield Para(plain(_("Nothing else that is new is shown in this version.")))
    elif empty:
        yield printing.none(_("Nothing else is new in this period."))


def named(told: RecommendationProgress) -> str:
    """A recommendation in a line: "3 · Shelters"."""
    return " · ".join(filter(None, (told.number, told.title)))


def _evidence(printing: Printing) -> Iterator[Block]:
    progress = printing.progress
    found = [(told, _cited(told, printing)) for told in progress.recommendations]
    if any(new for _told, new in found):
        yield printing.heading("new_evidence", level=1)
    for told, new in found:
        if new:
            text = told.title.strip() or told.number
            yield Heading(2, text, anchor=f"new-{printing.anchor(told)}", number=told.number)
            yield from quotations(new, printing)


def _cited(told: RecommendationProgress, printing: Printing) -> list[Piece]:
    """What was cited in the period; a note stands among the notes alone."""
    cited = without_notes(told)
    return merged(one for one in cited if within(one.as_of, printing.progress))


def _list(word: str, entries: list[Cell], printing: Printing) -> Iterator[Block]:
    if entries:
        yield printing.heading(word, level=1)
        yield Bullets(tuple(entries))


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
