"""Comparison of the recommendations of a report on two days: changes and corrections."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from tracker.grouping import group_pairs
from tracker.models import (
    Assessment,
    Body,
    Recommendation,
    RecommendationQuerySet,
    Report,
    Responsibility,
    User,
)
from tracker.summaries.bodies import load_holders
from tracker.vocabulary import (
    Basis,
    PastDay,
    Role,
    Status,
    direction_of_change,
    steps_between,
)

MAX_LISTED = 100  # changes listed one by one; the counts hold them all
MAX_NUMBERED = 20  # recommendations named by number beside a body


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Change of one recommendation's status; `assessment_key` is that of the later status."""

    key: int
    number: str
    before: Status
    after: Status
    assessment_key: int | None = None

    @property
    def steps(self) -> int | None:
        """Steps of rank up, or down below 0; None where one of them has no place on the scale."""
        return steps_between(self.before, self.after)

    @property
    def direction(self) -> str:
        """Direction: "raised", "lowered", "first_assessed" or else "off_scale"."""
        return direction_of_change(self.before, self.after)

    @property
    def steps_back(self) -> int:
        """Steps down the scale; 0 where it went up or off the scale."""
        return max(-(self.steps or 0), 0)

    @property
    def sentence(self) -> str:
        """Sentence such as "No. 4: Partially implemented → Largely implemented"."""
        return _("No. %(number)s: %(before)s → %(after)s") % {
            "number": self.number,
            "before": self.before.label,
            "after": self.after.label,
        }


@dataclass(frozen=True, slots=True)
class ListedChange:
    """A change with its recommendation, and the later assessment where the reader may see it."""

    status_change: StatusChange
    recommendation: Recommendation
    assessment: Assessment | None


@dataclass(frozen=True, slots=True)
class BodyChanges:
    """Changes in the recommendations that a body leads."""

    body: Body
    totals: Counter[str]
    status_changes: list[StatusChange]  # those named by number

    @property
    def more(self) -> int:
        """Number of changes beyond those in `status_changes`."""
        return self.totals["changed"] - len(self.status_changes)


@dataclass(frozen=True, slots=True)
class ChangeList:
    """Changes to list one by one, and the number of those beyond them."""

    listed: list[ListedChange]
    more: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The recommendations of a report on two days, both as known today."""

    totals: Counter[str]  # by direction; of those, "changed", out of "total"
    counts: list[tuple[Status, int, int, int]]  # on the first day, on the last, and the difference
    changes: ChangeList
    corrections: ChangeList  # from what was stated on the first day to what is known of it today
    retractions: ChangeList  # stated on the last day only, and not known of either day today
    bodies: list[BodyChanges]

    @property
    def changed_bodies(self) -> list[BodyChanges]:
        """Bodies that lead a recommendation that changed."""
        return [changes for changes in self.bodies if changes.totals["changed"]]

    @property
    def unchanged_bodies(self) -> list[Body]:
        """Bodies that lead only recommendations that did not change."""
        return [changes.body for changes in self.bodies if not changes.totals["changed"]]


def compare(report: Report, *, first: date, last: date, user: User) -> Comparison:
    """Compare the ends of two days, in the recommendations that the user may see.

    Changes take both days as known today. Where the status that the tracker stated on the first
    day differs from what is known of that day today, it is listed as a correction, not a change;
    likewise for the last day, as a retraction, unless a change covers it.
    The number of queries is the same for 9 recommendations and for 5,000.
    """
    rows = Recommendation.objects.visible_to(user).filter(report=report).order_by("sort_key")
    earlier, later = _load_statuses(rows, PastDay(first)), _load_statuses(rows, PastDay(last))
    stated_first = _load_statuses(rows, PastDay(first, Basis.AS_RECORDED_THEN))
    stated_last = _load_statuses(rows, PastDay(last, Basis.AS_RECORDED_THEN))
    changes = _compare_statuses(earlier, later)
    return Comparison(
        totals=_count_directions(changes, total=len(earlier)),
        counts=_count_statuses(earlier, later),
        changes=_load_changes(changes, user),
        corrections=_load_changes(_compare_statuses(stated_first, earlier), user),
        retractions=_load_changes(_find_retractions(earlier, later, stated_last), user),
        bodies=_changes_by_body(report, changes, earlier, user),
    )


class _DatedStatus(NamedTuple):
    number: str
    status: Status
    assessment_key: int | None


type _Statuses = Mapping[int, _DatedStatus]  # by key of the recommendation


def _load_statuses(rows: RecommendationQuerySet, then: PastDay) -> _Statuses:
    columns = ("pk", "number", "status_then", "assessment_then")
    return {
        key: _DatedStatus(number, Status(status), assessment)
        for key, number, status, assessment in rows.with_status_on(then).values_list(*columns)
    }


def _compare_statuses(earlier: _Statuses, later: _Statuses) -> list[StatusChange]:
    return [
        StatusChange(
            key, before.number, before.status, later[key].status, later[key].assessment_key
        )
        for key, before in earlier.items()
        if key in later and later[key].status != before.status
    ]


def _find_retractions(
    earlier: _Statuses, later: _Statuses, stated: _Statuses
) -> list[StatusChange]:
    """Find statuses that were stated on the last day only, and are not known of it today.

    Those stated on the first day, or known of it today, are covered by other changes.
    """
    return [
        change
        for change in _compare_statuses(stated, later)
        if change.key in earlier and change.before != earlier[change.key].status
    ]


def _count_statuses(earlier: _Statuses, later: _Statuses) -> list[tuple[Status, int, int, int]]:
    """Count the statuses that any recommendation has on either day."""
    before = Counter(dated.status for dated in earlier.values())
    after = Counter(dated.status for dated in later.values())
    return [(s, before[s], after[s], after[s] - before[s]) for s in Status if before[s] or after[s]]


def _count_directions(changes: list[StatusChange], *, total: int) -> Counter[str]:
    """Count the changes of `total` recommendations by direction, and all of them."""
    directions = Counter(change.direction for change in changes)
    return directions + Counter(changed=len(changes), total=total)


def _load_changes(changes: list[StatusChange], user: User) -> ChangeList:
    """Load the first of the changes with their recommendations and assessments."""
    listed = changes[:MAX_LISTED]
    recommendations = (
        Recommendation.objects.visible_to(user)
        .select_related("report")
        .prefetch_related("translations")
        .in_bulk([change.key for change in listed])
    )
    assessments = (
        Assessment.objects.visible_to(user)
        .select_related("decided_by")
        .in_bulk([change.assessment_key for change in listed if change.assessment_key])
    )
    loaded = [
        ListedChange(
            change, recommendations[change.key], assessments.get(change.assessment_key or 0)
        )
        for change in listed
        if change.key in recommendations
    ]
    return ChangeList(loaded, len(changes) - len(listed))


def _changes_by_body(
    report: Report, changes: list[StatusChange], statuses: _Statuses, user: User
) -> list[BodyChanges]:
    """Return the changes of each body that leads a recommendation today, most changes first."""
    leads = (
        Responsibility.objects.visible_to(user)
        .not_withdrawn()
        .filter(recommendation__report=report, role=Role.LEAD)
        .order_by("sort_key")
    )
    changes_by_key = {change.key: change for change in changes}
    keys_by_body = group_pairs(
        (body, key) for body, key in leads.values_list("body", "recommendation") if key in statuses
    )
    bodies = Body.objects.visible_to(user).in_bulk(list(keys_by_body))
    if ended := [key for key, body in bodies.items() if body.has_ended(on=user.mandates.on)]:
        passed_on = leads.filter(body__in=ended).select_related("body")
        for row in load_holders(passed_on, on=user.mandates.on):
            for holder in row.holders or ():
                bodies[holder.pk] = holder
                if row.recommendation_id not in keys_by_body[holder.pk]:
                    keys_by_body[holder.pk].append(row.recommendation_id)
        for key in ended:
            del keys_by_body[key]
    result = []
    for body, keys in keys_by_body.items():
        own = [changes_by_key[key] for key in keys if key in changes_by_key]
        totals = _count_directions(own, total=len(keys))
        result.append(BodyChanges(bodies[body], totals, own[:MAX_NUMBERED]))
    return sorted(result, key=lambda changes: (-changes.totals["changed"], changes.body.code))
