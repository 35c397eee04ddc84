"""Compare the cost of a contributor's list with that of a user who sees every row.

`uv run python -m benchmarks.permissions [--postgres]` prints ratios for contributors whose body has
a role in all of 10,000 recommendations, in a tenth of them, and in nine: medians of 40 turns, the
two users in turn. The page as it is served fails above 1.3; beside it stands what the database is
asked for, the first page of rows and their count, without anything around it.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

MAX_RATIO = 1.3
TURNS = 40


from benchmarks import database  # noqa: E402

database.prepare("permissions")

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import BodyFactory, UserFactory, as_factory  # noqa: E402
from tests.views import rows as views_rows  # noqa: E402
from tracker.models import Recommendation, Responsibility, User  # noqa: E402
from tracker.views.pagination import count_rows, fetch_page  # noqa: E402
from tracker.vocabulary import Confidence, ResponsibilityBasis, Role  # noqa: E402

Action = Callable[[], object]
NUMBER = 10_000


def page_for(user: Any) -> Action:
    """Return a request of the list as it is served."""
    client = Client(headers={"host": "localhost"})
    with as_factory():
        client.force_login(user)
    return lambda: client.get("/recommendations/")


def rows_for(user: Any) -> Action:
    """Return the queries of the list alone: its first page, and the count of its rows."""

    def fetch() -> None:
        same = User.objects.get(pk=user.pk)  # roles are read anew, as for each request
        rows = Recommendation.objects.visible_to(same).for_list().current()
        fetch_page(rows)
        count_rows(rows)

    return fetch


def compare(plain: Action, narrow: Action) -> tuple[float, float]:
    """Return the median milliseconds of two actions, done in turn so that load affects both."""
    spent: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 3):
        for action, times in zip((plain, narrow), spent, strict=True):
            began = time.perf_counter()
            action()
            if turn >= 3:
                times.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent[0]), statistics.median(spent[1])


def give_a_role(body: Any, rows: Any) -> None:
    """Give the body a supporting role in these recommendations."""
    with as_factory():
        Responsibility.objects.bulk_create(
            Responsibility(
                recommendation=row,
                body=body,
                role=Role.SUPPORTING,
                basis=ResponsibilityBasis.NAMED_IN_REPORT,
                confidence=Confidence.HIGH,
                sort_key=row.sort_key,
            )
            for row in rows
        )


def create_users() -> dict[str, Any]:
    """Create recommendations with a lead each; return a contributor for each number of roles."""
    rows = views_rows.recommendations(NUMBER, lead="LEAD")
    for number in range(40):  # as many other bodies as a country has, in a twentieth each
        give_a_role(BodyFactory(code=f"OTHER_{number}"), rows[number::20])
    users = {}
    for code, role_rows in {
        "ALL": rows,
        "TENTH": rows[::10],
        "NINE": rows[:: NUMBER // 9][:9],
    }.items():
        body = BodyFactory(code=code)
        give_a_role(body, role_rows)
        users[code] = UserFactory(contributor=True, speaks_for=[body], username=code)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return users


def main() -> None:
    """Print the times of each contributor; exit with an error above the limit."""
    contributors = create_users()
    viewer = UserFactory(viewer=True)
    slowest = 0.0
    for contributor in contributors.values():
        seen = Recommendation.objects.visible_to(contributor).count()
        times = []
        for kind in (page_for, rows_for):
            plain, narrow = compare(kind(viewer), kind(contributor))
            times.append(f"{narrow:6.1f} to {plain:6.1f} ms × {narrow / plain:.2f}")
            if kind is page_for:
                slowest = max(slowest, narrow / plain)
        share = f"{seen:6,} of {NUMBER:,}"
        print(f"{connection.vendor:10} {share}: page {times[0]}   rows alone {times[1]}")
    if slowest > MAX_RATIO:
        raise SystemExit(f"The subquery costs × {slowest:.2f}, more than × {MAX_RATIO}.")


if __name__ == "__main__":
    main()
