"""Recent changes in a few words, with names of people."""

from contextlib import contextmanager
from datetime import UTC, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.factories.base import DAY
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Assessment, Citation, Commitment, Recommendation
from tracker.summaries.home.changes import recent_changes
from tracker.vocabulary import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return UserFactory(username="ana", first_name="Ana", last_name="Krasniqi", analyst=True)


@contextmanager
def request_of(user, request="r1"):
    with acting_as(user.username, id=user.pk, source="site", request=request), because("It is so"):
        yield


def actions(user):
    return [(change.person, change.action) for change in recent_changes(user)]


class TestRecentChanges:
    def test_leave_out_what_a_command_did(self, ana):
        RecommendationFactory()

        assert recent_changes(ana) == []

    def test_name_the_person_and_the_newest_first(self, ana):
        recommendation = RecommendationFactory()
        with request_of(ana):
            Commitment.objects.create(
                recommendation=recommendation,
                body=BodyFactory(),
                text="Open a shelter",
                undertaken_on=DAY,
                last_update_on=DAY,
            )
        with request_of(ana, "r2"):
            Recommendation.objects.update(lifecycle="closed", closure_reason="moot")

        assert actions(ana) == [
            ("Ana Krasniqi", "Closed it"),
            ("Ana Krasniqi", "Added a commitment"),
        ]

    def test_before_a_past_day_read_one_event_since(self):
        focal_point = UserFactory(contributor=True, speaks_for=[BodyFactory(code="THBD")])

        with CaptureQueriesContext(connection) as queries:
            recent_changes(focal_point, before=datetime.combine(DAY, time(), UTC))

        since = [query["sql"] for query in queries if '."at" >= ' in query["sql"]]
        assert [sql.endswith("LIMIT 1") for sql in since] == [True]

    def test_count_several_recommendations_of_one_request(self, ana):
        for _number in range(3):
            RecommendationFactory()
        with request_of(ana):
            Recommendation.objects.update(assignee=ana)

        (change,) = recent_changes(ana)

        assert change.action == "Changed 3 recommendations"
        assert change.recommendation is None

    def test_say_how_far_an_assessment_got(self, ana):
        assessment = AssessmentFactory(submitted=True)
        with request_of(ana):
            Assessment.objects.filter(pk=assessment.pk).update(state=State.RETURNED)

        assert actions(ana) == [("Ana Krasniqi", "Returned an assessment")]

    def test_quote_nothing_of_evidence(self, ana):
        recommendation, evidence = RecommendationFactory(), EvidenceFactory(title="Secret")
        with request_of(ana):
            Citation.objects.create(
                recommendation=recommendation,
                evidence=evidence,
                use="context",
                sentence="Secret",
                as_of=DAY,
                added_by=ana,
                added_at=evidence.added_at,
            )

        assert actions(ana) == [("Ana Krasniqi", "Added evidence")]

    def test_keep_the_user_name_of_an_account_that_is_no_more(self, ana):
        RecommendationFactory()
        with acting_as("gone", id=999_999, source="api", request="r9"), because("It is so"):
            Recommendation.objects.update(lifecycle="not_repeated")

        assert actions(ana) == [("gone", "Changed it")]
