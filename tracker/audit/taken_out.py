"""Events whose values a redaction changed: what they committed to, and what is left of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tracker.audit.postgres import TAKE_OUT
from tracker.models import Event, RedactedEvent

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
