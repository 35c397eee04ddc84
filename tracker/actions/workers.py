"""Which workers are alive: each writes every few seconds that it is, by the database's clock."""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from socket import gethostname

from django.db.models.functions import Now
from django.utils.crypto import get_random_string

from tracker.models import Worker

BEAT = timedelta(seconds=10)  # between two signs of life
SILENCE = timedelta(seconds=45)  # without one, after which a worker is gone
LONGEST_SILENCE = timedelta(minutes=30)  # the same, where its process is alive


def make_name() -> str:
    """Return a name of this process as a worker: its machine and number, and a random end."""
    return f"{gethostname()[:30]}:{os.getpid()}:{get_random_string(8)}"


def beat(name: str) -> bool:
    """Write that this worker is alive; return whether it could do so all the time.

    After the database was away, all workers seem gone until each has written again.
    """
    was_silent = Worker.objects.filter(name=name, seen_at__lt=Now() - SILENCE).exists()
    Worker.objects.bulk_create(
        [Worker(name=name, seen_at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["seen_at"],
    )
    return not was_silent


def sign_off(name: str) -> None:
    """Write that this worker ended by itself: others need not wait."""
    Worker.objects.filter(name=name).delete()


def is_gone(name: str) -> bool:
    """Return whether a worker ended: it is unknown, or silent, and no process of this machine.

    One that is alive can be silent while a long transaction keeps SQLite locked. After
    LONGEST_SILENCE it hangs, or another process has its number since the machine was restarted.
    """
    workers = Worker.objects.filter(name=name)
    return not (
        workers.filter(seen_at__gt=Now() - SILENCE).exists()
        or (workers.filter(seen_at__gt=Now() - LONGEST_SILENCE).exists() and _runs_here(name))
    )


def any_alive() -> bool:
    """Return whether any worker is alive."""
    return not all(map(is_gone, Worker.objects.values_list("name", flat=True)))


def _runs_here(name: str) -> bool:
    """Return whether the process runs on this machine: none that ended and was not waited for.

    Linux says so. This process may have the number of an older one.
    """
    host, process = name.rpartition(":")[0].rpartition(":")[::2]
    if host != gethostname()[:30] or process == str(os.getpid()):
        return False
    with suppress(OSError):
        return b"work" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False
