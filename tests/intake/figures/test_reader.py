"""Figures of sentences written for these tests: every trap of the layouts, value by value."""

import pytest

from tracker.intake.drafts import Paragraph
from tracker.intake.figures.reader import find_figures
from tracker.vocabulary import Section

# Sentence; value, unit, earlier value, its period. The edition is that of 2024.
TOLD = [
    (
        "The government identified 40 victims, a decrease compared with 214 in 2021, 200 in 2020, and 323 in 2019.",
        [(40, "victims", 214, "2021")],
    ),
    (
        "Police investigated 31 cases, an increase from 27 in 2021.",
        [(31, "cases", 27, "2021")],
    ),
    (
        "The government prosecuted 50 suspects; it reported prosecuting 77 in 2021.",
        [(50, "defendants", 77, "2021")],
    ),
    (
        "Courts convicted 22 traffickers, compared with 30 traffickers during the previous reporting period.",
        [(22, "traffickers", 30, "2022")],
    ),
    (
        "The government reported two convictions in 2016 and eight convictions in 2017.",
        [(8, "traffickers", 2, "2016")],
    ),
    (
        "Authorities investigated two cases in 2016 and eight in 2017.",
        [(8, "cases", 2, "2016")],
    ),
    (
        "The government identified 12 victims in 2023, compared to 9 in 2022.",
        [(12, "victims", 9, "2022")],
    ),
    (
        "In 2023, the government identified 51 victims (35 sex trafficking, 20 labor trafficking, two unspecified), compared with 60 in 2022 (40 sex trafficking and 20 labor trafficking).",
        [
            (51, "victims", 60, "2022"),
            (35, "victims", 40, "2022"),
            (20, "victims", 20, "2022"),
            (2, "victims", None, None),
        ],
    ),
    (
        "Seventy-nine victims received assistance; none of them were foreign.",
        [(79, "victims", None, None)],
    ),
    (
        "The government did not identify any victims in 2023, compared with three in 2022.",
        [(0, "victims", 3, "2022")],
    ),
    (
        "The government did not report the number of victims it identified.",
        [(None, "victims", None, None)],
    ),
    (
        "The government allocated 20.2 million lek ($182,640) to shelters, compared with 19.8 million lek ($179,000) in 2022.",
        [(20200000, "ALL", 19800000, "2022")],
    ),
    (
        "Authorities initiated 10 investigations involving 15 suspects, compared with 12 investigations involving 20 suspects in 2022.",
        [(10, "cases", 12, "2022"), (15, "suspects", 20, "2022")],
    ),
    (
        "Courts sentenced traffickers to terms ranging from three to 10 years’ imprisonment, and 5 traffickers received suspended sentences.",
        [
            (36, "months", None, None),
            (120, "months", None, None),
            (5, "traffickers", None, None),
        ],
    ),
    (
        "Under Article 210 of the penal code, which prescribed five to 20 years' imprisonment, police arrested 14 suspects.",
        [(14, "suspects", None, None)],
    ),
    (
        "The hotline received at least 1,240 calls, up from 980 in 2022, and referred approximately 35 potential victims to shelters.",
        [(1240, "calls", 980, "2022"), (35, "victims", None, None)],
    ),
    (
        "The government trained more than 300 officials, including 120 police officers, 45 prosecutors, and 12 judges.",
        [
            (300, "persons", None, None),
            (120, "persons", None, None),
            (45, "persons", None, None),
            (12, "persons", None, None),
        ],
    ),
    (
        "Authorities identified 25 victims: 10 women, five men, six girls, and four boys.",
        [
            (25, "victims", None, None),
            (10, "victims", None, None),
            (5, "victims", None, None),
            (6, "victims", None, None),
            (4, "victims", None, None),
        ],
    ),
    (
        "The government convicted six traffickers in 2023 and four traffickers in 2022.",
        [(6, "traffickers", 4, "2022")],
    ),
    (
        "The government reported investigating 18 cases and prosecuting 12 defendants in 2023 (25 and 16 in 2022, respectively).",
        [(18, "cases", 25, "2022"), (12, "defendants", 16, "2022")],
    ),
    (
        "The government provided $1.2 million to NGOs for victim services, the same amount as in 2022.",
        [(1200000, "USD", 1200000, "2022")],
    ),
    (
        "Of 130 trafficking victims, 88 were women and 42 were children; 20 percent were foreign nationals.",
        [(130, "victims", None, None), (88, "persons", None, None), (42, "persons", None, None)],
    ),
    (
        "The shelter could accommodate up to 40 victims and assisted 33 victims in 2023.",
        [(40, "places", None, None), (33, "victims", None, None)],
    ),
    (
        "The government increased its budget from 100,000 euros ($110,500) to 120,000 euros ($132,600).",
        [(120000, "EUR", 100000, "2022")],
    ),
    (
        "The labor inspectorate conducted 4,512 inspections and identified 13 child labor violations, but did not identify any trafficking victims.",
        [
            (4512, "inspections", None, None),
            (13, "violations", None, None),
            (0, "victims", None, None),
        ],
    ),
    (
        "Police reported no trafficking investigations for the third consecutive year.",
        [(0, "cases", None, None)],
    ),
    (
        "As of March 2024, 13 cases remained pending.",
        [(13, "cases", None, None)],
    ),
    (
        "The government reported 17 new investigations in 2023, compared with 15 in 2022 and 19 in 2021.",
        [(17, "cases", 15, "2022")],
    ),
    (
        "An NGO reported assisting an estimated 16,000 workers.",
        [(16000, "victims", None, None)],
    ),
    (
        "Between 2019 and 2023, courts convicted 34 traffickers under Article 3 of Law 9/2012.",
        [(34, "traffickers", None, None)],
    ),
    (
        "The government operated 16 shelters with 24-hour staff and two hotlines (116 006 and 0800 11 222).",
        [(16, "shelters", None, None), (2, "hotlines", None, None)],
    ),
    (
        "The court sentenced one trafficker to 12 years in prison and two others to suspended sentences.",
        [
            (1, "traffickers", None, None),
            (144, "months", None, None),
            (2, "traffickers", None, None),
        ],
    ),
    (
        "Authorities screened 1,005 migrants and referred 44, compared with 28 referred in 2022.",
        [(1005, "persons", None, None), (44, "victims", 28, "2022")],
    ),
    (
        "Authorities investigated 15 cases in 2023, two in 2022 and eight in 2021.",
        [(15, "cases", 2, "2022")],
    ),
    ("The hotline received more than 1,000 calls in 2023.", [(1000, "calls", None, None)]),
    (
        "An NGO assisted 98 victims, more than the 77 it assisted in 2022.",
        [(98, "victims", 77, "2022")],
    ),
    (
        "The government spent 1.2 million crowns ($54,550), compared with 900,000 crowns ($40,910) in 2022.",
        [(1_200_000, "crowns", 900_000, "2022")],
    ),
]


def figures_of(text, year=2024):
    return find_figures([Paragraph(1, text, Section.PROSECUTION)], year=year)[0]


class TestFigures:
    @pytest.mark.parametrize(("text", "expected"), TOLD, ids=[text[:50] for text, _f in TOLD])
    def test_are_told_with_their_previous_values(self, text, expected):
        found = [
            (f.value, f.unit, f.previous_value, f.previous[0].period if f.previous else None)
            for f in figures_of(text)
        ]

        assert found == expected

    @pytest.mark.parametrize(("text", "_expected"), TOLD, ids=[text[:50] for text, _f in TOLD])
    def test_stand_at_their_words(self, text, _expected):
        for figure in figures_of(text):
            words = text[figure.place.start : figure.place.end]

            assert words == words.strip()
            assert figure.value in (0, None) or any(letter.isalnum() for letter in words)

    def test_keep_their_qualifier(self):
        (figure,) = figures_of("The hotline received at least 1,240 calls.")

        assert figure.qualifier == "at least"

    def test_know_parts_from_previous_values(self):
        whole, *parts = figures_of("Police identified 12 victims (nine women and three girls).")

        assert (whole.value, whole.previous_value) == (12, None)
        assert [(p.value, p.breakdown) for p in parts] == [
            (9, (("sex", "female"), ("age group", "adult"))),
            (3, (("sex", "female"), ("age group", "child"))),
        ]

    def test_say_when_a_previous_value_is_assumed(self):
        (figure,) = figures_of("Courts convicted 14 traffickers, the same number as in 2022.")

        assert (figure.previous_value, bool(figure.doubt)) == (14, True)

    @pytest.mark.parametrize(
        "text",
        [
            "Prosecutors charged 25 suspects (19 in 2022) and courts convicted nine traffickers.",
            "Twelve victims received assistance, the same number as in 2022.",
            "Police arrested 40 suspects, compared with 31 in 2022, and 12 officials.",
            "The government granted 26 permits in 2022 and 2023.",
        ],
    )
    def test_are_not_of_the_year_that_they_are_compared_with(self, text):
        assert {figure.period for figure in figures_of(text)} == {"2023"}

    def test_of_a_named_year_are_no_earlier_ones_when_the_edition_has_no_year(self):
        text = "In 2012, the government investigated 23 cases, compared with 30 cases in 2011."

        (figure,) = figures_of(text, year=None)

        assert (figure.value, figure.period) == (23, "2012")
        assert (figure.previous_value, figure.previous[0].period) == (30, "2011")

    @pytest.mark.parametrize(
        "rest",
        [
            "Victims included 30 women, 20 men, and 11 children.",
            "Of the 61 victims, 30 were women, 20 men, nine girls, and two boys.",
        ],
    )
    def test_are_parts_of_what_was_counted_last_in_a_list(self, rest):
        whole, *parts = figures_of(f"The government identified 61 victims. {rest}")

        assert {part.indicator for part in parts} == {whole.indicator}
        assert sum(part.value for part in parts) == 61

    def test_leave_out_a_number_of_nothing_that_was_named(self):
        sentence = (
            "3 women and 9 men of 12 in 2023, as a letter says; 2 in 2022, as the edition did."
        )

        assert [figure.value for figure in figures_of(sentence)] == [3, 9, 12]

    def test_name_no_period_when_the_edition_has_no_year(self):
        (figure,) = figures_of("Police arrested 14 suspects.", year=None)

        assert (figure.period, figure.previous_value) == (None, None)

    @pytest.mark.parametrize(
        "section", [Section.TITLE, Section.RANKING, Section.RECOMMENDATIONS, Section.PROFILE]
    )
    def test_are_not_looked_for_where_nothing_is_counted(self, section):
        assert find_figures([Paragraph(1, "Train 12 judges.", section)], year=2024) == ([], [])
