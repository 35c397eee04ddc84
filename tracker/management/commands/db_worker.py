"""The worker of django-tasks-db, which first ends the tasks of workers that are gone."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from tracker import tasks


class Command(db_worker.Command):
    """`manage.py db_worker`."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(worker_id=tasks.worker_name())

    def handle(self, **options: Any) -> None:
        tasks.end_interrupted(now=timezone.now())
        super().handle(**options)
