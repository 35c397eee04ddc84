"""Counts of statuses: distribution, share, and an overview of all recommendations."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tracker.progress import Count, LabelledCode, Progress, RecommendationProgress, Share
from tracker.reporting import phrases
from tracker.reporting.blocks import Block, Chart, Column, Line, Paragraph, Row, Span, Style, Table
from tracker.reporting.context import LayoutContext
from tracker.reporting.distribution_bar import distribution_bar, sort_by_rank
from tracker.reporting.statuses import DASH, status_cell, status_line, trend_line
from tracker.vocabulary import RANK, UNCOUNTED_STATUSES, Status


def distribution(
    context: LayoutContext, *, zeros: bool = True, is_short: bool = False
) -> Iterator[Block]:
    """Yield the distribution bar with its table, and the evidence strengths below it.

    An empty report gets a sentence instead. Without `zeros` the table leaves out statuses without
    recommendations; in short, a line stands for the table.
    """
    progress, words = context.progress, context.words
    counts = sort_by_rank(progress.counts)
    description = phrases.counts_text(counts)
    title = words["distribution_caption"]
    bar = distribution_bar(counts, title=title, description=description)
    if not bar:
        yield Paragraph((Span(phrases.empty_report_text(progress)),))
        return
    share = phrases.share_with_exclusions(progress.fully_implemented, progress.excluded_counts)
    if is_short:
        yield Paragraph((Span(share, Style.STRONG),))
        yield Chart(str(bar), title, f"{title}: {description}", legend=_legend(counts))
        return
    yield Chart(str(bar), title, f"{title}: {description}")
    listed_counts = [c for c in counts if c.number or zeros]
    yield count_table(listed_counts, f"{title}: {share}", context)
    yield from strength_paragraph(progress)


def strength_paragraph(progress: Progress) -> Iterator[Block]:
    """Yield the strengths of the counted assessments; nothing if there are none."""
    strengths = phrases.strengths_text(progress)
    if strengths:
        text = _("Evidence behind these statuses: %(strengths)s") % {"strengths": strengths}
        yield Paragraph((Span(text, Style.MUTED),), is_small=True)


def _legend(counts: Sequence[Count]) -> Line:
    """Return the counted statuses with circle, label and number."""
    labelled_counts = [(*status_line(c.status), Span(f" {c.number}")) for c in counts if c.number]
    return tuple(span for spans in labelled_counts for span in (*spans, Span(" · ")))[:-1]


def count_table(counts: Sequence[Count], caption: str, context: LayoutContext) -> Table:
    """Return the table of counts by status, with whether they are in the base."""
    words = context.words
    return Table(
        caption=caption,
        columns=(
            Column(words["status"], 3),
            Column(words["base"], 2),
            Column(words["how_many"], 0, is_number=True),
        ),
        rows=tuple(
            Row(
                (
                    (status_line(c.status),),
                    ((Span(words["left_out" if c.rank is None else "counted"], Style.MUTED),),),
                    ((Span(str(c.number)),),),
                )
            )
            for c in counts
        ),
        shows_caption=True,
        is_narrow=True,
    )


def overview_table(context: LayoutContext) -> Table:
    """Return a table of all recommendations, each linked to its section."""
    words = context.words
    return Table(
        caption=words["overview_caption"],
        columns=(
            Column(words["number"], 0),
            Column(words["recommendation"], 6),
            Column(words["status"], 5),
            Column(words["trend"], 0),
            Column(words["lead"], 4),
        ),
        rows=tuple(
            _overview_row(recommendation, context)
            for recommendation in context.progress.recommendations
        ),
    )


def _overview_row(recommendation: RecommendationProgress, context: LayoutContext) -> Row:
    return Row(
        (
            ((Span(recommendation.number),),),
            (context.link(recommendation, recommendation.title or recommendation.number),),
            status_cell(recommendation, recommendation.differing_views),
            (trend_cell_line(recommendation),),
            ((Span(recommendation.leads or "–"),),),
        )
    )


def trend_cell_line(recommendation: RecommendationProgress) -> Line:
    """Return the trend; a dash where it was not assessed."""
    return (
        trend_line(recommendation.assessment.trend) if recommendation.assessment else ()
    ) or DASH


def count_statuses(recommendation: Sequence[LabelledCode]) -> tuple[Count, ...]:
    """Count statuses, with every status in vocabulary order."""
    codes = [status.code for status in recommendation]
    labels = {status.code: status.label for status in recommendation}
    return tuple(
        Count(LabelledCode(s.value, labels.get(s.value, str(s.label))), RANK.get(s), codes.count(s))
        for s in Status
    )


def share_line(counts: Sequence[Count]) -> str:
    """Return the share of fully implemented ones, with both numbers and the exclusions."""
    part = sum(c.number for c in counts if c.status.code == Status.FULL)
    fully = Share(part, sum(c.number for c in counts if c.rank is not None))
    excluded = [c for c in counts if c.status.code in UNCOUNTED_STATUSES]
    return phrases.share_with_exclusions(fully, excluded)
