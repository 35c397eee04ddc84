"""Command `work`: its threads, its end, and one job by hand."""

import os
import signal
from dataclasses import replace
from io import StringIO
from threading import Event, Timer
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext_lazy

from tracker import limited_process
from tracker.actions import jobs, mail, workers
from tracker.management.commands import work
from tracker.models import JobRun, Worker


@pytest.fixture
def job(monkeypatch):
    """The only job, a quick one."""
    job = jobs.Job("quick", gettext_lazy("Backup"), 0, lambda _now: "Done so.")
    monkeypatch.setattr(jobs, "JOBS", (job,))
    return job


@pytest.mark.django_db(transaction=True)  # its threads have connections of their own
class TestWork:
    def test_runs_jobs_and_is_alive_until_it_is_told_to_stop(self, job, monkeypatch):
        seen, sent = [], Event()
        slow = replace(job, function=lambda _now: str(seen.append("job") or sent.wait(0.5)))
        monkeypatch.setattr(jobs, "JOBS", (slow,))
        monkeypatch.setattr(work, "MINUTE", 0.1)
        monkeypatch.setattr(limited_process, "start", lambda: None)
        monkeypatch.setattr(mail, "send_due", lambda _now: "job" in seen and sent.set())
        monkeypatch.setattr(work, "_run_task", lambda name: seen.append(workers.is_gone(name)))
        handlers = [(number, signal.getsignal(number)) for number in (15, 2)]
        timer = Timer(1, os.kill, (os.getpid(), signal.SIGTERM))

        timer.start()
        call_command("work")

        for number, handler in handlers:
            signal.signal(number, handler)
        run = JobRun.objects.get()
        assert (run.succeeded, run.message) == (True, "True")  # messages wait for no job
        assert False in seen and len(seen) >= 2
        assert not Worker.objects.exists()


@pytest.mark.django_db
class TestRepeat:
    def test_outlives_the_database_and_faults(self, monkeypatch):
        monkeypatch.setattr(work, "connections", Mock())  # this test needs its own
        faults = [work.Error("away"), ZeroDivisionError()]
        stop = work.Event()

        def fail():
            if not faults:
                stop.set()
                return
            raise faults.pop()

        work._repeat(stop, 0, fail)

        assert stop.is_set()


@pytest.mark.django_db
class TestJob:
    def test_is_run_by_hand(self, job):
        call_command("work", job="quick", stdout=(out := StringIO()))

        assert out.getvalue() == "Done so.\n"
        assert JobRun.objects.get().succeeded

    def test_says_why_it_failed(self, job):
        with pytest.raises(CommandError, match="There is no job “slow” here"):
            call_command("work", job="slow")
