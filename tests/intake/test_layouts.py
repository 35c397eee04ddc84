"""A narrative of our own in every layout: all of it must be found."""

import json
from pathlib import Path

import pytest

from tracker.intake.narrative import read_narrative

LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda path: path.stem)
class TestALayout:
    def test_is_read_whole(self, layout):
        narrative = read_narrative(layout.read_text())

        found = {
            "country": narrative.header.country,
            "year": narrative.header.year,
            "tier": narrative.header.tier,
            "previous_tier": narrative.header.previous_tier,
            "recommendations": [one.text for one in narrative.recommendations],
            "sections": [paragraph.section.value for paragraph in narrative.paragraphs],
        }
        assert found == json.loads(layout.with_suffix(".json").read_text())

    def test_has_each_recommendation_at_its_place(self, layout):
        narrative = read_narrative(layout.read_text())
        paragraphs = {paragraph.number: paragraph for paragraph in narrative.paragraphs}

        for one in narrative.recommendations:
            words = (paragraphs[place.paragraph].words(place) for place in one.places)
            assert " ".join(words) == one.text

    def test_says_that_the_year_is_missing_just_when_it_is(self, layout):
        narrative = read_narrative(layout.read_text())

        asks = any("does not give its year" in said for said in narrative.uncertainties)
        assert asks == (narrative.header.year is None)


def test_there_is_one_for_every_row_of_the_table():
    assert len(LAYOUTS) >= 16
