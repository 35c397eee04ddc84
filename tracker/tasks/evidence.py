"""The evidence is checked at night, where a worker runs."""

from typing import Any

from django.tasks import task
from django.utils import timezone

from tracker.actions.evidence.checks import check
from tracker.audit.context import who


@task
def check_evidence(*, links: bool = True, tidy: bool = False) -> dict[str, Any]:
    """What `manage.py check_evidence --json` prints, of today."""
    with who("task:check_evidence", source="task"):
        now = timezone.now()
        came = check(now=now, on=timezone.localdate(now), links=links, tidied=tidy)
    return came.told()
