"""Closing a recommendation, by two people and for a reason that holds."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    ClosingFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tracker.actions.base import RowCommand
from tracker.actions.recommendations import lifecycle
from tracker.actions.recommendations.lifecycle import (
    DecideClosing,
    ProposeClosing,
)
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, Stale
from tracker.models import Closing, Event, Recommendation
from tracker.vocabulary import ClosureReason, Duty, Lifecycle, State, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 10, 3, 9, tzinfo=UTC)


@pytest.fixture
def analyst():
    return UserFactory(analyst=True, username="arta")


@pytest.fixture
def reviewer():
    return UserFactory(reviewer=True, username="ben")


def propose(row, by, closure_reason=ClosureReason.MOOT, words="The law changed.", **more):
    return lifecycle.propose_closing(
        ProposeClosing(
            recommendation=row,
            closure_reason=closure_reason,
            explanation=words,
            by=by,
            now=NOW,
            **more,
        )
    )


def decide(state, **values):
    return lifecycle.decide_closing(DecideClosing(state=state, now=NOW, **values))


class TestPropose:
    def test_leaves_the_recommendation_open_and_waits_for_a_reviewer(self, analyst):
        row = RecommendationFactory()

        closing = propose(row, analyst)

        row.refresh_from_db()
        assert row.lifecycle == Lifecycle.ACTIVE
        assert (closing.state, closing.author) == (State.SUBMITTED, analyst)
        event = Event.objects.filter(table="tracker_closing").get()
        assert (event.actor_name, event.reason) == ("arta", "The law changed.")
        assert event.recommendation == row.pk

    @pytest.mark.parametrize(
        "role", ["viewer", "contributor", "publisher", "auditor", "administrator"]
    )
    def test_is_for_analysts_and_reviewers(self, role):
        with pytest.raises(PermissionRefused, match="can't propose closing"):
            propose(RecommendationFactory(), UserFactory(**{role: True}))

        assert not Closing.objects.exists()

    @pytest.mark.parametrize("words", ["", "  \n"])
    def test_needs_words(self, analyst, words):
        with pytest.raises(InvalidValue, match="the history needs a reason"):
            propose(RecommendationFactory(), analyst, words=words)

    def test_needs_a_reason_of_the_vocabulary(self, analyst):
        with pytest.raises(NotAllowed, match="“bored” is not a reason to close"):
            propose(RecommendationFactory(), analyst, closure_reason="bored")

    def test_waits_for_the_one_before(self, analyst, reviewer):
        row = ClosingFactory().recommendation

        with pytest.raises(NotAllowed, match="is already open: “moot”"):
            propose(row, analyst)

    def test_revises_a_returned_one_and_changes_its_author(self, analyst):
        returned = ClosingFactory(returned=True)

        again = propose(returned.recommendation, analyst, words="By law 08/L-1.")

        assert again.pk == returned.pk
        again.refresh_from_db()
        assert (again.state, again.author, again.explanation) == (
            State.SUBMITTED,
            analyst,
            "By law 08/L-1.",
        )
        assert again.decided_by is None

    def test_is_stale_when_somebody_else_changed_the_recommendation(self, analyst):
        row = RecommendationFactory()

        with pytest.raises(Stale):
            propose(row, analyst, last_event=0)

    def test_of_one_that_a_newer_edition_asks_again_is_refused(self, analyst):
        row = RecommendationFactory(lifecycle=Lifecycle.CONTINUED)

        with pytest.raises(NotAllowed, match="a newer edition repeats it"):
            propose(row, analyst)


class TestImplemented:
    @pytest.mark.parametrize(
        "status", [s for s in (*Status,) if s not in (Status.FULL, Status.NOT_ASSESSED)]
    )
    def test_is_refused_below_full(self, analyst, status):
        row = RecommendationFactory(duty=Duty.ONCE, assessed=status)

        with pytest.raises(NotAllowed, match="its status is"):
            propose(row, analyst, ClosureReason.IMPLEMENTED)

    def test_is_refused_without_an_assessment(self, analyst):
        with pytest.raises(NotAllowed, match="its status is “Not assessed”"):
            propose(RecommendationFactory(), analyst, ClosureReason.IMPLEMENTED)

    def test_holds_for_what_is_done_once(self, analyst):
        row = RecommendationFactory(duty=Duty.ONCE, assessed=Status.FULL)

        assert propose(row, analyst, ClosureReason.IMPLEMENTED).state == State.SUBMITTED

    @pytest.mark.parametrize("duty", [Duty.CONTINUING, Duty.INCREASE])
    def test_is_refused_for_other_duties_in_the_newest_edition(self, analyst, duty):
        row = RecommendationFactory(duty=duty, assessed=Status.FULL)
        ReportFactory(year=2025, country="AL", country_name="Albania")

        with pytest.raises(NotAllowed, match="the newest edition repeats it"):
            propose(row, analyst, ClosureReason.IMPLEMENTED)

    @pytest.mark.parametrize("duty", [Duty.CONTINUING, Duty.INCREASE])
    def test_holds_for_other_duties_once_a_newer_edition_has_them_no_more(self, analyst, duty):
        row = RecommendationFactory(duty=duty, assessed=Status.FULL, lifecycle="not_repeated")
        ReportFactory(year=2025)

        assert propose(row, analyst, ClosureReason.IMPLEMENTED).state == State.SUBMITTED

    def test_is_checked_again_when_it_is_approved(self, analyst, reviewer):
        row = RecommendationFactory(duty=Duty.ONCE, assessed=Status.PARTIAL)
        closing = ClosingFactory(recommendation=row, closure_reason=ClosureReason.IMPLEMENTED)

        with pytest.raises(NotAllowed, match="its status is"):
            decide(State.APPROVED, row=closing, by=reviewer)

        row.refresh_from_db()
        assert row.lifecycle == Lifecycle.ACTIVE


class TestDecide:
    def test_closes_with_the_reason_proposed(self, reviewer):
        closing = ClosingFactory()

        decide(State.APPROVED, row=closing, by=reviewer, note="Checked")

        row = Recommendation.objects.get()
        assert (row.lifecycle, row.closure_reason) == ("closed", "moot")
        assert not Recommendation.objects.current().exists()
        event = Event.objects.about(row).changing("lifecycle").get()
        assert (event.actor_name, event.reason) == ("ben", "Checked")

    def test_says_nothing_for_who_approves_without_a_note(self, reviewer):
        decide(State.APPROVED, row=ClosingFactory(), by=reviewer)

        event = Event.objects.latest("pk")
        assert (event.reason, event.reason_code) == ("", "new_information")

    def test_is_never_for_the_author(self, reviewer):
        closing = ClosingFactory(author=reviewer)

        for state in (State.APPROVED, State.RETURNED):
            with pytest.raises(PermissionRefused, match="a reviewer other than ben"):
                decide(state, row=closing, by=reviewer, note="Mine")

    @pytest.mark.parametrize("role", ["analyst", "viewer", "publisher", "auditor", "administrator"])
    def test_is_for_reviewers(self, role):
        with pytest.raises(PermissionRefused):
            decide(State.APPROVED, row=ClosingFactory(), by=UserFactory(**{role: True}))

    def test_is_stale_once_somebody_decided(self, reviewer):
        closing = ClosingFactory()
        decide(State.APPROVED, row=closing, by=reviewer)

        for state in (State.APPROVED, State.RETURNED, State.WITHDRAWN):
            with pytest.raises(Stale, match="it is “approved”"):
                decide(state, row=closing, by=UserFactory(reviewer=True), note="Late")

    def test_returns_with_words_alone(self, reviewer):
        closing = ClosingFactory()

        with pytest.raises(InvalidValue):
            decide(State.RETURNED, row=closing, by=reviewer, note=" ")
        returned = decide(State.RETURNED, row=closing, by=reviewer, note="Which law?")

        assert (returned.state, returned.decision_note) == (State.RETURNED, "Which law?")

    def test_is_withdrawn_by_its_author_or_a_reviewer(self, reviewer):
        own, other = ClosingFactory(), ClosingFactory()

        with pytest.raises(PermissionRefused):
            decide(State.WITHDRAWN, row=own, by=UserFactory(analyst=True), note="No")
        for closing, by in ((own, own.author), (other, reviewer)):
            assert (
                decide(State.WITHDRAWN, row=closing, by=by, note="Too early").state
                == State.WITHDRAWN
            )


class TestReopen:
    def closed(self, reviewer, **fields):
        row = RecommendationFactory(**fields)
        decide(State.APPROVED, row=ClosingFactory(recommendation=row), by=reviewer)
        return row

    def test_makes_it_active_again(self, reviewer):
        row = self.closed(reviewer)

        lifecycle.reopen(RowCommand(row=row, reason="The law fell.", by=reviewer))

        row.refresh_from_db()
        assert (row.lifecycle, row.closure_reason) == ("active", "")
        assert Event.objects.latest("pk").reason == "The law fell."

    def test_keeps_that_it_was_not_repeated(self, reviewer):
        row = self.closed(reviewer, lifecycle=Lifecycle.NOT_REPEATED)

        lifecycle.reopen(RowCommand(row=row, reason="The law fell.", by=reviewer))

        row.refresh_from_db()
        assert row.lifecycle == Lifecycle.NOT_REPEATED

    def test_can_be_closed_again(self, reviewer, analyst):
        row = self.closed(reviewer)
        lifecycle.reopen(RowCommand(row=row, reason="The law fell.", by=reviewer))

        assert propose(row, analyst).state == State.SUBMITTED

    def test_is_for_reviewers_and_for_what_is_closed(self, reviewer, analyst):
        with pytest.raises(PermissionRefused, match="Ask a reviewer"):
            lifecycle.reopen(RowCommand(row=self.closed(reviewer), reason="No", by=analyst))
        with pytest.raises(NotAllowed, match="is not closed"):
            lifecycle.reopen(RowCommand(row=RecommendationFactory(), reason="No", by=reviewer))

    def test_needs_words(self, reviewer):
        with pytest.raises(InvalidValue):
            lifecycle.reopen(RowCommand(row=self.closed(reviewer), reason=" ", by=reviewer))


class TestTheDatabase:
    def test_holds_that_two_people_close(self, reviewer):
        from django.db import IntegrityError, transaction

        closing = ClosingFactory(author=reviewer)

        with pytest.raises(IntegrityError), transaction.atomic(), as_factory():
            Closing.objects.filter(pk=closing.pk).update(
                state=State.APPROVED, decided_by=reviewer, decided_at=NOW
            )


class TestEachProposal:
    def test_is_of_its_own_recommendation_and_takes_up_what_was_returned(self, analyst):
        row, other = RecommendationFactory.create_batch(2)
        elsewhere = ClosingFactory(recommendation=other, returned=True)
        returned = ClosingFactory(recommendation=row, returned=True)

        closing = propose(row, analyst, words=" The law changed. ")

        closing.refresh_from_db()
        assert (closing, closing.state, closing.author) == (returned, State.SUBMITTED, analyst)
        assert (closing.explanation, closing.created_at) == ("The law changed.", NOW)
        assert (closing.decided_by, closing.decided_at, closing.decision_note) == (None, None, "")
        elsewhere.refresh_from_db()
        assert elsewhere.state == State.RETURNED

    def test_is_approved_as_it_was_read(self, reviewer):
        closing = ClosingFactory()
        with pytest.raises(Stale):
            decide(State.APPROVED, row=closing, by=reviewer, created_at=NOW)

        decide(State.APPROVED, row=closing, by=reviewer, created_at=closing.created_at)

        closing.refresh_from_db()
        assert (closing.state, closing.decided_by, closing.decided_at) == (
            State.APPROVED,
            reviewer,
            NOW,
        )
        row = Recommendation.objects.get()
        assert (row.lifecycle, row.closure_reason) == (Lifecycle.CLOSED, ClosureReason.MOOT)
        assert Event.objects.latest("pk").reason == ""

    def test_is_reopened_with_an_explanation(self, reviewer):
        row = RecommendationFactory(lifecycle=Lifecycle.CLOSED, closure_reason=ClosureReason.MOOT)
        with pytest.raises(InvalidValue):
            lifecycle.reopen(RowCommand(row=row, reason=" ", by=reviewer))

        done = lifecycle.reopen(RowCommand(row=row, reason="It came back.", by=reviewer))

        row.refresh_from_db()
        assert (done, row.lifecycle, row.closure_reason) == (row, Lifecycle.ACTIVE, "")
