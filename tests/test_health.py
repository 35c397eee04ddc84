"""Whether the installation is well: checks, and what probes and administrators learn of them."""

import logging
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.audit.tampering import topics
from tests.factories import as_factory
from tracker import health
from tracker.actions.history import backup_manifest, database_role
from tracker.actions.history.seals import seal_history
from tracker.audit import triggers
from tracker.models import JobRun, Verification

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def nothing_is_remembered(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    health._checks_within.cache_clear()
    health._last_messages.clear()


def failing():
    return {name: problem for name, problem in health.run_checks().items() if problem}


def break_database(monkeypatch):
    def refuse(*_query):
        raise OperationalError("could not connect to db.internal as heed")

    monkeypatch.setattr(connection, "cursor", refuse)


class TestChecks:
    def test_are_well_from_the_start(self):
        names = [*health.run_checks()]

        assert names == "database migrations triggers rights seals tasks jobs disk".split()
        assert failing() == {}

    def test_name_what_is_wrong_with_its_remedy(self, monkeypatch):
        known, applied = backup_manifest.known_and_applied("default")
        monkeypatch.setattr(
            backup_manifest, "known_and_applied", lambda _using: (known | {"tracker.0999"}, applied)
        )
        monkeypatch.setattr(
            database_role, "find_missing_rights", lambda: ["INSERT on tracker_body"]
        )
        monkeypatch.setattr(health.shutil, "disk_usage", lambda _path: Usage(0, 0, 199_999_999))
        topics(1)
        late = timezone.now() + timedelta(days=3)
        DBTaskResult.objects.create(
            args_kwargs={},
            status=TaskResultStatus.READY,
            priority=0,
            backend_name="default",
            task_path="x",
            queue_name="default",
            run_after=late - timedelta(days=9),
        )
        monkeypatch.setattr(health.timezone, "now", lambda: late)
        triggers.drop()

        messages = failing()

        assert list(messages) == "migrations triggers rights seals tasks disk".split()
        assert "heed upgrade" in messages["migrations"]
        assert "lacks rights: INSERT on tracker_body." in messages["rights"]
        assert "heed seal_history" in messages["seals"]
        assert "heed work" in messages["tasks"]
        assert "has only 199 MB left" in messages["disk"]

    def test_name_a_failed_verification_and_end_with_the_next_good_one(self):
        topics(1)
        seal_history(now=timezone.now())
        values = {
            "at": timezone.now(),
            "by": "ana",
            "seals": 1,
            "signed": 1,
            "sealed": 1,
            "unsealed": 0,
            "rows": 1,
        }
        with as_factory():
            Verification.objects.create(**values, faults=["Event 3: changed"])
        assert "last verification" in failing()["seals"]

        with as_factory():
            Verification.objects.create(**values)

        assert failing() == {}

    def test_name_a_job_that_failed_or_is_not_run_any_more(self, monkeypatch):
        now = timezone.now()
        run = JobRun(name="seal_history", due_on=timezone.localdate(now), finished_at=now)
        run.succeeded, run.message = False, "The key is away."
        run.save()
        assert failing()["jobs"].endswith("” failed: The key is away.")

        run.succeeded = True
        run.save()
        assert failing() == {}

        monkeypatch.setattr(health.timezone, "now", lambda: now + timedelta(days=2))
        assert failing()["jobs"].endswith(
            "” has not run since 26 November 2026. Start “heed work”."
        )

    def test_name_a_folder_that_can_not_be_written(self, monkeypatch, tmp_path):
        monkeypatch.setattr(health.os, "access", lambda path, _mode: path != tmp_path)

        assert failing() == {
            "disk": f"{tmp_path} can't be written. Give it to the account of the server."
        }

    def test_leave_out_what_needs_the_database_while_it_is_away(self, monkeypatch):
        break_database(monkeypatch)

        assert [*health.run_checks()] == ["database", "disk"]
        assert "could not connect to db.internal" in failing()["database"]


class TestProbes:
    """They come from a proxy or an orchestrator, which knows neither host nor https."""

    OUTSIDE = {"HTTP_HOST": "10.0.0.7:8000"}

    @pytest.fixture(autouse=True)
    def served_by_https(self, settings):
        settings.SECURE_SSL_REDIRECT = True

    def test_answers_live_without_the_database(self, client, monkeypatch):
        break_database(monkeypatch)
        answer = client.get("/health/live", **self.OUTSIDE)

        assert (answer.status_code, answer.json()) == (200, {"live": True})
        assert answer["Cache-Control"] == "no-store"

    def test_is_ready_with_every_check_named(self, client):
        answer = client.get("/health/ready", **self.OUTSIDE)

        assert answer.status_code == 200
        assert answer.json() == {
            "ready": True,
            "checks": dict.fromkeys(health.run_checks(), "ok"),
        }

    def test_names_what_keeps_it_from_being_ready_and_tells_the_log_once(
        self, client, monkeypatch, caplog
    ):
        caplog.set_level(logging.INFO)
        break_database(monkeypatch)

        answers = [client.get("/health/ready", **self.OUTSIDE) for _again in range(2)]
        health._checks_within.cache_clear()  # seconds later
        answers.append(client.get("/health/ready", **self.OUTSIDE))
        monkeypatch.undo()
        health._checks_within.cache_clear()
        client.get("/health/ready")

        for answer in answers:
            assert answer.status_code == 503
            assert answer.json() == {
                "ready": False,
                "checks": {"database": "failing", "disk": "ok"},
            }
        assert [r.getMessage() for r in caplog.records if r.name == "tracker.health"] == [
            "Health: database: This can't be read: could not connect to db.internal as heed.",
            "Health: database: well again.",
        ]

    def test_stays_ready_where_only_an_administrator_is_wanted(self, client, monkeypatch):
        topics(1)
        late = timezone.now() + timedelta(days=3)
        monkeypatch.setattr(health.timezone, "now", lambda: late)

        answer = client.get("/health/ready")

        assert (answer.status_code, answer.json()["ready"]) == (200, True)
        assert answer.json()["checks"]["seals"] == "failing"

    def test_leaves_other_addresses_to_the_checks_of_host_and_https(self, client):
        assert client.get("/health/", **self.OUTSIDE).status_code == 400
        assert client.get("/health/").status_code == 301
