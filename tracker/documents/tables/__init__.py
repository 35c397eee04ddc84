"""Rows of a CSV file or workbook as text. No formula is calculated, no value trusted."""

from tracker.documents.guards import OLD_OR_LOCKED, check_table_size, not_a_table
from tracker.documents.tables import csv as csv_reader
from tracker.documents.tables import xlsx as xlsx_reader
from tracker.documents.tables.table import Table, empty_table

__all__ = ["Table", "read"]


def read(content: bytes, *, file_name: str) -> Table:
    """Read the table in a CSV file or workbook.

    Raises:
        FileUnreadable: It is empty, too large, locked, damaged or no table.
    """
    check_table_size(len(content), file_name)
    if not content.strip():
        raise empty_table(file_name)
    if content.startswith(OLD_OR_LOCKED) or content.startswith((b"%PDF-", b"{\\rtf")):
        raise not_a_table(file_name)
    if content.startswith(b"PK"):
        table = xlsx_reader.read(content, file_name=file_name)
    else:
        table = csv_reader.read(content, file_name=file_name)
    if next(table.rows, None) is None:
        raise empty_table(file_name)
    return table
