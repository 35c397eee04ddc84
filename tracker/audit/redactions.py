"""Events whose values a redaction changed: what they committed to, and what is left of them."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tracker.audit import seals
from tracker.audit.drift import Wrong
from tracker.audit.event_stream import UNREADABLE, rows
from tracker.audit.postgres import TAKE_OUT
from tracker.audit.seals import COLUMNS, committed, line
from tracker.audit.verification_result import MOST_TOLD, TakenOut, Verified
from tracker.models import Event, RedactedEvent, Redaction, Seal
from tracker.vocabulary import State

SQUARE = "█"  # one for each letter: what is counted in letters stays where it is


@dataclass(frozen=True, slots=True)
class Kept:
    """The commitment that its seal was made of, and the hash of what the event says now."""

    commitment: str
    left: str


def taken_out() -> dict[int, Kept]:
    """By sequence. As many as redactions changed: some hundred, not history."""
    rows = RedactedEvent.objects.order_by("pk").values_list("sequence", "commitment", "left")
    return {sequence: Kept(commitment, left) for sequence, commitment, left in rows}


def leave(sequence: int, values: Mapping[str, Any], *, redaction: int) -> None:
    """Put what is left of an event in its place. Its commitment is kept already.

    On PostgreSQL through a function of its owner: the application may not change history.
    """
    if connection.vendor != "postgresql":
        Event.objects.filter(pk=sequence).update(salt="", **values)
        return
    old, new = (
        None if side is None else json.dumps(side) for side in (values["old"], values["new"])
    )
    with connection.cursor() as cursor:
        cursor.execute(TAKE_OUT, [redaction, sequence, old, new, values["reason"]])


LOWEST = -(2**63)  # sequence

BETWEEN = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608


def wrong_over(sequences: Collection[int]) -> str:
    """What is wrong with a seal over one of these events, in words; empty where all verify.

    Events that no seal covers yet are covered by none that could be wrong.
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
    held = bytes(seal.entries)
    if seals.root(held) != seal.root or seals.hash_of(seal) != seal.hash:
        yield _("its hash is not that of what it says")
    kept, size = taken_out(), seals.ENTRY.size
    then = (held[at : at + size] for at in range(0, len(held), size))
    for was, row in zip_longest(then, rows(BETWEEN, [after, seal.last])):
        if row is None:
            yield _("an event that it was made of is gone")
            return
        redacted = kept.get(row[0])
        *_other, old, new, reason, _salt = row
        try:
            told = seals.entries([line(row, redacted.commitment if redacted else "")])
            left = committed(old, new, reason, "") if redacted else ""
        except UNREADABLE:
            told, left = b"", ""
        if told != was or (redacted and left != redacted.left):
            yield _("event %(sequence)d is not what was sealed") % {"sequence": row[0]}
            return


ONE = "SELECT old, new, reason FROM tracker_event WHERE id = %s"
IN_JSON = "\\u2588"  # as SQLite keeps a square


def look_at(came: Verified) -> None:
    """Name each redaction with its events, and what is wrong with them, sealed or not."""
    events = defaultdict(list)
    changed = RedactedEvent.objects.order_by("sequence").values_list("redaction", "sequence")
    for redaction, sequence in changed:
        events[redaction].append(sequence)
    people = Redaction.objects.select_related("author", "decided_by").in_bulk(list(events))
    alone = set()
    for key, sequences in sorted(events.items()):
        one = people.get(key)
        author, decided_by = (one.author, one.decided_by) if one else (None, None)
        told = TakenOut(key, str(author or "?"), str(decided_by or "?"), tuple(sequences))
        came.redactions.append(told)
        if one is None or one.state != State.APPROVED or decided_by in (None, author):
            alone.update(sequences)
    for sequence in sorted(alone)[:MOST_TOLD]:
        came.tell(Wrong(sequence, _("Its words were taken out by a redaction that no two made.")))
    for sequence, kept in sorted(taken_out().items()):
        for values in rows(ONE, [sequence]):
            if words := _check_redacted_event(values, kept):
                came.tell(Wrong(sequence, words))


def _check_redacted_event(values: tuple[str | None, ...], kept: Kept) -> str:
    """What is left must be what was left then. And a redaction puts squares, and nothing else."""
    old, new, reason = values
    try:
        is_left = committed(old, new, str(reason), "") == kept.left
        said = f"{old}{new}{reason}"
    except UNREADABLE:
        is_left, said = False, SQUARE
    if not is_left:
        return _("It was changed after a redaction.")
    if SQUARE not in said and IN_JSON not in said:
        return _("A redaction changed it, and left no square: words were put in place of others.")
    return ""
