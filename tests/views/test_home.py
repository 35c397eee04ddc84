"""The first page."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    QueryFactory,
    RecommendationFactory,
)
from tests.views import many
from tracker.vocabulary import State

pytestmark = pytest.mark.django_db


class TestWaiting:
    def test_shows_a_reviewer_what_others_submitted_oldest_first(self, reviewer):
        for day, name in ((3, "Later"), (2, "Sooner")):
            AssessmentFactory(
                submitted=True,
                recommendation=RecommendationFactory(short_title=name),
                made_at=datetime(2024, 10, day, tzinfo=UTC),
            )
        AssessmentFactory(submitted=True, author=reviewer.user)

        answer = reviewer.get("/")

        names = [a.recommendation.short_title for a in answer.context["to_decide"]]
        assert names == ["Sooner", "Later"]
        assert "yours, waits for a reviewer" in answer.text

    def test_shows_an_analyst_what_was_returned_and_why(self, analyst):
        AssessmentFactory(state=State.RETURNED, author=analyst.user, decision_note="Which amounts?")
        AssessmentFactory(submitted=True)

        answer = analyst.get("/")

        assert "Which amounts?" in answer.text
        assert not answer.context["to_decide"]

    def test_is_no_matter_of_a_viewer(self, viewer):
        AssessmentFactory(submitted=True)

        assert "Waiting for me" not in viewer.get("/").text


class TestOverdue:
    def test_shows_recommendations_and_questions_past_their_day(self, viewer):
        RecommendationFactory(short_title="Past", review_on=date(2025, 1, 31))
        RecommendationFactory(short_title="Ahead", review_on=date(2025, 2, 2))
        QueryFactory(
            question="Was it paid?",
            body=BodyFactory(),
            asked_on=date(2025, 1, 1),
            due_on=date(2025, 1, 31),
        )

        with time_machine.travel("2025-02-01T12:00:00+01:00", tick=False):
            told = viewer.get("/").text

        overdue = told[told.index("Overdue</h2>") : told.index("Changed lately</h2>")]
        assert "Past" in overdue
        assert "Was it paid?" in overdue
        assert "Ahead" not in overdue


class TestChanges:
    def test_are_told_by_whom_and_why_once_per_deed(self, viewer):
        RecommendationFactory(lead="THBD")

        changes = viewer.get("/").context["changes"]

        assert [(c.who, c.reason) for c in changes] == [("factory", "made by a factory")]

    def test_hide_what_the_reader_may_not_know(self, viewer, analyst):
        one = RecommendationFactory()
        seen = len(viewer.get("/").context["changes"])
        with_paperwork = AssessmentFactory(submitted=True, recommendation=one)
        waiting = with_paperwork.recommendation

        assert len(viewer.get("/").context["changes"]) == seen
        assert analyst.get("/").context["changes"][0].recommendation == waiting


class TestHome:
    def test_says_what_will_be_here_and_how_to_begin(self, analyst):
        told = analyst.get("/").text

        assert "Begin with “Log progress”" in told
        assert "Begin by loading a report" in told

    def test_costs_the_same_for_few_and_for_many(self, reviewer, django_assert_num_queries):
        _fill()
        with django_assert_num_queries(100, exact=False) as few:
            reviewer.get("/")
        for _more in range(4):
            _fill()
        many.recommendations(500, review_on=date(2024, 1, 1))

        with django_assert_num_queries(len(few)):
            reviewer.get("/")


def _fill():
    one = RecommendationFactory(lead="THBD", review_on=date(2024, 1, 1))
    AssessmentFactory(submitted=True, recommendation=one)
    QueryFactory(
        recommendation=one,
        body=BodyFactory(),
        asked_on=date(2024, 1, 1),
        due_on=date(2024, 1, 31),
    )
