"""The tier and the one before."""

import pytest

from tracker.intake.title_block import find_stated_tier, find_tier_lines
from tracker.vocabulary import Tier


class TestLinesOf:
    @pytest.mark.parametrize(
        ("lines", "country", "tier"),
        [
            (["KARESH (Tier 2)"], "KARESH", "2"),
            (["KARESH: TIER 2 WATCH LIST"], "KARESH", "2wl"),
            (["KARESH (Tier 2 – Watch List)"], "KARESH", "2wl"),
            (["KARESH (Special Case)"], "KARESH", "special"),
            (["Karesh – Tier 1"], "Karesh", "1"),
            (["SPECIAL CASE: KARESH remains a Special Case."], "KARESH", "special"),
            (["KARESH", "TIER 3"], "KARESH", "3"),
            (["KARESH (Tier 2", "Watch List)"], "KARESH", "2wl"),
            (["KARESH (Tier", "2)"], "KARESH", "2"),
            (["2020 Trafficking in Persons Report: Karesh (Tier 2)"], "Karesh", "2"),
            (["KARESH (Tier 2) The Government of Karesh is new."], "KARESH", "2"),
            (["THE ISLES OF KARESH AND ORN (Tier 2)"], "THE ISLES OF KARESH AND ORN", "2"),
        ],
    )
    def test_finds_the_line_in_every_form(self, lines, country, tier):
        (line,) = find_tier_lines(lines)

        assert (line.country, line.tier, line.last) == (country, tier, len(lines) - 1)

    @pytest.mark.parametrize(
        "text",
        [
            "Karesh remained on Tier 2.",
            "The Government of Karesh was on Tier 2 (see above).",
            "In 2019 Karesh (Tier 2) convicted nobody and its neighbours did.",
            "",
        ],
    )
    def test_takes_no_sentence_for_one(self, text):
        assert find_tier_lines([text]) == []

    def test_name_no_country_by_a_whole_sentence(self):
        [line] = find_tier_lines([f"SPECIAL CASE:A {'remains a Special Case ' * 5}"])

        assert len(line.country) <= 60


class TestPlacedBySentence:
    @pytest.mark.parametrize(
        ("sentence", "tier", "previous"),
        [
            ("Therefore Karesh remained on Tier 2.", "2", "2"),
            ("Karesh remained on Tier 2 Watch List for the third consecutive year.", "2wl", "2wl"),
            ("Karesh was upgraded to Tier 2.", "2", None),
            ("Karesh was upgraded from Tier 3 to Tier 2.", "2", "3"),
            ("Karesh was upgraded to Tier 2 from Tier 3.", "2", "3"),
            ("Karesh was downgraded to Tier 2.", "2", "1"),
            ("Karesh was downgraded to Tier 2 Watch List.", "2wl", None),
            ("Karesh was downgraded to Tier 3.", "3", None),
            ("Karesh is placed on Tier 2 Watch List.", "2wl", None),
            (
                "Karesh is, therefore, placed on Tier 2 Watch List for a second consecutive year.",
                "2wl",
                "2wl",
            ),
            ("Karesh remains a Special Case for the 12th consecutive year.", "special", "special"),
            ("Karesh is a Special Case for the first consecutive year.", "special", None),
            (
                "Karesh was granted a waiver from an otherwise required downgrade to Tier 3 and "
                "remained on Tier 2 Watch List.",
                "2wl",
                "2wl",
            ),
            (
                "Karesh would otherwise have been downgraded to Tier 3; it remained on Tier 2.",
                "2",
                "2",
            ),
            ("Karesh, which remained on Tier 2 for years, was downgraded to Tier 3.", "3", None),
        ],
    )
    def test_says_where_it_stands_and_stood(self, sentence, tier, previous):
        placed = find_stated_tier(["Police did it.", f"It did more. {sentence} It did less."])

        assert placed is not None
        assert (placed.tier, placed.previous) == (
            Tier(tier),
            Tier(previous) if previous else None,
        )

    @pytest.mark.parametrize(
        "sentence", ["An otherwise required downgrade to Tier 3.", "Karesh has tiers.", ""]
    )
    def test_finds_no_tier_where_none_is_stated(self, sentence):
        assert find_stated_tier([sentence]) is None
