"""Measure how fast tables are imported and lists exported, and how much memory that takes.

    uv run python -m benchmarks.transfer [--rows 100000] [--postgres]

A table of so many recommendations, 40 for each edition, is imported as the command does it, with
validation and history; then the list is written as CSV and as a workbook. Rows for each second of
CPU are scaled (`benchmarks.calibrate`); memory is the peak of the process.
"""

import argparse
import csv
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from benchmarks import database
from benchmarks.calibrate import REFERENCE_MS, measure_loop

COUNTRIES = 200
MECHANISMS = ("UPR", "CAT", "CCPR", "CED", "CEDAW", "CERD", "CESCR", "CMW", "CRC", "CRPD", "SPT")
OF_EDITION = 40
HEAD = ("External ID", "Mechanism", "Country", "Year", "No.", "Short title", "Text", "Theme")
DEEDS = (
    ("prosecution", "Investigate and prosecute complicit officials"),
    ("protection", "Fund specialised shelters for child victims"),
    ("prevention", "Strengthen the labour inspectorate"),
    ("partnership", "Increase funding for non-governmental service providers"),
)


def write_table(path: Path, rows: int) -> None:
    """Write a CSV file of so many recommendations."""
    import pycountry

    names = sorted(country.name for country in pycountry.countries)[:COUNTRIES]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD)
        for number in range(rows):
            edition, position = divmod(number, OF_EDITION)
            series, mechanism = divmod(edition, len(MECHANISMS))
            year, country = divmod(series, COUNTRIES)
            theme, deed = DEEDS[number % len(DEEDS)]
            text = (
                f"{deed}, in line with the recommendations of the previous cycle, and report to the"
                f" Committee within two years (item {number})."
            )
            place = (MECHANISMS[mechanism], names[country], 2001 + year, position + 1)
            writer.writerow((f"X-{number}", *place, deed, text, theme))


@contextmanager
def measured(what: str, rows: int) -> Iterator[None]:
    """Print rows for each second of CPU, scaled, seconds and peak memory of what is done inside."""
    loop, start, clock = measure_loop(), time.process_time(), time.perf_counter()
    yield
    seconds, clock = time.process_time() - start, time.perf_counter() - clock
    scaled = seconds * REFERENCE_MS / ((loop + measure_loop()) / 2)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{what:8} {rows:>9,} rows {rows / scaled:>9,.0f}/s {clock:7.1f} s {memory:5} MB",
        flush=True,
    )


def main() -> None:
    """Import a table, and export it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    rows = parser.parse_args().rows
    database.prepare("transfer", settings="tracker.settings")
    from django.core.management import call_command
    from django.http import QueryDict
    from django.utils import timezone

    from tracker.actions.exports import csv_lines, store_xlsx
    from tracker.filters.lists import ListExport
    from tracker.models import User

    call_command("add_user", "ana", "--role", "analyst", stdout=StringIO())
    path = Path(tempfile.mkdtemp()) / "table.csv"
    write_table(path, rows)
    with measured("import", rows):
        call_command("import_recommendations", path, accept=True, by="ana", reason="Measured")
    now, ana = timezone.now(), User.objects.get(username="ana")
    for kind in ("csv", "xlsx"):
        export = ListExport(
            "recommendation_list",
            QueryDict(),
            language="en",
            user=ana,
            today=timezone.localdate(now),
        )
        first = 0.0
        with measured(kind, rows):
            start = time.perf_counter()
            if kind == "xlsx":
                store_xlsx(export, now=now)
            else:
                for _chunk in csv_lines(export, now=now):
                    first = first or time.perf_counter() - start
        if first:
            print(f"         first byte after {first * 1000:.0f} ms")


if __name__ == "__main__":
    main()
