"""Sources of an assessment: whose word each supporting piece is, and the strength of them all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations, permutations
from typing import Any, Self

from django.db.models import Exists, OuterRef

from tracker.grouping import group_pairs
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Evidence,
    File,
    Responsibility,
    reach,
)
from tracker.vocabulary import (
    CONCERNED_ROLES,
    DOCUMENTS,
    STATE_KINDS,
    UNPROVEN_KINDS,
    AssessmentKind,
    BodyKind,
    Duty,
    EvidenceKind,
    Role,
    Strength,
    Use,
)

# Kinds of evidence that are no document of their issuer.
UNWRITTEN = frozenset(
    {
        EvidenceKind.REPORT_PASSAGE,
        EvidenceKind.MEDIA,
        EvidenceKind.MEETING,
        EvidenceKind.INTERVIEW,
        EvidenceKind.SITE_VISIT,
    }
)

# Whether a file of the evidence of a citation is kept.
HAS_COPY = Exists(File.objects.not_withdrawn().filter(evidence=OuterRef("evidence")))


@dataclass(frozen=True, slots=True)
class ConcernedBodies:
    """Keys of the bodies that a recommendation concerns, so that they can't corroborate."""

    payers: frozenset[int]  # lead and supporting bodies, with predecessors and successors
    recipients: frozenset[int]  # beneficiaries, likewise
    all: frozenset[int]  # both, and what is above and below them

    @classmethod
    def of(cls, responsibilities: Iterable[Responsibility]) -> Self:
        """Read those concerned by responsibilities that stand, in one query.

        A body of the kind oversight takes no instruction from above: it is concerned only by a
        role of its own.
        """
        roles = [
            (row.body_id, row.role)
            for row in responsibilities
            if row.role in CONCERNED_ROLES and not row.is_withdrawn
        ]
        bodies = list(Body.objects.values_list("pk", "parent_id", "kind", "successors__pk"))
        followed = [(pk, later) for pk, _parent, _kind, later in bodies if later]
        recipients = _continued(
            {body for body, role in roles if role == Role.BENEFICIARY}, followed
        )
        payers = _continued({body for body, role in roles if role != Role.BENEFICIARY}, followed)
        parents = group_pairs((pk, parent) for pk, parent, _kind, _later in bodies if parent)
        own = payers | recipients
        above = reach(parents, own)
        below = {body for body in parents if not own.isdisjoint(reach(parents, [body]))}
        overseers = {pk for pk, _parent, kind, _later in bodies if kind == BodyKind.OVERSIGHT}
        return cls(payers, recipients, own | ((above | below) - overseers))


NOBODY = ConcernedBodies(frozenset(), frozenset(), frozenset())


def _continued(bodies: set[int], followed: list[tuple[int, int]]) -> frozenset[int]:
    """Return these bodies, their successors and their predecessors, at any distance."""
    later = group_pairs(followed)
    earlier = group_pairs((later, former) for former, later in followed)
    return frozenset(bodies | reach(later, bodies) | reach(earlier, bodies))


@dataclass(frozen=True, slots=True)
class Source:
    """Piece cited as supporting, and whose word it is so far as that is stated."""

    citation: Citation
    body: Body | None  # whose word it is: the original source, else the issuer
    is_link_alone: bool  # neither the words it is cited for nor a copy is kept
    is_independent: bool
    is_payer: bool  # who leads or supports
    is_recipient: bool

    @property
    def evidence(self) -> Evidence:
        """The piece."""
        return self.citation.evidence

    @property
    def is_stated(self) -> bool:
        """Whether a person stated issuer, kind, period and use."""
        evidence = self.evidence
        return (
            evidence.issuer_id is not None
            and evidence.kind != EvidenceKind.NOT_STATED
            and _has_period(evidence)
            and self.citation.is_use_stated
        )

    @property
    def is_confirmed(self) -> bool:
        """Whether it is stated, and its words or a copy are kept."""
        return self.is_stated and not self.is_link_alone

    @property
    def is_own_document(self) -> bool:
        """Whether it is a document in which a known body speaks for itself."""
        return (
            self.body is not None
            and self.body.kind not in UNPROVEN_KINDS
            and self.evidence.kind not in UNWRITTEN
            and not _passes_on(self.evidence)
        )

    def is_separate_from(self, other: Self) -> bool:
        """Return whether it is another document of another body about an overlapping time."""
        first, second = self.evidence, other.evidence
        return (
            self.body != other.body
            and not _is_same_document(first, second)
            and (first.covers_from or date.min) <= (second.covers_to or date.max)
            and (second.covers_from or date.min) <= (first.covers_to or date.max)
        )


def load_sources(assessment: Assessment) -> list[Source]:
    """Return the supporting pieces that count, or may count once stated, for the assessment.

    They are about its time, or nobody stated what time they are about. Three queries at most.
    """
    citations = list(
        Citation.objects.not_withdrawn()
        .filter(assessment=assessment.pk, use=Use.SUPPORTS, evidence__withdrawn_at=None)
        .select_related("evidence__issuer", "evidence__original_source", "evidence__passage")
        .annotate(has_copy=HAS_COPY)
        .order_by("pk")
    )
    rows = Responsibility.objects.filter(recommendation=assessment.recommendation_id)
    concerned = ConcernedBodies.of(rows) if citations else NOBODY
    return [
        make_source(citation, assessment, concerned)
        for citation in citations
        if may_count(citation, assessment)
    ]


def make_source(citation: Any, assessment: Assessment, concerned: ConcernedBodies) -> Source:
    """Make the source of a citation, with `has_copy`, whose evidence is loaded."""
    evidence, report = citation.evidence, assessment.recommendation.report
    body = evidence.original_source or evidence.issuer
    has_words = bool(evidence.passage or citation.has_copy or citation.sentence)
    # The report that makes the recommendation is independent for its own period only.
    is_other_report = evidence.passage is None or evidence.passage.report_id != report.pk
    return Source(
        citation,
        body,
        is_link_alone=evidence.url != "" and not has_words,
        is_independent=(
            body is not None
            and body.kind not in STATE_KINDS | UNPROVEN_KINDS
            and body.pk not in concerned.all
            and not _is_read_as_passed_on(evidence)
            and (is_other_report or report.period_from <= assessment.as_of <= report.period_to)
        ),
        is_payer=body is not None and body.pk in concerned.payers,
        is_recipient=body is not None and body.pk in concerned.recipients,
    )


def _passes_on(evidence: Evidence) -> bool:
    """Return whether it passes on the words of another body, or was read so and not cleared."""
    source = evidence.original_source_id
    return source not in (None, evidence.issuer_id) or _is_read_as_passed_on(evidence)


def _is_read_as_passed_on(evidence: Evidence) -> bool:
    read, issuer = evidence.reading.get("original_source"), evidence.issuer
    return read is not None and (issuer is None or read["value"] != issuer.code)


def _is_same_document(first: Evidence, second: Evidence) -> bool:
    if first.passage is not None and second.passage is not None:
        return first.passage.report_id == second.passage.report_id
    return first.pk == second.pk or (first.url != "" and first.url == second.url)


def _has_period(evidence: Evidence) -> bool:
    return evidence.covers_from is not None or evidence.covers_to is not None


def may_count(citation: Citation, assessment: Assessment) -> bool:
    """Return whether the citation is about the time of the assessment, or about no stated time.

    It counts for the period that holds at least half of the time it is about, and for each of which
    it covers more than half; what supports a duty done once counts for any time. No time after the
    as-of date counts; an open end is that date.
    """
    evidence, as_of = citation.evidence, assessment.as_of
    if not _has_period(evidence):
        return True
    if citation.use == Use.SUPPORTS and is_done_once(assessment):
        return bool(evidence.covers_part_of(date.min, as_of))
    first, last = evidence.covers_from or date.min, evidence.covers_to or as_of
    overlap = _count_days(max(first, assessment.period_from), min(last, as_of))
    return overlap > 0 and (
        overlap * 2 >= _count_days(first, last)
        or overlap * 2 > _count_days(assessment.period_from, as_of)
    )


def _count_days(first: date, last: date) -> int:
    return (last - first).days + 1


def is_done_once(assessment: Assessment) -> bool:
    """Return whether evidence about any time up to the as-of date counts."""
    first = assessment
    while first.corrects is not None:  # a correction of a baseline is about the same time
        first = first.corrects
    return assessment.recommendation.duty == Duty.ONCE and first.kind != AssessmentKind.BASELINE


def compute_strength(assessment: Assessment) -> Strength:
    """Compute the evidence strength of an assessment from the supporting pieces it cites.

    Only those count that are confirmed and about its time.
    """
    if not (sources := [source for source in load_sources(assessment) if source.is_confirmed]):
        return Strength.NONE
    if any(source.is_independent for source in sources):
        is_corroborated = assessment.are_sources_separate and _find_pair(sources) is not None
        return Strength.CORROBORATED if is_corroborated else Strength.INDEPENDENT
    return Strength.DOCUMENTED if _is_documented(sources) else Strength.SELF_REPORTED


def _is_documented(sources: list[Source]) -> bool:
    """Return whether one is a record, or payer and recipient confirm a payment in documents."""
    documents = [source for source in sources if source.is_own_document]
    return any(document.evidence.kind in DOCUMENTS for document in documents) or any(
        payer.is_payer and recipient.is_recipient and payer.is_separate_from(recipient)
        for payer, recipient in permutations(documents, 2)
    )


def _find_pair(sources: list[Source]) -> tuple[Source, Source] | None:
    """Return the first two independent sources that may be separate."""
    independent = [
        source for source in sources if source.is_independent and source.citation.repeats_id is None
    ]
    pairs = (pair for pair in combinations(independent, 2) if pair[0].is_separate_from(pair[1]))
    return next(pairs, None)


def find_separable_sources(assessment: Assessment) -> tuple[Source, Source] | None:
    """Return the two sources of which to ask whether neither rests on the other.

    None where the answer would not lift the strength to corroborated.
    """
    return _find_pair([source for source in load_sources(assessment) if source.is_confirmed])
