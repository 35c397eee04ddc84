"""Who proposes, decides and undoes a closing, and for which reasons."""

from datetime import timedelta

import pytest

from tests.factories import (
    ClosingFactory,
    ComponentFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
)
from tests.policies.roles import WRITERS, roles_allowed
from tracker.errors import NotAllowed, PermissionRefused, QuoteMismatch, Stale
from tracker.policies import recommendations
from tracker.vocabulary import ClosureReason, Duty, Lifecycle, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def shelter():
    return RecommendationFactory()


class TestCheckCanPropose:
    def test_takes_an_analyst(self, shelter):
        allowed = roles_allowed(lambda user: recommendations.check_can_propose(user, shelter))
        assert allowed == WRITERS
        with pytest.raises(
            PermissionRefused, match=rf"mira can't propose closing {shelter}. Ask an"
        ):
            recommendations.check_can_propose(UserFactory(username="mira"), shelter)

    @pytest.mark.parametrize(
        ("lifecycle", "sentence"),
        [
            (Lifecycle.CLOSED, "is already closed: “moot”. To change it, reopen it"),
            (Lifecycle.CONTINUED, "can't be closed: a newer edition repeats it"),
        ],
    )
    def test_refuses_what_is_not_followed_there(self, shelter, lifecycle, sentence):
        shelter.lifecycle, shelter.closure_reason = lifecycle, ClosureReason.MOOT

        with pytest.raises(NotAllowed, match=f"{shelter} {sentence}"):
            recommendations.check_can_propose(UserFactory(analyst=True), shelter)

    def test_takes_what_the_newer_edition_does_not_repeat(self, shelter):
        shelter.lifecycle = Lifecycle.NOT_REPEATED

        recommendations.check_can_propose(UserFactory(analyst=True), shelter)

    def test_refuses_a_second_proposal_while_one_waits(self, shelter):
        ClosingFactory(recommendation=shelter, author__username="ana")

        with pytest.raises(NotAllowed, match="is already open: “moot”, by ana on 2 October 2024"):
            recommendations.check_can_propose(UserFactory(analyst=True), shelter)

    def test_takes_one_beside_those_of_others_and_those_decided(self, shelter):
        ClosingFactory()
        ClosingFactory(recommendation=shelter, returned=True)

        recommendations.check_can_propose(UserFactory(analyst=True), shelter)


class TestCheckClosureReason:
    def test_takes_any_other_reason_whatever_the_status(self, shelter):
        recommendations.check_closure_reason(shelter, ClosureReason.SUPERSEDED)

    def test_refuses_what_is_none(self, shelter):
        with pytest.raises(
            NotAllowed, match=f"“done” is not a reason to close {shelter}.*implemented"
        ):
            recommendations.check_closure_reason(shelter, "done")

    def test_refuses_implemented_below_full(self, shelter):
        shelter.status, shelter.duty = Status.SUBSTANTIAL, Duty.ONCE

        with pytest.raises(
            NotAllowed, match=r"as “implemented”: its status is “Largely implemented”. .*“Fully imp"
        ):
            recommendations.check_closure_reason(shelter, ClosureReason.IMPLEMENTED)

    @pytest.mark.parametrize("duty", [Duty.CONTINUING, Duty.INCREASE])
    @pytest.mark.parametrize(
        ("newer", "holds"),
        [
            (None, False),
            ({"year": 2025}, True),
            ({"year": 2023}, False),
            ({"year": 2025, "country": "AL", "country_name": "Albania"}, False),
            ({"year": 2025, "mechanism__code": "GRETA"}, False),
        ],
        ids=["newest", "newer", "older", "another country", "another mechanism"],
    )
    def test_holds_for_a_lasting_duty_once_a_newer_edition_is_there(
        self, shelter, duty, newer, holds
    ):
        shelter.status, shelter.duty = Status.FULL, duty
        if newer:
            ReportFactory(**newer)

        if holds:
            recommendations.check_closure_reason(shelter, ClosureReason.IMPLEMENTED)
        else:
            with pytest.raises(
                NotAllowed, match=f"its duty is “{duty.label}”.*Wait for an edition"
            ):
                recommendations.check_closure_reason(shelter, ClosureReason.IMPLEMENTED)

    def test_holds_for_a_duty_done_once(self, shelter):
        shelter.status, shelter.duty = Status.FULL, Duty.ONCE

        recommendations.check_closure_reason(shelter, ClosureReason.IMPLEMENTED)


class TestCheckCanDecide:
    @pytest.mark.parametrize("to", [State.APPROVED, State.RETURNED])
    def test_takes_a_reviewer_other_than_its_author(self, to):
        closing = ClosingFactory(author=UserFactory(username="rea", reviewer=True))

        def decide(user):
            recommendations.check_can_decide(user, closing, to)

        assert roles_allowed(decide) == {"reviewer"}
        with pytest.raises(PermissionRefused, match=r"Ask a reviewer other than rea"):
            decide(closing.author)

    def test_lets_its_author_withdraw_it_while_they_may_write(self):
        closing = ClosingFactory()
        recommendations.check_can_decide(closing.author, closing, State.WITHDRAWN)

        assert roles_allowed(
            lambda user: recommendations.check_can_decide(user, closing, State.WITHDRAWN)
        ) == {"reviewer"}
        closing.author = UserFactory(viewer=True)
        with pytest.raises(PermissionRefused):
            recommendations.check_can_decide(closing.author, closing, State.WITHDRAWN)

    def test_is_stale_once_decided(self):
        closing = ClosingFactory(approved=True)

        with pytest.raises(
            Stale, match=r"can't become “returned”: it is “approved”. Open the page"
        ):
            recommendations.check_can_decide(UserFactory(reviewer=True), closing, State.RETURNED)


class TestCheckIsUnchanged:
    def test_compares_when_it_was_proposed(self):
        closing = ClosingFactory(author__username="ana")

        recommendations.check_is_unchanged(closing, None)
        recommendations.check_is_unchanged(closing, closing.created_at)
        with pytest.raises(
            Stale, match=r"ana proposed closing .* again after you opened this page"
        ):
            recommendations.check_is_unchanged(closing, closing.created_at - timedelta(seconds=1))


class TestCheckCanReopen:
    def test_takes_a_reviewer(self, shelter):
        shelter.lifecycle = Lifecycle.CLOSED

        allowed = roles_allowed(lambda user: recommendations.check_can_reopen(user, shelter))
        assert allowed == {"reviewer"}
        with pytest.raises(PermissionRefused, match=f"mira can't reopen {shelter}. Ask a"):
            recommendations.check_can_reopen(UserFactory(username="mira"), shelter)

    def test_refuses_what_is_open(self, shelter):
        with pytest.raises(NotAllowed, match=f"{shelter} is not closed"):
            recommendations.check_can_reopen(UserFactory(reviewer=True), shelter)


class TestCheckComponentQuote:
    @pytest.mark.parametrize("quote", ["", "a place in a shelter"])
    def test_takes_words_of_the_recommendation_or_none(self, quote):
        recommendations.check_component_quote(
            ComponentFactory.build(recommendation=RecommendationFactory(), quote=quote)
        )

    def test_refuses_others(self):
        component = ComponentFactory(quote="A place")

        with pytest.raises(QuoteMismatch, match=f"“A place” is not in {component.recommendation}"):
            recommendations.check_component_quote(component)
