"""Users and decisions that `quickstart` adds."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import sample_data
from tracker.audit.context import acting_as
from tracker.models import Assessment, Event, User
from tracker.vocabulary import AssessmentKind, Group, State

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 10, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quickstart():
    with acting_as("command:quickstart", source="command"):
        yield


def approve(report):
    return sample_data.approve_baselines(report, now=NOW)


class TestUsers:
    def test_are_one_of_each_group_with_a_password(self):
        thbd = BodyFactory(code="THBD")
        BodyFactory(code="OSP")

        passwords = sample_data.add_sample_users()

        users = {user.username: user for user in User.objects.filter(username__in=passwords)}
        assert set(users) == {group.value for group in Group}
        for name, user in users.items():
            assert user.check_password(passwords[name])
            assert [group.name for group in user.groups.all()] == [name]
            spoken_for = [thbd] if name == Group.CONTRIBUTOR else []
            assert list(user.speaks_for.all()) == spoken_for
        assert Event.objects.filter(reason="Made by quickstart").exists()

    def test_that_exist_stay(self):
        held = UserFactory(username=Group.ANALYST.value)

        assert set(sample_data.add_sample_users()) == {group.value for group in Group} - {
            Group.ANALYST.value
        }
        assert not held.groups.exists()
        assert sample_data.add_sample_users() == {}


class TestBaselines:
    @pytest.fixture
    def reviewer(self):
        return UserFactory(username=Group.REVIEWER.value, reviewer=True)

    @pytest.fixture
    def importer(self):
        return UserFactory(username="import")

    @pytest.fixture
    def baseline(self, importer):
        def make(**values):
            return AssessmentFactory(
                **{
                    "kind": AssessmentKind.BASELINE,
                    "author": importer,
                    "submitted": True,
                    "cites": 2,
                    **values,
                }
            )

        return make

    def test_that_wait_are_approved_as_samples(self, reviewer, baseline):
        first = baseline()
        report = first.recommendation.report
        baseline(recommendation=RecommendationFactory(report=report))
        elsewhere = baseline(recommendation=RecommendationFactory(report=ReportFactory(year=2020)))
        update = baseline(
            recommendation=RecommendationFactory(report=report), kind=AssessmentKind.UPDATE
        )
        draft = baseline(
            recommendation=RecommendationFactory(report=report), state=State.DRAFT, submitted=False
        )

        assert approve(report) == 2

        first.refresh_from_db()
        assert (first.state, first.decided_by, first.decided_at) == (State.APPROVED, reviewer, NOW)
        assert (first.is_sample, first.decision_note) == (True, sample_data.NOTE)
        waiting = Assessment.objects.exclude(state=State.APPROVED)
        assert set(waiting) == {elsewhere, update, draft}
        assert approve(report) == 0

    def test_wait_without_a_reviewer_of_samples(self, baseline):
        report = baseline().recommendation.report
        UserFactory(username="another", reviewer=True)
        assert approve(report) == 0

        UserFactory(username=Group.REVIEWER.value)
        assert approve(report) == 0

    def test_wait_where_people_assess_already(self, reviewer, baseline):
        report = baseline().recommendation.report
        AssessmentFactory(recommendation=RecommendationFactory(report=report))

        assert approve(report) == 0

    def test_wait_where_people_decide_already(self, reviewer, baseline):
        report = baseline().recommendation.report
        decided = baseline(
            recommendation=RecommendationFactory(report=report), submitted=False, approved=True
        )
        assert approve(report) == 0

        with as_factory():
            Assessment.objects.filter(pk=decided.pk).update(is_sample=True)
        assert approve(report) == 1

    def test_are_approved_whatever_people_do_in_another_report(self, reviewer, baseline):
        report = baseline().recommendation.report
        AssessmentFactory(recommendation=RecommendationFactory(report=ReportFactory(year=2020)))

        assert approve(report) == 1
