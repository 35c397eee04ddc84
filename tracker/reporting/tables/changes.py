"""How many stand where, and what became of each between two days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.progress import Count, Progress, RecommendationProgress
from tracker.reporting.changes import moves
from tracker.reporting.distribution_bar import in_rank_order
from tracker.reporting.phrases import HEADINGS
from tracker.reporting.status_counts import counted
from tracker.reporting.tables.columns import Column, Listing, yes
from tracker.reporting.tables.recommendations import JUDGED, NUMBER, REST, STATUS, WHAT, leads_of
from tracker.vocabulary import RANK, Status

type Told = RecommendationProgress
type Move = tuple[Told, str]  # how it moved: a word of the headings
type Counted = tuple[Count, int | None]  # and how many stood there before


def counts(progress: Progress) -> Listing[Counted]:
    """How many recommendations stand at each status, also where there are none."""
    return Listing(
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
                lambda c: yes(c[0].rank is not None),
            ),
            Column(_("Number"), _("on the day of the report"), lambda c: c[0].number, 9),
            Column(
                _("Number before"),
                _("at the end of the day before the period; empty where none is told of"),
                lambda c: c[1],
                9,
            ),
        ),
        lambda: _counted(progress),
    )


def _counted(progress: Progress) -> Iterator[Counted]:
    before: dict[str, int] = {}
    if progress.since is not None:
        was = progress.counts_before or counted([told.before for told in progress.recommendations])
        before = {count.status.code: count.number for count in was}
    for count in in_rank_order(progress.counts):
        yield count, before.get(count.status.code)


def changes(progress: Progress) -> Listing[Move]:
    """What became of the recommendations that stand otherwise than at the end of `since`."""
    return Listing(
        "changes",
        _("Changes"),
        _("One row for each recommendation that moved, or was corrected or judged, in the period."),
        _CHANGES,
        lambda: _moves(progress),
    )


def _moves(progress: Progress) -> Iterator[Move]:
    found = moves(progress)
    for word in ("up", "down", "judged", "aside", "corrected", "late"):
        for told in getattr(found, word):
            yield told, word


def _steps(move: Move) -> int | None:
    told, how = move
    before = RANK.get(Status(told.before.code)) if told.before.code else None
    if how in ("corrected", "late") or before is None or told.rank is None:
        return None
    return told.rank - before


def _change_column(column: Column[Told]) -> Column[Move]:
    """A column of recommendations, for one with how it moved."""
    return Column(column.label, column.means, lambda move: column.of(move[0]), column.width)


_CHANGES: tuple[Column[Move], ...] = (
    _change_column(WHAT[0]),
    _change_column(WHAT[1]),
    Column(
        _("What became of it"),
        _("a correction is no movement: an earlier judgment was wrong"),
        lambda m: str(HEADINGS[m[1]]),
        24,
    ),
    Column(_("Status before"), _("at the end of the day before"), lambda m: m[0].before.label, 22),
    Column(_("Code before"), _("the same, as programs read it"), lambda m: m[0].before.code, 18),
    *map(_change_column, STATUS),
    Column(
        _("Steps"),
        _("how far the rank moved; below 0 it fell; empty where nothing moved, and off the scale"),
        _steps,
        7,
    ),
    *map(_change_column, (*JUDGED[:3], JUDGED[-1], REST[0])),
)


KINDS: dict[str, str | Promise] = {
    "review": pgettext_lazy("what is overdue", "Review"),
    "commitment": pgettext_lazy("what is overdue", "Commitment"),
    "question": pgettext_lazy("what is overdue", "Question"),
    "recommendation": pgettext_lazy("what is outstanding, though not overdue", "Recommendation"),
}


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A review, a commitment or a question that is past its day; or what is not done yet."""

    kind: str
    told: RecommendationProgress
    due: date | None  # of a recommendation that is not overdue, its next review
    days: int | None = None  # past it, on the day of the report; None: it is not overdue
    words: str = ""
    body: str = ""
    put_off: int | None = None  # times


def outstanding(progress: Progress) -> Listing[Outstanding]:
    """Every review, commitment and question that is overdue, and every other unsettled one."""
    return Listing(
        "outstanding",
        _("Outstanding"),
        _(
            "One row for each review, commitment and question past its day, the longest first; "
            "then one for each other recommendation that is not fully implemented."
        ),
        (
            Column(_("What is outstanding"), _("its kind"), lambda o: str(KINDS[o.kind]), 14),
            Column(_("Code"), _("of the kind, as programs read it"), lambda o: o.kind, 12),
            Column(NUMBER, _("number of the recommendation"), lambda o: o.told.number, 7),
            Column(_("Short title"), _("of the recommendation"), lambda o: o.told.title, 40),
            Column(_("Words"), _("of the commitment or question"), lambda o: o.words, 50),
            Column(_("Body"), _("that undertook it, is asked, or leads"), lambda o: o.body, 14),
            Column(
                _("Due"), _("by when; of a recommendation, its next review"), lambda o: o.due, 12
            ),
            Column(
                _("Days overdue"),
                _("on the day of the report; empty: not overdue"),
                lambda o: o.days,
                9,
            ),
            Column(_("Put off"), _("times that the day was moved"), lambda o: o.put_off, 8),
            *map(_outstanding_column, STATUS[:2]),
        ),
        lambda: sorted(_all_of(progress), key=lambda one: -(one.days or 0)),
    )


def _outstanding_column(column: Column[RecommendationProgress]) -> Column[Outstanding]:
    """A column of recommendations, for one that something is overdue of."""
    return Column(column.label, column.means, lambda one: column.of(one.told), column.width)


def _all_of(progress: Progress) -> Iterator[Outstanding]:
    on = progress.on
    for told in progress.recommendations:
        if told.is_overdue and (due := told.review_on):
            yield Outstanding("review", told, due, (on - due).days, body=leads_of(told))
        elif told.is_unsettled:
            yield Outstanding("recommendation", told, told.review_on, body=leads_of(told))
        for one in told.commitments:
            if one.is_overdue and (due := one.due_on):
                days = (on - due).days
                whose = one.body.short
                yield Outstanding("commitment", told, due, days, one.text, whose, one.put_off)
        for asked in told.asked:
            if asked.is_overdue and (due := asked.due_on):
                yield Outstanding(
                    "question", told, due, (on - due).days, asked.question, asked.body
                )
