"""Outstanding and overdue: what is still asked for, and what is past its day, the longest first."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tracker.formats import short_day
from tracker.progress import Asked, RecommendationProgress, Undertaken
from tracker.reporting import front_matter
from tracker.reporting.blocks import Bit, Block, Cell, Column, Row, Style, Table, plain
from tracker.reporting.changes import named
from tracker.reporting.context import Printing
from tracker.reporting.status_counts import distribution, leads
from tracker.reporting.statuses import in_cell


def blocks(printing: Printing) -> Iterator[Block]:
    """The report in reading order, up to its sources."""
    progress = printing.progress
    yield front_matter.facts(printing)
    yield from front_matter.warnings(progress)
    yield from front_matter.summary(printing)
    yield printing.heading("distribution", level=1)
    yield from distribution(printing, zeros=False)
    yield from front_matter.here(progress)
    if progress.total:
        yield from _outstanding(printing)
        yield from _reviews(printing)
        yield from _measures(printing)
        yield from _questions(printing)


def _outstanding(printing: Printing) -> Iterator[Block]:
    """Those that still apply and that nobody found fully implemented, in the source's order."""
    rows = [
        Row((*_told(told), _review(told)))
        for told in printing.progress.recommendations
        if told.is_unsettled
    ]
    columns = (*_of_recommendation(printing), Column(printing.words["next_review"], 2))
    yield from _table("outstanding", columns, rows, printing)


def _review(told: RecommendationProgress) -> Cell:
    late: Cell = ((Bit(_("overdue"), Style.STRONG),),) if told.is_overdue else ()
    return (*_day(told.review_on), *late)


def _reviews(printing: Printing) -> Iterator[Block]:
    late = sorted(
        (
            (told.review_on, told)
            for told in printing.progress.recommendations
            if told.is_overdue and told.review_on
        ),
        key=lambda pair: pair[0],
    )
    rows = [Row((*_told(told), _day(due), (plain(_late(due, printing)),))) for due, told in late]
    columns = (*_of_recommendation(printing), Column(_("Review was due"), 2), _overdue())
    yield from _table("overdue_reviews", columns, rows, printing)


def _measures(printing: Printing) -> Iterator[Block]:
    found: list[tuple[date, RecommendationProgress, Undertaken]] = [
        (one.due_on, told, one)
        for told in printing.progress.recommendations
        for one in told.commitments
        if one.is_overdue and one.due_on
    ]
    rows = []
    for due, told, one in sorted(found, key=lambda each: each[0]):
        text = (Bit(one.text), *printing.numbers.refs(one.sources))
        late = plain(_late(due, printing))
        rows.append(
            Row(
                (
                    (text, _of(told)),
                    (plain(one.body.short),),
                    _day(due),
                    (late,),
                    (plain(str(one.put_off)),),
                )
            )
        )
    columns = (
        Column(_("Commitment"), 5),
        Column(_("Body"), 2),
        Column(_("Was due"), 2),
        _overdue(),
        Column(_("Times put off"), 1, is_number=True),
    )
    yield from _table("overdue_measures", columns, rows, printing, of="commitments")


def _questions(printing: Printing) -> Iterator[Block]:
    found: list[tuple[date, RecommendationProgress, Asked]] = [
        (one.due_on, told, one)
        for told in printing.progress.recommendations
        for one in told.asked
        if one.is_overdue and one.due_on
    ]
    rows = [
        Row(
            (
                (plain(one.question), _of(told)),
                (plain(one.body or "–"),),
                _day(due),
                (plain(_late(due, printing)),),
            )
        )
        for due, told, one in sorted(found, key=lambda each: each[0])
    ]
    columns = (
        Column(_("Question"), 5),
        Column(_("Asked of"), 2),
        Column(_("Answer was due"), 2),
        _overdue(),
    )
    yield from _table("overdue_questions", columns, rows, printing, of="questions")


def _table(
    word: str, columns: Sequence[Column], rows: Sequence[Row], printing: Printing, *, of: str = ""
) -> Iterator[Block]:
    heading = printing.heading(word, level=1)
    yield heading
    if rows:
        yield Table(caption=heading.text, columns=tuple(columns), rows=tuple(rows))
    else:
        yield printing.none(pgettext("what is overdue or outstanding", "None."), of=of)


def _of_recommendation(printing: Printing) -> tuple[Column, ...]:
    words = printing.words
    return (
        Column(words["number"], 0),
        Column(words["recommendation"], 5),
        Column(words["status"], 4),
        Column(words["lead"], 2),
    )


def _told(told: RecommendationProgress) -> tuple[Cell, ...]:
    return (
        (plain(told.number),),
        (plain(told.title or told.number),),
        in_cell(told, told.differing),
        (plain(leads(told)),),
    )


def _of(told: RecommendationProgress) -> tuple[Bit, ...]:
    return (Bit(named(told), Style.SOFT),)


def _day(value: date | None) -> Cell:
    return (plain(short_day(value) if value else "–"),)


def _overdue() -> Column:
    return Column(_("Overdue by"), 2, is_number=True)


def _late(due: date, printing: Printing) -> str:
    """How long it has been due, in days."""
    days = (printing.progress.on - due).days
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
