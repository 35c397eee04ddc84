"""Deciding on a judgment, and what the recommendation then carries."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from tests.factories import AssessmentFactory, BodyFactory, UserFactory
from tests.factories import as_factory
from tracker.actions.decisions import approve, send_back, withdraw
from tracker.actions.rows import withdraw as withdraw_row
from tracker.errors import EvidenceMissing, NotYours, Stale
from tracker.models import Assessment
from tracker.summaries.statuses import strayed
from tracker.vocabulary import State, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def submitted(**fields):
    return AssessmentFactory(submitted=True, **{"status": Status.PARTIAL, "cites": 1, **fields})


class TestApprove:
    def test_carries_the_status_of_the_newest_by_as_of_date(self):
        reviewer = UserFactory(reviewer=True)
        newer = approve(assessment=submitted(as_of=date(2024, 12, 1)), by=reviewer, now=NOW)
        older = submitted(
            recommendation=newer.recommendation,
            as_of=date(2024, 6, 1),
            status=Status.INITIAL_STEPS,
        )

        approve(assessment=older, by=reviewer, now=NOW)

        newer.recommendation.refresh_from_db()
        assert newer.recommendation.status == Status.PARTIAL
        assert newer.recommendation.assessed_on == date(2024, 12, 1)
        assert list(strayed()) == []

    def test_an_analyst_does_not_approve_what_another_wrote(self):
        with pytest.raises(NotYours, match="ask a reviewer"):
            approve(assessment=submitted(), by=UserFactory(analyst=True), now=NOW)

    def test_a_superuser_without_the_right_does_not_approve(self):
        with pytest.raises(NotYours):
            approve(assessment=submitted(), by=UserFactory(is_superuser=True), now=NOW)

    def test_twice_is_told_as_decided_meanwhile(self):
        assessment, reviewer = submitted(), UserFactory(reviewer=True)
        approve(assessment=assessment, by=reviewer, now=NOW)

        with pytest.raises(Stale, match="it is “approved”"):
            approve(assessment=assessment, by=reviewer, now=NOW)

    def test_evidence_withdrawn_meanwhile_no_longer_carries_it(self):
        assessment = submitted()
        withdraw_row(
            row=assessment.citations.get(),
            by=UserFactory(analyst=True),
            because_of="Wrong law",
            now=NOW,
        )

        with pytest.raises(EvidenceMissing):
            approve(assessment=assessment, by=UserFactory(reviewer=True), now=NOW)

    def test_full_by_a_second_person_with_an_independent_source(self):
        assessment = submitted(
            status=Status.FULL, cites__evidence__issuer=BodyFactory(code="NGO"), cites=1
        )

        approve(assessment=assessment, by=UserFactory(reviewer=True), now=NOW)

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
            assessment=assessment, by=UserFactory(reviewer=True), now=NOW, note="Which order?"
        )

        assert (returned.state, returned.decision_note) == (State.RETURNED, "Which order?")

    def test_is_not_for_its_author(self):
        reviewer = UserFactory(reviewer=True)

        with pytest.raises(NotYours):
            send_back(assessment=submitted(author=reviewer), by=reviewer, now=NOW, note="Hm")


class TestWithdraw:
    def test_takes_back_ones_own(self):
        assessment = submitted()

        withdrawn = withdraw(
            assessment=assessment, by=assessment.author, now=NOW, note="Wrong recommendation"
        )

        assert withdrawn.state == State.WITHDRAWN

    def test_leaves_what_is_approved(self):
        assessment = AssessmentFactory(approved=True)

        with pytest.raises(Stale):
            withdraw(assessment=assessment, by=assessment.author, now=NOW, note="Oh")
