"""Seals in a file of JSON lines, for whoever checks them without the tracker."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import orjson
from django.utils.translation import gettext as _

from tracker.audit.canonical import COLUMNS, line, moment
from tracker.audit.stream import rows, snapshot
from tracker.audit.taken_out import taken_out
from tracker.errors import Invalid
from tracker.models import Seal

BETWEEN = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608


def export_seals(path: Path, *, with_events: bool = False) -> tuple[int, int]:
    """Write all seals; how many, and how many events. Raises Invalid where it can't be written.

    The file appears when it is whole. A file that is there is not written over.
    """
    part = path.with_name(f"{path.name}.part")
    if path.exists():
        raise Invalid(
            _("%(file)s is there already. Name another file, or move it away.") % {"file": path}
        )
    count = {"seal": 0, "event": 0}
    try:
        with part.open("wb") as file, snapshot():
            for kind, told in _told(with_events=with_events):
                count[kind] += 1
                file.write(told + b"\n")
        part.rename(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise Invalid(
            _("%(file)s can’t be written: %(why)s. Name a file in a folder of yours.")
            % {"file": path, "why": error.strerror or error}
        ) from error
    return count["seal"], count["event"]


def _told(*, with_events: bool) -> Iterator[tuple[str, bytes]]:
    """Each seal, and before it the events it was made of."""
    before, kept = 0, taken_out()
    for seal in Seal.objects.order_by("number").iterator(chunk_size=4):
        for row in rows(BETWEEN, [before, seal.last]) if with_events else ():
            redacted = kept.get(row[0])
            yield "event", line(row, redacted.commitment if redacted else "").told
        before = seal.last
        told = {
            "number": seal.number,
            "first": seal.first,
            "last": seal.last,
            "count": seal.count,
            "root": seal.root,
            "previous": seal.previous,
            "made_at": moment(seal.made_at),
            "hash": seal.hash,
            "public_key": seal.public_key,
            "signature": seal.signature,
            "entries": bytes(seal.entries).hex(),
        }
        yield "seal", orjson.dumps(told)
