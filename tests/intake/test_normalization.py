"""Traces of print that hide the words of a paragraph, and the places of its letters."""

import re

import pytest
from hypothesis import given, strategies as st

from tracker.intake import normalization
from tracker.intake.normalization import find_lost_letters, normalize


class TestNormalize:
    @pytest.mark.parametrize(
        ("printed", "read"),
        [
            ("The plain words: 17 victims, “€75,000” – 5 %.",) * 2,
            (
                "of\u00a0traf\u00adficking\u200b, \ufb01ned \u20ac75\u202f000",
                "of trafficking, fined €75 000",
            ),
            ("Te\u0301a’s anti\u2011trafficking ½", "Téa’s anti-trafficking ½"),
            ("was ¨2² m´", "was ¨2 m´"),
            ("inves\u00ad tigated", "investigated"),
            ("It met.\n  It paid  two\nclerks.", "It met. It paid two clerks."),
        ],
    )
    def test_gives_characters_their_usual_form(self, printed, read):
        assert normalize(printed).text == read

    @pytest.mark.parametrize(
        ("printed", "read"),
        [
            ("victims.12 The unit", "victims. The unit"),
            ("two victims.¹² The unit", "two victims. The unit"),
            ("victims.[12] The unit paid.[3, 4]", "victims. The unit paid."),
            ("“help.”12 In May", "“help.” In May"),
            ("in 2019.12,13 The unit (2018).14", "in 2019. The unit (2018)."),
            ("by the board,12 and the unit12 met", "by the board, and the unit met"),
            ("the victims. 12 The unit", "the victims. The unit"),
        ],
    )
    def test_takes_out_note_numbers(self, printed, read):
        assert normalize(printed).text == read

    @pytest.mark.parametrize(
        "printed",
        [
            "Under Law No.12 The unit acted on Art.165 In part and p. 12 The rest.",
            "a rate of 3.12 The unit paid $2.50 In all",
            "It helped victims. 12 were girls, aged 9,12 and 14; COVID19 [2019]",
        ],
    )
    def test_keeps_numbers_that_are_no_notes(self, printed):
        assert normalize(printed).text == printed

    @pytest.mark.parametrize(
        ("printed", "read"),
        [
            ("the anti- trafficking law", "the anti-trafficking law"),
            ("a 17- year-old, NGO-\nrun", "a 17-year-old, NGO-run"),
            ("inves- tigated and Traf-ficking", "investigated and Trafficking"),
            ("short- and long-term", "short- and long-term"),
            ("the girls- seven of them- paid", "the girls- seven of them-paid"),
        ],
    )
    def test_joins_words_broken_at_a_hyphen(self, printed, read):
        assert normalize(printed).text == read

    @pytest.mark.parametrize(
        ("printed", "read"),
        [
            ("Of cials identi ed traf cking", "Officials identified trafficking"),
            ("speci c e orts, traficking", "specific efforts, trafficking"),
            (
                "tracking of the record, social, officials",
                "tracking of the record, social, officials",
            ),
        ],
    )
    def test_gives_words_the_letters_that_print_lost(self, printed, read):
        assert normalize(printed).text == read

    def test_finds_the_stored_words_of_each_word(self):
        printed = "Of cials\u00a0identi-\nfied 17¹² vic\u00adtims.3 The"

        normalized = normalize(printed)

        assert [
            (match[0], printed[slice(*normalized.place(*match.span()))])
            for match in re.finditer(r"\w+", normalized.text)
        ] == [
            ("Officials", "Of cials"),
            ("identified", "identi-\nfied"),
            ("17", "17"),
            ("victims", "vic\u00adtims"),
            ("The", "The"),
        ]

    @given(
        st.text(
            alphabet=st.one_of(st.sampled_from("ab.-12 \n\u00ad\ufb01²e\u0301["), st.characters())
        )
    )
    def test_places_stand_in_order_within_the_text(self, printed):
        normalized = normalize(printed)

        assert len(normalized.ranges) == len(normalized.text)
        assert all(0 <= start < end <= len(printed) for start, end in normalized.ranges)
        assert list(normalized.ranges) == sorted(normalized.ranges)


class TestLostLetters:
    def test_names_the_first_word_that_lost_some(self):
        assert find_lost_letters("The officials tracked of cials") == "of cials"
        assert find_lost_letters("The officials tracked the offenders") is None

    def test_knows_each_word_by_what_is_left_of_it(self):
        words = normalization._LIGATURE_WORDS

        assert len(normalization._WORD_BY_REMNANT) == len(words)
