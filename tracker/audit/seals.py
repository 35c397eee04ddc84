"""What a seal holds, how its hash is made, and who signed it. Described in docs/seals.md."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from struct import Struct

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.utils.translation import gettext as _

from tracker.audit.canonical import Line
from tracker.audit.canonical import moment
from tracker.errors import Invalid
from tracker.models import Seal

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
        moment(seal.made_at),
    ]
    return sha256(orjson.dumps(told)).hexdigest()


def key_in(path: str) -> Ed25519PrivateKey:
    """The key that signs seals. Raises Invalid for a file that holds none."""
    remedy = _("Make one with `openssl genpkey -algorithm ed25519 -out FILE`.")
    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise Invalid(
            _("SEAL_KEY=“%(path)s” can’t be used: %(why)s. %(remedy)s")
            % {"path": path, "why": str(error).rstrip("."), "remedy": remedy}
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Invalid(
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
