"""The rows of a report's tables: what each is about, read from the report one by one.

The columns of a table name the attributes of its rows.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from types import SimpleNamespace

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tracker import formats, vocabulary
from tracker.progress import Progress, RecommendationProgress
from tracker.reporting import context, evidence, phrases, status_pictures
from tracker.reporting.changes import MOVED, off_scale_heading, status_changes

type Rows = Iterator[SimpleNamespace]

OUTSTANDING_LABELS: dict[str, str | Promise] = {
    "review": pgettext_lazy("what is overdue", "Review"),
    "commitment": pgettext_lazy("what is overdue", "Commitment"),
    "question": pgettext_lazy("what is overdue", "Question"),
    "recommendation": pgettext_lazy("what is outstanding, though not overdue", "Recommendation"),
}


def rows_of_each(items: str) -> Callable[[Progress, context.SourceNumbers], Rows]:
    """Return the rows of a table of what each recommendation has under this name."""

    def rows(progress: Progress, _numbers: context.SourceNumbers) -> Rows:
        return (
            SimpleNamespace(recommendation=recommendation, item=item)
            for recommendation in progress.recommendations
            for item in getattr(recommendation, items)
        )

    return rows


def move_rows(progress: Progress, _numbers: context.SourceNumbers) -> Rows:
    """Return every change of a commitment's due date."""
    return (
        SimpleNamespace(recommendation=recommendation, commitment=commitment, item=move)
        for recommendation in progress.recommendations
        for commitment in recommendation.commitments
        for move in commitment.moves
    )


def status_count_rows(progress: Progress, _numbers: context.SourceNumbers) -> Rows:
    """Return every status, zeros included."""
    previous = Counter(row.previous_status.code for row in progress.recommendations)
    if progress.previous_counts:
        previous = Counter({c.status.code: c.number for c in progress.previous_counts})
    return (
        SimpleNamespace(
            current=count,
            is_counted=count.rank is not None,
            previous_number=None if progress.since is None else previous[count.status.code],
        )
        for count in status_pictures.sort_by_rank(progress.counts)
    )


def change_rows(progress: Progress, _numbers: context.SourceNumbers) -> Rows:
    """Return the recommendations that changed since the end of `since`.

    `steps` of rank are None where nothing moved, or off the scale.
    """
    changes = status_changes(progress)
    return (
        SimpleNamespace(
            recommendation=row,
            outcome=phrases.HEADINGS[off_scale_heading(row) if kind == "off_scale" else kind],
            steps=vocabulary.steps_between(row.previous_status.code, row.status.code)
            if kind in MOVED
            else None,
        )
        for kind in (*MOVED, "corrected", "retroactive")
        for row in changes[kind]
    )


def outstanding_rows(progress: Progress, _numbers: context.SourceNumbers) -> list[SimpleNamespace]:
    """Return all overdue items, the longest first, then other unsettled recommendations."""
    return sorted(_outstanding_rows(progress), key=lambda row: -(row.days_overdue or 0))


def _outstanding_rows(progress: Progress) -> Rows:
    for recommendation in progress.recommendations:
        row = partial(_outstanding_row, progress, recommendation)
        if recommendation.is_overdue or recommendation.is_unsettled:
            kind = "review" if recommendation.is_overdue else "recommendation"
            yield row(kind, recommendation.review_on, body=recommendation.leads)
        yield from (
            row(
                "commitment",
                commitment.due_on,
                text=commitment.text,
                body=commitment.body.short,
                postponements=commitment.postponements,
                first_due_on=commitment.first_due_on,
            )
            for commitment in recommendation.commitments
            if commitment.is_overdue
        )
        yield from (
            row("question", question.due_on, text=question.question, body=question.body)
            for question in recommendation.questions
            if question.is_overdue
        )


def _outstanding_row(
    progress: Progress,
    recommendation: RecommendationProgress,
    kind: str,
    due_on: date | None,
    *,
    text: str = "",
    body: str = "",
    postponements: int | None = None,
    first_due_on: date | None = None,
) -> SimpleNamespace:
    """Return an item; `due_on` of a recommendation that is not overdue is its next review."""
    return SimpleNamespace(
        kind=kind,
        kind_label=OUTSTANDING_LABELS[kind],
        recommendation=recommendation,
        due_on=due_on,
        days_overdue=(progress.on - due_on).days if due_on and kind != "recommendation" else None,
        text=text,
        body=body,
        postponements=postponements,
        first_due_on=first_due_on,
    )


def evidence_rows(progress: Progress, numbers: context.SourceNumbers) -> Rows:
    """Yield all citations and notes, with the number of their source."""
    for recommendation in progress.recommendations:
        citations = [
            (citation, citation.sentence) for citation in evidence.exclude_notes(recommendation)
        ]
        notes = [
            (note.citation, note.sentence or note.citation.sentence)
            for note in recommendation.notes
        ]
        for citation, sentence in (*citations, *notes):
            yield SimpleNamespace(
                recommendation=recommendation,
                citation=citation,
                number=numbers.number_of(citation.source) or None,
                sentence=sentence,
                quotation=citation.context or citation.quote,
                place=citation.locator
                or formats.format_locator(citation.page, citation.document_paragraph),
            )


def figure_rows(progress: Progress, numbers: context.SourceNumbers) -> Rows:
    """Return all values of the indicators, series by series."""
    return (
        SimpleNamespace(
            series=series,
            figure=figure.without_suppressed,
            number=numbers.number_of(figure.source) or None,
        )
        for series in progress.figures
        for figure in series.figures
    )


def source_rows(_progress: Progress, numbers: context.SourceNumbers) -> Rows:
    """Return the numbered sources, to be read when all of them are numbered."""
    return (
        SimpleNamespace(number=number, source=source)
        for number, source in enumerate(numbers.sources, start=1)
    )
