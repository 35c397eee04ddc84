"""The bytes of an event that are hashed: the same on both databases. Described in docs/seals.md."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.models import Seal

# A moment that no calendar has, as only the owner of a database can write it, is none.
AT = "CASE WHEN at BETWEEN '0001-01-02' AND '9999-12-30' THEN at END"
COLUMNS = (
    f'id, {AT}, "table", "key", operation, actor_id, actor_name, reason_code, looked_at, source, '
    "request, recommendation, old, new, reason, salt"
)


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is sealed: all but its values, for which their commitment stands."""

    sequence: int
    told: bytes  # canonical JSON: a list of thirteen, the last is the commitment
    hash: bytes  # SHA-256 of `told`


def line(row: tuple[Any, ...], commitment: str = "") -> Line:
    """A row of COLUMNS as it is sealed. `commitment`: that of values taken out since."""
    told = _told(row, commitment)
    return Line(row[0], told, sha256(told).digest())


def half_hash(row: tuple[Any, ...], commitment: str = "") -> bytes:
    """Of its hash, what a seal keeps."""
    return sha256(_told(row, commitment)).digest()[:16]


def _told(row: tuple[Any, ...], commitment: str) -> bytes:
    told: list[Any] = list(row[:12])
    at = told[1]
    if isinstance(at, str) or at.tzinfo is not UTC or not at.microsecond:
        told[1] = moment(at)  # any other is written by orjson in the same words
    told.append(commitment or committed(*row[12:]))
    return orjson.dumps(told)


def committed(old: str | None, new: str | None, reason: str, salt: str) -> str:
    """A hash of what the values said, which gives none of them away without the salt."""
    values = [old and orjson.loads(old), new and orjson.loads(new), reason]
    return sha256(salt.encode() + orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


def moment(at: datetime | str) -> str:
    """A moment as PostgreSQL hands it out or SQLite keeps it, in words: UTC, microseconds."""
    if isinstance(at, str):
        day, _sep, hour = at.partition(" ")
        if hour[-7:-6] == ".":  # nothing to fill up, as with nearly all
            return f"{day}T{hour}+00:00"
        whole, _sep, fraction = hour.partition(".")
        return f"{day}T{whole}.{fraction:0<6}+00:00"
    if at.tzinfo is None:  # as SQLite hands it out: in UTC, and not in the zone of this machine
        at = at.replace(tzinfo=UTC)
    elif at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")


ENTRY = Struct(">Q16s")  # an event in a seal: its sequence, the first half of its hash


def entries(lines: Iterable[Line]) -> bytes:
    return b"".join(ENTRY.pack(one.sequence, one.hash[:16]) for one in lines)


def entries_of(seal: Seal) -> Iterator[tuple[int, bytes]]:
    """Sequence and half hash of each event that was sealed. Raises struct.error on odd lengths."""
    return ENTRY.iter_unpack(bytes(seal.entries))


def root(held: bytes) -> str:
    return sha256(held).hexdigest()


def hash_of(seal: Seal) -> str:
    """The hash that the next seal begins with, and that publications print."""
    told = [
        seal.number,
        seal.first,
        seal.last,
        seal.count,
        seal.root,
        seal.previous,
        moment(seal.created_at),
    ]
    return sha256(orjson.dumps(told)).hexdigest()


def key_in(path: str) -> Ed25519PrivateKey:
    """The key that signs seals. Raises Invalid for a file that holds none."""
    remedy = _("Make one with `openssl genpkey -algorithm ed25519 -out FILE`.")
    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise InvalidValue(
            _("SEAL_KEY=“%(path)s” can’t be used: %(why)s. %(remedy)s")
            % {"path": path, "why": str(error).rstrip("."), "remedy": remedy}
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidValue(
            _("SEAL_KEY=“%(path)s” can’t be used: it holds no Ed25519 key. %(remedy)s")
            % {"path": path, "remedy": remedy}
        )
    return key


def sign(seal: Seal, key: Ed25519PrivateKey) -> None:
    seal.public_key = key.public_key().public_bytes_raw().hex()
    seal.signature = key.sign(bytes.fromhex(seal.hash)).hex()


def is_signed_by_its_key(seal: Seal) -> bool:
    """Whether the signature is that of the key it names. False for what is none at all."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal.public_key))
        key.verify(bytes.fromhex(seal.signature), bytes.fromhex(seal.hash))
    except (InvalidSignature, ValueError):
        return False
    return True
