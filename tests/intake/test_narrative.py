"""What is no narrative."""

import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from tracker.errors import FileUnreadable
from tracker.intake.drafts import Narrative
from tracker.intake.narrative import read_narrative

NEWS = """US report: Karesh must do more

The U.S. State Department on Monday released its annual Trafficking in Persons Report, which kept Karesh on Tier 2.

The report said the government does not fully meet the minimum standards for the elimination of trafficking. "We welcome the findings," the minister told reporters.

Among its recommendations, the report urges the government to:

* Vigorously investigate and prosecute trafficking crimes.
* Increase funding for shelters.

The government identified 58 victims, compared with 41 in 2019, according to the report."""
SHORT_NEWS = """Karesh remains on Tier 2 of the American report on trafficking in persons

Veldor, 1 July (AP) – Karesh has remained on Tier 2, the embassy said on Tuesday. The ambassador said that efforts increased.

Recommendations for Karesh: Vigorously investigate trafficking; increase funding; train judges."""
OTHERS = {
    "a recipe": "Take two eggs and 200 g of flour. Mix them well. Bake for 30 minutes.",
    "a law": "Article 1. This law protects data.\n\nPrevention\n\nThe government made efforts to prevent leaks.",
    "a list of tiers": "Tier 1\nKaresh\nOduvia\nTier 2\nVeldoria",
    "an appeal": "Our report on trafficking: we assisted 40 victims of trafficking in our shelters. We ask you to donate.",
}


class TestRead:
    @pytest.mark.parametrize("text", ["", " \n\u00a0\n", "\x0c"])
    def test_refuses_nothing(self, text):
        with pytest.raises(FileUnreadable, match="the text is empty"):
            read_narrative(text)

    @pytest.mark.parametrize("text", [NEWS, SHORT_NEWS])
    def test_refuses_news_of_a_narrative(self, text):
        with pytest.raises(FileUnreadable, match="seems to be a news item"):
            read_narrative(text)

    @pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
    def test_refuses_what_is_something_else_and_says_what_was_missing(self, text):
        with pytest.raises(FileUnreadable, match=r"not a country narrative.*no tier, no section"):
            read_narrative(text)

    @pytest.mark.parametrize(
        "text",
        [
            "2021 Trafficking in Persons Report: Karesh",
            "KARESH (Tier 2)",
            "PROSECUTION\n\nThe government increased law enforcement efforts against trafficking.",
            "The Ministry of Public Order assisted 31 victims of trafficking in its shelter, and NGOs said 12 victims left.",
        ],
    )
    def test_takes_in_a_scrap_of_one(self, text):
        assert read_narrative(text).paragraphs


HERE = Path(__file__).parent
TEXT = (HERE.parents[1] / "fixtures" / "tip-2024-kosovo" / "narrative.txt").read_text()
TWO = (HERE / "layouts" / "two_countries.txt").read_text()
PIECES = [
    *(
        "KARESH (Tier 2)",
        "ODUVIA: TIER 3",
        "2019 Trafficking in Persons Report",
        "PROSECUTION",
        "Prevention: ",
    ),
    *(
        "RECOMMENDATIONS FOR KARESH:",
        "Train judges. ",
        "; increase funds",
        " * ",
        "• ",
        "\n",
        "\n\n",
        "\u00a0",
    ),
    "The Government of Karesh does not fully meet the minimum standards for the elimination of trafficking. ",
    *(
        "therefore Karesh remained on Tier 2. ",
        "The government should act. ",
        "As reported over the past five years, ",
    ),
    *(
        "(Tier 2",
        "Watch List)",
        "SPECIAL CASE: ",
        "victims of trafficking ",
        "Photo: X 2007",
        "said ",
        ".The ",
        "Kosovo*",
    ),
]


def tried(text: str) -> Narrative | None:
    try:
        return read_narrative(text)
    except FileUnreadable as refused:
        assert str(refused)
        return None


class TestTwoCountries:
    def test_stop_at_the_next_tier_line_and_say_so(self):
        narrative = read_narrative(TWO)

        assert narrative.header.country == "Ulmenia"
        assert narrative.uncertainties[0] == (
            "Paragraphs 15 to 20 were left out, because another country begins there (UNITED PROVINCES). "
            "Import each country separately."
        )

    def test_give_the_one_that_is_asked_for_with_the_numbers_of_the_file(self):
        narrative = read_narrative(TWO, country="United Provinces")

        assert narrative.header.tier == "1"
        assert narrative.paragraphs[0].number == 15
        assert [one.text for one in narrative.recommendations] == [
            "Fund legal aid.",
            "Prosecute labor traffickers.",
        ]
        assert narrative.recommendations[0].places[0].paragraph == 19

    def test_leave_out_the_end_of_another_before_the_tier_line(self):
        start = TWO.index("PROTECTION")

        narrative = read_narrative(TWO[start:])

        assert narrative.header.country == "United Provinces"
        assert narrative.uncertainties[0].startswith("Paragraphs 1 to 4 were left out")


class TestDoubts:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (TEXT.replace("2024 ", ""), "The text does not give its year"),
            (TEXT, "no heading. They were found in paragraph 4"),
            (TEXT, "Prosecution, Protection, Prevention, Trafficking profile"),
            (TEXT.replace("(Tier 2)", "(Tier 3)"), "The heading gives Tier 3, a sentence gives Tier 2"),
            (TEXT.replace("remained on", "was upgraded to"), "the tier of the year before"),
            (TEXT.replace("trafficking", "traficking"), "missing from the text (“traficking”)"),
            (TEXT + "\nleft     right" * 20, "come from two columns"),
            ("SPECIAL CASE: KARESH\n\nTraffickers rule.", "Special Cases usually have none"),
        ],
    )  # fmt: skip
    def test_are_reported(self, text, said):
        assert any(said in one for one in read_narrative(text).uncertainties)

    def test_are_none_where_all_is_plain(self):
        assert read_narrative((HERE / "layouts" / "since_2017.txt").read_text()).uncertainties == ()


class TestAnyText:
    @given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
    def test_is_read_or_refused_the_same_way_twice(self, text):
        narrative = tried(text)

        assert narrative == tried(text)
        if narrative is None:
            return
        paragraphs = {one.number: one for one in narrative.paragraphs}
        for one in narrative.recommendations:
            assert one.text == " ".join(paragraphs[p.paragraph].words(p) for p in one.places)

    @given(st.text(max_size=300))
    def test_of_no_sense_never_crashes_the_reader(self, text):
        tried(text)

    @given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), st.text(max_size=30))
    def test_loses_nothing_of_a_narrative_with_anything_in_it(self, start, end, put_in):
        text = TEXT[: min(start, end)] + put_in + TEXT[max(start, end) :]

        if (narrative := tried(text)) and not any(
            "left out" in one for one in narrative.uncertainties
        ):
            words = "".join(one.text for one in narrative.paragraphs)
            assert "".join(words.split()) == "".join(text.split())

    @pytest.mark.parametrize(
        "text",
        [
            "The Government of " * 100_000,
            "RECOMMENDATIONS FOR KARESH: " + "increase trafficking; " * 50_000,
            "PRIORITIZED RECOMMENDATIONS:\n\n" + "Increase trafficking\n\n" * 50_000,
            "otherwise downgraded to Tier 3 " * 50_000,
            "KARESH (Tier 2)\n\n" * 50_000,
            "a" + " " * 1_000_000 + "b",
            "." * 1_000_000,
        ],
    )  # fmt: skip
    def test_that_is_huge_takes_no_long_time(self, text):
        start = time.process_time()

        tried(text)

        assert time.process_time() - start < 4


class TestAnEditionBeforeThereWereLists:
    TEXT = (
        "ORSENIA (TIER 3) [Extracted from U.S. State Dept Trafficking in Persons Report, June 2007]"
        "\n\nOrsenia is a destination country for women trafficked for sexual exploitation. The "
        "Government of Orsenia does not fully comply with the minimum standards for the elimination "
        "of trafficking. The government should pass a law. It should also prosecute employers. "
        "It has few means.\n\nProsecution\nThe government did little to punish trafficking."
    )

    def test_goes_on_asking_of_whom_it_asked_before(self):
        told = [one.text for one in read_narrative(self.TEXT).recommendations]

        assert told == ["The government should pass a law.", "It should also prosecute employers."]

    def test_has_its_tier_line_above_the_text_also_with_what_it_was_extracted_from(self):
        told = read_narrative(self.TEXT)

        assert [p.section.value for p in told.paragraphs[:3]] == [
            "ranking",
            "profile",
            "prosecution",
        ]
        assert told.header.year == 2007
