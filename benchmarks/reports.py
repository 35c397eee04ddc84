"""Measure what progress reports cost: page and files, of 50 and of 5,000 recommendations.

`uv run python -m benchmarks.reports [--postgres]` makes both reports, each recommendation with a
body, a judgment, two pieces of evidence and a measure, and fails above:

- 50: the page 6 times a hand-written view of the same rows, the PDF 0.5 s once warm;
- 5,000: the page 0.7 s, the PDF 8 s, the Word file 10 s, the workbook under 15,000 rows a second;
- either: 12 queries for the report.

Medians of several turns. The memory that a file of 5,000 adds is printed beside it.
"""

import gc
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import database

database.prepare("reports")

from django.db import connection  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.long_reports import ON, fill  # noqa: E402
from tests.factories import UserFactory  # noqa: E402
from tracker.filters.progress import progress_from_params  # noqa: E402
from tracker.models import (  # noqa: E402
    Assessment,
    Citation,
    Commitment,
    Recommendation,
    Report,
    Responsibility,
)
from tracker.progress import Progress  # noqa: E402
from tracker.reporting import RENDERERS  # noqa: E402
from tracker.vocabulary import State  # noqa: E402

FEW, MANY = 50, 5_000
TURNS = 5
MOST_QUERIES, PAGE_TIMES = 12, 6.0
LIMITS = {("pdf", FEW): 0.5, ("page", MANY): 0.7, ("pdf", MANY): 8.0, ("docx", MANY): 10.0}
ROWS_A_SECOND = 15_000

BY_HAND = engines["django"].from_string(
    "<!doctype html><title>{{ report.title }}</title>{% for row in rows %}<h2>{{ row.number }} "
    "{{ row.short_title }}</h2><blockquote>{{ row.text }}</blockquote>{% for one in row.judged %}"
    "<p>{{ one.get_status_display }} {{ one.as_of }}</p><p>{{ one.rationale }}</p>{% endfor %}"
    "<p>{% for one in row.led %}{{ one.body.name }}{% endfor %}</p>{% for one in row.cited %}"
    "<p>{{ one.evidence.title }} {{ one.sentence }}</p>{% endfor %}{% for one in row.promised %}"
    "<p>{{ one.text }} {{ one.due_on }}</p>{% endfor %}{% endfor %}"
)


def by_hand(report: Report) -> str:
    """Print the same rows by a plain template, to compare with."""
    rows = list(Recommendation.objects.filter(report=report).order_by("sort_key"))
    keys = {row.pk: row for row in rows}
    for name, queryset in (
        ("judged", Assessment.objects.filter(state=State.APPROVED)),
        ("led", Responsibility.objects.select_related("body")),
        ("cited", Citation.objects.select_related("evidence__issuer")),
        ("promised", Commitment.objects.select_related("body")),
    ):
        for row in rows:
            setattr(row, name, [])
        for related in queryset.filter(recommendation__report=report):
            getattr(keys[related.recommendation_id], name).append(related)
    return str(BY_HAND.render({"report": report, "rows": rows}))


def seconds(action: Callable[[], Any], turns: int = TURNS) -> float:
    """Return the median seconds of several turns, after one that warms up."""
    action()
    spent = []
    for _turn in range(turns):
        gc.collect()
        began = time.perf_counter()
        action()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def memory(process: int = resource.RUSAGE_SELF) -> float:
    """Return the most memory that this process used until now, in MB."""
    return resource.getrusage(process).ru_maxrss / 1024


def build_progress(report: Report, user: Any) -> Progress:
    """Build the progress report of ON."""
    return progress_from_params(report, {"on": [ON.isoformat()]}, user=user, today=ON)


def page_of(report: Report, client: Client) -> None:
    """Request the page of the progress report."""
    answer = client.get(f"/reports/{report.slug}/progress/?on={ON}")
    if answer.status_code != 200:
        raise SystemExit(f"The page of {report.slug} answers {answer.status_code}.")


def count_rows(progress: Progress) -> int:
    """Count the rows of the workbook of a report, on all sheets."""
    from io import BytesIO

    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(RENDERERS["xlsx"](progress)))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def measure(number: int, viewer: Any) -> list[str]:
    """Print what a report of so many costs; return what is too slow."""
    client, report = Client(SERVER_NAME="localhost"), fill(number)
    client.force_login(viewer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    build_progress(report, viewer)  # loads the user's rights, which are cached
    with CaptureQueriesContext(connection) as captured:
        progress = build_progress(report, viewer)
    queries = len(captured)
    spent = {"page": seconds(partial(page_of, report, client))}
    hand = seconds(partial(by_hand, report))
    print(
        f"{connection.vendor:10} {number}: {queries} queries, page {spent['page']:.3f} s,"
        f" by hand {hand:.3f} s   × {spent['page'] / hand:.1f}"
    )
    for name, render in RENDERERS.items():
        before = memory()
        spent[name] = seconds(partial(render, progress), 3 if number == MANY else TURNS)
        print(f"{'':10} {number}: {name} {spent[name]:.3f} s, {memory() - before:.0f} MB more")
    if number == MANY:
        apart = memory(resource.RUSAGE_CHILDREN)
        print(f"{'':10} {number}: the process that sets its PDF held {apart:.0f} MB")
    rate = count_rows(progress) / spent["xlsx"]
    print(f"{'':10} {number}: the workbook {rate:.0f} rows a second")
    slow = [
        f"{name} of {n}" for (name, n), most in LIMITS.items() if n == number and spent[name] > most
    ]
    if queries > MOST_QUERIES:
        slow.append(f"{queries} queries of {number}")
    if number == FEW and spent["page"] > PAGE_TIMES * hand:
        slow.append(f"the page of {FEW} against a hand-written one")
    if number == MANY and rate < ROWS_A_SECOND:
        slow.append("the workbook")
    return slow


def main() -> None:
    """Print what both reports cost; exit with an error above a limit."""
    viewer = UserFactory(viewer=True)
    slow = [name for number in (FEW, MANY) for name in measure(number, viewer)]
    if slow:
        raise SystemExit(f"Not fast enough: {'; '.join(slow)}.")


if __name__ == "__main__":
    main()
