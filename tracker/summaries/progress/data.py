"""Rows that a report on a day may use, loaded for all its recommendations at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from tracker.models import (
    Assessment,
    Citation,
    Commitment,
    Component,
    Evidence,
    Question,
    Responsibility,
    User,
)
from tracker.vocabulary import Basis, PastDay, Sensitivity, State

Rows = dict[int, list[Any]]
# Columns of bodies that no report shows: not loaded with each of thousands of rows.
_UNUSED_BODY_COLUMNS = ("body__aliases", "body__names_source", "body__remark")
# Columns that refer to evidence, by kind of row.
_EVIDENCE_COLUMNS = {
    "assessments": ("stated_in_id",),
    "citations": ("evidence_id",),
    "commitments": ("undertaken_in_id", "done_by_id"),
}


@dataclass(frozen=True, slots=True)
class ReportRows:
    """Rows by the key of their recommendation, in the order of the report.

    Evidence is loaded once, however often it is cited; the rows hold its key. Evidence for named
    readers and its citations are not loaded at all: that would cost time and could disclose them.
    """

    assessments: Rows  # of every perspective, newest first
    components: Rows  # one row for each line on it, of any assessment
    citations: Rows
    responsibilities: Rows
    questions: Rows
    commitments: Rows  # one row for each time that the due date was moved after the day
    evidence: dict[int, Evidence]
    restricted_assessments: frozenset[int]  # citing evidence for named readers, too

    @classmethod
    def load(cls, recommendations: Any, *, then: PastDay, reader: User | None) -> Self:
        """Load the rows that `reader` may see; all of them for None.

        Assessments, views and citations are those of the day, on the basis of `then`; bodies,
        components, questions and updates of commitments are those of today.

        The same number of queries however many recommendations there are: 7 at most.
        """
        keys = recommendations.order_by().values("pk")

        def visible(model: Any) -> Any:
            rows = model.objects.all() if reader is None else model.objects.visible_to(reader)
            return rows.filter(recommendation__in=keys)

        commitments = visible(Commitment).not_withdrawn().filter(undertaken_on__lte=then.on)
        assessments = list(_with_people(visible(Assessment).valid_on(then)))
        rows: dict[str, Rows] = {
            "assessments": _by_recommendation(assessments),
            "components": _by_recommendation(_with_lines(visible(Component).not_withdrawn())),
            "citations": _by_recommendation(_citations(visible(Citation), then)),
            "responsibilities": _by_recommendation(
                _with_bodies(visible(Responsibility).not_withdrawn())
            ),
            "questions": _by_recommendation(_with_body(visible(Question).open())),
            "commitments": _by_recommendation(_as_due(commitments, then)),
        }
        restricted = frozenset(row.pk for row in assessments if row.cites_restricted)
        return cls(**rows, evidence=_load_evidence(reader, rows), restricted_assessments=restricted)

    def get_evidence(self, key: int | None) -> Evidence | None:
        """Return evidence whose title a report may print; None for any other."""
        evidence = self.evidence.get(key) if key else None
        return None if evidence is None or evidence.is_withdrawn else evidence


def _by_recommendation(rows: Iterable[Any]) -> Rows:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.recommendation_id].append(row)
    return grouped


def _with_people(assessments: Any) -> Any:
    restricted = Citation.objects.filter(
        assessment=OuterRef("pk"), evidence__sensitivity=Sensitivity.NAMED_READERS
    )
    rows = assessments.select_related("author", "decided_by", "corrects", "body").newest_first()
    return rows.annotate(cites_restricted=Exists(restricted)).defer(*_UNUSED_BODY_COLUMNS)


def _with_lines(components: Any) -> Any:
    """Repeat each component for every line on it, annotated as `line_…`."""
    return components.annotate(
        line_assessment=F("lines__assessment"),
        line_status=F("lines__status"),
        line_remark=F("lines__remark"),
    ).order_by("code", "pk")


def _with_bodies(responsibilities: Any) -> Any:
    rows = responsibilities.select_related("body").order_by("body__code", "pk")
    return rows.defer(*_UNUSED_BODY_COLUMNS, "shown_by", "reason")


def _with_body(questions: Any) -> Any:
    return questions.select_related("body").order_by("pk")


def _citations(rows: Any, then: PastDay) -> Any:
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


def filter_valid_citations(citations: Any, then: PastDay) -> Any:
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


def _as_due(commitments: Any, then: PastDay) -> Any:
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


def _load_evidence(reader: User | None, rows: dict[str, Rows]) -> dict[int, Evidence]:
    """Load the evidence that any of the rows refers to.

    By the keys that were loaded: a subquery would walk all citations again, also those of evidence
    for named readers.
    """
    keys = {
        getattr(row, column)
        for name, columns in _EVIDENCE_COLUMNS.items()
        for same in rows[name].values()
        for row in same
        for column in columns
    }
    evidence = Evidence.objects.all() if reader is None else Evidence.objects.visible_to(reader)
    with_relations = evidence.allowed_in_reports().select_related(
        "issuer", "passage__report__mechanism__issuer"
    )
    return dict(with_relations.in_bulk(keys - {None}))
