"""Events whose values a redaction changed: their original hashes, and checks of the rest."""

import json
from collections.abc import Mapping

from django.db import connection
from django.utils.translation import gettext as _

from tracker.audit.event_stream import READ_ERRORS, read_rows
from tracker.audit.postgres import REDACT_EVENT
from tracker.audit.seals import hash_values
from tracker.audit.verification_result import MAX_FAULTS, AppliedRedaction, VerificationResult
from tracker.grouping import group_pairs
from tracker.models import Event, RedactedEvent, Redaction
from tracker.vocabulary import State

REDACTION_MARK = "█"  # one for each letter, so that positions in the text stay valid


def load_original_hashes() -> dict[int, str]:
    """Load the hashes that seals hold of all redacted events, by sequence. Some hundred at most."""
    return dict(RedactedEvent.objects.order_by("pk").values_list("sequence", "original_hash"))


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


EVENT_VALUES = "SELECT old, new, reason FROM tracker_event WHERE id = %s"
JSON_MARK = "\\u2588"  # REDACTION_MARK in the JSON of SQLite


def verify_redactions(result: VerificationResult) -> None:
    """Add each redaction with its events to the result, and the faults of these events."""
    rows = RedactedEvent.objects.order_by("sequence").values_list("redaction", "sequence")
    events = group_pairs(rows)
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
        result.add(
            _("Its text was removed by a redaction that two people did not carry out."), sequence
        )
    remaining = RedactedEvent.objects.order_by("pk").values_list("sequence", "remaining_hash")
    for sequence, remaining_hash in sorted(dict(remaining).items()):
        for values in read_rows(EVENT_VALUES, [sequence]):
            if message := _check_redacted_event(values, remaining_hash):
                result.add(message, sequence)


def _check_redacted_event(values: tuple[str | None, ...], remaining_hash: str) -> str:
    """Return the fault of a redacted event that changed since, or bears no REDACTION_MARK."""
    old, new, reason = values
    try:
        is_left = hash_values(old, new, str(reason), "") == remaining_hash
        text = f"{old}{new}{reason}"
    except READ_ERRORS:
        is_left, text = False, REDACTION_MARK
    if not is_left:
        return _("It was changed after a redaction.")
    if REDACTION_MARK not in text and JSON_MARK not in text:
        return _("A redaction changed it without leaving black squares: other text was inserted.")
    return ""
