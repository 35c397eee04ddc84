"""Write a list as a file: CSV while it is sent, a workbook into a file that is kept for a day."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from tempfile import TemporaryFile

from django.utils.translation import gettext as _, override

from tracker.actions.evidence.storage import store_export
from tracker.errors import InvalidValue
from tracker.filters.lists import ListExport
from tracker.reporting import csv, xlsx

MAX_SHEET_ROWS = 1_048_575  # below the head


def csv_lines(export: ListExport, *, now: datetime) -> Iterator[str]:
    """Yield the list as CSV: what it is, an empty line, the headings, the rows."""
    return csv.table_lines([*export.describe(now), (), export.labels], export.batches())


def store_xlsx(export: ListExport, *, now: datetime) -> str:
    """Store the list as a workbook for a day, for its reader alone; return the name of the file.

    Raises InvalidValue for more rows than a sheet can have.
    """
    InvalidValue.raise_if(
        export.count(MAX_SHEET_ROWS) > MAX_SHEET_ROWS,
        _("A workbook can have %(most)d rows, and this list has more. Download it as CSV."),
        most=MAX_SHEET_ROWS,
    )
    with override(export.language), TemporaryFile() as out:
        lines = export.describe(now)
        title = lines[0][0]
        rows = chain.from_iterable(zip(*cells, strict=True) for cells in export.batches())
        sheet = xlsx.Sheet(title, export.labels, [column.width for column in export.columns], rows)
        properties = {"title": title, "author": "Heed", "created": now.replace(tzinfo=None)}
        xlsx.write_workbook(out, [(title, ""), *lines], [sheet], properties, export.language)
        out.seek(0)
        return store_export(out, by=export.user)
