"""The list of measures, the page of one, and what is done about it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    BodyFactory,
    CommitmentFactory,
    DueDateFactory,
    EvidenceFactory,
    RecommendationFactory,
    as_factory,
)
from tests.helpers.clock import TODAY
from tests.views.conftest import signed_in
from tests.views.forms import opened
from tracker.models import Commitment
from tracker.views.pagination import PAGE_SIZE
from tracker.vocabulary import Sensitivity, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SOON = TODAY + timedelta(days=30)


@pytest.fixture
def commitment():
    fresh = {"undertaken_on": TODAY - timedelta(days=9), "due_on": SOON}
    return DueDateFactory(
        commitment=CommitmentFactory(recommendation=RecommendationFactory(lead="MFLT"), **fresh)
    ).commitment


def where(name, commitment):
    return reverse(f"commitment_{name}", args=[commitment.pk])


class TestList:
    def test_is_in_the_order_of_due_dates_with_what_has_none_last(self, viewer):
        CommitmentFactory(text="Undated", due_on=None)
        CommitmentFactory(text="Later", due_on=date(2025, 6, 30))
        CommitmentFactory(text="Sooner")

        page = viewer.get("/commitments/").text

        assert page.index("Sooner") < page.index("Later") < page.index("Undated")
        assert "3 commitments" in page

    @pytest.mark.parametrize(
        ("asks", "finds"),
        [
            ("", {"fresh", "late", "slipped", "done", "dropped"}),
            ("state=open", {"fresh", "late", "slipped"}),
            ("state=done", {"done"}),
            ("state=dropped", {"dropped"}),
            ("overdue=yes", {"late"}),
            ("postponed=yes", {"slipped"}),
            ("quiet=yes", {"late"}),
            ("body=MFLT", {"fresh"}),
            ("report=tip-2023-kosovo", {"slipped"}),
        ],
    )
    def test_finds_what_is_asked_for(self, viewer, asks, finds):
        fresh = {"undertaken_on": TODAY, "due_on": SOON}
        older = RecommendationFactory(report__year=2023)
        CommitmentFactory(text="fresh", body=BodyFactory(code="MFLT"), **fresh)
        CommitmentFactory(text="late")
        CommitmentFactory(text="slipped", postponements=2, recommendation=older, **fresh)
        CommitmentFactory(text="done", done_on=TODAY, done_by=EvidenceFactory())
        CommitmentFactory(text="dropped", dropped_reason="Moot")
        CommitmentFactory(text="mistake", withdrawn_at=timezone.now(), withdrawal_reason="Slip")

        rows = viewer.get(f"/commitments/?{asks}").context["list_page"].page.rows

        assert {row.text for row in rows} == finds

    @pytest.mark.parametrize(
        "asks", ["state=lost", "body=NOBODY", "report=none", "overdue=no", "colour=red", "after=~x"]
    )
    def test_of_what_can_t_be_read_shows_its_error_and_no_rows(self, viewer, asks):
        CommitmentFactory(text="Open a shelter")

        answer = viewer.get(f"/commitments/?{asks}")

        assert answer.status_code == 400
        assert "Nothing is listed until" in answer.text
        assert "Open a shelter" not in answer.text

    def test_goes_on_on_another_page(self, viewer):
        with as_factory():
            for number in range(PAGE_SIZE + 1):
                CommitmentFactory(text=f"M{number}", recommendation=RecommendationFactory())

        page = viewer.get("/commitments/").context["list_page"].page
        rest = viewer.get(f"/commitments/?after={page.after}").context["list_page"].page

        assert [row.text for row in rest.rows] == [f"M{PAGE_SIZE}"]

    def test_costs_the_same_for_few_and_for_many(
        self, viewer, commitment, django_assert_num_queries
    ):
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get("/commitments/?state=open")
        for _more in range(9):
            CommitmentFactory()

        with django_assert_num_queries(len(few)):
            viewer.get("/commitments/?state=open")

    def test_shows_a_contributor_what_the_own_body_promised(self, commitment):
        CommitmentFactory()
        focal = signed_in(contributor=True, speaks_for=[commitment.body])

        rows = focal.get("/commitments/").context["list_page"].page.rows

        assert [row.pk for row in rows] == [commitment.pk]


class TestMeasure:
    def test_tells_every_date_with_who_agreed_and_why(self, analyst, commitment):
        for months, reason in ((2, "No building was found."), (4, "No budget.")):
            sent = opened(analyst, where("reschedule", commitment))
            day = (SOON + timedelta(days=30 * months)).isoformat()
            values = {"due_on": day, "reason": reason, "agreed_by": "Government"}
            analyst.post(where("reschedule", commitment), {**sent, **values})

        page = analyst.get(commitment.get_absolute_url()).text

        for words in ("No building was found.", "No budget.", "agreed by Government", "2 times"):
            assert words in page
        assert Commitment.objects.often_postponed().get() == commitment

    def test_hides_evidence_for_others_and_shows_the_promise(self, viewer):
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        commitment = CommitmentFactory(undertaken_in=secret)

        page = viewer.get(commitment.get_absolute_url()).text

        assert commitment.text in page and secret.title not in page

    def test_of_another_body_is_missing_for_a_contributor(self, commitment):
        other = signed_in(contributor=True, speaks_for=[BodyFactory()])

        assert other.get(commitment.get_absolute_url()).status_code == 404

    def test_that_nobody_holds_is_missing(self, viewer):
        assert viewer.get("/commitments/77/").status_code == 404

    @pytest.mark.parametrize("name", ["reschedule", "news", "complete", "cancel", "withdraw"])
    def test_sends_a_stranger_to_sign_in_and_tells_others_whom_to_ask(
        self, client, viewer, commitment, name
    ):
        focal = signed_in(contributor=True, speaks_for=[commitment.body])

        assert reverse("login") in client.get(where(name, commitment)).url
        for one in (viewer, focal):
            for answer in (one.get(where(name, commitment)), one.post(where(name, commitment))):
                assert answer.status_code == 403
                assert "only analysts can" in answer.text


class TestPromise:
    def address(self, recommendation):
        return reverse("commitment_new", args=[recommendation.report.slug, recommendation.number])

    def promise(self, client, recommendation, **answers):
        sent = opened(client, self.address(recommendation))
        values = {"text": "Open a shelter", "url": "https://gov.example.org/1"}
        return client.post(self.address(recommendation), {**sent, **values, **answers}, follow=True)

    def test_is_followed_and_raises_no_status(self, analyst):
        recommendation = RecommendationFactory(lead="MFLT")

        answer = self.promise(analyst, recommendation, due_on=SOON.isoformat())

        made = Commitment.objects.get()
        assert (made.body.code, made.due_on) == ("MFLT", SOON)
        assert made.undertaken_in.issuer is None
        assert "The status did not change" in answer.text
        recommendation.refresh_from_db()
        assert recommendation.status == Status.NOT_ASSESSED

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"text": ""}, "This field is required"),
            ({"body": "NOBODY"}, "Unknown value “NOBODY”"),
            ({"url": ""}, "has no evidence. Add a file, a link"),
            ({"due_on": "2020-01-01"}, "Choose a later date"),
            ({"undertaken_on": "2999-01-01"}, "this date is in the future"),
        ],
    )
    def test_a_bad_value_shows_its_error_and_keeps_what_was_typed(self, analyst, answers, sentence):
        answer = self.promise(analyst, RecommendationFactory(lead="MFLT"), **answers)

        assert answer.status_code == 422
        assert sentence in answer.text
        assert answers.get("text", "Open a shelter") in answer.text
        assert not Commitment.objects.exists()

    def test_stands_apart_on_the_page_of_the_recommendation_and_of_the_body(
        self, viewer, commitment
    ):
        page = viewer.get(commitment.recommendation.get_absolute_url()).text

        assert page.index("Commitments") < page.index(commitment.get_absolute_url())
        assert commitment.get_absolute_url() in viewer.get(commitment.body.get_absolute_url()).text

    def test_costs_a_page_the_same_for_few_and_for_many(
        self, viewer, commitment, django_assert_num_queries
    ):
        pages = (commitment.recommendation.get_absolute_url(), commitment.body.get_absolute_url())
        viewer.get(pages[0])  # which stores that it was visited
        with django_assert_num_queries(100, exact=False) as few:
            for page in pages:
                viewer.get(page)
        for _more in range(9):
            CommitmentFactory(recommendation=commitment.recommendation, body=commitment.body)

        with django_assert_num_queries(len(few)):
            for page in pages:
                viewer.get(page)


class TestDeeds:
    def test_what_was_heard_is_kept(self, analyst, commitment):
        sent = opened(analyst, where("news", commitment))

        answer = analyst.post(
            where("news", commitment), {**sent, "sentence": "A site was bought."}, follow=True
        )

        assert "A site was bought." in answer.text

    def test_what_is_done_is_shown(self, analyst, commitment):
        sent = opened(analyst, where("complete", commitment))
        values = {"sentence": "It is open.", "url": "https://gov.example.org/2"}

        answer = analyst.post(where("complete", commitment), {**sent, **values}, follow=True)

        commitment.refresh_from_db()
        assert commitment.done_on == TODAY
        assert "https://gov.example.org/2" in answer.text

    @pytest.mark.parametrize("name", ["cancel", "withdraw"])
    def test_it_is_closed_with_words(self, analyst, commitment, name):
        sent = opened(analyst, where(name, commitment))

        without = analyst.post(where(name, commitment), {**sent, "reason": " "})
        answer = analyst.post(where(name, commitment), {**sent, "reason": "Moot"}, follow=True)

        commitment.refresh_from_db()
        assert without.status_code == 422
        assert "Moot" in answer.text and not commitment.is_open

    def test_an_old_form_is_refused_once_and_goes_through_when_sent_again(
        self, analyst, commitment
    ):
        values = {"due_on": (SOON + timedelta(days=9)).isoformat(), "reason": "No money"}
        sent = {
            **opened(analyst, where("reschedule", commitment)),
            **values,
            "agreed_by": "Minister",
        }
        with as_factory():
            Commitment.objects.update(latest="A site was bought.")

        refused = analyst.post(where("reschedule", commitment), sent)
        newer = {**sent, "last_event": refused.context["form"]["last_event"].value()}

        assert refused.status_code == 422
        assert "after you opened this form" in refused.text
        assert "No money" in refused.text
        assert analyst.post(where("reschedule", commitment), newer).status_code == 302
