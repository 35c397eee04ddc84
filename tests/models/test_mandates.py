"""The responsibility of a body that has ended is its successor's, from the day after."""

from datetime import date

import pytest

from tests.factories import (
    BodyFactory,
    CommitmentFactory,
    DueDateFactory,
    QuestionFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.mandates import AFTER, LAST_DAY, divide, ended_body, led_by, ministry
from tracker.models import Commitment, DueDate, Event, Question, Recommendation, Responsibility
from tracker.models.bodies import Mandates
from tracker.summaries.bodies import load_holders
from tracker.vocabulary import ResponsibilityBasis

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)


@pytest.fixture
def mlsw():
    """A ministry that ended, with two successors."""
    return ministry()


@pytest.fixture
def lead(mlsw):
    """What the ministry was named for."""
    return led_by(mlsw, "6")[0]


def change(row, **fields):
    """Write fields of a row."""
    with as_factory():
        type(row).objects.filter(pk=row.pk).update(**fields)


def bodies_of(code, *, on=TODAY):
    return {
        row.body.code for row in Responsibility.objects.of_holder(BodyFactory(code=code), on=on)
    }


def holder(row, *, on=TODAY):
    (shown,) = load_holders([Responsibility.objects.get(pk=row.pk)], on=on)
    return shown.holder


class TestOfHolder:
    def test_is_each_successor_until_somebody_divides_it(self, lead):
        assert (bodies_of("MFLT"), bodies_of("MOJ")) == ({"MLSW"}, {"MLSW"})
        assert bodies_of("THBD") == set()

    def test_is_whoever_continues_it_once_it_is_divided(self, lead):
        divide(lead, "MOJ")

        assert (bodies_of("MFLT"), bodies_of("MOJ")) == (set(), {"MOJ"})

    def test_is_each_successor_again_once_that_is_withdrawn(self, lead):
        (row,) = divide(lead, "MOJ")
        change(row, withdrawn_at="2026-01-01T00:00Z", withdrawal_reason="wrong")

        assert bodies_of("MFLT") == {"MLSW"}

    def test_is_the_body_itself_up_to_its_last_day(self, lead):
        divide(lead, "MOJ")

        assert bodies_of("MLSW", on=LAST_DAY) == {"MLSW"}
        assert (bodies_of("MFLT", on=LAST_DAY), bodies_of("MOJ", on=LAST_DAY)) == (set(), set())
        assert bodies_of("MOJ", on=AFTER) == {"MOJ"}

    def test_is_on_every_day_what_the_report_names_a_successor_for(self, lead):
        (row,) = divide(lead, "MOJ")
        change(row, basis=ResponsibilityBasis.NAMED_IN_REPORT)

        assert bodies_of("MOJ", on=LAST_DAY) == {"MOJ"}

    def test_passes_on_along_a_chain(self):
        last = BodyFactory(code="MFPT")
        middle = ended_body("MFLT", last, until=date(2024, 6, 30))
        ResponsibilityFactory(body=ended_body("MLSW", middle))

        assert bodies_of("MFPT", on=date(2024, 6, 30)) == set()
        assert bodies_of("MFLT", on=date(2024, 6, 30)) == {"MLSW"}
        assert bodies_of("MFPT") == {"MLSW"}

    def test_ends_in_a_circle_of_ended_bodies(self):
        first = ended_body("A")
        second = ended_body("B", first)
        with as_factory():
            first.successors.add(second)
        row = ResponsibilityFactory(body=first)

        assert Mandates(TODAY).holders(first.pk) == []
        assert holder(row) == "A, until 31 December 2021"

    def test_of_a_body_founded_again_is_that_of_the_new_row(self):
        again = BodyFactory(code="MTI_2027", valid_from=date(2025, 1, 1))
        ResponsibilityFactory(
            body=ended_body("MTI", ended_body("MINT", again, until=date(2024, 12, 31)))
        )

        assert bodies_of("MTI_2027") == {"MTI"}
        assert bodies_of("MINT", on=date(2024, 12, 31)) == {"MTI"}


class TestHolder:
    def test_names_all_successors_until_it_is_divided(self, lead):
        assert holder(lead) == "MLSW, now MFLT or MOJ (not divided)"

    @pytest.mark.parametrize(
        ("codes", "shown"),
        [(["MFLT"], "MLSW, now MFLT"), (["MFLT", "MOJ"], "MLSW, now MFLT and MOJ")],
    )
    def test_names_whoever_continues_it(self, lead, codes, shown):
        divide(lead, *codes)

        assert holder(lead) == shown

    def test_is_the_body_itself_on_a_day_before(self, lead):
        divide(lead, "MFLT")

        assert holder(lead, on=LAST_DAY) == "MLSW"

    def test_is_the_last_of_a_chain(self, mlsw, lead):
        moj = BodyFactory(code="MOJ")
        divide(lead, "MOJ")
        change(moj, valid_to=date(2024, 12, 31))
        with as_factory():
            moj.successors.add(BodyFactory(code="MJ"))

        assert holder(lead) == "MLSW, now MJ"
        assert bodies_of("MJ") == {"MOJ"}

    def test_leaves_out_the_rows_that_continue_one_listed(self, lead):
        divide(lead, "MFLT", "MOJ")
        rows = lead.recommendation.responsibilities.select_related("body").order_by("pk")

        assert [row.holder for row in load_holders(rows, on=TODAY)] == ["MLSW, now MFLT and MOJ"]
        assert [row.holder for row in load_holders(rows.all(), on=LAST_DAY)] == ["MLSW"]

    def test_asks_the_database_nothing_where_no_body_has_ended(self, django_assert_num_queries):
        rows = [ResponsibilityFactory(body__code="THBD")]

        with django_assert_num_queries(0):
            assert [row.holder for row in load_holders(rows, on=TODAY)] == ["THBD"]


class TestFocalPoint:
    """What the focal point of a successor sees of what the ended body had to do."""

    ALL = ({"6"}, {"Mine?"}, 1, 1, True)
    NOTHING = (set(), set(), 0, 0, False)

    @pytest.fixture(autouse=True)
    def stored(self, lead):
        """A question and a commitment of the ended body; another recommendation."""
        self.row, ended = lead.recommendation, lead.body
        asked = {"asked_on": AFTER, "due_on": TODAY}
        QuestionFactory(recommendation=self.row, body=ended, text="Mine?", **asked)
        QuestionFactory(recommendation=self.row, body=ended, text="Not asked?")
        DueDateFactory(commitment=CommitmentFactory(recommendation=self.row, body=ended))
        other = RecommendationFactory(number="9", lead="THBD")
        QuestionFactory(recommendation=other, body=BodyFactory(code="THBD"), **asked)

    def visible_to(self, code):
        user = UserFactory(contributor=True, speaks_for=[BodyFactory(code=code)])
        return (
            {row.number for row in Recommendation.objects.visible_to(user)},
            {question.text for question in Question.objects.visible_to(user)},
            Commitment.objects.visible_to(user).count(),
            DueDate.objects.visible_to(user).count(),
            Event.objects.visible_to(user).filter(recommendation=self.row.pk).exists(),
        )

    def test_of_each_successor_sees_it_until_it_is_divided(self):
        assert (self.visible_to("MFLT"), self.visible_to("MOJ")) == (self.ALL, self.ALL)

    def test_sees_no_more_of_what_went_to_another_successor(self, lead):
        divide(lead, "MOJ")

        assert (self.visible_to("MFLT"), self.visible_to("MOJ")) == (self.NOTHING, self.ALL)

    def test_of_another_body_sees_nothing_of_it(self, lead):
        assert self.visible_to("THBD")[0] == {"9"}
        assert self.visible_to("OSP") == self.NOTHING

    def test_sees_nothing_of_it_before_the_body_ends(self, mlsw):
        change(mlsw, valid_to=TODAY)

        assert self.visible_to("MFLT") == self.NOTHING
        assert self.visible_to("MLSW") == self.ALL

    def test_sees_a_question_on_the_whole_report_whatever_is_divided(self, lead):
        QuestionFactory(
            report=self.row.report, body=lead.body, text="Whole?", asked_on=AFTER, due_on=TODAY
        )
        divide(lead, "MOJ")

        assert self.visible_to("MFLT")[1] == {"Whole?"}

    @pytest.mark.once
    def test_is_found_by_index(self):
        user = UserFactory(contributor=True, speaks_for=[BodyFactory(code="MFLT")])

        plan = Recommendation.objects.visible_to(user).values("pk").order_by("sort_key").explain()

        assert "USING INDEX resp_body_key (body_id=? AND sort_key=?)" in plan
        assert "SCAN V0" not in plan
