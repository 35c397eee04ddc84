"""A progress report laid out once, in words, for every format that people read.

A `Document` holds nothing but text and SVG in reading order: a writer decides only how it looks.
"""

from itertools import batched

from django.utils import translation

from tracker.progress import Progress
from tracker.reporting.blocks import Block, Document, Heading, Sources
from tracker.reporting.context import Printing
from tracker.reporting.front_matter import cover
from tracker.reporting.kinds import KINDS
from tracker.reporting.source_numbers import Numbers
from tracker.vocabulary import ReportKind

# As the standard for language tags writes them; ours are those of Django's interface.
TAGS = {"sr-latn": "sr-Latn"}
MANY = 1_000  # sources under one heading


def document(progress: Progress) -> Document:
    """The report of its kind, in the report's own language whatever the reader's is."""
    with translation.override(progress.language):
        printing = Printing(progress)
        blocks = tuple(KINDS[ReportKind(progress.kind.code)](printing))
        return Document(
            language=TAGS.get(progress.language, progress.language),
            cover=cover(progress),
            blocks=(*blocks, *_sources(printing)),
        )


def numbers(progress: Progress) -> Numbers:
    """The numbers that the sources of a report bear in its document."""
    with translation.override(progress.language):
        printing = Printing(progress)
        for _block in KINDS[ReportKind(progress.kind.code)](printing):
            pass
    return printing.numbers


def _sources(printing: Printing) -> tuple[Block, ...]:
    """Every source that is cited, at the end; nothing where none is.

    Of very many, some under each heading, so that the contents lead to a number.
    """
    rows, title = printing.numbers.rows(), printing.words["sources"]
    if len(rows) <= MANY:
        return (Heading(1, title, anchor="sources"), Sources(rows)) if rows else ()
    blocks: list[Block] = []
    for some in batched(rows, MANY):
        first, last = some[0].number, some[-1].number
        anchor = f"sources-{first}"
        blocks.append(Heading(1, f"{title} {first} – {last}", anchor=anchor, breaks=True))
        blocks.append(Sources(some))
    return tuple(blocks)
