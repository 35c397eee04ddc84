"""A PDF signed with the key that signs seals, under a certificate that the key issues itself."""

import io
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

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
