"""The history of a recommendation as PDF/UA-1 and PDF/A-2a, and its signature."""

import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language, gettext as _, ngettext

from tracker import formats, text_differences
from tracker.reporting.blocks import TAGS
from tracker.reporting.pdf import compile_template

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.x509 import Certificate

TEMPLATE = Path(__file__).with_name("history.typ")
MAX_VALUE_LENGTH = 600  # characters; longer values are cut


class SealSummary(NamedTuple):
    """The newest seal: number, hash, and the last event under it."""

    number: int
    hash: str
    last: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event: time, sentence, and each change as label, old value and new value."""

    at: datetime  # local time
    sentence: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class HistorySubject:
    """The recommendation: its citation, title, text and location."""

    cited_as: str
    title: str
    text: str
    source: str


def render(
    subject: HistorySubject,
    entries: Iterable[HistoryEntry],
    *,
    by: str,
    at: datetime,
    left_out: str,
    seal: SealSummary | None,
    is_signed: bool,
) -> bytes:
    """Render the PDF in the language in force, printed at `at` for the user `by`."""
    serialized = [
        {
            "at": formats.format_moment(entry.at),
            "day": formats.format_day(entry.at),
            "sentence": entry.sentence,
            "changes": [
                {
                    "label": formats.upper_first(label),
                    "old": _truncate(old),
                    "new": _truncate(new),
                    "parts": text_differences.diff_long_texts(old, new),  # word by word
                }
                for label, old, new in entry.changes
            ],
        }
        for entry in entries
    ]
    sheet = json.dumps(
        {
            "language": TAGS.get(get_language() or "en", get_language() or "en"),
            "subject": asdict(subject),
            "facts": _facts(by, at, len(serialized), left_out, seal, is_signed),
            "entries": serialized,
            "words": {
                "kind": _("History"),
                "title": _("History of %(recommendation)s") % {"recommendation": subject.cited_as},
                "printed": _("printed on %(moment)s") % {"moment": formats.format_moment(at)},
                "entries": _("Changes, newest first"),
                "none": _("There are no changes that you can see."),
                "empty": _("empty"),
                "page": _("Page"),
                "page_of": _("of"),
            },
        },
        ensure_ascii=False,
    )
    return compile_template(TEMPLATE, sheet, at.astimezone(UTC).replace(microsecond=0))


def _facts(
    by: str, at: datetime, total: int, left_out: str, seal: SealSummary | None, is_signed: bool
) -> list[dict[str, object]]:
    """Return labels with their values, line by line."""
    entry_count = ngettext("%(number)d change", "%(number)d changes", total) % {"number": total}
    printed = _("%(moment)s, for %(who)s") % {"moment": formats.format_moment(at), "who": by}
    contents = _("%(deeds)s, as far as the reader can see them") % {"deeds": entry_count}
    signed = _("This file is signed with the key of the seals.")
    facts = {
        _("Printed"): [printed],
        _("Contents"): [contents, left_out],
        _("Latest seal"): _seal_lines(seal),
        _("Signature"): [signed if is_signed else _("This file is not signed: no key is set up.")],
    }
    return [{"label": label, "lines": lines} for label, lines in facts.items()]


def _seal_lines(seal: SealSummary | None) -> list[str]:
    if seal is None:
        return [_("not sealed yet")]
    return [
        _("no. %(number)d, up to event %(last)d") % {"number": seal.number, "last": seal.last},
        seal.hash,
    ]


def _truncate(value: str) -> str:
    return value if len(value) <= MAX_VALUE_LENGTH else f"{value[:MAX_VALUE_LENGTH]}…"


VALID_FROM, VALID_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
SIGNATURE_FIELD = "Heed"
UNUSED_KEY_USAGES = (
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def sign_pdf(pdf: bytes, key: "Ed25519PrivateKey", *, reason: str) -> bytes:
    """Return the PDF with an invisible signature; `key` is an Ed25519 private key.

    The signed bytes stay unchanged at its beginning. Readers report an unknown issuer: they compare
    the key with the one that signs the tracker's seals.
    """
    from cryptography.hazmat.primitives.serialization import NoEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    wanted = signers.PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD, md_algorithm="sha512", reason=reason, name=_name(key)
    )
    certified = serialize_key_and_certificates(None, key, _certificate(key), None, NoEncryption())
    signer = signers.SimpleSigner.load_pkcs12_data(certified, ())
    made: bytes = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)), wanted, signer=signer
    ).getvalue()
    return made


def _name(key: "Ed25519PrivateKey") -> str:
    """Return the name of the signer: the beginning of the public key, as seals print it."""
    return f"Heed, key {key.public_key().public_bytes_raw().hex()[:16]}"


def _certificate(key: "Ed25519PrivateKey") -> "Certificate":
    """Return the certificate of a key, the same on every call."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _name(key))])
    number = int.from_bytes(sha256(key.public_key().public_bytes_raw()).digest()[:8])
    usage = dict.fromkeys(UNUSED_KEY_USAGES, False)
    return (
        x509.CertificateBuilder(name, name, key.public_key(), number or 1, VALID_FROM, VALID_UNTIL)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(key, None)
    )
