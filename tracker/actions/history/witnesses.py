"""Send seals to witnesses outside the database, and have them stamped; see docs/seals.md.

The newest seal speaks for all before it, so a witness that missed some needs only the next one.
Files get each of them, so that `verify_history --against` can name the first that differs.
"""

import logging
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from tracker.audit import seals
from tracker.errors import InvalidValue
from tracker.models import Seal

logger = logging.getLogger(__name__)
TIMEOUT = 20  # seconds: of each step of a request, and of reading its answer
MAX_ANSWER = 100_000  # bytes
FAILURES = (InvalidValue, OSError, httpx.HTTPError, httpx.InvalidURL)  # mail raises OSError
PASSWORD = re.compile("//.*@")


def send_newest_seal(*, is_new: bool) -> Iterator[str]:
    """Send the newest seal to the heads, all witnesses and the authority; yield each failure.

    It is in the database already, whatever happens here. Mail and requests are sent only if it
    `is_new`; a file gets what it lacks, and a seal without a time stamp gets one.
    """
    if (seal := Seal.objects.newest()) is None:
        return
    recipients = [
        ("SEAL_KEY", str(seals.heads_path())),
        *(("WITNESSES", address) for address in settings.WITNESSES),
        ("TIMESTAMP_AUTHORITY", settings.TIMESTAMP_AUTHORITY),  # empty: none
    ]
    for setting, address in filter(all, recipients):
        try:
            _send(seal, setting, address, is_new=is_new)
        except FAILURES as error:
            sentence = _(
                "Seal %(number)d did not reach %(address)s: %(why)s. Check %(setting)s. The next "
                "seal is sent there again."
            ) % {
                "number": seal.number,
                "address": PASSWORD.sub("//", address),
                "why": getattr(error, "strerror", None)
                or str(error).rstrip(".")
                or type(error).__name__,
                "setting": setting,
            }
            logger.warning("%s", sentence)
            yield sentence


def _send(seal: Seal, setting: str, address: str, *, is_new: bool) -> None:
    if setting == "TIMESTAMP_AUTHORITY":
        if not seal.timestamps.exists():
            send = partial(_post, address, "application/timestamp-query")
            seals.stamp_seal(seal, send).save(force_insert=True)
    elif address.startswith("/"):
        seals.append_missing(Path(address))
    elif is_new and address.startswith("https:"):
        _post(address, "application/json", seals.head_line(seal))
    elif is_new:
        subject = _("Seal %(number)d of %(site)s")
        body = _(
            "Keep this message. It can prove whether the history was rewritten later: save the "
            "line below in a file, then run `heed verify_history --against FILE`."
        )
        EmailMessage(
            subject % {"number": seal.number, "site": settings.BASE_URL},
            f"{body}\n\n{seals.head_line(seal).decode()}",
            to=[address.removeprefix("mailto:")],
        ).send()


def _post(address: str, content_type: str, content: bytes) -> bytes:
    """Send bytes and return the answer. Private networks are allowed: the address is a setting."""
    headers = {"Content-Type": content_type, "Accept-Encoding": "identity"}
    answer, deadline = b"", time.monotonic() + TIMEOUT
    with httpx.stream(
        "POST", address, content=content, headers=headers, timeout=TIMEOUT
    ) as response:
        for chunk in response.iter_raw():
            answer += chunk
            InvalidValue.raise_if(
                len(answer) > MAX_ANSWER or time.monotonic() > deadline,
                _("its answer is too long or too slow"),
            )
    InvalidValue.raise_if(
        not response.is_success,
        _("it answered with status %(status)d"),
        status=response.status_code,
    )
    return answer
