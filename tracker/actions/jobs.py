"""Jobs that are due each day or week: run once, by the worker that comes first.

A job is a command, run as itself, or a function. A row of its day makes sure that no other worker
runs it too; the row of a worker that is gone is taken over.
"""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Max, functions
from django.utils import functional, timezone
from django.utils.translation import gettext as _, gettext_lazy
from django_tasks_db.models import DBTaskResult

from tracker import compiled_queries, errors, logs
from tracker.actions import form_drafts, workers
from tracker.actions.evidence import files
from tracker.actions.history.backup import backup_and_rotate, list_backups
from tracker.environment import PACKAGE
from tracker.models import JobRun, Worker

SUNDAY = 6
MAX_ATTEMPTS = 3  # by workers that ended in the midst of it
TASKS_KEPT, RUNS_KEPT = timedelta(days=14), timedelta(days=90)
LONGEST_REHEARSAL = 6 * 60 * 60  # seconds
# Of the installation, not of the copy that a rehearsal makes.
OWN_VARIABLES = frozenset(
    {"DATABASE_URL", "DATABASE_REPLICA_URL", "MEDIA_ROOT", "MEDIA_URL", "SEAL_KEY", "WITNESSES"}
    | {"TIMESTAMP_AUTHORITY", "TIMESTAMP_CERTIFICATES", "BACKUP_FOLDER"}
)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """What is done on its days, from an hour on; it may return what it did, or raises why not."""

    name: str
    title: functional.Promise
    hour: int  # of the day, in TIME_ZONE
    function: Callable[[datetime], str | None]
    weekday: int | None = None  # Monday is 0; without one, each day
    setting: str = ""  # without which it is not run

    def due_on(self, now: datetime) -> date:
        """Return the last day on which it was due: it is made up for, once."""
        day = (timezone.localtime(now) - timedelta(hours=self.hour)).date()
        weekday = day.weekday() if self.weekday is None else self.weekday
        return day - timedelta(days=(day.weekday() - weekday) % 7)


def run_due(now: datetime, worker: str) -> Iterator[JobRun]:
    """Run and yield every job that is due and that no other worker runs or has run."""
    for job in enabled_jobs():
        run, is_new = JobRun.objects.get_or_create(
            name=job.name, due_on=job.due_on(now), defaults={"worker": worker}
        )
        if is_new or _take_over(run, worker):
            yield _run(job, run, now)


def run_now(name: str, *, now: datetime, worker: str) -> JobRun:
    """Run a job, due or not, as that of today.

    Raises InvalidValue for one that runs elsewhere, or that this installation does not have.
    """
    job = next((job for job in enabled_jobs() if job.name == name), None)
    if job is None:
        raise errors.InvalidValue(
            _("There is no job “%(name)s” here. Choose one of: %(known)s.")
            % {"name": name, "known": ", ".join(job.name for job in enabled_jobs())}
        )
    errors.InvalidValue.raise_if(
        any(
            not workers.is_gone(run.worker)
            for run in JobRun.objects.filter(name=name, finished_at=None)
        ),
        _("“%(job)s” is running now. Wait for its end; “History integrity” shows the result."),
        job=job.title,
    )
    run, _is_new = JobRun.objects.update_or_create(
        name=name,
        due_on=timezone.localdate(now),
        defaults={
            "worker": worker,
            "started_at": functions.Now(),
            "finished_at": None,
            "succeeded": None,
        },
    )
    return _run(job, run, now)


def last_runs() -> list[tuple[Job, JobRun | None]]:
    """Return each job with its last run, which may not have ended; None before the first."""
    newest = JobRun.objects.values("name").annotate(newest=Max("pk")).values("newest")
    runs = {run.name: run for run in JobRun.objects.filter(pk__in=newest)}
    return [(job, runs.get(job.name)) for job in enabled_jobs()]


def enabled_jobs() -> list[Job]:
    """Return the jobs that this installation runs. Raises InvalidValue for JOBS_OFF."""
    known = [job.name for job in JOBS]
    errors.InvalidValue.raise_if(
        set(settings.JOBS_OFF) - set(known),
        _("JOBS_OFF=“%(value)s” names a job that does not exist. Choose from: %(known)s."),
        value=", ".join(settings.JOBS_OFF),
        known=", ".join(known),
    )
    return [
        job
        for job in JOBS
        if job.name not in settings.JOBS_OFF and (not job.setting or getattr(settings, job.setting))
    ]


def _take_over(run: JobRun, worker: str) -> bool:
    """Take over the run of a worker that is gone; return whether this one has it now.

    A run that several workers did not survive fails instead.
    """
    if run.finished_at or (run.worker != worker and not workers.is_gone(run.worker)):
        return False
    if run.attempts == MAX_ATTEMPTS:
        _finish(run, _("It was interrupted %(number)d times.") % {"number": run.attempts}, False)
        return False
    rows = JobRun.objects.filter(pk=run.pk, finished_at=None, attempts=run.attempts)
    run.worker, run.attempts = worker, run.attempts + 1
    return bool(rows.update(worker=worker, attempts=run.attempts, started_at=functions.Now()))


def _run(job: Job, run: JobRun, now: datetime) -> JobRun:
    """Run a job, and store what it did, or why it failed."""
    succeeded = False
    try:
        with logs.bound(request=str(uuid4())):
            message = job.function(now) or ""
        succeeded = True
    except (CommandError, errors.TrackerError) as error:
        message = str(error)
    except Exception as error:  # whatever it is, the other jobs must run
        logger.exception("Job %s", job.name)
        message = _("An internal error (%(error)s). Ask an administrator to check the log.") % {
            "error": type(error).__name__
        }
    log = logger.info if succeeded else logger.error  # what it did may name what people called so
    log("Job %s %s", job.name, "ended" if succeeded else f"failed: {message}")
    return _finish(run, message, succeeded)


def _finish(run: JobRun, message: str, succeeded: bool) -> JobRun:
    """Store the result, unless another worker took the run over meanwhile."""
    JobRun.objects.filter(pk=run.pk, attempts=run.attempts).update(
        finished_at=functions.Now(), succeeded=succeeded, message=message
    )
    run.succeeded, run.message = succeeded, message
    return run


def _command(name: str, **options: object) -> Callable[[datetime], str]:
    """Return a function that runs a command, and returns the last line that it printed."""

    def run(_now: datetime) -> str:
        out = StringIO()
        call_command(name, stdout=out, stderr=out, **options)
        return out.getvalue().strip().rpartition("\n")[2]

    return run


def _back_up(now: datetime) -> str:
    folder, _manifest = backup_and_rotate(
        Path(settings.BACKUP_FOLDER), keep=settings.BACKUPS_KEPT, now=now
    )
    return _("Backed up to %(folder)s.") % {"folder": folder}


def _prune(now: datetime) -> None:
    """Delete what is kept for a time only; history and what it tells of are never deleted."""
    DBTaskResult.objects.finished().filter(finished_at__lt=now - TASKS_KEPT).delete()
    JobRun.objects.filter(started_at__lt=now - RUNS_KEPT).delete()
    Worker.objects.filter(seen_at__lt=now - RUNS_KEPT).delete()
    form_drafts.delete_expired(now=now)
    files.delete_expired(now=now)
    call_command("clearsessions")


def _rehearse_restore(_now: datetime) -> str:
    """Restore the newest backup beside the installation, verify its history, and delete the copy.

    Raises InvalidValue if there is no backup, no room for the copy, or anything is wrong with it.
    """
    backups, scratch = list_backups(Path(settings.BACKUP_FOLDER)), settings.VAR / "rehearsal"
    errors.InvalidValue.raise_if(
        not backups, _("%(folder)s contains no backup."), folder=settings.BACKUP_FOLDER
    )
    shutil.rmtree(scratch, ignore_errors=True)  # of one that was interrupted
    needed = 3 * sum(path.stat().st_size for path in backups[0].rglob("*"))
    errors.InvalidValue.raise_if(
        needed > shutil.disk_usage(settings.VAR).free,
        _("A copy of %(backup)s needs %(size)d MB free on the disk of %(folder)s."),
        backup=backups[0],
        size=needed // 1_000_000,
        folder=settings.VAR,
    )
    scratch.mkdir()
    try:
        for command in (["restore", backups[0]], ["verify_history"]):
            _run_beside(scratch, *command)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return _("%(backup)s was restored and verified.") % {"backup": backups[0]}


def _run_beside(folder: Path, *command: str | Path) -> None:
    """Run a command on an SQLite database and files of its own. Raises InvalidValue if it fails."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name.removesuffix("_FILE") not in OWN_VARIABLES
    }
    process = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tracker.cli", *command],
        cwd=PACKAGE.parent,
        env={**environment, "STATE_DIRECTORY": str(folder)},
        capture_output=True,
        text=True,
        timeout=LONGEST_REHEARSAL,
    )
    errors.InvalidValue.raise_if(
        process.returncode,
        _("%(command)s failed: %(why)s"),
        command=" ".join(map(str, command)),
        why=process.stderr.strip().rpartition("\n")[2].removeprefix("CommandError: "),
    )


JOBS = (
    Job(
        "check_evidence",
        gettext_lazy("Check of the evidence"),
        1,
        _command("check_evidence", no_links=True),
    ),
    Job("seal_history", gettext_lazy("Sealing of the history"), 2, _command("seal_history")),
    Job("backup", gettext_lazy("Backup"), 2, _back_up, setting="BACKUP_FOLDER"),
    Job("make_reports", gettext_lazy("Scheduled reports"), 3, _command("make_reports")),
    Job("prune", gettext_lazy("Deletion of what expired"), 3, _prune),
    Job(
        "refresh_statistics",
        gettext_lazy("Database statistics"),
        3,
        lambda _now: compiled_queries.refresh_statistics(),
    ),
    Job(
        "verify_history",
        gettext_lazy("Verification of the history"),
        4,
        _command("verify_history"),
        SUNDAY,
    ),
    Job(
        "check_publications",
        gettext_lazy("Check of the publications"),
        4,
        _command("check_publications"),
        SUNDAY,
    ),
    Job(
        "check_statuses",
        gettext_lazy("Check of the statuses"),
        4,
        _command("check_statuses"),
        SUNDAY,
    ),
    Job("check_search", gettext_lazy("Check of the search"), 4, _command("check_search"), SUNDAY),
    Job(
        "rehearse_restore",
        gettext_lazy("Rehearsal of a restore"),
        5,
        _rehearse_restore,
        SUNDAY,
        "BACKUP_FOLDER",
    ),
)
