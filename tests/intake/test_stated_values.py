import pytest

from tests.intake.question_text import ADDS_UP, ASK, Text
from tracker.intake.stated_values import is_before


class TestPeriods:
    @pytest.mark.parametrize(
        ("period", "later", "is_so"),
        [
            ("2022", "2023", True),
            ("FY 2022", "2023", True),
            ("2022", "FY 2023", True),
            ("2022–2023", "2023", True),
            ("2023-01", "2023-06", True),
            (None, "2023", True),  # some year
            ("the year before", "2023", True),
            ("2022", "the year", True),
            ("2022", None, True),
            ("2023", "2023", False),
            ("FY 2023", "2023", False),
            ("2024", "FY 2023", False),
            ("2023-06", "2023-01", False),
        ],
    )
    def test_are_before_others_by_their_years(self, period, later, is_so):
        assert is_before(period, later) is is_so


class TestConversions:
    def text(self, *amounts, periods=()):
        text = Text(" ".join(f"It gave €{euros:,} (${dollars:,})." for euros, dollars in amounts))
        for number, (euros, _dollars) in enumerate(amounts):
            period = periods[number] if periods else "2023"
            text.figure(
                f"€{euros:,}", euros, "FUND_SHELTERS", period=period, scope=f"the {number}."
            )
        return text

    def test_are_asked_about_at_another_rate_than_the_rest(self):
        (question,) = self.text((1000, 1150), (2000, 2300), (3000, 3450), (4000, 8600)).questions

        assert question.kind == ADDS_UP
        assert "€4,000 ($8,600) (¶ 1)" in question.message
        assert "$4,600" in question.message

    def test_are_read_without_brackets(self):
        text = Text("It gave €1,000, or $1,150, then €2,000 ($2,300), and €3,000 (= $4,500).")
        for euros in (1000, 2000, 3000):
            text.figure(f"€{euros:,}", euros, "FUND_SHELTERS", period="2023", scope=f"{euros}")

        (question,) = text.questions

        assert "€3,000 (= $4,500" in question.message

    def test_are_asked_about_at_one_rate_for_two_years(self):
        text = self.text((1000, 1150), (2000, 2300), (3000, 3450), periods=("2023", "2023", "2022"))

        (question,) = text.questions

        assert (question.kind, "those of 2022 included" in question.message) == (ASK, True)

    @pytest.mark.parametrize(
        ("amounts", "periods"),
        [
            (((1000, 1150), (2000, 2300), (3000, 3450)), ()),
            (((1000, 1150), (2000, 4300)), ()),
            (((1000, 1150), (3000, 2950), (2000, 2300)), ("2023", "2022", "2023")),
            (((1000, 1150), (2000, 2300), (3000, 2950)), ("2023", "2023", "2022")),
            (((1000, 1150), (2000, 2900), (3000, 2950)), ()),
        ],
        ids=["one rate", "either may be wrong", "a year apart", "another year", "no rate at all"],
    )
    def test_are_not_asked_about_otherwise(self, amounts, periods):
        assert self.text(*amounts, periods=periods).questions == []

    @pytest.mark.parametrize("amounts", [((28_600_000, 46),), ((1000, 90_000),)])
    def test_are_asked_about_where_no_currency_is_worth_so_little_or_so_much(self, amounts):
        (question,) = self.text(*amounts).questions

        assert question.kind == ADDS_UP
        assert "one EUR would be worth" in question.message

    def test_of_a_small_unit_are_believed(self):
        assert self.text((500_000, 12)).questions == []  # as of Vietnam's dong
