"""Sections and summaries of single recommendations."""

from collections.abc import Iterator, Sequence
from itertools import batched

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from tracker.formats import drop_full_stop, format_day, gettext as _
from tracker.progress import (
    AssessmentData,
    ComponentLine,
    NoteData,
    RecommendationProgress,
    ViewData,
)
from tracker.reporting import follow_up, phrases, status_timeline, statuses
from tracker.reporting.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Line,
    Paragraph,
    Row,
    SourceText,
    Span,
    Style,
    Table,
    TranslatedText,
)
from tracker.reporting.conclusions import conclusion_blocks
from tracker.reporting.context import LayoutContext, assessment_sources
from tracker.reporting.evidence import (
    evidence_section,
    exclude_notes,
    locator_line,
    merge_citations,
    repeats_title,
    with_use,
)
from tracker.vocabulary import ComponentBasis, Duty, Lifecycle, Use

# Kind of duty, as printed without a noun.
DUTY_LABELS: dict[str, Promise] = {
    Duty.ONCE: gettext_lazy("to be done once"),
    Duty.CONTINUING: gettext_lazy("a continuing duty"),
    Duty.INCREASE: gettext_lazy("calls for an increase"),
}


def recommendation_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield everything on a recommendation, in the language in force."""
    yield from introduction(recommendation, context)
    yield statuses.status_box(recommendation, context)
    yield from status_timeline.timeline_section(recommendation, context)
    yield from remark_section(recommendation, context)
    if recommendation.views:
        yield context.heading("views")
        yield from compare_views(recommendation, recommendation.views, context)
    yield from rationale_section(recommendation, context)
    if recommendation.views:
        yield context.heading("others")
        yield from view_statements(recommendation, recommendation.views, context)
    yield from _component_section(recommendation, context)
    items = merge_citations(exclude_notes(recommendation))
    commitment_items = with_use(Use.COMMITMENT, items)
    yield from follow_up.commitment_sections(recommendation.commitments, context, commitment_items)
    yield from note_section(recommendation.notes, context)
    yield from evidence_section(
        [item for item in items if item not in commitment_items], recommendation, context
    )
    yield from follow_up.question_section(recommendation.questions, context)
    yield from remaining_section(recommendation, context)
    yield from next_step_section(recommendation, context)


def introduction(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield number, title, text and kind of duty of a recommendation."""
    yield recommendation_heading(recommendation, context)
    yield from source_text(recommendation)
    if about := " · ".join(filter(None, _about(recommendation))):
        yield Paragraph((Span(about, Style.MUTED),), is_small=True)


def source_text(recommendation: RecommendationProgress) -> Iterator[Block]:
    """Yield the verbatim text, with its translation if there is one."""
    yield SourceText(recommendation.text, recommendation.text_source)
    if recommendation.translation:
        source = recommendation.translation_source
        note = _("translation: %(source)s") % {"source": source} if source else ""
        yield TranslatedText(recommendation.translation, note or _("unofficial translation"))


def recommendation_heading(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Heading:
    """Return the heading of a recommendation: its title, or "Recommendation 3"."""
    text = recommendation.title.strip() or _("Recommendation %(number)s") % {
        "number": recommendation.number
    }
    return Heading(2, text, anchor=context.anchor(recommendation), number=recommendation.number)


def rationale_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield conclusion and rationale under a heading; nothing without an assessment."""
    if recommendation.assessment:
        yield context.heading("done")
        yield from rationale(recommendation, context)
        if not context.progress.is_external:
            yield from statuses.approval_note(recommendation.assessment)


def rationale(recommendation: RecommendationProgress, context: LayoutContext) -> Iterator[Block]:
    """Yield the conclusion, and the rationale with its sources, without a heading."""
    if (assessment := recommendation.assessment) is None:
        return
    yield from conclusion_blocks(recommendation, context)
    if assessment.rationale.strip():
        refs = context.assessment_references(recommendation)
        yield from assessment_text("rationale", assessment, context, refs)


def assessment_text(
    name: str, assessment: AssessmentData, context: LayoutContext, refs: Line = ()
) -> Iterator[Block]:
    """Yield the paragraphs of a text of an assessment, in its language."""
    language = assessment.text_languages.get(name, "")
    yield from context.text_paragraphs(getattr(assessment, name), refs, language)


def remaining_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield what remains to be done, with its day, under a heading; nothing where nothing is."""
    assessment = recommendation.assessment
    if assessment and assessment.remaining.strip():
        yield context.heading("remaining")
        yield from assessment_text("remaining", assessment, context, remaining_day(assessment))


def remaining_day(assessment: AssessmentData) -> Line:
    """Return the day by which it is to be done, for the end of the text; empty without one."""
    if assessment.remaining_by is None:
        return ()
    day = _("(by %(day)s)") % {"day": drop_full_stop(format_day(assessment.remaining_by))}
    return (Span(f" {day}", Style.MUTED),)


def next_step_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield the office's next step under a heading; nothing in reports for others."""
    assessment = recommendation.assessment
    if assessment and assessment.next_step.strip() and not context.progress.is_external:
        yield context.heading("next_step")
        yield from assessment_text("next_step", assessment, context)


def remark_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield the analysts' remark for this report, with the assessment's sources."""
    if recommendation.remark and recommendation.remark.text.strip():
        yield context.heading("analysts_remark")
        refs = context.assessment_references(recommendation)
        yield from context.text_paragraphs(recommendation.remark.text, refs)


def note_section(notes: tuple[NoteData, ...], context: LayoutContext) -> Iterator[Block]:
    """Yield the notes under a heading, each with its day and citation."""
    if notes:
        yield context.heading("notes")
        yield Bullets(tuple(note_entry(note, context) for note in notes))


def note_entry(note: NoteData, context: LayoutContext) -> Cell:
    """Return a note as a list entry."""
    citation = note.citation
    is_repeated = citation.quote or repeats_title(citation.title, note.sentence)
    details = " · ".join(
        filter(None, ("" if is_repeated else citation.title, locator_line(citation)))
    )
    refs = context.numbers.references([citation.source])
    first = (Span(f"{format_day(note.noted_on)} ", Style.MUTED), Span(note.sentence), *refs)
    return (first, (Span(details, Style.MUTED),)) if details else (first,)


def _component_section(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield a table of the assessed components, with the assessment's sources."""
    if not recommendation.component_lines:
        return
    references = context.assessment_references(recommendation)
    yield context.heading("parts")
    yield Table(
        caption=context.words["parts"],
        columns=context.columns(part=3, status=2, remark=3),
        rows=tuple(_component_row(line, references) for line in recommendation.component_lines),
    )


def _component_row(line: ComponentLine, refs: Line) -> Row:
    component: Cell = ((Span(f"{line.code} ", Style.MUTED), Span(line.title)),)
    if line.basis.code != ComponentBasis.IN_TEXT:
        note = _("separated by the analysts; does not affect the overall status")
        component = (*component, (Span(note, Style.EM),))
    remark = (Span(line.remark), *refs) if line.remark else statuses.DASH
    return Row((component, (statuses.status_line(line.status),), (remark,)))


def _about(recommendation: RecommendationProgress) -> list[str]:
    review = (
        _("next review %(day)s") % {"day": format_day(recommendation.review_on)}
        if recommendation.review_on
        else ""
    )
    return [
        recommendation.theme.label,
        str(DUTY_LABELS.get(recommendation.duty.code, "")),
        recommendation.lifecycle.label if recommendation.lifecycle.code != Lifecycle.ACTIVE else "",
        f"{review} ({_('overdue')})" if review and recommendation.is_overdue else review,
    ]


SUMMARIES_PER_HEADING = 500


def recommendation_summaries(
    recommendations: Sequence[RecommendationProgress], context: LayoutContext
) -> Iterator[Block]:
    """Yield all summaries, some hundred under each heading of the contents."""
    for number, group in enumerate(batched(recommendations, SUMMARIES_PER_HEADING), start=1):
        text = f"{context.words['recommendations']} {group[0].number} – {group[-1].number}"
        yield Heading(1, text, anchor=f"recommendations-{number}", starts_page=True)
        for recommendation in group:
            yield from recommendation_summary(recommendation, context)


def recommendation_summary(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield text, status, rationale and remark of a recommendation, in short."""
    yield recommendation_heading(recommendation, context)
    yield from source_text(recommendation)
    yield Paragraph(_summary_line(recommendation, context))
    yield from statuses.correction_note(recommendation.assessment)
    yield from rationale(recommendation, context)
    yield from _evidence_references(recommendation, context)
    yield from remark_section(recommendation, context)
    yield from remaining_section(recommendation, context)


def _summary_line(recommendation: RecommendationProgress, context: LayoutContext) -> Line:
    """Return status, as-of date, lead bodies and differing views, in few spans."""
    assessment, differing = recommendation.assessment, recommendation.differing_views
    details = (
        assessment.strength.label if assessment else "",
        *statuses.approval_marks(assessment),
        context.as_of(assessment) if assessment else "",
        f"{context.words['lead']}: {recommendation.leads or '–'}",
    )
    return (
        *statuses.status_and_trend(recommendation.status, assessment, Style.STRONG),
        Span("".join(f" · {text}" for text in details if text)),
        *(
            (Span(" · "), Span(phrases.differing_views_text(differing), Style.STRONG))
            if differing
            else ()
        ),
    )


def _evidence_references(
    recommendation: RecommendationProgress, context: LayoutContext
) -> Iterator[Block]:
    """Yield references to all evidence, if the assessment doesn't cite all of it."""
    cited_keys = (
        {
            source.key
            for source in assessment_sources(recommendation.assessment, recommendation.citations)
        }
        if recommendation.assessment
        else set()
    )
    if any(
        citation.source is None or citation.source.key not in cited_keys
        for citation in recommendation.citations
    ):
        refs = context.numbers.references(citation.source for citation in recommendation.citations)
        yield Paragraph((Span(f"{context.words['evidence']}:", Style.MUTED), *refs))


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
        stated = ", ".join(filter(None, _origin(view)))
        yield Paragraph(
            (Span(name, Style.STRONG), *((Span(f" {stated}", Style.MUTED),) if stated else ()))
        )
        cited = assessment_sources(view.assessment, recommendation.citations)
        refs = context.numbers.references(
            [*([view.source] if view.source else []), *cited],
            withheld=view.assessment.withheld_citations,
        )
        yield from assessment_text("rationale", view.assessment, context, refs)
        yield from statuses.correction_note(view.assessment)


def _rows(
    recommendation: RecommendationProgress,
    assessments: Sequence[AssessmentData | None],
    views: Sequence[ViewData],
    context: LayoutContext,
) -> Iterator[Row]:
    words = context.words
    status_cells = [
        (
            statuses.status_line(j.status if j else recommendation.status),
            *((Span(mark, Style.EM),) for mark in statuses.approval_marks(j)),
        )
        for j in assessments
    ]
    yield _row(words["status"], status_cells)
    yield _row(words["strength"], [_cell(j.strength.label if j else "") for j in assessments])
    yield _row(words["apart"], [_cell(""), *(_cell(_rank_difference(view)) for view in views)])
    yield _row(words["as_of"], [_cell(format_day(j.as_of) if j else "") for j in assessments])
    periods = [phrases.date_range(j.period_from, j.period_to) if j else "" for j in assessments]
    yield _row(words["period"], list(map(_cell, periods)))


def _row(label: str, cells: Sequence[Cell]) -> Row:
    return Row((((Span(label),),), *cells))


def _cell(text: str) -> Cell:
    return ((Span(text),) if text else statuses.DASH,)


def _rank_difference(view: ViewData) -> str:
    """Return how far a status is from the analysts', in steps of the scale."""
    if view.rank_difference is None:
        return _("not on the scale") if view.differs else ""
    if view.rank_difference == 0:
        return _("the same")
    recommendation = (
        ngettext("%(number)s step higher", "%(number)s steps higher", view.rank_difference)
        if view.rank_difference > 0
        else ngettext("%(number)s step lower", "%(number)s steps lower", -view.rank_difference)
    )
    return recommendation % {"number": abs(view.rank_difference)}


def _origin(view: ViewData) -> list[str]:
    """Return by whom, when and where a view was stated that came by letter; empty if not known.

    The body itself is not named again.
    """
    is_by_other = view.stated_by not in ("", view.holder.short, view.holder.name)
    return [
        _("as stated by %(who)s") % {"who": view.stated_by} if is_by_other else "",
        _("on %(day)s") % {"day": format_day(view.stated_on)} if view.stated_on else "",
        _("in “%(title)s”") % {"title": view.stated_in} if view.stated_in else "",
    ]
