"""Rows as CSV, line by line: what a spreadsheet would take for a formula stays text."""

import csv
from collections.abc import Iterable, Iterator

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.progress import Progress

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"  # or spreadsheets take it for another encoding


class _Echo:
    """Hands back what is written."""

    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Each row as a line, the first with the mark of its encoding (UTF-8)."""
    writer = csv.writer(_Echo())
    for number, row in enumerate(rows):
        line: str = writer.writerow([neutral(value) for value in row])
        yield line if number else BOM + line


def render(progress: Progress) -> bytes:
    """The main table of the report's kind, days in ISO.

    A file of rows has no cover: every row says of which edition, day, period and filter it is.
    Where the table has none, one row says so.
    """
    from tracker.reporting.tables import main_table

    with translation.override(progress.language):
        table = main_table(progress)
        names, values = zip(*_context(progress), strict=True)
        none = (pgettext("a table without rows", "none"), *[None] * (len(table.head) - 1))
        rows = ((*row, *values) for row in list(table.rows()) or [none])
        return "".join(lines([(*table.head, *names), *rows])).encode()


def _context(progress: Progress) -> list[tuple[str, object]]:
    head = progress.report
    conditions = "; ".join(f"{one.label}: {one.reads}" for one in progress.filter)
    marks = (progress.state.label, progress.audience.label)
    return [
        (_("Edition"), head.cited_as),
        (_("Edition from"), head.period_from),
        (_("Edition to"), head.period_to),
        (_("State on"), progress.on),
        (_("Past"), progress.past.label),
        (_("Since"), progress.since),
        (_("Filter"), conditions),
        (pgettext("column of a table", "Kind of report"), progress.kind.label),
        (_("For whom"), " · ".join(filter(None, marks))),
    ]


def neutral(value: object) -> str:
    """A value that no spreadsheet works out: what begins like a formula gets an apostrophe.

    A number is one already, also below 0.
    """
    if isinstance(value, (int, float)):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
