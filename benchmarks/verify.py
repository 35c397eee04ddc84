"""How long a million events take to seal and to verify, and how much memory.

`uv run python -m benchmarks.verify [--postgres] [EVENTS]`. The events are written by the triggers:
each row is added once and renamed nine times. Fails above 15 s for a million.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="heed-benchmark-")
MOST = 15.0  # seconds to verify a million
TURNS = 10
EVENTS = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 1_000_000)


def _address() -> str:
    """Where the database of this run is; it goes when the run ends."""
    if "--postgres" in sys.argv:
        from tests.postgres import _own_server

        return str(_own_server())
    return f"sqlite:///{Path(FOLDER.name) / 'history.sqlite3'}"


os.environ["DATABASE_URL"] = _address()
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import F, Value  # noqa: E402
from django.db.models.functions import Concat  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.factories import as_factory  # noqa: E402
from tracker.actions.history.seals import (
    seal_history,  # noqa: E402
    verify_history,  # noqa: E402
)
from tracker.models import Event, Topic  # noqa: E402


def prepared() -> None:
    call_command("migrate", verbosity=0)
    with as_factory(), transaction.atomic():
        number = EVENTS // TURNS
        Topic.objects.bulk_create(
            (Topic(code=f"topic-{n}", name=f"Topic {n}") for n in range(number)), batch_size=2_000
        )
        for turn in range(1, TURNS):
            Topic.objects.update(name=Concat(Value(f"{turn} "), F("code")))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def memory() -> float:
    """The most that this process held until now, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    prepared()
    held, events = memory(), Event.objects.count()
    began = time.perf_counter()
    made = seal_history(now=timezone.now())
    sealed = time.perf_counter()
    came = verify_history(now=timezone.now())
    verified = time.perf_counter() - sealed
    assert came.is_well, came.found[:3]
    assert came.sealed == events
    print(
        f"{connection.vendor:10} {events} events under {len(made)} seals, {came.rows} rows: sealed "
        f"in {sealed - began:.1f} s, verified in {verified:.1f} s, {memory() - held:.0f} MB more"
    )
    if verified > MOST * events / 1_000_000:
        raise SystemExit(f"Slower than {MOST} s for a million events.")


if __name__ == "__main__":
    main()
