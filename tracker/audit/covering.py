"""The seals over some events, looked at again: what a redaction does before it is committed."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import zip_longest

from django.utils.translation import gettext as _

from tracker.audit import seals
from tracker.audit.canonical import COLUMNS, committed, line
from tracker.audit.stream import UNREADABLE, rows
from tracker.audit.taken_out import taken_out
from tracker.models import Seal

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
