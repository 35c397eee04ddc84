"""What history costs: to read at a million events, and to write at all.

`uv run python -m benchmarks.history [--postgres]` prints two kinds of ratio and fails above them.

- Read: the page of a recommendation with its timeline, its events page by page, and the log, with
  1,000,000 events of other recommendations in the database against 10,000, in turn: at most 1.3.
- Write: 10,000 rows by `bulk_create` with triggers against the same without, in transactions that
  are rolled back, in turn: at most 2. The least of five.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="heed-benchmark-")
FEW, MANY = 10_000, 1_000_000
MOST_TO_READ, MOST_TO_WRITE = 1.3, 2.0
TURNS, WRITES, ROWS = 11, 5, 10_000
OTHERS = 1_000  # recommendations that the events of others are about


def _address() -> str:
    """Where the database of this run is; it goes when the run ends."""
    if "--postgres" in sys.argv:
        from tests.postgres import _own_server

        return str(_own_server())
    return f"sqlite:///{Path(FOLDER.name) / 'benchmark.sqlite3'}"


os.environ["DATABASE_URL"] = _address()
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import BodyFactory, UserFactory, as_factory  # noqa: E402
from tests.views import rows as views_rows  # noqa: E402
from tracker.audit import triggers  # noqa: E402
from tracker.models import Event, Recommendation, Responsibility  # noqa: E402
from tracker.summaries.history import timeline
from tracker.vocabulary import Basis, Confidence, Role  # noqa: E402

Deed = Callable[[], object]

# Changes of titles by fifty people, a second apart, each on a request of its own.
OF_OTHERS = """
INSERT INTO tracker_event (at, "table", key, operation, old, new, actor_id, actor_name, reason,
    reason_code, looked_at, source, request, recommendation)
{numbers}
SELECT {at}, 'tracker_recommendation', {first} + n %% {others}, 'update',
    {old}, {new}, 1000 + n %% 50, 'person', 'Order in force since May', '', '', 'site',
    'request-' || n, {first} + n %% {others}
FROM numbers
"""
DIALECT = {
    "sqlite": {
        "numbers": "WITH RECURSIVE numbers(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM numbers"
        " WHERE n + 1 < %s)",
        "at": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 1700000000 + n, 'unixepoch')",
        "old": "json_object('short_title', 'Shelter ' || n)",
        "new": "json_object('short_title', 'Shelters ' || n)",
    },
    "postgresql": {
        "numbers": "WITH numbers AS (SELECT generate_series(%s, %s - 1) AS n)",
        "at": "to_timestamp(1700000000 + n)",
        "old": "jsonb_build_object('short_title', 'Shelter ' || n)",
        "new": "jsonb_build_object('short_title', 'Shelters ' || n)",
    },
}


def add_events(first: int, last: int, *, of: int) -> None:
    """Events number `first` to `last` (exclusive) of other recommendations, by SQL alone."""
    sql = OF_OTHERS.format(**DIALECT[connection.vendor], first=of, others=OTHERS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [first, last])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def use(name: str) -> None:
    """Ask this database from here on."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def copied(name: str) -> str:
    """A second database that holds the same."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return str(shutil.copy(name, f"{name}.many"))
    use("template1")  # or the one that is copied would be in use
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}_many" TEMPLATE "{name}"')
    return f"{name}_many"


def spent_on(deed: Deed) -> float:
    """Milliseconds: the least of three, after one that counts for nothing."""
    deed()
    times = []
    for _time in range(3):
        began = time.perf_counter()
        deed()
        times.append(1000 * (time.perf_counter() - began))
    return min(times)


def compared(deeds: dict[str, Deed], at_few: str, at_many: str) -> dict[str, tuple[float, float]]:
    """The least milliseconds at few events and at many, in turn: both meet the same machine."""
    found: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in deeds}
    for _turn in range(TURNS):
        for place, database in enumerate((at_few, at_many)):
            use(database)
            for name, deed in deeds.items():
                found[name][place].append(spent_on(deed))
    return {name: (min(one), min(other)) for name, (one, other) in found.items()}


def pages(row: Recommendation, user: Any) -> dict[str, Deed]:
    client = Client(headers={"host": "localhost"})
    with as_factory():
        client.force_login(user)
    address = f"/history/?recommendation={row.report.slug}/{row.number}"
    return {
        "the page of a recommendation": lambda: client.get(row.get_absolute_url()),
        "its timeline alone": lambda: timeline.page(row, user),
        "the lines of the log alone": lambda: timeline.page_of(
            Event.objects.visible_to(user), user
        ),
        "the log": lambda: client.get("/history/"),
        "the log of a recommendation": lambda: client.get(address),
        "the log of a person": lambda: client.get(f"/history/?actor={user.username}"),
    }


def read() -> float:
    """The worst ratio of a page at many events to the same at few."""
    rows = views_rows.recommendations(1 + OTHERS, lead="LEAD")
    row, user = rows[0], UserFactory(analyst=True, username="analyst")
    with as_factory():
        for n in range(60):
            Recommendation.objects.filter(pk=row.pk).update(short_title=f"Shelter {n}")
    deeds = pages(row, user)
    add_events(Event.objects.count(), FEW, of=rows[1].pk)
    at_few = str(connection.settings_dict["NAME"])
    at_many = copied(at_few)
    use(at_many)
    add_events(FEW, MANY, of=rows[1].pk)
    worst = 0.0
    for name, (few, much) in compared(deeds, at_few, at_many).items():
        told = f"{few:7.1f} ms at {FEW:,} events, {much:7.1f} ms at {MANY:,}"
        print(f"{connection.vendor:10} {name:30} {told}: × {much / few:.2f}")
        worst = max(worst, much / few)
    return worst


def to_write() -> list[Responsibility]:
    """Rows that are not held yet: ten supporting bodies for each recommendation."""
    bodies = [BodyFactory(code=f"BODY_{n}") for n in range(10)]
    asked = list(Recommendation.objects.order_by("pk")[: ROWS // 10])
    return [
        Responsibility(
            recommendation=row,
            body=body,
            role=Role.SUPPORTING,
            basis=Basis.NAMED_IN_REPORT,
            confidence=Confidence.HIGH,
            sort_key=row.sort_key,
        )
        for body in bodies
        for row in asked
    ]


def written(rows: list[Responsibility], *, told: bool) -> float:
    """Milliseconds that an insert takes, which is taken back; `told` in history, or not at all."""
    for row in rows:
        row.pk = None
    with transaction.atomic(), as_factory():
        held = newest_event()
        began = time.perf_counter()
        Responsibility.objects.bulk_create(rows)
        spent = 1000 * (time.perf_counter() - began)
        assert Event.objects.filter(pk__gt=held).count() == len(rows) * told
        transaction.set_rollback(True)
    return spent


def newest_event() -> int:
    return int(Event.objects.newest_first().values_list("pk", flat=True).first() or 0)


def write() -> float:
    """What an insert costs with triggers, by what it costs without."""
    rows = to_write()
    written(rows, told=True)
    told, silent = [], []
    for _turn in range(WRITES):
        told.append(written(rows, told=True))
        triggers.drop()
        silent.append(written(rows, told=False))
        triggers.install()
    withal, without = min(told), min(silent)
    spent = f"{withal:7.1f} ms with history, {without:7.1f} ms without: × {withal / without:.2f}"
    print(f"{connection.vendor:10} {f'an insert of {ROWS:,} rows':30} {spent}")
    return withal / without


def main() -> None:
    call_command("migrate", verbosity=0)
    to_read = read()
    write_ratio = write()
    if to_read > MOST_TO_READ:
        raise SystemExit(
            f"A million events cost × {to_read:.2f} to read, more than × {MOST_TO_READ}."
        )
    if write_ratio > MOST_TO_WRITE:
        raise SystemExit(
            f"History costs × {write_ratio:.2f} to write, more than × {MOST_TO_WRITE}."
        )


if __name__ == "__main__":
    main()
