"""CSV written line by line, with formulas escaped."""

import csv
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _, override, pgettext

from tracker.progress import Progress

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Where lists are separated by semicolons, as in Albanian and Serbian, a spreadsheet cuts there.
CUT_FORMULA = re.compile(r";\s*(?=[=+\-@])|[\r\n]\s*(?=[=@])")
BOM = "\ufeff"  # without it, spreadsheets guess another encoding


class _Echo:
    """File-like object that returns what is written to it."""

    def write(self, line: str) -> str:
        return line


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield each row as a line of CSV, the first with a byte order mark (UTF-8)."""
    writer = csv.writer(_Echo())
    for number, row in enumerate(rows):
        line: str = writer.writerow([escape_formula(value) for value in row])
        yield line if number else BOM + line


def render(progress: Progress) -> bytes:
    """Render the main table of the report's kind, with days in ISO format.

    A CSV file has no cover, so every row repeats edition, day, period and filter. An empty table
    gives one row that says so.
    """
    from tracker.reporting.tables import main_table

    with override(progress.language):
        table = main_table(progress)
        names, values = zip(*_context(progress), strict=True)
        empty_row = (pgettext("a table without rows", "none"), *[None] * (len(table.head) - 1))
        rows = ((*row, *values) for row in list(table.rows()) or [empty_row])
        return "".join(lines([(*table.head, *names), *rows])).encode()


def _context(progress: Progress) -> list[tuple[str, object]]:
    """Return the labels and values that every row repeats."""
    report = progress.report
    conditions = "; ".join(
        f"{condition.label}: {condition.display_value}" for condition in progress.filter
    )
    marks = (progress.state.label, progress.audience.label)
    return [
        (_("Edition"), report.cited_as),
        (_("Edition from"), report.period_from),
        (_("Edition to"), report.period_to),
        (_("Day of the report"), progress.on),
        (_("Based on"), progress.basis.label),
        (_("Since"), progress.since),
        (_("Filter"), conditions),
        (pgettext("column of a table", "Kind of report"), progress.kind.label),
        (_("Audience"), " · ".join(filter(None, marks))),
    ]


def escape_formula(value: object) -> str:
    """Return a value as text that no spreadsheet evaluates, by an apostrophe before each formula.

    Numbers are safe as they are, negative ones too.
    """
    if isinstance(value, (int, float)):
        return str(value)
    text = CUT_FORMULA.sub(r"\g<0>'", "" if value is None else str(value))
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
