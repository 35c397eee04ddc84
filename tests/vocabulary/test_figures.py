"""Which units count persons."""

import pytest
from django.utils import translation

from tracker.intake.figures.lexicon import FORMS, PERSON_GROUPS
from tracker.vocabulary import counts_persons
from tracker.vocabulary.figures import BREAKDOWNS, translate_breakdown


class TestUnit:
    @pytest.mark.parametrize("unit", ["cases", " Cases", "EUR", "per cent", "shelters", "calls"])
    def test_of_deeds_places_and_money_counts_no_persons(self, unit):
        assert not counts_persons(unit)

    @pytest.mark.parametrize("unit", ["victims", "Children", "convictions", "viktima", ""])
    def test_of_persons_or_one_that_is_not_known_counts_persons(self, unit):
        assert counts_persons(unit)


class TestBreakdowns:
    def test_are_translated_and_typed_ones_stay(self):
        with translation.override("sr-latn"):
            assert translate_breakdown("age group") == "starosna grupa"
            assert translate_breakdown("boat owners") == "boat owners"

    def test_name_every_part_that_the_reader_finds(self):
        groups = {text for pairs in PERSON_GROUPS.values() for pair in pairs for text in pair}

        assert groups | set(FORMS) - {"unspecified forms"} <= BREAKDOWNS.keys()
