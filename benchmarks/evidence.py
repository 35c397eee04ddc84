"""Measure what 10,000 pieces of evidence that are hidden from a user cost that user.

`uv run python -m benchmarks.evidence [--postgres]` prints, for each page, the median of 40 turns
with them and without. Two databases that differ in nothing else are asked in turn, five each, so
that both meet the same machine. Fails above 1.3, or when the number of queries differs.

Some pages walk rows newest first, past what is hidden, until theirs is full. Here what is hidden is
the newest of all, which is the worst that can be: 30,000 lines of history in a row. For these the
limit is 2.5. Nothing short of a mark on each line would spare the walk.
"""

import os
import statistics
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

MAX_RATIO, MAX_WALKING_RATIO = 1.3, 2.5
HIDDEN = 10_000
ROUNDS, TURNS = 8, 5
REPORT = "/reports/tip-2024-kosovo/progress/"
PICKER = "/admin/autocomplete/?app_label=tracker&model_name=citation&field_name=evidence"
PAGES = {
    "list of evidence": "/evidence/",
    "evidence by a word": "/evidence/?search=shelter",
    "find": "/evidence/search/?search=shelter",
    "list of recommendations": "/recommendations/",
    "recommendation": "{recommendation}",
    "full report": REPORT,
    "public report": f"{REPORT}?audience=public",
    "evidence pack": f"{REPORT}?kind=evidence",
    "brief": f"{REPORT}?kind=brief",
    "admin: evidence": "/admin/tracker/evidence/",
}
WALKING = {
    "first page": "/",
    "history": "/history/",
    "history as PDF": "{recommendation}history.pdf",
    "admin: citations": "/admin/tracker/citation/",
    "admin: picker": f"{PICKER}&term=shelter",
}


from benchmarks import database  # noqa: E402

database.prepare("evidence")

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.factories import UserFactory, as_factory  # noqa: E402
from tests.views import rows  # noqa: E402
from tracker.vocabulary import Sensitivity  # noqa: E402

WITHOUT = str(connection.settings_dict["NAME"])


def use(name: str) -> None:
    """Use this database from here on."""
    connection.close()
    connection.settings_dict["NAME"] = name


def prepare_databases() -> tuple[Client, str, str]:
    """Fill both databases; return a client signed in to either, a page, and the second name."""
    recommendations = rows.recommendations(50)
    other = UserFactory(analyst=True, username="other")
    rows.pieces(200, by=other, on=recommendations)
    client = Client(headers={"host": "localhost"})
    with as_factory():
        client.force_login(UserFactory(analyst=True, username="reader", is_staff=True))
    analyze()
    using = _copy_database()
    use(using)
    options: Any = {"on": recommendations, "sensitivity": Sensitivity.NAMED_READERS}
    rows.pieces(HIDDEN, by=other, **options)
    analyze()
    return client, recommendations[0].get_absolute_url(), using


def analyze() -> None:
    """Update the statistics of the query planner."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy_database() -> str:
    """Copy the database; return the name of the copy."""
    if connection.vendor == "sqlite":
        copy = str(Path(WITHOUT).with_name("with.sqlite3"))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [copy])
        return copy
    import psycopg

    connection.close()
    server = urlsplit(os.environ["DATABASE_URL"])._replace(path="/template1").geturl()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "with_hidden" TEMPLATE "{WITHOUT}"')
    return "with_hidden"


def compare(client: Client, path: str, using: str) -> tuple[float, float, int, int]:
    """Return the median milliseconds without and with, and the number of queries of each."""
    spent: dict[str, list[float]] = {WITHOUT: [], using: []}
    queries = {}
    for _round in range(ROUNDS):
        for name, times in spent.items():
            use(name)
            with CaptureQueriesContext(connection) as queries_run:
                assert client.get(path).status_code == 200, path
            queries[name] = len(queries_run)
            for _turn in range(TURNS):
                began = time.perf_counter()
                client.get(path)
                times.append(1000 * (time.perf_counter() - began))
    return (
        statistics.median(spent[WITHOUT]),
        statistics.median(spent[using]),
        queries[WITHOUT],
        queries[using],
    )


def main() -> None:
    """Print the times of every page; exit with an error above a limit."""
    client, recommendation, using = prepare_databases()
    wrong = []
    for name, path in {**PAGES, **WALKING}.items():
        address = path.format(recommendation=recommendation)
        plain, narrow, before, after = compare(client, address, using)
        print(
            f"{connection.vendor:10} {name:24} {narrow:6.1f} to {plain:6.1f} ms × "
            f"{narrow / plain:.2f}   {after} to {before} queries"
        )
        most = MAX_RATIO if name in PAGES else MAX_WALKING_RATIO
        if narrow / plain > most or before != after:
            wrong.append(name)
    if wrong:
        raise SystemExit(f"Hidden rows cost more than they may, or queries: {', '.join(wrong)}.")


if __name__ == "__main__":
    main()
