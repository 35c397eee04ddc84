"""Layout of the views of a recommendation, side by side."""

from collections.abc import Iterator, Sequence
from itertools import batched

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.formats import format_day, format_short_day
from tracker.progress import AssessmentData, RecommendationProgress, ViewData
from tracker.reporting import phrases
from tracker.reporting.blocks import Block, Cell, Column, Line, Paragraph, Row, Span, Style, Table
from tracker.reporting.context import LayoutContext, assessment_sources
from tracker.reporting.statuses import DASH, approval_marks, status_line

VIEWS_PER_TABLE = 2  # more would be too narrow on paper


def compare_views(
    recommendation: RecommendationProgress, views: Sequence[ViewData], context: LayoutContext
) -> Iterator[Block]:
    """Yield tables of the analysts' view beside others', two of them at most in each."""
    for group in batched(views, VIEWS_PER_TABLE):
        assessments = [recommendation.assessment, *(view.assessment for view in group)]
        heads = [_("Analysts"), *(view.holder.short for view in group)]
        yield Table(
            caption=context.words["views"],
            columns=(Column("", 2), *(Column(head, 3) for head in heads)),
            rows=tuple(_rows(recommendation, assessments, group, context)),
        )


def view_statements(
    recommendation: RecommendationProgress, views: Sequence[ViewData], context: LayoutContext
) -> Iterator[Block]:
    """Yield the rationale of others' views, with its origin."""
    for view in views:
        name = phrases.body_name(view.holder.name, view.holder.short)
        stated = _origin(view)
        yield Paragraph(
            (Span(name, Style.STRONG), *((Span(f" {stated}", Style.MUTED),) if stated else ()))
        )
        yield from context.text_paragraphs(
            view.assessment.rationale, _refs(view, recommendation, context)
        )
        if view.assessment.correction:
            yield Paragraph(
                (Span(phrases.correction_text(view.assessment.correction)),), is_small=True
            )


def _refs(view: ViewData, recommendation: RecommendationProgress, context: LayoutContext) -> Line:
    """Return references to where a view was stated and to what it cites."""
    stated = [view.source] if view.source else []
    cited = assessment_sources(view.assessment, recommendation.citations)
    return context.numbers.references(
        [*stated, *cited], withheld=view.assessment.withheld_citations
    )


def _rows(
    recommendation: RecommendationProgress,
    assessments: Sequence[AssessmentData | None],
    views: Sequence[ViewData],
    context: LayoutContext,
) -> Iterator[Row]:
    words = context.words
    status_cells = [
        (status_line(j.status if j else recommendation.status), *_marks(j)) for j in assessments
    ]
    yield _row(words["status"], status_cells)
    yield _row(words["strength"], [_cell(j.strength.label if j else "") for j in assessments])
    yield _row(words["apart"], [_cell(""), *(_cell(_rank_difference(view)) for view in views)])
    yield _row(words["as_of"], [_cell(_day(j)) for j in assessments])
    yield _row(words["period"], [_cell(_period(j)) for j in assessments])


def _row(label: str, cells: Sequence[Cell]) -> Row:
    return Row((((Span(label),),), *cells))


def _cell(text: str) -> Cell:
    return ((Span(text),) if text else DASH,)


def _marks(assessment: AssessmentData | None) -> Cell:
    return tuple((Span(mark, Style.EM),) for mark in approval_marks(assessment))


def _day(assessment: AssessmentData | None) -> str:
    return format_short_day(assessment.as_of) if assessment else ""


def _period(assessment: AssessmentData | None) -> str:
    if assessment is None:
        return ""
    return phrases.date_range(
        assessment.period_from, assessment.period_to, formatter=format_short_day
    )


def _rank_difference(view: ViewData) -> str:
    """Return how far a status is from the analysts', in steps of the scale."""
    if view.rank_difference is None:
        return _("not on the scale") if view.differs else ""
    if view.rank_difference == 0:
        return _("the same")
    recommendation = (
        ngettext("%(number)s step more", "%(number)s steps more", view.rank_difference)
        if view.rank_difference > 0
        else ngettext("%(number)s step less", "%(number)s steps less", -view.rank_difference)
    )
    return recommendation % {"number": abs(view.rank_difference)}


def _origin(view: ViewData) -> str:
    """Return where a view that came by letter was stated, and by whom if not the body itself.

    Empty for one that was written in the tracker.
    """
    parts = []
    if view.stated_by not in ("", view.holder.short, view.holder.name):
        parts.append(_("as stated by %(who)s") % {"who": view.stated_by})
    if view.stated_on:
        parts.append(_("on %(day)s") % {"day": format_day(view.stated_on)})
    if view.stated_in:
        parts.append(_("in “%(title)s”") % {"title": view.stated_in})
    return ", ".join(parts)
