"""Who writes which view of a recommendation, with which status, for which day."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    ComponentFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.helpers.mandates import divide, ended_body, led_by
from tests.policies.roles import WRITERS, roles_allowed
from tracker.audit.reasons import because
from tracker.errors import InvalidDate, NotAllowed, PermissionRefused, Stale
from tracker.models import Event
from tracker.policies.assessments import submission
from tracker.vocabulary import ComponentBasis, Perspective, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2025, 1, 31)
DAY = timedelta(1)
WITHDRAWN = {"withdrawn_at": "2024-11-01T09:00Z", "withdrawal_reason": "Typed twice."}


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD", name_en="THBD")


@pytest.fixture
def shelter(thbd):
    return RecommendationFactory(lead=thbd)


class TestCheckCanLog:
    def test_takes_an_analyst(self, shelter):
        assert roles_allowed(lambda user: submission.check_can_log(user, shelter)) == WRITERS
        with pytest.raises(
            PermissionRefused, match=rf"mira can't log progress on {shelter}.*Ask an ad"
        ):
            submission.check_can_log(UserFactory(username="mira"), shelter)


class TestCheckCanAssess:
    @pytest.mark.parametrize("perspective", Perspective)
    def test_takes_an_analyst_for_every_view(self, shelter, thbd, perspective):
        allowed = roles_allowed(
            lambda user: submission.check_can_assess(
                user, shelter, perspective=perspective, body=thbd
            )
        )
        assert allowed == WRITERS

    def test_refuses_a_view_that_is_nobodys(self, shelter):
        with pytest.raises(NotAllowed, match=f"“mine” is not a view on {shelter}.*analyst"):
            submission.check_can_assess(
                UserFactory(analyst=True), shelter, perspective="mine", body=None
            )

    def test_refuses_who_writes_nothing_as_in_the_log(self, shelter):
        with pytest.raises(PermissionRefused, match="mira can't log progress"):
            submission.check_can_assess(
                UserFactory(username="mira"), shelter, perspective="analyst", body=None
            )

    def test_takes_a_focal_point_for_the_view_of_its_body(self, shelter, thbd):
        user = UserFactory(contributor=True, speaks_for=[thbd])

        submission.check_can_assess(
            user, shelter, perspective=Perspective.RESPONSIBLE_BODY, body=thbd
        )
        for perspective, body in [
            (Perspective.ANALYST, None),
            (Perspective.SOURCE_REPORT, thbd),
            (Perspective.RESPONSIBLE_BODY, None),
            (Perspective.RESPONSIBLE_BODY, BodyFactory()),
        ]:
            with pytest.raises(PermissionRefused, match=r"speaks for: THBD\. Ask an analyst"):
                submission.check_can_assess(user, shelter, perspective=perspective, body=body)

    def test_refuses_a_focal_point_whose_body_has_no_role_there_now(self, shelter, thbd):
        csw = BodyFactory(code="CSW")
        ResponsibilityFactory(body=csw)  # elsewhere
        ResponsibilityFactory(recommendation=shelter, body=csw, **WITHDRAWN)
        user = UserFactory(username="mira", contributor=True, speaks_for=[csw])

        with pytest.raises(PermissionRefused) as refusal:
            submission.check_can_assess(
                user, shelter, perspective=Perspective.RESPONSIBLE_BODY, body=csw
            )

        assert str(refusal.value) == (
            f"mira can't write the view of “CSW” on {shelter}; this account speaks for: no body with "
            "a role in it. Ask an analyst to write it, or an administrator for the right."
        )


class TestCheckNoneOpen:
    @pytest.mark.parametrize("state", State)
    def test_refuses_a_second_one_while_the_first_is_open(self, shelter, state):
        decided = {"approved": True} if state == State.APPROVED else {"state": state}
        AssessmentFactory(recommendation=shelter, author__username="ana", **decided)
        second = AssessmentFactory.build(recommendation=shelter, author=None)

        if state in (State.APPROVED, State.WITHDRAWN):
            submission.check_none_open(second)
        else:
            with pytest.raises(NotAllowed) as refusal:
                submission.check_none_open(second)
            assert str(refusal.value) == (
                f"{shelter} already has an open assessment for 1 April 2024 to 31 March 2025: "
                f"“{state.label}”, by ana since 2 October 2024. Revise it, decide on it or withdraw "
                "it first, or add a note without an assessment."
            )

    @pytest.mark.parametrize(
        "other",
        [
            {},
            {"perspective": Perspective.SOURCE_REPORT},
            {"period_from": date(2024, 5, 1)},
        ],
        ids=["another recommendation", "another view", "another period"],
    )
    def test_takes_one_beside_others(self, shelter, other):
        recommendation = {"recommendation": shelter} if other else {}
        AssessmentFactory(**recommendation, **other)

        submission.check_none_open(AssessmentFactory(recommendation=shelter))

    def test_takes_the_views_of_two_bodies(self, shelter, thbd):
        view = {"recommendation": shelter, "perspective": Perspective.RESPONSIBLE_BODY}
        AssessmentFactory(**view, body=BodyFactory())

        submission.check_none_open(AssessmentFactory(**view, body=thbd))


class TestCheckLines:
    def assessment(self, status, *lines, **component):
        """An assessment of as many components, each with its line."""
        assessment = AssessmentFactory(status=status)
        for line in lines:
            AssessmentLineFactory(
                assessment=assessment,
                component=ComponentFactory(recommendation=assessment.recommendation, **component),
                status=line,
            )
        return assessment

    def test_takes_a_status_between_those_of_the_components(self):
        submission.check_lines(self.assessment(Status.PARTIAL, Status.NO_ACTION, Status.FULL))

    def test_refuses_another(self):
        assessment = self.assessment(Status.FULL, Status.PARTIAL, Status.SUBSTANTIAL)

        with pytest.raises(NotAllowed) as refusal:
            submission.check_lines(assessment)

        assert str(refusal.value) == (
            f"{assessment.recommendation} can't be set to “Fully implemented”: its components "
            "allow only “Partially implemented”, “Largely implemented”. Choose one of these, or "
            "assess the components again."
        )

    def test_ignores_components_that_are_not_in_the_text(self):
        submission.check_lines(
            self.assessment(Status.FULL, Status.PARTIAL, basis=ComponentBasis.ANALYST, quote="")
        )

    def test_ignores_components_that_were_withdrawn(self):
        submission.check_lines(self.assessment(Status.FULL, Status.PARTIAL, **WITHDRAWN))

    def test_ignores_the_lines_of_other_assessments(self):
        assessment = self.assessment(Status.FULL)
        component = ComponentFactory(recommendation=assessment.recommendation)
        other = AssessmentFactory(recommendation=assessment.recommendation, approved=True)
        AssessmentLineFactory(assessment=other, component=component, status=Status.NO_ACTION)

        submission.check_lines(assessment)


class TestCheckIsCurrent:
    @pytest.fixture
    def ana(self):
        return UserFactory(username="ana", analyst=True)

    def change(self, shelter, by):
        seen = Event.objects.newest_sequence(shelter, to=by)
        with because("New wording.", by=by):
            shelter.short_title = "Shelters"
            shelter.save()
        return seen

    def test_refuses_a_form_opened_before_somebody_else_changed_it(self, shelter, ana):
        seen = self.change(shelter, UserFactory(username="ben", analyst=True))

        with pytest.raises(Stale, match=f"{shelter} after you opened this form"):
            submission.check_is_current(shelter, ana, seen)
        now = Event.objects.newest_sequence(shelter, to=ana)
        submission.check_is_current(shelter, ana, now)
        submission.check_is_current(shelter, ana, None)

    def test_ignores_ones_own_changes_and_those_of_others_elsewhere(self, shelter, ana):
        seen = self.change(shelter, ana)
        self.change(RecommendationFactory(), UserFactory(analyst=True))

        submission.check_is_current(shelter, ana, seen)

    def test_ignores_what_the_user_may_not_see_with_parts(self, shelter):
        user = UserFactory(username="nobody")
        seen = self.change(shelter, UserFactory(analyst=True))

        submission.check_is_current(shelter, user, seen, with_parts=True)
        with pytest.raises(Stale, match=f"{shelter} was changed after you opened this form"):
            submission.check_is_current(shelter, user, seen)

    def test_looks_at_its_parts_too(self, shelter, ana):
        seen = Event.objects.newest_sequence(shelter, to=ana)
        ResponsibilityFactory(recommendation=shelter)

        submission.check_is_current(shelter, ana, seen)
        with pytest.raises(Stale, match="after you opened this form"):
            submission.check_is_current(shelter, ana, seen, with_parts=True)


class TestCheckAsOf:
    @pytest.mark.parametrize("as_of", [TODAY, date(2024, 4, 1)])
    def test_takes_a_day_after_the_period_of_the_report(self, shelter, as_of):
        submission.check_as_of(shelter, as_of, today=TODAY)

    @pytest.mark.parametrize("as_of", [date(2023, 4, 1), date(2024, 3, 31)])
    def test_takes_the_view_of_the_report_about_its_period(self, shelter, as_of):
        submission.check_as_of(shelter, as_of, today=TODAY, perspective=Perspective.SOURCE_REPORT)

    @pytest.mark.parametrize(
        ("as_of", "perspective", "sentence"),
        [
            (
                TODAY + DAY,
                "analyst",
                "1 February 2025: that day.*Choose 31 January 2025 or earlier",
            ),
            (
                date(2024, 3, 31),
                "analyst",
                "31 March 2024: .*the report covers the time to 31 March 2024",
            ),
            (date(2023, 3, 31), "source_report", "31 March 2023.*from 1 April 2023. Choose a"),
        ],
    )
    def test_refuses_other_days(self, shelter, as_of, perspective, sentence):
        with pytest.raises(InvalidDate, match=f"{shelter} can't be assessed as of {sentence}"):
            submission.check_as_of(shelter, as_of, today=TODAY, perspective=perspective)


class TestCheckStatedOn:
    def test_refuses_a_day_to_come(self):
        submission.check_stated_on(None, today=TODAY)
        submission.check_stated_on(TODAY, today=TODAY)
        with pytest.raises(
            InvalidDate, match=r"1 February 2025 is in the future.*31 January 2025 or earl"
        ):
            submission.check_stated_on(TODAY + DAY, today=TODAY)


class TestCheckStatus:
    @pytest.mark.parametrize("status", [*Status, "done"])
    def test_takes_what_a_person_can_select(self, shelter, status):
        if status in ("not_assessed", "done"):
            with pytest.raises(
                NotAllowed, match=f"{shelter} can't be set to “{status}”. .*No action"
            ):
                submission.check_status(shelter, status)
        else:
            submission.check_status(shelter, status)


class TestCheckCanConclude:
    def test_takes_an_approved_assessment_of_the_analysts(self):
        ana = UserFactory(analyst=True)
        submission.check_can_conclude(ana, AssessmentFactory(approved=True))

        for other in (
            AssessmentFactory(submitted=True),
            AssessmentFactory(approved=True, perspective=Perspective.SOURCE_REPORT),
        ):
            with pytest.raises(NotAllowed, match="A conclusion belongs to an approved"):
                submission.check_can_conclude(ana, other)


class TestRepresentedBodiesOn:
    def test_are_those_that_hold_the_role_of_an_ended_body_until_it_is_divided(self):
        first, second = BodyFactory(code="MFLT"), BodyFactory(code="MOJ")
        (lead,) = led_by(ended_body("MLSW", first, second), "1")
        both = UserFactory(contributor=True, speaks_for=[first, second])

        def bodies():
            return submission.represented_bodies_on(both, lead.recommendation)

        assert bodies() == [first, second]
        divide(lead, "MOJ")
        assert bodies() == [second]
