"""Check the evidence at night, where a worker runs."""

from typing import Any

from django.tasks import task
from django.utils import timezone

from tracker.actions.evidence import checks
from tracker.audit.context import acting_as


@task
def check_evidence(*, links: bool = True, tidy: bool = False) -> dict[str, Any]:
    """Check the evidence as of today, and return what `manage.py check_evidence --json` prints."""
    with acting_as("task:check_evidence", source="task"):
        now = timezone.now()
        today = timezone.localdate(now)
        result = checks.check_evidence(now=now, on=today, links=links, delete_orphaned=tidy)
    return result.as_json()
