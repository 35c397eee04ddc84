"""Measure the time and memory that sealing and verifying a million events takes.

`uv run python -m benchmarks.verify [--postgres] [EVENTS]`. The events are written by the triggers:
each row is added once and renamed nine times. Fails above 15 s for a million.
"""

import resource
import sys
import time

MAX_SECONDS = 15.0  # seconds to verify a million
TURNS = 10
EVENTS = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 1_000_000)


from benchmarks import database  # noqa: E402

database.prepare("verify")

from django.db import connection, transaction  # noqa: E402
from django.db.models import F, Value  # noqa: E402
from django.db.models.functions import Concat  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.factories import as_factory  # noqa: E402
from tracker.actions.history.seals import seal_history, verify_history  # noqa: E402
from tracker.models import Event, Topic  # noqa: E402


def write_events() -> None:
    """Create the rows and rename them, so that triggers write EVENTS events."""
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
    """Return the most memory that this process used until now, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print time and memory; exit with an error above the limit."""
    write_events()
    before, events = memory(), Event.objects.count()
    began = time.perf_counter()
    new_seals = seal_history(now=timezone.now())
    sealed = time.perf_counter()
    with as_factory():
        result = verify_history(now=timezone.now())
    verified = time.perf_counter() - sealed
    assert result.is_well, result.faults[:3]
    assert result.sealed == events
    print(
        f"{connection.vendor:10} {events} events under {len(new_seals)} seals, {result.rows} rows: "
        f"sealed in {sealed - began:.1f} s, verified in {verified:.1f} s, "
        f"{memory() - before:.0f} MB more"
    )
    if verified > MAX_SECONDS * events / 1_000_000:
        raise SystemExit(f"Slower than {MAX_SECONDS} s for a million events.")


if __name__ == "__main__":
    main()
