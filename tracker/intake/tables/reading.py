"""Reader of tables by their content, whatever the file's name says."""

from tracker.intake.tables import csv_text as csv_reader
from tracker.intake.tables import xlsx as xlsx_reader
from tracker.intake.tables.guards import OLD_OR_LOCKED, check_table_size, not_a_table
from tracker.intake.tables.table import Table, empty_table


def read(content: bytes, *, file_name: str) -> Table:
    """Read the table in a CSV file or workbook.

    Raises:
        Unreadable: It is empty, too large, locked, damaged or no table.
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
