"""Layout of a progress report as blocks of text, for every format that people read.

A `Document` holds nothing but text and SVG in reading order; a writer decides how it looks.
"""

from collections.abc import Iterator

from tracker.formats import known_language
from tracker.progress import Progress, paused_collection
from tracker.reporting.blocks import TAGS, Block, Document
from tracker.reporting.context import LayoutContext, SourceNumbers
from tracker.reporting.evidence import source_list
from tracker.reporting.front_matter import cover
from tracker.reporting.kinds import KINDS
from tracker.reporting.languages import mark_languages
from tracker.vocabulary import ReportKind


@paused_collection()
def document(progress: Progress) -> Document:
    """Lay out the report, in the report's language whatever the reader's is."""
    with known_language(progress.language):
        context = LayoutContext(progress)
        blocks = tuple(KINDS[ReportKind(progress.kind.code)](context))
        return Document(
            language=TAGS.get(progress.language, progress.language),
            cover=cover(progress),
            blocks=mark_languages((*blocks, *_sources(context)), progress),
        )


def source_numbers(progress: Progress) -> SourceNumbers:
    """Return the numbers that sources have in the report's document."""
    with known_language(progress.language):
        context = LayoutContext(progress)
        for _block in KINDS[ReportKind(progress.kind.code)](context):
            pass
    return context.numbers


def _sources(context: LayoutContext) -> Iterator[Block]:
    """Yield the cited sources; nothing if none is cited. Two kinds have them where they belong."""
    if context.progress.kind.code not in (ReportKind.FULL, ReportKind.BODY):
        yield from source_list(context.numbers.source_rows(), context.words["sources"])
