"""Two real workers on one database, one killed in mid-job and mid-task; then a month of nights.

`python -m tests.two_workers --database postgresql://…/empty` (or `sqlite:////tmp/new.sqlite3`): a
database without tables. It prints what it saw and ends with 1 where that is not what is promised.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

PATIENCE = 240  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.two_workers", description=__doc__)
    parser.add_argument("--database", required=True, help="the address of an empty database")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": options.database,
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "SECRET_KEY": "only-for-this-script-" * 3,
            "STATE_DIRECTORY": folder,
            "BACKUP_FOLDER": f"{folder}/backups",
            "WORKER": "yes",
            "LOG_LEVEL": "WARNING",
        }
        Path(folder, "backups").mkdir()
        import django

        django.setup()
        run("upgrade")
        run("load_report", "tip-2024-kosovo")
        show_kills()
        show_month()
        show_spoiled_backup(Path(folder, "backups"))


def show_kills():
    """Kill whoever runs a task that can't be run again, one that can, and a job."""
    from django.test import Client

    from tests.factories.base import as_factory
    from tracker import tasks
    from tracker.actions import progress
    from tracker.actions.imports import Source
    from tracker.models import JobRun, Report, User

    with as_factory():
        ana = User.objects.create(username="ana")
        ana.groups.set(ana.groups.model.objects.filter(name="analyst"))
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(ana)
    rehearsal = JobRun.objects.filter(name="rehearse_restore")
    unfinished = JobRun.objects.filter(finished_at=None)
    with worker(), worker():
        wait_until(rehearsal.filter(finished_at=None).exists)
        killed = int(rehearsal.get().worker.split(":")[1])
        os.kill(killed, signal.SIGKILL)
        say(f"job: worker {killed} killed with -9 in rehearse_restore")
        with worker(), worker():
            result = tasks.enqueue_draft(
                progress.MakeDraft(
                    report=Report.objects.get(),
                    parameters={"kind": ["full"], "on": ["2024-12-31"]},
                    by=ana,
                    now=None,
                    reason="For this script",
                )
            )
            killed = kill_worker_of_task(result.id)
            report = f"/publications/tasks/{result.id}/"
            seconds = wait_until(lambda: "was interrupted" in client.get(report).content.decode())
            say(f"report: worker {killed} killed with -9; its page said so after {seconds:.0f} s")
            check(seconds < 60)
            content = Path("fixtures/tip-2024-kosovo/narrative.txt").read_bytes() + b"\nMore.\n"
            source = Source(content=content, file_name="kosovo.txt")
            result = tasks.enqueue_import(source, by=ana, language="en")
            killed = kill_worker_of_task(result.id)
            page = f"/imports/tasks/{result.id}/"
            seconds = wait_until(lambda: client.get(page).status_code == 302)
            say(f"import: worker {killed} killed with -9; another read the file, {seconds:.0f} s")
            wait_until(lambda: not unfinished.exists() and rehearsal.exists())
    for row in JobRun.objects.order_by("pk"):
        say(f"{row.due_on} {row.name}: {row.worker}, attempts {row.attempts}: {row.message}")
    check(all(row.succeeded for row in JobRun.objects.all()))
    check(JobRun.objects.get(name="rehearse_restore").attempts > 1)


def show_month():
    """Run what is due at eight hours of each of 31 days, as two workers in turn.

    PostgreSQL dates events by its own clock, which nobody moves here: they come before their seals,
    and whatever verifies the history has to say so.
    """
    import time_machine
    from django.db import connection
    from django.db.models import Count
    from django.utils import timezone

    from tracker.actions import jobs, workers
    from tracker.models import JobRun

    begin = timezone.now() + timedelta(days=7)
    for hours in range(0, 31 * 24, 3):
        with time_machine.travel(begin + timedelta(hours=hours), tick=True):
            for name in ("first:1:abc", "second:2:def"):
                workers.beat(name)
                list(jobs.run_due(timezone.now(), name))
    runs = JobRun.objects.filter(due_on__gte=(begin + timedelta(days=1)).date())
    for name, days in runs.values_list("name").annotate(Count("due_on")).order_by("name"):
        say(f"month: {name} ran on {days} days")
    failed = set(runs.exclude(succeeded=True).values_list("name", flat=True))
    of_history = {"seal_history", "verify_history", "rehearse_restore"}
    check(failed == set() if connection.vendor == "sqlite" else failed <= of_history)
    check(len(list(Path(os.environ["BACKUP_FOLDER"]).iterdir())) == 14)


def show_spoiled_backup(folder):
    """Cut the end off a file of the newest backup, and rehearse a restore."""
    rows = max(folder.iterdir()) / "rows" / "tracker_recommendation.jsonl"
    rows.write_bytes(rows.read_bytes()[:-100])
    process = run("work", "--job", "rehearse_restore", check=False)
    say(f"spoiled backup: exit {process.returncode}: {process.stderr.strip()}")
    check(process.returncode == 1 and "truncated or was changed" in process.stderr)


def kill_worker_of_task(key):
    from django_tasks_db.models import DBTaskResult

    running = DBTaskResult.objects.filter(pk=key, status="RUNNING")
    wait_until(running.exists, every=0.02)
    pid = int(running.get().worker_ids[-1].split(":")[1])
    os.kill(pid, signal.SIGKILL)
    check(running.exists())
    return pid


@contextmanager
def worker():
    """A process of `heed work`; the end of the block stops it as systemd would."""
    process = subprocess.Popen([sys.executable, "manage.py", "work"])
    from tracker.models import Worker

    wait_until(Worker.objects.filter(name__contains=f":{process.pid}:").exists)
    try:
        yield process
    finally:
        process.terminate()
        code = process.wait()
        say(f"worker {process.pid} ended with {code}")


def wait_until(is_so, every=2.0):
    """Return the seconds it took."""
    began = time.monotonic()
    while not is_so():
        check(time.monotonic() - began < PATIENCE)
        time.sleep(every)
    return time.monotonic() - began


def run(*words, check=True):
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, check=check, capture_output=True, text=True)


def check(is_so):
    if not is_so:
        raise SystemExit("This is not what is promised.")


def say(sentence):
    print(time.strftime("%H:%M:%S"), sentence, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
