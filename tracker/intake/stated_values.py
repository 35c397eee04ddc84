"""Values as a narrative states them, and questions on them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.intake.drafts import DraftQuestion, Figure, Narrative, Place
from tracker.vocabulary import QuestionKind


@dataclass(frozen=True, slots=True)
class StatedValue:
    """Present or earlier value of a figure, at the place where the text gives it."""

    figure: Figure
    value: float
    period: str | None  # "": an earlier one without a year
    place: Place
    text: str  # of the paragraph

    @property
    def is_present(self) -> bool:
        """Whether it is what the figure counts, not an earlier value."""
        return self.place == self.figure.place


def list_values(narrative: Narrative) -> list[StatedValue]:
    """List the values that the text gives as they are, neither rounded nor inferred, by place."""
    texts = {paragraph.number: paragraph.text for paragraph in narrative.paragraphs}
    values = [
        StatedValue(figure, value, period, place, texts[place.paragraph])
        for figure in narrative.figures
        if not figure.qualifier
        for value, period, place in (
            (figure.value, figure.period, figure.place),
            *((earlier.value, earlier.period or "", earlier.place) for earlier in figure.previous),
        )
        if value is not None and place is not None
    ]
    return sorted(values, key=lambda value: value.place)


def year_of(period: str | None) -> int:
    """Return the last year that a period names, 0 if it names none."""
    return max(map(int, re.findall(r"\b(?:19|20)\d\d\b", period or "")), default=0)


FEWEST = 3  # changes, or rates, that can be compared with a statement on all


def make_question(
    kind: QuestionKind, message: str, places: Iterable[Place], **values: object
) -> DraftQuestion:
    """Make a question, of which the message may name the paragraph of the first place."""
    first, *others = places
    return DraftQuestion(kind, message % {"paragraph": first.paragraph, **values}, (first, *others))
