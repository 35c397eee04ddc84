"""Whose views of a recommendation there are, laid out side by side."""

from collections.abc import Iterator, Sequence
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.formats import day, short_day
from tracker.progress import Judgment, RecommendationProgress, View
from tracker.reporting import phrases
from tracker.reporting.blocks import Bit, Block, Cell, Column, Line, Para, Row, Style, Table
from tracker.reporting.context import Printing, cited_by
from tracker.reporting.statuses import DASH, marks, status

BESIDE = 2  # other views in one table: more would be too narrow to read on paper


def side_by_side(
    told: RecommendationProgress, views: Sequence[View], printing: Printing
) -> Iterator[Block]:
    """The analysts' view with others', at most two in a table."""
    for some in batched(views, BESIDE):
        assessments = [told.assessment, *(view.assessment for view in some)]
        heads = [_("Analysts"), *(view.whose.short for view in some)]
        yield Table(
            caption=printing.words["views"],
            columns=(Column("", 2), *(Column(head, 3) for head in heads)),
            rows=tuple(_rows(told, assessments, some, printing)),
        )


def statements(
    told: RecommendationProgress, views: Sequence[View], printing: Printing
) -> Iterator[Block]:
    """What others say in their words, and where that is from."""
    for view in views:
        whose = phrases.named(view.whose.name, view.whose.short)
        stated = _stated(view)
        yield Para(
            (Bit(whose, Style.STRONG), *((Bit(f" {stated}", Style.SOFT),) if stated else ()))
        )
        yield from printing.text(view.assessment.rationale, _refs(view, told, printing))
        if view.assessment.corrects:
            yield Para((Bit(phrases.correction(view.assessment.corrects)),), is_small=True)


def _refs(view: View, told: RecommendationProgress, printing: Printing) -> Line:
    """Where it was stated, and what it cites."""
    stated = [view.source] if view.source else []
    cited = cited_by(view.assessment, told.evidence)
    return printing.numbers.refs([*stated, *cited], withheld=view.assessment.withheld)


def _rows(
    told: RecommendationProgress,
    assessments: Sequence[Judgment | None],
    views: Sequence[View],
    printing: Printing,
) -> Iterator[Row]:
    words = printing.words
    standing = [(status(j.status if j else told.status), *_marked(j)) for j in assessments]
    yield _row(words["status"], standing)
    yield _row(words["strength"], [_cell(j.strength.label if j else "") for j in assessments])
    yield _row(words["apart"], [_cell(""), *(_cell(_apart(view)) for view in views)])
    yield _row(words["as_of"], [_cell(_day(j)) for j in assessments])
    yield _row(words["period"], [_cell(_period(j)) for j in assessments])


def _row(label: str, cells: Sequence[Cell]) -> Row:
    return Row((((Bit(label),),), *cells))


def _cell(text: str) -> Cell:
    return ((Bit(text),) if text else DASH,)


def _marked(judgment: Judgment | None) -> Cell:
    return tuple((Bit(mark, Style.EM),) for mark in marks(judgment))


def _day(judgment: Judgment | None) -> str:
    return short_day(judgment.as_of) if judgment else ""


def _period(judgment: Judgment | None) -> str:
    if judgment is None:
        return ""
    return phrases.span(judgment.period_from, judgment.period_to, written=short_day)


def _apart(view: View) -> str:
    """How far its status is from the analysts', in steps of the scale."""
    if view.gap is None:
        return _("not on the scale") if view.differs else ""
    if view.gap == 0:
        return _("the same")
    told = (
        ngettext("%(number)s step more", "%(number)s steps more", view.gap)
        if view.gap > 0
        else ngettext("%(number)s step less", "%(number)s steps less", -view.gap)
    )
    return told % {"number": abs(view.gap)}


def _stated(view: View) -> str:
    """Where a view that came by letter is from, and by whom if not by the body as such.

    Empty for one that was written here.
    """
    parts = []
    if view.stated_by not in ("", view.whose.short, view.whose.name):
        parts.append(_("as stated by %(who)s") % {"who": view.stated_by})
    if view.stated_on:
        parts.append(_("on %(day)s") % {"day": day(view.stated_on)})
    if view.stated_in:
        parts.append(_("in “%(title)s”") % {"title": view.stated_in})
    return ", ".join(parts)
