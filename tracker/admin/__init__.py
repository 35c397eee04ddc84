"""The admin: it shows what its user may see, and writes through actions."""

from tracker.admin import (
    assessments,
    people,
    progress,
    recommendations,
)

__all__ = [
    "assessments",
    "people",
    "progress",
    "recommendations",
]
