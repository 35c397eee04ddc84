"""Statuses in reports: marked and dated, counted in boxes, in tables by group, body and year."""

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from textwrap import shorten

from msgspec.structs import replace

from tracker.formats import format_day, gettext as _, upper_first
from tracker.grouping import group_pairs
from tracker.progress import (
    AssessmentData,
    BodyRole,
    LabelledCode,
    RecommendationProgress,
    ReportYear,
    ViewData,
)
from tracker.reporting import phrases, status_pictures
from tracker.reporting.blocks import (
    Block,
    Box,
    Cell,
    Chart,
    Column,
    Line,
    Paragraph,
    Row,
    Span,
    Style,
    Table,
    text_line,
)
from tracker.reporting.context import LayoutContext
from tracker.vocabulary import RANK, RESPONSIBLE_ROLES, TREND_ARROWS, Perspective, Status


def distribution_bar_chart(context: LayoutContext) -> Iterator[Block]:
    """Yield the distribution bar with the counts above it; nothing in an empty report."""
    counts = status_pictures.sort_by_rank(context.progress.counts)
    title = context.words["distribution_caption"]
    description = phrases.counts_text(counts)
    if bar := status_pictures.distribution_bar(counts, title=title, description=description):
        labelled = ((*status_line(c.status), Span(f" {c.number}")) for c in counts if c.number)
        yield Chart(str(bar), title, f"{title}: {description}", legend=join_lines(labelled))


def join_lines(lines: Iterable[Line]) -> Line:
    """Return lines beside each other, with a dot between."""
    return tuple(span for line in lines for span in (*line, Span(" · ")))[:-1]


SPACE = Span(" ")
ARROWS = {trend.value: arrow for trend, arrow in TREND_ARROWS.items()}
DASH: Line = (Span("–"),)


def status_line(labelled: LabelledCode, style: Style = Style.PLAIN) -> Line:
    """Return a status as circle and label."""
    return (Span(labelled.code, Style.STATUS_ICON), SPACE, Span(labelled.label, style))


def trend_line(labelled: LabelledCode) -> Line:
    """Return a trend as arrow and label; empty where it is not set."""
    if not labelled.code:
        return ()
    return (Span(ARROWS[labelled.code], Style.TREND_ARROW), SPACE, Span(labelled.label))


def status_and_trend(
    status: LabelledCode, assessment: AssessmentData | None, style: Style = Style.PLAIN
) -> Line:
    """Return a status, and the trend of its assessment where that is set."""
    trend = trend_line(assessment.trend) if assessment else ()
    return (*status_line(status, style), *((Span(" · "), *trend) if trend else ()))


def status_change(recommendation: RecommendationProgress) -> Line:
    """Return a status, after the one at the end of `since` where that was another."""
    status = status_line(recommendation.status)
    if not recommendation.has_changed_status:
        return status
    return (*status_line(recommendation.previous_status), Span(" → "), *status)


def approval_marks(assessment: AssessmentData | None) -> tuple[str, ...]:
    """Return the marks of an assessment: approved by its author, sample approval."""
    if assessment is None:
        return ()
    return (
        *((_("approved by its author"),) if assessment.is_self_approved else ()),
        *((_("sample approval"),) if assessment.is_sample else ()),
    )


def approval_note(assessment: AssessmentData) -> Iterator[Paragraph]:
    """Yield who gave the reason and who approved it with what note.

    Nothing where the author approved it, or nobody did as it is a sample: both are marked.
    """
    values = {
        "reviewer": assessment.decided_by,
        "author": assessment.author,
        "note": assessment.decision_note.strip(),
    }
    if values["reviewer"] and not approval_marks(assessment):
        text = (
            _("Reason given by %(author)s. Approved by %(reviewer)s: “%(note)s”")
            if values["note"]
            else _("Reason given by %(author)s. Approved by %(reviewer)s, no note.")
        )
        yield Paragraph(text_line(text % values), is_small=True)


def mark_spans(assessment: AssessmentData | None) -> Line:
    """Return the marks of an assessment, for the end of a line."""
    return tuple(
        span for mark in approval_marks(assessment) for span in (Span(" · "), Span(mark, Style.EM))
    )


def correction_note(assessment: AssessmentData | None) -> Iterator[Paragraph]:
    """Yield what an assessment corrects; nothing for no correction."""
    if assessment and assessment.correction:
        yield Paragraph(
            text_line(upper_first(phrases.correction_text(assessment.correction))), is_small=True
        )


def status_box(recommendation: RecommendationProgress, context: LayoutContext) -> Box:
    """Return a box with status, conclusion, as-of date, and what an assessment corrects."""
    assessment = recommendation.assessment
    as_of = (Span(f"{context.words['as_of']} "), *as_of_line(assessment)) if assessment else ()
    return Box(
        (
            Paragraph(_summary_line(recommendation, context)),
            *conclusion_blocks(recommendation, context),
            *((Paragraph(as_of, is_small=True),) if as_of else ()),
            *correction_note(assessment),
        )
    )


def _summary_line(recommendation: RecommendationProgress, context: LayoutContext) -> Line:
    assessment = recommendation.assessment
    label = assessment.strength.label if assessment else ""
    return (
        *status_and_trend(recommendation.status, assessment, Style.STRONG),
        *((Span(f" · {context.words['strength']}: {label}", Style.MUTED),) if label else ()),
        *mark_spans(assessment),
    )


def as_of_line(assessment: AssessmentData) -> Line:
    """Return the as-of date of an assessment, with its period."""
    days = phrases.date_range(assessment.period_from, assessment.period_to)
    period = _("for the period %(period)s") % {"period": days}
    return (Span(f"{format_day(assessment.as_of)} "), Span(period, Style.MUTED))


def conclusion_line(recommendation: RecommendationProgress, context: LayoutContext) -> Line:
    """Return the conclusion that a person kept, else the sentence offered, marked as a draft.

    Empty where the recommendation was not assessed.
    """
    assessment = recommendation.assessment
    if assessment and assessment.conclusion:
        language = assessment.text_languages.get("conclusion", "")
        return (context.text_span(assessment.conclusion, language, Style.STRONG),)
    if offered := recommendation.offered_conclusion:
        return (Span(f"{_('Draft:')} ", Style.EM), Span(offered, Style.STRONG))
    return ()


def conclusion_blocks(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield the conclusion as a paragraph; nothing where the recommendation was not assessed."""
    if line := conclusion_line(recommendation, context):
        yield Paragraph(line)


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
    yield Paragraph(
        text_line(
            _("A recommendation that several bodies lead or support is counted for each of them.")
        ),
        is_small=True,
    )
    named_groups = {phrases.full_name(bodies[key]): groups[key] for key in keys}
    yield from status_table(
        _("Recommendations by responsible body and status"), _("Body"), named_groups, context
    )


def status_table(
    title: str,
    row_label: str,
    groups: Mapping[str, Sequence[RecommendationProgress]],
    context: LayoutContext,
) -> Iterator[Block]:
    """Yield a table with the numbers of each group's recommendations under their status."""
    used = {r.status.code for group in groups.values() for r in group}
    columns = [
        c.status
        for c in status_pictures.sort_by_rank(context.progress.counts)
        if c.status.code in used
    ]
    # The columns have no space for labels.
    yield Paragraph(join_lines(map(status_line, columns)), is_small=True)
    yield Table(
        caption=title,
        columns=(
            Column(row_label, 9),
            *(Column(status.label, 2, status_code=status.code) for status in columns),
            Column(_("Total"), 1, is_number=True),
        ),
        rows=tuple(_bodies_row(name, group, columns, context) for name, group in groups.items()),
    )


def _bodies_row(
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


MAX_YEARS = 4  # the newest
MAX_LETTERS = 62  # of a title: two lines
A_YEAR = timedelta(days=366)


def year_matrix(context: LayoutContext) -> Iterator[Block]:
    """Yield the matrix under its heading, with what its signs mean."""
    progress = context.progress
    years = progress.years[-MAX_YEARS:]
    unassessed = next(c.status for c in progress.counts if c.status.code == Status.NOT_ASSESSED)
    rows = tuple(_row(row, years, unassessed, context) for row in progress.recommendations)
    yield context.heading("by_year", level=1)
    yield Table(
        caption=context.words["overview_caption"],
        columns=(
            *context.columns(number=0, recommendation=49),
            *(Column(year.label, 9) for year in years),
            *context.columns(status=44, bodies_say=28),
        ),
        rows=rows,
    )
    if signs := list(_signs(rows, {row.status.label for row in progress.recommendations})):
        yield Paragraph(join_lines(signs), is_small=True)


def _signs(rows: Sequence[Row], labelled: Container[str]) -> Iterator[Line]:
    """Yield each circle and arrow that has no label in the matrix, with its label."""
    spans = chain.from_iterable(line for row in rows for cell in row.cells for line in cell)
    for label, span in {span.label: span for span in spans if span.label}.items():
        if label not in labelled:
            yield (replace(span, label=""), SPACE, Span(label))


def is_old(recommendation: RecommendationProgress, *, on: date) -> bool:
    """Return whether its status is older than a year."""
    assessment = recommendation.assessment
    return assessment is not None and on - assessment.as_of > A_YEAR


def says_more(view: ViewData) -> bool:
    """Return whether a responsible body says more than was found, also where that has no rank."""
    is_of_body = view.holder.perspective.code == Perspective.RESPONSIBLE_BODY
    if view.rank_difference is None:
        return is_of_body and view.differs and view.assessment.status.code in RANK
    return is_of_body and view.rank_difference > 0


def _row(
    recommendation: RecommendationProgress,
    years: Sequence[ReportYear],
    unassessed: LabelledCode,
    context: LayoutContext,
) -> Row:
    by_year = {year.period_to: year.status for year in recommendation.years}
    circles = (by_year.get(year.period_to, unassessed) for year in years)
    title = recommendation.title or recommendation.number
    return Row(
        (
            (text_line(recommendation.number),),
            (context.link(recommendation, shorten(title, MAX_LETTERS, placeholder=" …")),),
            *(((Span(status.code, Style.STATUS_ICON, label=status.label),),) for status in circles),
            _status_cell(recommendation, context),
            tuple(_views(recommendation)) or (DASH,),
        )
    )


def _status_cell(recommendation: RecommendationProgress, context: LayoutContext) -> Cell:
    """Return the status with its first source, and its day and trend small below it."""
    line, assessment = status_line(recommendation.status), recommendation.assessment
    if assessment is None:
        return (line,)
    sources = context.first_sources(recommendation)[:1]
    references = context.numbers.references(
        sources, withheld=0 if sources else assessment.withheld_citations
    )
    as_of = Span(
        format_day(assessment.as_of),
        Style.STRONG if is_old(recommendation, on=context.progress.on) else Style.PLAIN,
    )
    marks = ((Span(mark, Style.EM),) for mark in approval_marks(assessment))
    trend = [span for span in trend_line(assessment.trend) if span.style is Style.TREND_ARROW]
    arrow = (replace(span, label=assessment.trend.label) for span in trend)
    return ((*line, *references), (as_of, SPACE, *arrow), *marks)


def _views(recommendation: RecommendationProgress) -> Iterator[Line]:
    """Yield the status that each responsible body gives itself, which may be the same."""
    for view in recommendation.views:
        if view.holder.perspective.code == Perspective.RESPONSIBLE_BODY:
            status = view.assessment.status
            yield (
                Span(status.code, Style.STATUS_ICON, label=status.label),
                Span(f" {view.holder.short}"),
            )
