"""The list of measures, the page of one, and what is done about it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    BodyFactory,
    DueDateFactory,
    EvidenceFactory,
    MeasureFactory,
    RecommendationFactory,
    as_factory,
)
from tests.views.conftest import signed_in
from tests.views.forms import opened
from tracker.models import Measure
from tracker.views.pagination import SIZE
from tracker.vocabulary import Sensitivity, Status

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=30)


@pytest.fixture
def measure():
    fresh = {"undertaken_on": TODAY - timedelta(days=9), "due_on": SOON}
    return DueDateFactory(
        measure=MeasureFactory(recommendation=RecommendationFactory(lead="MFLT"), **fresh)
    ).measure


def where(name, measure):
    return reverse(f"measure_{name}", args=[measure.pk])


class TestList:
    def test_is_in_the_order_of_due_dates_with_what_has_none_last(self, viewer):
        MeasureFactory(text="Undated", due_on=None)
        MeasureFactory(text="Later", due_on=date(2025, 6, 30))
        MeasureFactory(text="Sooner")

        told = viewer.get("/measures/").text

        assert told.index("Sooner") < told.index("Later") < told.index("Undated")
        assert "3 measures" in told

    @pytest.mark.parametrize(
        ("asks", "finds"),
        [
            ("", {"fresh", "late", "slipped", "done", "dropped"}),
            ("state=open", {"fresh", "late", "slipped"}),
            ("state=done", {"done"}),
            ("state=dropped", {"dropped"}),
            ("overdue=yes", {"late"}),
            ("slipped=yes", {"slipped"}),
            ("quiet=yes", {"late"}),
            ("body=MFLT", {"fresh"}),
            ("report=tip-2023-kosovo", {"slipped"}),
        ],
    )
    def test_finds_what_is_asked_for(self, viewer, asks, finds):
        fresh = {"undertaken_on": TODAY, "due_on": SOON}
        older = RecommendationFactory(report__year=2023)
        MeasureFactory(text="fresh", body=BodyFactory(code="MFLT"), **fresh)
        MeasureFactory(text="late")
        MeasureFactory(text="slipped", slips=2, recommendation=older, **fresh)
        MeasureFactory(text="done", done_on=TODAY, done_by=EvidenceFactory())
        MeasureFactory(text="dropped", dropped_because="Moot")
        MeasureFactory(text="mistake", withdrawn_at=timezone.now(), withdrawn_because="Slip")

        rows = viewer.get(f"/measures/?{asks}").context["listed"].page.rows

        assert {row.text for row in rows} == finds

    @pytest.mark.parametrize(
        "asks", ["state=lost", "body=NOBODY", "report=none", "overdue=no", "colour=red", "after=~x"]
    )
    def test_of_what_can_t_be_read_shows_its_error_and_no_rows(self, viewer, asks):
        MeasureFactory(text="Open a shelter")

        answer = viewer.get(f"/measures/?{asks}")

        assert answer.status_code == 400
        assert "No rows are shown" in answer.text
        assert "Open a shelter" not in answer.text

    def test_goes_on_on_another_page(self, viewer):
        with as_factory():
            for number in range(SIZE + 1):
                MeasureFactory(text=f"M{number}", recommendation=RecommendationFactory())

        page = viewer.get("/measures/").context["listed"].page
        rest = viewer.get(f"/measures/?after={page.after}").context["listed"].page

        assert [row.text for row in rest.rows] == [f"M{SIZE}"]

    def test_costs_the_same_for_few_and_for_many(self, viewer, measure, django_assert_num_queries):
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get("/measures/?state=open")
        for _more in range(9):
            MeasureFactory()

        with django_assert_num_queries(len(few)):
            viewer.get("/measures/?state=open")

    def test_shows_a_contributor_what_the_own_body_promised(self, measure):
        MeasureFactory()
        focal = signed_in(contributor=True, speaks_for=[measure.body])

        rows = focal.get("/measures/").context["listed"].page.rows

        assert [row.pk for row in rows] == [measure.pk]


class TestMeasure:
    def test_tells_every_date_with_who_agreed_and_why(self, analyst, measure):
        for months, reason in ((2, "No building was found."), (4, "No budget.")):
            sent = opened(analyst, where("move", measure))
            day = (SOON + timedelta(days=30 * months)).isoformat()
            said = {"due_on": day, "reason": reason, "agreed_by": "Government"}
            analyst.post(where("move", measure), {**sent, **said})

        told = analyst.get(measure.get_absolute_url()).text

        for words in ("No building was found.", "No budget.", "agreed by Government", "2 times"):
            assert words in told
        assert Measure.objects.slipped_twice().get() == measure

    def test_hides_evidence_for_others_and_shows_the_promise(self, viewer):
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        measure = MeasureFactory(undertaken_in=secret)

        told = viewer.get(measure.get_absolute_url()).text

        assert measure.text in told and secret.title not in told

    def test_of_another_body_is_missing_for_a_contributor(self, measure):
        other = signed_in(contributor=True, speaks_for=[BodyFactory()])

        assert other.get(measure.get_absolute_url()).status_code == 404

    def test_that_nobody_holds_is_missing(self, viewer):
        assert viewer.get("/measures/77/").status_code == 404

    @pytest.mark.parametrize("name", ["move", "hear", "finish", "drop", "withdraw"])
    def test_sends_a_stranger_to_sign_in_and_tells_others_whom_to_ask(
        self, client, viewer, measure, name
    ):
        focal = signed_in(contributor=True, speaks_for=[measure.body])

        assert reverse("login") in client.get(where(name, measure)).url
        for one in (viewer, focal):
            for answer in (one.get(where(name, measure)), one.post(where(name, measure))):
                assert answer.status_code == 403
                assert "it takes an analyst" in answer.text


class TestPromise:
    def address(self, recommendation):
        return reverse("promise", args=[recommendation.report.slug, recommendation.number])

    def promise(self, client, recommendation, **answers):
        sent = opened(client, self.address(recommendation))
        said = {"text": "Open a shelter", "link": "https://gov.example.org/1"}
        return client.post(self.address(recommendation), {**sent, **said, **answers}, follow=True)

    def test_is_followed_and_raises_no_status(self, analyst):
        recommendation = RecommendationFactory(lead="MFLT")

        answer = self.promise(analyst, recommendation, due_on=SOON.isoformat())

        made = Measure.objects.get()
        assert (made.body.code, made.due_on) == ("MFLT", SOON)
        assert made.undertaken_in.issuer == made.body
        assert "No status changed" in answer.text
        recommendation.refresh_from_db()
        assert recommendation.status == Status.NOT_ASSESSED

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"text": ""}, "This field is required"),
            ({"body": "NOBODY"}, "“NOBODY” is not known"),
            ({"link": ""}, "has nothing that shows it. Drop a file, give a link"),
            ({"due_on": "2020-01-01"}, "Choose a later day"),
            ({"undertaken_on": "2999-01-01"}, "that day has not come"),
        ],
    )
    def test_a_bad_value_shows_its_error_and_keeps_what_was_typed(self, analyst, answers, sentence):
        answer = self.promise(analyst, RecommendationFactory(lead="MFLT"), **answers)

        assert answer.status_code == 422
        assert sentence in answer.text
        assert answers.get("text", "Open a shelter") in answer.text
        assert not Measure.objects.exists()

    def test_stands_apart_on_the_page_of_the_recommendation_and_of_the_body(self, viewer, measure):
        told = viewer.get(measure.recommendation.get_absolute_url()).text

        assert told.index("What was promised") < told.index(measure.get_absolute_url())
        assert measure.get_absolute_url() in viewer.get(measure.body.get_absolute_url()).text

    def test_costs_a_page_the_same_for_few_and_for_many(
        self, viewer, measure, django_assert_num_queries
    ):
        pages = (measure.recommendation.get_absolute_url(), measure.body.get_absolute_url())
        with django_assert_num_queries(100, exact=False) as few:
            for page in pages:
                viewer.get(page)
        for _more in range(9):
            MeasureFactory(recommendation=measure.recommendation, body=measure.body)

        with django_assert_num_queries(len(few)):
            for page in pages:
                viewer.get(page)


class TestDeeds:
    def test_what_was_heard_is_kept(self, analyst, measure):
        sent = opened(analyst, where("hear", measure))

        answer = analyst.post(
            where("hear", measure), {**sent, "sentence": "A site was bought."}, follow=True
        )

        assert "A site was bought." in answer.text

    def test_what_is_done_is_shown(self, analyst, measure):
        sent = opened(analyst, where("finish", measure))
        said = {"sentence": "It is open.", "link": "https://gov.example.org/2"}

        answer = analyst.post(where("finish", measure), {**sent, **said}, follow=True)

        measure.refresh_from_db()
        assert measure.done_on == TODAY
        assert "https://gov.example.org/2" in answer.text

    @pytest.mark.parametrize("name", ["drop", "withdraw"])
    def test_it_is_closed_with_words(self, analyst, measure, name):
        sent = opened(analyst, where(name, measure))

        without = analyst.post(where(name, measure), {**sent, "because_of": " "})
        answer = analyst.post(where(name, measure), {**sent, "because_of": "Moot"}, follow=True)

        measure.refresh_from_db()
        assert without.status_code == 422
        assert "Moot" in answer.text and not measure.is_open

    def test_an_old_form_is_refused_once_and_goes_through_when_sent_again(self, analyst, measure):
        said = {"due_on": (SOON + timedelta(days=9)).isoformat(), "reason": "No money"}
        sent = {**opened(analyst, where("move", measure)), **said, "agreed_by": "Minister"}
        with as_factory():
            Measure.objects.update(latest="A site was bought.")

        refused = analyst.post(where("move", measure), sent)
        newer = {**sent, "seen": refused.context["form"]["seen"].value()}

        assert refused.status_code == 422
        assert "was changed by factory after you opened this form" in refused.text
        assert "No money" in refused.text
        assert analyst.post(where("move", measure), newer).status_code == 302
