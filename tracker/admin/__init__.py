"""Where analysts work: the admin sees what its user may see and writes through actions."""

from tracker.admin import (
    assessments,
    bodies,
    citations,
    components,
    events,
    evidence,
    findings,
    mechanisms,
    queries,
    recommendations,
    reports,
    responsibilities,
    topics,
    users,
)

__all__ = [
    "assessments",
    "bodies",
    "citations",
    "components",
    "events",
    "evidence",
    "findings",
    "mechanisms",
    "queries",
    "recommendations",
    "reports",
    "responsibilities",
    "topics",
    "users",
]
