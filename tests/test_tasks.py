"""Tasks of workers that are gone, and the documents that tasks hold."""

import os
import signal
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories import UserFactory
from tests.helpers.databases import beside
from tests.helpers.narratives import narrative
from tests.helpers.workers import a_queue, work_off
from tracker import logs, tasks
from tracker.actions.imports import Source
from tracker.models import Event, ImportRun

NEW = "/imports/new/"


@pytest.fixture
def queue():
    with a_queue():
        yield


def enqueued(by):
    source = Source(content=narrative().encode(), file_name="kosovo.txt")
    return tasks.enqueue_import(source, by=by, language="en").id


def row(key):
    return DBTaskResult.objects.get(pk=key)


def hold_a_document(key):
    return "content" in row(key).args_kwargs["kwargs"]


def claimed(key, worker):
    task = row(key)
    task.claim(worker)
    return task


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.usefixtures("queue")
class TestDocuments:
    def test_are_deleted_when_the_task_is_done(self):
        key = enqueued(UserFactory(analyst=True))

        work_off()

        assert not hold_a_document(key)
        assert row(key).return_value == {"run": ImportRun.objects.get().pk}

    def test_write_history_under_the_id_of_the_task(self):
        key = enqueued(UserFactory(analyst=True, username="ana"))

        work_off()

        run = Event.objects.get(table="tracker_importrun", operation="insert")
        assert (run.request, run.actor_name) == (key, "ana")
        assert logs.request_id() == ""


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.usefixtures("queue")
class TestEndInterrupted:
    def test_leaves_the_task_of_a_worker_that_is_alive(self):
        key = enqueued(UserFactory(analyst=True))
        claimed(key, tasks.worker_name().replace(str(os.getpid()), str(os.getppid())))

        tasks.end_interrupted(now=timezone.now())

        assert row(key).status == "RUNNING"
        assert hold_a_document(key)

    @pytest.mark.parametrize("is_claimed", [True, False])
    def test_ends_after_a_day_what_another_machine_began_or_none(self, is_claimed):
        key = enqueued(UserFactory(analyst=True))
        if is_claimed:
            claimed(key, "elsewhere:1:abc")
        now = timezone.now()

        tasks.end_interrupted(now=now + timedelta(hours=23))
        assert hold_a_document(key)
        tasks.end_interrupted(now=now + timedelta(hours=25))

        assert row(key).status == "FAILED"
        assert not hold_a_document(key)

    def test_is_done_by_the_nightly_command(self):
        key = enqueued(UserFactory(analyst=True))
        claimed(key, tasks.worker_name())

        call_command("prune_db_task_results", verbosity=0)

        assert row(key).status == "FAILED"


@pytest.mark.once
@pytest.mark.django_db(transaction=True)  # the other process sees it
@pytest.mark.usefixtures("queue")
class TestAKilledWorker:
    def test_leaves_no_document_and_says_that_reading_was_interrupted(self, client, monkeypatch):
        client.force_login(UserFactory(analyst=True))
        monkeypatch.setenv("WORKER", "yes")
        monkeypatch.setattr("tracker.views.imports.runs.MAX_SYNC_BYTES", 0)
        file = SimpleUploadedFile("kosovo.txt", narrative().encode())
        page = client.post(NEW, {"file": file}).url
        worker = ("db_worker", "--batch", "--no-startup-delay")
        ended = beside("audit/killed_command.py", 'INSERT INTO "tracker_importrun"', 1, *worker)
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        task = DBTaskResult.objects.get()
        assert (task.status, hold_a_document(task.pk)) == ("RUNNING", True)
        assert "is being read" in client.get(page).content.decode()

        call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)

        assert not hold_a_document(task.pk)
        assert not ImportRun.objects.exists()
        words = "“kosovo.txt” was not imported: reading it was interrupted. Choose it again."
        assert words in client.get(page).content.decode()
