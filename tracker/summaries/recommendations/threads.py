"""The same demand across editions: what a recommendation asks again, and what asks it again."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.utils.translation import pgettext_lazy as said

from tracker.models import LineageLink, Recommendation, Report, User
from tracker.vocabulary import LineageKind

MOST = 5000  # links followed, those of the newest editions first
TIMES: dict[int, str | Promise] = {
    1: said("times asked", "asked once"),
    2: said("times asked", "asked twice"),
    3: said("times asked", "asked three times"),
    4: said("times asked", "asked four times"),
    5: said("times asked", "asked five times"),
    6: said("times asked", "asked six times"),
    7: said("times asked", "asked seven times"),
    8: said("times asked", "asked eight times"),
    9: said("times asked", "asked nine times"),
    10: said("times asked", "asked ten times"),
}


@dataclass(frozen=True, slots=True)
class Tie:
    """A link inside a thread, with both ends at hand."""

    key: int
    later: Recommendation
    earlier: Recommendation
    closeness: LineageKind
    score: float | None  # 0 to 1; none: by hand


@dataclass(frozen=True, slots=True)
class Member:
    """One recommendation of a thread, and what it asks again of it."""

    row: Recommendation
    ties: tuple[Tie, ...]  # the newest edition first
    is_this: bool  # the one that the thread is told of


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition held from the first to the last of a thread; without members: not asked in it."""

    report: Report
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Thread:
    """A recommendation with all that it descends from and all that descends from it."""

    recommendation: Recommendation
    editions: tuple[Edition, ...]  # the newest first
    ties: tuple[Tie, ...]
    held: tuple[Report, ...]  # earlier editions held, the newest first
    times: int  # on the longest branch through it, itself counted
    first: int  # year in which that branch begins; of several as long, the earliest
    sees_all: bool  # whether the reader sees every recommendation
    is_cut: bool  # whether there are more links than are followed

    @cached_property
    def asks_again(self) -> list[Tie]:
        """What it asks again itself, without what it reaches through another of them."""
        own = [tie for tie in self.ties if tie.later.pk == self.recommendation.pk]
        above = _steps({tie.key: (tie.later.pk, tie.earlier.pk) for tie in self.ties}, up=True)
        through: set[int] = set()
        for tie in own:
            through |= _reached(tie.earlier.pk, above) - {tie.earlier.pk}
        return [tie for tie in own if tie.earlier.pk not in through]

    @property
    def links(self) -> list[Tie]:
        """Every link of its own to an earlier one, the newest edition first."""
        return [tie for tie in self.ties if tie.later.pk == self.recommendation.pk]

    @property
    def is_alone(self) -> bool:
        return not self.ties

    @property
    def sentence(self) -> str:
        """ "First made in 2017, asked five times, in the editions held." """
        return self._before() + self._since()

    def _before(self) -> str:
        if self.links:
            times = TIMES.get(self.times) or ngettext(
                "asked %(count)d time", "asked %(count)d times", self.times
            ) % {"count": self.times}
            told = {"year": self.first, "times": times}
            if self.sees_all:
                return _("First made in %(year)s, %(times)s, in the editions held.") % told
            return (
                _("First made in %(year)s, %(times)s, in what you see of the editions held.") % told
            )
        if not self.sees_all:
            return _("Nothing that you see of the earlier editions held is linked to it.")
        if not self.held:
            return _("No earlier edition is held.")
        named = ", ".join(f"{report.mechanism.code} {report.year}" for report in self.held)
        return _("Not found in the editions held: %(editions)s.") % {"editions": named}

    def _since(self) -> str:
        years = sorted(
            edition.report.year
            for edition in self.editions
            if edition.members and edition.report.year > self.recommendation.report.year
        )
        if not years:
            return ""
        return " " + _("Asked again in %(years)s.") % {"years": ", ".join(map(str, years))}


def thread_of(recommendation: Recommendation, user: User) -> Thread:
    """The thread of a recommendation, as far as `user` may know: links seen from both ends alone.

    Three queries and the translations, however long it is: links of the same mechanism and country
    (the first MOST, newest edition first), their recommendations, the editions held. Those that
    share an ancestor with it and do not descend from one another stay out: another demand.
    """
    report = recommendation.report
    same = {"report__mechanism": report.mechanism_id, "report__country": report.country}
    found = list(
        LineageLink.objects.visible_to(user)
        .standing()
        .filter(**{f"recommendation__{name}": value for name, value in same.items()})
        .order_by("recommendation__sort_key", "earlier__sort_key", "pk")
        .values_list("pk", "recommendation", "earlier", "closeness", "score")[: MOST + 1]
    )
    pairs = {key: (later, earlier) for key, later, earlier, _c, _s in found[:MOST]}
    start = recommendation.pk
    before, after = (
        _reached(start, _steps(pairs, up=True)),
        _reached(start, _steps(pairs, up=False)),
    )
    rows = {
        row.pk: row
        for row in Recommendation.objects.visible_to(user)
        .filter(pk__in=before | after | {start})
        .select_related("report__mechanism", "standing")
        .prefetch_related("translations")
        .order_by("sort_key")
    }
    ties = tuple(
        Tie(key, rows[later], rows[earlier], LineageKind(closeness), score)
        for key, later, earlier, closeness, score in found[:MOST]
        if {later, earlier} <= before or {later, earlier} <= after
    )
    times, first = _longest(start, rows, ties)
    reports = _held(user, same)
    return Thread(
        recommendation,
        _editions(start, rows, ties, reports),
        ties,
        tuple(one for one in reports if one.year < report.year),
        times,
        first,
        sees_all=user.may_read,
        is_cut=len(found) > MOST,
    )


def _held(user: User, same: Mapping[str, object]) -> list[Report]:
    """Editions of which recommendations are held, the newest first."""
    own = {name.removeprefix("report__"): value for name, value in same.items()}
    asks = Recommendation.objects.filter(report=OuterRef("pk"))
    rows = Report.objects.visible_to(user).filter(Exists(asks), **own)
    return list(rows.select_related("mechanism").order_by("-year", "pk"))


def _steps(pairs: Mapping[int, tuple[int, int]], *, up: bool) -> dict[int, set[int]]:
    """From each recommendation, to those it asks again; or to those that ask it again."""
    steps: dict[int, set[int]] = defaultdict(set)
    for later, earlier in pairs.values():
        start, end = (later, earlier) if up else (earlier, later)
        steps[start].add(end)
    return steps


def _reached(start: int, steps: Mapping[int, set[int]]) -> set[int]:
    """The start, and all that can be reached from it."""
    seen, waiting = {start}, [start]
    while waiting:
        new = steps.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen


def _longest(
    start: int, rows: Mapping[int, Recommendation], ties: tuple[Tie, ...]
) -> tuple[int, int]:
    """How many askings the longest branch through it has, and the year in which it begins."""
    oldest_first = sorted(rows.values(), key=lambda row: row.report.year)
    above, below = defaultdict(list), defaultdict(list)
    for tie in ties:
        above[tie.later.pk].append(tie.earlier.pk)
        below[tie.earlier.pk].append(tie.later.pk)
    up: dict[int, tuple[int, int]] = {}  # askings up to it; the year in which they began, negative
    for row in oldest_first:
        reached = [up[key] for key in above[row.pk] if key in up]
        asked, began = max(reached, default=(0, -row.report.year))
        up[row.pk] = (asked + 1, began)
    down: dict[int, int] = {}
    for row in reversed(oldest_first):
        down[row.pk] = 1 + max((down[key] for key in below[row.pk] if key in down), default=0)
    asked, began = up[start]
    return asked + down[start] - 1, -began


def _editions(
    start: int,
    rows: Mapping[int, Recommendation],
    ties: tuple[Tie, ...],
    reports: list[Report],
) -> tuple[Edition, ...]:
    """From the last edition of the thread to its first, those between without members too."""
    own: dict[int, list[Tie]] = defaultdict(list)
    for tie in ties:
        own[tie.later.pk].append(tie)
    members = {
        year: tuple(Member(row, tuple(own[row.pk]), row.pk == start) for row in some)
        for year, some in groupby(rows.values(), key=lambda row: row.report.year)
    }
    first, last = min(members), max(members)
    return tuple(
        Edition(report, members.get(report.year, ()))
        for report in reports
        if first <= report.year <= last
    )
