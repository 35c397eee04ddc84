"""What is kept of past days when judgments are approved, corrected and withdrawn."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.actions.assessments.corrections import correct
from tracker.actions.assessments.review import approve, approve_several, withdraw
from tracker.actions.evidence.items import Shown
from tracker.models import Recommendation, StatusSpan
from tracker.summaries.history.past_days import differing
from tracker.vocabulary import Past, Perspective, Status, Then

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


def on(day, past=Past.KNOWN_NOW):
    """What the one recommendation showed that day."""
    row = Recommendation.objects.then(Then(day, past)).get()
    return row.status_then, row.assessed_on_then


def kept():
    return list(StatusSpan.objects.order_by("pk").values())


class TestApproving:
    def test_tells_of_each_day_from_the_as_of_date_on(self, reviewer):
        judged = approve(assessment=submitted(), by=reviewer, now=NOW)

        assert on(DECEMBER - A_DAY) == (Status.NOT_ASSESSED, None)
        assert on(DECEMBER) == on(TODAY) == (Status.PARTIAL, DECEMBER)
        row = Recommendation.objects.then(Then(TODAY)).get()
        assert row.assessment_then == row.standing_id == judged.pk

    def test_what_is_about_an_earlier_day_tells_of_it_and_leaves_today_alone(self, reviewer):
        newer = approve(assessment=submitted(), by=reviewer, now=NOW)
        before = kept()
        older = submitted(Status.INITIAL_STEPS, JUNE, recommendation=newer.recommendation)

        approve(assessment=older, by=reviewer, now=NOW + A_DAY)

        assert on(DECEMBER - A_DAY) == (Status.INITIAL_STEPS, JUNE)
        assert on(DECEMBER - A_DAY, Past.BELIEVED) == (Status.NOT_ASSESSED, None)
        assert kept()[0] == before[0]
        assert [span["valid_to"] for span in kept()] == [None, DECEMBER]

    def test_a_newer_day_ends_what_was_told_on_and_on(self, reviewer):
        older = approve(assessment=submitted(as_of=JUNE), by=reviewer, now=NOW)
        newer = submitted(recommendation=older.recommendation)

        approve(assessment=newer, by=reviewer, now=NOW + A_DAY)

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

    def test_two_at_one_moment_leave_nothing_that_was_never_told(self, reviewer):
        first = submitted(as_of=JUNE)
        second = submitted(recommendation=first.recommendation, period_from=JUNE)

        approve_several(assessments=[first, second], by=reviewer, now=NOW, note="Read both")

        assert {span["recorded_from"] for span in kept()} == {NOW}
        assert len(kept()) == 2

    def test_a_clock_that_goes_backwards_leaves_what_a_rebuild_would_make(self, reviewer):
        first = approve(assessment=submitted(as_of=JUNE), by=reviewer, now=NOW)
        second = submitted(recommendation=first.recommendation)

        approve(assessment=second, by=reviewer, now=NOW - A_DAY)

        assert list(differing()) == []
        assert on(TODAY) == (Status.PARTIAL, DECEMBER)

    def test_is_of_the_day_that_the_tracker_has_not_of_utc(self, reviewer):
        half_past_midnight = datetime(2025, 2, 1, 23, 30, tzinfo=UTC)
        approve(assessment=submitted(), by=reviewer, now=half_past_midnight)

        assert on(date(2025, 2, 1), Past.BELIEVED) == (Status.NOT_ASSESSED, None)
        assert on(date(2025, 2, 2), Past.BELIEVED) == (Status.PARTIAL, DECEMBER)


class TestACorrection:
    def test_shows_as_we_know_today_and_not_as_we_said_then(self, reviewer):
        wrong = AssessmentFactory(
            recommendation=RecommendationFactory(lead="THBD"),
            approved=True,
            as_of=DECEMBER,
            status=Status.SUBSTANTIAL,
        )
        said = correct(
            assessment=wrong,
            by=UserFactory(analyst=True),
            now=NOW,
            status=Status.PARTIAL,
            rationale="The order was never signed.",
            shown=Shown(held=[EvidenceFactory(issuer=BodyFactory(code="NGO"))]),
        )
        waiting = on(TODAY)

        approve(assessment=said, by=reviewer, now=NOW)

        assert waiting == (Status.SUBSTANTIAL, DECEMBER)
        assert on(DECEMBER) == (Status.PARTIAL, DECEMBER)
        assert on(TODAY - A_DAY, Past.BELIEVED) == (Status.SUBSTANTIAL, DECEMBER)
        assert on(TODAY, Past.BELIEVED) == (Status.PARTIAL, DECEMBER)


class TestWhatNeverTookEffect:
    def test_leaves_the_past_alone(self, reviewer):
        standing = approve(assessment=submitted(), by=reviewer, now=NOW)
        before = kept()
        row = standing.recommendation
        waiting = submitted(recommendation=row, status=Status.SUBSTANTIAL)

        withdraw(assessment=waiting, by=waiting.author, now=NOW + A_DAY, note="Another")
        view = submitted(
            recommendation=row,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code="THBD"),
        )
        approve(assessment=view, by=reviewer, now=NOW + A_DAY)

        assert kept() == before


class TestThen:
    def test_has_every_recommendation_once_in_one_query(self, django_assert_num_queries):
        judged = RecommendationFactory(assessed=Status.PARTIAL)
        RecommendationFactory(report=judged.report)
        AssessmentFactory(recommendation=judged, approved=True, as_of=JUNE)

        with django_assert_num_queries(1):
            rows = list(Recommendation.objects.then(Then(TODAY)).order_by("sort_key"))

        assert [row.status_then for row in rows] == [Status.PARTIAL, Status.NOT_ASSESSED]
        assert Recommendation.objects.then(Then(TODAY)).filter(status_then="partial").count() == 1
