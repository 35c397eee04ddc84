"""Paragraphs whose figures are marked by their words, for the tests of questions."""

from tracker.intake.drafts import (
    DraftRecommendation,
    EarlierValue,
    Figure,
    Narrative,
    NarrativeHeader,
    Paragraph,
    Place,
    ReadNumber,
)
from tracker.intake.questions import find_questions
from tracker.vocabulary import NumberRole, QuestionKind, Section

ADDS_UP, ASK = QuestionKind.DOES_NOT_ADD_UP, QuestionKind.ASK
UNITS = {
    "VICT": "victims",
    "INV_SUSPECTS": "suspects",
    "CONV": "traffickers",
    "INSP": "inspections",
}
SEX = {"f": ("sex", "female"), "m": ("sex", "male")}
AGE = {"adult": ("age group", "adult"), "child": ("age group", "child")}
FORM = {
    "sex": ("form of trafficking", "sex trafficking"),
    "labor": ("form of trafficking", "labor trafficking"),
    "rest": ("form of trafficking", "unspecified"),
}


class Text:
    """Paragraphs of a narrative, in which figures are marked by their words."""

    def __init__(self, *texts, sections=(Section.PROTECTION,), requests=()):
        self.paragraphs = [
            Paragraph(number, text, sections[min(number, len(sections)) - 1])
            for number, text in enumerate(texts, 1)
        ]
        self.requests = requests
        self.figures = []
        self.left = []

    def place(self, words):
        text = next(p for p in self.paragraphs if words in p.text)
        start = text.text.index(words)
        return Place(text.number, start, start + len(words))

    def figure(self, words, value, indicator, *previous, **fields):
        """Mark a figure; of the earlier values the words, the value and the year."""
        unit = next((u for code, u in UNITS.items() if indicator.startswith(code)), "cases")
        unit = "EUR" if indicator.startswith(("FUND", "COMP")) else unit
        place = fields.pop("place", None) or self.place(words)
        earlier = tuple(
            EarlierValue(number, year, self.place(at) if at else None)
            for at, number, year in previous
        )
        fields = {"period": "2023", "label": f"{unit} counted", "previous": earlier, **fields}
        self.figures.append(Figure(indicator, value=value, unit=unit, place=place, **fields))
        return self

    def part(self, words, value, *breakdown, of=0, **fields):
        return self.figure(
            words, value, self.figures[of].indicator, part_of=of, breakdown=breakdown, **fields
        )

    def leave(self, words):
        self.left.append(ReadNumber(self.place(words), NumberRole.LEFT))
        return self

    @property
    def questions(self):
        requests = tuple(
            DraftRecommendation(str(number), text, (Place(9, 0, len(text)),))
            for number, text in enumerate(self.requests, 1)
        )
        return find_questions(
            Narrative(
                NarrativeHeader(),
                tuple(self.paragraphs),
                requests,
                figures=tuple(self.figures),
                numbers=tuple(self.left),
            )
        )
