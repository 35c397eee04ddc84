"""Which units count persons."""

import pytest
from django.utils import translation

from tracker.intake.figures.counts import find_dimensions
from tracker.intake.figures.lexicon import GROUPS
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

    @pytest.mark.parametrize(
        "words",
        [
            "in both sex and labor trafficking",
            "in sex trafficking",
            "in debt bondage",
            "in domestic servitude",
            "in begging",
            "in forced theft",
            "in forced marriage",
            "in slavery",
            "in other forms",
        ],
    )
    def test_name_every_form_that_the_reader_finds(self, words):
        (pair,) = find_dimensions("victims", words, "persons").items()

        assert BREAKDOWNS.keys() >= set(pair)

    def test_name_every_group_that_the_reader_finds(self):
        groups = {text for pairs in GROUPS.values() for pair in pairs for text in pair}

        assert groups | {"nationality", "national", "foreign"} <= BREAKDOWNS.keys()
