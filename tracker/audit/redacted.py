"""Events that a redaction changed: that two people did it, and that squares stand in them."""

from collections import defaultdict

from django.utils.translation import gettext as _

from tracker.audit.canonical import committed
from tracker.audit.drift import Wrong
from tracker.audit.stream import UNREADABLE, rows
from tracker.audit.taken_out import SQUARE, Kept, taken_out
from tracker.audit.verified import MOST_TOLD, TakenOut, Verified
from tracker.models import RedactedEvent, Redaction
from tracker.vocabulary import State

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
