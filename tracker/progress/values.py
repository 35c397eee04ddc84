"""Values of a progress report: codes, counts, sources, figures, and all of a recommendation."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Self

import msgspec

from tracker.formats import gettext as _
from tracker.vocabulary import RANK, SETTLED_STATUSES, Role, Status, offer_conclusion


@contextmanager
def paused_collection() -> Iterator[None]:
    """Pause the collector of reference cycles, which else goes through all rows again and again.

    The rows of a long report hold none: each is freed when nothing refers to it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An immutable value in a report; a frozen one with unknown fields is refused."""


class LabelledCode(Value, frozen=True):
    """A code of the vocabulary with its label. An unset value has an empty code and label."""

    code: str = ""
    label: str = ""


UNSET = LabelledCode()


class TranslationData(Value, frozen=True):
    """How a text came into the report's language: it stands in place of what people wrote."""

    translated_by: str = ""  # empty in reports for others
    is_official: bool = False
    is_outdated: bool = False  # whether what people wrote was changed since
    key: int | None = None


class Written(Value, frozen=True, kw_only=True):
    """A value with texts that people wrote, each in a language of its own.

    Both are by name of the attribute. Without an entry a text is in the language of the office.
    """

    text_languages: dict[str, str] = {}  # of the text as it stands here: {"rationale": "sq"}
    translations: dict[str, TranslationData] = {}  # of texts that stand here translated


class Condition(Value, frozen=True):
    """One condition of the filter, as written in addresses and as shown to people."""

    name: str  # as in addresses: "body"
    value: str  # "THBD"; several joined by ","
    label: str  # "Responsible body"
    display_value: str  # "THBD · Trafficking in Human Beings Directorate"


class Count(Value, frozen=True):
    """Number of recommendations at a status. `rank` is 0 to 4, None off the scale."""

    status: LabelledCode
    rank: int | None
    number: int


class Share(Value, frozen=True):
    """Part of a whole, always stated with both numbers."""

    part: int
    base: int

    @classmethod
    def fully_implemented(cls, counts: Iterable[Count]) -> Self:
        """Return the share that is fully implemented, of those that have a place on the scale."""
        ranked = [count for count in counts if count.rank is not None]
        return cls(
            part=sum(count.number for count in ranked if count.status.code == Status.FULL),
            base=sum(count.number for count in ranked),
        )

    @property
    def percent(self) -> int | None:
        """Percentage rounded half up, but 0 only for none and 100 only for all: 199 of 200 is 99.

        None on a base under 20, where a percentage would mislead.
        """
        if self.base < 20:
            return None
        rounded = (200 * self.part + self.base) // (2 * self.base)
        return min(max(rounded, min(self.part, 1)), 99 + (self.part == self.base))


class BodyRole(Value, frozen=True):
    """A body and its role for a recommendation."""

    code: str
    name: str
    short: str  # acronym, or the name
    role: LabelledCode
    holders: tuple[str, ...] = ()  # codes of the bodies that hold it since this one ended
    holder_note: str = ""  # "now MFLT or MOJ (not divided)"


class ViewHolder(Value, frozen=True):
    """Holder of a view: a body; without a code, the report itself or civil society at large."""

    perspective: LabelledCode
    code: str  # of the body
    name: str
    short: str


class Source(Written, frozen=True):
    """Source that may be named: a passage of a report or a piece of evidence.

    Sources of one key are the same source and get one number in a report.
    """

    key: str  # "passage:12:40-81", "evidence:7"
    title: str
    issuer: str = ""
    kind: LabelledCode = UNSET  # empty: not stated
    published_on: date | None = None
    locator: str = ""  # "TIP 2024 Kosovo, ¶ 8"; for a document its page and paragraph
    url: str = ""  # its own, on the web
    address: str = ""  # where the tracker shows it: "/reports/tip-2024-kosovo/#p8"
    quote: str = ""  # the marked words of a passage
    original_source: str = ""  # whose words it passes on
    is_issuer_stated: bool = True

    @property
    def is_passage(self) -> bool:
        """Whether it is a passage of a report."""
        return self.key.startswith("passage:")


class WithheldCount(Value, frozen=True):
    """Kind of matter that a report may not show, and how much where the number may be shown."""

    code: str  # "evidence", "views", "notes", "small_counts", "names"
    label: str  # "evidence that is not public"
    number: int | None = None


class FigureValue(Value, frozen=True):
    """Value of an indicator for a period, as a source states it. None is unknown, never zero.

    A value that may not be shown is `is_suppressed`: a text ("<5", "…") and nowhere a number.
    """

    period: str
    decimal_year: float | None  # for the chart: 2023.5; None: the period names no year
    value: float | None
    display_value: str  # "at least 12", "unknown", "<5"
    is_suppressed: bool = False
    previous_value: float | None = None  # what the same source states for the period before
    previous_period: str = ""
    previous_decimal_year: float | None = None
    change: float | None = None  # only where the two are comparable
    percent_change: int | None = None  # only on a base of 20 or more on both sides
    is_provisional: bool = False
    source: Source | None = None
    key: int | None = None  # of the figure

    @property
    def without_suppressed(self) -> Self:
        """The figure as files hold it: none of its numbers where it is suppressed."""
        nothing = dict.fromkeys(("value", "previous_value", "change", "percent_change"))
        return msgspec.structs.replace(self, **nothing) if self.is_suppressed else self


class FigureSeries(Value, frozen=True):
    """The values of one indicator in the country of the report, oldest first."""

    code: str
    name: str
    unit: str
    theme: LabelledCode
    figures: tuple[FigureValue, ...]
    breaks: tuple[tuple[float, str], ...] = ()  # decimal years of new definitions, with these
    is_in_english: bool = False  # name and unit lack a translation


class CitationData(Written, frozen=True, kw_only=True):
    """A piece of evidence as cited. The span fields are None unless it is a passage."""

    title: str
    kind: LabelledCode  # empty: not stated
    use: LabelledCode  # empty: not stated
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


class CorrectionData(Value, frozen=True):
    """The status that a correction took back, and the day of the correction."""

    status: LabelledCode
    as_of: date
    corrected_on: date  # when the correction was approved
    key: int | None = None  # of the assessment that was corrected


class AssessmentData(Written, frozen=True, kw_only=True):
    """An approved assessment as shown in a report."""

    status: LabelledCode
    trend: LabelledCode
    strength: LabelledCode
    kind: LabelledCode
    as_of: date
    period_from: date
    period_to: date
    rationale: str
    next_step: str  # of the office; empty in reports for others
    author: str
    decided_by: str
    is_self_approved: bool
    is_sample: bool
    correction: CorrectionData | None = None
    key: int | None = None  # of the assessment
    withheld_citations: int = 0  # number of its citations that this report may not name
    decided_on: date | None = None  # the day it was approved
    conclusion: str = ""  # a sentence
    remaining: str = ""  # what the bodies still have to do
    remaining_by: date | None = None
    decision_note: str = ""  # of who approved it


class SummaryBinding(Value, frozen=True):
    """A number or status in the executive summary, and what the data says of it.

    `text` stands in the summary from `start` on.
    """

    text: str  # "two", "partially implemented"
    start: int
    subject: str  # the status whose number it is, "total", or the number of a recommendation
    subject_label: str  # in words: "fully implemented", "no. 6"
    written: str  # number or code of the status when it was written: "2", "partial"
    current: str  # the same by the data of this report
    current_label: str = ""  # in words: "three", "Largely implemented"

    @property
    def code(self) -> str:
        """Place and subject, as a form sends them: "12:full"."""
        return f"{self.start}:{self.subject}"

    @property
    def is_overtaken(self) -> bool:
        """Whether the data says something else than the summary."""
        return self.written != self.current

    @property
    def comparison(self) -> str:
        """What the data says, in the language in force: “two” (fully implemented): now 3."""
        text = (
            _("“%(text)s” (%(subject)s): now %(current)s")
            if self.is_overtaken
            else _("“%(text)s” (%(subject)s): as the data says")
        )
        return text % {
            "text": self.text,
            "subject": self.subject_label,
            "current": self.current_label or "–",
        }


class RemarkData(Written, frozen=True):
    """An analyst's remark for the report itself: on one recommendation, or the summary of all."""

    text: str
    as_of: date
    key: int | None = None
    bindings: tuple[SummaryBinding, ...] = ()  # of the summary, in the order of the text

    @property
    def overtaken(self) -> tuple[SummaryBinding, ...]:
        """Numbers and statuses of which the data says something else."""
        return tuple(binding for binding in self.bindings if binding.is_overtaken)


class StatusPoint(Value, frozen=True):
    """Status of a recommendation from a day on: one step of its history."""

    as_of: date
    status: LabelledCode
    rank: int | None
    key: int | None = None  # of the assessment


class YearStatus(Value, frozen=True):
    """Status of a recommendation in one year, by the newest approved assessment for it."""

    period_to: date  # that of the `ReportYear`
    status: LabelledCode
    trend: LabelledCode
    as_of: date
    key: int | None = None  # of the assessment


class QuestionData(Written, frozen=True):
    """An open question, to a body or about the source."""

    question: str
    kind: LabelledCode
    body: str = ""  # short name; empty where no body is asked
    asked_on: date | None = None
    due_on: date | None = None
    is_overdue: bool = False
    key: int | None = None


class ViewData(Written, frozen=True):
    """Assessment by a body, civil society or the report itself, beside the analysts' own."""

    holder: ViewHolder
    assessment: AssessmentData
    stated_by: str = ""  # who stated it, where it came by letter
    stated_on: date | None = None
    stated_in: str = ""  # title of the evidence; empty where it may not be named
    rank_difference: int | None = None  # steps above the analysts' status; None: no rank
    differs: bool = False  # has another rank than the analysts'; False without theirs
    source: Source | None = None  # where it was stated, if that may be named


class ComponentLine(Written, frozen=True):
    """Status of a component by the current assessment; not_assessed where it has no line on it."""

    code: str  # "1a"
    title: str
    basis: LabelledCode  # only components in the text bear on the whole
    status: LabelledCode
    remark: str = ""
    key: int | None = None  # of the component
    line: int | None = None  # key of the line


class DueDateMove(Written, frozen=True):
    """A change of a commitment's due date; None is no due date."""

    agreed_on: date
    before: date | None
    after: date | None
    reason: str
    key: int | None = None


class CommitmentData(Written, frozen=True, kw_only=True):
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
    first_due_on: date | None = None  # before any move; None: none was agreed
    moves: tuple[DueDateMove, ...] = ()  # up to the day of the report, oldest first

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped on the day of the report."""
        return self.done_on is None and not self.dropped_reason


class NoteData(Written, frozen=True):
    """Progress noted without an assessment: a sentence, its date and a citation."""

    noted_on: date
    sentence: str
    citation: CitationData


class RecommendationProgress(Written, frozen=True, kw_only=True):
    """One recommendation, as it stands on the date of the report."""

    number: str
    title: str
    text: str  # verbatim
    text_source: str  # "TIP 2024 Kosovo, ¶ 4"
    translation: str  # in the report's language; empty when none is held or it is English
    translation_source: str  # empty: unofficial
    theme: LabelledCode
    duty: LabelledCode
    lifecycle: LabelledCode
    review_on: date | None
    is_overdue: bool
    status: LabelledCode  # not_assessed while there is no assessment
    bodies: tuple[BodyRole, ...]
    assessment: AssessmentData | None
    previous_assessment: AssessmentData | None
    notes: tuple[NoteData, ...] = ()  # oldest first
    citations: tuple[CitationData, ...] = ()  # in the order of the source, then by date
    views: tuple[ViewData, ...] = ()  # responsible bodies, leads first; civil society; the report
    component_lines: tuple[ComponentLine, ...] = ()  # none where only the whole was assessed
    commitments: tuple[CommitmentData, ...] = ()  # oldest first
    questions: tuple[QuestionData, ...] = ()  # open on the day of the report
    status_history: tuple[StatusPoint, ...] = ()  # every assessed status, oldest first
    older_corrections: tuple[CorrectionData, ...] = ()  # after `since`, of other assessments
    previous_status: LabelledCode = UNSET  # at the end of `since`; empty without that day
    years: tuple[YearStatus, ...] = ()  # oldest first; of a year without assessment none
    remark: RemarkData | None = None
    key: int | None = None
    address: str = ""  # where the tracker shows it

    @property
    def leads(self) -> str:
        """The short names of the leading bodies; empty for none."""
        leads = (body for body in self.bodies if body.role.code == Role.LEAD)
        return ", ".join(name for b in leads for name in (b.short, b.holder_note) if name)

    @property
    def status_by_year(self) -> dict[str, str]:
        """Labels of the status in each assessed year, by the last day of the year."""
        return {str(year.period_to): year.status.label for year in self.years}

    @property
    def offered_conclusion(self) -> str:
        """Sentence in the language in force, where the assessment has no conclusion: a draft."""
        return (
            ""
            if self.assessment is None or self.assessment.conclusion
            else offer_conclusion(self.assessment.status.code, number=self.number)
        )

    @property
    def rank(self) -> int | None:
        """Place of the status on the scale, 0 to 4; None off the scale."""
        return RANK.get(Status(self.status.code))

    @property
    def is_unsettled(self) -> bool:
        """Whether it still applies and is not fully implemented."""
        return self.status.code not in SETTLED_STATUSES

    @property
    def has_changed_status(self) -> bool:
        """Whether its status differs from the one at the end of `since`."""
        return bool(self.previous_status.code) and self.previous_status.code != self.status.code

    def corrections_since(self, day: date) -> list[CorrectionData]:
        """Return what was taken back after a day, of any of its assessments."""
        latest = self.assessment.correction if self.assessment else None
        return [c for c in (*self.older_corrections, latest) if c and c.corrected_on > day]

    def was_assessed_late(self, *, since: date, on: date, edition_to: date) -> bool:
        """Return whether its assessment was approved after `since`, as of a day up to `since`.

        Assessments of the edition's own period are never late: they can only be made afterwards.
        """
        latest = self.assessment
        return (
            latest is not None
            and latest.decided_on is not None
            and edition_to < latest.as_of <= since < latest.decided_on <= on
        )
