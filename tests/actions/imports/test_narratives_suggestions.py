"""Bodies suggested for a recommendation: named in it, or in a sentence much like it."""

import pytest

from tests.factories import BodyFactory
from tracker.actions.imports.narratives import suggest_responsibilities
from tracker.intake.drafts import (
    DraftRecommendation,
    Mention,
    Narrative,
    NarrativeHeader,
    Paragraph,
    Place,
)
from tracker.vocabulary import DraftKind, ResponsibilityBasis, Role, Section

pytestmark = pytest.mark.django_db
ASKED = "Train judges of the High Court, and give training to the Police."
RELATED = "The High Court held trainings. The Office trained judges of courts in Prizren."


def place(paragraphs, number, words, after=0):
    start = paragraphs[number - 1].text.index(words, after)
    return Place(number, start, start + len(words))


def narrative(*names, asked=ASKED, others=(RELATED,), section=Section.PROTECTION):
    """A list of one recommendation, paragraphs after it, and where each body is named in them."""
    texts = [asked, *others]
    paragraphs = tuple(
        Paragraph(number, text, Section.RECOMMENDATIONS if number == 1 else section)
        for number, text in enumerate(texts, 1)
    )
    mentions = tuple(
        Mention(
            name.upper(),
            name,
            tuple(
                place(paragraphs, number, name)
                for number, text in enumerate(texts, 1)
                if name in text
            ),
        )
        for name in names
    )
    recommendation = DraftRecommendation("4", asked, (Place(1, 0, len(asked)),))
    return Narrative(
        NarrativeHeader(),
        paragraphs,
        (recommendation,),
        mentions=mentions,
    )


def suggested(read):
    for mention in read.mentions:
        BodyFactory(code=mention.code)
    return list(suggest_responsibilities(read))


class TestNamed:
    def test_are_those_in_its_words_as_lead_or_as_who_gains(self):
        read = narrative("High Court", "Police", others=())

        assert suggested(read) == [
            (
                DraftKind.RESPONSIBILITY,
                [place(read.paragraphs, 1, name)],
                {
                    "number": "4",
                    "body": name.upper(),
                    "role": role,
                    "basis": ResponsibilityBasis.NAMED_IN_REPORT,
                    "sentence": ASKED,
                },
            )
            for name, role in (("High Court", Role.LEAD), ("Police", Role.BENEFICIARY))
        ]

    def test_are_known_bodies_alone(self):
        assert not list(suggest_responsibilities(narrative("High Court", "Police")))

    @pytest.mark.parametrize("start", [0, 1])
    @pytest.mark.parametrize("end", [0, -1])
    def test_stand_in_it_with_all_letters(self, start, end):
        asked = "Court, train the Police"
        read = narrative("Court", "Police", asked=asked, others=())
        inner = Place(1, start, len(asked) + end)
        read = Narrative(
            read.header,
            read.paragraphs,
            (DraftRecommendation("1", asked, (inner,)),),
            mentions=read.mentions,
        )

        found = [values["body"] for _kind, _places, values in suggested(read)]
        assert found == [*(["COURT"] if not start else []), *(["POLICE"] if not end else [])]

    def test_are_suggested_once(self):
        asked = "Court, help the Court"
        read = narrative("Court", asked=asked, others=())
        twice = Mention("COURT", "Court", (Place(1, 0, 5), Place(1, 16, 21)))
        read = Narrative(read.header, read.paragraphs, read.recommendations, mentions=(twice,))

        ((_kind, places, _values),) = suggested(read)
        assert places == [Place(1, 0, 5)]


class TestInferred:
    def test_are_those_of_the_sentence_most_like_it(self):
        read = narrative("Office", others=(f"The Office cooked. {RELATED}", RELATED))
        places = (
            place(read.paragraphs, 2, "Office"),
            place(read.paragraphs, 2, "Office", after=10),
        )
        read = Narrative(
            read.header,
            read.paragraphs,
            read.recommendations,
            mentions=(Mention("OFFICE", "Office", places),),
        )

        ((kind, found, values),) = suggested(read)

        assert (kind, found) == (DraftKind.RESPONSIBILITY, [places[1]])
        assert values == {
            "number": "4",
            "body": "OFFICE",
            "role": Role.SUPPORTING,
            "basis": ResponsibilityBasis.INFERRED_FROM_REPORT,
            "sentence": "The Office trained judges of courts in Prizren.",
        }

    def test_are_none_that_are_named_already(self):
        found = suggested(narrative("High Court"))

        assert [values["basis"] for _kind, _places, values in found] == [
            ResponsibilityBasis.NAMED_IN_REPORT
        ]

    @pytest.mark.parametrize("section", [Section.RECOMMENDATIONS, Section.PROFILE, Section.TITLE])
    def test_are_none_of_a_part_that_tells_of_nothing_done(self, section):
        assert suggested(narrative("Office", section=section)) == []

    def test_are_none_of_a_sentence_about_something_else(self):
        assert suggested(narrative("Office", others=("The Office bought a car.",))) == []

    def test_are_three_at_most_and_the_likest_first(self):
        sentences = (
            "Trainer A told judges of the High Court about forms and fees.",
            "Trainer B told judges of the High Court, and gave training.",
            "Trainer C trained judges of the High Court, and gave training to the Police.",
            "Trainer D told judges of the High Court about forms, fees and stamps and lamps.",
        )
        names = [f"Trainer {letter}" for letter in "ABCD"]

        found = suggested(narrative(*names, others=sentences))

        assert [values["body"] for _kind, _places, values in found] == [
            "TRAINER C",
            "TRAINER B",
            "TRAINER A",
        ]
