"""What a reader finds in a narrative: plain values, each with its place. A person decides on them.

Paragraphs are numbered from 1 over those that are not blank; places are code points inside a
paragraph, from 0, the end exclusive. What is unknown is None, never zero and never guessed.
"""

from dataclasses import dataclass, field

from tracker.vocabulary import QueryKind, Section


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Some words of a paragraph."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph that is not blank, as printed, with the section it stands in."""

    number: int
    text: str
    section: Section

    def words(self, place: Place) -> str:
        return self.text[place.start : place.end]


@dataclass(frozen=True, slots=True)
class DraftRecommendation:
    """One thing asked for, verbatim, with its place or places (several where lines break it)."""

    number: str  # "1", by its place in the list
    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of an indicator as the text states it."""

    indicator: str  # code: "VICTIMS_ID"
    label: str  # short plain phrase: "victims identified"
    value: float | None  # None: the text says that it is not known
    unit: str  # "victims", "cases", "EUR"
    place: Place
    period: str | None = None  # "2023"; None where the text names none and the edition has no year
    previous: float | None = None
    previous_period: str | None = None
    qualifier: str = ""  # "at least"
    breakdown: tuple[tuple[str, str], ...] = ()  # (("form of trafficking", "sex trafficking"),)
    is_assumed: bool = False  # the previous value hangs on an assumption: "respectively"


@dataclass(frozen=True, slots=True)
class DraftQuery:
    """A question that the text raises, worded as one."""

    kind: QueryKind
    message: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a body is named."""

    code: str
    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What the narrative says of itself. None: it does not say."""

    title: str = ""
    mechanism: str | None = None  # "TIP"
    country: str | None = None  # "Kosovo"
    year: int | None = None
    tier: str | None = None  # code of vocabulary.Tier
    previous_tier: str | None = None


@dataclass(frozen=True, slots=True)
class Narrative:
    """All that was found, and what is uncertain, in sentences for people."""

    head: Head
    paragraphs: tuple[Paragraph, ...]
    recommendations: tuple[DraftRecommendation, ...]
    figures: tuple[Figure, ...] = ()
    queries: tuple[DraftQuery, ...] = ()
    mentions: tuple[Mention, ...] = ()
    uncertain: tuple[str, ...] = field(default=())
