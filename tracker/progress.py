"""A progress report as plain values: what `summaries.progress` fills and `reporting` prints.

Every label is already in the report's language; every code is that of `vocabulary`.
Two reports with the same date, filter and language over the same assessments are equal.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Labelled:
    """A code of the vocabulary with its label. An unset value has an empty code and label."""

    code: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ReportHead:
    """The edition whose recommendations are told of."""

    slug: str
    title: str  # "2024 Trafficking in Persons Report: Kosovo"
    cited_as: str  # "TIP 2024 Kosovo"
    issuer: str
    year: int
    tier: Labelled
    period_from: date
    period_to: date
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the filter: its name in addresses, and how people read it."""

    name: str  # "body"
    value: str  # "THBD"; several joined by ","
    label: str  # "Responsible body"
    reads: str  # "THBD · Trafficking in Human Beings Directorate"


@dataclass(frozen=True, slots=True)
class Count:
    """How many recommendations stand at a status. `rank` is 0 to 4, None off the scale."""

    status: Labelled
    rank: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a whole, always told with both numbers."""

    part: int
    base: int

    @property
    def percent(self) -> int | None:
        """Rounded half up; None on a base under 20, where a percentage would mislead."""
        return (200 * self.part + self.base) // (2 * self.base) if self.base >= 20 else None


@dataclass(frozen=True, slots=True)
class BodyRole:
    """A body and what it has to do with a recommendation."""

    code: str
    name: str
    short: str  # acronym, or the name
    role: Labelled


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence as cited. The span fields are None for what is no passage."""

    title: str
    kind: Labelled
    use: Labelled
    bearing: Labelled
    issuer: str
    published_on: date | None
    covers_from: date | None
    covers_to: date | None
    url: str
    sentence: str  # what the analyst says it shows; may be empty
    source: str  # "TIP 2024 Kosovo, ¶ 8"; empty for what is no passage
    paragraph: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    context: str = ""  # the whole sentence around the quote


@dataclass(frozen=True, slots=True)
class Judgment:
    """An approved assessment as told in a report."""

    status: Labelled
    trend: Labelled
    strength: Labelled
    kind: Labelled
    as_of: date
    period_from: date
    period_to: date
    rationale: str
    next_step: str
    author: str
    decided_by: str
    approved_by_its_author: bool
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Note:
    """Something learned that changed no status: a sentence, its date and what shows it."""

    on: date
    sentence: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class RecommendationProgress:
    """One recommendation, as it stands on the date of the report."""

    number: str
    title: str
    text: str  # verbatim
    text_source: str  # "TIP 2024 Kosovo, ¶ 4"
    translation: str  # in the report's language; empty when none is held or it is English
    translation_source: str  # empty: unofficial
    theme: Labelled
    duty: Labelled
    lifecycle: Labelled
    review_on: date | None
    is_overdue: bool
    status: Labelled  # not_assessed while there is no judgment
    bodies: tuple[BodyRole, ...]
    judgment: Judgment | None
    previous: Judgment | None
    notes: tuple[Note, ...] = ()  # oldest first
    evidence: tuple[Cited, ...] = ()  # everything cited, in the order of the source, then by date
    questions: tuple[str, ...] = ()  # open ones


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one report's recommendations on a date."""

    report: ReportHead
    on: date
    language: str  # "en", "sq", "sr-latn"
    filter: tuple[Condition, ...]
    counts: tuple[Count, ...]  # every status, in the order of the vocabulary
    fully: Share  # fully implemented, of those that have a place on the scale
    left_out: tuple[Count, ...]  # not assessed, unable to verify, no longer applicable
    recommendations: tuple[RecommendationProgress, ...] = field(default=())

    @property
    def total(self) -> int:
        """How many recommendations the report tells of: the base and what was left out."""
        return len(self.recommendations)

    @property
    def has_samples(self) -> bool:
        """Whether a status shown was approved by `quickstart` as a sample."""
        return any(r.judgment and r.judgment.is_sample for r in self.recommendations)
