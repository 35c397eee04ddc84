"""Values that a reader finds in a narrative, each with its place, for a person to decide on.

Paragraphs are numbered from 1 over those that are not blank; places are code points inside a
paragraph, from 0, the end exclusive. What is unknown is None, never zero and never guessed.
"""

from collections.abc import Sized
from dataclasses import asdict, astuple, dataclass, field

from django.utils.translation import gettext as _

from tracker import errors, grouping, vocabulary

NATIONAL = "national"  # scope of a count by the government, police or courts


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
    section: vocabulary.Section

    def words(self, place: Place) -> str:
        """Return the words at a place of this paragraph."""
        return self.text[place.start : place.end]


@dataclass(frozen=True, slots=True)
class DraftRecommendation:
    """Recommendation, verbatim, with its place (or places, where a page break divides it)."""

    number: str  # as printed, "75" or "13(a)", else "1", "2" … in the order of the list
    text: str
    places: tuple[Place, ...]
    attributes: dict[str, str] = field(default_factory=dict)  # see `profiles.ATTRIBUTES`
    addressee: Place | None = None  # the heading that says whom it is addressed to
    is_numbered: bool = False  # with its printed number, which stays when others are left out


@dataclass(frozen=True, slots=True)
class EarlierValue:
    """Value of an earlier year that the text gives beside a present one."""

    value: float
    period: str | None  # "2022"
    place: Place | None = None  # None: inferred ("the same number as in 2022")


@dataclass(frozen=True, slots=True)
class Figure:
    """Value of an indicator as the text states it."""

    indicator: str | None  # code of the closed list; None: a draft for a person to name
    label: str  # short plain phrase: "victims identified"
    value: float | None  # None: the text says that it is not known
    unit: str  # "victims", "cases", "EUR"
    place: Place
    period: str | None = None  # "2023"; None where the text names none and the edition has no year
    previous: tuple[EarlierValue, ...] = ()  # the nearest year first
    breakdown: tuple[tuple[str, str], ...] = ()  # (("form of trafficking", "sex trafficking"),)
    part_of: int | None = None  # index of its whole among the figures of the narrative
    scope: str = NATIONAL  # or who counted, in the words of the text: "Forum for Women"
    qualifier: str = ""  # "at least"
    doubt: str = ""  # why the reading is uncertain, in a sentence; certain if empty

    @property
    def previous_value(self) -> float | None:
        """Earlier value of the nearest year."""
        return self.previous[0].value if self.previous else None


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """Number of the text, and what it was read as."""

    place: Place
    role: vocabulary.NumberRole


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """Question that the text raises, worded for its author."""

    kind: vocabulary.QuestionKind
    message: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Body that the text names, with the places of its name."""

    code: str
    name: str
    places: tuple[Place, ...]
    is_known: bool = True  # False: a name that no list of bodies holds


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
    numbers: tuple[ReadNumber, ...] = ()
    uncertainties: tuple[str, ...] = ()
    reader: str = ""  # of its file: "text", "html", "docx", "pdf"


def narrative_as_json(narrative: Narrative) -> dict[str, object]:
    """Convert a narrative to plain values. Unknown is None; offsets are code points."""
    header = narrative.header
    texts = {text.number: text for text in narrative.paragraphs}
    sections = grouping.group_pairs(
        (text.section.value, text.number) for text in narrative.paragraphs
    )
    return {
        "mechanism": header.mechanism,
        "country": header.country,
        "year": header.year,
        "tier": header.tier,
        "previous_tier": header.previous_tier,
        "sections": [{"name": name, "paragraphs": numbers} for name, numbers in sections.items()],
        "recommendations": [
            recommendation_as_json(recommendation) for recommendation in narrative.recommendations
        ],
        "figures": [figure_as_json(figure) for figure in narrative.figures],
        "numbers": {
            "read": sum(number.role != vocabulary.NumberRole.LEFT for number in narrative.numbers),
            "left": [
                texts[number.place.paragraph].words(number.place)
                for number in narrative.numbers
                if number.role == vocabulary.NumberRole.LEFT
            ],
        },
        "questions": [
            {
                "kind": q.kind.value,
                "text": q.message,
                "spans": [asdict(p) for p in q.places],
            }
            for q in narrative.questions
        ],
        "bodies": [
            {"code": m.code, "name": m.name, "mentions": [asdict(p) for p in m.places]}
            for m in narrative.mentions
        ],
        "uncertain": list(narrative.uncertainties),
    }


def recommendation_as_json(recommendation: DraftRecommendation) -> dict[str, object]:
    """Convert a recommendation to plain values, with what its mechanism says of it."""
    return {
        "number": recommendation.number,
        "text": recommendation.text,
        **recommendation.attributes,
    }


def figure_as_json(figure: Figure) -> dict[str, object]:
    """Convert a figure to plain values."""
    return {
        "indicator": figure.indicator,
        "label": figure.label,
        "value": _whole_number(figure.value),
        "unit": figure.unit,
        "period": figure.period,
        "previous": [
            {
                "value": _whole_number(earlier.value),
                "period": earlier.period,
                **(asdict(earlier.place) if earlier.place else {}),
            }
            for earlier in figure.previous
        ],
        "breakdown": dict(figure.breakdown),
        "part_of": figure.part_of,
        "scope": figure.scope,
        "qualifier": figure.qualifier or None,
        "doubt": figure.doubt or None,
        **asdict(figure.place),
    }


def numbers_as_json(narrative: Narrative) -> list[list[object]]:
    """Convert the numbers of a narrative to their places and roles."""
    return [[*astuple(number.place), number.role.value] for number in narrative.numbers]


def _whole_number(value: float | None) -> float | int | None:
    """Return a whole number as an integer: 17 rather than 17.0."""
    return int(value) if value is not None and value == int(value) else value


MOST_RECOMMENDATIONS, MOST_FIGURES = 500, 1000  # known reports have 350 and 200


def check_number(drafts: Sized, most: int) -> None:
    """Refuse more drafts than a narrative can have, since each is compared with the others.

    Raises FileUnreadable.
    """
    errors.FileUnreadable.raise_if(
        len(drafts) > most,
        _(
            "Nothing was imported: the text has more than %(most)s recommendations or figures,"
            " so it is not a narrative on one country. Paste the report's text on one country."
        ),
        most=most,
    )
