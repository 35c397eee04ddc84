"""Content and order of each kind of progress report; the letter and the brief have a module."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from tracker.formats import format_day, gettext as _, upper_first
from tracker.grouping import group_pairs
from tracker.progress import LabelledCode, RecommendationProgress
from tracker.reporting import (
    changes,
    evidence,
    follow_up,
    front_matter,
    phrases,
    status_pictures,
    statuses,
)
from tracker.reporting.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Contents,
    Heading,
    Paragraph,
    Row,
    SourceText,
    Span,
    Style,
    Table,
    bullets,
    ruled,
    text_line,
)
from tracker.reporting.context import MAX_FULL_SECTIONS, LayoutContext
from tracker.reporting.figures import figures
from tracker.reporting.kinds.letters import brief, letter
from tracker.reporting.recommendations import (
    commitment_entries,
    rationale,
    recommendation_heading,
    recommendation_section,
    recommendation_summaries,
    reply_section,
    short_section,
)
from tracker.vocabulary import ReportKind, Role, Theme, Use


def _full(context: LayoutContext) -> Iterator[Block]:
    """Yield every recommendation in the order of the source, and its sources once in the annex.

    A part has no table of bodies, and figures only if it is the last: both need the whole report.
    """
    evidence.number_sources(context)
    yield from front_matter.long_opening(context)
    if context.progress.recommendations:
        yield from _every_recommendation(context)
    yield from reply_section(context)
    yield from front_matter.closing(context)
    yield from context.section("annex", _annex(context), level=1, starts_page=True)


def _annex(context: LayoutContext) -> Iterator[Block]:
    progress = context.progress
    if not progress.part:
        yield from statuses.body_table(context)
    if progress.is_last_part:
        yield from figures(progress.figures, context, level=2)
    yield from evidence.annex_sources(context)


def _every_recommendation(context: LayoutContext) -> Iterator[Block]:
    progress = context.progress
    if progress.part or not context.is_summarized:
        yield from statuses.year_matrix(context)
    yield front_matter.contents(context)
    if context.is_summarized:
        notice = _("With more than %(number)d recommendations, each is summarized.")
        yield Paragraph(text_line(notice % {"number": MAX_FULL_SECTIONS}))
        yield from recommendation_summaries(progress.recommendations, context)
        return
    yield context.heading("recommendations", level=1)
    yield Paragraph(
        text_line(
            _("Numbers in brackets lead to the sources in the annex, which lists all of them.")
        ),
        is_small=True,
    )
    yield from ruled(
        recommendation_section(recommendation, context)
        for recommendation in progress.recommendations
    )


def _theme(context: LayoutContext) -> Iterator[Block]:
    """Yield counts, short sections and figures of the recommendations of each theme."""
    progress = context.progress
    yield from front_matter.long_opening(context)
    yield Contents(context.words["contents"], depth=1)
    places = {theme.value: place for place, theme in enumerate(Theme)}  # without a theme: last
    ordered = sorted(
        progress.recommendations, key=lambda row: places.get(row.theme.code, len(places))
    )
    themes = group_pairs((row.theme, row) for row in ordered)
    if len(themes) > 1 and not progress.part:
        yield context.heading("by_theme", level=1)
        title = _("Recommendations by theme and status")
        yield from statuses.status_table(
            title,
            _("Theme"),
            {_theme_name(theme): group for theme, group in themes.items()},
            context,
        )
    shown = [] if progress.part else [series for series in progress.figures if series.figures]
    for theme in dict.fromkeys((*themes, *(series.theme for series in shown))):
        code = theme.code or "none"
        yield Heading(1, _theme_name(theme), anchor=f"theme-{code}")
        yield from ruled(short_section(row, context) for row in themes[theme])
        yield from figures(
            [series for series in shown if series.theme == theme], context, level=2, theme=code
        )
    if progress.part and progress.is_last_part:
        yield from figures(progress.figures, context)
    yield from front_matter.closing(context)


def _theme_name(theme: LabelledCode) -> str:
    return theme.label or _("Without a theme")


def _changes(context: LayoutContext) -> Iterator[Block]:
    """Yield each recommendation once, with what moved it between two days and what else is new."""
    notes = {
        "corrected": _(
            "An earlier assessment was wrong and was corrected. A correction changes "
            "what we know, not what happened."
        ),
        "retroactive": _(
            "Approved in this period for an earlier day. This was already the status "
            "before the period began."
        ),
    }
    yield from front_matter.opening(context)
    yield from _counts_of_both_days(context)
    yield from _by_lead(context)
    groups = changes.grouped_by_change(context.progress) if context.progress.since else {}
    for heading, recommendations in groups.items():
        yield context.heading(heading, level=1)
        if heading in notes:
            yield Paragraph(text_line(notes[heading]))
        for recommendation in recommendations:
            yield from _changes_section(recommendation, context, is_same=heading == "same_status")
    yield from front_matter.closing(context)


def _counts_of_both_days(context: LayoutContext) -> Iterator[Block]:
    """Yield the numbers by status on both days, of all that the report counts."""
    progress = context.progress
    if progress.since is None or not progress.previous_counts:
        return
    before = {count.status.code: count.number for count in progress.previous_counts}
    days = (Column(format_day(day), 0, is_number=True) for day in (progress.since, progress.on))
    numbers = (
        (count.status, before.get(count.status.code, 0), count.number)
        for count in status_pictures.sort_by_rank(progress.counts)
    )
    rows = tuple(
        Row(((statuses.status_line(status),), (text_line(str(then)),), (text_line(str(now)),)))
        for status, then, now in numbers
        if then or now
    )
    key = "distribution_caption"
    yield from context.section(
        key, [Table(context.words[key], (*context.columns(status=0), *days), rows)], level=1
    )


def _by_lead(context: LayoutContext) -> Iterator[Block]:
    """Yield what moved of each lead body; nothing of a part, which has not all of it."""
    progress = context.progress
    by_body = group_pairs(
        (phrases.short_name(body), recommendation)
        for recommendation in progress.recommendations
        for body in recommendation.bodies
        if body.role.code == Role.LEAD
    )
    if by_body and progress.since and not progress.part:
        moves = {
            body: changes.in_words(replace(progress, recommendations=tuple(own)))
            for body, own in sorted(by_body.items())
        }
        rows = (Row(((text_line(body),), (text_line(text),))) for body, text in moves.items())
        table = Table(
            context.words["by_lead"], (Column(_("Body")), Column(_("What moved"), 5)), tuple(rows)
        )
        yield from context.section("by_lead", [table], level=1)


def _changes_section(
    recommendation: RecommendationProgress, context: LayoutContext, *, is_same: bool
) -> Iterator[Block]:
    """Yield old and new status, conclusion and rationale of a recommendation, and what is new."""
    yield recommendation_heading(recommendation, context)
    assessment, line = recommendation.assessment, statuses.status_change(recommendation)
    if assessment:
        line = (
            *line,
            *statuses.mark_spans(assessment),
            Span(f" · {context.words['as_of_within']} "),
            *statuses.as_of_line(assessment),
        )
    yield Paragraph(line)
    yield from statuses.correction_note(assessment)
    for correction in recommendation.older_corrections:
        yield Paragraph(text_line(upper_first(phrases.correction_text(correction))), is_small=True)
    if assessment and not is_same:
        yield from statuses.conclusion_blocks(recommendation, context)
        yield from rationale(recommendation, context)
    yield from bullets(changes.new_entries(recommendation, context))


def _outstanding(context: LayoutContext) -> Iterator[Block]:
    """Yield what remains, by whom and by when, the most urgent first."""
    yield from front_matter.opening(context)
    if context.progress.recommendations:
        yield from follow_up.remaining_table(
            [
                follow_up.remaining_row(item, context)
                for item in follow_up.remaining_items(context.progress)
            ],
            context,
        )
        yield from context.section(
            "unanswered", bullets(follow_up.questions_by_body(context)), level=1
        )
        yield from context.section("overdue_reviews", bullets(_overdue_reviews(context)), level=1)
        yield from statuses.year_matrix(context)
    yield from front_matter.closing(context)


def _overdue_reviews(context: LayoutContext) -> list[Cell]:
    """Return the recommendations past their review date, the longest first."""
    dated = [(row.review_on, row) for row in context.progress.recommendations if row.review_on]
    late = sorted((day, row.number, row) for day, row in dated if row.is_overdue)
    return [
        (
            (
                follow_up.numbered(row, context),
                Span(f"{row.title}: {format_day(day)} "),
                Span(follow_up.days_late(day, on=context.progress.on), Style.STRONG),
            ),
        )
        for day, _number, row in late
    ]


def _evidence(context: LayoutContext) -> Iterator[Block]:
    """Yield actions and the evidence for them; apart what does not count."""
    yield from front_matter.long_opening(context)
    yield front_matter.contents(context)
    yield from context.section(
        "recommendations",
        ruled(_evidence_section(row, context) for row in context.progress.recommendations),
        level=1,
    )
    yield from front_matter.closing(context)


def _evidence_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    items = evidence.merge_citations(recommendation.citations)
    yield recommendation_heading(recommendation, context)
    yield SourceText(recommendation.text, recommendation.text_source)
    yield statuses.status_box(recommendation, context)
    yield context.heading("actions")
    if supporting := evidence.with_use(Use.SUPPORTS, items):
        yield Bullets(tuple(evidence.cited_entry(item, context) for item in supporting))
    else:
        yield context.no_entries(
            _("No evidence of a concrete action in this period."), kind="evidence"
        )
    assessment = recommendation.assessment
    if assessment and assessment.withheld_citations:
        yield Paragraph(
            context.numbers.references((), withheld=assessment.withheld_citations), is_small=True
        )
    for word, use in (("against", Use.CONTRADICTS), ("context", Use.CONTEXT)):
        yield from context.section(
            word,
            bullets(evidence.cited_entry(item, context) for item in evidence.with_use(use, items)),
        )
    yield from evidence.unstated_sources(
        (item.cited for item in evidence.with_use("", items)), context
    )
    yield from context.section(
        "open_commitments", bullets(commitment_entries(recommendation, context))
    )


def _agenda(context: LayoutContext) -> Iterator[Block]:
    """Yield one row a recommendation, with an empty column for what a meeting decides."""
    yield from front_matter.opening(context)
    if context.progress.recommendations:
        yield from context.section("recommendations", [_agenda_table(context)], level=1)
    yield from context.section("about", [front_matter.short_facts(context)], level=1)


def _agenda_table(context: LayoutContext) -> Table:
    items = group_pairs(
        (item.recommendation.number, item) for item in follow_up.remaining_items(context.progress)
    )
    columns = context.columns(number=0, recommendation=4, status=4, remaining=7)
    cells = (
        (
            (text_line(row.number),),
            (text_line(row.title or row.number),),
            (
                statuses.status_line(row.status),
                *([text_line(format_day(row.assessment.as_of))] if row.assessment else []),
            ),
            tuple(follow_up.remaining_lines(items[row.number], context)) or (statuses.DASH,),
            ((),),
        )
        for row in context.progress.recommendations
    )
    return Table(
        context.words["overview_caption"],
        (*columns, Column(_("Decision"), 5)),
        tuple(map(Row, cells)),
    )


KINDS: dict[ReportKind, Callable[[LayoutContext], Iterator[Block]]] = {
    ReportKind.FULL: _full,
    ReportKind.BRIEF: brief,
    ReportKind.THEME: _theme,
    ReportKind.BODY: letter,
    ReportKind.CHANGES: _changes,
    ReportKind.OUTSTANDING: _outstanding,
    ReportKind.EVIDENCE: _evidence,
    ReportKind.AGENDA: _agenda,
}
