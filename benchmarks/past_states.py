"""Compare the cost of the state on a past day with django-simple-history on the same changes.

`uv run python -m benchmarks.past_states [--postgres]` makes 56,000 recommendations with some three
judgments each, 5,000 of them in one report, as ours and as the stock part has them; then it asks
both for the status of each recommendation of the report on a day, and for how many of the whole
database stood at which status. Medians of several turns, the two in turn. Fails when ours is not 15
times faster for the report and 7 times for the whole database, for either kind of knowledge, than
`as_of` as it is documented; its cheapest use is printed beside it.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time as clock, timedelta
from random import Random
from typing import Any

from benchmarks import database

database.prepare("pasts", settings="benchmarks.stock.settings")

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.stock.models import (  # noqa: E402
    Body,
    Recommendation as Stock,
    Report,
)
from tests.factories import ReportFactory, UserFactory  # noqa: E402
from tracker.actions.history.status_spans import make_span  # noqa: E402
from tracker.audit import triggers  # noqa: E402
from tracker.models import Assessment, Recommendation, StatusSpan  # noqa: E402
from tracker.summaries.history.past_days import AssessedStatus, list_recorded_periods  # noqa: E402
from tracker.vocabulary import (  # noqa: E402
    RANK,
    AssessmentKind,
    Basis,
    Duty,
    PastDay,
    State,
    Theme,
)

Action = Callable[[], Any]
NUMBER, IN_ONE = 56_000, 5_000
REPORTS = 11  # the one of 5,000, and the rest in ten
FIRST, ON = date(2022, 4, 1), date(2023, 10, 1)
TURNS = 7
TEXT = "Give victims a place in a shelter, with guards and a doctor, in every region (%d). " * 2
REPORT_TIMES, WHOLE_TIMES = 15, 7


def noon(day: date) -> datetime:
    """Return noon of a day in the local time zone."""
    return timezone.make_aware(datetime.combine(day, clock(12)))


def report_of(number: int) -> int:
    """Return the index of a report: 0 for the first 5,000, then 1 to 10 in turn."""
    return 0 if number < IN_ONE else 1 + number % (REPORTS - 1)


def histories() -> list[list[tuple[date, str]]]:
    """Return day and status of the changes of each recommendation."""
    random = Random(6)
    changes = []
    for _each in range(NUMBER):
        days = sorted(random.sample(range(900), random.choice((2, 3, 3, 4))))
        changes.append([(FIRST + timedelta(day), random.choice(list(RANK)).value) for day in days])
    return changes


def fill_ours(changes: list[list[tuple[date, str]]]) -> None:
    """Create recommendations with their assessments and status spans."""
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
    assessed = Assessment.objects.bulk_create(
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
    statuses_by_key: dict[int, list[AssessedStatus]] = {}
    for row in assessed:
        statuses_by_key.setdefault(row.recommendation_id, []).append(
            AssessedStatus(row.pk, row.status, row.as_of, row.decided_at)
        )
    StatusSpan.objects.bulk_create(
        (
            make_span(key, period)
            for key, statuses in statuses_by_key.items()
            for period in list_recorded_periods(statuses)
        ),
        batch_size=2_000,
    )
    triggers.install()


def fill_stock(changes: list[list[tuple[date, str]]]) -> None:
    """Create the rows that saving each recommendation, and again at each change, would leave."""
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


def compare(ours: Action, theirs: Action) -> tuple[float, float]:
    """Return the median milliseconds of two actions, done in turn so that load affects both."""
    spent: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 1):
        for action, times in zip((ours, theirs), spent, strict=True):
            began = time.perf_counter()
            action()
            if turn:
                times.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent[0]), statistics.median(spent[1])


def build_queries(basis: Basis) -> dict[str, tuple[Action, Action, int]]:
    """Return pairs of queries, ours and theirs, and how many times faster ours has to be.

    The stock part is queried as documented, for its recommendations of that day, and once more for
    two columns or the counts alone, which is its cheapest use.
    """
    then, moment = PastDay(ON, basis), PastDay(ON).ends_at
    recommendations = Recommendation.objects.with_status_on(then)
    report = Report.objects.get(year=2000)

    def our_report() -> list[tuple[str, str]]:
        rows = recommendations.filter(report__slug="report-0").order_by("sort_key")
        return list(rows.values_list("number", "status_then"))

    def our_whole() -> Counter[str]:
        rows = recommendations.order_by().values_list("status_then").annotate(number=Count("pk"))
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
    """Print the times of every query; exit with an error where ours is too slow."""
    call_command("migrate", verbosity=0, run_syncdb=True)  # the stock part has no migrations
    changes = histories()
    fill_ours(changes)
    fill_stock(changes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    slow = []
    for basis in Basis:
        for name, (ours, theirs, times) in build_queries(basis).items():
            if ours() != theirs():
                raise SystemExit(f"{name}, {basis}: the two say different things.")
            our, their = compare(ours, theirs)
            print(
                f"{connection.vendor:10} {name}, {basis.value:9}: {our:7.1f} ms, "
                f"as_of {their:8.1f} ms   × {their / our:.1f}"
                + (f" (asked: × {times})" if times else "")
            )
            if their < times * our:
                slow.append(f"{name}, {basis.value}")
    if slow:
        raise SystemExit(f"Not fast enough: {'; '.join(slow)}.")


if __name__ == "__main__":
    main()
