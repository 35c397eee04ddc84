"""The admin: it shows what its user may see, and writes through actions."""

from tracker.admin import (
    assessments,
    bodies,
    people,
    progress,
    recommendations,
)

__all__ = [
    "assessments",
    "bodies",
    "people",
    "progress",
    "recommendations",
]
