"""Decisions on assessments, and the status of the recommendation afterwards."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    UserFactory,
    as_factory,
)
from tracker.actions.assessments.review import (
    ApproveAssessment,
    ReturnAssessment,
    WithdrawAssessment,
    approve,
    send_back,
    withdraw,
)
from tracker.actions.reference_rows import WithdrawRow
from tracker.actions.reference_rows import withdraw as withdraw_row
from tracker.errors import EvidenceMissing, PermissionRefused, Stale
from tracker.models import Assessment, Event, Recommendation, StatusSpan
from tracker.summaries.history.past_days import find_stale_statuses
from tracker.vocabulary import Perspective, State, Status, Strength

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def submitted(**fields):
    return AssessmentFactory(submitted=True, **{"status": Status.PARTIAL, "cites": 1, **fields})


class TestApprove:
    def test_carries_the_status_of_the_newest_by_as_of_date(self):
        reviewer = UserFactory(reviewer=True)
        newer = approve(
            ApproveAssessment(assessment=submitted(as_of=date(2024, 12, 1)), by=reviewer, now=NOW)
        )
        older = submitted(
            recommendation=newer.recommendation,
            as_of=date(2024, 6, 1),
            status=Status.INITIAL_STEPS,
        )

        approve(ApproveAssessment(assessment=older, by=reviewer, now=NOW))

        newer.recommendation.refresh_from_db()
        assert newer.recommendation.status == Status.PARTIAL
        assert newer.recommendation.assessed_on == date(2024, 12, 1)
        assert list(find_stale_statuses()) == []

    def test_an_analyst_does_not_approve_what_another_wrote(self):
        with pytest.raises(PermissionRefused, match="Ask a reviewer"):
            approve(
                ApproveAssessment(assessment=submitted(), by=UserFactory(analyst=True), now=NOW)
            )

    def test_a_superuser_without_the_right_does_not_approve(self):
        with pytest.raises(PermissionRefused):
            approve(
                ApproveAssessment(
                    assessment=submitted(), by=UserFactory(is_superuser=True), now=NOW
                )
            )

    def test_twice_is_stale(self):
        assessment, reviewer = submitted(), UserFactory(reviewer=True)
        approve(ApproveAssessment(assessment=assessment, by=reviewer, now=NOW))

        with pytest.raises(Stale, match="it is “approved”"):
            approve(ApproveAssessment(assessment=assessment, by=reviewer, now=NOW))

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
            approve(
                ApproveAssessment(assessment=assessment, by=UserFactory(reviewer=True), now=NOW)
            )

    def test_full_by_a_second_person_with_an_independent_source(self):
        assessment = submitted(status=Status.FULL)

        approve(ApproveAssessment(assessment=assessment, by=UserFactory(reviewer=True), now=NOW))

        assessment.recommendation.refresh_from_db()
        assert assessment.recommendation.status == Status.FULL

    def test_the_database_refuses_full_without_a_second_person(self):
        assessment = submitted(status=Status.FULL)

        with pytest.raises(DatabaseError), transaction.atomic(), as_factory():
            Assessment.objects.filter(pk=assessment.pk).update(
                state=State.APPROVED, decided_by=assessment.author, decided_at=NOW
            )


class TestReturn:
    def test_goes_back_with_the_note(self):
        assessment = submitted()

        returned = send_back(
            ReturnAssessment(
                assessment=assessment, by=UserFactory(reviewer=True), now=NOW, note="Which order?"
            )
        )

        assert (returned.state, returned.decision_note) == (State.RETURNED, "Which order?")

    def test_is_not_for_its_author(self):
        reviewer = UserFactory(reviewer=True)

        with pytest.raises(PermissionRefused):
            send_back(
                ReturnAssessment(
                    assessment=submitted(author=reviewer), by=reviewer, now=NOW, note="Hm"
                )
            )


class TestWithdraw:
    def test_takes_back_ones_own(self):
        assessment = submitted()

        withdrawn = withdraw(
            WithdrawAssessment(
                assessment=assessment, by=assessment.author, now=NOW, note="Wrong recommendation"
            )
        )

        assert withdrawn.state == State.WITHDRAWN

    def test_leaves_what_is_approved(self):
        assessment = AssessmentFactory(approved=True)

        with pytest.raises(Stale):
            withdraw(
                WithdrawAssessment(assessment=assessment, by=assessment.author, now=NOW, note="Oh")
            )


class TestWhatAnApprovalStores:
    @pytest.fixture
    def reviewer(self):
        return UserFactory(reviewer=True)

    def test_is_the_decision_the_strength_and_the_spans(self, reviewer):
        row = submitted(strength=Strength.CORROBORATED)

        approve(ApproveAssessment(row, by=reviewer, now=NOW, note="Read twice."))

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
            approve(ApproveAssessment(row, by=reviewer, now=NOW, created_at=NOW))

        assert approve(ApproveAssessment(row, by=reviewer, now=NOW, created_at=row.created_at))

    def test_is_no_status_of_a_body_s_view_or_of_another_recommendation(self, reviewer):
        view = submitted(perspective=Perspective.RESPONSIBLE_BODY, body=BodyFactory())
        approve(ApproveAssessment(view, by=reviewer, now=NOW))
        other = approve(ApproveAssessment(submitted(), by=reviewer, now=NOW))

        view.recommendation.refresh_from_db()
        assert view.recommendation.status == Status.NOT_ASSESSED
        assert other.recommendation.status == Status.PARTIAL
