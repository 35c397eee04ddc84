"""What Prometheus reads: of requests, and of the state of the installation.

`.ci/installed.py` reads them from a server of several processes.
"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connections
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.audit.tampering import topics
from tracker import health
from tracker.actions import workers
from tracker.actions.history.seals import seal_history
from tracker.models import JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(connections, "close_all", lambda: None)  # that of the test
    health._checks_within.cache_clear()


def read_state():
    """What is told of the installation, by name and label, folders and free space aside."""
    gauges = {gauge.name: gauge for gauge in health._State().collect()}
    assert all(sample.value > 0 for sample in gauges.pop("heed_disk_free_bytes").samples)
    return {
        " ".join((name, *sample.labels.values())): sample.value
        for name, gauge in gauges.items()
        for sample in gauge.samples
    }


class TestState:
    def test_tells_of_checks_tasks_jobs_seals_and_workers(self, settings):
        now = timezone.now()
        topics(1)
        (seal,) = seal_history(now=now)
        workers.beat("machine:1:a")
        for status, count in ((TaskResultStatus.READY, 2), (TaskResultStatus.FAILED, 1)):
            for _n in range(count):
                DBTaskResult.objects.create(
                    args_kwargs={}, status=status, priority=0, task_path="x", run_after=now
                )
        for day, succeeded in enumerate((True, True, False)):
            at = now + timedelta(days=day)
            JobRun.objects.create(
                name="backup", due_on=at.date(), finished_at=at, succeeded=succeeded
            )

        state = read_state()

        assert {name: value for name, value in state.items() if "check" not in name} == {
            f"heed_build_info {settings.VERSION}": 1,
            "heed_tasks ready": 2,
            "heed_tasks running": 0,
            "heed_tasks failed": 1,
            "heed_tasks successful": 0,
            "heed_job_success_timestamp_seconds backup": (now + timedelta(days=1)).timestamp(),
            "heed_seal_timestamp_seconds": seal.created_at.timestamp(),
            "heed_workers": 1,
        }
        assert state["heed_check_ok seals"] == 1

    def test_tells_what_it_can_while_the_database_is_away(self, monkeypatch, settings):
        def refuse(*_args, **_options):
            raise DatabaseError("away")

        for connection in connections.all():
            monkeypatch.setattr(connection, "cursor", refuse)

        assert read_state() == {
            f"heed_build_info {settings.VERSION}": 1,
            "heed_check_ok database": 0,
            "heed_check_ok disk": 1,
        }


class TestCountRequest:
    def counted(self, name, **labels):
        values = {
            tuple(sorted(sample.labels.items())): sample.value
            for metric in (health.REQUESTS, health.SECONDS)
            for family in metric.collect()
            for sample in family.samples
            if sample.name == name
        }
        return values.get(tuple(sorted(labels.items())), 0)

    def test_counts_by_view_method_and_status_of_a_few_words(self, client, settings):
        settings.METRICS_PORT = "127.0.0.1:9464"
        expected = {
            ("login", "GET", "200"): client.get("/sign-in/"),
            ("", "GET", "404"): client.get("/nowhere/"),
            ("login", "other", "405"): client.generic("BREW", "/sign-in/"),
        }

        for view, method, status in expected:
            labels = {"view": view, "method": method, "status": status}
            assert self.counted("heed_requests_total", **labels) == 1, labels
        assert self.counted("heed_request_seconds_count", view="login") == 2

    def test_counts_nothing_where_nobody_reads_it(self, client):
        before = self.counted("heed_request_seconds_count", view="help_index")

        client.get("/help/")

        assert self.counted("heed_request_seconds_count", view="help_index") == before
