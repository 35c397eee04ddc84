"""Time stamps of seals by an authority outside (RFC 3161); see docs/seals.md.

Their packages are imported where they are used: that takes a fifth of a second, and few stamp.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.audit.event_stream import READ_ERRORS
from tracker.audit.verification_result import HistoryFault
from tracker.errors import InvalidValue
from tracker.models import Seal, SealTimestamp

if TYPE_CHECKING:
    from rfc3161_client import Verifier

TOLERANCE = timedelta(minutes=5)  # between the authority's clock and ours


def stamp_seal(seal: Seal, send: Callable[[bytes], bytes]) -> SealTimestamp:
    """Return a time stamp of a seal's hash, not saved; `send` asks the authority for it, in DER.

    Raises InvalidValue where the answer does not prove the seal.
    """
    verifier = _load_verifier()
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    data = bytes.fromhex(seal.hash)
    request = TimestampRequestBuilder(data, HashAlgorithm.SHA256, nonce=False).build()
    at = _verify(token := send(request.as_bytes()), seal, verifier)
    return SealTimestamp(seal=seal, authority=settings.TIMESTAMP_AUTHORITY, at=at, token=token)


def find_faults() -> Iterator[HistoryFault]:
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
            at = _verify(bytes(stamp.token), stamp.seal, verifier)
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

        content = Path(settings.TIMESTAMP_CERTIFICATES).read_bytes()
        return VerifierBuilder(roots=load_pem_x509_certificates(content)).build()
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


def _verify(token: bytes, seal: Seal, verifier: "Verifier") -> datetime:
    """Return the time that an answer stamps. Raises InvalidValue if it does not prove the seal."""
    from rfc3161_client import VerificationError, decode_timestamp_response

    try:
        response = decode_timestamp_response(token)
        verifier.verify_message(response, bytes.fromhex(seal.hash))
        at = response.tst_info.gen_time
        if at >= seal.created_at - TOLERANCE:
            return at
        why = _("it is older than the seal")
    except VerificationError:
        why = _("it is of another hash, or was not signed under TIMESTAMP_CERTIFICATES")
    except READ_ERRORS:
        why = _("it can’t be read")
    raise InvalidValue(why)
