"""What is no narrative."""

import pytest

from tracker.errors import Unreadable
from tracker.intake.reading import read_narrative

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
    "another mechanism": "GRETA urges the Kosovo* authorities to protect victims of trafficking. GRETA considers that victims of trafficking need shelters.",
    "a list of tiers": "Tier 1\nKaresh\nOduvia\nTier 2\nVeldoria",
    "an appeal": "Our report on trafficking: we assisted 40 victims of trafficking in our shelters. We ask you to donate.",
}


class TestRead:
    @pytest.mark.parametrize("text", ["", " \n\u00a0\n", "\x0c"])
    def test_refuses_nothing(self, text):
        with pytest.raises(Unreadable, match="the text is empty"):
            read_narrative(text)

    @pytest.mark.parametrize("text", [NEWS, SHORT_NEWS])
    def test_refuses_news_of_a_narrative(self, text):
        with pytest.raises(Unreadable, match="reads like a news item"):
            read_narrative(text)

    @pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
    def test_refuses_what_is_something_else_and_says_what_was_missing(self, text):
        with pytest.raises(Unreadable, match=r"no country narrative.*No tier, no section"):
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
