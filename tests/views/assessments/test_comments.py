"""The conversation on an assessment."""

import pytest
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CommentFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.views.forms import as_user, place
from tracker.models import Comment
from tracker.vocabulary import Perspective

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def take_back(comment):
    one = comment.recommendation
    return reverse("comment_withdraw", args=[one.report.slug, one.number, comment.pk])


def page_of(client, assessment):
    return client.get(assessment.recommendation.get_absolute_url()).text


class TestSay:
    def test_is_read_by_whoever_deals_with_paperwork(self, client):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, analyst=True)

        answer = client.post(
            place("comment_new", assessment), {"text": "Which order?"}, follow=True
        )

        assert "Which order?" in answer.text
        as_user(client, viewer=True)
        assert "Which order?" not in page_of(client, assessment)

    def test_on_what_is_approved_stays_hidden_from_viewers(self, client):
        values = CommentFactory(assessment=AssessmentFactory(approved=True), text="Between us.")
        as_user(client, viewer=True)

        assert values.text not in page_of(client, values.assessment)

    @pytest.mark.parametrize("text", ["", " ", "x" * 4001])
    def test_a_bad_one_shows_its_error_and_keeps_the_words(self, client, text):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, analyst=True)

        answer = client.post(place("comment_new", assessment), {"text": text})

        assert answer.status_code == 422
        assert "Nothing was changed" in answer.text
        assert text.strip() in answer.text
        assert not Comment.objects.exists()

    @pytest.mark.parametrize("role", ["auditor", "publisher", "administrator"])
    def test_who_only_reads_is_told_why_not(self, client, role):
        assessment = AssessmentFactory(submitted=True)
        as_user(client, **{role: True})

        answer = client.post(place("comment_new", assessment), {"text": "Which order?"})

        assert answer.status_code == 403
        assert "only analysts and" in answer.text
        assert place("comment_new", assessment) not in page_of(client, assessment)

    def test_is_missing_where_the_assessment_is(self, client):
        as_user(client, viewer=True)

        answer = client.post(
            place("comment_new", AssessmentFactory(submitted=True)), {"text": "So?"}
        )

        assert answer.status_code == 404

    def test_a_stranger_is_sent_to_sign_in(self, client):
        assert "/sign-in/" in client.post(place("comment_new", AssessmentFactory())).url


class TestContributor:
    @pytest.fixture
    def thbd(self, client):
        body = BodyFactory(code="THBD")
        as_user(client, contributor=True, speaks_for=[body])
        return body

    def test_talks_on_the_view_of_the_own_body(self, client, thbd):
        own = AssessmentFactory(
            recommendation=RecommendationFactory(lead=thbd),
            submitted=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=thbd,
        )
        CommentFactory(assessment=own, text="Which order?")

        answer = client.post(place("comment_new", own), {"text": "The one of May."}, follow=True)

        assert "Which order?" in answer.text and "The one of May." in answer.text

    @pytest.mark.parametrize("whose", ["analyst", "other"])
    def test_talks_on_no_other(self, client, thbd, whose):
        one = RecommendationFactory(lead=thbd)
        other = BodyFactory(code="OSP")
        ResponsibilityFactory(recommendation=one, body=other)
        view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": other}
        made = AssessmentFactory(
            recommendation=one, approved=True, **(view if whose == "other" else {})
        )
        CommentFactory(assessment=made, text="Between us.")

        answer = client.post(place("comment_new", made), {"text": "What is said here?"})

        assert answer.status_code == 403
        page = page_of(client, made)
        assert "Between us." not in page and place("comment_new", made) not in page


class TestTakeBack:
    def test_keeps_the_reason_in_place_of_the_words(self, client):
        ana = as_user(client, analyst=True, username="ana")
        values = CommentFactory(added_by=ana, text="Which order?")

        answer = client.post(take_back(values), {"reason": "wrong page"}, follow=True)

        talk = answer.text.split(f'id="comment-{values.pk}"')[1].split("</li>")[0]
        assert "ana removed this comment: wrong page" in talk
        assert "Which order?" not in talk

    def test_needs_a_reason(self, client):
        values = CommentFactory(added_by=as_user(client, analyst=True))

        answer = client.post(take_back(values), {"reason": " "})

        values.refresh_from_db()
        assert (answer.status_code, values.withdrawn_at) == (422, None)

    def test_is_for_who_said_it_alone(self, client):
        as_user(client, analyst=True)
        values = CommentFactory(added_by=UserFactory(analyst=True, username="ana"))

        answer = client.post(take_back(values), {"reason": "not mine"})

        assert answer.status_code == 403
        assert "Only ana can remove this comment" in answer.text
        assert take_back(values) not in page_of(client, values.assessment)

    def test_is_not_for_who_may_say_nothing_any_more(self, client):
        values = CommentFactory(added_by=as_user(client, auditor=True))

        answer = client.post(take_back(values), {"reason": "wrong page"})

        values.refresh_from_db()
        assert (answer.status_code, values.withdrawn_at) == (403, None)

    def test_is_missing_for_who_does_not_see_it(self, client):
        values = CommentFactory(assessment=AssessmentFactory(approved=True))
        as_user(client, viewer=True)

        assert client.post(take_back(values), {"reason": "so"}).status_code == 404

    def test_a_stranger_is_sent_to_sign_in(self, client):
        assert "/sign-in/" in client.post(take_back(CommentFactory())).url
