"""The command of django-tasks-db, which first ends the tasks that no worker will finish."""

from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands import prune_db_task_results

from tracker import tasks


class Command(prune_db_task_results.Command):
    """`manage.py prune_db_task_results`."""

    def handle(self, **options: Any) -> None:
        tasks.end_interrupted(now=timezone.now())
        super().handle(**options)
