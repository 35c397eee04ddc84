"""Seal, export and verify the history: seals chain hashes of its events, signed with a key."""

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from tracker.actions.base import lock_key
from tracker.audit import context, event_stream, seals, text_screening, verification
from tracker.errors import InvalidValue
from tracker.models import Event, Seal, Verification
from tracker.summaries.statuses import find_differences

MAX_EVENTS = 10_000  # in one seal
LOCK_TIMEOUT = "10s"  # how long to wait for writers, while others wait for this
SEALER_LOCK = 7_332_501  # key of the advisory lock of PostgreSQL: one process seals at a time
MAX_SENTENCES = 20  # saved of one verification
MAX_NOTE = 300  # characters


def seal_history(*, now: datetime, clock_was_wrong: str = "") -> list[Seal]:
    """Verify seals and events, then seal all new events; return the seals.

    There are several for more than MAX_EVENTS events, and none without new events.
    `clock_was_wrong`: why times of new events run backwards. Raises InvalidValue if anything is
    wrong, the key can't be used, or writers don't end.
    """
    text_screening.check_text([clock_was_wrong])
    InvalidValue.raise_if(
        len(clock_was_wrong) > MAX_NOTE,
        _("The reason is too long. Give up to %(most)d characters."),
        most=MAX_NOTE,
    )
    horizon = _horizon()
    before = Seal.objects.newest()
    if horizon <= (before.last if before else 0):
        return []
    result = verification.verify(  # a seal must not speak for what was forged
        public_key=_find_public_key(), until=None if clock_was_wrong else now, is_complete=False
    )
    InvalidValue.raise_if(
        result.faults,
        _(
            "The history was not sealed, since it does not verify: %(fault)s Find out who "
            "changed it, or restore a backup (docs/seals.md)."
        ),
        fault=next(iter(result.faults), ""),
    )
    if not Seal.objects.exclude(signature="").exists():
        seals.make_key(Path(settings.SEAL_KEY))
    key = seals.load_key(settings.SEAL_KEY)
    new_seals = []
    while seal := _seal_next(horizon, now=now, key=key, note=clock_was_wrong):
        new_seals.append(seal)
    return new_seals


def record_restore(*, now: datetime) -> None:
    """Append to each file of heads that a backup was restored, which gives up newer ones.

    Raises InvalidValue, with the line to append, for the disk.
    """
    line = seals.restored_line(Seal.objects.newest(), now)
    for path in [seals.heads_path(), *map(Path, settings.WITNESSES)]:
        with InvalidValue.instead_of(
            OSError,
            _(
                "The backup is restored, but %(file)s can’t be written: %(why)s. Append this "
                "line to it: %(line)s"
            ),
            file=path,
            line=line.decode().strip(),
        ):
            if path.exists():  # no address is a path that exists
                seals.append_line(path, line)


def _horizon() -> int:
    """Return the highest sequence below which no event can appear any more.

    A transaction can end after one that wrote later: so this waits for current writers.
    """
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                    cursor.execute("SELECT heed_lock_history()")
            newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    except OperationalError as error:
        if "lock" not in str(error):
            raise
        raise InvalidValue(
            _("The history was not sealed: the database has been busy for too long. Seal it later.")
        ) from error
    return newest or 0


@transaction.atomic
def _seal_next(horizon: int, *, now: datetime, key: Ed25519PrivateKey, note: str) -> Seal | None:
    """Seal the events after the newest seal, MAX_EVENTS at most; None without any."""
    lock_key(SEALER_LOCK)
    before, original_hashes = Seal.objects.newest(), verification.load_original_hashes()
    rows = event_stream.read_rows(
        f"{seals.BETWEEN} LIMIT %s", [before.last if before else 0, horizon, MAX_EVENTS]
    )
    events = [(row[0], seals.truncated_hash(row, original_hashes.get(row[0], ""))) for row in rows]
    if not events:
        return None
    entries = seals.pack_entries(events)
    number = before.number + 1 if before else 1
    signed = Seal.objects.exclude(signature="").order_by("number").values_list("number", flat=True)
    seal = Seal(
        number=number,
        first=events[0][0],
        last=events[-1][0],
        count=len(events),
        entries=entries,
        root=seals.hash_entries(entries),
        previous=before.hash if before else "",
        created_at=now,
        signed_since=signed.first() or number,
        note=note,
    )
    seal.hash = seals.hash_seal(seal)
    seals.sign(seal, key)
    seal.save(force_insert=True)
    return seal


def export_seals(path: Path, *, with_events: bool = False) -> tuple[int, int]:
    """Export all seals; return how many seals and events were written.

    The file appears when it is complete; an existing file is not overwritten. Raises InvalidValue
    if it can't be written.
    """
    part = path.with_name(f"{path.name}.part")
    InvalidValue.raise_if(
        path.exists(),
        _("%(file)s exists already. Choose another file name, or move the file."),
        file=path,
    )
    count = Counter[str]()
    with InvalidValue.instead_of(
        OSError,
        _("%(file)s can’t be written: %(why)s. Choose a file in a folder that you can write to."),
        file=path,
    ):
        try:
            with part.open("wb") as file, event_stream.snapshot():
                for kind, content in _serialize_seals(with_events=with_events):
                    count[kind] += 1
                    file.write(content + b"\n")
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
    return count["seal"], count["event"]


def _serialize_seals(*, with_events: bool) -> Iterator[tuple[str, bytes]]:
    """Yield each seal, after the events that it seals, if `with_events`."""
    before, original_hashes = 0, verification.load_original_hashes()
    for seal in (
        Seal.objects.order_by("number").prefetch_related("timestamps").iterator(chunk_size=4)
    ):
        for row in (
            event_stream.read_rows(seals.BETWEEN, [before, seal.last]) if with_events else ()
        ):
            yield "event", seals.serialize_event(row, original_hashes.get(row[0], ""))
        before = seal.last
        values = {
            "number": seal.number,
            "first": seal.first,
            "last": seal.last,
            "count": seal.count,
            "root": seal.root,
            "previous": seal.previous,
            "created_at": seals.format_moment(seal.created_at),
            "hash": seal.hash,
            "public_key": seal.public_key,
            "signature": seal.signature,
            "entries": bytes(seal.entries).hex(),
            "timestamps": [bytes(stamp.token).hex() for stamp in seal.timestamps.all()],
            **seals.later_values(seal),
        }
        yield "seal", orjson.dumps(values)


def verify_history(
    *,
    now: datetime,
    since: int = 1,
    printed: Mapping[int, str] | None = None,
    against: Sequence[seals.HeadsFile] = (),
) -> event_stream.VerificationResult:
    """Verify seals, signatures and rows, and save the result.

    `since` is the number of the first seal to verify. `printed` are hashes of seals on paper, by
    number, `against` heads from outside. Raises InvalidValue for a seal that does not exist, or a
    key that can't be used.
    """
    newest = Seal.objects.newest()
    InvalidValue.raise_if(
        since > 1 and not Seal.objects.filter(number=since).exists(),
        _("There is no seal %(number)d. Enter a number from 1 to %(newest)d."),
        number=since,
        newest=newest.number if newest else 0,
    )
    public_key = _find_public_key()
    try:
        result = verification.verify(
            since=since, public_key=public_key, printed=printed, against=against, until=now
        )
        result.extend(seals.find_stamp_faults())
        _check_past_days(result)
    except Exception as error:
        stopped = event_stream.VerificationResult()
        stopped.add(
            _("The verification stopped before the end (%(error)s), so nothing is proven.")
            % {"error": type(error).__name__}
        )
        _save_verification(stopped, now, since)
        raise
    _save_verification(result, now, since)
    return result


def _find_public_key() -> str:
    key = seals.find_key()
    return key.public_key().public_bytes_raw().hex() if key else ""


def _check_past_days(result: event_stream.VerificationResult) -> None:
    """Compare the spans that past days are shown from with the assessments they are made of."""
    try:
        for difference in find_differences():
            result.add(
                _(
                    "%(recommendation)s: the statuses of past days do not match its assessments. "
                    "Run `heed check_statuses`."
                )
                % {"recommendation": difference.recommendation.cited_as}
            )
    except (
        *event_stream.READ_ERRORS,
        DatabaseError,
    ) as error:  # the faults found before are reported too
        result.add(
            _("The statuses of past days could not be compared with the assessments (%(error)s).")
            % {"error": type(error).__name__}
        )


def _save_verification(result: event_stream.VerificationResult, now: datetime, since: int) -> None:
    """Save a result; where the database refuses it, that is a fault beside those found."""
    row = Verification(
        at=now,
        by=context.current().name,
        since=since,
        seals=result.seals,
        signed=result.signed,
        newest_number=result.newest_number,
        newest_hash=result.newest,
        sealed=result.sealed,
        unsealed=result.unsealed,
        rows=result.rows,
        first_bad=result.first_bad,
        faults=[str(fault) for fault in result.faults[:MAX_SENTENCES]],
    )
    try:
        with transaction.atomic():
            row.save()
    except DatabaseError as error:
        result.add(
            _("The result of the verification can’t be saved: the database refused it (%(why)s).")
            % {"why": str(error).splitlines()[0]}
        )


logger = logging.getLogger(__name__)
TIMEOUT = 20  # seconds: of each step of a request, and of reading its answer
MAX_ANSWER = 100_000  # bytes
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
        except (InvalidValue, OSError, httpx.HTTPError, httpx.InvalidURL) as error:
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
            seals.stamp_seal(seal, partial(_post, address, "application/timestamp-query")).save(
                force_insert=True
            )
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
