"""The history of a recommendation as PDF/UA-1 and PDF/A-2a, laid out in words for print."""

import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tracker.formats import day, moment
from tracker.reporting.layout import TAGS
from tracker.reporting.pdf import printed
from tracker.text_differences import differences

TEMPLATE = Path(__file__).with_name("history.typ")
LONG = 80  # characters of a value that is told word by word
SHOWN = 600  # characters of a value that is told whole


class Sealed(NamedTuple):
    """The newest seal: its number, its hash, and the last event under it."""

    number: int
    hash: str
    last: int


@dataclass(frozen=True, slots=True)
class Told:
    """One deed: when, in a sentence, and each change as label, old words and new words."""

    at: datetime  # as the clock here showed it
    sentence: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with what stands beside it, line by line."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Of:
    """What is printed about: how it is cited, its title, its words and where they stand."""

    cited_as: str
    title: str
    text: str
    source: str


def render(
    of: Of,
    deeds: Iterable[Told],
    *,
    by: str,
    at: datetime,
    left_out: str,
    seal: Sealed | None,
    is_signed: bool,
) -> bytes:
    """The PDF in the language in force; `at` is when it was printed, `by` for whom."""
    told = [_deed(one) for one in deeds]
    sheet = json.dumps(
        {
            "language": TAGS.get(get_language() or "en", get_language() or "en"),
            "of": asdict(of),
            "facts": [asdict(one) for one in _facts(by, at, len(told), left_out, seal, is_signed)],
            "deeds": told,
            "words": {name: str(text) for name, text in _words(of.cited_as, at).items()},
        },
        ensure_ascii=False,
    )
    made = at.astimezone(UTC).replace(microsecond=0)
    return printed(TEMPLATE, sheet, made)


def _words(cited_as: str, at: datetime) -> dict[str, Any]:
    return {
        "kind": _("History"),
        "title": _("History of %(recommendation)s") % {"recommendation": cited_as},
        "printed": _("printed on %(moment)s") % {"moment": moment(at)},
        "deeds": _("What was done, newest first"),
        "none": _("Nothing that you may know of is told of it."),
        "empty": _("empty"),
        "page": _("Page"),
        "page_of": _("of"),
    }


def _facts(
    by: str, at: datetime, number: int, left_out: str, seal: Sealed | None, is_signed: bool
) -> list[Fact]:
    deeds = ngettext("%(number)d deed", "%(number)d deeds", number) % {"number": number}
    printed = _("%(moment)s, for %(who)s") % {"moment": moment(at), "who": by}
    return [
        Fact(_("Printed"), (printed,)),
        Fact(
            _("Holds"), (_("%(deeds)s, as far as the reader may know") % {"deeds": deeds}, left_out)
        ),
        Fact(_("Newest seal"), tuple(_sealed(seal))),
        Fact(_("Signature"), (_signature(is_signed),)),
    ]


def _sealed(seal: Sealed | None) -> list[str]:
    if seal is None:
        return [_("not sealed yet")]
    return [
        _("no. %(number)d, up to event %(last)d") % {"number": seal.number, "last": seal.last},
        seal.hash,
    ]


def _signature(is_signed: bool) -> str:
    if is_signed:
        return _("This file is signed with the key of the seals.")
    return _("This file is not signed: no key is set.")


def _deed(one: Told) -> dict[str, Any]:
    return {
        "at": moment(one.at),
        "day": day(one.at),
        "sentence": one.sentence,
        "changes": [_change(*change) for change in one.changes],
    }


def _change(label: str, old: str, new: str) -> dict[str, Any]:
    is_long = bool(old and new) and max(len(old), len(new)) > LONG
    return {
        "label": label[:1].upper() + label[1:],
        "old": _cut(old),
        "new": _cut(new),
        "parts": differences(old, new) if is_long else (),
    }


def _cut(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"


FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
FIELD = "Heed"
UNUSED = (
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def signed(pdf: bytes, key: Any, *, reason: str) -> bytes:
    """The same PDF with an invisible signature; `key` is an Ed25519 private key.

    What was signed stands unchanged at its beginning. Readers say that they do not know the issuer:
    they compare the key with the one that the tracker's seals are signed by.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    wanted = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha512", reason=reason, name=_name(key)
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    made: bytes = signers.sign_pdf(writer, wanted, signer=_signer(key)).getvalue()
    return made


def _name(key: Any) -> str:
    """Whose signature it is: the beginning of the public key, as seals print it."""
    return f"Heed, key {key.public_key().public_bytes_raw().hex()[:16]}"


def _signer(key: Any) -> Any:
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=Certificate.load(_certificate(key).public_bytes(Encoding.DER)),
        signing_key=PrivateKeyInfo.load(secret),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


def _certificate(key: Any) -> Any:
    """The same every time for one key: nothing about it hangs on the clock."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _name(key))])
    number = int.from_bytes(sha256(key.public_key().public_bytes_raw()).digest()[:8])
    usage = dict.fromkeys(UNUSED, False)
    return (
        x509.CertificateBuilder(name, name, key.public_key(), number or 1, FIRST, LAST)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(key, None)
    )
