"""Current editions on Home: counts by status, the end of the period, changes since a moment."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, StrIndex, Substr
from django.utils.translation import ngettext_lazy

from tracker import compiled_queries, vocabulary
from tracker.models import (
    Reader,
    Recommendation,
    Report,
    Responsibility,
    RowExists,
    StatusSpan,
    User,
)
from tracker.summaries.statuses import count_by_report

MAX_EDITIONS = 4
MAX_CHANGES = 20  # changes of all editions since the last visit
MAX_RECOMMENDATIONS = 20  # listed for readers who don't write
DIRECTIONS = {
    "raised": ngettext_lazy("%(number)d up", "%(number)d up", "number"),
    "lowered": ngettext_lazy("%(number)d down", "%(number)d down", "number"),
    "first_assessed": ngettext_lazy(
        "%(number)d assessed for the first time",
        "%(number)d assessed for the first time",
        "number",
    ),
    "corrected": ngettext_lazy("%(number)d corrected", "%(number)d corrected", "number"),
    "off_scale": ngettext_lazy(
        "%(number)d changed otherwise", "%(number)d changed otherwise", "number"
    ),
}


@dataclass(frozen=True, slots=True)
class RecentChange:
    """Change of the status of a recommendation since a moment."""

    recommendation: Recommendation
    before: vocabulary.Status

    @property
    def direction(self) -> str:
        """Key of `DIRECTIONS`: a correction changes what is known, so it is neither up nor down."""
        assessment = self.recommendation.current_assessment
        return (
            "corrected"
            if assessment is not None and assessment.kind == vocabulary.AssessmentKind.CORRECTION
            else vocabulary.direction_of_change(self.before, self.recommendation.status)
        )


@dataclass(slots=True)
class Edition:
    """Newest edition of a mechanism on a country, as far as the user may see it."""

    report: Report
    period_end: date  # of the mechanism's year that runs now
    days_left: int
    counts: list[tuple[vocabulary.Status, int]]  # by rank, without statuses that none has
    changes: list[RecentChange] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Number of its recommendations."""
        return sum(number for _status, number in self.counts)

    @property
    def change_counts(self) -> list[str]:
        """Number of changes in each direction, as "1 up"."""
        numbers = Counter(change.direction for change in self.changes)
        return [
            label % {"number": numbers[direction]}
            for direction, label in DIRECTIONS.items()
            if numbers[direction]
        ]


def load_editions(user: User, *, on: date, since: datetime | None) -> list[Edition]:
    """Load the current editions with recommendations that the user may see, newest first.

    Changes are those approved after `since`, the end of the last visit; None finds none. Of two
    or three queries each one reads the recommendations of the editions, however many others
    there are.
    """
    reports: list[Report] = user.load_page(
        _with_mechanism, [key for (key,) in user.load(_current_reports)]
    )
    counts = count_by_report(user, reports)
    editions = [_edition(report, counts[report.pk], on=on) for report in reports]
    if since is not None and editions:
        by_report = {edition.report.pk: edition for edition in editions}
        for change in _changes_since(since, reports, user):
            by_report[change.recommendation.report_id].changes.append(change)
    return editions


def _with_mechanism(_user: Reader) -> QuerySet[Report]:
    return Report.objects.select_related("mechanism")


def _current_reports(user: Reader) -> compiled_queries.Rows[Report]:
    """Return the keys of the newest reports, of each mechanism and country, with visible rows."""
    newer = Report.objects.filter(
        mechanism=OuterRef("mechanism"), country=OuterRef("country"), year__gt=OuterRef("year")
    )
    reports = Report.objects.visible_to(user).filter(~RowExists(newer))
    if user.may_read:
        reports = reports.filter(Exists(Recommendation.objects.filter(report=OuterRef("pk"))))
    else:  # by the index of the roles of their bodies, whose keys say the edition
        reports = reports.filter(
            pk__in=Responsibility.objects.of_bodies(
                user.represented_body_ids, user.inherited_body_ids
            )
            .filter(~_newer_editions())
            .values("recommendation__report")
        )
    # These few are sorted: PostgreSQL would read all editions in the order of their index.
    year = F("year") if user.may_read else F("year") + 0
    return reports.order_by(year.desc(), "slug").values_list("pk")[:MAX_EDITIONS]


def _newer_editions() -> RowExists:
    """Return the condition that there is a newer edition than that of the sort key at hand."""
    key: Any = OuterRef("sort_key")  # as `Report.sort_key_for` makes it
    rest = Substr(key, 4)
    slash = StrIndex(rest, Value("/"))
    return RowExists(
        Report.objects.filter(
            country=Substr(key, 1, 2),
            mechanism__code=Substr(rest, 1, slash - 1),
            year__gt=9999 - Cast(Substr(rest, slash + 1, 4), IntegerField()),
        )
    )


def _edition(report: Report, counts: list[tuple[vocabulary.Status, int]], *, on: date) -> Edition:
    _first, period_end = report.mechanism.year_around(on)
    return Edition(report, period_end, (period_end - on).days, counts)


def _changes_since(since: datetime, reports: Sequence[Report], user: User) -> list[RecentChange]:
    """Return the recommendations that show another status than they did at a moment."""
    spans = StatusSpan.objects.filter(recommendation=OuterRef("pk"))
    shown_then = (
        spans.filter(Q(recorded_to=None) | Q(recorded_to__gt=since), recorded_from__lte=since)
        .order_by("-valid_from")
        .values("status")[:1]
    )
    rows = (
        Recommendation.objects.visible_to(user)
        .filter(Exists(spans.filter(recorded_from__gt=since)), report__in=reports)
        .annotate(
            status_before=Coalesce(
                Subquery(shown_then),
                Value(vocabulary.Status.NOT_ASSESSED.value),
                output_field=CharField(),
            )
        )
        .exclude(status=F("status_before"))
        .select_related("report__mechanism", "current_assessment")
        .order_by("sort_key")[:MAX_CHANGES]
    )
    return [
        RecentChange(row, vocabulary.Status(row.status_before))  # type: ignore[attr-defined]
        for row in rows
    ]


def list_recommendations(user: Reader) -> QuerySet[Recommendation]:
    """List the recommendations of `reports`, for a reader those that remain to be done."""
    rows = Recommendation.objects.visible_to(user).filter(
        report__in=compiled_queries.BoundKeys("reports")
    )
    if user.may_read:
        rows = rows.current().exclude(status__in=vocabulary.SETTLED_STATUSES)
    rows = rows.order_by("sort_key").keys_first(MAX_RECOMMENDATIONS + 1)
    return rows.select_related("report__mechanism", "current_assessment")
