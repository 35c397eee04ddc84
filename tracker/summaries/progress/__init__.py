"""Progress reports, filled from the rows."""
