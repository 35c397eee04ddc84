"""What of somebody's reading is unusual, in sentences with their numbers.

Unusual is no accusation: each sentence is a question that an auditor may ask.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker import words
from tracker.vocabulary import ReadingDeed

SUNDAY = 6
TAKEN = frozenset({ReadingDeed.DOWNLOADED, ReadingDeed.EXPORTED})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on reading is unusual. One table, so that all of it can be questioned.

    Hours: an office works from 7 to 17; one hour before and three after are left to who comes
    early or stays late. Sunday is the day on which nobody has to be there.
    Pieces: ten in one day is a thorough morning. Whoever reads much is measured by their own other
    days, three times the median of them: a busy day does not make itself usual.
    Files: who downloads more than ten within an hour does not read them there and then.
    """

    first_hour: int = 6
    last_hour: int = 20  # exclusive
    pieces: int = 10
    times_median: int = 3
    files: int = 10
    files_within: timedelta = timedelta(hours=1)


THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class Read:
    """A line of the log: when (in Kosovo), which piece, what was done."""

    at: datetime
    piece: int | None
    deed: str


def when_nobody_works(lines: Iterable[Read]) -> Iterator[str]:
    """Readings early, late or on a Sunday: how many, and the first of them."""
    odd = [line.at for line in lines if _is_odd(line.at)]
    if odd:
        told = {
            "count": len(odd),
            "last": THRESHOLDS.last_hour,
            "first": THRESHOLDS.first_hour,
            "moment": words.short_moment(min(odd)),
        }
        yield (
            ngettext(
                "%(count)d reading after %(last)d:00, before %(first)d:00 or on a Sunday: "
                "%(moment)s",
                "%(count)d readings after %(last)d:00, before %(first)d:00 or on a Sunday, the "
                "first: %(moment)s",
                len(odd),
            )
            % told
        )


def very_many_pieces(by_day: Mapping[date, set[int | None]]) -> Iterator[str]:
    """Days with more pieces than the reader's own other days, and ten, let expect."""
    for day, pieces in sorted(by_day.items()):
        others = [len(some) for other, some in by_day.items() if other != day]
        usual = median(others) if others else 0
        most = max(THRESHOLDS.pieces, int(THRESHOLDS.times_median * usual))
        if len(pieces) > most:
            told = {"count": len(pieces), "day": words.short_day(day), "most": most}
            yield _("%(count)d different pieces on %(day)s: more than %(most)d") % told


def very_many_files(lines: Iterable[Read]) -> Iterator[str]:
    """The hour in which most files were taken out, if they were very many."""
    taken = sorted(line.at for line in lines if line.deed in TAKEN)
    most, since, begin = 0, None, 0
    for end, at in enumerate(taken):
        while at - taken[begin] > THRESHOLDS.files_within:
            begin += 1
        if end - begin + 1 > most:
            most, since = end - begin + 1, taken[begin]
    if since is not None and most > THRESHOLDS.files:
        told = {"count": most, "moment": words.short_moment(since), "most": THRESHOLDS.files}
        yield _("%(count)d files within an hour from %(moment)s: more than %(most)d") % told


def no_reader_any_more(
    lines: Iterable[Read], *, may_read: set[int], is_active: bool
) -> Iterator[str]:
    """That the account is closed; how many pieces were read that the reader may not read now."""
    if not is_active:
        yield _("The account is closed.")
    lost = {line.piece for line in lines if line.piece is not None} - may_read
    if lost:
        yield (
            ngettext(
                "%(count)d piece that they may not read any more",
                "%(count)d pieces that they may not read any more",
                len(lost),
            )
            % {"count": len(lost)}
        )


def _is_odd(at: datetime) -> bool:
    by_day = THRESHOLDS.first_hour <= at.hour < THRESHOLDS.last_hour
    return at.weekday() == SUNDAY or not by_day
