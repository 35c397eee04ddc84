"""Which rows a progress report rests on: what a publication keeps the versions of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tracker.progress.assessments import (
    Asked,
    Cited,
    ComponentLine,
    Judgment,
    Note,
    Remark,
    StandingPoint,
    Undertaken,
    View,
)
from tracker.progress.values import (
    UNSET,
    BodyRole,
    Condition,
    Count,
    FigureSeries,
    Labelled,
    Share,
    Withheld,
)
from tracker.vocabulary import RANK, SETTLED, Audience, ReportKind, Status, Strength

if TYPE_CHECKING:
    from tracker.progress.assessments import Corrected, Judgment, Remark
    from tracker.progress.values import Source

    pass

type Row = tuple[str, int]  # table and key


def used(progress: Progress) -> list[Row]:
    """Every row that the report tells of, in order of table and key.

    A piece of evidence, and a passage, is found by the key of its source.
    """
    return sorted(set(_rows(progress)))


def _rows(progress: Progress) -> Iterator[Row]:
    yield from _keys("remark", [_key(progress.summary)])
    for series in progress.figures:
        yield from _keys("figure", (figure.key for figure in series.figures))
        yield from _sources(figure.source for figure in series.figures)
    for one in progress.recommendations:
        yield from _below(one)


def _below(one: RecommendationProgress) -> Iterator[Row]:
    yield from _keys("recommendation", [one.key])
    yield from _keys("remark", [_key(one.remark)])
    yield from _keys("assessment", (point.key for point in one.course))
    for judgment in (one.assessment, one.previous, *(view.assessment for view in one.views)):
        yield from _keys("assessment", _keys_of(judgment))
    yield from _keys("query", (asked.key for asked in one.asked))
    yield from _keys("commitment", (commitment.key for commitment in one.commitments))
    pieces = [*one.evidence, *(note.cited for note in one.notes)]
    yield from _keys("citation", (cited.key for cited in pieces))
    yield from _sources(cited.of for cited in pieces)
    yield from _sources(view.source for view in one.views)
    yield from _sources(source for commitment in one.commitments for source in commitment.sources)


def _keys_of(judgment: Judgment | None) -> list[int | None]:
    if judgment is None:
        return []
    return [judgment.key, _key(judgment.corrects)]


def _key(row: Remark | Corrected | None) -> int | None:
    return row.key if row else None


def _keys(noun: str, keys: Iterable[int | None]) -> Iterator[Row]:
    return ((f"tracker_{noun}", key) for key in keys if key is not None)


def _sources(sources: Iterable[Source | None]) -> Iterator[Row]:
    """ "evidence:7", "evidence:7:4:12", "passage:12:40-81": the table, and the key in it."""
    for source in sources:
        if source is not None:
            noun, key, *_place = source.key.split(":")
            yield f"tracker_{noun}", int(key)


FULL = Labelled(ReportKind.FULL.value, "Full report")
INTERNAL = Labelled(Audience.INTERNAL.value, "internal")


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
    assessment: Judgment | None
    previous: Judgment | None
    notes: tuple[Note, ...] = ()  # oldest first
    evidence: tuple[Cited, ...] = ()  # everything cited, in the order of the source, then by date
    questions: tuple[str, ...] = ()  # open ones
    views: tuple[View, ...] = ()  # responsible bodies, leads first; civil society; the report
    lines: tuple[ComponentLine, ...] = ()  # none where the judgment is of the whole alone
    commitments: tuple[Undertaken, ...] = ()  # oldest first
    asked: tuple[Asked, ...] = ()  # the open questions with whom and until when; as `questions`
    course: tuple[StandingPoint, ...] = ()  # every judged status, oldest first
    before: Labelled = UNSET  # the status at the end of `since`; empty without that day
    remark: Remark | None = None
    key: int | None = None
    address: str = ""  # where the tracker shows it

    @property
    def rank(self) -> int | None:
        """0 to 4; None off the scale."""
        return RANK.get(Status(self.status.code))

    @property
    def is_unsettled(self) -> bool:
        """Whether it still applies and nobody found it fully implemented."""
        return self.status.code not in SETTLED

    @property
    def moved(self) -> bool:
        """Whether it stands at another status than at the end of `since`."""
        return bool(self.before.code) and self.before.code != self.status.code

    def was_judged_late(self, *, since: date, on: date, edition_to: date) -> bool:
        """Whether its judgment was approved after `since`, about a day up to it: nothing moved.

        Of the edition's own period no judgment is late: that is judged only afterwards.
        """
        one = self.assessment
        return bool(
            one and one.decided_on and edition_to < one.as_of <= since < one.decided_on <= on
        )

    @property
    def differing(self) -> tuple[View, ...]:
        """The views that differ from the analysts'."""
        return tuple(view for view in self.views if view.differs)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The newest seal of history when the report was made: on paper it proves the database."""

    number: int
    hash: str  # 64 hexadecimal digits


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose paper a report stands on: settings, frozen with a publication."""

    name: str = ""  # "Ministry of Wells"
    logo: str = ""  # an SVG drawing, as text
    colour: str = ""  # "#1a5276"; empty: ours
    preface: str = ""


PLAIN = Letterhead()


@dataclass(frozen=True, slots=True)
class Part:
    """Where some of a report's recommendations stand in the whole, and what holds for all of it."""

    first: int  # place of the first that is told, from 0
    of: int  # how many the whole tells of one by one


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind all the statuses that a report counts, told one by one or not."""

    strengths: tuple[tuple[Labelled, int], ...]  # of the judgments, the best backed first
    has_samples: bool  # whether one was approved as a sample
    by_authors: int  # judgments that their own authors approved


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one report's recommendations on a date."""

    report: ReportHead
    on: date
    past: Labelled  # as we know today, or as we said then
    language: str  # "en", "sq", "sr-latn"
    filter: tuple[Condition, ...]
    counts: tuple[Count, ...]  # every status, in the order of the vocabulary; see `total`
    fully: Share  # fully implemented, of those that have a place on the scale
    left_out: tuple[Count, ...]  # not assessed, unable to verify, no longer applicable
    recommendations: tuple[RecommendationProgress, ...] = field(default=())  # see `part`
    seal: Sealed | None = None  # none was made yet
    kind: Labelled = FULL
    audience: Labelled = INTERNAL
    since: date | None = None  # first day of the period told of is the day after it
    body: BodyRole | None = None  # for whom the report is; its role is empty
    theme: Labelled = UNSET
    summary: Remark | None = None
    figures: tuple[FigureSeries, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    letterhead: Letterhead = PLAIN
    counts_before: tuple[Count, ...] = ()  # at the end of `since`; none where that is not told
    state: Labelled = UNSET  # of the publication it is printed for; empty: none
    part: Part | None = None  # None: every recommendation is told of
    behind: Behind | None = None  # None: what is told one by one is all that is counted

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it."""
        return self.audience.code == Audience.PUBLIC

    @property
    def is_outward(self) -> bool:
        """Whether people outside the house read it: the public, or the body it is for."""
        return self.audience.code != Audience.INTERNAL

    @property
    def total(self) -> int:
        """How many recommendations the report tells of: the base and what was left out."""
        return sum(count.number for count in self.counts)

    @property
    def number(self) -> int:
        """How many recommendations are told of one by one, those of other parts as well."""
        return self.part.of if self.part else len(self.recommendations)

    @property
    def is_last(self) -> bool:
        """Whether nothing comes after it: the whole is, and its last part."""
        return self.part is None or self.part.first + len(self.recommendations) >= self.part.of

    @property
    def used(self) -> list[tuple[str, int]]:
        """Every row it rests on, by table and key, each once: see `using`."""
        return used(self)

    @property
    def strengths(self) -> tuple[tuple[Labelled, int], ...]:
        """How many of the judgments counted are backed how well, the best backed first."""
        if self.behind:
            return self.behind.strengths
        return by_strength(Counter(judgment.strength for judgment in self._judgments))

    @property
    def by_authors(self) -> int:
        """How many of the judgments counted their own authors approved."""
        if self.behind:
            return self.behind.by_authors
        return sum(judgment.approved_by_its_author for judgment in self._judgments)

    @property
    def has_views(self) -> bool:
        """Whether anybody else's view stands beside a judgment."""
        return any(r.views for r in self.recommendations)

    @property
    def has_samples(self) -> bool:
        """Whether a status counted was approved by `quickstart` as a sample."""
        if self.behind:
            return self.behind.has_samples
        return any(judgment.is_sample for judgment in self._judgments)

    @property
    def _judgments(self) -> list[Judgment]:
        return [r.assessment for r in self.recommendations if r.assessment]


def by_strength(numbers: Mapping[Labelled, int]) -> tuple[tuple[Labelled, int], ...]:
    """How often each strength stands there, the best first."""
    labels = {strength.code: strength for strength in numbers}
    order = [strength.value for strength in reversed(Strength)]
    return tuple((labels[code], numbers[labels[code]]) for code in order if code in labels)
