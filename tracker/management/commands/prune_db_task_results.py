"""The nightly command of django-tasks-db; it also ends interrupted tasks and drops old drafts."""

from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands import prune_db_task_results

from tracker import tasks
from tracker.actions import form_drafts


class Command(prune_db_task_results.Command):
    """`manage.py prune_db_task_results`."""

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        tasks.end_interrupted(now=now)
        form_drafts.delete_expired(now=now)
        super().handle(**options)
