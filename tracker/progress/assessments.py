"""What is judged, cited, asked and undertaken, as a progress report tells it."""

from dataclasses import dataclass
from datetime import date

from tracker.progress.values import Labelled, Source, Whose


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
    page: str = ""  # where in a document that is no report, as printed: "4", "iv"
    at_paragraph: str = ""
    paragraph: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    context: str = ""  # the whole sentence around the quote
    cited_by: Whose | None = None  # whose view cites it; None: a note, or the analysts' judgment
    key: int | None = None  # of the citation
    assessment: int | None = None  # key of the judgment that cites it; None: a note
    of: Source | None = None  # what is cited, to be numbered
    as_of: date | None = None  # the day the citation is of


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction took back, and the last day it was believed."""

    status: Labelled
    as_of: date
    until: date  # the day the correction was approved
    key: int | None = None  # of the assessment that was corrected


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
    key: int | None = None  # of the assessment
    withheld: int = 0  # pieces it cites that this report may not name
    decided_on: date | None = None  # the day it was approved


@dataclass(frozen=True, slots=True)
class Remark:
    """What an analyst wrote for the report itself: of one recommendation, or of all of them."""

    text: str
    as_of: date
    key: int | None = None


@dataclass(frozen=True, slots=True)
class StandingPoint:
    """How a recommendation stood from a day on: one step of its course."""

    as_of: date
    status: Labelled
    rank: int | None
    key: int | None = None  # of the assessment


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question: to a body, or to whoever can explain what does not add up."""

    question: str
    kind: Labelled
    body: str = ""  # short; empty where no body is asked
    asked_on: date | None = None
    due_on: date | None = None
    is_overdue: bool = False
    key: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What somebody else says of a recommendation, beside the analysts' judgment."""

    whose: Whose
    assessment: Judgment
    stated_by: str = ""  # of what came by letter
    stated_on: date | None = None
    stated_in: str = ""  # title of the evidence; empty where it may not be named
    gap: int | None = None  # steps above the analysts' status, below 0 under it; None: no rank
    differs: bool = False  # another rank than the analysts'; never while they have not judged
    source: Source | None = None  # where it was stated, if that may be named


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
    last_update_on: (
        date | None
    )  # last; None when nothing was heard since, up to the day of the report
    latest: str = ""  # what was heard last
    is_quiet: bool = False  # open, and nothing heard for 180 days or more
    done_on: date | None = None
    shown_by: str = ""  # title of the evidence; empty where it may not be named
    dropped_reason: str = ""
    key: int | None = None
    sources: tuple[Source, ...] = ()  # where it was undertaken, and what shows it done
    recommendation: str = ""  # number

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped on the day of the report."""
        return self.done_on is None and not self.dropped_reason


@dataclass(frozen=True, slots=True)
class Note:
    """Something learned that changed no status: a sentence, its date and what shows it."""

    on: date
    sentence: str
    cited: Cited
