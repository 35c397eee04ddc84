"""Rows that a report on a day may use, loaded for all its recommendations at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypedDict, cast

from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
)

from tracker import compiled_queries, grouping
from tracker.models import (
    BODY_NAMES,
    Assessment,
    AssessmentLine,
    AssessmentQuerySet,
    AuditedQuerySet,
    Citation,
    CitationQuerySet,
    Commitment,
    Component,
    DueDate,
    Evidence,
    Question,
    QuestionQuerySet,
    ReaderKind,
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


class _Restriction(TypedDict):
    cites_restricted: bool


type RecommendationRow = WithAnnotations[Recommendation, _Translation]
type AssessmentRow = WithAnnotations[Assessment, _Restriction]
type Rows[Row] = dict[int | None, list[Row]]


class BoundDay(PastDay):
    """Day of a compiled query: places for the values of `bind_day`."""

    ends_at: Any = compiled_queries.Bound("ends_at", DateTimeField())

    @classmethod
    def of(cls, basis: Basis) -> Self:
        """Return the places of a day on this basis."""
        return cls(cast("date", compiled_queries.Bound("on", DateField())), basis)


def bind_day(then: PastDay) -> dict[str, object]:
    """Return the values for the places of a `BoundDay`."""
    return {"on": then.on, "ends_at": then.ends_at}


@cache
def _queries(basis: Basis, kind: ReaderKind | None) -> Mapping[str, compiled_queries.CompiledQuery]:
    """Compile the queries for the rows that a kind of reader may see; all of them for None."""
    then, keys = BoundDay.of(basis), compiled_queries.BoundKeys("keys")

    def visible[Query: AuditedQuerySet[Any]](rows: Query) -> Query:
        return rows if kind is None else rows.visible_to(kind.reader)

    def own[Query: AuditedQuerySet[Any]](rows: Query) -> Query:
        return visible(rows).filter(recommendation__in=keys)

    querysets: dict[str, QuerySet[Any]] = {
        "recommendations": _with_translation(keys),
        "assessments": _with_people(own(Assessment.objects.all()).valid_on(then)),
        "components": own(Component.objects.all()).not_withdrawn().order_by("code", "pk"),
        "lines": AssessmentLine.objects.filter(recommendation__in=keys)
        .with_status()
        .only("assessment", "component", "status", "remark"),
        "citations": _citations(own(Citation.objects.all()), then),
        "responsibilities": _with_bodies(own(Responsibility.objects.all()).not_withdrawn()),
        "questions": _open_questions(own(Question.objects.all())),
        "commitments": _with_bodies_of(
            own(Commitment.objects.all()).not_withdrawn().filter(undertaken_on__lte=then.on)
        ),
        "due_dates": DueDate.objects.filter(recommendation__in=keys)
        .only("commitment", "agreed_on", "before", "due_on", "reason")
        .order_by("pk"),
        "evidence": with_issuers(
            visible(Evidence.objects.all())
            .allowed_in_reports()
            .filter(pk__in=compiled_queries.BoundKeys("evidence"))
        ),
    }
    return {name: compiled_queries.CompiledQuery.of(rows) for name, rows in querysets.items()}


@dataclass(frozen=True, slots=True)
class ReportRows:
    """Rows by the key of their recommendation, in the order of the report.

    Evidence is loaded once, however often it is cited; the rows hold its key. Evidence for named
    readers and its citations are not loaded at all: that would cost time and could disclose them.
    """

    recommendations: list[RecommendationRow]
    assessments: Rows[AssessmentRow]  # of every perspective, newest first
    components: Rows[Component]
    lines: Rows[AssessmentLine]  # by assessment
    citations: Rows[Citation]
    responsibilities: Rows[Responsibility]
    questions: Rows[Question]
    commitments: Rows[Commitment]
    due_dates: Rows[DueDate]  # by commitment, in the order of the record
    evidence: dict[int, Evidence]
    restricted_assessments: frozenset[int]  # citing evidence for named readers, too

    @classmethod
    def load(
        cls, keys: Collection[int], *, then: PastDay, reader: User | None, language: str = "en"
    ) -> Self:
        """Load recommendations, and the rows of theirs that `reader` may see; all for None.

        Assessments, views and citations are those of the day, on the basis of `then`; bodies,
        components, questions and updates of commitments are those of today.

        The same number of queries however many recommendations there are: 10 at most, with
        bodies that ended 13.
        """
        queries = _queries(then.basis, reader.reader_kind if reader else None)
        values = {"keys": list(keys), "language": language, **bind_day(then)}
        values |= reader.bound_values if reader else {}
        assessments = list(queries["assessments"].run(values))
        citations = list(queries["citations"].run(values))
        commitments = list(queries["commitments"].run(values))
        responsibilities = load_holders(
            queries["responsibilities"].run(values), on=then.on, are_all=True
        )
        values["evidence"] = list(
            {
                *(row.stated_in_id for row in assessments),
                *(row.evidence_id for row in citations),
                *(key for row in commitments for key in (row.undertaken_in_id, row.done_by_id)),
            }
            - {None}
        )
        return cls(
            recommendations=list(queries["recommendations"].run(values)),
            assessments=_by_recommendation(assessments),
            components=_by_recommendation(queries["components"].run(values)),
            lines=grouping.group_pairs(
                (row.assessment_id, row) for row in queries["lines"].run(values)
            ),
            citations=_by_recommendation(citations),
            responsibilities=_by_recommendation(responsibilities),
            questions=_by_recommendation(queries["questions"].run(values)),
            commitments=_by_recommendation(commitments),
            due_dates=grouping.group_pairs(
                (row.commitment_id, row) for row in queries["due_dates"].run(values)
            ),
            evidence={row.pk: row for row in queries["evidence"].run(values)},
            restricted_assessments=frozenset(r.pk for r in assessments if r.cites_restricted),
        )

    def get_evidence(self, key: int | None) -> Evidence | None:
        """Return evidence whose title a report may print; None for any other."""
        evidence = self.evidence.get(key) if key else None
        return None if evidence is None or evidence.is_withdrawn else evidence


def _by_recommendation[
    Row: Assessment | Citation | Commitment | Component | Question | Responsibility
](rows: Iterable[Row]) -> Rows[Row]:
    return grouping.group_pairs((row.recommendation_id, row) for row in rows)


def under(prefix: str, *names: str) -> tuple[str, ...]:
    """Return columns of a related row."""
    return tuple(f"{prefix}__{name}" for name in names)


# Columns that a report shows: reading and converting the others would take most of the time.
BODY_COLUMNS = ("code", *BODY_NAMES, "valid_to")
_PERSON = ("username", "first_name", "last_name")
REPORT_COLUMNS = (
    *("country_name", "year", "slug", "title", "published_on", "url", "mechanism"),
    *under("mechanism", "code", "issuer"),
    *under("mechanism__issuer", *BODY_COLUMNS),
)
_EVIDENCE_COLUMNS = (
    *("kind", "title", "url", "published_on", "covers_from", "covers_to", "withdrawn_at"),
    *("sensitivity", "attribution", "start", "end", "quote", "sentence_start", "sentence_end"),
    *("issuer", "original_source", "passage"),
    *under("issuer", *BODY_COLUMNS),
    *under("original_source", *BODY_COLUMNS),
    *under("passage", "number", "text", "report", *under("report", *REPORT_COLUMNS)),
)


def with_issuers(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Select what a report says of evidence and of the passage that it is."""
    return evidence.select_related(
        "issuer", "original_source", "passage__report__mechanism__issuer"
    ).only(*_EVIDENCE_COLUMNS)


def _with_translation(keys: compiled_queries.BoundKeys) -> QuerySet[Recommendation]:
    """Annotate title and text in a language, and the number of the passage; in report order."""
    own = Q(translations__language=compiled_queries.Bound("language", CharField()))
    return (
        Recommendation.objects.filter(pk__in=keys)
        .annotate(translated=FilteredRelation("translations", condition=own))
        .annotate(
            translated_title=F("translated__short_title"),
            translated_text=F("translated__text"),
            translated_source=F("translated__source"),
            paragraph=F("passage__number"),
        )
        .only("number", "short_title", "text", "theme", "duty", "lifecycle", "review_on")
        .order_by("sort_key")
    )


def _with_people(assessments: AssessmentQuerySet) -> AssessmentQuerySet:
    return (
        assessments.select_related("author", "decided_by", "corrects", "body")
        .newest_first()
        .annotate(
            cites_restricted=Exists(
                Citation.objects.filter(
                    assessment=OuterRef("pk"), evidence__sensitivity=Sensitivity.NAMED_READERS
                )
            )
        )
        .only(
            *("recommendation", "perspective", "state", "status", "trend", "strength", "kind"),
            *("as_of", "period_from", "period_to", "conclusion", "rationale", "remaining"),
            *("remaining_by", "next_step", "text_languages", "decision_note", "is_sample"),
            *("decided_at", "stated_by", "stated_on", "stated_in"),
            *("author", "decided_by", "corrects", "body"),
            *under("author", *_PERSON),
            *under("decided_by", *_PERSON),
            *under("corrects", "status", "as_of"),
            *under("body", *BODY_COLUMNS),
        )
    )


def _with_bodies(responsibilities: QuerySet[Responsibility]) -> QuerySet[Responsibility]:
    return (
        responsibilities.select_related("body")
        .only("recommendation", "role", "basis", "continues", "body", *under("body", *BODY_COLUMNS))
        .order_by("body__code", "pk")
    )


def _open_questions(questions: QuestionQuerySet) -> QuestionQuerySet:
    return (
        questions.open()
        .select_related("body")
        .only(
            *("recommendation", "kind", "text", "asked_on", "due_on", "answered_on"),
            *("dismissal_reason", "body"),
            *under("body", *BODY_COLUMNS),
        )
        .order_by("pk")
    )


def _citations(rows: CitationQuerySet, then: PastDay) -> CitationQuerySet:
    """Filter to valid citations, by day, passages first and in the order of the source.

    Those of corrected assessments are left out: the correction cites the same evidence again.
    """
    corrections = Assessment.objects.valid_on(then).filter(
        corrects=OuterRef("assessment"), recommendation=OuterRef("recommendation")
    )
    return (
        filter_valid_citations(rows, then)
        .exclude(evidence__sensitivity=Sensitivity.NAMED_READERS)
        .filter(Q(assessment=None) | Q(assessment__state=State.APPROVED) & ~Exists(corrections))
        .order_by(
            "as_of", F("evidence__passage__number").asc(nulls_last=True), "evidence__start", "pk"
        )
        .select_related("assessment__body")
        .only(
            *("recommendation", "assessment", "evidence", "use", "is_use_stated", "bearing"),
            *("sentence", "page", "paragraph", "as_of"),
            *under("assessment", "perspective", "stated_in", "body"),
            *under("assessment__body", *BODY_COLUMNS),
        )
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


def _with_bodies_of(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return (
        commitments.select_related("body")
        .only(
            *("recommendation", "text", "undertaken_on", "undertaken_in", "due_on"),
            *("postponements", "last_update_on", "latest", "done_on", "done_by"),
            *("dropped_reason", "body"),
            *under("body", *BODY_COLUMNS),
        )
        .order_by("undertaken_on", "pk")
    )
