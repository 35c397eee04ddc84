"""A report as Markdown: CommonMark with the tables of GitHub, for wikis, mail and version control.

References lead to the list of sources, entries of the contents and of tables to their headings.
"""

from tracker.progress import Progress
from tracker.reporting.as_markdown.writer import Writer
from tracker.reporting.blocks import Document


def render(progress: Progress) -> bytes:
    """The report in UTF-8."""
    from tracker.reporting.layout import document

    return written(document(progress)).encode()


def written(document: Document) -> str:
    """A document as Markdown."""
    return Writer(document).text()
