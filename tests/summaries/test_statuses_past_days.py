"""Statuses of past days: what is kept, what should be, and what lists show of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    ClosingFactory,
    LineageLinkFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tracker.models import Assessment, Event, Recommendation, StatusSpan
from tracker.summaries import statuses
from tracker.summaries.statuses import (
    AssessedStatus,
    RecordedPeriod,
    StatusPeriod,
    apply_past_status,
    count_statuses,
    filter_current_on,
    find_differences,
    find_stale_statuses,
    list_status_spans,
    load_assessed_statuses,
    load_spans,
)
from tracker.vocabulary import Basis, Lifecycle, PastDay, Perspective, State, Status

pytestmark = pytest.mark.django_db
JUNE, OCTOBER = date(2024, 6, 1), date(2024, 10, 1)
DECIDED = datetime(2024, 10, 3, 9, tzinfo=UTC)
LATER = DECIDED + timedelta(days=30)


def approved(row, status=Status.PARTIAL, as_of=OCTOBER, **fields):
    return AssessmentFactory(
        recommendation=row, approved=True, status=status, as_of=as_of, **fields
    )


class TestAssessedStatuses:
    def test_are_those_of_analysts_that_were_approved(self):
        row, other = RecommendationFactory(), RecommendationFactory()
        first, second = approved(row), approved(row, Status.FULL, JUNE, decided_at=LATER)
        approved(row, perspective=Perspective.RESPONSIBLE_BODY, body=BodyFactory())
        AssessmentFactory(recommendation=row, submitted=True)
        elsewhere = approved(other)

        assert load_assessed_statuses() == {
            row.pk: [
                AssessedStatus(first.pk, "partial", OCTOBER, DECIDED),
                AssessedStatus(second.pk, "full", JUNE, LATER),
            ],
            other.pk: [AssessedStatus(elsewhere.pk, "partial", OCTOBER, DECIDED)],
        }
        assert list(load_assessed_statuses(recommendation=other)) == [other.pk]

    def test_end_where_they_lost_their_state(self):
        row = RecommendationFactory()
        told, untold, backwards = (approved(row, as_of=day) for day in (JUNE, OCTOBER, JUNE))
        with as_factory():
            for one, fields in (
                (told, {"decided_at": LATER}),
                (untold, {}),
                (backwards, {"decided_at": DECIDED - timedelta(days=1)}),
            ):
                Assessment.objects.filter(pk=one.pk).update(state=State.WITHDRAWN, **fields)
                Assessment.objects.filter(pk=one.pk).update(rationale="Taken back.")
            restored = approved(RecommendationFactory())
            for state in (State.WITHDRAWN, State.APPROVED):
                Assessment.objects.filter(pk=restored.pk).update(state=state)
        lost = Event.objects.get(key=untold.pk, old__state="approved", table="tracker_assessment")

        assert load_assessed_statuses() == {
            restored.recommendation_id: [AssessedStatus(restored.pk, "partial", OCTOBER, DECIDED)],
            row.pk: [
                AssessedStatus(told.pk, "partial", JUNE, DECIDED, LATER),
                AssessedStatus(untold.pk, "partial", OCTOBER, DECIDED, lost.at),
                AssessedStatus(backwards.pk, "partial", JUNE, DECIDED, DECIDED),
            ],
        }


class TestDifferences:
    def test_are_found_in_every_batch(self, monkeypatch):
        monkeypatch.setattr(statuses, "BATCH_SIZE", 2)
        rows = [RecommendationFactory(assessed=Status.PARTIAL) for _each in range(5)]
        assert list(find_differences()) == []
        StatusSpan.objects.exclude(recommendation=rows[2]).update(status=Status.FULL)

        found = list(find_differences())

        assert [one.recommendation for one in found] == [rows[at] for at in (0, 1, 3, 4)]
        key = rows[0].current_assessment_id
        kept, meant = (
            (RecordedPeriod(StatusPeriod(key, status, OCTOBER, None), DECIDED, None),)
            for status in ("full", "partial")
        )
        assert (found[0].superfluous, found[0].missing) == (kept, meant)
        ((key, ((_pk, period),)),) = load_spans(recommendation=rows[0]).items()
        assert (key, period) == (rows[0].pk, kept[0])


def current(on, rows=None):
    rows = Recommendation.objects.all() if rows is None else rows
    found = filter_current_on(rows, PastDay(on)).order_by("sort_key")
    return [(row.report.year, row.number) for row in found.select_related("report")]


class TestCurrent:
    def test_are_those_that_no_edition_of_then_asked_again(self):
        first = ReportFactory(year=2021, published_on=date(2021, 6, 15))
        before = RecommendationFactory(report=first, number="7", lifecycle=Lifecycle.CONTINUED)
        RecommendationFactory(report=first, number="8", lifecycle=Lifecycle.CONTINUED)
        for year in (2022, 2024):
            again = ReportFactory(year=year, published_on=date(year, 6, 15))
            LineageLinkFactory(
                earlier=before, recommendation__report=again, recommendation__number="1"
            )

        assert current(date(2021, 6, 14)) == []
        assert current(date(2021, 6, 15)) == current(date(2022, 6, 14)) == [(2021, "7")]
        assert current(date(2022, 6, 15)) == [(2022, "1")]
        assert current(date(2024, 6, 15), Recommendation.objects.filter(report=first)) == []

    def test_are_again_where_the_link_was_withdrawn(self):
        report = ReportFactory(published_on=date(2024, 6, 15))
        link = LineageLinkFactory(
            recommendation__report=report,
            earlier__lifecycle=Lifecycle.CONTINUED,
            earlier__number="7",
        )
        other = LineageLinkFactory(
            recommendation__report=report, earlier=link.earlier, withdrawn_at=DECIDED
        )
        RecommendationFactory(report=other.recommendation.report)

        assert (2023, "7") in current(date(2024, 6, 14))
        assert (2023, "7") not in current(date(2024, 6, 15))

    def test_count_where_their_day_is_unknown(self):
        RecommendationFactory(number="1")

        assert current(date(1999, 1, 1)) == [(2024, "1")]

    def test_are_not_those_closed_then_and_reopened_or_closed_again_since(self):
        for number, lifecycle, years in (
            ("1", "closed", (2020, 2023)),
            ("2", "active", (2020,)),
        ):
            why = "moot" if lifecycle == "closed" else ""
            row = RecommendationFactory(number=number, lifecycle=lifecycle, closure_reason=why)
            for year in years:
                moment = datetime(year, 6, 1, tzinfo=UTC)
                ClosingFactory(recommendation=row, approved=True, decided_at=moment)
            Event.objects.create(
                at=datetime(2022, 6, 1, tzinfo=UTC), table="tracker_recommendation", key=row.pk,
                operation="update", old={"lifecycle": "closed"}, new={"lifecycle": "active"},
            )  # fmt: skip
        never = RecommendationFactory(number="3")
        ClosingFactory(recommendation=never, returned=True)
        shut = RecommendationFactory(number="4", lifecycle="closed", closure_reason="moot")
        ClosingFactory(recommendation=shut, approved=True, decided_at=DECIDED)

        assert [
            [number for _year, number in current(date(year, 1, 1))] for year in range(2020, 2026)
        ] == [
            ["1", "2", "3", "4"],
            ["3", "4"],
            ["3", "4"],
            ["1", "2", "3", "4"],
            ["2", "3", "4"],
            ["2", "3"],
        ]
        assert current(DECIDED.date() - timedelta(days=1))[-1] == (2024, "4")
        assert current(DECIDED.date())[-1] == (2024, "3")


class TestWhatListsShow:
    @pytest.fixture
    def row(self):
        """Of June no action, of October partial, both approved in October; in November full."""
        row = RecommendationFactory(assessed=Status.FULL, assessed__decided_at=LATER)
        approved(row, Status.NO_ACTION, JUNE)
        approved(row, Status.PARTIAL, date(2024, 9, 1))
        return row

    def test_is_status_day_and_judgment_of_then(self, row):
        blank = RecommendationFactory()
        viewer, focal_point = UserFactory(viewer=True), UserFactory(contributor=True)
        then = PastDay(date(2024, 10, 15), Basis.AS_RECORDED_THEN)
        judgment = row.assessments.get(status=Status.PARTIAL)

        for user, seen in ((viewer, judgment), (focal_point, None)):
            shown = apply_past_status(
                Recommendation.objects.filter(pk__in=[row.pk, blank.pk]).order_by("pk"),
                then,
                user=user,
            )

            assert [(one.status, one.assessed_on, one.current_assessment) for one in shown] == [
                ("partial", date(2024, 9, 1), seen),
                ("not_assessed", None, None),
            ]

    def test_is_that_of_today_without_a_day(self, row):
        (shown,) = apply_past_status([row], None, user=UserFactory(viewer=True))

        assert (shown.status, shown.assessed_on) == (Status.FULL, OCTOBER)

    def test_counts_the_statuses_there_were(self, row):
        RecommendationFactory()
        RecommendationFactory()
        rows = Recommendation.objects.order_by("sort_key")

        assert count_statuses(rows, PastDay(JUNE)) == [
            (Status.NOT_ASSESSED, 2),
            (Status.NO_ACTION, 1),
        ]
        assert count_statuses(rows.none(), PastDay(JUNE)) == []

    def test_is_each_span_up_to_then_as_known_now_or_recorded_then(self, row):
        approved(RecommendationFactory())

        def spans(on, basis):
            return [
                (span.status, span.valid_from)
                for span in list_status_spans(row, PastDay(on, basis))
            ]

        june, september = (("no_action", JUNE), ("partial", date(2024, 9, 1)))
        full = ("full", OCTOBER)
        now, then = Basis.AS_KNOWN_NOW, Basis.AS_RECORDED_THEN
        assert spans(date(2024, 5, 31), now) == []
        assert spans(date(2024, 9, 1), now) == [june, september]
        assert spans(OCTOBER, now) == [june, september, full]
        assert spans(date(2024, 10, 2), then) == []
        assert spans(date(2024, 11, 1), then) == [june, september]
        assert spans(LATER.date(), then) == [june, september, full]


class TestStaleStatuses:
    def test_are_those_that_the_newest_judgment_contradicts(self):
        names = ["agrees", "blank", "unset", "gone", "older", "status", "day"]
        rows = dict.fromkeys(names)
        for name in names:
            assessed = None if name in ("blank", "unset") else Status.PARTIAL
            rows[name] = RecommendationFactory(assessed=assessed, assessed__cites=0)
        approved(
            rows["agrees"],
            Status.FULL,
            date(2024, 12, 1),
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(),
        )
        AssessmentFactory(recommendation=rows["agrees"], submitted=True, as_of=date(2024, 12, 1))
        approved(rows["agrees"], Status.FULL, JUNE)
        approved(rows["unset"], Status.FULL)
        approved(rows["older"], Status.FULL, date(2024, 12, 1))
        with as_factory():
            rows["gone"].assessments.update(state=State.WITHDRAWN)
            Recommendation.objects.filter(pk=rows["status"].pk).update(status=Status.FULL)
            Recommendation.objects.filter(pk=rows["day"].pk).update(assessed_on=JUNE)

        found = {row.pk: (old, new) for row, old, new in find_stale_statuses()}

        assert {name: found.get(row.pk) for name, row in rows.items()} == {
            "agrees": None,
            "blank": None,
            "unset": ("not_assessed", "full"),
            "gone": ("partial", "not_assessed"),
            "older": ("partial", "full"),
            "status": ("full", "partial"),
            "day": ("partial", "partial"),
        }
