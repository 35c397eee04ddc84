"""A file by what it holds, whatever its name says."""

from tracker.intake.tables import csv_text, xlsx
from tracker.intake.tables.guards import OLD_OR_LOCKED, check_size, no_table
from tracker.intake.tables.table import Table, empty


def read(content: bytes, *, file_name: str) -> Table:
    """The table in a CSV file or workbook.

    Raises Unreadable for what is empty, too large, locked, damaged or no table.
    """
    check_size(len(content), file_name)
    if not content.strip():
        raise empty(file_name)
    if content.startswith(OLD_OR_LOCKED) or content.startswith((b"%PDF-", b"{\\rtf")):
        raise no_table(file_name)
    if content.startswith(b"PK"):
        table = xlsx.read(content, file_name=file_name)
    else:
        table = csv_text.read(content, file_name=file_name)
    if next(table.rows, None) is None:
        raise empty(file_name)
    return table
