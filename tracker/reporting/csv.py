"""CSV written line by line, with formulas escaped."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import batched

from django.utils.translation import gettext as _, override, pgettext

from tracker.progress import Progress

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
SUSPECT = frozenset(" =+-@\t\r\n")  # first letters that need a closer look
# Where lists are separated by semicolons, as in Albanian and Serbian, a spreadsheet cuts there.
CUT_FORMULA = re.compile(r";\s*(?=[=+\-@])|[\r\n]\s*(?=[=@])")
ROWS = 100  # written at once
BOM = "\ufeff"  # without it, spreadsheets guess another encoding


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield rows as CSV, some at a time, the first with a byte order mark (UTF-8)."""
    written = (_write(map(escape_formula, row) for row in some) for some in batched(rows, ROWS))
    yield BOM + next(written, "")
    yield from written


def table_lines(
    head: Iterable[Iterable[object]], batches: Iterable[Sequence[Sequence[object]]]
) -> Iterator[str]:
    """Yield a long table as CSV: rows above it, then batches of it, each as its columns."""
    yield from lines(head)
    for columns in batches:
        yield _write(zip(*map(_escape_column, columns), strict=True))


def _write(rows: Iterable[Iterable[object]]) -> str:
    buffer = StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _escape_column(values: Sequence[object]) -> Sequence[object]:
    """Return the values with every formula escaped; most columns repeat few, and need no more."""
    escaped: dict[object, object] = {
        value: escape_formula(value)
        for value in set(values)
        if isinstance(value, str)
        and value
        and (value[0] in SUSPECT or ";" in value or "\n" in value or "\r" in value)
    }
    return [escaped.get(value, value) for value in values] if escaped else values


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
    return [
        (_("Edition"), report.cited_as),
        (_("Edition from"), report.period_from),
        (_("Edition to"), report.period_to),
        (_("Day of the report"), progress.on),
        (_("Based on"), progress.basis.label),
        (_("Since"), progress.since),
        (_("Filter"), conditions),
        (pgettext("column of a table", "Kind of report"), progress.kind.label),
        (_("Audience"), " · ".join(filter(None, (progress.state.label, progress.audience.label)))),
    ]


def escape_formula(value: object) -> str:
    """Return a value as text that no spreadsheet evaluates, by an apostrophe before each formula.

    Numbers are safe as they are, negative ones too.
    """
    if isinstance(value, (int, float)):
        return str(value)
    text = CUT_FORMULA.sub(r"\g<0>'", "" if value is None else str(value))
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
