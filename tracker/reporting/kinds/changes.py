"""What changed between two days: counts, movements with their reasons, and what is new."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.formats import before_mark, day
from tracker.progress import RecommendationProgress
from tracker.reporting import front_matter, phrases
from tracker.reporting.blocks import (
    Bit,
    Block,
    Chart,
    Column,
    Contents,
    Para,
    Row,
    Style,
    Table,
    plain,
)
from tracker.reporting.changes import Moves, moves, news
from tracker.reporting.context import Printing
from tracker.reporting.distribution_bar import distribution_bar, in_rank_order
from tracker.reporting.figures import signed
from tracker.reporting.recommendations import title
from tracker.reporting.status_counts import backed, counted, share_of
from tracker.reporting.statuses import as_of, marks, status, turn


def blocks(printing: Printing) -> Iterator[Block]:
    """The report in reading order, up to its sources."""
    progress = printing.progress
    yield front_matter.facts(printing)
    yield from front_matter.warnings(progress)
    yield from front_matter.summary(printing)
    if progress.since is None:
        yield Para(plain(_("No earlier day was chosen, so there is nothing to compare with.")))
        return
    if not progress.total:
        yield Para(plain(phrases.nothing(progress)))
        return
    found = moves(progress)
    yield Contents(printing.words["contents"], depth=1)
    yield from _counts(printing, found)
    yield from front_matter.here(progress)
    yield from _movements(found, printing)
    yield from news(printing)


def _counts(printing: Printing, found: Moves) -> Iterator[Block]:
    """How many stood and stand at each status, with the bar of the later day, and how many of them
    were only corrected.
    """
    progress, words = printing.progress, printing.words
    since = progress.since or progress.on
    was = progress.counts_before or counted([one.before for one in progress.recommendations])
    numbers = {count.status.code: count.number for count in was}
    yield printing.heading("counts_before", level=1)
    now = before_mark(day(progress.on))
    yield Para(plain(f"{before_mark(day(since))}: {share_of(was)}"), is_small=True)
    yield Para(plain(f"{now}: {share_of(progress.counts)}"), is_small=True)
    yield from _bar(printing)
    rows = []
    for count in in_rank_order(progress.counts):
        before = numbers[count.status.code]
        cells = (str(before), str(count.number), signed(count.number - before))
        rows.append(Row(((status(count.status),), *((plain(cell),) for cell in cells))))
    yield Table(
        caption=words["distribution_caption"],
        columns=(
            Column(words["status"], 3),
            Column(day(since), 2, is_number=True),
            Column(day(progress.on), 2, is_number=True),
            Column(_("Difference"), 1, is_number=True),
        ),
        rows=tuple(rows),
    )
    yield from backed(progress)
    if wrong := sum(told.moved for told in found.corrected):
        told = ngettext(
            "%(number)d recommendation stands elsewhere since an earlier judgment was wrong: that "
            "is no movement.",
            "%(number)d recommendations stand elsewhere since earlier judgments were wrong: that "
            "is no movement.",
            wrong,
        )
        yield Para(plain(told % {"number": wrong}), is_small=True)


def _bar(printing: Printing) -> Iterator[Block]:
    progress = printing.progress
    title = f"{printing.words['distribution_caption']}, {before_mark(day(progress.on))}"
    told = phrases.listed(in_rank_order(progress.counts))
    bar = distribution_bar(progress.counts, title=title, description=told)
    yield Chart(str(bar), title, f"{title}: {told}")


def _movements(found: Moves, printing: Printing) -> Iterator[Block]:
    groups = {"up": found.up, "down": found.down, "judged": found.judged, "aside": found.aside}
    if not found.moved:
        yield printing.heading("changed", level=1)
        yield printing.none(_("No recommendation changed its status."))
    for word, some in groups.items():
        if some:
            yield printing.heading(word, level=1)
            yield from _each(some, printing)
    if found.corrected:
        yield printing.heading("corrected", level=1)
        no_movement = _(
            "An earlier judgment was wrong and was put right. A correction is no sliding back:"
            " nothing moved but what is known."
        )
        yield Para(plain(no_movement))
        yield from _each(found.corrected, printing)
    if found.late:
        yield printing.heading("late", level=1)
        known_since = _(
            "Approved in the period, about an earlier day. As we know today they stood there "
            "before the period began."
        )
        yield Para(plain(known_since))
        yield from _each(found.late, printing)


def _each(some: Sequence[RecommendationProgress], printing: Printing) -> Iterator[Block]:
    """From where to where, as of when, and why."""
    for told in some:
        yield title(told, printing)
        judgment, within = told.assessment, printing.words["as_of_within"]
        line = turn(told.before, told.status) if told.moved else status(told.status)
        if judgment is None:
            yield Para(line)
            continue
        beside = (judgment.strength.label, *marks(judgment))
        line = (*line, *(Bit(f" · {one}", Style.SOFT) for one in beside if one))
        yield Para((*line, Bit(f" · {within} "), *as_of(judgment, printing)))
        if judgment.corrects:
            yield Para(plain(phrases.correction(judgment.corrects)), is_small=True)
        refs = printing.backed(judgment, told.evidence)
        yield from printing.text(judgment.rationale, refs)
