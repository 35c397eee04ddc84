"""Measure how much slower a page is with 5,000 recommendations than with nine, in one run.

`uv run python -m benchmarks.pages` prints a ratio per page: medians of 30 requests each, through
Django's test client, on a database of its own. Read the ratios; times belong to one machine.
"""

import statistics
import time
from collections.abc import Callable

from benchmarks import database

database.prepare("pages")

from django.test import Client  # noqa: E402

from tests.factories import UserFactory, as_factory  # noqa: E402
from tests.views import rows  # noqa: E402

PAGES = {
    "list": "/recommendations/",
    "list, a body's": "/recommendations/?body=THBD",
    "recommendation": "/reports/tip-2024-kosovo/recommendations/5/",
    "admin list": "/admin/tracker/recommendation/",
}


def median_of(action: Callable[[], object], times: int = 30) -> float:
    """Return the median milliseconds of an action, after three turns that do not count."""
    spent = []
    for turn in range(times + 3):
        began = time.perf_counter()
        action()
        if turn >= 3:
            spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


def main() -> None:
    """Print the times of every page and their ratio."""
    client = Client(headers={"host": "localhost"})
    with as_factory():
        client.force_login(UserFactory(analyst=True))
    rows.recommendations(9)
    few = {name: median_of(lambda url=url: client.get(url)) for name, url in PAGES.items()}
    rows.recommendations(4_991)
    for name, url in PAGES.items():
        lots = median_of(lambda url=url: client.get(url))
        print(
            f"{name:16} 9: {few[name]:6.1f} ms   5,000: {lots:6.1f} ms   × {lots / few[name]:.2f}"
        )


if __name__ == "__main__":
    main()
