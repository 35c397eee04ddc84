"""A publication is made again from what was frozen, and must come out the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tracker.actions import storing
from tracker.errors import Missing, Unreadable
from tracker.models import Printed, Publication
from tracker.progress import Progress, frozen
from tracker.reporting import RENDERERS

CONTENT = "content"  # the format of what the others are printed from


class Fault(StrEnum):
    """What is wrong with a file of a publication."""

    LOST = "lost"  # its bytes are gone, or others
    UNREADABLE = "unreadable"  # the frozen content is no content that this version reads
    DIFFERS = "differs"  # this version of the tracker prints it otherwise


@dataclass(frozen=True, slots=True)
class Faulty:
    """A file of a publication, and what is wrong with it."""

    file: Printed
    fault: Fault


def content_of(publication: Publication) -> Progress:
    """What was frozen. Raises Missing when its bytes are lost, Unreadable for what it is not."""
    return frozen.from_json(storing.kept(publication.content_sha256))


def remake(publication: Publication, wanted_format: str) -> bytes:
    """The bytes of a format, made anew from what was frozen. Raises as `content_of` does."""
    told = content_of(publication)
    return frozen.to_json(told) if wanted_format == CONTENT else RENDERERS[wanted_format](told)


def faulty(publication: Publication) -> Iterator[Faulty]:
    """The files whose bytes are lost, or are not those that would be made today."""
    for file in publication.files.order_by("pk"):
        fault = _fault_of(file, publication)
        if fault:
            yield Faulty(file, fault)


def _fault_of(file: Printed, publication: Publication) -> Fault | None:
    try:
        kept = storing.kept(file.sha256)
    except Missing:
        return Fault.LOST
    try:
        made = remake(publication, file.format)
    except Missing:
        return None  # told of the content itself
    except Unreadable:
        return Fault.UNREADABLE
    return None if made == kept else Fault.DIFFERS
