"""Sources of an assessment: whose word each piece is, how strong, and what status they support."""

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise, permutations
from typing import Any, Self

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from tracker import errors, formats, grouping
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Evidence,
    File,
    Recommendation,
    Responsibility,
    reach,
)
from tracker.vocabulary import (
    ACTS,
    CONCERNED_ROLES,
    DOCUMENTS,
    NEEDS_SUPPORT,
    RANK,
    STATE_KINDS,
    UNPROVEN_KINDS,
    AssessmentKind,
    BodyKind,
    ComponentBasis,
    Duty,
    EvidenceKind,
    Perspective,
    Role,
    Status,
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
        parents = grouping.group_pairs(
            (pk, parent) for pk, parent, _kind, _later in bodies if parent
        )
        own = payers | recipients
        below = {body for body in parents if not own.isdisjoint(reach(parents, [body]))}
        overseers = {pk for pk, _parent, kind, _later in bodies if kind == BodyKind.OVERSIGHT}
        return cls(payers, recipients, own | ((reach(parents, own) | below) - overseers))


NOBODY = ConcernedBodies(frozenset(), frozenset(), frozenset())


def _continued(bodies: set[int], followed: list[tuple[int, int]]) -> frozenset[int]:
    """Return these bodies, their successors and their predecessors, at any distance."""
    later = grouping.group_pairs(followed)
    earlier = grouping.group_pairs((later, former) for former, later in followed)
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
        return (
            self.evidence.issuer_id is not None
            and self.evidence.kind != EvidenceKind.NOT_STATED
            and _has_period(self.evidence)
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
        return (
            self.body != other.body
            and not _is_same_document(self.evidence, other.evidence)
            and (self.evidence.covers_from or date.min) <= (other.evidence.covers_to or date.max)
            and (other.evidence.covers_from or date.min) <= (self.evidence.covers_to or date.max)
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
    return (
        first.passage.report_id == second.passage.report_id
        if first.passage is not None and second.passage is not None
        else first.pk == second.pk or (first.url != "" and first.url == second.url)
    )


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
    return next(
        (pair for pair in combinations(independent, 2) if pair[0].is_separate_from(pair[1])), None
    )


def find_separable_sources(assessment: Assessment) -> tuple[Source, Source] | None:
    """Return the two sources of which to ask whether neither rests on the other.

    None where the answer would not lift the strength to corroborated.
    """
    return _find_pair([source for source in load_sources(assessment) if source.is_confirmed])


# Refusals of a status, each with what its evidence lacks.
UNSUPPORTED = (
    gettext_lazy(
        "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no evidence"
        " about %(time)s speaks for it. Cite some, or choose “%(instead)s”."
    ),
    gettext_lazy("For “%(status)s” it lacks confirmed evidence about %(time)s that speaks for it."),
)
NOT_INDEPENDENT = (
    gettext_lazy(
        "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no independent"
        " source about %(time)s is cited. Cite one, or choose “%(below)s”."
    ),
    gettext_lazy("For “%(status)s” it lacks a confirmed independent source about %(time)s."),
)


def check_evidence(assessment: Assessment) -> None:
    """Check that the citations of an assessment may support its status, stated or only read.

    `partial` and above need a supporting piece that may count for the period, `full` one that may
    be independent, or the act; `no_action` needs evidence that says so. A body's own view needs no
    independent source.

    Raises:
        EvidenceMissing: They do not.
    """
    if gap := _find_gap(assessment, load_sources(assessment)):
        raise errors.EvidenceMissing(gap[0] % _message_values(assessment))
    errors.EvidenceMissing.raise_if(
        assessment.status_choice == Status.NO_ACTION and not _is_no_action_shown(assessment),
        _(
            "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no evidence"
            " about %(time)s says that nothing was done. Cite some, or choose “%(instead)s”."
        ),
        **_message_values(assessment),
    )


def check_confirmed(assessment: Assessment) -> None:
    """Check besides that a person stated what the status rests on, as approving it asks.

    A body's own view stays its claim.

    Raises:
        EvidenceMissing: A piece has to be confirmed, or its words kept, or evidence is missing.
    """
    check_evidence(assessment)
    sources = load_sources(assessment)
    if _is_claim(assessment) or not _find_gap(
        assessment, [source for source in sources if source.is_confirmed]
    ):
        return
    waiting = [source for source in sources if not source.is_confirmed]
    source = next((source for source in waiting if not source.is_stated), waiting[0])
    message = (
        _(
            "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: “%(evidence)s” is"
            " only a link. Paste the words it is cited for, or add a copy of the page."
        )
        if source.is_stated
        else _(
            "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: issuer, kind, period"
            " and use of “%(evidence)s” are not confirmed. Confirm or complete its line, or choose"
            " “%(instead)s”."
        )
    )
    evidence = source.evidence
    name = (  # the title is for named readers, too
        _("Evidence %(number)s") % {"number": evidence.pk}
        if evidence.is_for_named_readers
        else evidence.public_title
    )
    raise errors.EvidenceMissing(message % {**_message_values(assessment), "evidence": name})


def describe_need(
    assessment: Assessment,
    citations: Collection[Citation],
    responsibilities: Collection[Responsibility],
) -> str:
    """Say what approving the next rank for the period of an assessment would be refused for.

    Its citations have `has_copy` set. Empty where nothing is lacking, or there is no next rank.
    One query at most.
    """
    if (status := dict(pairwise(RANK)).get(assessment.status_choice)) is None:
        return ""
    higher = copy(assessment)
    higher.status = status
    concerned = ConcernedBodies.of(responsibilities) if status == Status.FULL else NOBODY
    sources = [
        make_source(citation, higher, concerned)
        for citation in citations
        if citation.use == Use.SUPPORTS and may_count(citation, higher)
    ]
    gap = _find_gap(higher, [source for source in sources if source.is_confirmed])
    time = _("any time so far") if is_done_once(higher) else _("this period")
    return gap[1] % {"status": status.label, "time": time} if gap else ""


def _find_gap(
    assessment: Assessment, sources: Collection[Source]
) -> tuple[Promise, Promise] | None:
    """Return what the sources lack for the status, whether stated or only read."""
    if assessment.status_choice in NEEDS_SUPPORT and not sources:
        return UNSUPPORTED
    is_shown = (
        assessment.status_choice != Status.FULL
        or _is_claim(assessment)
        or any(source.is_independent or not source.is_stated for source in sources)
        or (  # by the act itself: a law, a judgment or a procedure
            any(source.is_own_document and source.evidence.kind in ACTS for source in sources)
            and _is_proved_by_act(assessment.recommendation)
        )
    )
    return None if is_shown else NOT_INDEPENDENT


def _is_proved_by_act(recommendation: Recommendation) -> bool:
    """Return whether it asks for acts alone: its duty, or that of each component, is done once."""
    components = recommendation.components.not_withdrawn().filter(basis=ComponentBasis.IN_TEXT)
    return recommendation.duty == Duty.ONCE or (
        set(components.values_list("duty", flat=True)) == {Duty.ONCE}
    )


def _is_no_action_shown(assessment: Assessment) -> bool:
    return any(
        may_count(citation, assessment)
        for citation in Citation.objects.not_withdrawn()
        .filter(assessment=assessment.pk, evidence__withdrawn_at=None)
        .exclude(use=Use.SUPPORTS)
        .select_related("evidence")
    )


def _is_claim(assessment: Assessment) -> bool:
    return assessment.perspective == Perspective.RESPONSIBLE_BODY


def _message_values(assessment: Assessment) -> dict[str, object]:
    return {
        "recommendation": assessment.recommendation,
        "status": assessment.status_choice.label,
        "as_of": formats.format_day(assessment.as_of),
        "time": _("the time up to that day")
        if is_done_once(assessment) and assessment.status_choice in NEEDS_SUPPORT
        else _("the time from %(first)s to %(last)s")
        % {
            "first": formats.format_day(assessment.period_from),
            "last": formats.format_day(assessment.as_of),
        },
        "instead": Status.UNABLE_TO_VERIFY.label,
        "below": Status.SUBSTANTIAL.label,
    }
