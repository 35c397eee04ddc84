"""What the state on a past day costs, against django-simple-history on the same changes.

`uv run python -m benchmarks.past_states [--postgres]` makes 56,000 recommendations with some three
judgments each, 5,000 of them in one report, as ours and as the stock part has them; then it asks
both for the status of each recommendation of the report on a day, and for how many of the whole
database stood at which status. Medians of several turns, the two in turn. Fails when ours is not 15
times faster for the report and 7 times for the whole database, for either kind of knowledge, than
`as_of` as it is documented; its cheapest use is printed beside it.
"""

import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from random import Random
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="heed-pasts-")


def _address() -> str:
    """Where the database of this run is; it goes when the run ends."""
    if "--postgres" in sys.argv:
        from tests.postgres import _own_server

        return str(_own_server())
    return f"sqlite:///{Path(FOLDER.name) / 'benchmark.sqlite3'}"


os.environ["DATABASE_URL"] = _address()
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.stock.models import Body, Report  # noqa: E402
from benchmarks.stock.models import Recommendation as Stock  # noqa: E402
from tests.factories import ReportFactory, UserFactory  # noqa: E402
from tracker.actions.history.status_spans import span_of  # noqa: E402
from tracker.audit import triggers  # noqa: E402
from tracker.models import Assessment, Recommendation, StatusSpan  # noqa: E402
from tracker.summaries.history.past_days import Judged, spoken  # noqa: E402
from tracker.vocabulary import (  # noqa: E402
    RANK,
    AssessmentKind,
    Duty,
    Past,
    State,
    Theme,
    Then,
)

Deed = Callable[[], Any]
NUMBER, IN_ONE = 56_000, 5_000
REPORTS = 11  # the one of 5,000, and the rest in ten
FIRST, ON = date(2022, 4, 1), date(2023, 10, 1)
TURNS = 7
TEXT = "Give victims a place in a shelter, with guards and a doctor, in every region (%d). " * 2
REPORT_TIMES, WHOLE_TIMES = 15, 7


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock(12)))


def report_of(number: int) -> int:
    """0 for the first 5,000, then 1 to 10 in turn."""
    return 0 if number < IN_ONE else 1 + number % (REPORTS - 1)


def histories() -> list[list[tuple[date, str]]]:
    """The changes of each recommendation: on which day it came to which status."""
    random = Random(6)
    told = []
    for _each in range(NUMBER):
        days = sorted(random.sample(range(900), random.choice((2, 3, 3, 4))))
        told.append([(FIRST + timedelta(day), random.choice(list(RANK)).value) for day in days])
    return told


def fill_ours(changes: list[list[tuple[date, str]]]) -> None:
    author, reviewer = UserFactory(analyst=True), UserFactory(reviewer=True)
    reports = [ReportFactory(slug=f"report-{n}", year=2000 + n) for n in range(REPORTS)]
    triggers.drop()  # loading is not what is measured
    rows = Recommendation.objects.bulk_create(
        (
            Recommendation(
                report=reports[report_of(number)],
                number=str(number + 1),
                position=number + 1,
                sort_key=f"XK/TIP/{number:06d}",
                text=TEXT % (number, number),
                short_title=f"Shelter for victims {number}",
                theme=Theme.PROTECTION,
                duty=Duty.CONTINUING,
            )
            for number in range(NUMBER)
        ),
        batch_size=2_000,
    )
    judged = Assessment.objects.bulk_create(
        (
            Assessment(
                recommendation=row,
                kind=AssessmentKind.UPDATE,
                state=State.APPROVED,
                status=status,
                rationale="A working group was set up.",
                period_from=FIRST,
                period_to=FIRST + timedelta(1_000),
                as_of=day,
                author=author,
                created_at=noon(day),
                decided_by=reviewer,
                decided_at=noon(day),
            )
            for row, several in zip(rows, changes, strict=True)
            for day, status in several
        ),
        batch_size=2_000,
    )
    found: dict[int, list[Judged]] = {}
    for one in judged:
        found.setdefault(one.recommendation_id, []).append(
            Judged(one.pk, one.status, one.as_of, one.decided_at)
        )
    StatusSpan.objects.bulk_create(
        (span_of(key, one) for key, several in found.items() for one in spoken(several)),
        batch_size=2_000,
    )
    triggers.install()


def fill_stock(changes: list[list[tuple[date, str]]]) -> None:
    """What saving each recommendation once, and again at each change, leaves."""
    body = Body.objects.create(name="Directorate", acronym="THBD")
    reports = [
        Report.objects.create(country="Kosovo", year=2000 + n, title=f"Report {n}")
        for n in range(REPORTS)
    ]
    common = [
        {
            "id": number + 1,
            "report": reports[report_of(number)],
            "number": number + 1,
            "text": TEXT % (number, number),
            "theme": Theme.PROTECTION.value,
            "priority": "high",
            "due_date": ON,
            "lead_body": body,
        }
        for number in range(NUMBER)
    ]
    Stock.objects.bulk_create(
        (Stock(**row, status=several[-1][1]) for row, several in zip(common, changes, strict=True)),
        batch_size=2_000,
    )
    history = Stock.history.model
    history.objects.bulk_create(
        (
            history(**row, status=status, history_date=noon(day), history_type=kind)
            for row, several in zip(common, changes, strict=True)
            for kind, day, status in (
                ("+", FIRST - timedelta(1), "not_assessed"),
                *(("~", day, status) for day, status in several),
            )
        ),
        batch_size=2_000,
    )


def compared(ours: Deed, theirs: Deed) -> tuple[float, float]:
    """Median milliseconds of two deeds, done in turn so that both meet the same machine."""
    spent: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 1):
        for deed, times in zip((ours, theirs), spent, strict=True):
            began = time.perf_counter()
            deed()
            if turn:
                times.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent[0]), statistics.median(spent[1])


def deeds(past: Past) -> dict[str, tuple[Deed, Deed, int]]:
    """What is asked of both, and how many times faster ours has to be.

    The stock part is asked as it is documented, for its recommendations of that day, and once more
    for no more than two columns or the counts, which nobody gets by its name alone.
    """
    then, moment = Then(ON, past), Then(ON).ends_at
    told = Recommendation.objects.then(then)
    report = Report.objects.get(year=2000)

    def our_report() -> list[tuple[str, str]]:
        rows = told.filter(report__slug="report-0").order_by("sort_key")
        return list(rows.values_list("number", "status_then"))

    def our_whole() -> Counter[str]:
        rows = told.order_by().values_list("status_then").annotate(number=Count("pk"))
        return Counter(dict(rows))

    def of_report() -> Any:
        return Stock.history.as_of(moment).filter(report=report).order_by("number")

    def of_whole() -> Any:
        return Stock.history.as_of(moment).order_by()

    return {
        "report of 5,000": (
            our_report,
            lambda: [(str(row.number), row.status) for row in of_report()],
            REPORT_TIMES,
        ),
        "its two columns": (
            our_report,
            lambda: [(str(n), status) for n, status in of_report().values_list("number", "status")],
            0,
        ),
        "whole of 56,000": (
            our_whole,
            lambda: Counter(row.status for row in of_whole()),
            WHOLE_TIMES,
        ),
        "its counts": (
            our_whole,
            lambda: Counter(dict(of_whole().values_list("status").annotate(number=Count("pk")))),
            0,
        ),
    }


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0, run_syncdb=True)  # the stock part has no migrations
    changes = histories()
    fill_ours(changes)
    fill_stock(changes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    slow = []
    for past in Past:
        for name, (ours, theirs, times) in deeds(past).items():
            if ours() != theirs():
                raise SystemExit(f"{name}, {past}: the two say different things.")
            our, their = compared(ours, theirs)
            print(
                f"{connection.vendor:10} {name}, {past.value:9}: {our:7.1f} ms, "
                f"as_of {their:8.1f} ms   × {their / our:.1f}"
                + (f" (asked: × {times})" if times else "")
            )
            if their < times * our:
                slow.append(f"{name}, {past.value}")
    if slow:
        raise SystemExit(f"Not fast enough: {'; '.join(slow)}.")


if __name__ == "__main__":
    main()
