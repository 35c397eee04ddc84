"""A progress report as plain values: what `summaries.progress` fills and `reporting` prints.

Every label is already in the report's language; every code is that of `vocabulary`.
Two reports with the same date, filter and language over the same assessments are equal.
"""

from dataclasses import dataclass, field
from datetime import date

from tracker.vocabulary import Strength


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
class Whose:
    """Who holds a view. Without a code it is the report's own, or of civil society at large."""

    perspective: Labelled
    code: str  # of the body
    name: str
    short: str


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
    cited_by: Whose | None = None  # whose view cites it; None: a note, or the analysts' judgment


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction took back, and the last day it was believed."""

    status: Labelled
    as_of: date
    until: date  # the day the correction was approved


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
    corrects: Corrected | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What somebody else says of a recommendation, beside the analysts' judgment."""

    whose: Whose
    judgment: Judgment
    stated_by: str = ""  # of what came by letter
    stated_on: date | None = None
    stated_in: str = ""  # title of the evidence; empty where it may not be named
    gap: int | None = None  # steps above the analysts' status, below 0 under it; None: no rank
    differs: bool = False  # another rank than the analysts'; never while they have not judged


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """What the standing judgment says of a component; not_assessed where it says nothing."""

    code: str  # "1a"
    title: str
    basis: Labelled  # only components in the text bear on the whole
    status: Labelled
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Undertaken:
    """A measure: what a body undertook, and what came of it. A promise never raises a status."""

    text: str
    body: Whose
    on: date
    due_on: date | None
    put_off: int  # times that the due date was moved to a later one
    is_overdue: bool
    heard_on: date | None  # last; None when nothing was heard since, up to the day of the report
    latest: str = ""  # what was heard last
    is_quiet: bool = False  # open, and nothing heard for 180 days
    done_on: date | None = None
    shown_by: str = ""  # title of the evidence; empty where it may not be named
    dropped_because: str = ""

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped on the day of the report."""
        return self.done_on is None and not self.dropped_because


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
    views: tuple[View, ...] = ()  # responsible bodies, leads first; civil society; the report
    lines: tuple[ComponentLine, ...] = ()  # none where the judgment is of the whole alone
    measures: tuple[Undertaken, ...] = ()  # oldest first

    @property
    def differing(self) -> tuple[View, ...]:
        """The views that differ from the analysts'."""
        return tuple(view for view in self.views if view.differs)


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
    def strengths(self) -> tuple[tuple[Labelled, int], ...]:
        """How many of the judgments shown are backed how well, the best backed first."""
        told = [r.judgment.strength for r in self.recommendations if r.judgment]
        labels = {strength.code: strength for strength in told}
        order = [strength.value for strength in reversed(Strength)]
        return tuple((labels[c], told.count(labels[c])) for c in order if c in labels)

    @property
    def has_views(self) -> bool:
        """Whether anybody else's view stands beside a judgment."""
        return any(r.views for r in self.recommendations)

    @property
    def has_samples(self) -> bool:
        """Whether a status shown was approved by `quickstart` as a sample."""
        return any(r.judgment and r.judgment.is_sample for r in self.recommendations)
