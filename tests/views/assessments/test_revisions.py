"""Drafts, and what was returned: mended by whoever wrote them."""

import pytest

from tests.factories import AssessmentFactory, AssessmentLineFactory, BodyFactory, UserFactory
from tests.views.forms import as_user, opened, place
from tracker.vocabulary import Perspective, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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
        return place("assessment_revise", assessment)

    def test_opens_with_what_was_said_and_the_note(self, client, returned):
        page = client.get(self.where(returned))

        assert page.context["form"]["sentence"].value() == returned.rationale
        assert "rita returned this assessment" in page.text
        assert "Which working group?" in page.text

    def test_sends_it_again(self, client, returned):
        sent = opened(client, self.where(returned), sentence="The one of March.")

        answer = client.post(self.where(returned), sent, follow=True)

        returned.refresh_from_db()
        assert (returned.state, returned.rationale) == (State.SUBMITTED, "The one of March.")
        assert "was sent for review" in answer.text

    def test_is_not_approved_by_its_author_against_the_reviewer(self, client, returned):
        sent = opened(client, self.where(returned), approve="1")

        client.post(self.where(returned), sent)

        returned.refresh_from_db()
        assert returned.state == State.SUBMITTED

    def test_is_offered_on_the_page_of_the_recommendation(self, client, returned):
        assert self.where(returned) in client.get(returned.recommendation.get_absolute_url()).text

    def test_is_missing_for_others(self, client, returned):
        as_user(client, analyst=True, reviewer=True)

        assert client.get(self.where(returned)).status_code == 404

    def test_is_kept_without_being_sent(self, client, returned):
        sent = opened(client, self.where(returned), sentence="The one of March.", draft="1")

        answer = client.post(self.where(returned), sent, follow=True)

        returned.refresh_from_db()
        assert (returned.state, returned.rationale) == (State.RETURNED, "The one of March.")
        assert returned.decision_note == "Which working group?"
        assert "are saved. Send the assessment when it is ready" in answer.text

    def test_a_refusal_keeps_what_was_typed(self, client, returned):
        sent = opened(client, self.where(returned), status="full", sentence="All of it is done.")

        answer = client.post(self.where(returned), sent)

        assert answer.status_code == 422
        assert "All of it is done.</textarea>" in answer.text


class TestDraft:
    @pytest.fixture
    def draft(self, client):
        ana = as_user(client, analyst=True)
        return AssessmentFactory(author=ana, rationale="A first thought.", status="partial")

    def test_is_offered_to_its_author(self, client, draft):
        page = client.get(draft.recommendation.get_absolute_url()).text

        assert place("assessment_revise", draft) in page

    def test_opens_with_what_was_said_and_its_lines(self, client, draft):
        line = AssessmentLineFactory(assessment=draft, remark="two of three")

        form = client.get(place("assessment_revise", draft)).context["form"]

        assert form["sentence"].value() == "A first thought."
        assert form["status"].value() == Status.PARTIAL
        assert form[f"component_{line.component_id}"].value() == Status.PARTIAL
        assert form[f"remark_{line.component_id}"].value() == "two of three"

    def test_keeps_its_lines_unless_they_are_changed(self, client, draft):
        line = AssessmentLineFactory(assessment=draft, remark="two of three")

        client.post(
            place("assessment_revise", draft),
            opened(client, place("assessment_revise", draft), draft="1"),
        )

        assert list(draft.lines.values_list("pk", "remark")) == [(line.pk, "two of three")]

    def test_is_sent_once_it_cites_what_its_status_asks_for(self, client, draft):
        where = place("assessment_revise", draft)

        refused = client.post(where, opened(client, where))
        sent = client.post(where, opened(client, where, url="https://ad.example.org/t"))

        assert refused.status_code == 422 and "no evidence about" in refused.text
        draft.refresh_from_db()
        assert (sent.status_code, draft.state) == (302, State.SUBMITTED)

    def test_keeps_whose_view_it_is(self, client, draft):
        ana = draft.author
        letter = AssessmentFactory(
            author=ana,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code="OSP"),
            stated_by="the prosecutor",
        )
        where = place("assessment_revise", letter)
        page = client.get(where)

        client.post(where, opened(client, where, perspective="analyst", body="", draft="1"))

        assert "as stated by the prosecutor" in page.text
        letter.refresh_from_db()
        assert (letter.perspective, letter.body.code) == ("responsible_body", "OSP")
        assert letter.stated_by == "the prosecutor"

    def test_is_missing_once_it_is_sent(self, client, draft):
        sent = AssessmentFactory(submitted=True, author=draft.author)

        assert client.get(place("assessment_revise", sent)).status_code == 404

    def test_a_second_click_says_that_it_was_sent_and_keeps_what_was_typed(self, client, draft):
        where = place("assessment_revise", draft)
        sent = opened(client, where, url="https://ad.example.org/t", sentence="Said once.")

        first, second = client.post(where, sent), client.post(where, sent)

        assert (first.status_code, second.status_code) == (302, 422)
        assert "Said once.</textarea>" in second.text

    def test_a_stranger_is_sent_to_sign_in(self, client, draft):
        client.logout()

        assert "/sign-in/" in client.get(place("assessment_revise", draft)).url
