"""History is sealed: its events hashed, chained to the seal before, signed where a key is set."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from tracker.audit import seals
from tracker.audit.canonical import COLUMNS, Line, line
from tracker.audit.stream import UNREADABLE, is_undecodable, rows
from tracker.audit.taken_out import taken_out
from tracker.errors import Invalid
from tracker.models import Event, Seal

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
        raise Invalid(
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
        made_at=now,
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
        raise Invalid(told % {"sequence": sequence}) from error
    except OperationalError as error:
        if not is_undecodable(error):
            raise
        told = _(
            "History was not sealed: after event %(sequence)d there is one that holds bytes that "
            "are no text. Put it right from a backup."
        )
        raise Invalid(told % {"sequence": sequence}) from error
