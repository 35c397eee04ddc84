"""Decisions on judgments: approved, returned, taken back."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    ClosingFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tests.views.forms import as_user, decision_page, place
from tracker.vocabulary import State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestDecisions:
    def decide(self, client, assessment, name, **words):
        return client.post(place(name, assessment), words, follow=True)

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
        row = RecommendationFactory(assessed=Status.INITIAL_STEPS)
        return AssessmentFactory(submitted=True, recommendation=row)

    def read(self, client, url, name):
        """What the page holds of the day that a judgment or a proposal was made."""
        found = re.search(f'name="{name}" value="([^"]+)"', client.get(url).text)
        return {name: found[1]}

    def sent_again(self, row):
        with as_factory():
            type(row).objects.filter(pk=row.pk).update(created_at=timezone.now())

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
        read = self.read(client, decision_page(assessment), "created_at")

        client.post(decision_page(assessment), {**read, "do": "approve"})

        assessment.refresh_from_db()
        assert assessment.state == State.APPROVED


class TestInvite:
    @pytest.fixture
    def assessment(self):
        UserFactory(username="guest", first_name="Gent", last_name="Gashi")
        return AssessmentFactory(submitted=True)

    def post(self, client, assessment, **typed):
        row = assessment.recommendation
        args = [row.report.slug, row.number, assessment.pk]
        return client.post(reverse("assessment_invite", args=args), typed, follow=True)

    def test_names_who_is_invited_and_takes_it_back(self, reviewer, assessment):
        page = self.post(reviewer, assessment, person="guest").text

        assert "Gent Gashi is invited and finds the assessment on Home." in page
        assert 'name="withdraw" value="guest"' in page

        page = self.post(reviewer, assessment, withdraw="guest").text
        assert "Gent Gashi is no longer invited." in page
        assert 'name="withdraw" value="guest"' not in page
        assert self.post(reviewer, assessment, withdraw="guest").status_code == 404

    def test_keeps_what_was_typed_wrongly(self, reviewer, assessment):
        for typed, message in (
            ("gust", "No open account has the user name “gust”."),
            (assessment.author.username, "wrote the assessment."),
        ):
            answer = self.post(reviewer, assessment, person=typed)

            assert answer.status_code == 422
            assert message in answer.text
