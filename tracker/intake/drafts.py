"""Values that a reader finds in a narrative, each with its place, for a person to decide on.

Paragraphs are numbered from 1 over those that are not blank; places are code points inside a
paragraph, from 0, the end exclusive. What is unknown is None, never zero and never guessed.
"""

from dataclasses import dataclass, field

from tracker.vocabulary import QueryKind, Section


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Range of words in one paragraph."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraph that is not blank, as printed, with its section."""

    number: int
    text: str
    section: Section

    def words(self, place: Place) -> str:
        """Return the words at a place of this paragraph."""
        return self.text[place.start : place.end]


@dataclass(frozen=True, slots=True)
class DraftRecommendation:
    """Recommendation, verbatim, with its place (or places, where a page break divides it)."""

    number: str  # "1", by its place in the list
    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Value of an indicator as the text states it."""

    indicator: str  # code: "VICTIMS_ID"
    label: str  # short plain phrase: "victims identified"
    value: float | None  # None: the text says that it is not known
    unit: str  # "victims", "cases", "EUR"
    place: Place
    period: str | None = None  # "2023"; None where the text names none and the edition has no year
    previous_value: float | None = None
    previous_period: str | None = None
    qualifier: str = ""  # "at least"
    breakdown: tuple[tuple[str, str], ...] = ()  # (("form of trafficking", "sex trafficking"),)
    is_previous_assumed: bool = False  # the previous value hangs on an assumption: "respectively"


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """Question that the text raises, worded for its author."""

    kind: QueryKind
    message: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Body that the text names, with the places of its name."""

    code: str
    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class NarrativeHeader:
    """Title, mechanism, country, year and tier as the narrative states them; None: not stated."""

    title: str = ""
    mechanism: str | None = None  # "TIP"
    country: str | None = None  # "Kosovo"
    year: int | None = None
    tier: str | None = None  # code of vocabulary.Tier
    previous_tier: str | None = None


@dataclass(frozen=True, slots=True)
class Narrative:
    """Result of reading a narrative, with what is uncertain in sentences for people."""

    header: NarrativeHeader
    paragraphs: tuple[Paragraph, ...]
    recommendations: tuple[DraftRecommendation, ...]
    figures: tuple[Figure, ...] = ()
    questions: tuple[DraftQuestion, ...] = ()
    mentions: tuple[Mention, ...] = ()
    uncertainties: tuple[str, ...] = field(default=())
