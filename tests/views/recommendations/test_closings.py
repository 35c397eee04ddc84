"""The pages that close a recommendation, and what its own page tells of it."""

import pytest
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    ClosingFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tests.views.conftest import signed_in
from tracker.models import Closing, Event
from tracker.vocabulary import Lifecycle, State

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def row():
    return RecommendationFactory(lead="THBD")


def at(name, row, *args):
    return reverse(name, args=[row.report.slug, row.number, *args])


def close(row):
    with as_factory():
        row.lifecycle, row.closure_reason = Lifecycle.CLOSED, "moot"
        row.save()
    return ClosingFactory(recommendation=row, approved=True, decision_note="Checked")


class TestPropose:
    def test_opens_and_sends_for_review(self, analyst, row):
        page = analyst.get(at("closing_new", row))
        sent = {
            "closure_reason": "superseded",
            "explanation": "By recommendation 3 of 2025.",
            "last_event": page.context["form"]["last_event"].value(),
        }

        answer = analyst.post(at("closing_new", row), sent, follow=True)

        assert page.status_code == 200
        assert "was sent for review" in answer.text
        closing = Closing.objects.get()
        assert (closing.closure_reason, closing.state) == ("superseded", State.SUBMITTED)
        assert "By recommendation 3 of 2025." in answer.text

    @pytest.mark.parametrize(
        ("sent", "values"),
        [
            ({"explanation": "Because."}, "Choose a reason for closing."),
            ({"closure_reason": "moot"}, "This field is required."),
            ({"closure_reason": "bored", "explanation": "Because."}, "bored is not one of"),
            (
                {"closure_reason": "implemented", "explanation": "Because."},
                "its status is “Not assessed”",
            ),
            (
                {"closure_reason": "moot", "explanation": "Because.", "last_event": "0"},
                "after you opened this form",
            ),
        ],
    )
    def test_keeps_what_was_typed_when_it_is_refused(self, analyst, row, sent, values):
        answer = analyst.post(at("closing_new", row), sent)

        assert answer.status_code == 422
        assert values in answer.text
        assert sent.get("explanation", "") in answer.text
        assert not Closing.objects.exists()

    def test_goes_through_when_a_stale_form_is_sent_again(self, analyst, row):
        sent = {"closure_reason": "moot", "explanation": "Because.", "last_event": "0"}
        refused = analyst.post(at("closing_new", row), sent)

        answer = analyst.post(
            at("closing_new", row),
            {**sent, "last_event": refused.context["form"]["last_event"].value()},
        )

        assert answer.status_code == 302

    @pytest.mark.parametrize("role", ["viewer", "publisher", "auditor", "administrator"])
    def test_is_refused_with_words_to_who_does_not_log(self, row, role):
        client = signed_in(**{role: True})

        for answer in (client.get(at("closing_new", row)), client.post(at("closing_new", row), {})):
            assert answer.status_code == 403
            assert "Ask an analyst" in answer.text

    def test_is_missing_for_whom_the_recommendation_is_hidden_from(self, row):
        other = signed_in(contributor=True, speaks_for=[BodyFactory(code="OSP")])

        assert other.get(at("closing_new", row)).status_code == 404
        assert signed_in(analyst=True).get(at("closing_new", row) + "x").status_code == 404

    def test_leads_back_where_one_waits_already(self, analyst, row):
        ClosingFactory(recommendation=row)

        answer = analyst.get(at("closing_new", row), follow=True)

        assert "is already open" in answer.text
        assert (
            analyst.post(
                at("closing_new", row), {"closure_reason": "moot", "explanation": "B"}
            ).status_code
            == 422
        )

    def test_opens_with_what_was_returned(self, analyst, row):
        ClosingFactory(recommendation=row, returned=True)

        page = analyst.get(at("closing_new", row)).text

        assert "Say which law." in page
        assert "The centres were merged by law." in page


class TestDecide:
    def test_closes_it_and_tells_who_when_and_why(self, reviewer, row):
        closing = ClosingFactory(recommendation=row)

        answer = reviewer.post(
            at("closing_decide", row, closing.pk), {"approve": "1", "note": "Checked"}, follow=True
        )

        row.refresh_from_db()
        assert row.lifecycle == Lifecycle.CLOSED
        for page in ("The centres were merged by law.", "Checked", f"Approved by {reviewer.user}"):
            assert page in answer.text
        assert Event.objects.latest("pk").source == "site"

    def test_returns_with_words_and_keeps_them_when_refused(self, reviewer, row):
        closing = ClosingFactory(recommendation=row)
        url = at("closing_decide", row, closing.pk)

        assert reviewer.post(url, {"return": "1", "note": ""}).status_code == 422
        assert reviewer.post(url, {"return": "1", "note": "Which law?"}).status_code == 302

        closing.refresh_from_db()
        assert closing.state == State.RETURNED
        late = reviewer.post(url, {"approve": "1", "note": "Kept words"})
        assert late.status_code == 422
        assert "Kept words" in late.text

    def test_offers_its_author_to_withdraw_alone(self, row):
        closing = ClosingFactory(recommendation=row)
        author = signed_in(username=closing.author.username)
        url = at("closing_decide", row, closing.pk)

        assert author.get(url).context["actions"] == ["withdraw"]
        assert author.post(url, {"approve": "1", "note": "Mine"}).status_code == 403
        author.post(url, {"withdraw": "1", "note": "Too early"})

        closing.refresh_from_db()
        assert closing.state == State.WITHDRAWN

    def test_does_nothing_for_a_button_that_does_not_exist(self, reviewer, row):
        closing = ClosingFactory(recommendation=row)

        url = at("closing_decide", row, closing.pk)
        assert reviewer.post(url, {"note": "Hm"}).status_code == 302
        refused = reviewer.post(url, {"note": "too long " * 300})  # comes back with its words

        closing.refresh_from_db()
        assert (refused.status_code, closing.state) == (422, State.SUBMITTED)
        assert "too long" in refused.text

    def test_is_missing_for_who_sees_no_paperwork_and_under_another_recommendation(
        self, viewer, reviewer, row
    ):
        closing = ClosingFactory(recommendation=row)

        assert viewer.get(at("closing_decide", row, closing.pk)).status_code == 404
        assert (
            reviewer.get(at("closing_decide", RecommendationFactory(), closing.pk)).status_code
            == 404
        )


class TestReopen:
    def test_follows_it_again(self, reviewer, row):
        close(row)

        page = reviewer.get(at("recommendation_reopen", row))
        refused = reviewer.post(at("recommendation_reopen", row), {"reason": ""})
        answer = reviewer.post(
            at("recommendation_reopen", row), {"reason": "The law fell."}, follow=True
        )

        row.refresh_from_db()
        assert (page.status_code, refused.status_code) == (200, 422)
        assert row.lifecycle == Lifecycle.ACTIVE
        history = reviewer.get(answer.request["PATH_INFO"], {"show": "all"}).text
        assert "reopened the recommendation. Reason: “The law fell”" in history

    def test_is_refused_with_words(self, analyst, reviewer, row):
        assert "Ask a reviewer" in analyst.get(at("recommendation_reopen", row)).text
        assert analyst.post(at("recommendation_reopen", row), {"reason": "No"}).status_code == 403
        assert "is not closed" in reviewer.get(at("recommendation_reopen", row), follow=True).text


class TestThePageOfTheRecommendation:
    def test_leads_an_analyst_to_propose_and_a_viewer_nowhere(self, analyst, viewer, row):
        assert at("closing_new", row) in analyst.get(row.get_absolute_url()).text
        assert at("closing_new", row) not in viewer.get(row.get_absolute_url()).text

    def test_tells_of_a_proposal_to_who_sees_paperwork(self, analyst, reviewer, viewer, row):
        closing = ClosingFactory(recommendation=row)
        decide = at("closing_decide", row, closing.pk)

        assert closing.explanation in analyst.get(row.get_absolute_url()).text
        assert decide not in analyst.get(row.get_absolute_url()).text
        assert decide in reviewer.get(row.get_absolute_url()).text
        assert closing.explanation not in viewer.get(row.get_absolute_url()).text

    def test_tells_everybody_whom_it_concerns_why_it_is_closed(self, viewer, row):
        closing = close(row)
        body = row.responsibilities.get().body
        focal_point = signed_in(contributor=True, speaks_for=[body])

        for client in (viewer, focal_point):
            page = client.get(row.get_absolute_url()).text
            assert closing.explanation in page
            assert "Checked" in page
            assert at("recommendation_reopen", row) not in page


@pytest.mark.parametrize("name", ["closing_new", "recommendation_reopen"])
class TestStranger:
    def test_is_sent_to_sign_in(self, client, row, name):
        answer = client.get(at(name, row))

        assert answer.url.startswith(reverse("login"))


class TestQueries:
    def test_are_the_same_for_few_and_many_proposals(
        self, reviewer, row, django_assert_num_queries
    ):
        closing = ClosingFactory(recommendation=row)
        url = at("closing_decide", row, closing.pk)
        with django_assert_num_queries(100, exact=False) as few:
            reviewer.get(url)
        for _more in range(9):
            ClosingFactory(recommendation=row, state=State.WITHDRAWN, author=UserFactory())

        with django_assert_num_queries(len(few)):
            reviewer.get(url)
