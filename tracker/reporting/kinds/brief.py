"""The brief: two pages of where it stands, what changed, what is next and what is open."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.progress import Asked, RecommendationProgress
from tracker.reporting import front_matter
from tracker.reporting.blocks import (
    Bit,
    Block,
    Bullets,
    Cell,
    Column,
    Line,
    Para,
    Row,
    Style,
    Table,
    plain,
)
from tracker.reporting.changes import moves
from tracker.reporting.context import FIRST, Printing
from tracker.reporting.follow_up import dates
from tracker.reporting.status_counts import distribution, leads, trend_of
from tracker.reporting.statuses import marks, status, turn

ASKED = 5  # questions


def blocks(printing: Printing) -> Iterator[Block]:
    """The brief in reading order, up to its sources."""
    progress = printing.progress
    yield from front_matter.warnings(progress)
    yield from front_matter.summary(printing)
    yield printing.heading("distribution", level=1)
    yield from distribution(printing, is_short=True)
    yield from front_matter.here(progress)
    if progress.recommendations:
        yield from _changed(printing)
        yield printing.heading("recommendations", level=1)
        few = _("No more than %(number)d sources are named for each; the full report has them all.")
        yield Para(plain(few % {"number": FIRST}), is_small=True)
        yield _table(printing)
        yield from _next_steps(printing)
        yield from _questions(printing)
    yield printing.heading("about", level=1)
    yield front_matter.facts(printing)


def _changed(printing: Printing) -> Iterator[Block]:
    yield printing.heading("changed", level=1)
    since = printing.progress.since
    if since is None:
        yield Para(plain(_("This brief compares with no earlier day.")))
        return
    found = moves(printing.progress)
    entries = [_moved(told, printing) for told in found.moved]
    entries += [(*_moved(told, printing), plain(_("corrected"))) for told in found.corrected]
    if entries:
        yield Bullets(tuple(entries))
    else:
        yield printing.none(_("No recommendation changed its status."))


def _moved(told: RecommendationProgress, printing: Printing) -> Cell:
    changed = turn(told.before, told.status) if told.moved else status(told.status)
    named = (_numbered(told, printing), Bit(f"{told.title}: "))
    return ((*named, *changed, *_refs(told, printing)),)


def _numbered(told: RecommendationProgress, printing: Printing) -> Bit:
    """The number at the head of an entry, as such: alone it would read as that of the entry."""
    return Bit(f"{printing.words['number']} {told.number} ", Style.SOFT)


def _table(printing: Printing) -> Table:
    words = printing.words
    return Table(
        caption=words["overview_caption"],
        columns=(
            Column(words["number"], 0),
            Column(words["recommendation"], 6),
            Column(words["status"], 7),
            Column(words["trend"], 0),
            Column(words["lead"], 4),
        ),
        rows=tuple(_line(told, printing) for told in printing.progress.recommendations),
    )


def _line(told: RecommendationProgress, printing: Printing) -> Row:
    """A recommendation in as few lines as can be: strength and marks beside its status."""
    judgment = told.assessment
    stands = status(told.status)
    beside = " · ".join((*((judgment.strength.label,) if judgment else ()), *marks(judgment)))
    if beside:
        stands = (*stands, Bit(f" · {beside}", Style.SOFT))
    return Row(
        (
            (plain(told.number),),
            (plain(told.title or told.number),),
            ((*stands, *_refs(told, printing)),),
            (trend_of(told),),
            (plain(leads(told)),),
        )
    )


def _refs(told: RecommendationProgress, printing: Printing) -> Line:
    """The first sources of its judgment, or that they may not be named."""
    judgment = told.assessment
    if judgment is None:
        return ()
    few = printing.first_sources(told)
    return printing.numbers.refs(few, withheld=0 if few else judgment.withheld)


def _next_steps(printing: Printing) -> Iterator[Block]:
    yield printing.heading("next_steps", level=1)
    entries = tuple(
        ((_numbered(told, printing), Bit(" ".join(told.assessment.next_step.split()))),)
        for told in printing.progress.recommendations
        if told.assessment and told.assessment.next_step.strip()
    )
    yield Bullets(entries) if entries else printing.none(_("No next step is written down."))


def _questions(printing: Printing) -> Iterator[Block]:
    """The questions that are due first, each in a line, and how many more there are."""
    yield printing.heading("questions", level=1)
    found = _in_turn(printing.progress.recommendations)
    if not found:
        yield printing.none(_("No question is open."), of="questions")
        return
    shown = found if printing.progress.part else found[:ASKED]
    yield Bullets(tuple((_question(told, one, printing),) for told, one in shown))
    more = len(found) - len(shown)
    if more > 0:
        words = ngettext(
            "%(number)d more question is open; the full report has it.",
            "%(number)d more questions are open; the full report has them.",
            more,
        )
        yield Para(plain(words % {"number": more}), is_small=True)


def _in_turn(
    recommendations: Iterable[RecommendationProgress],
) -> list[tuple[RecommendationProgress, Asked]]:
    """The overdue first; then one of each recommendation, before a second one of any."""

    def due(one: Asked) -> tuple[bool, date]:
        return not one.is_overdue, one.due_on or date.max

    found = [
        (*due(one), turn, told, one)
        for told in recommendations
        for turn, one in enumerate(sorted(told.asked, key=due))
    ]
    found.sort(key=lambda each: (each[0], each[2], each[1]))
    return [(told, one) for *_order, told, one in found]


def _question(told: RecommendationProgress, one: Asked, printing: Printing) -> Line:
    beside = " · ".join(filter(None, dates(one)))
    line: Line = (_numbered(told, printing), Bit(one.question))
    if beside:
        line = (*line, Bit(f" {beside}", Style.SOFT))
    return (*line, Bit(" "), Bit(_("overdue"), Style.STRONG)) if one.is_overdue else line
