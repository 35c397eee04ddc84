"""Jobs: each once on its day, by whoever comes first; what they store, and what they delete."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError
from django.db import connection
from django.utils.translation import gettext_lazy

from tests.factories import UserFactory
from tracker.actions import jobs, workers
from tracker.actions.jobs import Job, last_runs, run_due, run_now
from tracker.errors import InvalidValue
from tracker.models import FormDraft, JobRun

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 12, tzinfo=UTC)
GONE, ALIVE = "elsewhere:1:abc", "elsewhere:2:def"


@pytest.fixture
def calls(monkeypatch):
    """The times at which a daily and a weekly job ran, by name; the weekly one fails."""
    times = {"daily": [], "weekly": []}

    def fail(now):
        times["weekly"].append(now)
        raise CommandError("Two files are missing.")

    title = gettext_lazy("Backup")
    daily = Job("daily", title, 2, lambda now: times["daily"].append(now) or "Done so.")
    off = Job("off", title, 0, fail, setting="BACKUP_FOLDER")
    monkeypatch.setattr(jobs, "JOBS", (daily, Job("weekly", title, 4, fail, jobs.SUNDAY), off))
    return times


def run_all(now, worker=ALIVE):
    return [(run.name, run.succeeded, run.message) for run in run_due(now, worker)]


class TestDueOn:
    @pytest.mark.parametrize(
        ("weekday", "now", "day"),
        [
            (None, datetime(2026, 11, 27, 0, 59, tzinfo=UTC), date(2026, 11, 26)),  # 1.59 there
            (None, datetime(2026, 11, 27, 1, 0, tzinfo=UTC), date(2026, 11, 27)),
            (jobs.SUNDAY, FRIDAY, date(2026, 11, 22)),  # made up for
            (jobs.SUNDAY, datetime(2026, 11, 29, 1, 0, tzinfo=UTC), date(2026, 11, 29)),
        ],
    )
    def test_is_the_last_day_whose_hour_has_come(self, weekday, now, day):
        assert Job("name", gettext_lazy("Backup"), 2, str, weekday).due_on(now) == day


class TestRunDue:
    def test_runs_each_once_a_day_over_a_month(self, calls):
        """Two workers ask every eight hours; on 10 October one is away, from 20 to 21 both."""
        begin = datetime(2026, 10, 1, 1, tzinfo=UTC)  # the clock is set back on 25 October
        for now in (begin + timedelta(hours=hours) for hours in range(0, 31 * 24, 8)):
            for worker in (GONE, ALIVE):
                if now.day not in (20, 21) and (worker, now.day) != (GONE, 10):
                    run_all(now, worker)

        days = {name: set() for name in calls}
        for run in JobRun.objects.all():
            days[run.name].add(run.due_on.day)
        assert days["daily"] == {*range(1, 32)} - {20, 21}
        assert days["weekly"] == {4, 11, 18, 25, 27}  # that of September was made up for
        assert {name: len(times) for name, times in calls.items()} == {"daily": 29, "weekly": 5}

    def test_stores_the_sentence_of_what_it_did_or_why_it_failed(self, calls):
        assert run_all(FRIDAY) == [
            ("daily", True, "Done so."),
            ("weekly", False, "Two files are missing."),
        ]
        assert run_all(FRIDAY) == []
        assert [(job.name, run.message) for job, run in last_runs()] == [
            ("daily", "Done so."),
            ("weekly", "Two files are missing."),
        ]

    def test_logs_no_name_that_somebody_typed(self, calls, caplog):
        caplog.set_level("INFO")

        run_all(FRIDAY)

        assert "Job daily ended" in caplog.text
        assert "Done so." not in caplog.text

    def test_goes_on_after_a_fault_of_the_tracker(self, calls, monkeypatch):
        def fail(_now):
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr(
            jobs, "JOBS", (Job("broken", gettext_lazy("Backup"), 2, fail), *jobs.JOBS)
        )

        broken, *others = run_all(FRIDAY)

        assert broken[2].startswith("An internal error (ZeroDivisionError).")
        assert len(others) == 2

    def test_takes_over_what_a_gone_worker_began(self, calls):
        JobRun.objects.create(name="daily", due_on=FRIDAY, worker=GONE)

        assert run_all(FRIDAY)[0] == ("daily", True, "Done so.")

        run = JobRun.objects.get(name="daily")
        assert (run.worker, run.attempts) == (ALIVE, 2)

    def test_leaves_what_another_runs(self, calls):
        workers.beat(GONE)
        JobRun.objects.create(name="daily", due_on=FRIDAY, worker=GONE)

        run_all(FRIDAY)

        assert calls["daily"] == []

    def test_gives_up_what_no_worker_survives(self, calls):
        JobRun.objects.create(name="daily", due_on=FRIDAY, worker=GONE, attempts=3)

        run_all(FRIDAY)

        run = JobRun.objects.get(name="daily")
        assert (run.succeeded, run.message) == (False, "It was interrupted 3 times.")
        assert calls["daily"] == []

    def test_forgets_the_result_of_a_run_that_was_taken_over(self, calls):
        stale = JobRun.objects.create(name="daily", due_on=FRIDAY, worker=GONE)
        run_all(FRIDAY)

        jobs._finish(stale, "Late.", False)

        assert JobRun.objects.get(name="daily").message == "Done so."


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_run_it_once(self, calls):
        barrier = Barrier(2)

        def run(worker):
            workers.beat(worker)
            barrier.wait()
            run_all(FRIDAY, worker)
            connection.close()

        threads = [Thread(target=run, args=(worker,)) for worker in (GONE, ALIVE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(calls["daily"]) == 1


class TestRunNow:
    def test_stores_the_result_as_that_of_today(self, calls):
        for _time in range(2):
            run_now("daily", now=FRIDAY, worker=ALIVE)

        assert len(calls["daily"]) == 2
        assert JobRun.objects.get().due_on == date(2026, 11, 27)

    def test_waits_for_a_worker_that_runs_it(self, calls):
        workers.beat(ALIVE)
        run = JobRun.objects.create(name="daily", due_on=date(2026, 11, 26), worker=ALIVE)

        with pytest.raises(InvalidValue, match="is running now"):
            run_now("daily", now=FRIDAY, worker=GONE)

        workers.sign_off(ALIVE)
        assert run_now("daily", now=FRIDAY, worker=GONE) != run

    def test_names_the_jobs_there_are(self, calls):
        with pytest.raises(InvalidValue, match=r"no job “off” here\. Choose one of: daily"):
            run_now("off", now=FRIDAY, worker=ALIVE)


class TestEnabledJobs:
    def test_leaves_out_what_is_off(self, calls, settings):
        settings.JOBS_OFF = ["weekly"]

        assert [job.name for job in jobs.enabled_jobs()] == ["daily"]

    def test_refuses_an_unknown_name(self, settings):
        settings.JOBS_OFF = ["seal"]

        with pytest.raises(InvalidValue, match="JOBS_OFF=“seal” names a job that does not exist"):
            jobs.enabled_jobs()


class TestPrune:
    def test_deletes_what_expired(self):
        draft = FormDraft(owner=UserFactory(), address="/", key="k", values={"note": ["Old"]})
        draft.saved_at = FRIDAY - timedelta(days=15)
        draft.save()
        JobRun.objects.create(
            name="backup", due_on=FRIDAY, worker=GONE, started_at=FRIDAY - timedelta(days=91)
        )

        assert run_now("prune", now=FRIDAY, worker=ALIVE).succeeded

        assert not FormDraft.objects.exists()
        assert JobRun.objects.get().name == "prune"


@pytest.mark.once
class TestRehearseRestore:
    def test_finds_a_spoiled_backup_and_leaves_no_copy(self, settings, tmp_path):
        settings.BACKUP_FOLDER, settings.VAR = tmp_path / "backups", tmp_path / "var"
        settings.VAR.mkdir()
        settings.BACKUP_FOLDER.mkdir()
        run_now("backup", now=FRIDAY, worker=ALIVE)
        rows = settings.BACKUP_FOLDER / "heed-2026-11-27-1300" / "rows" / "auth_group.jsonl"
        rows.write_bytes(rows.read_bytes()[:-2])

        run = run_now("rehearse_restore", now=FRIDAY, worker=ALIVE)

        assert not run.succeeded
        assert "a file is truncated or was changed (rows/auth_group.jsonl)" in run.message
        assert list(settings.VAR.iterdir()) == []

    def test_misses_a_backup(self, settings, tmp_path):
        settings.BACKUP_FOLDER = tmp_path

        run = run_now("rehearse_restore", now=FRIDAY, worker=ALIVE)

        assert run.message == f"{tmp_path} contains no backup."
