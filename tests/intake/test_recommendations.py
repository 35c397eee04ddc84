"""Where the list stands, and how it is cut."""

import pytest
from hypothesis import given, strategies as st

from tracker.intake.recommendations import draft_recommendations, find_list, starts_request

START = "The Government of Karesh does not fully meet the minimum standards for the elimination of trafficking."
END = "The government increased law enforcement efforts."


def found(*paragraphs):
    texts = (START, *paragraphs, END)
    return [one.text for one in draft_recommendations(texts, find_list(texts, 0))]


class TestDrafts:
    @pytest.mark.parametrize(
        ("paragraphs", "expected"),
        [
            (
                [
                    "Train judges; prosecutors; and police. * Cooperate with Kosovo* and others. * Fund care."
                ],
                [
                    "Train judges; prosecutors; and police.",
                    "Cooperate with Kosovo* and others.",
                    "Fund care.",
                ],
            ),
            (
                ["Train judges on law.Fund care.Open shelters."],
                ["Train judges on law.", "Fund care.", "Open shelters."],
            ),
            (
                ["Train judges. This should include all courts. Fund care."],
                ["Train judges. This should include all courts.", "Fund care."],
            ),
            (
                [
                    "Train judges; in cooperation with NGOs, fund care for men; women; and children; and open shelters."
                ],
                [
                    "Train judges",
                    "in cooperation with NGOs, fund care for men; women; and children",
                    "open shelters.",
                ],
            ),
            (["Train judges; Fund care."], ["Train judges", "Fund care."]),
            (
                ["Train judges on the U.S. Government’s list.\u00a0Fund care."],
                ["Train judges on the U.S. Government’s list.", "Fund care."],
            ),
            # one stop without a blank among plain sentences is a slip, not the separator
            (
                ["Train judges. Fund care. Open shelters.Hire staff. Increase pay."],
                ["Train judges.", "Fund care.", "Open shelters.", "Hire staff.", "Increase pay."],
            ),
        ],
        ids=["stars", "glued", "sentences", "semicolons", "capitals", "abbreviations", "a slip"],
    )
    def test_are_cut_at_the_strongest_marker_that_is_there(self, paragraphs, expected):
        assert found(*paragraphs) == expected

    def test_span_a_page_break_with_a_place_on_each_side(self):
        texts = (
            START,
            "PRIORITIZED RECOMMENDATIONS:",
            "Train judges. Fund care for",
            "men and boys. Open shelters.",
            END,
        )

        middle = draft_recommendations(texts, find_list(texts, 0), first=1)[1]

        assert middle.text == "Fund care for men and boys."
        assert [(p.paragraph, p.start, p.end) for p in middle.places] == [(3, 14, 27), (4, 0, 13)]

    def test_take_verbs_that_nobody_foresaw_under_a_heading(self):
        assert found(
            "RECOMMENDATIONS FOR KARESH", "Train judges.", "Debrief consuls.", "Fund care."
        ) == [
            "Train judges.",
            "Debrief consuls.",
            "Fund care.",
        ]

    def test_are_found_after_a_heading_within_a_paragraph(self):
        assert found("It did little. Recommendations for Karesh: Train judges; fund care.") == [
            "Train judges",
            "fund care.",
        ]

    def test_end_where_the_next_heading_is_run_in(self):
        assert found(
            "RECOMMENDATIONS FOR KARESH: Train judges. Fund care. PROSECUTION The government"
        ) == [
            "Train judges.",
            "Fund care.",
        ]

    def test_are_not_seen_in_a_paragraph_on_the_government(self):
        assert found("Increase of crimes was noted. The government did nothing.") == []

    @given(st.lists(st.text(alphabet="ABab .;*•-\n", max_size=60), max_size=6))
    def test_stand_where_their_places_say(self, paragraphs):
        texts = tuple(one for one in ("PRIORITIZED RECOMMENDATIONS:", *paragraphs) if one.strip())

        for one in draft_recommendations(texts, find_list(texts, 0), first=1):
            assert one.text == " ".join(texts[p.paragraph - 1][p.start : p.end] for p in one.places)
            assert one.text.strip()


class TestAsks:
    @pytest.mark.parametrize(
        "words",
        [
            "Train police",
            "Vigorously and transparently investigate crimes",
            "In coordination with NGOs, survivors, and experts, train police",
            "Demilitarize the coast",
            "Do not detain victims",
            "Re-establish the unit",
        ],
    )
    def test_knows_an_imperative(self, words):
        assert starts_request(words)

    @pytest.mark.parametrize(
        "words",
        [
            "The police",
            "Traffickers exploit",
            "In 2019, courts convicted",
            "Likewise, it",
            "",
            "; train",
        ],
    )
    def test_knows_what_is_none(self, words):
        assert not starts_request(words)
