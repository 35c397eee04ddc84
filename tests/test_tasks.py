"""Tasks of workers that are gone, and the documents that tasks hold."""

import signal
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories import UserFactory
from tests.helpers.databases import beside
from tests.helpers.narratives import narrative
from tests.helpers.workers import a_queue, work_off
from tracker import logs, tasks
from tracker.actions import workers
from tracker.actions.imports import Source
from tracker.models import Event, ImportRun, Worker

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
        workers.beat("elsewhere:1:abc")
        claimed(key, "elsewhere:1:abc")

        tasks.end_interrupted(now=timezone.now())

        assert (row(key).status, hold_a_document(key)) == ("RUNNING", True)

    def test_puts_back_what_can_be_run_again_and_ends_it_the_second_time(self):
        key = enqueued(UserFactory(analyst=True))
        claimed(key, "elsewhere:1:abc")

        tasks.end_interrupted(now=timezone.now())
        assert (row(key).status, hold_a_document(key)) == ("READY", True)
        claimed(key, "elsewhere:2:def")
        tasks.end_interrupted(now=timezone.now())

        assert (row(key).status, hold_a_document(key)) == ("FAILED", False)

    def test_ends_at_once_what_may_have_written(self):
        command = {"run": 1, "mapping": "", "reason": "", "by": 1, "language": "en"}
        key = tasks.accept_table.enqueue(**command, file_name="").id
        claimed(key, "elsewhere:1:abc")

        tasks.end_interrupted(now=timezone.now())

        assert row(key).status == "FAILED"
        assert tasks.is_interrupted(row(key).task_result)

    @pytest.mark.parametrize("is_claimed", [True, False])
    def test_ends_after_a_day_what_runs_or_waits_with_a_document(self, is_claimed):
        key = enqueued(UserFactory(analyst=True))
        workers.beat("elsewhere:1:abc")
        if is_claimed:
            claimed(key, "elsewhere:1:abc")
        now = timezone.now()

        tasks.end_interrupted(now=now + timedelta(hours=23))
        assert hold_a_document(key)
        tasks.end_interrupted(now=now + timedelta(hours=25))

        assert (row(key).status, hold_a_document(key)) == ("FAILED", False)


@pytest.mark.once
@pytest.mark.django_db(transaction=True)  # the other process sees it
@pytest.mark.usefixtures("queue")
class TestAKilledWorker:
    def test_is_noticed_by_the_page_and_its_task_is_run_by_the_next(self, client, monkeypatch):
        client.force_login(UserFactory(analyst=True))
        monkeypatch.setenv("WORKER", "yes")
        monkeypatch.setattr("tracker.views.imports.runs.MAX_SYNC_BYTES", 0)
        file = SimpleUploadedFile("kosovo.txt", narrative().encode())
        page = client.post(NEW, {"file": file}).url
        ended = beside(
            "audit/killed_command.py", 'INSERT INTO "tracker_importrun"', 1, "work", "--batch"
        )
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        task, missing = DBTaskResult.objects.get(), "No background worker is running."
        assert missing not in client.get(page).content.decode()
        assert row(task.pk).status == "RUNNING"

        Worker.objects.update(seen_at=Now() - workers.SILENCE)
        text = client.get(page).content.decode()
        assert "is being read" in text and missing in text
        assert (row(task.pk).status, hold_a_document(task.pk)) == ("READY", True)
        call_command("db_worker", "--batch", stderr=(warnings := StringIO()))

        assert client.get(page).url == ImportRun.objects.get().get_absolute_url()
        assert not hold_a_document(task.pk)
        assert not Worker.objects.exclude(name=task.worker_ids[0]).exists()
        assert "“db_worker” is called “work” now." in warnings.getvalue()

    def test_that_was_not_the_first_ends_the_task_with_a_sentence(self, client):
        client.force_login(user := UserFactory(analyst=True))
        for name in ("elsewhere:1:abc", "elsewhere:2:def"):
            claimed(key := enqueued(user), name)
        DBTaskResult.objects.update(worker_ids=["elsewhere:1:abc", "elsewhere:2:def"])

        words = "“kosovo.txt” was not imported: reading it was interrupted. Choose it again."
        assert words in client.get(f"/imports/tasks/{key}/").content.decode()
