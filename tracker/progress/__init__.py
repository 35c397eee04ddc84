"""A progress report as plain values: what `summaries.progress` fills and `reporting` prints.

Every label is already in the report's language; every code is that of `vocabulary`.
Two reports with the same date, past, filter and language over the same assessments are equal.
"""

from tracker.progress.assessments import (
    Asked,
    Cited,
    ComponentLine,
    Corrected,
    Judgment,
    Note,
    Remark,
    StandingPoint,
    Undertaken,
    View,
)
from tracker.progress.report import (
    Behind,
    Letterhead,
    Part,
    Progress,
    RecommendationProgress,
    ReportHead,
    Sealed,
)
from tracker.progress.values import (
    BodyRole,
    Condition,
    Count,
    FigureSeries,
    FigureValue,
    Labelled,
    Share,
    Source,
    Whose,
    Withheld,
)

__all__ = [
    "Asked",
    "Behind",
    "BodyRole",
    "Cited",
    "ComponentLine",
    "Condition",
    "Corrected",
    "Count",
    "FigureSeries",
    "FigureValue",
    "Judgment",
    "Labelled",
    "Letterhead",
    "Note",
    "Part",
    "Progress",
    "RecommendationProgress",
    "Remark",
    "ReportHead",
    "Sealed",
    "Share",
    "Source",
    "StandingPoint",
    "Undertaken",
    "View",
    "Whose",
    "Withheld",
]
