"""How many stand where, and what became of each between two days."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from tracker.progress import Count, Progress, RecommendationProgress
from tracker.reporting.counting import counted
from tracker.reporting.distribution import in_rank_order
from tracker.reporting.moves import moves
from tracker.reporting.phrases import HEADINGS
from tracker.reporting.tables.listing import Column, Listing, yes
from tracker.reporting.tables.standings import JUDGED, REST, STATUS, WHAT
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
