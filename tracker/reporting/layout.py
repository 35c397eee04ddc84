"""Layout of a progress report as blocks of text, for every format that people read.

A `Document` holds nothing but text and SVG in reading order; a writer decides how it looks.
"""

from itertools import batched

from tracker.formats import known_language
from tracker.progress import Progress, paused_collection
from tracker.reporting.blocks import TAGS, Block, Document, Heading, Sources
from tracker.reporting.context import LayoutContext, SourceNumbers
from tracker.reporting.front_matter import cover
from tracker.reporting.kinds import KINDS
from tracker.vocabulary import ReportKind

MAX_SOURCES_PER_HEADING = 1_000


@paused_collection()
def document(progress: Progress) -> Document:
    """Lay out the report, in the report's language whatever the reader's is."""
    with known_language(progress.language):
        context = LayoutContext(progress)
        blocks = tuple(KINDS[ReportKind(progress.kind.code)](context))
        return Document(
            language=TAGS.get(progress.language, progress.language),
            cover=cover(progress),
            blocks=(*blocks, *_sources(context)),
        )


def source_numbers(progress: Progress) -> SourceNumbers:
    """Return the numbers that sources have in the report's document."""
    with known_language(progress.language):
        context = LayoutContext(progress)
        for _block in KINDS[ReportKind(progress.kind.code)](context):
            pass
    return context.numbers


def _sources(context: LayoutContext) -> tuple[Block, ...]:
    """Return the cited sources with headings; empty if none is cited.

    Very many are split over several headings, so that the contents lead to a number.
    """
    rows, title = context.numbers.source_rows(), context.words["sources"]
    if len(rows) <= MAX_SOURCES_PER_HEADING:
        return (Heading(1, title, anchor="sources"), Sources(rows)) if rows else ()
    blocks: list[Block] = []
    for group in batched(rows, MAX_SOURCES_PER_HEADING):
        first, last = group[0].number, group[-1].number
        anchor = f"sources-{first}"
        blocks.append(Heading(1, f"{title} {first} – {last}", anchor=anchor, starts_page=True))
        blocks.append(Sources(group))
    return tuple(blocks)
