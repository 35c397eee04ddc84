"""The history of a recommendation as a PDF: its words, its seal, its signature."""

import io
import re
from functools import partial

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.documents.signing import apart
from tests.factories import CitationFactory, RecommendationFactory
from tests.summaries.history.helpers import write
from tracker.models import Recommendation, Seal
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
NEW = (
    "Increase the resources of shelters that NGOs run, and " + "pay them on time, " * 6 + "yearly."
)


@pytest.fixture(autouse=True)
def signs_apart(monkeypatch):
    """Sign in a thread: pyHanko starts an event loop, and browser tests leave one in this thread."""
    monkeypatch.setattr(signers, "sign_pdf", partial(apart, signers.sign_pdf))


@pytest.fixture
def row():
    return RecommendationFactory(
        number="6", short_title="Shelter", text=NEW.replace("yearly", "now")
    )


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s+", " ", " ".join(p.get_textpage().get_text_range() for p in document))


def printed(client, row):
    answer = client.get(f"{row.get_absolute_url()}history.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), answer.content
    return answer.content


def checked(pdf):
    """Who signed it, and what is left of the signature."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signature.signer_cert])
    return signature.signer_cert, apart(validate_pdf_signature, signature, trusted)


class TestTheHistoryAsPdf:
    def test_tells_every_deed_newest_first_with_the_words_that_changed(self, analyst, row):
        write(lambda: Recommendation.objects.update(duty="once"), request="r-1")
        write(lambda: Recommendation.objects.update(text=NEW), request="r-2")

        pdf = printed(analyst, row)

        text = text_of(pdf)
        assert "History of TIP 2024 Kosovo 6" in text and f"for {analyst.user}" in text
        assert "Ana changed the duty from “continuing” to “once”. Reason: “Order in force" in text
        assert "pay them on time, now. yearly." in text
        first, second, third = (text.index(w) for w in ("changed the text", "changed the duty", "factory added"))  # fmt: skip
        assert first < second < third
        assert "not sealed yet" in text and "is not signed" in text and "Page 1 of" in text
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
        assert pypdfium2.PdfDocument(pdf).is_tagged()

    def test_tells_the_newest_seal(self, analyst, row, sealed):
        text = text_of(printed(analyst, row)).replace("\u200b", "").replace(" ", "")

        assert "no.1,uptoevent9" in text and "ab" * 32 in text

    def test_leaves_out_what_is_for_named_readers(self, analyst, row):
        secret = {"evidence__sensitivity": Sensitivity.NAMED_READERS, "evidence__title": "Zanzibar"}
        CitationFactory(recommendation=row, evidence__readers=[analyst.user], **secret)

        text = text_of(printed(analyst, row))

        assert "Zanzibar" in analyst.get(row.get_absolute_url()).text
        assert "Zanzibar" not in text and "Restricted evidence is left out" in text

    def test_is_signed_with_the_key_of_the_seals(self, analyst, row, settings, tmp_path):
        key = Ed25519PrivateKey.generate()
        settings.SEAL_KEY = str(tmp_path / "seal.pem")
        (tmp_path / "seal.pem").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )

        pdf = printed(analyst, row)

        assert "This file is signed with the key of the seals" in text_of(pdf)
        signer, status = checked(pdf)
        assert signer.public_key.dump().endswith(key.public_key().public_bytes_raw())
        assert status.intact and status.valid and status.coverage.name == "ENTIRE_FILE"
        assert not checked(pdf.replace(b"/Lang", b"/Long", 1))[1].intact

    def test_says_what_is_wrong_with_a_key_and_not_where_it_is(self, analyst, row, settings):
        settings.SEAL_KEY.write_text("no key")

        answer = analyst.get(f"{row.get_absolute_url()}history.pdf")

        assert answer.status_code == 503
        assert "can&#x27;t be signed" in answer.text or "can't be signed" in answer.text
        assert "seal_key" not in answer.text


@pytest.fixture
def sealed():
    return Seal.objects.create(
        number=1, first=1, last=9, count=9, entries=b"", root="0" * 64, hash="ab" * 32,
        created_at=timezone.now(),
    )  # fmt: skip
