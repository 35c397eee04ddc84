"""A PDF that is really signed, with a key and a certificate made here."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.documents import samples

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), timedelta(days=20 * 365)

UNUSED = """
key_encipherment data_encipherment key_agreement key_cert_sign crl_sign encipher_only decipher_only
"""


def apart(deed, *said, **more):
    """Do it in a thread: pyHanko begins a loop of its own, and Playwright leaves one in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(deed, *said, **more).result()


@cache
def signer() -> signers.SimpleSigner:
    """The General Secretary, certified by himself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, samples.AUTHOR)])
    usage = dict.fromkeys(UNUSED.split(), False)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, FIRST, FIRST + LAST)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    packed = serialization.pkcs12.serialize_key_and_certificates(
        b"secretary", key, certificate, None, serialization.NoEncryption()
    )
    return signers.SimpleSigner.load_pkcs12_data(packed, other_certs=[])


@cache
def signed_pdf() -> bytes:
    """The letter of two pages, signed on its first."""
    writer = IncrementalPdfFileWriter(io.BytesIO(samples.letter_pdf()))
    place = fields.SigFieldSpec("Secretary", on_page=0, box=(300, 40, 500, 90))
    made = apart(
        signers.sign_pdf,
        writer,
        signers.PdfSignatureMetadata(field_name="Secretary", name=samples.AUTHOR),
        signer=signer(),
        new_field_spec=place,
    )
    return made.getvalue()


def verifies(content: bytes) -> bool:
    """Whether the one signature of a PDF holds, covers the whole file and is the signer's."""
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signer().signing_cert])
    status = apart(validate_pdf_signature, signature, trusted)
    return status.bottom_line and status.coverage.name == "ENTIRE_FILE"
