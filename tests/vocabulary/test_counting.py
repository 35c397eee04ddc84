"""Which units count persons."""

import pytest

from tracker.vocabulary import counts_persons
from tracker.vocabulary.indicators import DEFINED


class TestUnit:
    @pytest.mark.parametrize("unit", ["cases", " Cases", "EUR", "per cent", "shelters", "calls"])
    def test_of_deeds_places_and_money_counts_no_persons(self, unit):
        assert not counts_persons(unit)

    @pytest.mark.parametrize("unit", ["victims", "Children", "convictions", "viktima", ""])
    def test_of_persons_or_one_that_is_not_known_counts_persons(self, unit):
        assert counts_persons(unit)

    def test_of_each_defined_indicator_is_told_apart(self):
        persons = {code for code, one in DEFINED.items() if counts_persons(one.unit)}

        assert DEFINED.keys() - persons == {
            "INV_CASES",
            "PROS_CASES",
            "INSPECTIONS",
            "HOTLINE_CALLS",
        }
