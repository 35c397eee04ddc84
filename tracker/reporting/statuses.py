"""Statuses in a report: a status with its marks, counts, shares and an overview."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tracker.formats import cache_per_language, format_day, gettext as _, upper_first
from tracker.progress import AssessmentData, Count, LabelledCode, RecommendationProgress
from tracker.reporting import phrases
from tracker.reporting.blocks import Block, Box, Chart, Line, Paragraph, Span, Style, text_line
from tracker.reporting.context import LayoutContext
from tracker.reporting.distribution_bar import distribution_bar, sort_by_rank
from tracker.vocabulary import RANK, TREND_ARROWS, Status


def distribution_bar_chart(context: LayoutContext) -> Iterator[Block]:
    """Yield the distribution bar with the counts above it; nothing in an empty report."""
    counts = sort_by_rank(context.progress.counts)
    title = context.words["distribution_caption"]
    description = phrases.counts_text(counts)
    if bar := distribution_bar(counts, title=title, description=description):
        labelled = ((*status_line(c.status), Span(f" {c.number}")) for c in counts if c.number)
        yield Chart(str(bar), title, f"{title}: {description}", legend=join_lines(labelled))


def join_lines(lines: Iterable[Line]) -> Line:
    """Return lines beside each other, with a dot between."""
    return tuple(span for line in lines for span in (*line, Span(" · ")))[:-1]


def count_statuses(recommendation: Sequence[LabelledCode]) -> tuple[Count, ...]:
    """Count statuses, with every status in vocabulary order."""
    codes = [status.code for status in recommendation]
    labels = {status.code: status.label for status in recommendation}
    return tuple(
        Count(LabelledCode(s.value, labels.get(s.value, label)), RANK.get(s), codes.count(s.value))
        for s, label in _status_labels()
    )


@cache_per_language
def _status_labels() -> list[tuple[Status, str]]:
    return [(status, str(status.label)) for status in Status]


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


def status_change(before: LabelledCode, after: LabelledCode) -> Line:
    """Return a change from one status to another."""
    return (*status_line(before), Span(" → "), *status_line(after))


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
    if not values["reviewer"] or approval_marks(assessment):
        return
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
        text = upper_first(phrases.correction_text(assessment.correction))
        yield Paragraph(text_line(text), is_small=True)


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
    strength = Span(f" · {context.words['strength']}: {label}", Style.MUTED)
    return (
        *status_and_trend(recommendation.status, assessment, Style.STRONG),
        *((strength,) if label else ()),
        *mark_spans(assessment),
    )


def as_of_line(assessment: AssessmentData) -> Line:
    """Return the as-of date of an assessment, with its period."""
    return _as_of(assessment.as_of, assessment.period_from, assessment.period_to)


@cache_per_language
def _as_of(day: date, period_from: date, period_to: date) -> Line:
    period = _("for the period %(period)s") % {"period": phrases.date_range(period_from, period_to)}
    return (Span(f"{format_day(day)} "), Span(period, Style.MUTED))


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
