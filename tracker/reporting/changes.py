"""What belongs to the time that a report tells of: after `since`, up to `on`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from tracker.progress import Progress, RecommendationProgress
from tracker.reporting.blocks import Bit, Block, Bullets, Cell, Heading, Para, Style, plain
from tracker.reporting.context import Printing
from tracker.reporting.evidence import Piece, merged, quotations, without_notes
from tracker.reporting.follow_up import asked, entry
from tracker.reporting.recommendations import noted
from tracker.vocabulary import RANK, Status


def within(day: date | None, progress: Progress) -> bool:
    """Whether a day is in the period. Without `since` every day up to `on` is; no day never is."""
    if day is None or day > progress.on:
        return False
    return progress.since is None or day > progress.since


@dataclass(frozen=True, slots=True)
class Moves:
    """The recommendations that stand otherwise than before, by how; each stands in one list."""

    up: list[RecommendationProgress] = field(default_factory=list)
    down: list[RecommendationProgress] = field(default_factory=list)
    judged: list[RecommendationProgress] = field(default_factory=list)  # for the first time
    aside: list[RecommendationProgress] = field(default_factory=list)  # to or from off the scale
    corrected: list[RecommendationProgress] = field(default_factory=list)  # no movement at all
    late: list[RecommendationProgress] = field(default_factory=list)  # approved, of an earlier day

    @property
    def moved(self) -> list[RecommendationProgress]:
        """Those that moved, and were not only corrected, in the order of the lists."""
        return [*self.up, *self.down, *self.judged, *self.aside]


def moves(progress: Progress) -> Moves:
    """The movements of the report's period; none where no earlier day is told of."""
    found = Moves()
    for told in progress.recommendations:
        if told.moved and is_only_corrected(told, progress):
            found.corrected.append(told)
        elif told.moved:
            _list_of(told, found).append(told)
        elif was_corrected(told, progress):
            found.corrected.append(told)
        elif was_judged_late(told, progress):
            found.late.append(told)
    return found


def is_only_corrected(told: RecommendationProgress, progress: Progress) -> bool:
    """Whether its status differs because an older judgment was wrong, not because of what happened.

    A correction keeps the day of what it corrects: where that is not in the period, nothing of the
    period moved the status.
    """
    judgment = told.assessment
    return bool(
        judgment and judgment.corrects and progress.since and judgment.as_of <= progress.since
    )


def was_corrected(told: RecommendationProgress, progress: Progress) -> bool:
    """Whether its judgment was corrected in the period."""
    corrected = told.assessment.corrects if told.assessment else None
    return bool(corrected and progress.since and progress.since < corrected.until <= progress.on)


def was_judged_late(told: RecommendationProgress, progress: Progress) -> bool:
    """Whether its judgment was approved in the period, about a day before it."""
    edition_to = progress.report.period_to
    return progress.since is not None and told.was_judged_late(
        since=progress.since, on=progress.on, edition_to=edition_to
    )


def _list_of(told: RecommendationProgress, found: Moves) -> list[RecommendationProgress]:
    before = RANK.get(Status(told.before.code))
    if told.before.code == Status.NOT_ASSESSED:
        return found.judged
    if before is None or told.rank is None:
        return found.aside
    return found.up if told.rank > before else found.down


def news(printing: Printing) -> Iterator[Block]:
    """Everything new, each sort under its heading, recommendation by recommendation.

    That there is nothing of some sorts is said once, at the end.
    """
    sorts: dict[str, list[Block]] = {
        "evidence": list(_evidence(printing)),
        "notes": list(_list("new_notes", _notes(printing), printing)),
        "commitments": list(_list("new_measures", _measures(printing), printing)),
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
        for one in told.commitments
        if within(one.on, printing.progress) or within(one.done_on, printing.progress)
    ]


def _questions(printing: Printing) -> list[Cell]:
    return [
        asked(one, of=named(told))
        for told in printing.progress.recommendations
        for one in told.asked
        if within(one.asked_on, printing.progress)
    ]
