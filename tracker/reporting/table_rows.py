"""The rows of a report's tables: what each is about, read from the report one by one."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import starmap
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tracker.formats import format_locator
from tracker.progress import (
    CitationData,
    Count,
    FigureSeries,
    FigureValue,
    Progress,
    RecommendationProgress,
    Source,
)
from tracker.reporting import distribution_bar, evidence, statuses
from tracker.reporting.changes import MOVED, off_scale_heading, status_changes
from tracker.reporting.context import SourceNumbers
from tracker.reporting.phrases import HEADINGS
from tracker.vocabulary import RANK, Status


class OfRecommendation[T](NamedTuple):
    """A row about something of a recommendation."""

    recommendation: RecommendationProgress
    item: T


class CountedStatus(NamedTuple):
    """A row about the recommendations at a status."""

    current: Count
    is_counted: bool  # in the base of shares
    previous_number: int | None


class StatusChange(NamedTuple):
    """A row about a recommendation that changed."""

    recommendation: RecommendationProgress
    outcome: str | Promise
    steps: int | None  # of rank; None: nothing moved, or off the scale


class OutstandingItem(NamedTuple):
    """An overdue review, commitment or question, or an unsettled recommendation."""

    kind: str
    recommendation: RecommendationProgress
    due_on: date | None  # of an unsettled recommendation: its next review
    days_overdue: int | None = None  # on the day of the report; None: not overdue
    text: str = ""
    body: str = ""
    postponements: int | None = None

    @property
    def kind_label(self) -> str | Promise:
        """The kind in words."""
        return OUTSTANDING_LABELS[self.kind]


class CitedEvidence(NamedTuple):
    """A row about a citation, on a recommendation or in a note."""

    recommendation: RecommendationProgress
    citation: CitationData
    number: int | None  # of its source
    sentence: str

    @property
    def quotation(self) -> str | None:
        """The whole sentence, or what is known of it."""
        return self.citation.context or self.citation.quote

    @property
    def place(self) -> str:
        """Its place in a report or a document."""
        citation = self.citation
        return citation.locator or format_locator(citation.page, citation.document_paragraph)


class StatedFigure(NamedTuple):
    """A row about a value of an indicator."""

    series: FigureSeries
    figure: FigureValue
    number: int | None  # of its source


class NumberedSource(NamedTuple):
    """A row about a source."""

    number: int
    source: Source


OUTSTANDING_LABELS: dict[str, str | Promise] = {
    "review": pgettext_lazy("what is overdue", "Review"),
    "commitment": pgettext_lazy("what is overdue", "Commitment"),
    "question": pgettext_lazy("what is overdue", "Question"),
    "recommendation": pgettext_lazy("what is outstanding, though not overdue", "Recommendation"),
}


def rows_of_each[T](
    read: Callable[[RecommendationProgress], Iterable[T]],
) -> Callable[[Progress, SourceNumbers], Iterator[OfRecommendation[T]]]:
    """Return the rows of a table of what `read` returns of each recommendation."""

    def rows(progress: Progress, _numbers: SourceNumbers) -> Iterator[OfRecommendation[T]]:
        for recommendation in progress.recommendations:
            for item in read(recommendation):
                yield OfRecommendation(recommendation, item)

    return rows


def status_count_rows(progress: Progress, _numbers: SourceNumbers) -> Iterator[CountedStatus]:
    """Yield every status, zeros included."""
    previous_by_status: dict[str, int] = {}
    if progress.since is not None:
        previous_counts = progress.previous_counts or statuses.count_statuses(
            [recommendation.previous_status for recommendation in progress.recommendations]
        )
        previous_by_status = {count.status.code: count.number for count in previous_counts}
    for count in distribution_bar.sort_by_rank(progress.counts):
        previous = previous_by_status.get(count.status.code)
        yield CountedStatus(count, count.rank is not None, previous)


def change_rows(progress: Progress, _numbers: SourceNumbers) -> Iterator[StatusChange]:
    """Yield the recommendations that changed since the end of `since`."""
    changes = status_changes(progress)
    for kind in (*MOVED, "corrected", "retroactive"):
        for recommendation in changes[kind]:
            steps = _steps(recommendation) if kind in MOVED else None
            heading = off_scale_heading(recommendation) if kind == "off_scale" else kind
            yield StatusChange(recommendation, HEADINGS[heading], steps)


def _steps(recommendation: RecommendationProgress) -> int | None:
    if not recommendation.previous_status.code or recommendation.rank is None:
        return None
    previous_rank = RANK.get(Status(recommendation.previous_status.code))
    return None if previous_rank is None else recommendation.rank - previous_rank


def outstanding_rows(progress: Progress, _numbers: SourceNumbers) -> list[OutstandingItem]:
    """Return all overdue items, the longest first, then other unsettled recommendations."""
    return sorted(_outstanding_items(progress), key=lambda item: -(item.days_overdue or 0))


def _outstanding_items(progress: Progress) -> Iterator[OutstandingItem]:
    for r in progress.recommendations:
        if r.is_overdue and (due := r.review_on):
            yield OutstandingItem("review", r, due, (progress.on - due).days, body=r.leads)
        elif r.is_unsettled:
            yield OutstandingItem("recommendation", r, r.review_on, body=r.leads)
        for commitment in r.commitments:
            if commitment.is_overdue and (due := commitment.due_on):
                yield OutstandingItem(
                    "commitment",
                    r,
                    due,
                    (progress.on - due).days,
                    commitment.text,
                    commitment.body.short,
                    commitment.postponements,
                )
        for question in r.questions:
            if question.is_overdue and (due := question.due_on):
                days = (progress.on - due).days
                yield OutstandingItem("question", r, due, days, question.question, question.body)


def evidence_rows(progress: Progress, numbers: SourceNumbers) -> Iterator[CitedEvidence]:
    """Yield all citations and notes."""
    for recommendation in progress.recommendations:
        citations = [
            (citation, citation.sentence) for citation in evidence.exclude_notes(recommendation)
        ]
        notes = [
            (note.citation, note.sentence or note.citation.sentence)
            for note in recommendation.notes
        ]
        for citation, sentence in (*citations, *notes):
            number = numbers.number_of(citation.source)
            yield CitedEvidence(recommendation, citation, number or None, sentence)


def figure_rows(progress: Progress, numbers: SourceNumbers) -> Iterator[StatedFigure]:
    """Yield all values of the indicators, series by series."""
    for series in progress.figures:
        for figure in series.figures:
            number = numbers.number_of(figure.source) or None
            yield StatedFigure(series, figure.without_suppressed, number)


def source_rows(_progress: Progress, numbers: SourceNumbers) -> Iterator[NumberedSource]:
    """Yield the numbered sources, when all of them are numbered."""
    return starmap(NumberedSource, enumerate(numbers.sources, start=1))
