"""Comments on an assessment, and the approval of several at once."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import AssessmentFactory, CommentFactory, UserFactory
from tracker.actions.assessments.review import (
    AddComment,
    ApproveAssessment,
    add_comment,
    approve_several,
    withdraw_comment,
)
from tracker.actions.base import WithdrawRow
from tracker.errors import InvalidValue, PermissionRefused, Stale
from tracker.models import Event
from tracker.vocabulary import Perspective, Sensitivity, State

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def ana():
    return UserFactory(username="ana", analyst=True)


@pytest.fixture
def assessment():
    return AssessmentFactory(submitted=True)


class TestAddComment:
    def add(self, assessment, by, text="Which order?", **values):
        return add_comment(AddComment(assessment=assessment, by=by, now=NOW, text=text, **values))

    def test_keeps_who_said_what_when(self, assessment, ana):
        comment = self.add(assessment, ana, " Which order? ", sensitivity=Sensitivity.NAMED_READERS)

        comment.refresh_from_db()
        assert (comment.assessment, comment.recommendation) == (
            assessment,
            assessment.recommendation,
        )
        assert (comment.text, comment.sensitivity) == ("Which order?", "named_readers")
        assert (comment.added_by, comment.added_at) == (ana, NOW)
        event = Event.objects.get(table="tracker_comment")
        assert (event.actor_name, event.reason) == ("ana", "Comment on an assessment")

    def test_saves_the_same_words_again(self, assessment, ana):
        assert self.add(assessment, ana) != self.add(assessment, ana)

    @pytest.mark.parametrize("text", [" ", ""])
    def test_asks_for_words(self, assessment, ana, text):
        with pytest.raises(InvalidValue):
            self.add(assessment, ana, text)

    def test_is_for_who_may_comment(self, assessment):
        with pytest.raises(PermissionRefused, match="can't comment on the assessment"):
            self.add(assessment, UserFactory(viewer=True))


class TestWithdrawComment:
    def withdraw(self, comment, by, reason="Wrong place.", now=NOW):
        return withdraw_comment(WithdrawRow(row=comment, by=by, now=now, reason=reason))

    def test_keeps_it_with_the_reason(self, ana):
        comment = self.withdraw(CommentFactory(added_by=ana), ana)

        comment.refresh_from_db()
        assert (comment.withdrawn_at, comment.withdrawal_reason) == (NOW, "Wrong place.")
        event = Event.objects.latest("pk")
        assert (event.reason, event.reason_code) == ("Wrong place.", "withdrawal")

    def test_changes_nothing_a_second_time(self, ana):
        comment = self.withdraw(CommentFactory(added_by=ana), ana)

        again = self.withdraw(comment, ana, "Another", NOW + timedelta(1))
        assert (again.withdrawn_at, again.withdrawal_reason) == (NOW, "Wrong place.")

    def test_is_for_its_author_while_they_may_comment(self, ana):
        comment = CommentFactory(added_by__username="ben")
        with pytest.raises(PermissionRefused, match="Only ben can remove this comment"):
            self.withdraw(comment, ana)

        comment = CommentFactory(added_by=UserFactory(viewer=True))
        with pytest.raises(PermissionRefused, match="can't comment on"):
            self.withdraw(comment, comment.added_by)


class TestApproveSeveral:
    def test_approves_all_in_the_order_of_their_locks(self):
        rea = UserFactory(reviewer=True)
        assessments = [
            AssessmentFactory(submitted=True, perspective=Perspective.SOURCE_REPORT)
            for _ in range(2)
        ]

        approved = approve_several(
            [
                ApproveAssessment(row=a, by=rea, now=NOW, note="All read.")
                for a in reversed(assessments)
            ]
        )

        assert approved == assessments
        assert {(a.state, a.decided_by, a.decision_note) for a in approved} == {
            (State.APPROVED, rea, "All read.")
        }

    def test_asks_for_words_with_each(self, assessment):
        rea = UserFactory(reviewer=True)
        commands = [
            ApproveAssessment(row=assessment, by=rea, now=NOW, note=note) for note in ("Read.", " ")
        ]

        with pytest.raises(InvalidValue, match="To approve several assessments, give a reason"):
            approve_several(commands)

    def test_approves_none_where_one_was_decided(self):
        rea = UserFactory(reviewer=True)
        assessment = AssessmentFactory(submitted=True, perspective=Perspective.SOURCE_REPORT)
        decided = AssessmentFactory(approved=True, perspective=Perspective.SOURCE_REPORT)

        with pytest.raises(Stale):
            approve_several(
                [
                    ApproveAssessment(row=a, by=rea, now=NOW, note="Read.")
                    for a in (assessment, decided)
                ]
            )
        assessment.refresh_from_db()
        assert assessment.state == State.SUBMITTED
