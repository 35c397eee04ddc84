"""An assessment that comes back, is mended and sent again; and a correction of one."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.assessments import correct_assessment, revise_assessment
from tracker.actions.assessments.review import (
    ApproveAssessment,
    approve,
    send_back,
)
from tracker.actions.base import DecideRow
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import EvidenceMissing, NotAllowed, PermissionRefused, Stale
from tracker.models import Event, User
from tracker.vocabulary import Perspective, State, Status, Use

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def returned():
    assessment = AssessmentFactory(submitted=True, status=Status.SUBSTANTIAL, cites=1)
    return send_back(
        DecideRow(row=assessment, by=UserFactory(reviewer=True), now=NOW, note="Only in Pristina?")
    )


def revised(assessment, *, by=None, **answers):
    return revise_assessment(
        assessment=assessment,
        by=by or assessment.author,
        now=NOW,
        **{
            "status": Status.PARTIAL,
            "rationale": "In two of seven regions.",
            "evidence_input": EvidenceInput(),
            "as_of": date(2025, 3, 1),
            **answers,
        },
    )


class TestResubmit:
    def test_sends_it_for_review_again_with_what_it_cited(self, returned):
        again = revised(returned)

        assert (again.pk, again.state, again.status) == (
            returned.pk,
            State.SUBMITTED,
            Status.PARTIAL,
        )
        assert (again.decided_by, again.decision_note) == (None, "")
        assert again.citations.count() == 1

    def test_adds_the_new_evidence(self, returned):
        again = revised(returned, evidence_input=EvidenceInput(url="https://example.org/two"))

        assert again.citations.count() == 2

    def test_keeps_the_note_in_the_history(self, returned):
        revised(returned)

        changed = Event.objects.filter(key=returned.pk).changing("decision_note")
        event = changed.newest_first()[0]
        assert event.old["decision_note"] == "Only in Pristina?"
        assert event.reason == "In two of seven regions."

    def test_is_approved_like_any_other(self, returned):
        approve(ApproveAssessment(row=revised(returned), by=UserFactory(reviewer=True), now=NOW))

        returned.recommendation.refresh_from_db()
        assert returned.recommendation.status == Status.PARTIAL

    def test_is_for_its_author(self, returned):
        with pytest.raises(PermissionRefused, match="Ask its author"):
            revised(returned, by=UserFactory(analyst=True))

    def test_a_second_time_is_stale(self, returned):
        revised(returned)

        with pytest.raises(Stale, match="it is “submitted”"):
            revised(returned)

    def test_meets_the_rules_of_evidence(self, returned):
        with pytest.raises(EvidenceMissing):
            revised(returned, status=Status.NO_ACTION)

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
        values = {
            "now": NOW,
            "status": Status.INITIAL_STEPS,
            "rationale": "No.",
            "evidence_input": EvidenceInput(),
        }
        right = correct_assessment(assessment=wrong, by=focal, **values)
        send_back(DecideRow(row=right, by=UserFactory(reviewer=True), now=NOW, note="Why?"))
        with as_factory():
            focal.speaks_for.clear()

        with pytest.raises(PermissionRefused, match="can't write the view of “THBD”"):
            revised(right, by=User.objects.get(pk=focal.pk))

    @pytest.fixture
    def wrong(self):
        return AssessmentFactory(approved=True, status=Status.PARTIAL, cites=2)

    def corrected(self, wrong, *carried):
        return correct_assessment(
            assessment=wrong,
            by=UserFactory(analyst=True),
            now=NOW,
            status=Status.INITIAL_STEPS,
            rationale="In one region.",
            evidence_input=EvidenceInput(),
            carried={citation.pk: use for citation, use in carried},
        )

    def test_cites_only_what_still_stands(self, wrong):
        last = wrong.citations.order_by("pk").last()

        correction = self.corrected(wrong, (last, Use.CONTRADICTS))

        assert (correction.corrects, correction.kind) == (wrong, "correction")
        citation = correction.citations.get()
        assert (citation.evidence, citation.use) == (last.evidence, Use.CONTRADICTS)
        assert citation.sentence == last.sentence

    def test_cites_nothing_that_was_withdrawn_or_is_of_another(self, wrong):
        first = wrong.citations.first()
        with as_factory():
            type(first).objects.filter(pk=first.pk).update(
                withdrawn_at=NOW, withdrawal_reason="Typed twice."
            )
        of_another = AssessmentFactory(approved=True, cites=1).citations.get()

        for citation in (first, of_another):
            with pytest.raises(NotAllowed, match="was withdrawn meanwhile"):
                self.corrected(wrong, (citation, Use.SUPPORTS))

    def test_is_of_what_is_approved_alone(self):
        with pytest.raises(NotAllowed, match="is not approved"):
            correct_assessment(
                assessment=AssessmentFactory(submitted=True),
                by=UserFactory(analyst=True),
                now=NOW,
                status=Status.PARTIAL,
                rationale="In one region.",
                evidence_input=EvidenceInput(),
                as_of=date(2024, 10, 1),
            )
