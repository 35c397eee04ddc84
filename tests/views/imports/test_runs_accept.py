"""A run is accepted, taken out again, or left out."""

import pytest
from django.urls import reverse

from tests.factories import BodyFactory, RecommendationFactory, ReportFactory
from tests.helpers.narratives import ASKED, a_run
from tests.views.imports.run_pages import accepted, marked, of_kind
from tracker.models import Body, Draft, Event, Figure, LineageLink, Recommendation, Report
from tracker.vocabulary import DraftKind, DraftState, ImportRunState, Lifecycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(analyst):
    return a_run(by=analyst.user)


class TestAccepting:
    def test_adds_what_was_not_dropped_and_tells_what_it_added(self, analyst, run):
        marked(analyst, run, draft=of_kind(run, DraftKind.FIGURE).pk, drop="")

        answer = accepted(analyst, run, "Read twice")

        page = analyst.get(answer.url).text
        report = Report.objects.get(year=2024)
        assert list(report.recommendations.order_by("position").values_list("text", flat=True)) == [
            f"{text}." for text in ASKED
        ]
        assert not Figure.objects.exists()
        assert report.get_absolute_url() in page
        assert "recommendations 3" in page
        assert "Read twice" in page

    def test_needs_no_words(self, analyst, run):
        accepted(analyst, run)

        event = Event.objects.filter(table="tracker_recommendation").first()
        assert (event.reason, event.reason_code) == ("", "new_edition")

    def test_takes_a_link_with_what_is_ticked(self, analyst):
        before = RecommendationFactory(
            report=ReportFactory(year=2023), text=f"{ASKED[0]}.", lead="THBD"
        )
        run = a_run(by=analyst.user)
        link = of_kind(run, DraftKind.LINK)

        analyst.post(reverse("draft_accept", args=[run.pk, link.pk]), {"carry": ["bodies"]})
        accepted(analyst, run)

        later = Recommendation.objects.get(report__year=2024, number="1")
        before.refresh_from_db()
        assert LineageLink.objects.get(recommendation=later).earlier == before
        assert [one.body.code for one in later.responsibilities.all()] == ["THBD"]
        assert before.lifecycle == Lifecycle.CONTINUED

    def test_takes_a_body_in_the_role_that_was_chosen(self, analyst):
        BodyFactory(code="CSW", name_en="Centers for Social Welfare")
        run = a_run(by=analyst.user, asked=(*ASKED, "Fund the Centers for Social Welfare (CSW)"))
        draft = of_kind(run, DraftKind.RESPONSIBILITY)

        refused = analyst.post(reverse("draft_accept", args=[run.pk, draft.pk]), {"role": "boss"})
        analyst.post(reverse("draft_accept", args=[run.pk, draft.pk]), {"role": "beneficiary"})
        accepted(analyst, run)

        stored = Recommendation.objects.get(number="4").responsibilities.get()
        assert refused.status_code == 422
        assert (stored.body.code, stored.role) == ("CSW", "beneficiary")

    def test_takes_a_name_as_that_of_a_body_or_as_a_new_one(self, analyst):
        BodyFactory(code="GUARD", name_en="Coast Guard")
        more = "The Tavian Border Guard and the National Labor Board (NLB) met."
        run = a_run(by=analyst.user, more=more)
        guard, board = run.drafts.filter(kind=DraftKind.BODY).order_by("places")
        page = analyst.get(run.get_absolute_url()).text

        address = reverse("draft_accept", args=[run.pk, guard.pk])
        refused, taken = (
            analyst.post(address, {"body": body, "kind": "police"})
            for body in ("No such body", "GUARD")
        )
        without = analyst.post(address, {"body": "GUARD"})
        marked(analyst, run, draft=board.pk, accept="")
        accepted(analyst, run)

        assert "National Labor Board (NLB)" in page
        assert (refused.status_code, taken.status_code) == (422, 302)
        assert "No such body" in refused.text
        assert "Tavian Border Guard: Choose what kind of body it is." in without.text
        assert Body.objects.get(code="GUARD").aliases == ["Tavian Border Guard"]
        assert Body.objects.get(is_provisional=True).acronym == "NLB"

    def test_twice_is_told_and_changes_nothing(self, analyst, run):
        accepted(analyst, run)
        events = Event.objects.count()

        again = accepted(analyst, run, "Once more")
        late = marked(analyst, run, kind=DraftKind.FIGURE, drop="")

        assert (again.status_code, late.status_code) == (422, 422)
        assert "is already accepted" in again.text
        assert "is already accepted" in late.text
        assert Event.objects.count() == events

    def test_of_what_the_text_does_not_say_is_refused_and_keeps_the_words(self, analyst):
        run = a_run(by=analyst.user)
        analyst.post(reverse("import_details", args=[run.pk]), {"mechanism": "TIP", "year": "2024"})

        answer = accepted(analyst, run, "All of it")

        assert answer.status_code == 422
        assert "the country" in answer.text
        assert answer.context["accept_form"]["reason"].value() == "All of it"


class TestUndoAndDrop:
    def test_takes_everything_out_again_with_words(self, analyst, run):
        accepted(analyst, run)

        refused = analyst.post(reverse("import_undo", args=[run.pk]), {"reason": ""})
        answer = analyst.post(reverse("import_undo", args=[run.pk]), {"reason": "Wrong year"})

        run.refresh_from_db()
        assert (refused.status_code, answer.url) == (422, run.get_absolute_url())
        assert run.state == ImportRunState.UNDONE
        assert not Recommendation.objects.exists()
        assert "Wrong year" in analyst.get(answer.url).text

    def test_leaves_out_a_run_with_words(self, analyst, run):
        analyst.post(reverse("import_discard", args=[run.pk]), {"reason": "A worse copy"})

        run.refresh_from_db()
        assert run.state == ImportRunState.DROPPED
        page = analyst.get(run.get_absolute_url()).text
        assert "A worse copy" in page
        assert reverse("import_accept", args=[run.pk]) not in page

    def test_of_a_run_that_waits_is_refused_with_what_was_typed(self, analyst, run):
        answer = analyst.post(reverse("import_undo", args=[run.pk]), {"reason": "Wrong year"})

        assert answer.status_code == 422
        assert "can&#x27;t be undone" in answer.text
        assert "Wrong year" in answer.text
        assert Draft.objects.filter(state=DraftState.OFFERED).exists()
