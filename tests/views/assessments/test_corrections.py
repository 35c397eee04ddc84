"""An approved judgment was wrong: it is corrected for its day, on the site."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    RecommendationFactory,
    ResponsibilityFactory,
)
from tests.views.forms import as_user, opened, place
from tracker.models import Assessment, Event
from tracker.vocabulary import AssessmentKind, PastDay, Perspective, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def wrong():
    return RecommendationFactory(assessed=Status.PARTIAL).current_assessment


def carried(wrong, choice="stands"):
    """The answer of the form for each citation of the wrong assessment."""
    return {f"standing_{citation.pk}": choice for citation in wrong.citations.all()}


class TestCorrect:
    def test_opens_with_what_was_said_and_says_its_day(self, client, wrong):
        as_user(client, analyst=True)
        line = AssessmentLineFactory(assessment=wrong)

        page = client.get(place("assessment_correct", wrong))

        form = page.context["form"]
        assert form["sentence"].value() == wrong.rationale
        assert form[f"component_{line.component_id}"].value() == Status.PARTIAL
        assert "As of 1 October 2024. A correction keeps the date" in page.text
        assert 'name="as_of"' not in page.text

    def test_goes_to_review_and_changes_nothing_before_it_is_approved(self, client, wrong):
        as_user(client, analyst=True)
        where = place("assessment_correct", wrong)
        sent = opened(client, where, status="initial_steps", sentence="A draft.", **carried(wrong))

        answer = client.post(where, sent, follow=True)

        right = Assessment.objects.get(corrects=wrong)
        assert (right.kind, right.state) == (AssessmentKind.CORRECTION, State.SUBMITTED)
        assert right.as_of == wrong.as_of
        assert "was sent for review" in answer.text
        wrong.recommendation.refresh_from_db()
        assert wrong.recommendation.status == Status.PARTIAL
        assert Event.objects.filter(reason_code="correction").exists()

    def test_wins_on_its_day_and_on_no_later_one(self, client, wrong):
        as_user(client, analyst=True)
        later = AssessmentFactory(
            recommendation=wrong.recommendation,
            approved=True,
            status=Status.SUBSTANTIAL,
            as_of=date(2025, 2, 1),
            cites=1,
        )
        where = place("assessment_correct", wrong)
        sent = opened(
            client,
            where,
            status="initial_steps",
            sentence="It was a draft.",
            approve="1",
            **carried(wrong),
        )

        answer = client.post(where, sent, follow=True)

        assert "The status of the recommendation does not change" in answer.text
        views = Assessment.objects.filter(recommendation=wrong.recommendation)
        assert views.views().get() == later
        on = PastDay(date(2024, 12, 31))
        assert views.valid_on(on).newest_first().first().corrects == wrong

    def test_asks_what_was_wrong(self, client, wrong):
        as_user(client, analyst=True)
        where = place("assessment_correct", wrong)

        for words in (wrong.rationale, ""):
            answer = client.post(where, opened(client, where, sentence=words, **carried(wrong)))

            assert answer.status_code == 422
        assert not Assessment.objects.filter(corrects=wrong).exists()

    def test_keeps_the_day_whatever_is_sent(self, client, wrong):
        as_user(client, analyst=True)
        where = place("assessment_correct", wrong)

        client.post(
            where,
            opened(client, where, sentence="A draft.", as_of="2025-01-01", **carried(wrong)),
        )

        assert Assessment.objects.get(corrects=wrong).as_of == wrong.as_of

    def test_carries_over_only_what_is_said_to_stand(self, client, wrong):
        as_user(client, analyst=True)
        where = place("assessment_correct", wrong)
        citations = [wrong.citations.get(), *CitationFactory.create_batch(
            3, recommendation=wrong.recommendation, assessment=wrong, page="4"
        )]  # fmt: skip
        choices = ("stands", "contradicts", "left_out", "")
        answers = {f"standing_{c.pk}": choice for c, choice in zip(citations, choices, strict=True)}

        page = client.get(where)
        client.post(where, opened(client, where, sentence="A draft.", **answers))

        assert 'value="stands" checked' not in page.text
        right = Assessment.objects.get(corrects=wrong)
        cited = right.citations.order_by("pk").values_list("evidence", "use", "is_use_stated")
        assert list(cited) == [
            (citations[0].evidence_id, "supports", True),
            (citations[1].evidence_id, "contradicts", True),
        ]
        assert right.citations.order_by("pk").last().page == "4"

    def test_is_offered_once(self, client, wrong):
        as_user(client, analyst=True)
        where = place("assessment_correct", wrong)
        page = wrong.recommendation.get_absolute_url()
        before = client.get(page).text
        sent = opened(client, where, sentence="It was a draft.", **carried(wrong))
        client.post(where, sent)

        after, refused = client.get(page).text, client.get(where)
        late = client.post(where, {**sent, "sentence": "Typed at the same time."})

        assert where in before and where not in after
        assert (refused.status_code, late.status_code) == (422, 422)
        assert "already has a correction" in refused.text
        assert "already has a correction" in late.text
        assert "Typed at the same time.</textarea>" in late.text

    def test_is_refused_for_what_is_not_approved(self, client):
        as_user(client, analyst=True)
        waiting = AssessmentFactory(submitted=True)

        answer = client.get(place("assessment_correct", waiting))

        assert answer.status_code == 422
        assert "is not approved" in answer.text

    def test_a_viewer_is_told_why_not(self, client, wrong):
        as_user(client, viewer=True)

        for answer in (
            client.get(place("assessment_correct", wrong)),
            client.post(place("assessment_correct", wrong)),
        ):
            assert answer.status_code == 403
            assert "only analysts can" in answer.text
        assert (
            place("assessment_correct", wrong)
            not in client.get(wrong.recommendation.get_absolute_url()).text
        )

    def test_a_stranger_is_sent_to_sign_in(self, client, wrong):
        assert "/sign-in/" in client.get(place("assessment_correct", wrong)).url


class TestContributor:
    @pytest.fixture
    def thbd(self, client):
        body = BodyFactory(code="THBD")
        as_user(client, contributor=True, speaks_for=[body])
        return body

    def view_of(self, body, recommendation):
        return AssessmentFactory(
            recommendation=recommendation,
            approved=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=body,
        )

    def test_corrects_the_view_of_the_own_body(self, client, thbd):
        own = self.view_of(thbd, RecommendationFactory(lead=thbd))
        where = place("assessment_correct", own)

        answer = client.post(where, opened(client, where, sentence="We meant a draft."))

        assert answer.status_code == 302
        assert Assessment.objects.get(corrects=own).body == thbd

    def test_corrects_nobody_elses(self, client, thbd, wrong):
        ResponsibilityFactory(recommendation=wrong.recommendation, body=thbd)
        other = self.view_of(BodyFactory(code="OSP"), wrong.recommendation)

        for one in (wrong, other):
            answer = client.get(place("assessment_correct", one))

            assert answer.status_code == 403
            assert "speaks for: THBD" in answer.text
