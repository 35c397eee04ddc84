"""What 10,000 pieces of evidence that somebody may not know of cost that person.

`uv run python -m benchmarks.evidence [--postgres]` prints, for each page, the median of 40 turns
with them and without. Two databases that differ in nothing else are asked in turn, five each, so
that both meet the same machine. Fails above 1.3, or when the number of queries differs.

Some pages walk rows newest first, past what is hidden, until theirs is full. Here what is hidden is
the newest of all, which is the worst that can be: 30,000 lines of history in a row. For these the
limit is 2.5. Nothing short of a mark on each line would spare the walk.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FOLDER = tempfile.TemporaryDirectory(prefix="heed-benchmark-")
MOST, MOST_WALKING = 1.3, 2.5
HIDDEN = 10_000
ROUNDS, TURNS = 8, 5
REPORT = "/reports/tip-2024-kosovo/progress/"
PICKER = "/admin/autocomplete/?app_label=tracker&model_name=citation&field_name=evidence"
PAGES = {
    "list of evidence": "/evidence/",
    "evidence by a word": "/evidence/?words=shelter",
    "find": "/evidence/find/?q=shelter",
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


def _address() -> str:
    """Where the database of this run is; it goes when the run ends."""
    if "--postgres" in sys.argv:
        from tests.postgres import _own_server

        return str(_own_server())
    return f"sqlite:///{Path(FOLDER.name) / 'without.sqlite3'}"


os.environ["DATABASE_URL"] = _address()
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.factories import UserFactory, as_factory  # noqa: E402
from tests.views import rows  # noqa: E402
from tracker.vocabulary import Sensitivity  # noqa: E402

WITHOUT = str(connection.settings_dict["NAME"])


def use(name: str) -> None:
    """Go on with this database."""
    connection.close()
    connection.settings_dict["NAME"] = name


def prepared() -> tuple[Client, str, str]:
    """Both databases; a client signed in to either, and the page of a recommendation."""
    call_command("migrate", verbosity=0)
    asked = rows.recommendations(50)
    other = UserFactory(analyst=True, username="other")
    rows.pieces(200, by=other, on=asked)
    client = Client(headers={"host": "localhost"})
    with as_factory():
        client.force_login(UserFactory(analyst=True, username="reader", is_staff=True))
    analyze()
    using = _copied()
    use(using)
    kept: Any = {"on": asked, "sensitivity": Sensitivity.NAMED_READERS}
    rows.pieces(HIDDEN, by=other, **kept)
    analyze()
    return client, asked[0].get_absolute_url(), using


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copied() -> str:
    """Another database, the same to the last row."""
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


def compared(client: Client, path: str, using: str) -> tuple[float, float, int, int]:
    """Median milliseconds without and with, and the number of queries of each."""
    spent: dict[str, list[float]] = {WITHOUT: [], using: []}
    queries = {}
    for _round in range(ROUNDS):
        for name, times in spent.items():
            use(name)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200, path
            queries[name] = len(asked)
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
    client, recommendation, using = prepared()
    wrong = []
    for name, path in {**PAGES, **WALKING}.items():
        address = path.format(recommendation=recommendation)
        plain, narrow, before, after = compared(client, address, using)
        print(
            f"{connection.vendor:10} {name:24} {narrow:6.1f} to {plain:6.1f} ms × "
            f"{narrow / plain:.2f}   {after} to {before} queries"
        )
        most = MOST if name in PAGES else MOST_WALKING
        if narrow / plain > most or before != after:
            wrong.append(name)
    if wrong:
        raise SystemExit(f"Hidden rows cost more than they may, or queries: {', '.join(wrong)}.")


if __name__ == "__main__":
    main()
