"""Saved reports, publications, and what people write for a report itself."""
