"""Tables of recommendations by responsible body, or by theme, and status."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

from tracker.formats import gettext as _
from tracker.grouping import group_pairs
from tracker.progress import BodyRole, LabelledCode, RecommendationProgress
from tracker.reporting import phrases
from tracker.reporting.blocks import Block, Column, Paragraph, Row, Table, text_line
from tracker.reporting.context import LayoutContext
from tracker.reporting.distribution_bar import sort_by_rank
from tracker.reporting.statuses import join_lines, status_line
from tracker.vocabulary import RESPONSIBLE_ROLES

MAX_NUMBERED = 60  # recommendations; of more the table holds how many they are


def body_table(context: LayoutContext) -> Iterator[Block]:
    """Yield the table of lead and supporting bodies, those with most recommendations first."""
    answers = [
        (key, body, recommendation)
        for recommendation in context.progress.recommendations
        for key, body in _answerable(recommendation).items()
    ]
    bodies = {key: body for key, body, _recommendation in reversed(answers)}
    groups = group_pairs((key, recommendation) for key, _body, recommendation in answers)
    keys = sorted(groups, key=lambda key: (-len(groups[key]), bodies[key].short, str(key)))
    if not keys:
        return
    yield context.heading("by_body", level=2)
    note = _("A recommendation that several bodies lead or support is counted for each of them.")
    yield Paragraph(text_line(note), is_small=True)
    named_groups = {phrases.full_name(bodies[key]): groups[key] for key in keys}
    title = _("Recommendations by responsible body and status")
    yield from status_table(title, _("Body"), named_groups, context)


def status_table(
    title: str,
    row_label: str,
    groups: Mapping[str, Sequence[RecommendationProgress]],
    context: LayoutContext,
) -> Iterator[Block]:
    """Yield a table with the numbers of each group's recommendations under their status."""
    used = {r.status.code for group in groups.values() for r in group}
    columns = [c.status for c in sort_by_rank(context.progress.counts) if c.status.code in used]
    # The columns have no space for labels.
    yield Paragraph(join_lines(map(status_line, columns)), is_small=True)
    yield Table(
        caption=title,
        columns=(
            Column(row_label, 9),
            *(Column(status.label, 2, status_code=status.code) for status in columns),
            Column(_("Total"), 1, is_number=True),
        ),
        rows=tuple(_row(name, group, columns, context) for name, group in groups.items()),
    )


def _row(
    name: str,
    recommendations: Sequence[RecommendationProgress],
    columns: Sequence[LabelledCode],
    context: LayoutContext,
) -> Row:
    numbers = group_pairs((r.status.code, r.number) for r in recommendations)
    are_few = context.progress.total <= MAX_NUMBERED
    texts = [
        (", ".join(numbers[status.code]) if are_few else str(len(numbers[status.code])))
        if numbers[status.code]
        else "–"
        for status in columns
    ]
    return Row(tuple((text_line(text),) for text in (name, *texts, str(len(recommendations)))))


def _answerable(recommendation: RecommendationProgress) -> dict[Hashable, BodyRole]:
    """Return the bodies that lead or support a recommendation, each once."""
    return {
        (body.code or body.name, body.holder_note): body
        for body in recommendation.bodies
        if body.role.code in RESPONSIBLE_ROLES
    }
