"""Decisions on judgments: approved, returned, taken back."""

import re

import pytest
from django.utils import timezone

from tests.factories import AssessmentFactory, ClosingFactory, as_factory
from tests.views.forms import as_user, place
from tracker.vocabulary import State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestDecisions:
    def decide(self, client, assessment, name, **words):
        return client.post(place(name, assessment), words, follow=True)

    def test_a_reviewer_approves(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)

        self.decide(client, assessment, "assessment_approve")

        assessment.recommendation.refresh_from_db()
        assert assessment.recommendation.status == Status.INITIAL_STEPS

    def test_a_reviewer_returns_with_a_note(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)

        self.decide(client, assessment, "assessment_return", reason="Which working group?")

        assessment.refresh_from_db()
        assert (assessment.state, assessment.decision_note) == (
            State.RETURNED,
            "Which working group?",
        )

    def test_returning_without_a_note_changes_nothing(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)

        answer = self.decide(client, assessment, "assessment_return", reason=" ")

        assert "Nothing was changed" in answer.content.decode()

    def test_an_analyst_is_refused_in_a_sentence(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, analyst=True)

        answer = self.decide(client, assessment, "assessment_approve")

        assert "Ask a reviewer" in answer.content.decode()

    def test_what_a_viewer_may_not_see_is_missing(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, viewer=True)

        assert self.decide(client, assessment, "assessment_approve").status_code == 404

    def test_shows_the_second_reviewer_that_it_is_decided(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)
        self.decide(client, assessment, "assessment_approve")

        answer = self.decide(client, assessment, "assessment_return", reason="Too late")

        assert "it is “approved”" in answer.content.decode()

    def test_a_refusal_keeps_the_words_and_offers_them_again(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)
        self.decide(client, assessment, "assessment_approve")

        answer = self.decide(
            client, assessment, "assessment_return", reason="Which amounts were paid?"
        )

        assert answer.status_code == 422
        assert "Which amounts were paid?</textarea>" in answer.text

    def test_words_of_whoever_may_not_decide_are_shown_but_not_to_be_sent_again(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, analyst=True)

        answer = self.decide(client, assessment, "assessment_return", reason="Which amounts?")

        assert answer.status_code == 403
        assert "Which amounts?" in answer.text and "</textarea>" not in answer.text

    def test_an_author_takes_back_what_waits(self, client):
        ana = as_user(client, analyst=True)
        assessment = AssessmentFactory(submitted=True, author=ana)

        self.decide(client, assessment, "assessment_withdraw", reason="Wrong recommendation")

        assessment.refresh_from_db()
        assert assessment.state == State.WITHDRAWN


class TestWhatWasSentAgainMeanwhile:
    """What takes effect is what the reviewer read, and nothing that came in its place."""

    @pytest.fixture
    def assessment(self, client):
        as_user(client, reviewer=True)
        return AssessmentFactory(submitted=True)

    def read(self, client, url, name):
        """What the page holds of the day that a judgment or a proposal was made."""
        found = re.search(f'name="{name}" value="([^"]+)"', client.get(url).text)
        return {name: found[1]}

    def sent_again(self, row):
        with as_factory():
            type(row).objects.filter(pk=row.pk).update(created_at=timezone.now())

    def test_is_not_approved_unread(self, client, assessment):
        read = self.read(client, assessment.recommendation.get_absolute_url(), "created_at")
        self.sent_again(assessment)

        answer = client.post(place("assessment_approve", assessment), {**read, "reason": "Fine"})

        assessment.refresh_from_db()
        assert (answer.status_code, assessment.state) == (422, State.SUBMITTED)
        assert "sent the assessment" in answer.text and "Fine</textarea>" in answer.text

    def test_is_not_approved_unread_among_several(self, client, assessment):
        name = f"created_at_{assessment.pk}"
        read = self.read(client, "/review-queue/", name)
        self.sent_again(assessment)

        for stored in (read, self.read(client, "/review-queue/", name)):
            client.post(
                "/review-queue/", {"assessment": [assessment.pk], "reason": "Fine", **stored}
            )
            assessment.refresh_from_db()
            assert assessment.state == (State.SUBMITTED if stored == read else State.APPROVED)

    def test_is_not_closed_unread(self, client, assessment):
        closing = ClosingFactory()
        url = place("closing_decide", closing)
        read = self.read(client, url, "created_at")
        self.sent_again(closing)

        answer = client.post(url, {**read, "approve": "1"})

        assert answer.status_code == 422 and "proposed closing" in answer.text
        assert client.post(url, {**self.read(client, url, "created_at"), "approve": "1"}).url

    def test_is_approved_as_it_was_read(self, client, assessment):
        read = self.read(client, assessment.recommendation.get_absolute_url(), "created_at")

        client.post(place("assessment_approve", assessment), read)

        assessment.refresh_from_db()
        assert assessment.state == State.APPROVED
