"""Rows of a CSV file or workbook as text. No formula is calculated, no value trusted."""

from tracker.intake.tables.reading import read
from tracker.intake.tables.table import Table

__all__ = ["Table", "read"]
