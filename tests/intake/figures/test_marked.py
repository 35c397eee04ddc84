"""The reader of figures on texts that were marked without it. Costs about a second."""

import pytest

from tests.intake.figures.scoring import load, score_folder
from tracker.vocabulary.indicators import INDICATORS

# Percent that is right, at least: just under what was reached. Raise a line when the reader is better.
REACHED = {
    "values found": 99,
    "values given that are marked": 99,
    "indicator right": 97,
    "period right": 99,
    "earlier values right": 98,
    "earlier values given that are marked": 99,
    "parts right": 93,
    "wholes given that are right": 95,
    "dimensions given that are marked": 96,
    "scope noticed": 94,
    "scopes given that are marked": 95,
    "zero or unknown right": 95,
    "statements given that are marked": 97,
    "contradictions found": 80,
    "contradictions raised that are true": 100,
    "right in every field": 92,
}
TEXTS = list(load())


@pytest.fixture(scope="module")
def score():
    return score_folder()


class TestScore:
    @pytest.mark.parametrize("measure", REACHED)
    def test_is_as_good_as_it_was(self, score, measure):
        missed = [miss for miss in score.misses if miss.startswith(measure)]

        assert score.percent(measure) >= REACHED[measure], missed


class TestMarks:
    @pytest.mark.parametrize("text, gold", TEXTS, ids=[gold["file"] for _, gold in TEXTS])
    def test_stand_in_the_text(self, text, gold):
        words = " ".join(text.split())
        marks = gold["figures"] + gold["statements"]

        assert [m["about"] for m in marks if words.count(" ".join(m["about"].split())) == 0] == []
        assert {mark["code"] for mark in marks} - {"OTHER"} <= set(INDICATORS)

    def test_are_many(self):
        figures = [figure for _, gold in TEXTS for figure in gold["figures"]]

        assert len(figures) == 2676
        assert sum(len(figure["previous"]) for figure in figures) == 779
        assert sum("part_of" in figure for figure in figures) == 768
