"""Tables in: the rows of a CSV file or workbook as text. Nothing is worked out or believed."""

from tracker.intake.tables.reading import read
from tracker.intake.tables.table import Table

__all__ = ["Table", "read"]
