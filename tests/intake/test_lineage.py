"""How recommendations descend from earlier ones: the rules of likeness."""

import pytest
from hypothesis import given, strategies as st

from tracker.intake.lineage import (
    RecommendationText,
    content_words,
    similarity,
    suggest_links,
    word_diff,
)
from tracker.vocabulary import LineageKind

TRAIN = "Train judges and prosecutors on trafficking cases."


def likeness(first, second):
    return similarity(content_words(first), content_words(second))


class TestLikeness:
    def test_is_one_for_the_same_words_and_none_for_others(self):
        assert likeness(TRAIN, TRAIN.upper()) == 1
        assert likeness(TRAIN, "Fund shelters") == 0

    @pytest.mark.parametrize("order", [1, -1])
    def test_falls_little_when_one_word_of_many_changes(self, order):
        one, other = [TRAIN, TRAIN.replace("judges", "police")][::order]

        assert 0.6 < likeness(one, other) < 0.8

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_is_the_same_both_ways_and_between_nought_and_one(self, one, other):
        assert 0 <= likeness(one, other) == likeness(other, one) <= 1


class TestSuggestions:
    def test_tell_a_verbatim_repeat_by_itself(self):
        (link,) = suggest_links(
            [RecommendationText(1, 2024, TRAIN)], [RecommendationText(2, 2023, TRAIN)]
        )

        assert (link.closeness, link.score, link.is_by_itself) == (LineageKind.REPEATED, 1.0, True)

    def test_leave_a_rewording_to_a_person(self):
        (link,) = suggest_links(
            [
                RecommendationText(
                    1, 2024, "Train judges, prosecutors, and police on complex trafficking cases."
                )
            ],
            [RecommendationText(2, 2023, TRAIN)],
        )

        assert link.closeness == LineageKind.REWORDED
        assert not link.is_by_itself

    def test_say_nothing_below_the_line(self):
        assert (
            suggest_links(
                [RecommendationText(1, 2024, TRAIN)],
                [RecommendationText(2, 2023, "Fund shelters for victims")],
            )
            == []
        )

    def test_tell_a_merge_and_a_split(self):
        two = [
            RecommendationText(2, 2023, "Investigate and prosecute trafficking crimes."),
            RecommendationText(3, 2023, "Seek adequate penalties for convicted traffickers."),
        ]
        one = [
            RecommendationText(
                1,
                2024,
                "Investigate and prosecute trafficking crimes and seek adequate penalties for "
                "convicted traffickers.",
            )
        ]

        merged = suggest_links(one, two)
        split = suggest_links([RecommendationText(a.key, 2025, a.text) for a in two], one)

        assert {link.closeness for link in merged} == {LineageKind.MERGED}
        assert {link.closeness for link in split} == {LineageKind.SPLIT}
        assert len(merged) == len(split) == 2

    def test_bridge_a_gap_of_years(self):
        (link,) = suggest_links(
            [RecommendationText(1, 2024, TRAIN)], [RecommendationText(2, 2019, TRAIN)]
        )

        assert link.earlier.year == 2019

    def test_never_look_at_later_editions(self):
        assert (
            suggest_links(
                [RecommendationText(1, 2023, TRAIN)], [RecommendationText(2, 2024, TRAIN)]
            )
            == []
        )


class TestWordDiff:
    def test_tells_what_was_kept_taken_out_and_put_in(self):
        assert word_diff("Train all judges", "Train judges now") == [
            ("same", "Train"),
            ("out", "all"),
            ("same", "judges"),
            ("in", "now"),
        ]

    @given(st.text(max_size=80), st.text(max_size=80))
    def test_loses_no_word(self, before, after):
        told = word_diff(before, after)

        assert " ".join(w for kind, w in told if kind != "in").split() == before.split()
        assert " ".join(w for kind, w in told if kind != "out").split() == after.split()
