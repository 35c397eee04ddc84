"""A progress report as a Word document that people can go on writing in: styles, headings, tables.

The same report gives the same bytes: the times inside the file are those of its day.
"""

from tracker.progress import Progress
from tracker.reporting.layout import document
from tracker.reporting.word.package import written


def render(progress: Progress) -> bytes:
    """The document, in the language of the report."""
    return written(document(progress), on=progress.on)
