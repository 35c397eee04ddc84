"""Outstanding and overdue: unsettled recommendations, and overdue items, the longest first."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.utils.translation import ngettext, pgettext

from tracker.formats import format_day, gettext as _
from tracker.progress import CommitmentData, QuestionData, RecommendationProgress
from tracker.reporting import changes, front_matter, statuses
from tracker.reporting.blocks import Block, Cell, Column, Row, Span, Style, Table, text_line
from tracker.reporting.context import LayoutContext


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the report in reading order, up to its sources."""
    progress = context.progress
    yield from front_matter.opening(context)
    yield from statuses.distribution_section(context, zeros=False)
    if progress.total:
        yield from _outstanding(context)
        yield from _reviews(context)
        yield from _commitments(context)
        yield from _questions(context)


def _outstanding(context: LayoutContext) -> Iterator[Block]:
    """Yield the table of recommendations that apply and aren't fully implemented."""
    rows = [
        Row((*_recommendation_cells(recommendation), _review(recommendation)))
        for recommendation in context.progress.recommendations
        if recommendation.is_unsettled
    ]
    columns = context.columns(number=0, recommendation=5, status=4, lead=2, next_review=2)
    yield from _table("outstanding", columns, rows, context)


def _review(recommendation: RecommendationProgress) -> Cell:
    late: Cell = ((Span(_("overdue"), Style.STRONG),),) if recommendation.is_overdue else ()
    return (*_day(recommendation.review_on), *late)


def _reviews(context: LayoutContext) -> Iterator[Block]:
    late = sorted(
        (
            (recommendation.review_on, recommendation)
            for recommendation in context.progress.recommendations
            if recommendation.is_overdue and recommendation.review_on
        ),
        key=lambda pair: pair[0],
    )
    rows = [
        Row(
            (
                *_recommendation_cells(recommendation),
                _day(due),
                (text_line(_days_overdue(due, context)),),
            )
        )
        for due, recommendation in late
    ]
    columns = (
        *context.columns(number=0, recommendation=5, status=4, lead=2),
        Column(_("Review due"), 2),
        _overdue(),
    )
    yield from _table("overdue_reviews", columns, rows, context)


def _commitments(context: LayoutContext) -> Iterator[Block]:
    overdue = _overdue_items(context, lambda recommendation: recommendation.commitments)
    rows = [
        Row(
            (
                (
                    (Span(commitment.text), *context.numbers.references(commitment.sources)),
                    _recommendation_line(recommendation),
                ),
                (text_line(commitment.body.short),),
                _day(due),
                (text_line(_days_overdue(due, context)),),
                (text_line(str(commitment.postponements)),),
            )
        )
        for due, recommendation, commitment in overdue
    ]
    columns = (
        Column(_("Commitment"), 5),
        Column(_("Body"), 2),
        Column(_("Due"), 2),
        _overdue(),
        Column(_("Times postponed"), 1, is_number=True),
    )
    yield from _table("overdue_commitments", columns, rows, context, kind="commitments")


def _questions(context: LayoutContext) -> Iterator[Block]:
    overdue = _overdue_items(context, lambda recommendation: recommendation.questions)
    rows = [
        Row(
            (
                (text_line(question.question), _recommendation_line(recommendation)),
                (text_line(question.body or "–"),),
                _day(due),
                (text_line(_days_overdue(due, context)),),
            )
        )
        for due, recommendation, question in overdue
    ]
    columns = (
        Column(_("Question"), 5),
        Column(_("Asked of"), 2),
        Column(_("Answer due"), 2),
        _overdue(),
    )
    yield from _table("overdue_questions", columns, rows, context, kind="questions")


def _overdue_items[Item: (CommitmentData, QuestionData)](
    context: LayoutContext, read: Callable[[RecommendationProgress], Sequence[Item]]
) -> list[tuple[date, RecommendationProgress, Item]]:
    """Return the overdue items of all recommendations, those due first before others."""
    items = [
        (item.due_on, recommendation, item)
        for recommendation in context.progress.recommendations
        for item in read(recommendation)
        if item.is_overdue and item.due_on
    ]
    return sorted(items, key=lambda entry: entry[0])


def _table(
    heading_key: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    context: LayoutContext,
    *,
    kind: str = "",
) -> Iterator[Block]:
    heading = context.heading(heading_key, level=1)
    yield heading
    if rows:
        yield Table(caption=heading.text, columns=tuple(columns), rows=tuple(rows))
    else:
        yield context.no_entries(pgettext("what is overdue or outstanding", "None."), kind=kind)


def _recommendation_cells(recommendation: RecommendationProgress) -> tuple[Cell, ...]:
    return (
        (text_line(recommendation.number),),
        (text_line(recommendation.title or recommendation.number),),
        statuses.status_cell(recommendation, recommendation.differing_views),
        (text_line(recommendation.leads or "–"),),
    )


def _recommendation_line(recommendation: RecommendationProgress) -> tuple[Span, ...]:
    return (Span(changes.recommendation_label(recommendation), Style.MUTED),)


def _day(value: date | None) -> Cell:
    return (text_line(format_day(value) if value else "–"),)


def _overdue() -> Column:
    return Column(_("Overdue by"), 2, is_number=True)


def _days_overdue(due: date, context: LayoutContext) -> str:
    """Return for how many days it has been due, in words."""
    days = (context.progress.on - due).days
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
