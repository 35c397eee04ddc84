"""Where an edition stands, and what changed since a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tests.factories.base import DAY
from tracker.actions.assessments.review import ApproveAssessment, approve
from tracker.actions.history import summary_rows
from tracker.summaries.home.editions import list_recommendations, load_editions
from tracker.vocabulary import AssessmentKind, Lifecycle, Status, Use

pytestmark = pytest.mark.django_db
APPROVED_AT = datetime(2024, 10, 3, 9, tzinfo=UTC)
BEFORE, AFTER = APPROVED_AT - timedelta(days=1), APPROVED_AT + timedelta(days=1)


@pytest.fixture
def user():
    return UserFactory(viewer=True)


def approved(recommendation, **fields):
    assessment = AssessmentFactory(
        recommendation=recommendation, submitted=True, cites=1, cites__use=Use.CONTRADICTS, **fields
    )
    reviewer = UserFactory(reviewer=True)
    with as_factory():
        approve(ApproveAssessment(row=assessment, by=reviewer, now=APPROVED_AT))
    return assessment


class TestLoadEditions:
    def test_shows_the_newest_of_each_mechanism_and_country(self, user):
        for year, country in ((2023, "XK"), (2024, "XK"), (2024, "AL")):
            report = ReportFactory(year=year, country=country, country_name=country)
            RecommendationFactory(report=report)
        ReportFactory(year=2025, country="RS", country_name="RS")  # asks for nothing

        editions = load_editions(user, on=DAY, since=None)

        assert [str(e.report) for e in editions] == ["TIP 2024 AL", "TIP 2024 XK"]

    def test_counts_by_rank_and_leaves_out_zeros(self, user):
        for _number in range(2):
            RecommendationFactory()
        approved(RecommendationFactory(), status=Status.NO_ACTION)
        list(summary_rows.rebuild())

        (edition,) = load_editions(user, on=DAY, since=None)

        assert edition.counts == [(Status.NO_ACTION, 1), (Status.NOT_ASSESSED, 2)]
        assert edition.total == 3

    def test_says_how_long_the_period_runs(self, user):
        RecommendationFactory()

        (edition,) = load_editions(user, on=date(2025, 3, 1), since=None)

        assert (edition.period_end, edition.days_left) == (date(2025, 3, 31), 30)

    def test_counts_for_a_focal_point_what_concerns_its_body(self):
        thbd = BodyFactory(code="THBD")
        RecommendationFactory(lead=thbd)
        RecommendationFactory(lead="CSW")
        RecommendationFactory(
            lead="CSW", report=ReportFactory(year=2024, country="AL", country_name="Albania")
        )

        list(summary_rows.rebuild())
        user = UserFactory(contributor=True, speaks_for=[thbd])

        assert [e.total for e in load_editions(user, on=DAY, since=None)] == [1]

        ReportFactory(year=2025)  # newer, and asks nothing of the body
        assert load_editions(user, on=DAY, since=None) == []


class TestChanges:
    def change_counts(self, user, since):
        (edition,) = load_editions(user, on=DAY, since=since)
        return edition.change_counts

    def test_are_those_approved_since(self, user):
        approved(RecommendationFactory(), status=Status.INITIAL_STEPS)
        RecommendationFactory()

        assert self.change_counts(user, BEFORE) == ["1 assessed for the first time"]
        assert self.change_counts(user, AFTER) == []
        assert self.change_counts(user, None) == []

    def test_go_up_and_down(self, user):
        for before, after in (
            (Status.NO_ACTION, Status.INITIAL_STEPS),
            (Status.INITIAL_STEPS, Status.NO_ACTION),
            (Status.NO_ACTION, Status.UNABLE_TO_VERIFY),
            (Status.NO_ACTION, Status.NO_ACTION),
        ):
            recommendation = RecommendationFactory()
            AssessmentFactory(
                recommendation=recommendation,
                approved=True,
                status=before,
                decided_at=APPROVED_AT - timedelta(days=9),
            )
            approved(recommendation, status=after, as_of=DAY + timedelta(days=1))

        assert self.change_counts(user, BEFORE) == ["1 up", "1 down", "1 changed otherwise"]

    def test_by_a_correction_are_neither(self, user):
        recommendation = RecommendationFactory()
        first = AssessmentFactory(
            recommendation=recommendation,
            approved=True,
            status=Status.INITIAL_STEPS,
            decided_at=APPROVED_AT - timedelta(days=9),
        )
        approved(
            recommendation, status=Status.NO_ACTION, kind=AssessmentKind.CORRECTION, corrects=first
        )

        assert self.change_counts(user, BEFORE) == ["1 corrected"]


class TestListRecommendations:
    def test_leaves_out_what_is_settled_or_closed(self, user):
        report = RecommendationFactory(number="1").report
        RecommendationFactory(number="2", lifecycle=Lifecycle.CLOSED, closure_reason="moot")

        rows = user.load(list_recommendations, reports=[report.pk])

        assert [row.number for row in rows] == ["1"]
