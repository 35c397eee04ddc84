"""Serialization of the parts of a report for JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.progress import (
    AssessmentData,
    CitationData,
    CommitmentData,
    ComponentLine,
    CorrectionData,
    FigureSeries,
    FigureValue,
    LabelledCode,
    QuestionData,
    RecommendationProgress,
    RemarkData,
    Source,
    ViewData,
    ViewHolder,
)
from tracker.reporting.context import assessment_sources
from tracker.reporting.source_numbers import SourceNumbers
from tracker.reporting.tables.evidence import unsuppressed


@dataclass(frozen=True, slots=True)
class ReportSerializer:
    """Source numbers, and whether primary keys may be shown."""

    numbers: SourceNumbers
    shows_keys: bool

    def key(self, key: int | None) -> int | None:
        """Return a primary key in internal reports, else None."""
        return key if self.shows_keys else None

    def source(self, source: Source | None) -> int | None:
        """Return the number of a source; None where it may not be named."""
        return self.numbers.number_of(source) or None

    def sources(self, sources: Iterable[Source | None]) -> list[int]:
        """Return the numbers of sources, each once, in order."""
        return sorted({self.numbers.number_of(source) for source in sources if source})

    def remark(self, remark: RemarkData | None) -> dict[str, Any] | None:
        """Serialize an analyst's remark on the report."""
        if remark is None:
            return None
        return {"text": remark.text, "as_of": remark.as_of, "key": self.key(remark.key)}

    def citation(self, citation: CitationData) -> dict[str, Any]:
        """Serialize a citation."""
        return {
            "title": citation.title,
            "kind": code_or_none(citation.kind),
            "use": citation.use.code,
            "bearing": code_or_none(citation.bearing),
            "source": self.source(citation.source),
            "locator": citation.locator or None,
            "paragraph": citation.paragraph,
            "start": citation.start,
            "end": citation.end,
            "quote": citation.quote,
            "context": citation.context or None,
            "page": citation.page or None,
            "document_paragraph": citation.document_paragraph or None,
            "issuer": citation.issuer or None,
            "published_on": citation.published_on,
            "covers_from": citation.covers_from,
            "covers_to": citation.covers_to,
            "url": citation.url or None,
            "sentence": citation.sentence or None,
            "view_holder": serialize_view_holder(citation.view_holder)
            if citation.view_holder
            else None,
            "key": self.key(citation.key),
            "assessment": self.key(citation.assessment),
        }


def code_or_none(labelled: LabelledCode) -> str | None:
    """Return a code; None where none is set."""
    return labelled.code or None


def serialize_view_holder(holder: ViewHolder) -> dict[str, Any]:
    """Serialize the holder of a view."""
    return {"perspective": holder.perspective.code, "body": holder.code or None}


def serialize_correction(correction: CorrectionData | None) -> dict[str, Any] | None:
    """Serialize the status that a correction took back."""
    if correction is None:
        return None
    return {
        "status": correction.status.code,
        "as_of": correction.as_of,
        "corrected_on": correction.corrected_on,
    }


def serialize_previous(assessment: AssessmentData | None) -> dict[str, Any] | None:
    """Serialize the assessment before the current one."""
    if assessment is None:
        return None
    return {
        "status": assessment.status.code,
        "trend": code_or_none(assessment.trend),
        "as_of": assessment.as_of,
        "strength": code_or_none(assessment.strength),
        "correction": serialize_correction(assessment.correction),
    }


def serialize_series(series: FigureSeries, serializer: ReportSerializer) -> dict[str, Any]:
    """Serialize a series with its values and changes of definition."""
    return {
        "code": series.code,
        "name": series.name,
        "unit": series.unit,
        "theme": code_or_none(series.theme),
        "values": [_serialize_value(figure, serializer) for figure in series.figures],
        "breaks": [{"decimal_year": at, "reason": because} for at, because in series.breaks],
    }


def _serialize_value(figure: FigureValue, serializer: ReportSerializer) -> dict[str, Any]:
    return {
        "period": figure.period,
        "decimal_year": figure.decimal_year,
        "value": unsuppressed(figure, figure.value),
        "display_value": figure.display_value,
        "suppressed": figure.is_suppressed,
        "previous_value": unsuppressed(figure, figure.previous_value),
        "previous_period": figure.previous_period or None,
        "change": unsuppressed(figure, figure.change),
        "percent_change": unsuppressed(figure, figure.percent_change),
        "provisional": figure.is_provisional,
        "source": serializer.source(figure.source),
        "key": serializer.key(figure.key),
    }


def serialize_recommendation(
    recommendation: RecommendationProgress, serializer: ReportSerializer
) -> dict[str, Any]:
    """Serialize a recommendation: text, status and all that supports it."""
    return {
        **_serialize_text(recommendation),
        **_serialize_status(recommendation, serializer),
        "bodies": [
            {"code": body.code, "name": body.name, "role": body.role.code}
            for body in recommendation.bodies
        ],
        "citations": [serializer.citation(citation) for citation in recommendation.citations],
        "questions": [
            _serialize_question(question, serializer) for question in recommendation.questions
        ],
        "notes": [
            {
                "noted_on": note.noted_on,
                "sentence": note.sentence,
                "citation": serializer.citation(note.citation),
            }
            for note in recommendation.notes
        ],
        "correction": serialize_correction(recommendation.assessment.correction)
        if recommendation.assessment
        else None,
        "views": [_serialize_view(view, serializer) for view in recommendation.views],
        "component_lines": [_serialize_line(line) for line in recommendation.component_lines],
        "commitments": [
            _serialize_commitment(commitment, serializer)
            for commitment in recommendation.commitments
        ],
        "remark": serializer.remark(recommendation.remark),
        "key": serializer.key(recommendation.key),
    }


def _serialize_text(recommendation: RecommendationProgress) -> dict[str, Any]:
    return {
        "number": recommendation.number,
        "title": recommendation.title,
        "text": recommendation.text,
        "text_source": recommendation.text_source or None,
        "translation": recommendation.translation or None,
        "translation_source": recommendation.translation_source or None,
        "theme": code_or_none(recommendation.theme),
        "duty": code_or_none(recommendation.duty),
        "lifecycle": code_or_none(recommendation.lifecycle),
        "review_on": recommendation.review_on,
        "overdue": recommendation.is_overdue,
    }


def _serialize_status(
    recommendation: RecommendationProgress, serializer: ReportSerializer
) -> dict[str, Any]:
    assessment = recommendation.assessment
    return {
        "status": recommendation.status.code,
        "rank": recommendation.rank,
        "previous_status": code_or_none(recommendation.previous_status),
        "trend": code_or_none(assessment.trend) if assessment else None,
        "strength": code_or_none(assessment.strength) if assessment else None,
        "assessment_kind": code_or_none(assessment.kind) if assessment else None,
        "as_of": assessment.as_of if assessment else None,
        "period_from": assessment.period_from if assessment else None,
        "period_to": assessment.period_to if assessment else None,
        "previous_assessment": serialize_previous(recommendation.previous_assessment),
        "status_history": [
            {"as_of": point.as_of, "status": point.status.code, "rank": point.rank}
            for point in recommendation.status_history
        ],
        "rationale": assessment.rationale if assessment else None,
        "next_step": (assessment.next_step or None) if assessment else None,
        "sources": serializer.sources(assessment_sources(assessment, recommendation.citations))
        if assessment
        else [],
        "sources_not_named": assessment.withheld_citations if assessment else 0,
        "self_approved": bool(assessment and assessment.is_self_approved),
        "sample": bool(assessment and assessment.is_sample),
        "assessment": serializer.key(assessment.key) if assessment else None,
    }


def _serialize_question(question: QuestionData, serializer: ReportSerializer) -> dict[str, Any]:
    return {
        "question": question.question,
        "kind": code_or_none(question.kind),
        "body": question.body or None,
        "asked_on": question.asked_on,
        "due_on": question.due_on,
        "overdue": question.is_overdue,
        "key": serializer.key(question.key),
    }


def _serialize_view(view: ViewData, serializer: ReportSerializer) -> dict[str, Any]:
    assessment = view.assessment
    return {
        **serialize_view_holder(view.holder),
        "name": view.holder.name,
        "status": assessment.status.code,
        "trend": code_or_none(assessment.trend),
        "strength": code_or_none(assessment.strength),
        "rank_difference": view.rank_difference,
        "differs": view.differs,
        "kind": assessment.kind.code,
        "as_of": assessment.as_of,
        "period_from": assessment.period_from,
        "period_to": assessment.period_to,
        "rationale": assessment.rationale,
        "stated_by": view.stated_by or None,
        "stated_on": view.stated_on,
        "stated_in": view.stated_in or None,
        "source": serializer.source(view.source),
        "self_approved": assessment.is_self_approved,
        "sample": assessment.is_sample,
        "correction": serialize_correction(assessment.correction),
        "key": serializer.key(assessment.key),
    }


def _serialize_line(line: ComponentLine) -> dict[str, Any]:
    return {
        "component": line.code,
        "title": line.title,
        "basis": line.basis.code,
        "status": line.status.code,
        "remark": line.remark or None,
    }


def _serialize_commitment(
    commitment: CommitmentData, serializer: ReportSerializer
) -> dict[str, Any]:
    return {
        "text": commitment.text,
        "body": commitment.body.code,
        "undertaken_on": commitment.undertaken_on,
        "due_on": commitment.due_on,
        "postponements": commitment.postponements,
        "overdue": commitment.is_overdue,
        "without_update": commitment.is_without_update,
        "last_update_on": commitment.last_update_on,
        "last_update": commitment.last_update or None,
        "done_on": commitment.done_on,
        "evidence_title": commitment.evidence_title or None,
        "dropped_reason": commitment.dropped_reason or None,
        "sources": serializer.sources(commitment.sources),
        "key": serializer.key(commitment.key),
    }
