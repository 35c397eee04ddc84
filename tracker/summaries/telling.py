"""Rows told as the plain values of a progress report, in the language in force."""

from typing import Any

from django.db.models import TextChoices

from tracker.models import Assessment, Citation, Passage, Report
from tracker.progress import Cited, Judgment, Labelled, Note, ReportHead


def code(choice: TextChoices) -> Labelled:
    """A code of the vocabulary with its label."""
    return Labelled(choice.value, str(choice.label))


def labelled(row: Any, field: str) -> Labelled:
    """The value of a field with its label; both empty where it is unset."""
    value = getattr(row, field)
    return Labelled(value, str(getattr(row, f"get_{field}_display")())) if value else Labelled()


def place(report: Report, passage: Passage | None) -> str:
    """Where something stands: "TIP 2024 Kosovo, ¶ 8", or the report alone."""
    return f"{report.cited_as}, ¶ {passage.number}" if passage else report.cited_as


def report_head(report: Report) -> ReportHead:
    return ReportHead(
        slug=report.slug,
        title=report.title,
        cited_as=report.cited_as,
        issuer=report.mechanism.issuer.name,
        year=report.year,
        tier=labelled(report, "tier"),
        period_from=report.period_from,
        period_to=report.period_to,
        published_on=report.published_on,
    )


def judgment(assessment: Assessment) -> Judgment:
    return Judgment(
        status=labelled(assessment, "status"),
        trend=labelled(assessment, "trend"),
        strength=labelled(assessment, "strength"),
        kind=labelled(assessment, "kind"),
        as_of=assessment.as_of,
        period_from=assessment.period_from,
        period_to=assessment.period_to,
        rationale=assessment.rationale,
        next_step=assessment.next_step,
        author=str(assessment.author),
        decided_by=str(assessment.decided_by),
        approved_by_its_author=assessment.is_approved_by_its_author,
        is_sample=assessment.is_sample,
    )


def note(citation: Citation) -> Note:
    return Note(on=citation.as_of, sentence=citation.sentence, cited=cited(citation))


def cited(citation: Citation) -> Cited:
    evidence = citation.evidence
    passage = evidence.passage
    span: dict[str, Any] = {}
    if passage is not None:
        span = {
            "paragraph": passage.number,
            "start": evidence.start,
            "end": evidence.end,
            "quote": evidence.quote,
            "context": passage.text[evidence.sentence_start : evidence.sentence_end],
        }
    return Cited(
        title=evidence.title,
        kind=labelled(evidence, "kind"),
        use=labelled(citation, "use"),
        bearing=labelled(citation, "bearing"),
        issuer=evidence.issuer.name if evidence.issuer else "",
        published_on=evidence.published_on,
        covers_from=evidence.covers_from,
        covers_to=evidence.covers_to,
        url=evidence.url,
        sentence=citation.sentence,
        source=place(passage.report, passage) if passage else "",
        **span,
    )
