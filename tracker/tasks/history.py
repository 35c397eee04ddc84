"""Seal and verify the history at night, where a worker runs."""

from django.tasks import task
from django.utils import timezone

from tracker.actions.history import seals
from tracker.audit.context import acting_as


@task
def seal_history() -> int:
    """Seal the history as `manage.py seal_history` does, and return how many seals were made."""
    with acting_as("task:seal_history", source="task"):
        return len(seals.seal_history(now=timezone.now()))


@task
def verify_history() -> bool:
    """Verify the history and return whether all is well; `/health/` says what is not."""
    with acting_as("task:verify_history", source="task"):
        return seals.verify_history(now=timezone.now()).is_well
