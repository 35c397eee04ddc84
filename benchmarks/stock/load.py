"""Fill the stock parts' database: `python -m benchmarks.stock.load NUMBER`, with DATABASE_URL.

Reports of 9, 50, 5,000 (of more than 20,000) and 12; per recommendation about three updates, two
pieces of evidence, two supporting bodies and a record of history for each change.
"""

import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import accumulate
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock.settings"
import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from benchmarks.stock import models  # noqa: E402

NUMBER = int(sys.argv[1])
SYLLABLES = [
    "ba",
    "de",
    "ki",
    "lo",
    "mu",
    "ra",
    "se",
    "ti",
    "vo",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
]
EDITIONS, BODIES = 25, 300 if NUMBER < 500_000 else 1_000
Row = tuple[Any, ...]
COLUMNS = {
    "stock_recommendation": "id report_id number text status theme priority due_date lead_body_id",
    "stock_recommendation_supporting": "id recommendation_id body_id",
    "stock_statusupdate": "id recommendation_id date status note author_id",
    "stock_evidence": "id recommendation_id title url kind date",
    "stock_historicalrecommendation": "history_id id report_id number text status theme priority "
    "due_date lead_body_id history_date history_type history_user_id history_change_reason",
}

chosen = random.Random(NUMBER)
words = ["rights", "children", "women", "law", "national", "ensure", "measures", "adopt"]
words += sorted({"".join(chosen.choices(SYLLABLES, k=chosen.randint(2, 4))) for _ in range(2500)})
weights = list(accumulate(1 / (n + 5) for n in range(len(words))))
rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}
last = dict.fromkeys(COLUMNS, 0)


def text(length: int = 30) -> str:
    selected = chosen.choices(words, cum_weights=weights, k=length)
    if (rare := chosen.random()) < 0.01:
        selected[5] = "juvenile"
    if rare < 0.0005:
        selected[6] = "zebrafish"
    return " ".join(selected).capitalize() + "."


def add(table: str, *values: Any) -> None:
    last[table] += 1
    rows[table].append((last[table], *values))


def flush() -> None:
    with connection.cursor() as cursor:
        for table, new in rows.items():
            columns = COLUMNS[table].split()
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({','.join(columns)}) FROM STDIN") as copy:
                    for row in new:
                        copy.write_row(row)
            else:
                marks = ",".join(["%s"] * len(columns))
                cursor.executemany(
                    f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", new
                )
            new.clear()


def sizes() -> Iterator[int]:
    left = NUMBER
    first = [9, 50, *([5_000] if NUMBER > 20_000 else [])]
    while left > 0:
        size = min(left, first.pop(0) if first else 12)
        left -= size
        yield size


def add_recommendation(report: int, number: int, day: int) -> None:
    start, theme = day, chosen.choice(models.THEMES)
    about = (theme, chosen.choice(models.PRIORITIES))
    about += (date.fromordinal(day + chosen.randint(200, 1500)), chosen.randint(1, BODIES))
    key = last["stock_recommendation"] + 1
    words_of = (report, number, text())
    status, history = "open", "stock_historicalrecommendation"
    add(history, key, *words_of, status, *about, noon(day), "+", 1, None)
    for _n in range(chosen.choice((2, 3, 3, 4))):
        day += chosen.randint(30, 500)
        status, author = chosen.choice(models.STATUSES), chosen.randint(1, 20)
        add("stock_statusupdate", key, date.fromordinal(day), status, text(14), author)
        add(history, key, *words_of, status, *about, noon(day), "~", author, None)
    add("stock_recommendation", *words_of, status, *about)
    for body in chosen.sample(range(1, BODIES + 1), chosen.choice((1, 2, 2, 3))):
        add("stock_recommendation_supporting", key, body)
    for n in range(2):
        published = date.fromordinal(start + chosen.randint(30, 1500))
        link = f"https://example.org/doc/{2 * key + n}"
        add("stock_evidence", key, text(8)[:190], link, "law", published)


def noon(day: int) -> datetime:
    return datetime.combine(date.fromordinal(day), time(12), UTC)


call_command("migrate", verbosity=0)  # users first: this app has no migrations
call_command("migrate", run_syncdb=True, verbosity=0)
with transaction.atomic():
    User.objects.bulk_create(
        User(username=f"user{n}", is_staff=n == 1, is_superuser=n == 1) for n in range(1, 21)
    )
    models.Body.objects.bulk_create(
        models.Body(
            name=f"Ministry of {' '.join(chosen.choices(words, k=3))} {n}", acronym=f"B{n:04d}"
        )
        for n in range(1, BODIES + 1)
    )
    for n, size in enumerate(sizes()):
        country, year = f"Country {n // EDITIONS:04d}", 2000 + n % EDITIONS
        models.Report.objects.create(country=country, year=year, title=f"Report {n + 1}")
        for number in range(1, size + 1):
            add_recommendation(n + 1, number, date(year, 1, 1).toordinal() + 100)
        if len(rows["stock_evidence"]) > 20_000:
            flush()
    flush()
with connection.cursor() as cursor:
    every = [models.Recommendation, models.StatusUpdate, models.Evidence]
    every += [models.Recommendation.supporting.through, models.Recommendation.history.model]
    for statement in connection.ops.sequence_reset_sql(no_style(), every):
        cursor.execute(statement)
    cursor.execute("ANALYZE")
