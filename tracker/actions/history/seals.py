"""History is sealed: its events hashed, chained to the seal before, signed where a key is set."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from tracker.audit import context, seals
from tracker.audit.drift import Wrong
from tracker.audit.event_stream import UNREADABLE, is_undecodable, rows, snapshot
from tracker.audit.redactions import taken_out
from tracker.audit.seals import COLUMNS, Line, line, moment
from tracker.audit.verification import verify
from tracker.audit.verification_result import Verified
from tracker.errors import InvalidValue
from tracker.models import Event, Seal, Verification
from tracker.summaries.history import past_days

MOST_EVENTS = 10_000  # in one seal
PATIENCE = "10s"  # that writers are waited for, while others wait for the sealing
LOCK = 7_332_501  # of those who seal, among the advisory locks of PostgreSQL

SINCE = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id LIMIT %s"  # noqa: S608


def seal_history(*, now: datetime) -> list[Seal]:
    """Seal all that is written. Raises Invalid where the key can't be used, or writers don't end.

    Several seals where there are more than MOST_EVENTS events; none where nothing is new.
    """
    key = seals.key_in(settings.SEAL_KEY) if settings.SEAL_KEY else None
    horizon = _horizon()
    made = []
    while seal := _seal_next(horizon, now=now, key=key):
        made.append(seal)
    return made


def _horizon() -> int:
    """The highest sequence below which nothing more will appear.

    A transaction can end after one that wrote later: so those that write now are waited for.
    """
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                    cursor.execute("LOCK TABLE tracker_event IN SHARE MODE")
            newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    except OperationalError as busy:
        if "lock" not in str(busy):
            raise
        raise InvalidValue(
            _("History was not sealed: somebody has been writing for long. Seal it later.")
        ) from busy
    return newest or 0


@transaction.atomic
def _seal_next(horizon: int, *, now: datetime, key: Any) -> Seal | None:
    """Seal the events after the newest seal, MOST_EVENTS at most, one sealer at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    before = Seal.objects.newest()
    found = list(_lines(before.last if before else 0, horizon))
    if not found:
        return None
    held = seals.entries(found)
    seal = Seal(
        number=before.number + 1 if before else 1,
        first=found[0].sequence,
        last=found[-1].sequence,
        count=len(found),
        entries=held,
        root=seals.root(held),
        previous=before.hash if before else "",
        created_at=now,
    )
    seal.hash = seals.hash_of(seal)
    if key:
        seals.sign(seal, key)
    seal.save(force_insert=True)
    return seal


def _lines(after: int, horizon: int) -> Iterator[Line]:
    kept = taken_out()
    sequence = after
    try:
        for row in rows(SINCE, [after, horizon, MOST_EVENTS]):
            sequence = row[0]
            redacted = kept.get(sequence)
            yield line(row, redacted.commitment if redacted else "")
    except UNREADABLE as error:
        told = _(
            "History was not sealed: event %(sequence)d can’t be read. Only the owner of the "
            "database could make it so: put it right from a backup."
        )
        raise InvalidValue(told % {"sequence": sequence}) from error
    except OperationalError as error:
        if not is_undecodable(error):
            raise
        told = _(
            "History was not sealed: after event %(sequence)d there is one that holds bytes that "
            "are no text. Put it right from a backup."
        )
        raise InvalidValue(told % {"sequence": sequence}) from error


BETWEEN = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608


def export_seals(path: Path, *, with_events: bool = False) -> tuple[int, int]:
    """Write all seals; how many, and how many events. Raises Invalid where it can't be written.

    The file appears when it is whole. A file that is there is not written over.
    """
    part = path.with_name(f"{path.name}.part")
    if path.exists():
        raise InvalidValue(
            _("%(file)s is there already. Name another file, or move it away.") % {"file": path}
        )
    count = {"seal": 0, "event": 0}
    try:
        with part.open("wb") as file, snapshot():
            for kind, told in _told(with_events=with_events):
                count[kind] += 1
                file.write(told + b"\n")
        part.rename(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise InvalidValue(
            _("%(file)s can’t be written: %(why)s. Name a file in a folder of yours.")
            % {"file": path, "why": error.strerror or error}
        ) from error
    return count["seal"], count["event"]


def _told(*, with_events: bool) -> Iterator[tuple[str, bytes]]:
    """Each seal, and before it the events it was made of."""
    before, kept = 0, taken_out()
    for seal in Seal.objects.order_by("number").iterator(chunk_size=4):
        for row in rows(BETWEEN, [before, seal.last]) if with_events else ():
            redacted = kept.get(row[0])
            yield "event", line(row, redacted.commitment if redacted else "").told
        before = seal.last
        told = {
            "number": seal.number,
            "first": seal.first,
            "last": seal.last,
            "count": seal.count,
            "root": seal.root,
            "previous": seal.previous,
            "created_at": moment(seal.created_at),
            "hash": seal.hash,
            "public_key": seal.public_key,
            "signature": seal.signature,
            "entries": bytes(seal.entries).hex(),
        }
        yield "seal", orjson.dumps(told)


MOST_KEPT = 20  # sentences of one verification that are kept


def verify_history(
    *, now: datetime, since: int = 1, printed: Mapping[int, str] | None = None
) -> Verified:
    """Verify seals, signatures and rows, and write down what came of it.

    `since`: the number of the seal to begin with. `printed`: hashes of seals on paper, by number.
    Raises Invalid for a seal that is not there, or a key that can't be used.
    """
    if since > 1 and not Seal.objects.filter(number=since).exists():
        newest = Seal.objects.newest()
        raise InvalidValue(
            _("There is no seal %(number)d: the newest is %(newest)d. Give a number from 1 to it.")
            % {"number": since, "newest": newest.number if newest else 0}
        )
    key = seals.key_in(settings.SEAL_KEY).public_key() if settings.SEAL_KEY else None
    try:
        came = verify(
            since=since, public_key=key.public_bytes_raw().hex() if key else "", printed=printed
        )
        _look_at_past_days(came)
    except Exception as error:
        told = _("The verification broke off before its end (%(error)s): nothing is proven.")
        broken = Wrong(None, told % {"error": type(error).__name__})
        with suppress(DatabaseError):  # which may be why
            _write_down(Verified(found=[broken]), now, since)
        raise
    _write_down(came, now, since)
    return came


def _look_at_past_days(came: Verified) -> None:
    """Past days are shown from spans, which no line of history tells of."""
    try:
        for found in past_days.differing():
            told = _(
                "%(recommendation)s: what past days show is not what its judgments say. Run "
                "`manage.py check_statuses`."
            )
            came.tell(Wrong(None, told % {"recommendation": found.recommendation.cited_as}))
    except (*UNREADABLE, DatabaseError) as error:  # what was found before is told all the same
        told = _("What past days show could not be compared with the judgments (%(error)s).")
        came.tell(Wrong(None, told % {"error": type(error).__name__}))


def _write_down(came: Verified, now: datetime, since: int) -> None:
    Verification.objects.create(
        at=now,
        by=context.current().name,
        since=since,
        seals=came.seals,
        signed=came.signed,
        sealed=came.sealed,
        unsealed=came.unsealed,
        rows=came.rows,
        first_bad=came.first_bad,
        found=[one.told() for one in came.found[:MOST_KEPT]],
    )
