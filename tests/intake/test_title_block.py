"""Title, country and year: stated, or asked."""

import pytest

from tracker.errors import FileUnreadable
from tracker.intake.narrative import read_narrative

INTRODUCTION = (
    "The Government of Karesh does not fully meet the minimum standards for the elimination of "
    "trafficking but has convicted more traffickers since 2011; therefore Karesh remained on Tier 2."
)


def head_of(*above, **said):
    return read_narrative("\n\n".join([*above, INTRODUCTION]), **said).header


class TestTheYear:
    @pytest.mark.parametrize(
        "title",
        [
            "2019 Trafficking in Persons Report: Karesh",
            "Trafficking in Persons Report 2019 - Country Narratives - Karesh",
            "Karesh (TIP 2019)",
            "[Extracted from U.S. State Dept Trafficking in Persons Report, June 2019]",
            "U.S. Department of State Trafficking in Persons Report, June 2019",
            "2019 U.S. Department of State Trafficking in Persons Report",
            "Cite as: 2019 Trafficking in Persons Report - Karesh, available at x [accessed 3 May 2024]",
        ],
    )
    def test_is_read_in_every_form_of_title(self, title):
        assert head_of(title, "KARESH (Tier 2)").year == 2019

    @pytest.mark.parametrize(
        "above",
        [
            (),
            ("Trafficking in Persons Report: Karesh",),
            ("Published 3 May 2018", "Photo: A. Orel / 2007", "© 2021"),
            ("Publication Date: 20 June 2018", "Last updated 2020"),
            ("2018 Trafficking in Persons Report", "2019 Trafficking in Persons Report"),
        ],
    )
    def test_is_never_guessed(self, above):
        assert head_of(*above, "KARESH (Tier 2)").year is None

    def test_is_that_of_the_title_with_the_country_among_links_to_others(self):
        titles = [f"{year} Trafficking in Persons Report" for year in (2017, 2018)]

        head = head_of(*titles, "2019 Trafficking in Persons Report: Karesh", "KARESH (Tier 2)")

        assert (head.year, head.title) == (2019, "2019 Trafficking in Persons Report: Karesh")

    def test_is_taken_from_the_person_when_the_text_states_none(self):
        assert head_of("KARESH (Tier 2)", year=2019).year == 2019

    def test_that_clashes_with_the_text_is_refused(self):
        with pytest.raises(FileUnreadable, match="gives the year 2019, not 2020"):
            head_of("2019 Trafficking in Persons Report: Karesh", year=2020)

    @pytest.mark.parametrize("year", [1999, 0, 20240])
    def test_that_cannot_be_is_refused(self, year):
        with pytest.raises(FileUnreadable, match="can't be the year of a report"):
            head_of("KARESH (Tier 2)", year=year)

    def test_is_read_from_a_note_at_the_very_end(self):
        note = "[Extracted from U.S. State Dept Trafficking in Persons Report, June 2009]"

        assert read_narrative(f"KARESH (Tier 2)\n\n{INTRODUCTION * 4} {note}").header.year == 2009


class TestTheCountry:
    @pytest.mark.parametrize(
        ("line", "country"),
        [
            ("KARESH (Tier 2)", "Karesh"),
            ("Karesh (Tier 2)", "Karesh"),
            ("BRYN AND ASKELD: TIER 2", "Bryn and Askeld"),
            ("SAINT-ORANE (Tier 2)", "Saint-Orane"),
        ],
    )
    def test_is_that_of_the_tier_line_in_plain_letters(self, line, country):
        assert head_of(line).country == country

    def test_is_that_of_the_title_or_of_the_government(self):
        assert head_of("2019 Trafficking in Persons Report: Oduvia").country == "Oduvia"
        assert head_of().country == "Karesh"

    def test_given_as_a_code_is_not_taken_for_its_name(self):
        assert head_of("KARESH (Tier 2)", country="KR").country == "Karesh"

    def test_that_clashes_with_the_text_is_refused(self):
        with pytest.raises(FileUnreadable, match="on Karesh, not on Oduvia"):
            head_of("KARESH (Tier 2)", country="Oduvia")


class TestWhatStandsAboveTheText:
    def test_is_no_part_of_it_however_long(self):
        banner = (
            "Official websites use .gov. A .gov website belongs to an official government "
            "organization in the United States, and a lock means that you are connected safely."
        )

        narrative = read_narrative(
            "\n\n".join([banner, "2019 Trafficking in Persons Report: Karesh", INTRODUCTION])
        )

        assert [one.section for one in narrative.paragraphs] == ["title", "title", "summary"]
