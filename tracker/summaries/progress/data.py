"""Rows that a report on a day may use, loaded for all its recommendations at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, Self, TypedDict, cast

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from tracker.grouping import group_pairs
from tracker.models import (
    Assessment,
    AssessmentQuerySet,
    AuditedQuerySet,
    Citation,
    CitationQuerySet,
    Commitment,
    Component,
    Evidence,
    PartQuerySet,
    Question,
    Recommendation,
    Responsibility,
    User,
)
from tracker.summaries.bodies import load_holders
from tracker.vocabulary import Basis, PastDay, Sensitivity, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _Translation(TypedDict):
    translated_title: str | None
    translated_text: str | None
    translated_source: str | None
    paragraph: int | None


class _Line(TypedDict):
    line_assessment: int | None
    line_status: str | None
    line_remark: str | None


class _DueDateChange(TypedDict):
    moved_on: date | None
    moved_from: date | None
    moved_to: date | None


class _Restriction(TypedDict):
    cites_restricted: bool


type RecommendationRow = WithAnnotations[Recommendation, _Translation]
type AssessmentRow = WithAnnotations[Assessment, _Restriction]
type ComponentRow = WithAnnotations[Component, _Line]  # once for each line on it
type CommitmentRow = WithAnnotations[Commitment, _DueDateChange]  # once for each later due date
type Rows[Row] = dict[int | None, list[Row]]
# Columns of bodies that no report shows: not loaded with each of thousands of rows.
_UNUSED_BODY_COLUMNS = ("body__aliases", "body__names_source", "body__remark")


@dataclass(frozen=True, slots=True)
class ReportRows:
    """Rows by the key of their recommendation, in the order of the report.

    Evidence is loaded once, however often it is cited; the rows hold its key. Evidence for named
    readers and its citations are not loaded at all: that would cost time and could disclose them.
    """

    assessments: Rows[AssessmentRow]  # of every perspective, newest first
    components: Rows[ComponentRow]  # one row for each line on it, of any assessment
    citations: Rows[Citation]
    responsibilities: Rows[Responsibility]
    questions: Rows[Question]
    commitments: Rows[CommitmentRow]  # one row for each change of the due date after the day
    evidence: dict[int, Evidence]
    restricted_assessments: frozenset[int]  # citing evidence for named readers, too

    @classmethod
    def load(
        cls, recommendations: QuerySet[Recommendation], *, then: PastDay, reader: User | None
    ) -> Self:
        """Load the rows that `reader` may see; all of them for None.

        Assessments, views and citations are those of the day, on the basis of `then`; bodies,
        components, questions and updates of commitments are those of today.

        The same number of queries however many recommendations there are: 7 at most, with bodies
        that ended 10.
        """
        keys = recommendations.order_by().values("pk")

        def visible[Query: AuditedQuerySet[Any]](rows: Query) -> Query:
            own = rows if reader is None else rows.visible_to(reader)
            return own.filter(recommendation__in=keys)

        assessments = list(_with_people(visible(Assessment.objects.all()).valid_on(then)))
        citations = _by_recommendation(_citations(visible(Citation.objects.all()), then))
        undertaken = (
            visible(Commitment.objects.all()).not_withdrawn().filter(undertaken_on__lte=then.on)
        )
        commitments = _by_recommendation(_as_due(undertaken, then))
        components = _with_lines(visible(Component.objects.all()).not_withdrawn())
        responsibilities = load_holders(
            _with_bodies(visible(Responsibility.objects.all()).not_withdrawn()), on=then.on
        )
        questions = visible(Question.objects.all()).open().select_related("body").order_by("pk")
        return cls(
            assessments=_by_recommendation(assessments),
            components=_by_recommendation(components),
            citations=citations,
            responsibilities=_by_recommendation(responsibilities),
            questions=_by_recommendation(questions),
            commitments=commitments,
            evidence=_load_evidence(
                reader,
                {row.stated_in_id for row in assessments},
                {row.evidence_id for same in citations.values() for row in same},
                {
                    key
                    for same in commitments.values()
                    for row in same
                    for key in (row.undertaken_in_id, row.done_by_id)
                },
            ),
            restricted_assessments=frozenset(r.pk for r in assessments if r.cites_restricted),
        )

    def get_evidence(self, key: int | None) -> Evidence | None:
        """Return evidence whose title a report may print; None for any other."""
        evidence = self.evidence.get(key) if key else None
        return None if evidence is None or evidence.is_withdrawn else evidence


class _OfRecommendation(Protocol):
    @property
    def recommendation_id(self) -> int | None: ...


def _by_recommendation[Row: _OfRecommendation](rows: Iterable[Row]) -> Rows[Row]:
    return group_pairs((row.recommendation_id, row) for row in rows)


def _with_people(assessments: AssessmentQuerySet) -> Iterable[AssessmentRow]:
    restricted = Citation.objects.filter(
        assessment=OuterRef("pk"), evidence__sensitivity=Sensitivity.NAMED_READERS
    )
    return cast(
        "Iterable[AssessmentRow]",
        assessments.select_related("author", "decided_by", "corrects", "body")
        .newest_first()
        .annotate(cites_restricted=Exists(restricted))
        .defer(*_UNUSED_BODY_COLUMNS),
    )


def _with_lines(components: PartQuerySet[Component]) -> Iterable[ComponentRow]:
    """Repeat each component for every line on it, annotated as `line_…`."""
    return components.annotate(
        line_assessment=F("lines__assessment"),
        line_status=F("lines__status"),
        line_remark=F("lines__remark"),
    ).order_by("code", "pk")


def _with_bodies(responsibilities: QuerySet[Responsibility]) -> QuerySet[Responsibility]:
    rows = responsibilities.select_related("body").order_by("body__code", "pk")
    return rows.defer(*_UNUSED_BODY_COLUMNS, "shown_by", "reason")


def _citations(rows: CitationQuerySet, then: PastDay) -> CitationQuerySet:
    """Filter to valid citations, by day, passages first and in the order of the source.

    Those of corrected assessments are left out: the correction cites the same evidence again.
    """
    corrections = Assessment.objects.valid_on(then).filter(corrects__isnull=False)
    number = F("evidence__passage__number")
    return (
        filter_valid_citations(rows, then)
        .exclude(evidence__sensitivity=Sensitivity.NAMED_READERS)
        .filter(Q(assessment=None) | Q(assessment__state=State.APPROVED))
        .exclude(
            assessment__in=corrections.order_by().values("corrects")
        )  # one subquery, not one by row
        .order_by("as_of", number.asc(nulls_last=True), "evidence__start", "pk")
        .select_related("assessment__body")
    )


def filter_valid_citations(citations: CitationQuerySet, then: PastDay) -> CitationQuerySet:
    """Filter to citations up to the day that were not withdrawn, nor was their evidence.

    On the basis of what was recorded then, they were not withdrawn by the end of the day, and had
    been added by then, their assessment, if any, approved.
    """
    citations = citations.filter(as_of__lte=then.on)
    if then.basis == Basis.AS_KNOWN_NOW:
        return citations.not_withdrawn().filter(evidence__withdrawn_at=None)
    end = then.ends_at
    return citations.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=end),
        Q(evidence__withdrawn_at=None) | Q(evidence__withdrawn_at__gte=end),
        Q(assessment=None) | Q(assessment__decided_at__lt=end),
        added_at__lt=end,
    )


def _as_due(commitments: QuerySet[Commitment], then: PastDay) -> Iterable[CommitmentRow]:
    """Repeat each commitment for every change of its due date after the day, oldest first."""
    moved = FilteredRelation("due_dates", condition=Q(due_dates__agreed_on__gt=then.on))
    return (
        commitments.annotate(moved=moved)
        .annotate(
            moved_on=F("moved__agreed_on"),
            moved_from=F("moved__before"),
            moved_to=F("moved__due_on"),
        )
        .select_related("body")
        .defer(*_UNUSED_BODY_COLUMNS)
        .order_by("undertaken_on", "pk", "moved_on", "moved__pk")
    )


def _load_evidence(reader: User | None, *keys: set[int | None]) -> dict[int, Evidence]:
    """Load the evidence of these keys.

    By the keys that were loaded: a subquery would walk all citations again, also those of evidence
    for named readers.
    """
    evidence = Evidence.objects.all() if reader is None else Evidence.objects.visible_to(reader)
    with_relations = evidence.allowed_in_reports().select_related(
        "issuer", "original_source", "passage__report__mechanism__issuer"
    )
    return dict(with_relations.in_bulk(set[int | None]().union(*keys) - {None}))
