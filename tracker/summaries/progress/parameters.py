"""Parameters of a progress report, what a kind includes, and what its readers may be shown.

What is withheld is counted. Source of the rules on that: docs/methodology.md, "Public reports".
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.db.models import Model
from django.utils import functional, timezone
from django.utils.translation import gettext as _, pgettext_lazy

from tracker import errors, grouping, policies
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Commitment,
    Evidence,
    Publication,
    Question,
    Report,
    User,
)
from tracker.progress import PublicationReference, RecommendationProgress, ReportYear, WithheldCount
from tracker.summaries.progress.data import AssessmentRow, ReportRows
from tracker.vocabulary import (
    Audience,
    Basis,
    PastDay,
    Perspective,
    PublicationState,
    ReportKind,
    Sensitivity,
)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportParameters:
    """Parameters of one report. It reports on the time after `since` up to its day."""

    then: PastDay
    since: date
    language: str
    kind: ReportKind = ReportKind.FULL
    audience: Audience = Audience.INTERNAL
    reader: User | None = None  # whose rights narrow it; None: nobody's
    body: Body | None = None
    edition_to: date = date.min  # last day of the edition's own period
    years: tuple[ReportYear, ...] = ()  # that of the edition, then those up to the day
    compared_with: PublicationReference | None = None  # of which `since` is the day
    is_translated: bool = True  # False: every text as people wrote it

    @property
    def on(self) -> date:
        """Day of the report."""
        return self.then.on

    @property
    def previous_day(self) -> PastDay:
        """The end of `since`, on the same basis as the report.

        A day of the edition's own period could only be assessed afterwards, so that its status is
        the one known on the day of the report.
        """
        basis = Basis.AS_KNOWN_NOW if self.since <= self.edition_to else self.then.basis
        return PastDay(self.since, basis)

    @property
    def is_external(self) -> bool:
        """Whether people outside the office read it."""
        return self.audience != Audience.INTERNAL

    @property
    def addressee(self) -> int | None:
        """Key of the body whose focal points read it; None where it is not for one body."""
        return self.body.pk if self.body and self.audience == Audience.BODY else None

    def is_in_period(self, on: date | None) -> bool:
        """Return whether a day lies in the period reported on; an unknown day does not."""
        return on is not None and self.since < on <= self.on


def resolve_since(report: Report, *, on: date, since: date | None) -> date:
    """Return the day after which the period of a report on `on` begins.

    Without `since` it is the last day of the edition's own period, but never after `on`.

    Raises:
        InvalidValue: `since` is after `on`, or more than a day before the edition's period.
    """
    if since is None:
        return min(report.period_to, on)
    errors.InvalidValue.raise_if(
        since > on,
        _(
            "A report as of %(on)s can't show changes since %(since)s, which is "
            "later. Choose an earlier first day or a later day of the report."
        ),
        on=on,
        since=since,
    )
    errors.InvalidValue.raise_if(
        since < report.period_from - DAY,
        _(
            "%(report)s covers the time from %(first)s, so there is nothing to "
            "show since %(since)s. Choose %(day)s or a later day."
        ),
        report=report.cited_as,
        first=report.period_from,
        since=since,
        day=report.period_from - DAY,
    )
    return since


def find_earlier_publication(
    report: Report, params: ReportParameters, stored_filter: Mapping[str, Sequence[str]]
) -> PublicationReference | None:
    """Return the publication of the same kind, audience and filter with the newest day before.

    Withdrawn ones don't count. Of several, in this language if there is one, the last made.
    """
    reader, publications = params.reader, Publication.objects.all()
    similar = (publications.visible_to(reader) if reader else publications).filter(
        report=report,
        kind=params.kind,
        audience=params.audience,
        on__lt=params.on,
        state__in=(PublicationState.PUBLISHED, PublicationState.SUPERSEDED),
    )
    newest = max(
        (row for row in similar if row.conditions == stored_filter),
        key=lambda row: (row.on, row.language == params.language, row.number),
        default=None,
    )
    return (
        PublicationReference(
            newest.number, newest.title, newest.on, timezone.localdate(newest.decided_at)
        )
        if newest and newest.decided_at
        else None
    )


def list_years(report: Report, *, on: date) -> tuple[ReportYear, ...]:
    """Return the edition's own period, then the years of its mechanism that began by `on`."""
    periods = [(report.period_from, report.period_to)]
    while (last := periods[-1][1]) < on:
        periods.append(report.mechanism.year_around(last + DAY))
    return tuple(ReportYear(_label_year(*period), *period) for period in periods)


def _label_year(first: date, last: date) -> str:
    """Return "2024" within one year, "2023/24" over two, "2019–2023" over more."""
    if first.year == last.year:
        return str(first.year)
    is_short = last.year - first.year == 1
    return f"{first.year}/{last.year % 100:02}" if is_short else f"{first.year}–{last.year}"


def resolve_body(
    kind: ReportKind, body: Body | None, audience: Audience, *, on: date
) -> Body | None:
    """Return the body that a report is for.

    Raises:
        InvalidValue: The kind needs a body and none is named, it had ended or accepts no letters;
            or the audience needs that kind.
    """
    errors.InvalidValue.raise_if(
        audience == Audience.BODY and kind != ReportKind.BODY,
        _(
            "Only the kind “For a responsible body” can have the audience “the "
            "body itself”. Choose that kind or another audience."
        ),
    )
    errors.InvalidValue.raise_if(
        kind == ReportKind.BODY and body is None,
        _("Choose a responsible body for this kind of report, by its code, such as THBD."),
    )
    if body is not None:
        policies.bodies.check_exists(body, on=on)
        policies.bodies.check_accepts_letters(body)
    return body


# Kinds that choose recommendations by what is read of each.
KINDS_CHOSEN_BY_CONTENT = frozenset({ReportKind.OUTSTANDING, ReportKind.CHANGES})


def is_included(recommendation: RecommendationProgress, params: ReportParameters) -> bool:
    """Return whether a report of this kind includes the recommendation."""
    match params.kind:
        case ReportKind.OUTSTANDING:
            return is_outstanding(recommendation)
        case ReportKind.CHANGES:
            return has_changed(recommendation, params)
        case ReportKind.BODY:
            return any(
                params.body.code in (body.code, *body.holders)
                for body in recommendation.bodies
                if params.body
            )
    return True


def is_outstanding(recommendation: RecommendationProgress) -> bool:
    """Return whether it is unsettled, or has an overdue commitment or open question."""
    return (
        recommendation.is_unsettled
        or any(commitment.is_overdue for commitment in recommendation.commitments)
        or any(question.is_overdue for question in recommendation.questions)
    )


def has_changed(recommendation: RecommendationProgress, params: ReportParameters) -> bool:
    """Return whether its status changed since the end of `since`, or something is dated later.

    An assessment that was corrected later, or approved late, counts as well.
    """
    return (
        recommendation.has_changed_status
        or bool(recommendation.corrections_since(params.since))
        or any(map(params.is_in_period, _event_days(recommendation)))
        or recommendation.was_assessed_late(
            since=params.since, on=params.on, edition_to=params.edition_to
        )
    )


def _event_days(recommendation: RecommendationProgress) -> Iterable[date | None]:
    """Return the days of its assessments, citations, notes, questions, commitments."""
    commitments = recommendation.commitments
    return chain(
        (point.as_of for point in recommendation.status_history),
        (citation.as_of for citation in recommendation.citations),
        (note.noted_on for note in recommendation.notes),
        (question.asked_on for question in recommendation.questions),
        (day for row in commitments for day in (row.undertaken_on, row.done_on)),
        (move.agreed_on for row in commitments for move in row.moves),
    )


def is_in_evidence_pack(citation: Citation, evidence: Evidence, params: ReportParameters) -> bool:
    """Return whether an evidence pack holds it: about part of the period, or cited in it."""
    return (
        params.kind != ReportKind.EVIDENCE
        or params.is_in_period(citation.as_of)
        or evidence.covers_part_of(params.since + DAY, params.on)
    )


type CitedEvidence = tuple[Citation, Evidence]
type WithheldKeys = defaultdict[str, set[int]]  # kind of matter: keys of the rows left out

LABELS: dict[str, functional.Promise] = {
    "evidence": pgettext_lazy("what a report withholds", "evidence that is not public"),
    "notes": pgettext_lazy("what a report withholds", "unreviewed notes"),
    "views": pgettext_lazy("what a report withholds", "views not stated in public"),
    "commitments": pgettext_lazy("what a report withholds", "commitments not made public"),
    "questions": pgettext_lazy("what a report withholds", "open questions"),
    "replies": pgettext_lazy("what a report withholds", "replies to drafts that are not public"),
    "figures": pgettext_lazy("what a report withholds", "figures whose source is not public"),
    "small_counts": pgettext_lazy("what a report withholds", "small counts of persons"),
    "names": pgettext_lazy("what a report withholds", "names of staff"),
}
UNCOUNTED = frozenset({"small_counts", "names"})  # a number would reveal them, or mean nothing


def merge_withheld(mappings: Iterable[WithheldKeys]) -> WithheldKeys:
    """Merge the keys of several mappings, kind by kind."""
    sets = grouping.group_pairs(
        (kind, keys) for mapping in mappings for kind, keys in mapping.items()
    )
    return defaultdict(set, {kind: set[int]().union(*keys) for kind, keys in sets.items()})


def count_withheld(
    withheld: Mapping[str, set[int]], *, is_external: bool, is_part: bool = False
) -> tuple[WithheldCount, ...]:
    """Count what is withheld, by kind, labelled in the language in force.

    Evidence that is cited twice counts once. A part of a report states kinds without numbers: they
    would be those of the part. No report reveals that there is evidence for named readers.
    """
    labels = LABELS if is_external else {"small_counts": LABELS["small_counts"]}
    return tuple(
        WithheldCount(
            kind, str(label), None if is_part or kind in UNCOUNTED else len(withheld[kind])
        )
        for kind, label in labels.items()
        if withheld.get(kind)
    )


class Disclosure:
    """Rules on what a report may show of one recommendation.

    Every filter method adds the keys of the rows it drops to `withheld`; `unnamed_citations` counts
    by assessment the citations whose evidence may not be named.
    """

    def __init__(self, report_rows: ReportRows, params: ReportParameters) -> None:
        self.report_rows, self.is_external, self.addressee = (
            report_rows,
            params.is_external,
            params.addressee,
        )
        # Whether it is read by colleagues alone, who may read all that is internal.
        self.is_for_colleagues = not params.is_external and (
            params.reader is None or params.reader.may_read
        )
        self.withheld: WithheldKeys = defaultdict(set)
        self.unnamed_citations = Counter[int | None]()  # of all perspectives

    def get_evidence(self, key: int | None) -> Evidence | None:
        """Return evidence that may be named as a source; None for any other."""
        evidence = self.report_rows.get_evidence(key)
        return evidence if evidence is not None and self._is_open(evidence) else None

    def filter_citations(self, rows: Iterable[Citation]) -> list[CitedEvidence]:
        """Filter to citations that may be shown, each with its evidence.

        A citation by a view that is withheld is withheld with it, even where its evidence may be
        named: its sentence is as much part of the view as the reasons are.
        """
        loaded = self.report_rows.evidence  # without what was restricted since
        cited = [(row, loaded[row.evidence_id]) for row in rows if row.evidence_id in loaded]
        named = [pair for pair in cited if self._is_open(pair[1])]
        hidden = [(row, evidence) for row, evidence in cited if not self._is_open(evidence)]
        self.withheld["evidence"].update(evidence.pk for _row, evidence in hidden)
        self.unnamed_citations.update(row.assessment_id for row, _evidence in hidden)
        citing = _citing_assessments(named)
        shown = [pair for pair in named if self._is_stated_in_public(pair[0].assessment, citing)]
        self.withheld["views"].update(citing - _citing_assessments(shown))
        return shown

    def filter_notes(self, citations: Iterable[CitedEvidence]) -> list[CitedEvidence]:
        """Filter to notes: citations with a sentence and no assessment.

        Outside the office none is shown: nobody approved them.
        """
        notes = [
            (row, evidence)
            for row, evidence in citations
            if row.assessment_id is None and row.sentence
        ]
        shown = self._filter("notes", [row for row, _evidence in notes], lambda _note: False)
        return [(row, evidence) for row, evidence in notes if row in shown]

    def filter_views(
        self, rows: Iterable[AssessmentRow], citations: Iterable[CitedEvidence]
    ) -> list[AssessmentRow]:
        """Filter to views that may be shown: outside the office only those stated in public.

        These are the report's own, those of the body that the report is for, those stated in
        evidence that may be named and, without a letter, those that cite only such evidence.
        """
        citing = _citing_assessments(citations)
        return self._filter("views", rows, lambda row: self._is_stated_in_public(row, citing))

    def _is_stated_in_public(self, view: Assessment | None, citing: set[int]) -> bool:
        """Return whether a view may be shown; what is none, an analyst's judgment, always is."""
        if (
            view is None
            or view.perspective in (Perspective.ANALYST, Perspective.SOURCE_REPORT)
            or self.is_own(view.body_id)
        ):
            return True
        if view.stated_in_id is not None:
            return self.get_evidence(view.stated_in_id) is not None
        hidden = self.unnamed_citations.keys() | self.report_rows.restricted_assessments
        return view.pk in citing - hidden

    def filter_commitments(self, rows: Iterable[Commitment], *, on: date) -> list[Commitment]:
        """Filter to commitments that may be shown.

        Outside the office these are the ones of the body that the report is for, and those whose
        evidence may be named: where it was undertaken and, if done by then, of its being done.
        """

        def is_public(row: Commitment) -> bool:
            is_done = row.done_on is not None and row.done_on <= on
            keys = (row.undertaken_in_id, row.done_by_id) if is_done else (row.undertaken_in_id,)
            return self.is_own(row.body_id) or None not in map(self.get_evidence, keys)

        return self._filter("commitments", rows, is_public)

    def filter_questions(self, rows: Iterable[Question]) -> list[Question]:
        """Filter to open questions: outside the office only those asked of the report's body."""
        return self._filter(
            "questions", rows, lambda row: self.is_own(row.body_id) and row.asked_on is not None
        )

    def _filter[Row: Model](
        self, kind: str, rows: Iterable[Row], is_public: Callable[[Row], bool]
    ) -> list[Row]:
        """Filter to rows that may be shown: in the office all, outside those that are public."""
        shown = [row for row in rows if not self.is_external or is_public(row)]
        self.withheld[kind].update({row.pk for row in rows} - {row.pk for row in shown})
        return shown

    def _is_open(self, evidence: Evidence) -> bool:
        """Return whether the report may name the evidence."""
        is_public = evidence.sensitivity == Sensitivity.PUBLIC and evidence.may_be_named
        return is_public or self.is_own(evidence.issuer_id)

    def is_own(self, body: int | None) -> bool:
        """Return whether statements of this body may be shown: to itself, and in the office."""
        return not self.is_external or (body is not None and body == self.addressee)


def _citing_assessments(citations: Iterable[CitedEvidence]) -> set[int]:
    """Return the keys of the assessments that these citations belong to."""
    return {row.assessment_id for row, _evidence in citations if row.assessment_id is not None}
