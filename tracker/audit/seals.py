"""Bytes of an event that are hashed, the same on both databases; signatures and time stamps.

Described in docs/seals.md.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from struct import Struct
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import msgspec
import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext as _, gettext_lazy

from tracker.audit.event_stream import READ_ERRORS, HistoryFault, Row
from tracker.errors import InvalidValue
from tracker.models import Seal, SealTimestamp

if TYPE_CHECKING:
    from rfc3161_client import Verifier

COLUMNS = (  # NULL for a moment outside the calendar, which only the owner of a database can write
    "id, CASE WHEN at BETWEEN '0001-01-02' AND '9999-12-30' THEN at END, "
    '"table", "key", operation, actor_id, actor_name, reason_code, looked_at, source, '
    "request, recommendation, old, new, reason, salt"
)
BETWEEN = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608

PRINTED = re.compile(r"[^\d:]*([1-9]\d{0,17}) ?[: ] ?([0-9a-f ]+)(?:…|\.\.\.)?", re.I | re.A)


def truncated_hash(row: Row, original_hash: str = "") -> bytes:
    """Return the first 16 bytes of an event's hash, which are what a seal stores."""
    return sha256(serialize_event(row, original_hash)).digest()[:16]


def serialize_event(row: Row, original_hash: str = "") -> bytes:
    """Return a row of COLUMNS as it is sealed: canonical JSON, a list of thirteen.

    It ends with the hash of its values; `original_hash` is that of values redacted since.
    """
    values = list(row[:12])
    at = values[1]
    if isinstance(at, str) or at.tzinfo is not UTC or not at.microsecond:
        values[1] = format_moment(at)  # orjson formats all others the same way
    values.append(original_hash or hash_values(*row[12:]))
    return orjson.dumps(values)


def hash_values(old: str | None, new: str | None, reason: str, salt: str) -> str:
    """Hash the values of an event with its salt, so that the hash alone reveals none of them."""
    values = [old and orjson.loads(old), new and orjson.loads(new), reason]
    return sha256(salt.encode() + orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


def format_moment(at: datetime | str) -> str:
    """Format a moment from either database in ISO 8601, in UTC with microseconds."""
    if isinstance(at, str):
        day, _sep, hour = at.partition(" ")
        if hour[-7:-6] == ".":  # six digits already, as nearly all have
            return f"{day}T{hour}+00:00"
        seconds, _sep, fraction = hour.partition(".")
        return f"{day}T{seconds}.{fraction:0<6}+00:00"
    if at.tzinfo is None:  # SQLite returns UTC without a zone
        at = at.replace(tzinfo=UTC)
    elif at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")


UNUSABLE = gettext_lazy("SEAL_KEY=“%(path)s” can’t be used: %(why)s. %(remedy)s")
ENTRY = Struct(">Q16s")  # an event in a seal: its sequence, the first half of its hash


def pack_entries(events: Iterable[tuple[int, bytes]]) -> bytes:
    """Pack the sequence and truncated hash of each event, as a seal stores them."""
    return b"".join(ENTRY.pack(*event) for event in events)


def unpack_entries(seal: Seal) -> Iterator[tuple[int, bytes]]:
    """Yield sequence and truncated hash of each sealed event; struct.error on odd lengths."""
    return ENTRY.iter_unpack(bytes(seal.entries))


def hash_entries(entries: bytes) -> str:
    """Return the SHA-256 of packed entries: the root of their seal."""
    return sha256(entries).hexdigest()


def hash_seal(seal: Seal) -> str:
    """Return the hash that the next seal begins with, and that publications print."""
    values = [
        seal.number,
        seal.first,
        seal.last,
        seal.count,
        seal.root,
        seal.previous,
        format_moment(seal.created_at),
        *filter(None, [later_values(seal)]),
    ]
    return sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


def parse_printed(text: str) -> tuple[int, str]:
    """Read a seal as reports print it: "Seal 12: 9f86d081…", the hash or its beginning.

    Spaces, also those without a width at which our PDFs break a hash, and the words before the
    number do not matter. Raises InvalidValue.
    """
    match = PRINTED.fullmatch(" ".join(text.replace("\u200b", " ").split()))
    begins = match[2].replace(" ", "").lower() if match else ""
    if not match or not 8 <= len(begins) <= 64:
        raise InvalidValue(
            _("“%(typed)s” is not a seal. Write its number and hash like this: 12:9f86d081.")
            % {"typed": text[:100]}
        )
    return int(match[1]), begins


def is_printed(seal: Seal, begins: str) -> bool:
    """Return whether a seal has a hash that begins so, and is the hash of what it holds."""
    return (
        begins != ""
        and hash_seal(seal).startswith(begins)
        and hash_entries(bytes(seal.entries)) == seal.root
    )


def later_values(seal: Seal) -> dict[str, object]:
    """Return the values that older seals lack, where they are set."""
    values = {"signed_since": seal.signed_since, "note": seal.note}
    return {name: value for name, value in values.items() if value}


def make_key(path: Path) -> None:
    """Make the key that signs seals, unless there is one. Raises InvalidValue for the disk.

    It is on disk before it gets its name, and of two processes one gives it.
    """
    new = Ed25519PrivateKey.generate()
    remedy = _("Set SEAL_KEY to a file in a folder that Heed can write to.")
    with InvalidValue.instead_of(OSError, UNUSABLE, path=path, remedy=remedy):
        if path.exists():
            return
        with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.") as file:  # 0600
            file.write(new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                path.hardlink_to(file.name)


def find_key() -> Ed25519PrivateKey | None:
    """Load the key; None where it is not made yet, or only another account can read it."""
    try:
        return load_key(settings.SEAL_KEY)
    except InvalidValue as error:
        if isinstance(error.__cause__, FileNotFoundError | PermissionError):
            return None
        raise


def load_key(path: Path | str) -> Ed25519PrivateKey:
    """Load the key that signs seals. Raises InvalidValue for a file without an Ed25519 key."""
    remedy = _(
        "Restore it from a copy, or create one with `openssl genpkey -algorithm ed25519 -out FILE`."
    )
    with InvalidValue.instead_of(
        (OSError, ValueError, TypeError), UNUSABLE, path=path, remedy=remedy
    ):
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError(_("it is not an Ed25519 key"))
        return key


def sign(seal: Seal, key: Ed25519PrivateKey) -> None:
    """Set the signature of a seal, and the public key that verifies it. Does not save."""
    seal.public_key = key.public_key().public_bytes_raw().hex()
    seal.signature = key.sign(bytes.fromhex(seal.hash)).hex()


def has_valid_signature(seal: Seal) -> bool:
    """Verify the signature of a seal by the key it names; False for a malformed signature."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal.public_key))
        key.verify(bytes.fromhex(seal.signature), bytes.fromhex(seal.hash))
    except (InvalidSignature, ValueError):
        return False
    return True


# The packages of time stamps (RFC 3161; see docs/seals.md) are imported where they are used: that
# takes a fifth of a second, and few stamp.
STAMP_TOLERANCE = timedelta(minutes=5)  # between the authority's clock and ours


def stamp_seal(seal: Seal, send: Callable[[bytes], bytes]) -> SealTimestamp:
    """Return a time stamp of a seal's hash, not saved; `send` asks the authority for it, in DER.

    Raises InvalidValue where the answer does not prove the seal.
    """
    verifier = _load_verifier()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    request = TimestampRequestBuilder(
        bytes.fromhex(seal.hash), HashAlgorithm.SHA256, nonce=False
    ).build()
    at = _verify_stamp(token := send(request.as_bytes()), seal, verifier)
    return SealTimestamp(seal=seal, authority=settings.TIMESTAMP_AUTHORITY, at=at, token=token)


def find_stamp_faults() -> Iterator[HistoryFault]:
    """Yield a fault for each time stamp that does not prove its seal, or why none can be verified.

    A seal without one is no fault: the authority may not have answered, and the next one covers it.
    """
    stamps = SealTimestamp.objects.order_by("pk").select_related("seal").defer("seal__entries")
    if not stamps:
        return
    try:
        verifier = _load_verifier()
    except InvalidValue as error:
        yield HistoryFault(_("No time stamp was verified. %(why)s") % {"why": error})
        return
    for stamp in stamps:
        try:
            at = _verify_stamp(bytes(stamp.token), stamp.seal, verifier)
            why = "" if at == stamp.at else _("it was made at another time")
        except InvalidValue as error:
            why = str(error)
        if why:
            yield HistoryFault(
                _("The time stamp of seal %(number)d by %(authority)s is wrong: %(why)s.")
                % {"number": stamp.seal.number, "authority": stamp.authority, "why": why},
            )


def _load_verifier() -> "Verifier":
    """Return what verifies time stamps by TIMESTAMP_CERTIFICATES. Raises InvalidValue."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        from rfc3161_client import VerifierBuilder

        return VerifierBuilder(
            roots=load_pem_x509_certificates(Path(settings.TIMESTAMP_CERTIFICATES).read_bytes())
        ).build()
    except ImportError as error:
        raise InvalidValue(
            _(
                "Time stamps need the extra “timestamps”. Run `uv sync --no-dev --extra "
                "timestamps`, or install rfc3161-client."
            )
        ) from error
    except (OSError, ValueError) as error:
        raise InvalidValue(
            _(
                "TIMESTAMP_CERTIFICATES=“%(path)s” holds no certificates. Set it to a PEM file "
                "with the root certificate of the authority."
            )
            % {"path": settings.TIMESTAMP_CERTIFICATES}
        ) from error


def _verify_stamp(token: bytes, seal: Seal, verifier: "Verifier") -> datetime:
    """Return the time that an answer stamps. Raises InvalidValue if it does not prove the seal."""
    from rfc3161_client import VerificationError, decode_timestamp_response

    try:
        response = decode_timestamp_response(token)
        verifier.verify_message(response, bytes.fromhex(seal.hash))
        if (at := response.tst_info.gen_time) >= seal.created_at - STAMP_TOLERANCE:
            return at
        why = _("it is older than the seal")
    except VerificationError:
        why = _("it is of another hash, or was not signed under TIMESTAMP_CERTIFICATES")
    except READ_ERRORS:
        why = _("it can’t be read")
    raise InvalidValue(why)


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
    return orjson.dumps(
        {
            "number": seal.number,
            "last": seal.last,
            "hash": seal.hash,
            "created_at": format_moment(seal.created_at),
            "public_key": seal.public_key,
            "signature": seal.signature,
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


def restored_line(seal: Seal | None, at: datetime) -> bytes:
    """Serialize that a backup was restored at this moment, and its newest seal."""
    return orjson.dumps(
        {
            "restored": format_moment(at),
            "number": seal.number if seal else 0,
            "hash": seal.hash if seal else "",
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


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
    elif (newest := max((other.number for other in file.heads), default=0)) > head.number:
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
