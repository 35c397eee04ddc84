"""A whole progress report, the progress of one recommendation, and the rows they were made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.progress.assessments import (
    AssessmentData,
    CitationData,
    CommitmentData,
    ComponentLine,
    CorrectionData,
    NoteData,
    QuestionData,
    RemarkData,
    StatusPoint,
    ViewData,
)
from tracker.progress.values import (
    UNSET,
    BodyRole,
    Condition,
    Count,
    FigureSeries,
    LabelledCode,
    Share,
    Source,
    WithheldCount,
)
from tracker.vocabulary import RANK, SETTLED_STATUSES, Audience, ReportKind, Status, Strength

type RowKey = tuple[str, int]  # table and primary key


def list_used_rows(progress: Progress) -> list[RowKey]:
    """Return every row that the report was made from, in order of table and key.

    Evidence and passages are taken from the keys of their sources.
    """
    return sorted(set(_report_rows(progress)))


def _report_rows(progress: Progress) -> Iterator[RowKey]:
    yield from _keys("remark", [_key(progress.summary)])
    for series in progress.figures:
        yield from _keys("figure", (figure.key for figure in series.figures))
        yield from _sources(figure.source for figure in series.figures)
    for recommendation in progress.recommendations:
        yield from _recommendation_rows(recommendation)


def _recommendation_rows(progress: RecommendationProgress) -> Iterator[RowKey]:
    yield from _keys("recommendation", [progress.key])
    yield from _keys("remark", [_key(progress.remark)])
    yield from _keys("assessment", (point.key for point in progress.status_history))
    views = [view.assessment for view in progress.views]
    for assessment in (progress.assessment, progress.previous_assessment, *views):
        if assessment is not None:
            yield from _keys("assessment", [assessment.key, _key(assessment.correction)])
    yield from _keys("question", (question.key for question in progress.questions))
    yield from _keys("commitment", (commitment.key for commitment in progress.commitments))
    citations = [*progress.citations, *(note.citation for note in progress.notes)]
    yield from _keys("citation", (citation.key for citation in citations))
    yield from _sources(citation.source for citation in citations)
    yield from _sources(view.source for view in progress.views)
    for commitment in progress.commitments:
        yield from _sources(commitment.sources)


def _key(row: RemarkData | CorrectionData | None) -> int | None:
    return row.key if row else None


def _keys(noun: str, keys: Iterable[int | None]) -> Iterator[RowKey]:
    return ((f"tracker_{noun}", key) for key in keys if key is not None)


def _sources(sources: Iterable[Source | None]) -> Iterator[RowKey]:
    """Read table and key from keys like "evidence:7", "evidence:7:4:12" and "passage:12:40-81"."""
    for source in sources:
        if source is not None:
            noun, key, *_place = source.key.split(":")
            yield f"tracker_{noun}", int(key)


FULL_REPORT = LabelledCode(ReportKind.FULL.value, "Full report")
INTERNAL_AUDIENCE = LabelledCode(Audience.INTERNAL.value, "internal")


@dataclass(frozen=True, slots=True)
class ReportHead:
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


@dataclass(frozen=True, slots=True)
class RecommendationProgress:
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
    previous_status: LabelledCode = (
        UNSET  # the status at the end of `since`; empty without that day
    )
    remark: RemarkData | None = None
    key: int | None = None
    address: str = ""  # where the tracker shows it

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

    def was_assessed_late(self, *, since: date, on: date, edition_to: date) -> bool:
        """Return whether its assessment was approved after `since`, as of a day up to `since`.

        The status then was known late and nothing moved. Assessments of the edition's own period
        are never late: they can only be made afterwards.
        """
        latest = self.assessment
        if latest is None or latest.decided_on is None:
            return False
        return edition_to < latest.as_of <= since < latest.decided_on <= on

    @property
    def differing_views(self) -> tuple[ViewData, ...]:
        """The views whose status has another rank than the analysts'."""
        return tuple(view for view in self.views if view.differs)


@dataclass(frozen=True, slots=True)
class SealReference:
    """Newest seal of history when the report was made: printed, it proves the database."""

    number: int
    hash: str  # 64 hexadecimal digits


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Letterhead that a report is printed on: settings, frozen with a publication."""

    name: str = ""  # "Ministry of Wells"
    logo: str = ""  # an SVG drawing, as text
    colour: str = ""  # "#1a5276"; empty: ours
    preface: str = ""


EMPTY_LETTERHEAD = Letterhead()


@dataclass(frozen=True, slots=True)
class ReportPart:
    """Position of one part of a long report in the whole."""

    offset: int  # position of its first recommendation, from 0
    total: int  # recommendations that the whole report lists one by one


@dataclass(frozen=True, slots=True)
class AssessmentTotals:
    """Totals over all assessments that a report counts, whether or not it lists them one by one."""

    strength_counts: tuple[tuple[LabelledCode, int], ...]  # the best backed first
    has_samples: bool  # whether one was approved as a sample
    self_approved_count: int  # assessments that their own authors approved


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one report's recommendations on a date."""

    report: ReportHead
    on: date
    basis: LabelledCode  # as known today, or as stated then
    language: str  # "en", "sq", "sr-latn"
    filter: tuple[Condition, ...]
    counts: tuple[Count, ...]  # every status, in the order of the vocabulary; see `total`
    fully_implemented: Share  # fully implemented, of those that have a place on the scale
    excluded_counts: tuple[Count, ...]  # not assessed, unable to verify, no longer applicable
    recommendations: tuple[RecommendationProgress, ...] = field(default=())  # see `part`
    seal: SealReference | None = None  # none was made yet
    kind: LabelledCode = FULL_REPORT
    audience: LabelledCode = INTERNAL_AUDIENCE
    since: date | None = None  # the period reported on begins the day after
    body: BodyRole | None = None  # for whom the report is; its role is empty
    theme: LabelledCode = UNSET
    summary: RemarkData | None = None
    figures: tuple[FigureSeries, ...] = ()
    withheld: tuple[WithheldCount, ...] = ()
    letterhead: Letterhead = EMPTY_LETTERHEAD
    previous_counts: tuple[Count, ...] = ()  # at the end of `since`; none where that is not shown
    state: LabelledCode = UNSET  # of the publication it is printed for; empty: none
    part: ReportPart | None = None  # None: every recommendation is in it
    assessment_totals: AssessmentTotals | None = (
        None  # None: all that is counted is listed one by one
    )

    @property
    def is_public(self) -> bool:
        """Whether it is for the public."""
        return self.audience.code == Audience.PUBLIC

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

    @property
    def used_rows(self) -> list[RowKey]:
        """Every row it was made from, by table and key, each once."""
        return list_used_rows(self)

    @property
    def strength_counts(self) -> tuple[tuple[LabelledCode, int], ...]:
        """Number of assessments at each evidence strength, the best backed first."""
        if self.assessment_totals:
            return self.assessment_totals.strength_counts
        return sort_by_strength(Counter(assessment.strength for assessment in self._assessments))

    @property
    def self_approved_count(self) -> int:
        """Number of counted assessments that their own authors approved."""
        if self.assessment_totals:
            return self.assessment_totals.self_approved_count
        return sum(assessment.is_self_approved for assessment in self._assessments)

    @property
    def has_views(self) -> bool:
        """Whether any view of others stands beside the analysts' assessments."""
        return any(r.views for r in self.recommendations)

    @property
    def has_samples(self) -> bool:
        """Whether a status counted was approved by `quickstart` as a sample."""
        if self.assessment_totals:
            return self.assessment_totals.has_samples
        return any(assessment.is_sample for assessment in self._assessments)

    @property
    def _assessments(self) -> list[AssessmentData]:
        return [r.assessment for r in self.recommendations if r.assessment]


def sort_by_strength(numbers: Mapping[LabelledCode, int]) -> tuple[tuple[LabelledCode, int], ...]:
    """Return the numbers with their evidence strengths, the best strength first."""
    labels = {strength.code: strength for strength in numbers}
    order = [strength.value for strength in reversed(Strength)]
    return tuple((labels[code], numbers[labels[code]]) for code in order if code in labels)
