"""Who decides on an assessment, revises, corrects, withdraws and comments on it, and assigns."""

from datetime import timedelta

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    InvitationFactory,
    ResponsibilityFactory,
    UserFactory,
    as_factory,
)
from tests.factories.base import DAY
from tests.policies.roles import WRITERS, roles_allowed
from tracker.errors import EvidenceMissing, NotAllowed, PermissionRefused, Stale
from tracker.models import User
from tracker.policies.assessments import review
from tracker.vocabulary import STATE_TRANSITIONS, Perspective, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def submitted():
    """What ana sent for review."""
    return AssessmentFactory(submitted=True, author__username="ana")


@pytest.fixture
def rea():
    return UserFactory(username="rea", reviewer=True)


@pytest.mark.parametrize("state", State)
def test_a_state_leads_to_some_others(submitted, state):
    submitted.state = state

    for to in State:
        if to in STATE_TRANSITIONS[state]:
            review.check_transition(submitted, to)
        else:
            with pytest.raises(Stale, match=f"become “{to.label}”: it is “{state.label}”. Open"):
                review.check_transition(submitted, to)


class TestCheckKeepStatus:
    def test_names_what_would_change_a_status(self):
        first, second = AssessmentFactory(submitted=True), AssessmentFactory(submitted=True)
        for assessment in (first, second):
            assessment.recommendation.status = assessment.status
        review.check_keep_status([first, second])
        second.recommendation.status = Status.NOT_ASSESSED

        with pytest.raises(NotAllowed, match=f"assessment of {second.recommendation} changes the"):
            review.check_keep_status([first, second])


class TestCheckCanConfirmSample:
    def test_takes_a_sample_and_who_may_approve_it(self, rea):
        sample = AssessmentFactory(approved=True, is_sample=True, cites=1)

        review.check_can_confirm_sample(rea, sample)
        with pytest.raises(PermissionRefused):
            review.check_can_confirm_sample(UserFactory(analyst=True), sample)

    def test_refuses_what_is_no_sample_any_more(self, rea):
        with pytest.raises(Stale, match="no longer a sample"):
            review.check_can_confirm_sample(rea, AssessmentFactory(approved=True))


class TestInvitations:
    def test_are_made_by_the_author_and_by_reviewers(self, submitted):
        assert roles_allowed(lambda user: review.check_can_invite(user, submitted)) == {"reviewer"}
        review.check_can_invite(submitted.author, submitted, UserFactory())

    @pytest.mark.parametrize("state", [s for s in State if s != State.SUBMITTED])
    def test_are_to_what_waits(self, submitted, rea, state):
        submitted.state = state

        with pytest.raises(Stale):
            review.check_can_invite(rea, submitted)

    def test_are_not_for_whoever_may_not_decide(self, submitted, rea):
        role = ResponsibilityFactory(recommendation=submitted.recommendation)
        focal = UserFactory(contributor=True, speaks_for=[role.body])
        for person, message in (
            (submitted.author, "wrote the assessment"),
            (UserFactory(is_active=False), "is closed"),
            (focal, "speaks for a body"),
        ):
            with pytest.raises(NotAllowed, match=message):
                review.check_can_invite(rea, submitted, person)

    def test_let_a_person_decide_on_that_one_alone(self, submitted):
        person, other = UserFactory(), AssessmentFactory(submitted=True)
        for check in (review.check_can_approve, review.check_can_return, review.check_can_separate):
            with pytest.raises(PermissionRefused):
                check(person, submitted)

        invitation = InvitationFactory(assessment=submitted, user=person)
        for check in (review.check_can_approve, review.check_can_return, review.check_can_separate):
            check(person, submitted)
            with pytest.raises(PermissionRefused):
                check(person, other)
        with pytest.raises(PermissionRefused):
            review.check_can_withdraw(person, submitted)

        invitation.withdrawn_at = submitted.created_at
        with as_factory():
            invitation.save()
        assert not review.is_invited(person, submitted)

    def test_of_the_author_let_nobody_in(self, submitted):
        InvitationFactory(assessment=submitted, user=submitted.author)

        assert not review.is_invited(submitted.author, submitted)

    def test_end_once_the_person_speaks_for_a_body_there(self, submitted):
        role = ResponsibilityFactory(recommendation=submitted.recommendation)
        person = UserFactory(contributor=True)
        InvitationFactory(assessment=submitted, user=person)
        assert review.is_invited(person, submitted)

        with as_factory():
            person.speaks_for.add(role.body)
        assert not review.is_invited(User.objects.get(pk=person.pk), submitted)


class TestCheckIsUnchanged:
    def test_compares_when_it_was_sent(self, submitted):
        review.check_is_unchanged(submitted, None)
        review.check_is_unchanged(submitted, submitted.created_at)
        with pytest.raises(Stale, match="again after you opened the page"):
            review.check_is_unchanged(submitted, submitted.created_at - timedelta(seconds=1))


class TestCheckCanApprove:
    def test_takes_a_reviewer(self, submitted):
        assert roles_allowed(lambda user: review.check_can_approve(user, submitted)) == {"reviewer"}
        with pytest.raises(PermissionRefused, match=r"mira can't approve .* Ask a reviewer"):
            review.check_can_approve(UserFactory(username="mira"), submitted)

    def test_takes_its_author_while_they_may_write(self, submitted):
        review.check_can_approve(submitted.author, submitted)

        submitted.author = UserFactory(contributor=True)
        with pytest.raises(PermissionRefused, match="Ask a reviewer"):
            review.check_can_approve(submitted.author, submitted)

    @pytest.mark.parametrize("status", [Status.FULL, Status.NOT_APPLICABLE])
    def test_takes_a_second_person_for_some_statuses(self, submitted, rea, status):
        submitted.status, submitted.author = status, rea

        with pytest.raises(PermissionRefused, match=r"needs a second person\. Send it for review"):
            review.check_can_approve(rea, submitted)

    def test_takes_a_second_person_s_word_for_them(self, submitted, rea):
        submitted.status = Status.NOT_APPLICABLE

        review.check_can_approve(rea, submitted)

    def test_asks_for_what_components_and_evidence_hold(self, submitted, rea):
        submitted.status = Status.PARTIAL
        with pytest.raises(EvidenceMissing):
            review.check_can_approve(rea, submitted)

        AssessmentLineFactory(assessment=submitted, status=Status.NO_ACTION)
        with pytest.raises(NotAllowed, match="its components allow only “No action”"):
            review.check_can_approve(rea, submitted)

    def test_is_stale_unless_it_waits(self, rea):
        with pytest.raises(Stale):
            review.check_can_approve(rea, AssessmentFactory())


class TestCheckCanReturn:
    def test_takes_a_reviewer_other_than_its_author(self, submitted, rea):
        assert roles_allowed(lambda user: review.check_can_return(user, submitted)) == {"reviewer"}

        submitted.author = rea
        with pytest.raises(PermissionRefused, match=r"rea can't return .* Ask a reviewer"):
            review.check_can_return(rea, submitted)

    def test_is_stale_unless_it_waits(self, rea):
        with pytest.raises(Stale):
            review.check_can_return(rea, AssessmentFactory())


class TestCheckCanRevise:
    @pytest.fixture
    def draft(self):
        return AssessmentFactory(author__username="ana")

    @pytest.mark.parametrize(("send", "verb"), [(True, "sent again"), (False, "changed")])
    def test_takes_its_author(self, draft, rea, send, verb):
        review.check_can_revise(draft.author, draft, send=send)
        with pytest.raises(PermissionRefused, match=f"can't be {verb} by rea. Ask its author"):
            review.check_can_revise(rea, draft, send=send)

    @pytest.mark.parametrize(("role", "may"), [("contributor", True), ("viewer", False)])
    def test_takes_an_author_who_still_writes(self, draft, role, may):
        draft.author = UserFactory(**{role: True})

        if may:
            review.check_can_revise(draft.author, draft, send=True)
        else:
            with pytest.raises(PermissionRefused):
                review.check_can_revise(draft.author, draft, send=True)

    def test_is_stale_once_sent(self, submitted):
        with pytest.raises(Stale):
            review.check_can_revise(submitted.author, submitted, send=True)


class TestCheckCanCorrect:
    @pytest.fixture
    def approved(self):
        return AssessmentFactory(approved=True)

    def test_takes_what_is_approved_for_its_day(self, approved):
        review.check_can_correct(approved, as_of=DAY)
        with pytest.raises(
            NotAllowed, match=r"keeps its date, 1 October 2024. Log a new assessment"
        ):
            review.check_can_correct(approved, as_of=DAY + timedelta(1))

    def test_refuses_what_is_not_approved(self, submitted):
        with pytest.raises(NotAllowed, match="as of 1 October 2024 is not approved, so it can't"):
            review.check_can_correct(submitted, as_of=DAY)

    @pytest.mark.parametrize("state", [State.SUBMITTED, State.WITHDRAWN])
    def test_refuses_what_has_a_correction(self, approved, state):
        AssessmentFactory(
            recommendation=approved.recommendation,
            kind="correction",
            corrects=approved,
            state=state,
        )

        if state == State.WITHDRAWN:
            review.check_can_correct(approved, as_of=DAY)
        else:
            with pytest.raises(NotAllowed, match="as of 1 October 2024 already has a correction"):
                review.check_can_correct(approved, as_of=DAY)

    @pytest.mark.parametrize(
        ("other", "stands"),
        [
            ({}, False),
            ({"as_of": DAY + timedelta(1)}, True),
            ({"perspective": Perspective.SOURCE_REPORT}, True),
            ({"approved": False, "submitted": True}, True),
        ],
        ids=["the same view", "another day", "another view", "not approved"],
    )
    def test_refuses_what_a_newer_one_stands_for(self, approved, other, stands):
        AssessmentFactory(
            **{"recommendation": approved.recommendation, "approved": True, "spans": False, **other}
        )
        AssessmentFactory(approved=True)

        if stands:
            review.check_can_correct(approved, as_of=DAY)
        else:
            with pytest.raises(NotAllowed, match="a newer one replaces it for that day"):
                review.check_can_correct(approved, as_of=DAY)

    def test_takes_the_views_of_two_bodies_apart(self):
        first, _second = [
            AssessmentFactory(
                approved=True, perspective=Perspective.RESPONSIBLE_BODY, body=BodyFactory()
            )
            for _ in range(2)
        ]

        review.check_can_correct(first, as_of=DAY)


class TestCheckCanComment:
    def test_takes_an_analyst_or_who_speaks_for_the_body(self):
        thbd = BodyFactory()
        view = AssessmentFactory(perspective=Perspective.RESPONSIBLE_BODY, body=thbd)
        review.check_can_comment(UserFactory(contributor=True, speaks_for=[thbd]), view)

        assert roles_allowed(lambda user: review.check_can_comment(user, view)) == WRITERS
        for other in (
            UserFactory(username="mira", contributor=True, speaks_for=[BodyFactory()]),
            UserFactory(username="vera", viewer=True, speaks_for=[thbd]),
        ):
            with pytest.raises(PermissionRefused, match=rf"{other} can't comment.*Ask an admin"):
                review.check_can_comment(other, view)


class TestCheckCanWithdraw:
    def test_takes_its_author_or_a_reviewer(self, submitted):
        review.check_can_withdraw(submitted.author, submitted)

        assert roles_allowed(lambda user: review.check_can_withdraw(user, submitted)) == {
            "reviewer"
        }
        with pytest.raises(PermissionRefused, match="Ask its author or a reviewer"):
            review.check_can_withdraw(UserFactory(username="mira"), submitted)

    def test_is_stale_once_approved(self, rea):
        with pytest.raises(Stale):
            review.check_can_withdraw(rea, AssessmentFactory(approved=True))


class TestCheckCanAssign:
    def test_takes_an_analyst(self):
        assert roles_allowed(lambda user: review.check_can_assign(user, "It", None)) == WRITERS
        with pytest.raises(PermissionRefused, match=r"mira can't assign It. Ask an analyst"):
            review.check_can_assign(UserFactory(username="mira"), "It", None)

    def test_gives_it_to_somebody_who_logs(self, rea):
        assert roles_allowed(lambda user: review.check_can_assign(rea, "It", user)) == WRITERS
        with pytest.raises(PermissionRefused, match=r"to mira, who can't log progress. Choose an"):
            review.check_can_assign(rea, "It", UserFactory(username="mira"))
        with pytest.raises(
            PermissionRefused, match="It can't be assigned to ben: the account is cl"
        ):
            review.check_can_assign(
                rea, "It", UserFactory(username="ben", analyst=True, is_active=False)
            )
