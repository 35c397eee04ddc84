"""Measure what history costs: to read at a million events, and to write at all.

`uv run python -m benchmarks.history [--postgres]` prints two kinds of ratio and fails above them.

- Read: the page of a recommendation with its timeline, its events page by page, and the log, with
  1,000,000 events of other recommendations in the database against 10,000, in turn: at most 1.3.
- Write: 10,000 rows by `bulk_create` with triggers against the same without, in transactions that
  are rolled back, in turn: at most 2. The least of five.
"""

import shutil
import time
from collections.abc import Callable
from typing import Any

FEW, MANY = 10_000, 1_000_000
MAX_READ_RATIO, MAX_WRITE_RATIO = 1.3, 2.0
TURNS, WRITES, ROWS = 11, 5, 10_000
OTHERS = 1_000  # recommendations that the events of others are about


from benchmarks import database  # noqa: E402

database.prepare("history")

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import BodyFactory, UserFactory, as_factory  # noqa: E402
from tests.views import rows as views_rows  # noqa: E402
from tracker.audit import triggers  # noqa: E402
from tracker.models import Event, Recommendation, Responsibility  # noqa: E402
from tracker.summaries.history import timeline  # noqa: E402
from tracker.vocabulary import Confidence, ResponsibilityBasis, Role  # noqa: E402

Action = Callable[[], object]

# Changes of titles by fifty people, a second apart, each on a request of its own.
INSERT_EVENTS = """
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
    """Insert events number `first` to `last` (exclusive) of other recommendations by SQL."""
    sql = INSERT_EVENTS.format(**DIALECT[connection.vendor], first=of, others=OTHERS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [first, last])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def use(name: str) -> None:
    """Connect to this database from here on."""
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()


def copy_database(name: str) -> str:
    """Copy a database; return the name of the copy."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return str(shutil.copy(name, f"{name}.many"))
    use("template1")  # a database in use can't be copied
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}_many" TEMPLATE "{name}"')
    return f"{name}_many"


def measure(action: Action) -> float:
    """Return the least milliseconds of three turns, after one that does not count."""
    action()
    times = []
    for _time in range(3):
        began = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - began))
    return min(times)


def compare(
    actions: dict[str, Action], at_few: str, at_many: str
) -> dict[str, tuple[float, float]]:
    """Return the least milliseconds at few events and at many, measured in turn."""
    times_by_name: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in actions}
    for _turn in range(TURNS):
        for place, database_name in enumerate((at_few, at_many)):
            use(database_name)
            for name, action in actions.items():
                times_by_name[name][place].append(measure(action))
    return {name: (min(few), min(many)) for name, (few, many) in times_by_name.items()}


def pages(row: Recommendation, user: Any) -> dict[str, Action]:
    """Return the requests and queries to measure, by name."""
    client = Client(headers={"host": "localhost"})
    with as_factory():
        client.force_login(user)
    address = f"/history/?recommendation={row.report.slug}/{row.number}"
    return {
        "the page of a recommendation": lambda: client.get(row.get_absolute_url()),
        "its timeline alone": lambda: timeline.recommendation_timeline(row, user),
        "the lines of the log alone": lambda: timeline.build_page(
            Event.objects.visible_to(user), user
        ),
        "the log": lambda: client.get("/history/"),
        "the log of a recommendation": lambda: client.get(address),
        "the log of a person": lambda: client.get(f"/history/?actor={user.username}"),
    }


def measure_reads() -> float:
    """Return the worst ratio of a page at many events to the same at few."""
    rows = views_rows.recommendations(1 + OTHERS, lead="LEAD")
    row, user = rows[0], UserFactory(analyst=True, username="analyst")
    with as_factory():
        for n in range(60):
            Recommendation.objects.filter(pk=row.pk).update(short_title=f"Shelter {n}")
    actions = pages(row, user)
    add_events(Event.objects.count(), FEW, of=rows[1].pk)
    at_few = str(connection.settings_dict["NAME"])
    at_many = copy_database(at_few)
    use(at_many)
    add_events(FEW, MANY, of=rows[1].pk)
    worst = 0.0
    for name, (few, much) in compare(actions, at_few, at_many).items():
        times = f"{few:7.1f} ms at {FEW:,} events, {much:7.1f} ms at {MANY:,}"
        print(f"{connection.vendor:10} {name:30} {times}: × {much / few:.2f}")
        worst = max(worst, much / few)
    return worst


def build_rows() -> list[Responsibility]:
    """Return new rows: ten supporting bodies for each recommendation."""
    bodies = [BodyFactory(code=f"BODY_{n}") for n in range(10)]
    recommendations = list(Recommendation.objects.order_by("pk")[: ROWS // 10])
    return [
        Responsibility(
            recommendation=row,
            body=body,
            role=Role.SUPPORTING,
            basis=ResponsibilityBasis.NAMED_IN_REPORT,
            confidence=Confidence.HIGH,
            sort_key=row.sort_key,
        )
        for body in bodies
        for row in recommendations
    ]


def measure_insert(rows: list[Responsibility], *, has_events: bool) -> float:
    """Return the milliseconds of an insert that is rolled back, with events or without."""
    for row in rows:
        row.pk = None
    with transaction.atomic(), as_factory():
        newest = newest_event()
        began = time.perf_counter()
        Responsibility.objects.bulk_create(rows)
        spent = 1000 * (time.perf_counter() - began)
        assert Event.objects.filter(pk__gt=newest).count() == len(rows) * has_events
        transaction.set_rollback(True)
    return spent


def newest_event() -> int:
    """Return the sequence of the newest event; 0 without any."""
    return int(Event.objects.newest_first().values_list("pk", flat=True).first() or 0)


def measure_writes() -> float:
    """Return the ratio of an insert with triggers to the same without."""
    rows = build_rows()
    measure_insert(rows, has_events=True)
    with_history, without = [], []
    for _turn in range(WRITES):
        with_history.append(measure_insert(rows, has_events=True))
        triggers.drop()
        without.append(measure_insert(rows, has_events=False))
        triggers.install()
    slow, fast = min(with_history), min(without)
    spent = f"{slow:7.1f} ms with history, {fast:7.1f} ms without: × {slow / fast:.2f}"
    print(f"{connection.vendor:10} {f'an insert of {ROWS:,} rows':30} {spent}")
    return slow / fast


def main() -> None:
    """Print the ratios; exit with an error above a limit."""
    read_ratio = measure_reads()
    write_ratio = measure_writes()
    if read_ratio > MAX_READ_RATIO:
        raise SystemExit(
            f"A million events cost × {read_ratio:.2f} to read, more than × {MAX_READ_RATIO}."
        )
    if write_ratio > MAX_WRITE_RATIO:
        raise SystemExit(
            f"History costs × {write_ratio:.2f} to write, more than × {MAX_WRITE_RATIO}."
        )


if __name__ == "__main__":
    main()
