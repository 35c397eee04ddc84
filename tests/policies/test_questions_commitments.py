"""When a commitment is open, and which days it can have."""

from datetime import date, timedelta

import pytest

from tests.factories import CommitmentFactory
from tests.factories.base import DAY as UNDERTAKEN  # 1 October 2024
from tracker.errors import InvalidDate, InvalidValue, Stale
from tracker.policies import questions

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2025, 1, 31)
DAY = timedelta(1)


@pytest.fixture
def commitment():
    return CommitmentFactory(text="Open a shelter")


class TestCheckIsOpen:
    def test_takes_what_is_followed(self, commitment):
        questions.check_commitment_is_open(commitment)

    @pytest.mark.parametrize(
        ("field_values", "ended"),
        [
            ({"done_on": TODAY}, "done on 31 January 2025"),
            ({"dropped_reason": "no money"}, "dropped for the reason “no money”"),
            (
                {"withdrawal_reason": "typed twice", "withdrawn_at": TODAY},
                "withdrawn for the reason “typed",
            ),
        ],
        ids=["done", "dropped", "withdrawn"],
    )
    def test_says_how_it_ended(self, commitment, field_values, ended):
        for field, value in field_values.items():
            setattr(commitment, field, value)

        with pytest.raises(Stale, match=f"“Open a shelter” is no longer open: it was {ended}"):
            questions.check_commitment_is_open(commitment)


class TestCheckCommitmentDates:
    @pytest.mark.parametrize(
        ("undertaken", "due"), [(TODAY, TODAY), (TODAY - DAY, None), (TODAY, TODAY + DAY)]
    )
    def test_takes_a_day_that_came_and_no_earlier_due_date(self, commitment, undertaken, due):
        commitment.undertaken_on, commitment.due_on = undertaken, due

        questions.check_commitment_dates(commitment, today=TODAY)

    @pytest.mark.parametrize(
        ("undertaken", "due", "sentence"),
        [
            (TODAY + DAY, None, "undertaken on 1 February 2025: .*one up to 31 January 2025"),
            (
                TODAY,
                TODAY - DAY,
                "be due on 30 January 2025: it was undertaken on 31 January",
            ),
        ],
    )
    def test_refuses_other_days(self, commitment, undertaken, due, sentence):
        commitment.undertaken_on, commitment.due_on = undertaken, due

        with pytest.raises(InvalidDate, match=f"“Open a shelter” can't.*{sentence}"):
            questions.check_commitment_dates(commitment, today=TODAY)


class TestCheckDueDateChange:
    def check(self, commitment, due_on, **values):
        values = {"reason": "No money.", "agreed_by": "Minister", "agreed_on": TODAY, **values}
        questions.check_due_date_change(commitment, due_on, today=TODAY, **values)

    @pytest.mark.parametrize("due_on", [None, UNDERTAKEN, date(2026, 1, 1)])
    def test_takes_another_day_or_none(self, commitment, due_on):
        self.check(commitment, due_on)

    @pytest.mark.parametrize("missing", ["reason", "agreed_by"])
    def test_asks_why_and_who_agreed(self, commitment, missing):
        with pytest.raises(InvalidValue, match=r"“Open a shelter” was not changed. Enter a reason"):
            self.check(commitment, None, **{missing: " "})

    def test_refuses_the_same_day_an_earlier_one_and_one_agreed_later(self, commitment):
        with pytest.raises(InvalidValue, match="“Open a shelter” is already due on that day"):
            self.check(commitment, commitment.due_on)
        with pytest.raises(InvalidDate, match="can't be due on 30 September 2024"):
            self.check(commitment, UNDERTAKEN - DAY)
        with pytest.raises(InvalidDate, match="can't have the date"):
            self.check(commitment, None, agreed_on=TODAY + DAY)


class TestCheckUpdateDate:
    @pytest.mark.parametrize("on", [UNDERTAKEN, TODAY])
    def test_takes_a_day_since_then(self, commitment, on):
        questions.check_update_date(commitment, on, since=UNDERTAKEN, today=TODAY)

    @pytest.mark.parametrize(
        ("on", "day"), [(UNDERTAKEN - DAY, "30 September 2024"), (TODAY + DAY, "1 February 2025")]
    )
    def test_refuses_another(self, commitment, on, day):
        with pytest.raises(InvalidDate) as refusal:
            questions.check_update_date(commitment, on, since=UNDERTAKEN, today=TODAY)

        assert str(refusal.value) == (
            f"An update of “Open a shelter” can't have the date {day}. "
            "Choose one from 1 October 2024 to 31 January 2025."
        )
