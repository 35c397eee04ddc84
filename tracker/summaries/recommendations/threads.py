"""Thread of a recommendation: the same demand across editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

from tracker import compiled_queries, grouping
from tracker.models import LineageLink, Reader, Recommendation, Report, User, reach
from tracker.summaries.recommendations.parts import KEY, TEXT, set_translations, with_reports

MAX_LINKS = 5000  # followed, those of the newest editions first
TIMES_LABELS: dict[int, str | Promise] = {
    1: pgettext_lazy("times asked", "asked once"),
    2: pgettext_lazy("times asked", "asked twice"),
    3: pgettext_lazy("times asked", "asked three times"),
    4: pgettext_lazy("times asked", "asked four times"),
    5: pgettext_lazy("times asked", "asked five times"),
    6: pgettext_lazy("times asked", "asked six times"),
    7: pgettext_lazy("times asked", "asked seven times"),
    8: pgettext_lazy("times asked", "asked eight times"),
    9: pgettext_lazy("times asked", "asked nine times"),
    10: pgettext_lazy("times asked", "asked ten times"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """Recommendation of a thread, with its links to earlier ones."""

    recommendation: Recommendation
    links: tuple[LineageLink, ...]  # the newest edition first
    is_current: bool  # the one that the thread is of


@dataclass(frozen=True, slots=True)
class Edition:
    """Edition on record, from the first to the last of a thread; it may have no members."""

    report: Report
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Thread:
    """Thread of a recommendation: all that it repeats, and all that repeats it."""

    recommendation: Recommendation
    editions: tuple[Edition, ...]  # the newest first
    links: tuple[LineageLink, ...]
    earlier_editions: tuple[Report, ...]  # on record, the newest first
    occurrences: int  # on the longest branch through it, itself included
    first_year: int  # of that branch; of several as long, the earliest
    is_complete: bool  # whether the reader sees every recommendation
    is_truncated: bool  # whether there are more than MAX_LINKS

    @cached_property
    def direct_links(self) -> list[LineageLink]:
        """Its own links, without those to recommendations reached through another of them."""
        above = grouping.group_pairs(
            (link.recommendation_id, link.earlier_id) for link in self.links
        )
        through = set[int]().union(*(reach(above, [link.earlier_id]) for link in self.own_links))
        return [link for link in self.own_links if link.earlier_id not in through]

    @property
    def own_links(self) -> list[LineageLink]:
        """Its links to earlier recommendations, the newest edition first."""
        return [link for link in self.links if link.recommendation_id == self.recommendation.pk]

    @property
    def is_alone(self) -> bool:
        """Whether nothing is linked to it."""
        return not self.links

    @property
    def sentence(self) -> str:
        """Summary: "First made in 2017, asked five times, in the editions held."."""
        return self._before() + self._since()

    def _before(self) -> str:
        if self.own_links:
            times = TIMES_LABELS.get(self.occurrences) or ngettext(
                "asked %(count)d time", "asked %(count)d times", self.occurrences
            ) % {"count": self.occurrences}
            return (
                _("Asked since %(year)s; %(times)s in the available editions.")
                if self.is_complete
                else _("Asked since %(year)s; %(times)s in the editions you can see.")
            ) % {"year": self.first_year, "times": times}
        if not self.is_complete:
            return _("No earlier edition that you can see is linked.")
        if not self.earlier_editions:
            return _("No earlier edition available.")
        return _("Not found in these editions: %(editions)s.") % {
            "editions": ", ".join(
                f"{report.mechanism.code} {report.year}" for report in self.earlier_editions
            )
        }

    def _since(self) -> str:
        years = sorted(
            edition.report.year
            for edition in self.editions
            if edition.members and edition.report.year > self.recommendation.report.year
        )
        if not years:
            return ""
        return " " + _("Asked again in %(years)s.") % {"years": ", ".join(map(str, years))}


def _links(reader: Reader) -> compiled_queries.Rows[LineageLink]:
    return (
        LineageLink.objects.visible_to(reader)
        .not_withdrawn()
        .filter(
            recommendation__report__mechanism=compiled_queries.Bound("mechanism", KEY),
            recommendation__report__country=compiled_queries.Bound("country", TEXT),
        )
        .order_by("recommendation__sort_key", "earlier__sort_key", "pk")
        .values_list("pk", "recommendation", "earlier", "closeness", "score")[: MAX_LINKS + 1]
    )


def _members(_reader: Reader) -> QuerySet[Recommendation]:
    return with_reports(Recommendation.objects.select_related("current_assessment"))


def load_thread(
    recommendation: Recommendation, user: User, editions: Sequence[Report] | None = None
) -> Thread:
    """Load the thread of a recommendation, with the links of which `user` may see both ends.

    Three queries, however long it is: links of the same mechanism and country (up to MAX_LINKS,
    newest edition first), their recommendations, the editions on record unless they are given.
    Those that only share an earlier recommendation with it are another demand and stay out.
    """
    report = recommendation.report
    same = {"mechanism": report.mechanism_id, "country": report.country}
    rows = list(user.load(_links, **same))
    pairs = [(later, earlier) for _key, later, earlier, *_rest in rows[:MAX_LINKS]]
    start = recommendation.pk
    before = {start} | reach(grouping.group_pairs(pairs), [start])
    after = {start} | reach(
        grouping.group_pairs((earlier, later) for later, earlier in pairs), [start]
    )
    others = (before | after) - {start}
    recommendations = {start: recommendation}
    if others:
        members = user.load_page(_members, [start, *others])
        members.sort(key=attrgetter("sort_key"))
        recommendations = {row.pk: set_translations(row) for row in members}
    links = tuple(
        LineageLink(
            pk=key,
            recommendation=recommendations[later],
            earlier=recommendations[earlier],
            closeness=closeness,
            score=score,
        )
        for key, later, earlier, closeness, score in rows[:MAX_LINKS]
        if {later, earlier} <= before or {later, earlier} <= after
    )
    times, first = _longest_branch(start, recommendations, links)
    reports = _editions_on_record(user, same) if editions is None else list(editions)
    return Thread(
        recommendation,
        _editions(start, recommendations, links, reports),
        links,
        tuple(edition for edition in reports if edition.year < report.year),
        times,
        first,
        is_complete=user.may_read,
        is_truncated=len(rows) > MAX_LINKS,
    )


def _editions_on_record(user: User, same: Mapping[str, object]) -> list[Report]:
    """Return editions with recommendations on record, the newest first."""
    return list(
        Report.objects.visible_to(user)
        .filter(Exists(Recommendation.objects.filter(report=OuterRef("pk"))), **same)
        .select_related("mechanism")
        .order_by("-year", "pk")
    )


def _longest_branch(
    start: int, rows: Mapping[int, Recommendation], links: tuple[LineageLink, ...]
) -> tuple[int, int]:
    """Return the length of the longest branch through it, and the year in which it begins."""
    oldest_first = sorted(rows.values(), key=lambda row: row.report.year)
    above = grouping.group_pairs((link.recommendation_id, link.earlier_id) for link in links)
    below = grouping.group_pairs((link.earlier_id, link.recommendation_id) for link in links)
    up: dict[int, tuple[int, int]] = {}  # length up to it; first year, negative
    for row in oldest_first:
        length, began = max(
            [up[key] for key in above[row.pk] if key in up], default=(0, -row.report.year)
        )
        up[row.pk] = (length + 1, began)
    down: dict[int, int] = {}
    for row in reversed(oldest_first):
        down[row.pk] = 1 + max((down[key] for key in below[row.pk] if key in down), default=0)
    length, began = up[start]
    return length + down[start] - 1, -began


def _editions(
    start: int,
    rows: Mapping[int, Recommendation],
    links: tuple[LineageLink, ...],
    reports: list[Report],
) -> tuple[Edition, ...]:
    """Return the editions from the last of the thread to its first, also without members."""
    own = grouping.group_pairs((link.recommendation_id, link) for link in links)
    members = {
        year: tuple(Member(row, tuple(own[row.pk]), row.pk == start) for row in same_year)
        for year, same_year in groupby(rows.values(), key=lambda row: row.report.year)
    }
    first, last = min(members), max(members)
    return tuple(
        Edition(report, members.get(report.year, ()))
        for report in reports
        if first <= report.year <= last
    )
