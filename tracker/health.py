"""Health of an installation: checks behind /health/ready, `doctor`, metrics and the health page."""

import logging
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.tasks import TaskResultStatus
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from tracker.actions import jobs
from tracker.actions.history import backup_manifest, database_role
from tracker.audit import triggers
from tracker.errors import NotAllowed, OutputNotWritable, TrackerError
from tracker.models import Event, Seal, Verification

LEAST_FREE = 200  # megabytes of each disk
LONGEST_UNSEALED = timedelta(days=2)
LONGEST_WAIT = timedelta(minutes=15)  # of a task
LONGEST_DELAY = timedelta(hours=12)  # of a job
CACHE_SECONDS = 5
# Without one of these pages fail; others want an administrator, while everybody can work.
NEEDED = frozenset({"database", "migrations", "triggers", "rights", "disk"})
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """Result of a check: its name, and what is wrong and what to do; empty where all is well."""

    name: str
    message: str = ""

    @property
    def is_well(self) -> bool:
        """Whether the check passed."""
        return not self.message


def checks() -> list[Check]:
    """Run the checks. Where the database can't be used, those that read it are left out."""
    database = Check("database", _run(_check_database))
    others = CHECKS if database.is_well else {"disk": _check_disk}
    return [database, *(Check(name, _run(check)) for name, check in others.items())]


def recent_checks() -> list[Check]:
    """Return the checks as of the last seconds. What changes is logged, in English."""
    return _checks_within(int(time.monotonic() // CACHE_SECONDS))


@lru_cache(maxsize=1)
def _checks_within(_period: int) -> list[Check]:
    with translation.override("en"):
        results = checks()
    for check in results:
        if _last_messages.get(check.name, "") != check.message:
            level = logging.INFO if check.is_well else logging.ERROR
            logger.log(level, "Health: %s: %s", check.name, check.message or "well again.")
        _last_messages[check.name] = check.message
    return results


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
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_migrations() -> None:
    known, applied = backup_manifest.known_and_applied(DEFAULT_DB_ALIAS)
    NotAllowed.raise_if(
        known - applied,
        _("The database is of an earlier version. Run “heed upgrade” as the owner of its tables."),
    )


def _check_seals() -> None:
    """Raise NotAllowed where events wait too long for a seal, or the last verification failed."""
    seal = Seal.objects.newest()
    events = Event.objects.filter(pk__gt=seal.last if seal else 0).order_by("pk")
    oldest = events.values_list("at", flat=True).first()
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
        if run is None:
            continue
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
