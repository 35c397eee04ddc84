"""What a contributor's list costs, against the same list for somebody who sees every row.

`uv run python -m benchmarks.permissions [--postgres]` prints ratios for contributors whose body has
a role in all of 10,000 recommendations, in a tenth of them, and in nine: medians of 40 turns, the
two users in turn. The page as it is served fails above 1.3; beside it stands what the database is
asked for, the first page of rows and their count, without anything around it.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="heed-benchmark-")
MOST = 1.3
TURNS = 40


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
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import BodyFactory, UserFactory, as_factory  # noqa: E402
from tests.views import rows as views_rows  # noqa: E402
from tracker.models import Recommendation, Responsibility, User  # noqa: E402
from tracker.views.pagination import count_of, page_of  # noqa: E402
from tracker.vocabulary import Basis, Confidence, Role  # noqa: E402

Deed = Callable[[], object]
NUMBER = 10_000


def page_for(user: Any) -> Deed:
    """The list as it is served: what somebody waits for."""
    client = Client(headers={"host": "localhost"})
    with as_factory():
        client.force_login(user)
    return lambda: client.get("/recommendations/")


def rows_for(user: Any) -> Deed:
    """What the list asks the database for alone: its first page, and how many there are."""

    def ask() -> None:
        same = User.objects.get(pk=user.pk)  # roles are read anew, as for each request
        rows = Recommendation.objects.visible_to(same).for_list().current()
        page_of(rows)
        count_of(rows)

    return ask


def compared(plain: Deed, narrow: Deed) -> tuple[float, float]:
    """Median milliseconds of two deeds, done in turn so that both meet the same machine."""
    spent: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 3):
        for deed, times in zip((plain, narrow), spent, strict=True):
            began = time.perf_counter()
            deed()
            if turn >= 3:
                times.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent[0]), statistics.median(spent[1])


def give_a_role(body: Any, rows: Any) -> None:
    with as_factory():
        Responsibility.objects.bulk_create(
            Responsibility(
                recommendation=row,
                body=body,
                role=Role.SUPPORTING,
                basis=Basis.NAMED_IN_REPORT,
                confidence=Confidence.HIGH,
                sort_key=row.sort_key,
            )
            for row in rows
        )


def prepared() -> dict[str, Any]:
    """Recommendations with a lead each, and one contributor for each number of roles."""
    call_command("migrate", verbosity=0)
    rows = views_rows.recommendations(NUMBER, lead="LEAD")
    for number in range(40):  # as many other bodies as a country has, in a twentieth each
        give_a_role(BodyFactory(code=f"OTHER_{number}"), rows[number::20])
    users = {}
    for code, some in {"ALL": rows, "TENTH": rows[::10], "NINE": rows[:: NUMBER // 9][:9]}.items():
        body = BodyFactory(code=code)
        give_a_role(body, some)
        users[code] = UserFactory(contributor=True, speaks_for=[body], username=code)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return users


def main() -> None:
    contributors = prepared()
    viewer = UserFactory(viewer=True)
    slowest = 0.0
    for contributor in contributors.values():
        seen = Recommendation.objects.visible_to(contributor).count()
        told = []
        for kind in (page_for, rows_for):
            plain, narrow = compared(kind(viewer), kind(contributor))
            told.append(f"{narrow:6.1f} to {plain:6.1f} ms × {narrow / plain:.2f}")
            if kind is page_for:
                slowest = max(slowest, narrow / plain)
        print(
            f"{connection.vendor:10} {seen:6,} of {NUMBER:,}: page {told[0]}   rows alone {told[1]}"
        )
    if slowest > MOST:
        raise SystemExit(f"The subquery costs × {slowest:.2f}, more than × {MOST}.")


if __name__ == "__main__":
    main()
