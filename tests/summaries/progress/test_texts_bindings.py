"""Numbers and statuses found in an executive summary, and compared with the data."""

import pytest

from tracker.summaries.progress.texts import TOTAL, bind, find_bindings, to_stored
from tracker.vocabulary import Status

NUMBERS = [str(number) for number in range(1, 10)]
STATUSES = dict.fromkeys(NUMBERS, "partial") | {"3": "full", "6": "full", "9": "no_action"}


def found(text, language="en"):
    return [(b.text, b.subject, b.written) for b in find_bindings(text, language, STATUSES)]


class TestFindBindings:
    @pytest.mark.parametrize(
        ("language", "text", "expected"),
        [
            (
                "en",
                "Two of the nine recommendations are fully implemented; three remain partially so.",
                [("Two", "full", "2"), ("nine", TOTAL, "9"), ("three", "partial", "3")],
            ),
            (
                "en",
                "None is fully and 4 are partly implemented.",
                [("None", "full", "0"), ("4", "partial", "4")],
            ),
            (
                "sq",
                "Dy nga nëntë rekomandimet janë zbatuar plotësisht, tri pjesërisht.",
                [("Dy", "full", "2"), ("nëntë", TOTAL, "9"), ("tri", "partial", "3")],
            ),
            (
                "sr-latn",
                "Dve od devet preporuka su potpuno sprovedene, a četiri su delimično sprovedene.",
                [("Dve", "full", "2"), ("devet", TOTAL, "9"), ("četiri", "partial", "4")],
            ),
        ],
    )
    def test_finds_numbers_with_their_status(self, language, text, expected):
        assert found(text, language) == expected

    @pytest.mark.parametrize(
        ("language", "text", "expected"),
        [
            ("en", "No. 6 is largely implemented.", [("largely implemented", "6", "substantial")]),
            (
                "en",
                "Shelters are largely implemented (no. 6) and training has seen no action (no. 9).",
                [("largely implemented", "6", "substantial"), ("no action", "9", "no_action")],
            ),
            (
                "sq",
                "Rekomandimet 3 dhe 6 janë zbatuar plotësisht.",
                [("zbatuar plotësisht", "3", "full"), ("zbatuar plotësisht", "6", "full")],
            ),
            (
                "sr-latn",
                "Preporuka 9: nisu preduzeti koraci.",
                [("nisu preduzeti koraci", "9", "no_action")],
            ),
        ],
    )
    def test_finds_statuses_of_recommendations(self, language, text, expected):
        assert found(text, language) == expected

    def test_offers_both_where_the_text_leaves_it_open(self):
        mentions = found("Nine recommendations are fully implemented.")

        assert mentions == [("Nine", "full", "9"), ("Nine", TOTAL, "9")]

    @pytest.mark.parametrize(
        "text",
        [
            "Two shelters opened in 2024.",
            "In 2024 it was fully implemented.",
            "Funding rose by 4.5 % and by 3 %, fully implemented.",
            "No. 77 is fully implemented.",
            "On paper all is well.",
        ],
    )
    def test_leaves_other_numbers_alone(self, text):
        assert found(text) == []

    def test_reads_a_very_long_text(self):
        text = "fully implemented " * 500 + "1 " * 5_000  # a minute, before only near words counted

        assert len(find_bindings(text, "en", STATUSES)) == 5_000

    def test_says_where_each_is(self):
        text = "It began well.\n\nTwo are fully implemented. No. 6 is."

        (mention,) = find_bindings(text, "en", STATUSES)

        assert text[mention.start :].startswith("Two are")


class TestBind:
    @pytest.mark.parametrize(
        ("subject", "written", "current", "label"),
        [
            ("full", "2", "2", "2"),
            ("full", "3", "2", "2"),
            (TOTAL, "9", "9", "9"),
            ("6", "partial", "full", "fully implemented"),
            ("10", "partial", "", ""),
        ],
    )
    def test_compares_with_the_data(self, subject, written, current, label):
        binding = bind(STATUSES, 4, "it", subject, written)

        assert (binding.current, binding.current_label) == (current, label)
        assert binding.is_overtaken == (written != current)

    def test_names_its_subject(self):
        labels = [bind({}, 0, "", s, "").subject_label for s in ("full", TOTAL, "6")]

        assert labels == ["fully implemented", "recommendations in all", "no. 6"]
        assert all(bind({}, 0, "", s.value, "").subject_label for s in Status)

    def test_can_be_stored(self):
        binding = bind(STATUSES, 4, "Two", "full", "3")

        assert bind(STATUSES, **to_stored(binding)) == binding
        assert (binding.code, binding.comparison) == ("4:full", "“Two” (fully implemented): now 2")
