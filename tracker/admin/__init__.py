"""The admin: it shows what its user may see, and writes through actions."""

from tracker.admin import (
    assessments,
    bodies,
    commitments,
    evidence,
    figures,
    history,
    people,
    progress,
    questions,
    recommendations,
)

__all__ = [
    "assessments",
    "bodies",
    "commitments",
    "evidence",
    "figures",
    "history",
    "people",
    "progress",
    "questions",
    "recommendations",
]
