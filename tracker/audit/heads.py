"""Heads: number and hash of each seal in a file outside the database, which can't take them back.

One lies beside the key, others with witnesses. Described in docs/seals.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
import orjson
from django.utils.translation import gettext as _

from tracker.audit.drift import HistoryFault
from tracker.audit.seals import format_moment
from tracker.errors import InvalidValue
from tracker.models import Seal

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # of files that were saved on Windows


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Number and hash of a seal that was made; or, if `restored`, of the newest in a backup."""

    number: int
    hash: str
    last: int = 0  # sequence of its last event
    created_at: str = ""
    public_key: str = ""
    signature: str = ""
    restored: str = ""  # moment at which that backup was restored


@dataclass(frozen=True, slots=True)
class HeadsFile:
    """What a file of heads holds, less the seals that a restored backup gave up."""

    name: str
    heads: list[Head] = field(default_factory=list)
    faults: list[HistoryFault] = field(default_factory=list)  # lines that can't be read
    notes: list[str] = field(default_factory=list)  # restored backups, in words


def head_line(seal: Seal) -> bytes:
    """Serialize the head of a seal as a line of JSON."""
    names = ("number", "last", "hash", "created_at", "public_key", "signature")
    values = {name: getattr(seal, name) for name in names}
    return _serialize_line({**values, "created_at": format_moment(seal.created_at)})


def restored_line(seal: Seal | None, at: datetime) -> bytes:
    """Serialize that a backup was restored at this moment, and its newest seal."""
    number, newest = (seal.number, seal.hash) if seal else (0, "")
    return _serialize_line({"restored": format_moment(at), "number": number, "hash": newest})


def _serialize_line(values: dict[str, object]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def read_heads(path: Path) -> HeadsFile:
    """Read a file of heads, or one of `export_seals`. Raises InvalidValue if it can't be read.

    Other lines are faults that name their number; lists, the events of an export, are skipped.
    """
    file = HeadsFile(str(path))
    try:
        with path.open("rb") as lines:
            for place, line in enumerate(lines, start=1):
                _add_line(file, place, line.strip().removeprefix(BYTE_ORDER_MARK))
    except OSError as error:
        message = _("%(path)s can't be read: %(why)s. Check the path.")
        raise InvalidValue(message % {"path": path, "why": error.strerror or error}) from error
    return file


def _add_line(file: HeadsFile, place: int, line: bytes) -> None:
    if not line or line.startswith(b"["):
        return
    try:
        head = msgspec.json.decode(line, type=Head)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        message = _("%(file)s, line %(line)d: it is not the number and hash of a seal.")
        file.faults.append(HistoryFault(None, message % {"file": file.name, "line": place}))
        return
    if not head.restored:
        file.heads.append(head)
        return
    newest = max((other.number for other in file.heads), default=0)
    if newest > head.number:
        file.heads[:] = [other for other in file.heads if other.number <= head.number]
        message = _(
            "%(file)s: on %(day)s a backup with seals up to number %(number)d was restored. The "
            "seals up to number %(newest)d that were there before are not in it."
        )
        values = {"day": head.restored[:10], "number": head.number, "newest": newest}
        file.notes.append(message % {"file": file.name, **values})


def compare(file: HeadsFile) -> Iterator[HistoryFault]:
    """Yield the lines that can't be read, and each way in which the seals differ from the file."""
    yield from file.faults
    rows = Seal.objects.values_list("number", "hash", "signature")
    seals = {row[0]: (row[1], row[2]) for row in rows if isinstance(row[0], int)}
    newest = max(seals, default=0)
    heads = sorted(file.heads, key=lambda head: head.number)
    if heads and heads[-1].number > newest:
        message = _(
            "%(file)s knows seal %(number)d (%(hash)s), but the newest here is %(here)s: the "
            "database was rolled back, or its newest seals were deleted."
        )
        yield _fault(message, file, heads[-1], str(newest))
    heads = [head for head in heads if head.number in seals]
    for head in [head for head in heads if head.hash != seals[head.number][0]][:1]:
        message = _(
            "Seal %(number)d (%(here)s) is not the one in %(file)s (%(hash)s): it and all after it "
            "were made anew."
        )
        yield _fault(message, file, head, seals[head.number][0])
    for head in [head for head in heads if head.signature and not seals[head.number][1]][:1]:
        message = _("Seal %(number)d is not signed, although %(file)s has its signature.")
        yield _fault(message, file, head)


def _fault(message: str, file: HeadsFile, head: Head, here: str = "") -> HistoryFault:
    values = {"file": file.name, "number": head.number, "hash": head.hash, "here": here}
    return HistoryFault(None, message % values)
