"""Cite evidence on a recommendation, and log notes, which change no status."""

from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tracker import policies
from tracker.actions.base import (
    TimedCommand,
    lock_recommendation,
    save_fields,
    save_new,
)
from tracker.actions.evidence.items import EvidenceInput, add_evidence, check_has_evidence
from tracker.audit.reasons import because
from tracker.models import Assessment, Citation, Evidence, Recommendation, User
from tracker.vocabulary import Use


@dataclass(frozen=True, slots=True)
class LogNote(TimedCommand):
    """Log what happened and what shows it, without an assessment."""

    recommendation: Recommendation
    _: KW_ONLY
    sentence: str  # also the reason in the history
    evidence_input: EvidenceInput
    as_of: date
    use: str = ""  # empty: context


@transaction.atomic
def log_note(command: LogNote) -> list[Citation]:
    """Log a note: one citation per piece of evidence. The same note again changes nothing.

    A note adds and overwrites nothing, so what others changed meanwhile is no reason to refuse it.
    Raises PermissionRefused, InvalidDate, EvidenceMissing without evidence, QuoteMismatch,
    InvalidValue for a value that its field can't take.
    """
    by, now, given = command.by, command.now, command.evidence_input
    with because(command.sentence, by=by):
        recommendation = lock_recommendation(command.recommendation)
        policies.check_can_log(by, recommendation)
        policies.check_as_of(recommendation, command.as_of, today=timezone.localdate(now))
        check_has_evidence(given, recommendation)
        return add_and_cite(
            given,
            recommendation=recommendation,
            use=command.use or Use.CONTEXT,
            sentence=command.sentence,
            as_of=command.as_of,
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
    is_use_stated: bool = True,
) -> Citation:
    """Return the citation with these values, added unless there is one. Raises InvalidValue.

    `is_use_stated` is whether a person chose the use, or confirmed it with the evidence. `page`
    and `paragraph` say where in a document; they are ignored for a passage of a report.
    """
    if evidence.passage_id is not None:
        page = paragraph = ""
    values: dict[str, Any] = {
        "recommendation": recommendation,
        "evidence": evidence,
        "assessment": assessment,
        "use": use,
        "sentence": sentence,
        "as_of": as_of,
        "page": page,
        "paragraph": paragraph,
        "added_by": by,
    }
    existing: Citation | None = Citation.objects.not_withdrawn().filter(**values).first()
    if existing is not None:
        if is_use_stated and not existing.is_use_stated:
            save_fields(existing, is_use_stated=True)
        return existing
    return save_new(Citation(**values, is_use_stated=is_use_stated, added_at=now))
