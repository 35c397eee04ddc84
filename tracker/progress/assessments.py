"""Assessments, citations, questions and commitments as plain values of a progress report."""

from dataclasses import dataclass
from datetime import date

from tracker.progress.values import LabelledCode, Source, ViewHolder


@dataclass(frozen=True, slots=True)
class CitationData:
    """A piece of evidence as cited. The span fields are None unless it is a passage."""

    title: str
    kind: LabelledCode
    use: LabelledCode
    bearing: LabelledCode
    issuer: str
    published_on: date | None
    covers_from: date | None
    covers_to: date | None
    url: str
    sentence: str  # what it shows, in the analyst's words; may be empty
    locator: str  # "TIP 2024 Kosovo, ¶ 8"; empty unless it is a passage
    page: str = ""  # in a document that is no report, as printed: "4", "iv"
    document_paragraph: str = ""
    paragraph: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    context: str = ""  # the whole sentence around the quote
    view_holder: ViewHolder | None = None  # of the view that cites it; None: a note, or an analyst
    key: int | None = None  # of the citation
    assessment: int | None = None  # key of the assessment that cites it; None: a note
    source: Source | None = None  # numbered in the report; None: may not be named
    as_of: date | None = None  # the day it is cited for


@dataclass(frozen=True, slots=True)
class CorrectionData:
    """The status that a correction took back, and the day of the correction."""

    status: LabelledCode
    as_of: date
    corrected_on: date  # when the correction was approved
    key: int | None = None  # of the assessment that was corrected


@dataclass(frozen=True, slots=True)
class AssessmentData:
    """An approved assessment as shown in a report."""

    status: LabelledCode
    trend: LabelledCode
    strength: LabelledCode
    kind: LabelledCode
    as_of: date
    period_from: date
    period_to: date
    rationale: str
    next_step: str
    author: str
    decided_by: str
    is_self_approved: bool
    is_sample: bool
    correction: CorrectionData | None = None
    key: int | None = None  # of the assessment
    withheld_citations: int = 0  # number of its citations that this report may not name
    decided_on: date | None = None  # the day it was approved


@dataclass(frozen=True, slots=True)
class RemarkData:
    """An analyst's remark for the report itself: on one recommendation, or the summary of all."""

    text: str
    as_of: date
    key: int | None = None


@dataclass(frozen=True, slots=True)
class StatusPoint:
    """Status of a recommendation from a day on: one step of its history."""

    as_of: date
    status: LabelledCode
    rank: int | None
    key: int | None = None  # of the assessment


@dataclass(frozen=True, slots=True)
class QuestionData:
    """An open question, to a body or about the source."""

    question: str
    kind: LabelledCode
    body: str = ""  # short name; empty where no body is asked
    asked_on: date | None = None
    due_on: date | None = None
    is_overdue: bool = False
    key: int | None = None


@dataclass(frozen=True, slots=True)
class ViewData:
    """Assessment by a body, civil society or the report itself, beside the analysts' own."""

    holder: ViewHolder
    assessment: AssessmentData
    stated_by: str = ""  # who stated it, where it came by letter
    stated_on: date | None = None
    stated_in: str = ""  # title of the evidence; empty where it may not be named
    rank_difference: int | None = (
        None  # steps above the analysts' status, below 0 under it; None: no rank
    )
    differs: bool = False  # has another rank than the analysts'; False without theirs
    source: Source | None = None  # where it was stated, if that may be named


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """Status of a component by the current assessment; not_assessed where it has no line on it."""

    code: str  # "1a"
    title: str
    basis: LabelledCode  # only components in the text bear on the whole
    status: LabelledCode
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentData:
    """A commitment of a body and what came of it. It never raises a status."""

    text: str
    body: ViewHolder
    undertaken_on: date
    due_on: date | None
    postponements: int  # times that the due date was moved to a later one
    is_overdue: bool
    last_update_on: date | None  # up to the day of the report; None: no update yet
    last_update: str = ""
    is_without_update: bool = False  # open, and no update for 180 days or more
    done_on: date | None = None
    evidence_title: str = ""  # title of the evidence; empty where it may not be named
    dropped_reason: str = ""
    key: int | None = None
    sources: tuple[Source, ...] = ()  # where it was undertaken, and what shows it done
    recommendation: str = ""  # number

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped on the day of the report."""
        return self.done_on is None and not self.dropped_reason


@dataclass(frozen=True, slots=True)
class NoteData:
    """Progress noted without an assessment: a sentence, its date and a citation."""

    noted_on: date
    sentence: str
    citation: CitationData
