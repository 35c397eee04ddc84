"""Heads: number and hash of each seal in a file outside the database, which can't take them back.

One lies beside the key, others with witnesses. Described in docs/seals.md.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
import orjson
from django.conf import settings
from django.utils.translation import gettext as _

from tracker.audit.seals import format_moment
from tracker.audit.verification_result import HistoryFault
from tracker.errors import InvalidValue
from tracker.models import Seal

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # of files that were saved on Windows


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Number and hash of a seal that was made; or, if `restored`, of the newest in a backup."""

    number: int
    hash: str  # or its beginning; empty: not known
    signature: str = ""
    public_key: str = ""
    restored: str = ""  # moment at which that backup was restored
    signed: int = 0  # how many seals up to this one were signed at least


@dataclass(frozen=True, slots=True)
class HeadsFile:
    """What a file of heads holds, less the seals that a restored backup gave up."""

    name: str
    heads: list[Head] = field(default_factory=list)
    faults: list[HistoryFault] = field(default_factory=list)  # lines that can't be read
    notes: list[str] = field(default_factory=list)  # what is no fault, in words


def head_line(seal: Seal) -> bytes:
    """Serialize the head of a seal as a line of JSON."""
    names = ("number", "last", "hash", "created_at", "public_key", "signature")
    moment = {"created_at": format_moment(seal.created_at)}
    return _serialize_line({name: getattr(seal, name) for name in names} | moment)


def restored_line(seal: Seal | None, at: datetime) -> bytes:
    """Serialize that a backup was restored at this moment, and its newest seal."""
    newest = {"number": seal.number if seal else 0, "hash": seal.hash if seal else ""}
    return _serialize_line({"restored": format_moment(at), **newest})


def _serialize_line(values: dict[str, object]) -> bytes:
    return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def heads_path() -> Path:
    """Return the path of the heads beside the key."""
    return Path(settings.SEAL_KEY).with_suffix(".heads")


def append_line(path: Path, line: bytes) -> None:
    """Append to a file of heads, on disk when this returns. Raises OSError."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b") as file:
        if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) and file.read() != b"\n":
            line = b"\n" + line  # after a line that was cut off
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def append_missing(path: Path) -> None:
    """Append the head of each seal that a file lacks.

    Raises OSError, and InvalidValue if it can't be read or knows another history.
    """
    file = read_heads(path) if path.exists() else HeadsFile(str(path))
    if fault := next(compare(file), None):
        raise InvalidValue(str(fault))
    known = {head.number for head in file.heads}  # more than SQLite takes in a query, perhaps
    seals = Seal.objects.order_by("number").defer("entries").iterator()
    append_line(path, b"".join(head_line(seal) for seal in seals if seal.number not in known))


def read_own_heads() -> HeadsFile:
    """Read the heads beside the key; where they can't be read although there were some, a note."""
    try:
        return read_heads(heads_path())
    except InvalidValue as error:
        are_missed = Seal.objects.filter(signed_since__isnull=False).exists()
        return HeadsFile(str(heads_path()), notes=[str(error)] if are_missed else [])


def read_heads(path: Path) -> HeadsFile:
    """Read a file of heads, or one of `export_seals`. Raises InvalidValue if it can't be read.

    Other lines are faults that name their number; lists, the events of an export, are skipped.
    """
    file = HeadsFile(str(path))
    unreadable = _("%(path)s can't be read: %(why)s. Check the path.")
    with InvalidValue.instead_of(OSError, unreadable, path=path), path.open("rb") as lines:
        for place, line in enumerate(lines, start=1):
            _add_line(file, place, line.strip().removeprefix(BYTE_ORDER_MARK))
    return file


def _add_line(file: HeadsFile, place: int, line: bytes) -> None:
    if not line or line.startswith(b"["):
        return
    values = {"file": file.name, "line": place}
    try:
        head = msgspec.json.decode(line, type=Head)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        if line.startswith(b"{") and not line.endswith(b"}"):  # the disk was full, or power failed
            file.notes.append(_("%(file)s, line %(line)d: it was cut off.") % values)
            return
        file.faults.append(
            HistoryFault(
                _("%(file)s, line %(line)d: it is not the number and hash of a seal.") % values
            )
        )
        return
    if not head.restored:
        file.heads.append(head)
        return
    newest = max((other.number for other in file.heads), default=0)
    if newest > head.number:
        file.heads[:] = [other for other in file.heads if other.number <= head.number]
        values |= {"day": head.restored[:10], "number": head.number, "newest": newest}
        file.notes.append(
            _(
                "%(file)s: on %(day)s a backup with seals up to number %(number)d was restored. "
                "The seals up to number %(newest)d that were there before are not in it."
            )
            % values
        )


def compare(*files: HeadsFile) -> Iterator[HistoryFault]:
    """Yield the lines that can't be read, and the first of each way in which the seals differ."""
    seals, signed = {0: ("", "", 0)}, 0
    rows = Seal.objects.order_by("number").values_list("number", "hash", "signature")
    for number, seal_hash, signature in rows:
        signed += bool(signature)
        seals[number] = (seal_hash, signature, signed)
    newest = max(number for number in seals if isinstance(number, int))
    for file in files:
        yield from file.faults
        heads = sorted(file.heads, key=lambda head: head.number)
        known = [(head, *seals[head.number]) for head in heads if head.number in seals]
        differences = {
            _(
                "Seal %(number)d (%(hash)s) is in %(file)s, but the newest here is %(newest)d: the "
                "database was rolled back, or its newest seals were deleted."
            ): [head for head in heads[-1:] if head.number > newest],
            _(
                "Seal %(number)d is %(hash)s in %(file)s, but %(here)s here: it and all after it "
                "were replaced."
            ): [head for head, here, *_more in known if not here.startswith(head.hash.lower())],
            _(
                "Fewer seals up to number %(number)d are signed here than in %(file)s: signatures "
                "were removed."
            ): [
                head
                for head, _here, signature, many in known
                if head.signed > many or (head.signature and not signature)
            ],
        }
        for message, found in differences.items():
            for head in found[:1]:
                here, *_more = seals.get(head.number, seals[0])
                yield HistoryFault(
                    message
                    % {
                        "file": file.name,
                        "number": head.number,
                        "hash": head.hash,
                        "here": here,
                        "newest": newest,
                    }
                )
