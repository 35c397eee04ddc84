"""Decisions on assessments, and the status of the recommendation afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    UserFactory,
    as_factory,
)
from tracker.actions.assessments.review import (
    ApproveAssessment,
    ConfirmSample,
    InvitePerson,
    SeparateSources,
    WithdrawInvitation,
    approve,
    confirm_samples,
    invite,
    send_back,
    separate_sources,
    withdraw,
    withdraw_invitation,
)
from tracker.actions.base import DecideRow
from tracker.actions.evidence.files import ConfirmReading, confirm_reading
from tracker.actions.reference_rows import WithdrawRow, withdraw as withdraw_row
from tracker.errors import EvidenceMissing, PermissionRefused, Stale
from tracker.models import Assessment, Citation, Event, Recommendation, StatusSpan
from tracker.summaries.history.timeline import recommendation_timeline
from tracker.summaries.statuses import find_stale_statuses
from tracker.vocabulary import BodyKind, Perspective, State, Status, Strength

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def submitted(**fields):
    return AssessmentFactory(submitted=True, **{"status": Status.PARTIAL, "cites": 1, **fields})


class TestApprove:
    def test_carries_the_status_of_the_newest_by_as_of_date(self):
        reviewer = UserFactory(reviewer=True)
        newer = approve(
            ApproveAssessment(row=submitted(as_of=date(2024, 12, 1)), by=reviewer, now=NOW)
        )
        older = submitted(
            recommendation=newer.recommendation,
            as_of=date(2024, 6, 1),
            status=Status.INITIAL_STEPS,
        )

        approve(ApproveAssessment(row=older, by=reviewer, now=NOW))

        newer.recommendation.refresh_from_db()
        assert newer.recommendation.status == Status.PARTIAL
        assert newer.recommendation.assessed_on == date(2024, 12, 1)
        assert list(find_stale_statuses()) == []

    def test_an_analyst_does_not_approve_what_another_wrote(self):
        with pytest.raises(PermissionRefused, match="Ask a reviewer"):
            approve(ApproveAssessment(row=submitted(), by=UserFactory(analyst=True), now=NOW))

    def test_a_superuser_without_the_right_does_not_approve(self):
        with pytest.raises(PermissionRefused):
            approve(ApproveAssessment(row=submitted(), by=UserFactory(is_superuser=True), now=NOW))

    def test_twice_is_stale(self):
        assessment, reviewer = submitted(), UserFactory(reviewer=True)
        approve(ApproveAssessment(row=assessment, by=reviewer, now=NOW))

        with pytest.raises(Stale, match="it is “approved”"):
            approve(ApproveAssessment(row=assessment, by=reviewer, now=NOW))

    def test_withdrawn_evidence_no_longer_supports_it(self):
        assessment = submitted()
        withdraw_row(
            WithdrawRow(
                row=assessment.citations.get(),
                by=UserFactory(analyst=True),
                reason="Wrong law",
                now=NOW,
            )
        )

        with pytest.raises(EvidenceMissing):
            approve(ApproveAssessment(row=assessment, by=UserFactory(reviewer=True), now=NOW))

    def test_full_by_a_second_person_with_an_independent_source(self):
        assessment = submitted(status=Status.FULL)

        approve(ApproveAssessment(row=assessment, by=UserFactory(reviewer=True), now=NOW))

        assessment.recommendation.refresh_from_db()
        assert assessment.recommendation.status == Status.FULL

    def test_the_database_refuses_full_without_a_second_person(self):
        assessment = submitted(status=Status.FULL)

        with pytest.raises(DatabaseError), transaction.atomic(), as_factory():
            Assessment.objects.filter(pk=assessment.pk).update(
                state=State.APPROVED, decided_by=assessment.author, decided_at=NOW
            )


class TestConfirmSamples:
    @pytest.fixture
    def sample(self):
        author = UserFactory(username="import", analyst=True)
        return approve(
            ApproveAssessment(
                row=submitted(author=author),
                by=UserFactory(reviewer=True),
                now=NOW,
                note="A sample.",
                is_sample=True,
            )
        )

    def test_makes_it_the_approval_of_who_confirms_it_today(self, sample):
        rea, later = UserFactory(reviewer=True), NOW + timedelta(days=3)

        (confirmed,) = confirm_samples([ConfirmSample(row=sample, by=rea, now=later)])

        confirmed.refresh_from_db()
        assert (confirmed.is_sample, confirmed.state) == (False, State.APPROVED)
        assert (confirmed.decided_by, confirmed.decided_at) == (rea, later)
        assert confirmed.decision_note == ""
        assert (StatusSpan.objects.get().status, list(find_stale_statuses())) == ("partial", [])
        event = Event.objects.filter(table="tracker_assessment").latest("pk")
        assert (event.actor_id, event.reason) == (rea.pk, "")
        line = recommendation_timeline(sample.recommendation, rea).lines[0]
        assert "confirmed the sample approval of the assessment “Partially" in line.sentence
        assert line.sentence.endswith(
            f"no note. Reason given by {sample.author}: “A working group was set up”."
        )

    def test_confirms_all_or_none(self, sample):
        rea = UserFactory(reviewer=True)
        other = AssessmentFactory(approved=True)

        with pytest.raises(Stale, match="no longer a sample"):
            confirm_samples([ConfirmSample(row=row, by=rea, now=NOW) for row in (sample, other)])
        sample.refresh_from_db()
        assert sample.is_sample

    def test_is_for_reviewers_and_keeps_the_rules_of_evidence(self, sample):
        with pytest.raises(PermissionRefused, match="Ask a reviewer"):
            confirm_samples([ConfirmSample(row=sample, by=UserFactory(analyst=True), now=NOW)])
        with as_factory():
            Citation.objects.update(withdrawn_at=NOW, withdrawal_reason="Wrong law")
        with pytest.raises(EvidenceMissing):
            confirm_samples([ConfirmSample(row=sample, by=UserFactory(reviewer=True), now=NOW)])

    def test_takes_a_second_person_where_its_author_may_not_approve(self, sample):
        rea = UserFactory(reviewer=True)
        with as_factory():
            Assessment.objects.update(author=rea)
        with pytest.raises(PermissionRefused, match="needs a second person"):
            confirm_samples([ConfirmSample(row=sample, by=rea, now=NOW)])


class TestReturn:
    def test_goes_back_with_the_note(self):
        assessment = submitted()

        returned = send_back(
            DecideRow(row=assessment, by=UserFactory(reviewer=True), now=NOW, note="Which order?")
        )

        assert (returned.state, returned.decision_note) == (State.RETURNED, "Which order?")

    def test_is_not_for_its_author(self):
        reviewer = UserFactory(reviewer=True)

        with pytest.raises(PermissionRefused):
            send_back(DecideRow(row=submitted(author=reviewer), by=reviewer, now=NOW, note="Hm"))


class TestWithdraw:
    def test_takes_back_ones_own(self):
        assessment = submitted()

        withdrawn = withdraw(
            DecideRow(row=assessment, by=assessment.author, now=NOW, note="Wrong recommendation")
        )

        assert withdrawn.state == State.WITHDRAWN

    def test_leaves_what_is_approved(self):
        assessment = AssessmentFactory(approved=True)

        with pytest.raises(Stale):
            withdraw(DecideRow(row=assessment, by=assessment.author, now=NOW, note="Oh"))


class TestWhatAnApprovalStores:
    @pytest.fixture
    def reviewer(self):
        return UserFactory(reviewer=True)

    def test_is_the_decision_the_strength_and_the_spans(self, reviewer):
        row = submitted(strength=Strength.CORROBORATED)

        approve(ApproveAssessment(row=row, by=reviewer, now=NOW, note="Read twice."))

        row.refresh_from_db()
        assert (row.state, row.decided_by, row.decided_at) == (State.APPROVED, reviewer, NOW)
        assert (row.decision_note, row.is_sample) == ("Read twice.", False)
        assert row.strength != Strength.CORROBORATED
        assert StatusSpan.objects.get().assessment == row
        event = Event.objects.filter(table="tracker_assessment").latest("pk")
        assert (event.reason, event.actor_name) == ("Read twice.", str(reviewer))
        recommendation = Recommendation.objects.get()
        assert (recommendation.current_assessment, recommendation.status) == (row, row.status)

    def test_is_of_the_version_that_was_read(self, reviewer):
        row = submitted()
        with pytest.raises(Stale):
            approve(ApproveAssessment(row=row, by=reviewer, now=NOW, created_at=NOW))

        assert approve(ApproveAssessment(row=row, by=reviewer, now=NOW, created_at=row.created_at))

    def test_is_no_status_of_a_body_s_view_or_of_another_recommendation(self, reviewer):
        view = submitted(perspective=Perspective.RESPONSIBLE_BODY, body=BodyFactory())
        approve(ApproveAssessment(row=view, by=reviewer, now=NOW))
        other = approve(ApproveAssessment(row=submitted(), by=reviewer, now=NOW))

        view.recommendation.refresh_from_db()
        assert view.recommendation.status == Status.NOT_ASSESSED
        assert other.recommendation.status == Status.PARTIAL


class TestInvite:
    @pytest.fixture
    def reviewer(self):
        return UserFactory(reviewer=True)

    def invited(self, assessment, reviewer, **user):
        return invite(InvitePerson(assessment, UserFactory(**user), by=reviewer, now=NOW))

    def test_a_second_time_changes_nothing(self, reviewer):
        assessment = submitted()
        first = self.invited(assessment, reviewer, username="guest")

        assert self.invited(assessment, reviewer, username="guest") == first

    def test_lets_a_person_without_a_role_approve(self, reviewer):
        assessment = submitted()
        person = self.invited(assessment, reviewer).user

        approved = approve(ApproveAssessment(row=assessment, by=person, now=NOW))

        assert (approved.state, approved.decided_by) == (State.APPROVED, person)

    def test_lets_a_person_confirm_and_take_out_what_it_cites_alone(self, reviewer):
        assessment, other = submitted(cites=2), submitted()
        person = self.invited(assessment, reviewer).user
        first, second = assessment.citations.order_by("pk")
        wrong = other.citations.get()

        confirm_reading(ConfirmReading(evidence=first.evidence, by=person, now=NOW, citation=first))
        row = {"reason": "About another law", "by": person, "now": NOW}
        withdraw_row(WithdrawRow(row=second, **row))

        for citation, evidence in ((wrong, wrong.evidence), (first, wrong.evidence)):
            with pytest.raises(PermissionRefused):
                confirm_reading(
                    ConfirmReading(evidence=evidence, by=person, now=NOW, citation=citation)
                )
        with pytest.raises(PermissionRefused):
            withdraw_row(WithdrawRow(row=wrong, **row))

    def test_ends_when_it_is_taken_back(self, reviewer):
        invitation = self.invited(submitted(), reviewer)

        withdraw_invitation(WithdrawInvitation(invitation, by=reviewer, now=NOW))

        with pytest.raises(PermissionRefused):
            approve(ApproveAssessment(row=invitation.assessment, by=invitation.user, now=NOW))


class TestSeparateSources:
    @pytest.fixture
    def assessment(self):
        ngo, media = (BodyFactory(kind=kind) for kind in (BodyKind.NGO, BodyKind.MEDIA))
        made = submitted(cites__evidence__issuer=ngo)
        evidence = EvidenceFactory(issuer=media, url="")
        CitationFactory(recommendation=made.recommendation, assessment=made, evidence=evidence)
        return made

    def answered(self, assessment, are_separate=True, by=None):
        command = SeparateSources(
            assessment=assessment, by=by or assessment.author, are_separate=are_separate
        )
        return separate_sources(command)

    @pytest.mark.parametrize(
        ("are_separate", "strength"),
        [(True, Strength.CORROBORATED), (False, Strength.INDEPENDENT)],
    )
    def test_decides_the_strength(self, assessment, are_separate, strength):
        answered = self.answered(assessment, are_separate)

        assert (answered.are_sources_separate, answered.strength) == (are_separate, strength)

    def test_is_for_the_author_or_a_reviewer_before_the_decision(self, assessment):
        with pytest.raises(PermissionRefused, match=r"are separate. Ask its author"):
            self.answered(assessment, by=UserFactory(analyst=True))
        reviewer = UserFactory(reviewer=True)
        assert self.answered(assessment, by=reviewer).are_sources_separate

        approved = approve(ApproveAssessment(row=assessment, by=reviewer, now=NOW))
        with pytest.raises(Stale):
            self.answered(approved, by=reviewer)

    def test_is_refused_without_a_question(self, assessment):
        with as_factory():
            assessment.citations.update(is_use_stated=False)

        with pytest.raises(Stale, match="no longer has two independent sources"):
            self.answered(assessment)

        assert self.answered(assessment, are_separate=None).are_sources_separate is None

    def test_is_asked_again_when_a_source_goes(self, assessment):
        self.answered(assessment)
        citation, by = assessment.citations.first(), UserFactory(reviewer=True)

        withdraw_row(WithdrawRow(row=citation, reason="Another law", by=by, now=NOW))

        assessment.refresh_from_db()
        assert assessment.are_sources_separate is None
        assert assessment.strength == Strength.INDEPENDENT
