"""The brief: two pages of status, changes, what remains and open questions."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import ngettext

from tracker.formats import gettext as _
from tracker.progress import QuestionData, RecommendationProgress
from tracker.reporting import follow_up, front_matter
from tracker.reporting.blocks import (
    Block,
    Bullets,
    Cell,
    Line,
    Paragraph,
    Row,
    Span,
    Style,
    text_line,
)
from tracker.reporting.changes import MOVED, status_changes
from tracker.reporting.context import LayoutContext
from tracker.reporting.recommendations import remaining_day
from tracker.reporting.statuses import (
    approval_marks,
    distribution_section,
    overview_table,
    status_change,
    status_line,
    trend_cell_line,
)

MAX_QUESTIONS = 5  # questions


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the brief in reading order, up to its sources."""
    progress = context.progress
    yield from front_matter.warnings(progress)
    yield from front_matter.summary(context)
    yield from distribution_section(context, is_short=True)
    if progress.recommendations:
        yield from _status_changes(context)
        yield context.heading("recommendations", level=1)
        yield Paragraph(
            text_line(_("Each lists its two main sources; the full report lists all.")),
            is_small=True,
        )
        yield overview_table(context, _line, widths=(0, 6, 7, 0, 4))
        yield from _remaining(context)
        yield from _questions(context)
    yield context.heading("about", level=1)
    yield front_matter.facts(context)


def _status_changes(context: LayoutContext) -> Iterator[Block]:
    yield context.heading("changed", level=1)
    if context.progress.since is None:
        yield Paragraph(text_line(_("No earlier day was chosen for comparison.")))
        return
    changes = status_changes(context.progress)
    entries = [
        _change_entry(recommendation, context) for kind in MOVED for recommendation in changes[kind]
    ]
    entries += [
        (*_change_entry(recommendation, context), text_line(_("corrected")))
        for recommendation in changes["corrected"]
    ]
    if entries:
        yield Bullets(tuple(entries))
    else:
        yield context.no_entries(_("No recommendation changed status."))


def _change_entry(recommendation: RecommendationProgress, context: LayoutContext) -> Cell:
    change = (
        status_change(recommendation.previous_status, recommendation.status)
        if recommendation.has_changed_status
        else status_line(recommendation.status)
    )
    reference = (_numbered(recommendation, context), Span(f"{recommendation.title}: "))
    return ((*reference, *change, *_refs(recommendation, context)),)


def _numbered(recommendation: RecommendationProgress, context: LayoutContext) -> Span:
    """Return the number as "No. 3", since alone it would read as the number of the entry."""
    return Span(f"{context.words['number']} {recommendation.number} ", Style.MUTED)


def _line(recommendation: RecommendationProgress, context: LayoutContext) -> Row:
    """Return a recommendation as a short row: strength and marks beside its status."""
    assessment = recommendation.assessment
    details = (*((assessment.strength.label,) if assessment else ()), *approval_marks(assessment))
    marks = (Span(f" · {' · '.join(details)}", Style.MUTED),) if any(details) else ()
    return Row(
        (
            (text_line(recommendation.number),),
            (text_line(recommendation.title or recommendation.number),),
            ((*status_line(recommendation.status), *marks, *_refs(recommendation, context)),),
            (trend_cell_line(recommendation),),
            (text_line(recommendation.leads or "–"),),
        )
    )


def _refs(recommendation: RecommendationProgress, context: LayoutContext) -> Line:
    """Return the first sources of its assessment, or how many may not be named."""
    if (assessment := recommendation.assessment) is None:
        return ()
    sources = context.first_sources(recommendation)
    return context.numbers.references(
        sources, withheld=0 if sources else assessment.withheld_citations
    )


def _remaining(context: LayoutContext) -> Iterator[Block]:
    yield context.heading("remaining", level=1)
    entries = []
    for recommendation in context.progress.recommendations:
        assessment = recommendation.assessment
        if assessment and assessment.remaining.strip():
            language = assessment.text_languages.get("remaining", "")
            text = context.text_span(" ".join(assessment.remaining.split()), language)
            entries.append(
                ((_numbered(recommendation, context), text, *remaining_day(assessment)),)
            )
    yield Bullets(tuple(entries)) if entries else context.no_entries(_("Nothing is recorded."))


def _questions(context: LayoutContext) -> Iterator[Block]:
    """Yield the questions due first, one line each, and how many more are open."""
    yield context.heading("questions", level=1)
    if not (open_questions := _sort_by_urgency(context.progress.recommendations)):
        yield context.no_entries(_("No open questions."), kind="questions")
        return
    listed = open_questions if context.progress.part else open_questions[:MAX_QUESTIONS]
    yield Bullets(
        tuple(
            (_question(recommendation, question, context),) for recommendation, question in listed
        )
    )
    more = len(open_questions) - len(listed)
    if more > 0:
        text = ngettext(
            "%(number)d more question is open; see the full report.",
            "%(number)d more questions are open; see the full report.",
            more,
        )
        yield Paragraph(text_line(text % {"number": more}), is_small=True)


def _sort_by_urgency(
    recommendations: Iterable[RecommendationProgress],
) -> list[tuple[RecommendationProgress, QuestionData]]:
    """Sort overdue questions first, then one of each recommendation before a second."""

    def due(question: QuestionData) -> tuple[bool, date]:
        return not question.is_overdue, question.due_on or date.max

    ordered = [
        (*due(question), position, recommendation, question)
        for recommendation in recommendations
        for position, question in enumerate(sorted(recommendation.questions, key=due))
    ]
    ordered.sort(key=lambda entry: (entry[0], entry[2], entry[1]))
    return [(recommendation, question) for *_order, recommendation, question in ordered]


def _question(
    recommendation: RecommendationProgress, question: QuestionData, context: LayoutContext
) -> Line:
    details = " · ".join(filter(None, follow_up.question_dates(question)))
    return (
        _numbered(recommendation, context),
        Span(question.question),
        *((Span(f" {details}", Style.MUTED),) if details else ()),
        *((Span(" "), Span(_("overdue"), Style.STRONG)) if question.is_overdue else ()),
    )
