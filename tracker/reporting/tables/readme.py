"""What must be known before a table is read: what it tells of, how it was made, what it means."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.progress import Progress
from tracker.reporting import opening
from tracker.reporting.blocks import Block, Box, Facts, Para, text_of
from tracker.reporting.printing import Printing
from tracker.reporting.tables import Listing

type Told = tuple[str, str]  # a label and what stands beside it; a heading has nothing there


def readme(progress: Progress, listings: Iterable[Listing[Any]]) -> Iterator[Told]:
    """The lines of the first sheet, in the language in force: title, kind and day come first."""
    cover = opening.cover(progress)
    yield cover.title, ""
    yield "", cover.kind
    yield "", cover.subtitle
    for words in (cover.name, cover.preface, cover.mark):
        if words:
            yield "", words
    yield from _about(progress)
    for listing in listings:
        yield str(listing.name), ""
        yield "", str(listing.means)
        for column in listing.columns:
            yield str(column.label), str(column.means)


def _about(progress: Progress) -> Iterator[Told]:
    yield _("About this report"), ""
    blocks = (opening.facts(Printing(progress)), *opening.warnings(progress))
    yield from _lines(blocks)
    if progress.summary and progress.summary.text.strip():
        yield _("Executive summary"), progress.summary.text


def _lines(blocks: Iterable[Block]) -> Iterator[Told]:
    for block in blocks:
        match block:
            case Box():
                yield from _lines(block.blocks)
            case Facts():
                for fact in block.facts:
                    yield fact.label, "\n".join(text_of(line) for line in fact.lines)
            case Para():
                yield pgettext("beside a warning", "Note"), text_of(block.line)
