"""Tables of counts, of status changes between two days, and of outstanding items."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.progress import Count, Progress, RecommendationProgress
from tracker.reporting.changes import status_changes
from tracker.reporting.distribution_bar import sort_by_rank
from tracker.reporting.phrases import HEADINGS
from tracker.reporting.status_counts import count_statuses
from tracker.reporting.tables.columns import Column, TableData, yes_or_blank
from tracker.reporting.tables.recommendations import (
    ASSESSMENT_COLUMNS,
    FURTHER_COLUMNS,
    NUMBER,
    STATUS_COLUMNS,
    TEXT_COLUMNS,
    leads_of,
)
from tracker.vocabulary import RANK, Status

type StatusChange = tuple[RecommendationProgress, str]  # and the heading key of its change
type StatusCount = tuple[Count, int | None]  # and the previous number


def counts(progress: Progress) -> TableData[StatusCount]:
    """Return a table of the counts by status, zeros included."""
    return TableData(
        "counts",
        _("Counts"),
        _("One row for each status. What has no rank is outside the base of every share."),
        (
            Column(_("Status"), _("its label"), lambda c: c[0].status.label, 24),
            Column(
                _("Status code"), _("the same, as programs read it"), lambda c: c[0].status.code
            ),
            Column(_("Rank"), _("0 to 4; empty off the scale"), lambda c: c[0].rank, 6),
            Column(
                HEADINGS["counted"],
                _("in the base of shares"),
                lambda c: yes_or_blank(c[0].rank is not None),
            ),
            Column(_("Number"), _("on the day of the report"), lambda c: c[0].number, 9),
            Column(
                _("Number before"),
                _("at the end of the day before the period; empty where none is told of"),
                lambda c: c[1],
                9,
            ),
        ),
        lambda: _status_counts(progress),
    )


def _status_counts(progress: Progress) -> Iterator[StatusCount]:
    previous_by_status: dict[str, int] = {}
    if progress.since is not None:
        previous_counts = progress.previous_counts or count_statuses(
            [recommendation.previous_status for recommendation in progress.recommendations]
        )
        previous_by_status = {count.status.code: count.number for count in previous_counts}
    for count in sort_by_rank(progress.counts):
        yield count, previous_by_status.get(count.status.code)


def changes(progress: Progress) -> TableData[StatusChange]:
    """Return a table of the recommendations that changed since the end of `since`."""
    return TableData(
        "changes",
        _("Changes"),
        _("One row for each recommendation that moved, or was corrected or judged, in the period."),
        _CHANGES,
        lambda: _changes(progress),
    )


def _changes(progress: Progress) -> Iterator[StatusChange]:
    changes = status_changes(progress)
    for kind in ("raised", "lowered", "first_assessed", "off_scale", "corrected", "retroactive"):
        for recommendation in getattr(changes, kind):
            yield recommendation, kind


def _steps(move: StatusChange) -> int | None:
    recommendation, change = move
    previous_rank = (
        RANK.get(Status(recommendation.previous_status.code))
        if recommendation.previous_status.code
        else None
    )
    if (
        change in ("corrected", "retroactive")
        or previous_rank is None
        or recommendation.rank is None
    ):
        return None
    return recommendation.rank - previous_rank


def _change_column(column: Column[RecommendationProgress]) -> Column[StatusChange]:
    """Adapt a column of recommendations to status changes."""
    return Column(
        column.label, column.description, lambda move: column.value(move[0]), column.width
    )


_CHANGES: tuple[Column[StatusChange], ...] = (
    _change_column(TEXT_COLUMNS[0]),
    _change_column(TEXT_COLUMNS[1]),
    Column(
        _("What became of it"),
        _("a correction is no movement: an earlier judgment was wrong"),
        lambda m: str(HEADINGS[m[1]]),
        24,
    ),
    Column(
        _("Status before"),
        _("at the end of the day before"),
        lambda m: m[0].previous_status.label,
        22,
    ),
    Column(
        _("Code before"),
        _("the same, as programs read it"),
        lambda m: m[0].previous_status.code,
        18,
    ),
    *map(_change_column, STATUS_COLUMNS),
    Column(
        _("Steps"),
        _("how far the rank moved; below 0 it fell; empty where nothing moved, and off the scale"),
        _steps,
        7,
    ),
    *map(_change_column, (*ASSESSMENT_COLUMNS[:3], ASSESSMENT_COLUMNS[-1], FURTHER_COLUMNS[0])),
)


KINDS: dict[str, str | Promise] = {
    "review": pgettext_lazy("what is overdue", "Review"),
    "commitment": pgettext_lazy("what is overdue", "Commitment"),
    "question": pgettext_lazy("what is overdue", "Question"),
    "recommendation": pgettext_lazy("what is outstanding, though not overdue", "Recommendation"),
}


@dataclass(frozen=True, slots=True)
class OutstandingItem:
    """An overdue review, commitment or question, or an unsettled recommendation."""

    kind: str
    recommendation: RecommendationProgress
    due_on: date | None  # of an unsettled recommendation: its next review
    days_overdue: int | None = None  # on the day of the report; None: not overdue
    text: str = ""
    body: str = ""
    postponements: int | None = None


def outstanding(progress: Progress) -> TableData[OutstandingItem]:
    """Return a table of all overdue items, then of the other unsettled recommendations."""
    return TableData(
        "outstanding",
        _("Outstanding"),
        _(
            "One row for each review, commitment and question past its day, the longest first; "
            "then one for each other recommendation that is not fully implemented."
        ),
        (
            Column(_("What is outstanding"), _("its kind"), lambda o: str(KINDS[o.kind]), 14),
            Column(_("Code"), _("of the kind, as programs read it"), lambda o: o.kind, 12),
            Column(NUMBER, _("number of the recommendation"), lambda o: o.recommendation.number, 7),
            Column(
                _("Short title"), _("of the recommendation"), lambda o: o.recommendation.title, 40
            ),
            Column(_("Words"), _("of the commitment or question"), lambda o: o.text, 50),
            Column(_("Body"), _("that undertook it, is asked, or leads"), lambda o: o.body, 14),
            Column(
                _("Due"), _("by when; of a recommendation, its next review"), lambda o: o.due_on, 12
            ),
            Column(
                _("Days overdue"),
                _("on the day of the report; empty: not overdue"),
                lambda o: o.days_overdue,
                9,
            ),
            Column(_("Put off"), _("times that the day was moved"), lambda o: o.postponements, 8),
            *map(_outstanding_column, STATUS_COLUMNS[:2]),
        ),
        lambda: sorted(_all_of(progress), key=lambda item: -(item.days_overdue or 0)),
    )


def _outstanding_column(column: Column[RecommendationProgress]) -> Column[OutstandingItem]:
    """Adapt a column of recommendations to outstanding items."""
    return Column(
        column.label,
        column.description,
        lambda item: column.value(item.recommendation),
        column.width,
    )


def _all_of(progress: Progress) -> Iterator[OutstandingItem]:
    day = progress.on
    for recommendation in progress.recommendations:
        if recommendation.is_overdue and (due := recommendation.review_on):
            yield OutstandingItem(
                "review", recommendation, due, (day - due).days, body=leads_of(recommendation)
            )
        elif recommendation.is_unsettled:
            yield OutstandingItem(
                "recommendation",
                recommendation,
                recommendation.review_on,
                body=leads_of(recommendation),
            )
        for commitment in recommendation.commitments:
            if commitment.is_overdue and (due := commitment.due_on):
                days = (day - due).days
                body = commitment.body.short
                yield OutstandingItem(
                    "commitment",
                    recommendation,
                    due,
                    days,
                    commitment.text,
                    body,
                    commitment.postponements,
                )
        for question in recommendation.questions:
            if question.is_overdue and (due := question.due_on):
                yield OutstandingItem(
                    "question",
                    recommendation,
                    due,
                    (day - due).days,
                    question.question,
                    question.body,
                )
