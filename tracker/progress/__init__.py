"""Plain values of a progress report: `summaries.progress` fills them, `reporting` prints them.

Every label is already in the report's language; every code is that of `vocabulary`.
Two reports with the same date, basis, filter and language over the same assessments are equal.
"""

from tracker.progress.assessments import (
    AssessmentData,
    CitationData,
    CommitmentData,
    ComponentLine,
    CorrectionData,
    NoteData,
    QuestionData,
    RemarkData,
    StatusPoint,
    ViewData,
)
from tracker.progress.report import (
    AssessmentTotals,
    Letterhead,
    Progress,
    RecommendationProgress,
    ReportHead,
    ReportPart,
    SealReference,
)
from tracker.progress.values import (
    BodyRole,
    Condition,
    Count,
    FigureSeries,
    FigureValue,
    LabelledCode,
    Share,
    Source,
    ViewHolder,
    WithheldCount,
)

__all__ = [
    "AssessmentData",
    "AssessmentTotals",
    "BodyRole",
    "CitationData",
    "CommitmentData",
    "ComponentLine",
    "Condition",
    "CorrectionData",
    "Count",
    "FigureSeries",
    "FigureValue",
    "LabelledCode",
    "Letterhead",
    "NoteData",
    "Progress",
    "QuestionData",
    "RecommendationProgress",
    "RemarkData",
    "ReportHead",
    "ReportPart",
    "SealReference",
    "Share",
    "Source",
    "StatusPoint",
    "ViewData",
    "ViewHolder",
    "WithheldCount",
]
