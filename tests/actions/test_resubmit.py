"""A returned assessment is mended by its author and sent again."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tracker.actions.assessments import mend
from tracker.actions.corrections import correct
from tracker.actions.decisions import approve, send_back
from tracker.actions.evidence import Shown
from tracker.errors import EvidenceMissing, NotYours, Stale
from tracker.models import Event
from tracker.vocabulary import Perspective, State, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def returned():
    assessment = AssessmentFactory(submitted=True, status=Status.SUBSTANTIAL, cites=1)
    return send_back(
        assessment=assessment, by=UserFactory(reviewer=True), now=NOW, note="Only in Pristina?"
    )


def mended(assessment, *, by=None, **answers):
    return mend(
        assessment=assessment,
        by=by or assessment.author,
        now=NOW,
        **{
            "status": Status.PARTIAL,
            "rationale": "In two of seven regions.",
            "shown": Shown(),
            "as_of": date(2025, 3, 1),
            **answers,
        },
    )


class TestResubmit:
    def test_sends_it_for_review_again_with_what_it_cited(self, returned):
        again = mended(returned)

        assert (again.pk, again.state, again.status) == (
            returned.pk,
            State.SUBMITTED,
            Status.PARTIAL,
        )
        assert (again.decided_by, again.decision_note) == (None, "")
        assert again.citations.count() == 1

    def test_adds_what_is_shown_now(self, returned):
        again = mended(returned, shown=Shown(url="https://example.org/two"))

        assert again.citations.count() == 2

    def test_keeps_the_note_in_the_history(self, returned):
        mended(returned)

        changed = Event.objects.filter(key=returned.pk).changing("decision_note")
        event = changed.newest_first()[0]
        assert event.old["decision_note"] == "Only in Pristina?"
        assert event.reason == "In two of seven regions."

    def test_is_approved_like_any_other(self, returned):
        approve(assessment=mended(returned), by=UserFactory(reviewer=True), now=NOW)

        returned.recommendation.refresh_from_db()
        assert returned.recommendation.status == Status.PARTIAL

    def test_is_for_its_author(self, returned):
        with pytest.raises(NotYours, match="its author can"):
            mended(returned, by=UserFactory(analyst=True))

    def test_a_second_time_is_told(self, returned):
        mended(returned)

        with pytest.raises(Stale, match="it is “submitted”"):
            mended(returned)

    def test_is_held_to_the_rules_of_evidence(self, returned):
        with pytest.raises(EvidenceMissing):
            mended(returned, status=Status.NO_ACTION)

        returned.refresh_from_db()
        assert (returned.state, returned.status) == (State.RETURNED, Status.SUBSTANTIAL)


class TestACorrection:
    def test_is_not_sent_again_by_who_speaks_for_the_body_no_more(self):
        body = BodyFactory(code="THBD")
        wrong = AssessmentFactory(
            approved=True,
            recommendation=RecommendationFactory(lead=body),
            perspective=Perspective.RESPONSIBLE_BODY,
            body=body,
        )
        focal = UserFactory(contributor=True, speaks_for=[body])
        said = {"now": NOW, "status": Status.INITIAL_STEPS, "rationale": "No.", "shown": Shown()}
        right = correct(assessment=wrong, by=focal, **said)
        send_back(assessment=right, by=UserFactory(reviewer=True), now=NOW, note="Why?")
        with as_factory():
            focal.speaks_for.clear()

        with pytest.raises(NotYours, match="The view of “THBD”"):
            mended(right, by=focal)
