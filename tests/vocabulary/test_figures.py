"""Which units count persons."""

import pytest
from django.utils import translation

from tracker.intake.figures.lexicon import BY_NOUN, FORMS, INDICATORS, PERSON_GROUPS
from tracker.vocabulary import counts_persons
from tracker.vocabulary.figures import (
    BREAKDOWNS,
    INDICATOR_DEFINITIONS,
    get_indicator_definition,
    translate_breakdown,
    translated_unit,
)


class TestUnit:
    @pytest.mark.parametrize("unit", ["cases", " Cases", "EUR", "per cent", "shelters", "calls"])
    def test_of_deeds_places_and_money_counts_no_persons(self, unit):
        assert not counts_persons(unit)

    @pytest.mark.parametrize("unit", ["victims", "Children", "convictions", "viktima", ""])
    def test_of_persons_or_one_that_is_not_known_counts_persons(self, unit):
        assert counts_persons(unit)

    def test_of_each_defined_indicator_is_told_apart(self):
        persons = {code for code, one in INDICATOR_DEFINITIONS.items() if counts_persons(one.unit)}

        assert INDICATOR_DEFINITIONS.keys() - persons == {
            "INV_CASES",
            "PROS_CASES",
            "INSPECTIONS",
            "HOTLINE_CALLS",
        }


class TestDefinitions:
    def test_are_there_for_every_indicator_that_the_reader_knows_by_name(self):
        read = dict((*INDICATORS.values(), *BY_NOUN.values()))

        assert {code: INDICATOR_DEFINITIONS[code].name for code in read} == read

    def test_fit_their_columns(self):
        for code, one in INDICATOR_DEFINITIONS.items():
            assert len(code) <= 60 and len(one.name) <= 200 and len(one.unit) <= 40
            assert one.definition.endswith(".")

    def test_of_what_goes_on_follow_those_of_its_kind(self):
        one = get_indicator_definition("INV_CONT_CASES")

        assert one.name == "cases investigated (continuing)"
        assert one.unit == "cases" and "carried over" in one.definition

    def test_are_named_and_counted_in_three_languages(self):
        assert all(one.name_sq and one.name_sr for one in INDICATOR_DEFINITIONS.values())
        assert [
            c for c, one in INDICATOR_DEFINITIONS.items() if not all(translated_unit(one.unit))
        ] == []
        one = get_indicator_definition("INV_CONT_CASES")
        assert one.name_sq == "raste të hetuara (në vazhdim)"
        assert one.name_sr == "istraženi slučajevi (u toku od ranije)"
        assert translated_unit(one.unit) == ("raste", "slučajevi")

    def test_are_not_made_up(self):
        assert get_indicator_definition("VESSELS_CONT_SEIZED") is None
        assert get_indicator_definition("VESSELS") is None


class TestBreakdowns:
    def test_are_translated_and_typed_ones_stay(self):
        with translation.override("sr-latn"):
            assert translate_breakdown("age group") == "starosna grupa"
            assert translate_breakdown("boat owners") == "boat owners"

    def test_name_every_part_that_the_reader_finds(self):
        groups = {text for pairs in PERSON_GROUPS.values() for pair in pairs for text in pair}

        assert groups | set(FORMS) - {"unspecified forms"} <= BREAKDOWNS.keys()
