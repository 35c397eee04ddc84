"""The short form on the site."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    EvidenceFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tracker.models import Assessment, Citation, Event
from tracker.vocabulary import Role, Sensitivity, State, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


def address(recommendation):
    return reverse("log", args=[recommendation.report.slug, recommendation.number])


def as_user(client, **right):
    user = UserFactory(**right)
    client.force_login(user)
    return user


def filled(client, recommendation, **answers):
    """What a browser sends: the form as it was opened, with these answers."""
    form = client.get(address(recommendation)).context["form"]
    opened = {name: form[name].value() for name in form.fields}
    typed = {"sentence": "Judges were trained.", "link": "https://academy.example.org/t"}
    sent = {**opened, **typed, **answers}
    return {name: value for name, value in sent.items() if value not in (None, [])}


class TestLog:
    def test_a_note_takes_two_answers(self, client, recommendation):
        as_user(client, analyst=True)

        answer = client.post(address(recommendation), filled(client, recommendation), follow=True)

        assert answer.redirect_chain == [(recommendation.get_absolute_url(), 302)]
        assert "Noted. The status of TIP 2024 Kosovo" in answer.content.decode()
        assert Citation.objects.get().assessment is None

    def test_a_judgment_goes_to_review(self, client, recommendation):
        as_user(client, analyst=True)

        answer = client.post(
            address(recommendation),
            filled(client, recommendation, status="partial"),
            follow=True,
        )

        assert "was sent for review" in answer.content.decode()
        assert Assessment.objects.get().state == State.SUBMITTED

    def test_log_and_approve_is_marked_wherever_it_shows(self, client, recommendation):
        as_user(client, analyst=True)

        answer = client.post(
            address(recommendation),
            filled(client, recommendation, status="partial", approve="1"),
            follow=True,
        )

        assert "approved by its author" in answer.content.decode()
        recommendation.refresh_from_db()
        assert recommendation.status == Status.PARTIAL

    def test_a_refusal_keeps_what_was_typed_and_writes_nothing(self, client, recommendation):
        as_user(client, analyst=True)
        events = Event.objects.count()

        answer = client.post(
            address(recommendation),
            filled(client, recommendation, status="full", approve="1"),
        )

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "needs" in page or "second person" in page or "independent source" in page
        assert "Judges were trained." in page and "https://academy.example.org/t" in page
        assert (Event.objects.count(), Assessment.objects.count()) == (events, 0)

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"status": "halfway"}, "halfway is not one of the available choices"),
            ({"sentence": ""}, "This field is required"),
            ({"link": "nowhere"}, "Enter a valid URL"),
            ({"as_of": "2024-02-31"}, "Enter a valid date"),
            ({"as_of": "2024-03-31"}, "speaks about the time to 31 March 2024"),
            ({"issuer": "NOBODY"}, "No body has the code “NOBODY”"),
            ({"link": "", "words": "never printed"}, "do not stand in TIP 2024 Kosovo"),
            ({"link": ""}, "shows nothing"),
            ({"covers_from": "2026-05-01", "covers_to": "2026-04-01"}, "ends before it begins"),
        ],
    )
    def test_a_bad_value_shows_its_error(self, client, recommendation, answers, sentence):
        as_user(client, analyst=True)

        answer = client.post(address(recommendation), filled(client, recommendation, **answers))

        assert answer.status_code == 422
        assert sentence in answer.content.decode()

    def test_a_stale_form_is_refused_once_and_goes_through_when_sent_again(
        self, client, recommendation
    ):
        as_user(client, analyst=True)
        sent = filled(client, recommendation, status="partial")
        ResponsibilityFactory(recommendation=recommendation, role=Role.SUPPORTING)

        refused = client.post(address(recommendation), sent)
        again = client.post(
            address(recommendation), {**sent, "seen": refused.context["form"]["seen"].value()}
        )

        assert "was changed by factory after you opened this form" in refused.content.decode()
        assert again.status_code == 302
        assert Assessment.objects.count() == 1

    def test_a_stranger_is_sent_to_sign_in(self, client, recommendation):
        answer = client.get(address(recommendation))

        assert answer.status_code == 302
        assert reverse("login") in answer.url

    def test_a_viewer_is_told_whom_to_ask(self, client, recommendation):
        as_user(client, viewer=True)

        for answer in (client.get(address(recommendation)), client.post(address(recommendation))):
            assert answer.status_code == 403
            assert "it takes the right of an analyst" in answer.content.decode()

    def test_evidence_of_others_named_readers_cannot_be_cited(self, client, recommendation):
        as_user(client, analyst=True)
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)

        answer = client.post(
            address(recommendation),
            filled(client, recommendation, link="", evidence=[secret.pk]),
        )

        assert answer.status_code == 422
        assert secret.title not in answer.content.decode()

    def test_today_is_filled_in(self, client, recommendation):
        as_user(client, analyst=True)

        form = client.get(address(recommendation)).context["form"]

        assert form["as_of"].value() == timezone.localdate()
        assert form["issuer"].value() == "THBD"


class TestDecisions:
    def decide(self, client, assessment, name, **words):
        rec = assessment.recommendation
        where = reverse(name, args=[rec.report.slug, rec.number, assessment.pk])
        return client.post(where, words, follow=True)

    def test_a_reviewer_approves(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)

        self.decide(client, assessment, "approve")

        assessment.recommendation.refresh_from_db()
        assert assessment.recommendation.status == Status.INITIAL_STEPS

    def test_a_reviewer_returns_with_a_note(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)

        self.decide(client, assessment, "return", reason="Which working group?")

        assessment.refresh_from_db()
        assert (assessment.state, assessment.decision_note) == (
            State.RETURNED,
            "Which working group?",
        )

    def test_returning_without_a_note_changes_nothing(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)

        answer = self.decide(client, assessment, "return", reason=" ")

        assert "Nothing was changed" in answer.content.decode()

    def test_an_analyst_is_refused_in_a_sentence(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, analyst=True)

        answer = self.decide(client, assessment, "approve")

        assert "ask a reviewer" in answer.content.decode()

    def test_what_a_viewer_may_not_see_is_missing(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, viewer=True)

        assert self.decide(client, assessment, "approve").status_code == 404

    def test_the_second_of_two_reviewers_is_told(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, reviewer=True)
        self.decide(client, assessment, "approve")

        answer = self.decide(client, assessment, "return", reason="Too late")

        assert "it is “approved”" in answer.content.decode()


class TestMend:
    @pytest.fixture
    def returned(self, client):
        ana = as_user(client, analyst=True)
        return AssessmentFactory(
            state=State.RETURNED,
            author=ana,
            decided_by=UserFactory(reviewer=True, username="rita"),
            decision_note="Which working group?",
        )

    def where(self, assessment):
        rec = assessment.recommendation
        return reverse("mend", args=[rec.report.slug, rec.number, assessment.pk])

    def test_opens_with_what_was_said_and_the_note(self, client, returned):
        page = client.get(self.where(returned))

        assert page.context["form"]["sentence"].value() == returned.rationale
        assert "rita returned this judgment" in page.text
        assert "Which working group?" in page.text

    def test_sends_it_again(self, client, returned):
        form = client.get(self.where(returned)).context["form"]
        opened = {n: form[n].value() for n in form.fields if form[n].value() not in (None, [])}

        answer = client.post(
            self.where(returned), {**opened, "sentence": "The one of March."}, follow=True
        )

        returned.refresh_from_db()
        assert (returned.state, returned.rationale) == (State.SUBMITTED, "The one of March.")
        assert "was sent for review" in answer.text

    def test_is_not_approved_by_its_author_against_the_reviewer(self, client, returned):
        form = client.get(self.where(returned)).context["form"]
        opened = {n: form[n].value() for n in form.fields if form[n].value() not in (None, [])}

        client.post(self.where(returned), {**opened, "approve": "1"})

        returned.refresh_from_db()
        assert returned.state == State.SUBMITTED

    def test_is_offered_on_the_page_of_the_recommendation(self, client, returned):
        assert self.where(returned) in client.get(returned.recommendation.get_absolute_url()).text

    def test_is_missing_for_others(self, client, returned):
        as_user(client, analyst=True, reviewer=True)

        assert client.get(self.where(returned)).status_code == 404
