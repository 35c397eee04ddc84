"""Report for a responsible body: what is asked of it, its status, and what is expected next.

It goes to the body, so it names the body and leaves out internal workflow.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from tracker.formats import format_day, gettext as _, upper_first
from tracker.grouping import group_pairs
from tracker.progress import RecommendationProgress, ViewData
from tracker.reporting import follow_up, front_matter
from tracker.reporting.blocks import (
    Block,
    Heading,
    Paragraph,
    Row,
    Span,
    Table,
    text_line,
)
from tracker.reporting.context import LayoutContext
from tracker.reporting.recommendations import (
    compare_views,
    introduction,
    rationale_section,
    remaining_section,
    view_statements,
)
from tracker.reporting.statuses import DASH, distribution_section, status_box, status_cell
from tracker.vocabulary import Role

ROLES = [role.value for role in Role]


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the report in reading order, up to its sources."""
    progress = context.progress
    yield from front_matter.opening(context)
    if progress.body is None:
        yield Paragraph(text_line(_("No responsible body was chosen for this report.")))
    yield front_matter.contents(context)
    yield from distribution_section(context, zeros=False)
    if not progress.recommendations:
        return
    yield context.heading("asked_of", level=1)
    yield from _overview_tables(context)
    groups = group_pairs(
        (bool(_views(recommendation, context, differing=True)), recommendation)
        for recommendation in progress.recommendations
    )
    yield from _part("disputed", groups[True], context)
    yield from _part("undisputed" if groups[True] else "recommendations", groups[False], context)


def _part(
    heading_key: str, recommendations: Sequence[RecommendationProgress], context: LayoutContext
) -> Iterator[Block]:
    if not recommendations:
        return
    heading = context.heading(heading_key, level=1)
    yield Heading(1, heading.text, anchor=heading.anchor, starts_page=True)
    for recommendation in recommendations:
        yield from _section(recommendation, context)


def _section(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    yield from introduction(recommendation, context)
    yield status_box(recommendation, context)
    if views := _views(recommendation, context):
        yield context.heading("views")
        yield from compare_views(recommendation, views, context)
    yield from rationale_section(recommendation, context)
    if views:
        yield context.heading("own_words")
        yield from view_statements(recommendation, views, context)
    yield from follow_up.commitment_sections(
        [
            commitment
            for commitment in recommendation.commitments
            if _belongs_to_body(commitment.body.code, context)
        ],
        context,
    )
    body = context.progress.body
    questions = [q for q in recommendation.questions if body is None or q.body == body.short]
    yield from follow_up.question_section(questions, context)
    yield from remaining_section(recommendation, context)


def _overview_tables(context: LayoutContext) -> Iterator[Block]:
    """Yield a table for each role: number, title, status and next review."""
    roles = sorted(
        (
            (_role(recommendation, context), recommendation)
            for recommendation in context.progress.recommendations
        ),
        key=lambda pair: pair[0][0],
    )
    for (_order, label), pairs in groupby(roles, key=lambda pair: pair[0]):
        yield Table(
            caption=upper_first(label),
            columns=context.columns(number=0, recommendation=5, status=4, next_review=2),
            rows=tuple(_line(recommendation, context) for _role_label, recommendation in pairs),
            shows_caption=True,
        )


def _line(recommendation: RecommendationProgress, context: LayoutContext) -> Row:
    review = (Span(format_day(recommendation.review_on)),) if recommendation.review_on else DASH
    return Row(
        (
            (text_line(recommendation.number),),
            (context.link(recommendation, recommendation.title or recommendation.number),),
            status_cell(recommendation, _views(recommendation, context, differing=True)),
            (review,),
        )
    )


def _role(recommendation: RecommendationProgress, context: LayoutContext) -> tuple[int, str]:
    """Return the rank and label of the body's role on a recommendation."""
    if addressee := context.progress.body:
        for body in recommendation.bodies:
            if addressee.code in (body.code, *body.holders):
                return ROLES.index(body.role.code), body.role.label
    return len(ROLES), _("without a role")


def _views(
    recommendation: RecommendationProgress, context: LayoutContext, *, differing: bool = False
) -> list[ViewData]:
    """Return the views of the body, or only those that differ from the analysts'."""
    return [
        view
        for view in (recommendation.differing_views if differing else recommendation.views)
        if _belongs_to_body(view.holder.code, context)
    ]


def _belongs_to_body(code: str, context: LayoutContext) -> bool:
    """Return whether a code is the report's body; always true where none was chosen."""
    body = context.progress.body
    return body is None or code == body.code
