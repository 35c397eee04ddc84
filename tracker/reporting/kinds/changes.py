"""Changes between two days: counts, changed statuses with their reasons, and new entries."""

from collections.abc import Iterator, Sequence

from django.utils.translation import ngettext

from tracker.formats import drop_full_stop, format_day, gettext as _, signed_number
from tracker.progress import RecommendationProgress
from tracker.reporting import front_matter, phrases
from tracker.reporting.blocks import (
    Block,
    Chart,
    Column,
    Contents,
    Paragraph,
    Row,
    Span,
    Style,
    Table,
    text_line,
)
from tracker.reporting.changes import (
    MOVED,
    OFF_SCALE,
    StatusChanges,
    new_entries,
    off_scale_heading,
    status_changes,
)
from tracker.reporting.context import LayoutContext
from tracker.reporting.distribution_bar import distribution_bar, sort_by_rank
from tracker.reporting.recommendations import assessment_text, recommendation_heading
from tracker.reporting.statuses import (
    approval_marks,
    as_of_line,
    correction_note,
    count_statuses,
    share_line,
    status_change,
    status_line,
    strength_paragraph,
)


def blocks(context: LayoutContext) -> Iterator[Block]:
    """Yield the report in reading order, up to its sources."""
    progress = context.progress
    yield from front_matter.opening(context)
    if progress.since is None:
        yield Paragraph(text_line(_("No earlier day was chosen for comparison.")))
        return
    if not progress.total:
        yield Paragraph(text_line(phrases.empty_report_text(progress)))
        return
    changes = status_changes(progress)
    yield Contents(context.words["contents"], depth=1)
    yield from _counts(context, changes)
    yield from front_matter.part_notice(progress)
    yield from _changed_sections(changes, context)
    yield from new_entries(context)


def _counts(context: LayoutContext, changes: StatusChanges) -> Iterator[Block]:
    """Yield the counts of both days, and how many changes were only corrections."""
    progress, words = context.progress, context.words
    since = progress.since or progress.on
    previous_counts = progress.previous_counts or count_statuses(
        [recommendation.previous_status for recommendation in progress.recommendations]
    )
    numbers = {count.status.code: count.number for count in previous_counts}
    yield context.heading("counts_before", level=1)
    for day, counts in ((since, previous_counts), (progress.on, progress.counts)):
        share = phrases.lower_first(share_line(counts))
        yield Paragraph(text_line(f"{drop_full_stop(format_day(day))}: {share}"), is_small=True)
    yield from _bar(context)
    rows = []
    for count in sort_by_rank(progress.counts):
        previous = numbers[count.status.code]
        cells = (str(previous), str(count.number), signed_number(count.number - previous))
        rows.append(Row(((status_line(count.status),), *((text_line(cell),) for cell in cells))))
    yield Table(
        caption=words["distribution_caption"],
        columns=(
            Column(words["status"], 3),
            Column(format_day(since), 2, is_number=True),
            Column(format_day(progress.on), 2, is_number=True),
            Column(_("Difference"), 1, is_number=True),
        ),
        rows=tuple(rows),
    )
    yield from strength_paragraph(progress)
    if corrected := sum(
        recommendation.has_changed_status for recommendation in changes["corrected"]
    ):
        sentence = ngettext(
            "%(number)d status differs only because an earlier assessment was wrong.",
            "%(number)d statuses differ only because earlier assessments were wrong.",
            corrected,
        )
        yield Paragraph(text_line(sentence % {"number": corrected}), is_small=True)


def _bar(context: LayoutContext) -> Iterator[Block]:
    progress = context.progress
    title = f"{context.words['distribution_caption']}, {drop_full_stop(format_day(progress.on))}"
    description = phrases.counts_text(sort_by_rank(progress.counts))
    bar = distribution_bar(progress.counts, title=title, description=description)
    yield Chart(str(bar), title, f"{title}: {description}")


def _changed_sections(changes: StatusChanges, context: LayoutContext) -> Iterator[Block]:
    groups = {
        **{kind: changes[kind] for kind in MOVED if kind != "off_scale"},
        **{
            heading: [r for r in changes["off_scale"] if off_scale_heading(r) == heading]
            for heading in OFF_SCALE
        },
        **{kind: changes[kind] for kind in ("corrected", "retroactive")},
    }
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
    if not any(changes[kind] for kind in MOVED):
        yield context.heading("changed", level=1)
        yield context.no_entries(_("No recommendation changed status."))
    for word, group in groups.items():
        if group:
            yield context.heading(word, level=1)
            if word in notes:
                yield Paragraph(text_line(notes[word]))
            yield from _change_entries(group, context)


def _change_entries(
    recommendations: Sequence[RecommendationProgress], context: LayoutContext
) -> Iterator[Block]:
    """Yield old and new status, as-of date and rationale of each recommendation."""
    for recommendation in recommendations:
        yield recommendation_heading(recommendation, context)
        assessment, as_of_label = recommendation.assessment, context.words["as_of_within"]
        line = (
            status_change(recommendation.previous_status, recommendation.status)
            if recommendation.has_changed_status
            else status_line(recommendation.status)
        )
        if assessment is None:
            yield Paragraph(line)
            continue
        details = (assessment.strength.label, *approval_marks(assessment))
        marks = (Span(f" · {detail}", Style.MUTED) for detail in details if detail)
        yield Paragraph((*line, *marks, Span(f" · {as_of_label} "), *as_of_line(assessment)))
        yield from correction_note(assessment)
        refs = context.assessment_references(recommendation)
        yield from assessment_text("rationale", assessment, context, refs)
