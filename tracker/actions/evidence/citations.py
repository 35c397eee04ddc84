"""Cite evidence on a recommendation, and log notes, which change no status."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tracker import policies
from tracker.actions.evidence.items import EvidenceInput, add_evidence, check_has_evidence
from tracker.actions.locks import lock_recommendation
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.models import Assessment, Citation, Evidence, Recommendation, User
from tracker.vocabulary import Use


@transaction.atomic
def log_note(
    *,
    recommendation: Recommendation,
    by: User,
    now: datetime,
    sentence: str,
    evidence_input: EvidenceInput,
    as_of: date,
    use: str = "",
    last_event: int | None = None,
) -> list[Citation]:
    """Log a note: what happened, without an assessment; one citation per piece of evidence.

    The sentence is also the reason in the history. The same note a second time changes nothing.
    Raises PermissionRefused, Stale, InvalidDate, EvidenceMissing without evidence, QuoteMismatch,
    InvalidValue for a value that its field can't take.
    """
    with because(sentence, by=by):
        fresh = lock_recommendation(recommendation)
        policies.check_can_log(by, fresh)
        policies.check_is_current(fresh, by, last_event)
        policies.check_as_of(fresh, as_of, today=timezone.localdate(now))
        check_has_evidence(evidence_input, fresh)
        return add_and_cite(
            evidence_input,
            recommendation=fresh,
            use=use or Use.SUPPORTS,
            sentence=sentence,
            as_of=as_of,
            by=by,
            now=now,
        )


def add_and_cite(
    evidence_input: EvidenceInput,
    *,
    recommendation: Recommendation,
    use: str,
    sentence: str,
    as_of: date,
    by: User,
    now: datetime,
) -> list[Citation]:
    """Add the evidence given, and cite each piece. Raises as `add_evidence` and `cite` do."""
    cited = add_evidence(
        evidence_input,
        recommendation=recommendation,
        sentence=sentence,
        as_of=as_of,
        by=by,
        now=now,
    )
    return [
        cite(
            evidence,
            recommendation=recommendation,
            use=use,
            sentence=sentence,
            as_of=as_of,
            by=by,
            now=now,
            page=evidence_input.page,
            paragraph=evidence_input.at_paragraph,
        )
        for evidence in cited
    ]


def cite(
    evidence: Evidence,
    *,
    recommendation: Recommendation,
    use: str,
    sentence: str,
    as_of: date,
    by: User,
    now: datetime,
    assessment: Assessment | None = None,
    page: str = "",
    paragraph: str = "",
) -> Citation:
    """Return the citation with these values, added unless there is one. Raises InvalidValue.

    `page` and `paragraph` say where in a document; ignored for a passage of a report.
    """
    if evidence.passage_id is not None:
        page = paragraph = ""
    same = Citation.objects.not_withdrawn().filter(
        recommendation=recommendation,
        evidence=evidence,
        assessment=assessment,
        use=use,
        sentence=sentence,
        as_of=as_of,
        page=page,
        paragraph=paragraph,
        added_by=by,
    )
    existing: Citation | None = same.first()
    if existing is not None:
        return existing
    citation = Citation(
        recommendation=recommendation,
        evidence=evidence,
        assessment=assessment,
        use=use,
        sentence=sentence,
        as_of=as_of,
        page=page,
        paragraph=paragraph,
        added_by=by,
        added_at=now,
    )
    check_values(citation)
    citation.save()
    return citation
