"""A progress report as a whole: its edition, its counts, its recommendations."""

from datetime import date

from tracker.progress.values import (
    UNSET,
    BodyRole,
    Condition,
    Count,
    FigureSeries,
    LabelledCode,
    RecommendationProgress,
    RemarkData,
    Share,
    Value,
    ViewHolder,
    WithheldCount,
    Written,
)
from tracker.vocabulary import Audience, ReportKind


class ReportYear(Value, frozen=True):
    """A year of the mechanism: the edition's own period, or a later one."""

    label: str  # "2024/25", or "2024" of a calendar year
    period_from: date
    period_to: date


class ReplyData(Written, frozen=True, kw_only=True):
    """Reply of a body to a draft of this report that it was sent, or that none came."""

    body: ViewHolder
    sent_on: date
    reply_by: date
    replied_on: date | None = None
    text: str = ""
    is_none_received: bool = False
    is_late: bool = False  # recorded after publication
    publication_number: int = 0  # of the draft
    key: int | None = None


class PublicationReference(Value, frozen=True):
    """An earlier publication that a report compares with."""

    number: int
    title: str
    on: date  # the day whose state it shows
    published_on: date


class ReportHead(Value, frozen=True, kw_only=True):
    """The edition whose recommendations are reported on."""

    slug: str
    title: str  # "2024 Trafficking in Persons Report: Kosovo"
    cited_as: str  # "TIP 2024 Kosovo"
    issuer: str
    year: int
    tier: LabelledCode
    period_from: date
    period_to: date
    published_on: date | None
    mechanism: str = ""  # "TIP"; empty in reports that were frozen before it was kept
    country: str = ""  # "Kosovo", in the language of the source


class SealReference(Value, frozen=True):
    """Newest seal of history when the report was made: printed, it proves the database."""

    number: int
    hash: str  # 64 hexadecimal digits
    page: str = ""  # address of the page that checks it; empty on a machine without one


class Letterhead(Value, frozen=True):
    """Letterhead of a report: what is written for its edition, else the settings; frozen."""

    name: str = ""  # "Ministry of Wells"
    logo: str = ""  # an SVG drawing, as text
    colour: str = ""  # "#1a5276"; empty: ours
    preface: str = ""
    sender: str = ""  # who writes the report: "Office for Good Governance"
    contact: str = ""  # lines with an address, telephone number, mailbox
    note: str = ""  # "* This designation is without prejudice …": on the country's name
    key: int | None = None  # of the text of the edition


class ReportPart(Value, frozen=True):
    """Position of one part of a long report in the whole."""

    offset: int  # position of its first recommendation, from 0
    total: int  # recommendations that the whole report lists one by one


class AssessmentTotals(Value, frozen=True):
    """Totals over all assessments that a report counts, also those it doesn't list."""

    strength_counts: tuple[tuple[LabelledCode, int], ...]  # the best backed first
    has_samples: bool  # whether one was approved as a sample
    self_approved_count: int  # assessments that their own authors approved


class Progress(Value, frozen=True, kw_only=True):
    """The state of one report's recommendations on a date."""

    report: ReportHead
    on: date
    basis: LabelledCode  # as known today, or as stated then
    language: str  # "en", "sq", "sr-latn"
    filter: tuple[Condition, ...]
    counts: tuple[Count, ...]  # every status, in the order of the vocabulary; see `total`
    fully_implemented: Share  # fully implemented, of those that have a place on the scale
    excluded_counts: tuple[Count, ...]  # not assessed, unable to verify, no longer applicable
    assessment_totals: AssessmentTotals
    recommendations: tuple[RecommendationProgress, ...] = ()  # see `part`
    seal: SealReference | None = None  # none was made yet
    kind: LabelledCode = LabelledCode(ReportKind.FULL.value, "Full report")
    audience: LabelledCode = LabelledCode(Audience.INTERNAL.value, "internal")
    since: date | None = None  # the period reported on begins the day after
    body: BodyRole | None = None  # for whom the report is; its role is empty
    theme: LabelledCode = UNSET
    summary: RemarkData | None = None
    figures: tuple[FigureSeries, ...] = ()
    withheld: tuple[WithheldCount, ...] = ()
    letterhead: Letterhead = Letterhead()
    previous_counts: tuple[Count, ...] = ()  # at the end of `since`; none where that is not shown
    state: LabelledCode = UNSET  # of the publication it is printed for; empty: none
    part: ReportPart | None = None  # None: every recommendation is in it
    is_judged_by_one: bool = False  # whether one person wrote and approved the assessments
    years: tuple[ReportYear, ...] = ()  # oldest first: that of the edition, then those up to `on`
    replies: tuple[ReplyData, ...] = ()  # the newest of each body, by its code
    compared_with: PublicationReference | None = None  # of which `since` is the day
    reference: str = ""  # of a letter: "HEED 12/2026"
    reply_by: date | None = None  # of a letter
    # Kinds of texts ("assessment.rationale") that lack the language, and their number.
    missing_translations: tuple[tuple[str, int], ...] = ()
    translation_count: int = 0  # texts that stand here translated

    @property
    def is_external(self) -> bool:
        """Whether people outside the office read it: the public, or the body it is for."""
        return self.audience.code != Audience.INTERNAL

    @property
    def total(self) -> int:
        """Number of recommendations counted: the base and what was left out."""
        return sum(count.number for count in self.counts)

    @property
    def recommendation_count(self) -> int:
        """Number of recommendations listed one by one, in this part and all others."""
        return self.part.total if self.part else len(self.recommendations)

    @property
    def is_last_part(self) -> bool:
        """Whether it is the last part; an undivided report is."""
        return self.part is None or self.part.offset + len(self.recommendations) >= self.part.total
