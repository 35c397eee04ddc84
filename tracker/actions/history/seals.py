"""Seal, export and verify the history: seals chain hashes of its events, signed with a key."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from tracker.audit import context, seals, timestamps
from tracker.audit.drift import HistoryFault
from tracker.audit.event_stream import READ_ERRORS, is_undecodable, read_rows, snapshot
from tracker.audit.redactions import load_redacted_events
from tracker.audit.seals import COLUMNS, SealedEvent, format_moment, serialize_event
from tracker.audit.verification import verify
from tracker.audit.verification_result import VerificationResult
from tracker.errors import InvalidValue
from tracker.models import Event, Seal, Verification
from tracker.summaries.history import past_days

MAX_EVENTS = 10_000  # in one seal
LOCK_TIMEOUT = "10s"  # how long to wait for writers, while others wait for this
SEALER_LOCK = 7_332_501  # key of the advisory lock of PostgreSQL: one process seals at a time

SINCE = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id LIMIT %s"  # noqa: S608


def seal_history(*, now: datetime) -> list[Seal]:
    """Seal all new events; return the seals.

    There are several for more than MAX_EVENTS events, and none without new events. Raises
    InvalidValue if the key can't be used, or writers don't end.
    """
    key = seals.load_key(settings.SEAL_KEY) if settings.SEAL_KEY else None
    horizon = _horizon()
    new_seals = []
    while seal := _seal_next(horizon, now=now, key=key):
        new_seals.append(seal)
    return new_seals


def _horizon() -> int:
    """Return the highest sequence below which no event can appear any more.

    A transaction can end after one that wrote later: so this waits for current writers.
    """
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                    cursor.execute("LOCK TABLE tracker_event IN SHARE MODE")
            newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    except OperationalError as error:
        if "lock" not in str(error):
            raise
        raise InvalidValue(
            _("The history was not sealed: the database has been busy for too long. Seal it later.")
        ) from error
    return newest or 0


@transaction.atomic
def _seal_next(horizon: int, *, now: datetime, key: Ed25519PrivateKey | None) -> Seal | None:
    """Seal the events after the newest seal, MAX_EVENTS at most; None without any."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
    before = Seal.objects.newest()
    events = list(_read_sealed_events(before.last if before else 0, horizon))
    if not events:
        return None
    entries = seals.pack_entries(events)
    seal = Seal(
        number=before.number + 1 if before else 1,
        first=events[0].sequence,
        last=events[-1].sequence,
        count=len(events),
        entries=entries,
        root=seals.hash_entries(entries),
        previous=before.hash if before else "",
        created_at=now,
    )
    seal.hash = seals.hash_seal(seal)
    if key:
        seals.sign(seal, key)
    seal.save(force_insert=True)
    return seal


def _read_sealed_events(after: int, horizon: int) -> Iterator[SealedEvent]:
    redacted_events = load_redacted_events()
    sequence = after
    try:
        for row in read_rows(SINCE, [after, horizon, MAX_EVENTS]):
            sequence = row[0]
            redacted = redacted_events.get(sequence)
            yield serialize_event(row, redacted.original_hash if redacted else "")
    except READ_ERRORS as error:
        message = _(
            "The history was not sealed: event %(sequence)d can’t be read. Only the owner "
            "of the database can have changed it. Restore it from a backup."
        )
        raise InvalidValue(message % {"sequence": sequence}) from error
    except OperationalError as error:
        if not is_undecodable(error):
            raise
        message = _(
            "The history was not sealed: the event after event %(sequence)d contains bytes "
            "that are not text. Restore it from a backup."
        )
        raise InvalidValue(message % {"sequence": sequence}) from error


BETWEEN = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608


def export_seals(path: Path, *, with_events: bool = False) -> tuple[int, int]:
    """Export all seals; return how many seals and events were written.

    The file appears when it is complete; an existing file is not overwritten. Raises InvalidValue
    if it can't be written.
    """
    part = path.with_name(f"{path.name}.part")
    if path.exists():
        raise InvalidValue(
            _("%(file)s exists already. Choose another file name, or move the file.")
            % {"file": path}
        )
    count = {"seal": 0, "event": 0}
    try:
        with part.open("wb") as file, snapshot():
            for kind, content in _serialize_seals(with_events=with_events):
                count[kind] += 1
                file.write(content + b"\n")
        part.rename(path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if not isinstance(error, OSError):
            raise
        raise InvalidValue(
            _(
                "%(file)s can’t be written: %(why)s. Choose a file in a folder that you can "
                "write to."
            )
            % {"file": path, "why": error.strerror or error}
        ) from error
    return count["seal"], count["event"]


def _serialize_seals(*, with_events: bool) -> Iterator[tuple[str, bytes]]:
    """Yield each seal, after the events that it seals, if `with_events`."""
    before, redacted_events = 0, load_redacted_events()
    for seal in Seal.objects.order_by("number").iterator(chunk_size=4):
        for row in read_rows(BETWEEN, [before, seal.last]) if with_events else ():
            redacted = redacted_events.get(row[0])
            yield "event", serialize_event(row, redacted.original_hash if redacted else "").content
        before = seal.last
        values = {
            "number": seal.number,
            "first": seal.first,
            "last": seal.last,
            "count": seal.count,
            "root": seal.root,
            "previous": seal.previous,
            "created_at": format_moment(seal.created_at),
            "hash": seal.hash,
            "public_key": seal.public_key,
            "signature": seal.signature,
            "entries": bytes(seal.entries).hex(),
        }
        yield "seal", orjson.dumps(values)


MAX_SENTENCES = 20  # sentences saved of one verification


def verify_history(
    *, now: datetime, since: int = 1, printed: Mapping[int, str] | None = None
) -> VerificationResult:
    """Verify seals, signatures and rows, and save the result.

    `since` is the number of the first seal to verify. `printed` are hashes of seals on paper, by
    number. Raises InvalidValue for a seal that does not exist, or a key that can't be used.
    """
    if since > 1 and not Seal.objects.filter(number=since).exists():
        newest = Seal.objects.newest()
        raise InvalidValue(
            _("There is no seal %(number)d. Enter a number from 1 to %(newest)d.")
            % {"number": since, "newest": newest.number if newest else 0}
        )
    key = seals.load_key(settings.SEAL_KEY).public_key() if settings.SEAL_KEY else None
    try:
        result = verify(
            since=since, public_key=key.public_bytes_raw().hex() if key else "", printed=printed
        )
        for fault in timestamps.find_faults():
            result.add(fault)
        _check_past_days(result)
    except Exception as error:
        message = _("The verification stopped before the end (%(error)s), so nothing is proven.")
        fault = HistoryFault(None, message % {"error": type(error).__name__})
        with suppress(DatabaseError):  # it may be the cause
            _save_verification(VerificationResult(faults=[fault]), now, since)
        raise
    _save_verification(result, now, since)
    return result


def _check_past_days(result: VerificationResult) -> None:
    """Compare the spans that past days are shown from with the assessments they are made of."""
    try:
        for difference in past_days.find_differences():
            message = _(
                "%(recommendation)s: the statuses of past days do not match its assessments. "
                "Run `manage.py check_statuses`."
            )
            values = {"recommendation": difference.recommendation.cited_as}
            result.add(HistoryFault(None, message % values))
    except (*READ_ERRORS, DatabaseError) as error:  # the faults found before are reported too
        message = _(
            "The statuses of past days could not be compared with the assessments (%(error)s)."
        )
        result.add(HistoryFault(None, message % {"error": type(error).__name__}))


def _save_verification(result: VerificationResult, now: datetime, since: int) -> None:
    Verification.objects.create(
        at=now,
        by=context.current().name,
        since=since,
        seals=result.seals,
        signed=result.signed,
        sealed=result.sealed,
        unsealed=result.unsealed,
        rows=result.rows,
        first_bad=result.first_bad,
        faults=[str(fault) for fault in result.faults[:MAX_SENTENCES]],
    )
