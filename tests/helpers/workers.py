"""A queue in the database, and a real worker that works it off in this process."""

from contextlib import contextmanager
from unittest.mock import patch

from django.test import override_settings

from tracker.actions import workers


@contextmanager
def a_queue():
    """What takes long waits for a worker, as with WORKER=yes."""
    backend = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with override_settings(TASKS=backend):
        yield


def work_off():
    """What `manage.py work --batch` does, within the transaction of a test."""
    from django_tasks_db.management.commands import db_worker

    workers.beat("of-a-test")
    with patch.object(db_worker, "close_old_connections"):  # they would end that transaction
        db_worker.Worker(
            queue_names=["default"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="of-a-test",
        ).run()
