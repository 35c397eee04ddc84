"""History is sealed and verified at night, where a worker runs."""

from django.tasks import task
from django.utils import timezone

from tracker.actions.history import seals
from tracker.audit.context import who


@task
def seal_history() -> int:
    """What `manage.py seal_history` does. How many seals were made."""
    with who("task:seal_history", source="task"):
        return len(seals.seal_history(now=timezone.now()))


@task
def verify_history() -> bool:
    """What `manage.py verify_history` does. Whether all is well; `/health/` says what is not."""
    with who("task:verify_history", source="task"):
        return seals.verify_history(now=timezone.now()).is_well
