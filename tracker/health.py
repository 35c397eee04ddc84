"""Health of an installation: checks behind /health/ready, `doctor` and the health page; metrics.

Prometheus reads the metrics, of requests in all processes of the server and of the installation,
where METRICS_PORT is set and `heed serve` runs. None counts people or what they wrote.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models
from django.db.models.functions import Now
from django.tasks import TaskResultStatus
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    core,
    exposition,
    multiprocess,
    start_http_server,
)
from prometheus_client.registry import Collector

from tracker.actions import jobs, workers
from tracker.actions.history import backup_manifest, database_role
from tracker.audit import triggers
from tracker.errors import NotAllowed, OutputNotWritable, TrackerError
from tracker.models import Event, JobRun, Seal, Verification, Worker

LEAST_FREE = 200  # megabytes of each disk
LONGEST_UNSEALED = timedelta(days=2)
LONGEST_WAIT = timedelta(minutes=15)  # of a task
LONGEST_DELAY = timedelta(hours=12)  # of a job
CACHE_SECONDS = 5
# Without one of these pages fail; others want an administrator, while everybody can work.
NEEDED = frozenset({"database", "migrations", "triggers", "rights", "disk"})
logger = logging.getLogger(__name__)


def run_checks() -> dict[str, str]:
    """Return what is wrong and what to do, by the name of the check; empty where all is well.

    Where the database can't be used, the checks that read it are left out.
    """
    problem = _run(_check_database)
    others = {"disk": _check_disk} if problem else CHECKS
    return {"database": problem} | {name: _run(check) for name, check in others.items()}


def recent_checks() -> dict[str, str]:
    """Return the checks as of the last seconds. What changes is logged, in English."""
    return _checks_within(int(time.monotonic() // CACHE_SECONDS))


@lru_cache(maxsize=1)
def _checks_within(_period: int) -> dict[str, str]:
    with translation.override("en"):
        problems = run_checks()
    for name, problem in problems.items():
        if _last_messages.get(name, "") != problem:
            level = logging.ERROR if problem else logging.INFO
            logger.log(level, "Health: %s: %s", name, problem or "well again.")
    _last_messages.update(problems)
    return problems


_last_messages: dict[str, str] = {}  # by name of the check


def _run(check: Callable[[], object]) -> str:
    """Return the sentence of the error that a check raises; empty where it raises none."""
    try:
        check()
    except TrackerError as error:
        return str(error)
    except (DatabaseError, OSError) as error:
        return _("This can't be read: %(why)s.") % {"why": " ".join(str(error).split())}
    return ""


def _check_database() -> None:
    connection.cursor().execute("SELECT 1")


def _check_migrations() -> None:
    known, applied = backup_manifest.known_and_applied(DEFAULT_DB_ALIAS)
    NotAllowed.raise_if(
        known - applied,
        _("The database is of an earlier version. Run “heed upgrade” as the owner of its tables."),
    )


def _check_seals() -> None:
    """Raise NotAllowed where events wait too long for a seal, or the last verification failed."""
    seal = Seal.objects.newest()
    oldest = (
        Event.objects.filter(pk__gt=seal.last if seal else 0)
        .order_by("pk")
        .values_list("at", flat=True)
        .first()
    )
    NotAllowed.raise_if(
        oldest and timezone.now() - oldest > LONGEST_UNSEALED,
        _(
            "Events of more than two days have no seal. Run “heed seal_history” and read what it "
            "says; “heed work” seals every night."
        ),
    )
    verification = Verification.objects.order_by("-pk").first()
    NotAllowed.raise_if(
        verification and verification.faults,
        _(
            "The history failed its last verification. “History integrity” says where; see "
            "docs/seals.md."
        ),
    )


def _check_tasks() -> None:
    """Raise NotAllowed where tasks wait for a worker."""
    NotAllowed.raise_if(
        DBTaskResult.objects.filter(
            status=TaskResultStatus.READY, enqueued_at__lt=timezone.now() - LONGEST_WAIT
        ).exists(),
        _("A task has waited for more than 15 minutes. Start “heed work”, or more of them."),
    )


def _check_jobs() -> None:
    """Raise NotAllowed for a job that failed, or that was last run and is not any more."""
    for job, run in jobs.last_runs():
        if run is not None:
            NotAllowed.raise_if(
                run.succeeded is False,
                _("The job “%(job)s” failed: %(message)s"),
                job=job.title,
                message=run.message,
            )
            NotAllowed.raise_if(
                job.due_on(timezone.now() - LONGEST_DELAY) > run.due_on,
                _("The job “%(job)s” has not run since %(day)s. Start “heed work”."),
                job=job.title,
                day=run.due_on,
            )


def _check_disk() -> None:
    """Raise OutputNotWritable for a folder that can't be written, or whose disk is nearly full."""
    for folder in folders():
        free = shutil.disk_usage(folder).free // 1_000_000
        OutputNotWritable.raise_if(
            free < LEAST_FREE,
            _("The disk of %(folder)s has only %(free)d MB left. Free space on it."),
            folder=folder,
            free=free,
        )
        OutputNotWritable.raise_if(
            not os.access(folder, os.W_OK),
            _("%(folder)s can't be written. Give it to the account of the server."),
            folder=folder,
        )


def folders() -> list[Path]:
    """Return the folders that are written to: of state, files and an SQLite database."""
    paths = [settings.VAR, settings.MEDIA_ROOT]
    if connection.vendor == "sqlite":
        paths.append(Path(connection.settings_dict["NAME"]).parent)
    return [path for path in dict.fromkeys(map(Path, paths)) if path.is_dir()]


CHECKS: dict[str, Callable[[], object]] = {
    "migrations": _check_migrations,
    "triggers": triggers.require,
    "rights": database_role.require_rights,
    "seals": _check_seals,
    "tasks": _check_tasks,
    "jobs": _check_jobs,
    "disk": _check_disk,
}

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})  # others would be series without end
REQUESTS = Counter(
    "heed_requests", "Requests answered.", ["view", "method", "status"], registry=None
)
SECONDS = Histogram(
    "heed_request_seconds",
    "Seconds until the answer began.",
    ["view"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=None,
)


def count_request(view: str, method: str | None, status: int, seconds: float) -> None:
    """Count a request of a view, by its name in `urls`; empty: of none."""
    REQUESTS.labels(view, method if method in METHODS else "other", status).inc()
    SECONDS.labels(view).observe(seconds)


def serve_metrics() -> None:
    """Answer at METRICS_PORT, in a thread of each process of the server: any answers for all."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(_State())
    exposition.ThreadingWSGIServer.allow_reuse_port = True
    host, _colon, port = settings.METRICS_PORT.rpartition(":")
    start_http_server(int(port), host.strip("[]"), registry)


class _State(Collector):
    """State of the installation, read when it is asked for; what can't be read is left out."""

    def collect(self) -> Iterator[core.GaugeMetricFamily]:
        for name, (words, label, read) in GAUGES.items():
            gauge = core.GaugeMetricFamily(f"heed_{name}", words, labels=[label] if label else [])
            with suppress(DatabaseError, OSError):
                for value, number in read().items():
                    gauge.add_metric([value] if label else [], number)
            yield gauge
        connections.close_all()  # of this thread


def _read_tasks() -> Mapping[str, float]:
    counts = dict(
        DBTaskResult.objects.values_list("status").annotate(models.Count("pk")).order_by()
    )
    return {status.lower(): counts.get(status, 0) for status in TaskResultStatus.values}


def _read_jobs() -> Mapping[str, float]:
    successes = JobRun.objects.filter(succeeded=True).values_list("name").order_by()
    return {name: at.timestamp() for name, at in successes.annotate(models.Max("finished_at"))}


def _read_seals() -> Mapping[str, float]:
    seal = Seal.objects.newest()
    return {"": seal.created_at.timestamp()} if seal else {}


# By name: what it is, its label, and what reads its number for each value of the label.
GAUGES: dict[str, tuple[str, str, Callable[[], Mapping[str, float]]]] = {
    "build_info": ("Version that runs.", "version", lambda: {settings.VERSION: 1}),
    "check_ok": (
        "Whether a check of /health/ready passed.",
        "check",
        lambda: {name: not problem for name, problem in recent_checks().items()},
    ),
    "tasks": ("Tasks of the last weeks, by status.", "status", _read_tasks),
    "job_success_timestamp_seconds": ("Last success of a job.", "job", _read_jobs),
    "seal_timestamp_seconds": ("When the newest seal was made.", "", _read_seals),
    "workers": (
        "Workers that are alive.",
        "",
        lambda: {"": Worker.objects.filter(seen_at__gt=Now() - workers.SILENCE).count()},
    ),
    "disk_free_bytes": (
        "Free space on the disk of a folder.",
        "folder",
        lambda: {str(folder): shutil.disk_usage(folder).free for folder in folders()},
    ),
}
