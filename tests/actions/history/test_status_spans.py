"""Status spans after approvals, corrections and withdrawals."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.assessments import correct_assessment
from tracker.actions.assessments.review import (
    ApproveAssessment,
    approve,
    withdraw,
)
from tracker.actions.base import DecideRow
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.history import status_spans
from tracker.models import Recommendation, StatusSpan
from tracker.summaries.statuses import find_differences
from tracker.vocabulary import Basis, PastDay, Perspective, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
JUNE, DECEMBER = date(2024, 6, 1), date(2024, 12, 1)
TODAY = date(2025, 3, 1)


@pytest.fixture
def reviewer():
    return UserFactory(reviewer=True)


def submitted(status=Status.PARTIAL, as_of=DECEMBER, **fields):
    return AssessmentFactory(
        submitted=True, **{"status": status, "as_of": as_of, "cites": 1, **fields}
    )


def on(day, basis=Basis.AS_KNOWN_NOW):
    """Return status and as-of date that the recommendation showed that day."""
    row = Recommendation.objects.with_status_on(PastDay(day, basis)).get()
    return row.status_then, row.assessed_on_then


def all_spans():
    return list(StatusSpan.objects.order_by("pk").values())


class TestApproving:
    def test_tells_of_each_day_from_the_as_of_date_on(self, reviewer):
        assessed = approve(ApproveAssessment(row=submitted(), by=reviewer, now=NOW))

        assert on(DECEMBER - A_DAY) == (Status.NOT_ASSESSED, None)
        assert on(DECEMBER) == on(TODAY) == (Status.PARTIAL, DECEMBER)
        row = Recommendation.objects.with_status_on(PastDay(TODAY)).get()
        assert row.assessment_then == row.current_assessment_id == assessed.pk

    def test_what_is_about_an_earlier_day_tells_of_it_and_leaves_today_alone(self, reviewer):
        newer = approve(ApproveAssessment(row=submitted(), by=reviewer, now=NOW))
        before = all_spans()
        older = submitted(Status.INITIAL_STEPS, JUNE, recommendation=newer.recommendation)

        approve(ApproveAssessment(row=older, by=reviewer, now=NOW + A_DAY))

        assert on(DECEMBER - A_DAY) == (Status.INITIAL_STEPS, JUNE)
        assert on(DECEMBER - A_DAY, Basis.AS_RECORDED_THEN) == (Status.NOT_ASSESSED, None)
        assert all_spans()[0] == before[0]
        assert [span["valid_to"] for span in all_spans()] == [None, DECEMBER]

    def test_a_newer_day_ends_the_open_span(self, reviewer):
        older = approve(ApproveAssessment(row=submitted(as_of=JUNE), by=reviewer, now=NOW))
        newer = submitted(recommendation=older.recommendation)

        approve(ApproveAssessment(row=newer, by=reviewer, now=NOW + A_DAY))

        until = NOW + A_DAY
        assert list(
            StatusSpan.objects.order_by("pk").values_list(
                "valid_from", "valid_to", "recorded_from", "recorded_to"
            )
        ) == [
            (JUNE, None, NOW, until),
            (JUNE, DECEMBER, until, None),
            (DECEMBER, None, until, None),
        ]

    def test_two_at_one_moment_leave_one_span(self, reviewer):
        first = submitted(as_of=JUNE)
        second = submitted(recommendation=first.recommendation, period_from=JUNE)

        for assessment in (first, second):
            approve(ApproveAssessment(row=assessment, by=reviewer, now=NOW))

        assert {span["recorded_from"] for span in all_spans()} == {NOW}
        assert len(all_spans()) == 2

    def test_a_clock_that_goes_backwards_leaves_what_a_rebuild_would_make(self, reviewer):
        first = approve(ApproveAssessment(row=submitted(as_of=JUNE), by=reviewer, now=NOW))
        second = submitted(recommendation=first.recommendation)

        approve(ApproveAssessment(row=second, by=reviewer, now=NOW - A_DAY))

        assert list(find_differences()) == []
        assert on(TODAY) == (Status.PARTIAL, DECEMBER)

    def test_is_of_the_day_that_the_tracker_has_not_of_utc(self, reviewer):
        half_past_midnight = datetime(2025, 2, 1, 23, 30, tzinfo=UTC)
        approve(ApproveAssessment(row=submitted(), by=reviewer, now=half_past_midnight))

        assert on(date(2025, 2, 1), Basis.AS_RECORDED_THEN) == (Status.NOT_ASSESSED, None)
        assert on(date(2025, 2, 2), Basis.AS_RECORDED_THEN) == (Status.PARTIAL, DECEMBER)


class TestACorrection:
    def test_shows_as_known_now_and_not_as_recorded_then(self, reviewer):
        wrong = AssessmentFactory(
            recommendation=RecommendationFactory(lead="THBD"),
            approved=True,
            as_of=DECEMBER,
            status=Status.SUBSTANTIAL,
        )
        correction = correct_assessment(
            assessment=wrong,
            by=UserFactory(analyst=True),
            now=NOW,
            status=Status.PARTIAL,
            rationale="The order was never signed.",
            evidence_input=EvidenceInput(evidence=[EvidenceFactory(from_ngo=True)], confirmed=True),
        )
        waiting = on(TODAY)

        approve(ApproveAssessment(row=correction, by=reviewer, now=NOW))

        assert waiting == (Status.SUBSTANTIAL, DECEMBER)
        assert on(DECEMBER) == (Status.PARTIAL, DECEMBER)
        assert on(TODAY - A_DAY, Basis.AS_RECORDED_THEN) == (Status.SUBSTANTIAL, DECEMBER)
        assert on(TODAY, Basis.AS_RECORDED_THEN) == (Status.PARTIAL, DECEMBER)


class TestWhatNeverTookEffect:
    def test_leaves_the_past_alone(self, reviewer):
        standing = approve(ApproveAssessment(row=submitted(), by=reviewer, now=NOW))
        before = all_spans()
        row = standing.recommendation
        waiting = submitted(recommendation=row, status=Status.SUBSTANTIAL)

        withdraw(DecideRow(row=waiting, by=waiting.author, now=NOW + A_DAY, note="Another"))
        view = submitted(
            recommendation=row,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code="THBD"),
        )
        approve(ApproveAssessment(row=view, by=reviewer, now=NOW + A_DAY))

        assert all_spans() == before


class TestThen:
    def test_has_every_recommendation_once_in_one_query(self, django_assert_num_queries):
        assessed = RecommendationFactory(assessed=Status.PARTIAL)
        RecommendationFactory(report=assessed.report)
        AssessmentFactory(recommendation=assessed, approved=True, as_of=JUNE)

        with django_assert_num_queries(1):
            rows = list(Recommendation.objects.with_status_on(PastDay(TODAY)).order_by("sort_key"))

        assert [row.status_then for row in rows] == [Status.PARTIAL, Status.NOT_ASSESSED]
        assert (
            Recommendation.objects.with_status_on(PastDay(TODAY))
            .filter(status_then="partial")
            .count()
            == 1
        )


class TestRebuilding:
    def test_writes_the_spans_that_differ_and_names_their_recommendations(self):
        row = AssessmentFactory(approved=True, as_of=JUNE).recommendation
        other = AssessmentFactory(approved=True, as_of=JUNE).recommendation
        before = all_spans()
        assert list(status_spans.rebuild()) == []
        with as_factory():
            StatusSpan.objects.filter(recommendation=row).delete()

        assert list(status_spans.rebuild()) == [row]

        told = [{**span, "id": None} for span in all_spans()]
        assert sorted(told, key=str) == sorted([{**span, "id": None} for span in before], key=str)
        assert StatusSpan.objects.filter(recommendation=other).count() == 1
        assert list(status_spans.rebuild()) == []

    def test_ends_a_span_and_keeps_its_row(self, reviewer):
        first = approve(ApproveAssessment(row=submitted(as_of=JUNE), by=reviewer, now=NOW))
        (span,) = StatusSpan.objects.all()
        later = submitted(Status.INITIAL_STEPS, DECEMBER, recommendation=first.recommendation)

        approve(ApproveAssessment(row=later, by=reviewer, now=NOW + A_DAY))

        ended = StatusSpan.objects.get(pk=span.pk)
        assert (ended.recorded_from, ended.recorded_to) == (NOW, NOW + A_DAY)
        rest = StatusSpan.objects.exclude(pk=span.pk).order_by("pk")
        assert [(one.valid_from, one.valid_to, one.recorded_from) for one in rest] == [
            (JUNE, DECEMBER, NOW + A_DAY),
            (DECEMBER, None, NOW + A_DAY),
        ]
