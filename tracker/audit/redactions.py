"""Events whose values a redaction changed: their original hashes, and checks of the rest."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django.db import connection
from django.utils.translation import gettext as _

from tracker.audit import seals
from tracker.audit.drift import HistoryFault
from tracker.audit.event_stream import READ_ERRORS, read_rows
from tracker.audit.postgres import REDACT_EVENT
from tracker.audit.seals import COLUMNS, hash_values, serialize_event
from tracker.audit.verification_result import MAX_FAULTS, AppliedRedaction, VerificationResult
from tracker.models import Event, RedactedEvent, Redaction, Seal
from tracker.vocabulary import State

REDACTION_MARK = "█"  # one for each letter, so that positions in the text stay valid


@dataclass(frozen=True, slots=True)
class RedactedHashes:
    """Hash of the original values, which the seal holds, and of those that remain."""

    original_hash: str
    remaining_hash: str


def load_redacted_events() -> dict[int, RedactedHashes]:
    """Load the hashes of all redacted events, by sequence. Some hundred at most."""
    rows = RedactedEvent.objects.order_by("pk").values_list(
        "sequence", "original_hash", "remaining_hash"
    )
    return {
        sequence: RedactedHashes(original_hash, remaining_hash)
        for sequence, original_hash, remaining_hash in rows
    }


def overwrite_event(sequence: int, values: Mapping[str, object], *, redaction: int) -> None:
    """Overwrite the values of an event with redacted ones. Its original hash is stored before.

    On PostgreSQL through a function of the owner: the application may not change history.
    """
    if connection.vendor != "postgresql":
        Event.objects.filter(pk=sequence).update(salt="", **values)
        return
    old, new = (
        None if side is None else json.dumps(side) for side in (values["old"], values["new"])
    )
    with connection.cursor() as cursor:
        cursor.execute(REDACT_EVENT, [redaction, sequence, old, new, str(values["reason"])])


LOWEST = -(2**63)  # sequence

BETWEEN = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608


def find_seal_fault(sequences: Collection[int]) -> str:
    """Return the first fault of a seal over one of these events; empty where all verify.

    Events that no seal covers yet are skipped.
    """
    numbers = dict(Seal.objects.order_by("number").values_list("last", "number"))
    ends = list(numbers)
    places = {bisect_left(ends, sequence) for sequence in sequences}
    for place in sorted(places - {len(ends)}):
        seal = Seal.objects.get(number=numbers[ends[place]])
        for words in _check_seal(seal, ends[place - 1] if place else LOWEST):
            return _("seal %(number)d: %(words)s") % {"number": seal.number, "words": words}
    return ""


def _check_seal(seal: Seal, after: int) -> Iterator[str]:
    packed = bytes(seal.entries)
    if seals.hash_entries(packed) != seal.root or seals.hash_seal(seal) != seal.hash:
        yield _("its hash does not match its content")
    redacted_events, size = load_redacted_events(), seals.ENTRY.size
    entries = (packed[at : at + size] for at in range(0, len(packed), size))
    for entry, row in zip_longest(entries, read_rows(BETWEEN, [after, seal.last])):
        if row is None:
            yield _("one of its events is missing")
            return
        redacted = redacted_events.get(row[0])
        *_other, old, new, reason, _salt = row
        try:
            event = serialize_event(row, redacted.original_hash if redacted else "")
            current = seals.pack_entries([event])
            remaining_hash = hash_values(old, new, reason, "") if redacted else ""
        except READ_ERRORS:
            current, remaining_hash = b"", ""
        if current != entry or (redacted and remaining_hash != redacted.remaining_hash):
            yield _("event %(sequence)d differs from the one that was sealed") % {
                "sequence": row[0]
            }
            return


EVENT_VALUES = "SELECT old, new, reason FROM tracker_event WHERE id = %s"
JSON_MARK = "\\u2588"  # REDACTION_MARK in the JSON of SQLite


def verify_redactions(result: VerificationResult) -> None:
    """Add each redaction with its events to the result, and the faults of these events."""
    events = defaultdict(list)
    changed = RedactedEvent.objects.order_by("sequence").values_list("redaction", "sequence")
    for key, sequence in changed:
        events[key].append(sequence)
    redactions = Redaction.objects.select_related("author", "decided_by").in_bulk(list(events))
    unapproved = set()
    for key, sequences in sorted(events.items()):
        redaction = redactions.get(key)
        author, decided_by = (redaction.author, redaction.decided_by) if redaction else (None, None)
        result.redactions.append(
            AppliedRedaction(key, str(author or "?"), str(decided_by or "?"), tuple(sequences))
        )
        is_approved = redaction is not None and redaction.state == State.APPROVED
        if not is_approved or decided_by in (None, author):
            unapproved.update(sequences)
    for sequence in sorted(unapproved)[:MAX_FAULTS]:
        message = _("Its text was removed by a redaction that two people did not carry out.")
        result.add(HistoryFault(sequence, message))
    for sequence, hashes in sorted(load_redacted_events().items()):
        for values in read_rows(EVENT_VALUES, [sequence]):
            if message := _check_redacted_event(values, hashes):
                result.add(HistoryFault(sequence, message))


def _check_redacted_event(values: tuple[str | None, ...], hashes: RedactedHashes) -> str:
    """Return the fault of a redacted event that changed since, or bears no REDACTION_MARK."""
    old, new, reason = values
    try:
        is_left = hash_values(old, new, str(reason), "") == hashes.remaining_hash
        text = f"{old}{new}{reason}"
    except READ_ERRORS:
        is_left, text = False, REDACTION_MARK
    if not is_left:
        return _("It was changed after a redaction.")
    if REDACTION_MARK not in text and JSON_MARK not in text:
        return _("A redaction changed it without leaving black squares: other text was inserted.")
    return ""
