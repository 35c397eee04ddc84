"""Whether history is what it was when it was sealed, and agrees with the rows it tells of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from struct import error as OddLength  # noqa: N812
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.audit import drift, seals, triggers
from tracker.audit.canonical import COLUMNS, Line, committed, half_hash, line
from tracker.audit.drift import Wrong
from tracker.audit.stream import chunks, snapshot
from tracker.audit.taken_out import Kept, taken_out
from tracker.models import Event, RedactedEvent, Seal
from tracker.vocabulary import State

LOWEST = -(2**63)  # sequence
MOST_TOLD = 100  # of what is wrong: who rewrote a million events is found out by a hundred

BETWEEN = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608


@dataclass(slots=True)
class Verified:
    """What was looked at, and what is wrong, the lowest sequence first."""

    seals: int = 0
    signed: int = 0
    sealed: int = 0  # events
    unsealed: int = 0  # events after the newest seal: only drift speaks for them
    newest: str = ""  # hash of the newest seal
    rows: int = 0
    redacted: int = 0  # events of which words were taken out
    found: list[Wrong] = field(default_factory=list)  # MOST_TOLD at most
    first_bad: int | None = None  # the lowest sequence of all, told or not

    @property
    def is_well(self) -> bool:
        return not self.found

    def tell(self, wrong: Wrong) -> None:
        if wrong.sequence is not None:
            self.first_bad = min(self.first_bad or wrong.sequence, wrong.sequence)
        if len(self.found) < MOST_TOLD:
            self.found.append(wrong)


def verify(
    *,
    since: int = 1,
    public_key: str = "",
    printed: Mapping[int, str] | None = None,
) -> Verified:
    """Look at the triggers, the seals from number `since` on, their events, and at every row.

    `public_key`: that of the seals, if one is set. `printed`: hashes of seals on paper (or how
    they begin), by number.
    """
    came = Verified()
    if missing := triggers.missing():
        came.tell(Wrong(None, _without_triggers(missing)))
    with snapshot():
        chain = Seal.objects.order_by("number").filter(number__gte=since).iterator(chunk_size=4)
        before = Seal.objects.filter(number=since - 1).defer("entries").first()
        kept = taken_out()
        _look_at_redactions(came)
        for seal in chain:
            _look_at(came, seal, before, public_key)
            _read_on(came, seal, before, kept)
            before = seal
        came.newest = before.hash if before else ""
        if public_key and not (before and before.signature):
            came.tell(Wrong(None, _("SEAL_KEY is set, and the newest seal is not signed by it.")))
        came.unsealed = Event.objects.filter(pk__gt=before.last if before else 0).count()
        _compare_with_paper(came, printed or {})
        for wrong in drift.found(came):
            came.tell(wrong)
    came.found.sort(key=lambda one: (one.sequence is None, one.sequence or 0))
    return came


def _without_triggers(missing: list[str]) -> str:
    return ngettext(
        "%(number)d trigger is missing or is not ours (%(name)s): what was written since left no "
        "line.",
        "%(number)d triggers are missing or are not ours (%(name)s …): what was written since left "
        "no line.",
        len(missing),
    ) % {"number": len(missing), "name": missing[0]}


def _look_at_redactions(came: Verified) -> None:
    """Each changed history, so two people must have carried it out."""
    rows = RedactedEvent.objects.order_by("sequence")
    came.redacted = rows.values("sequence").distinct().count()
    by_two = Q(redaction__state=State.APPROVED, redaction__decided_by__isnull=False)
    alone = rows.exclude(by_two & ~Q(redaction__decided_by=F("redaction__author")))
    for sequence in alone.values_list("sequence", flat=True)[:MOST_TOLD]:
        came.tell(Wrong(sequence, _("Its words were taken out by a redaction that no two made.")))


def _look_at(came: Verified, seal: Seal, before: Seal | None, public_key: str) -> None:
    """Look at a seal alone, and at its place in the chain."""
    came.seals += 1
    came.signed += bool(seal.signature)
    for is_wrong, words in (
        (seal.number != (before.number + 1 if before else 1), _("the seal before it is missing")),
        (
            seal.previous != (before.hash if before else ""),
            _("it does not begin with the hash of the seal before"),
        ),
        (before is not None and seal.first <= before.last, _("it overlaps the seal before")),
        (
            seals.root(bytes(seal.entries)) != seal.root,
            _("its entries are not those it was made of"),
        ),
        (seals.hash_of(seal) != seal.hash, _("its hash is not that of what it says")),
        (
            bool(seal.signature) and not seals.is_signed_by_its_key(seal),
            _("its signature is not that of its key"),
        ),
        (
            bool(seal.signature and public_key) and seal.public_key != public_key,
            _("it is signed by another key than that of SEAL_KEY"),
        ),
        (
            bool(before and before.signature) and not seal.signature,
            _("it is not signed, though the seal before is"),
        ),
    ):
        if is_wrong:
            told = _("Seal %(number)d: %(words)s.") % {"number": seal.number, "words": words}
            came.tell(Wrong(seal.first, told))


def _read_on(came: Verified, seal: Seal, before: Seal | None, kept: Mapping[int, Kept]) -> None:
    """Compare the events up to the last of a seal with those that it was made of."""
    after = before.last if before else LOWEST
    there = chunks(BETWEEN, [after, seal.last])
    try:
        then = list(seals.entries_of(seal))
    except OddLength:
        return  # its root tells
    is_redacted = any(after < sequence <= seal.last for sequence in kept)
    alike, others = (0, []) if is_redacted else _alike(then, there)
    came.sealed += alike
    left = chain(others, chain.from_iterable(there))
    now = ((one.sequence, one.hash[:16]) for one in _lines(came, left, kept))
    for sequence, was, became in _side_by_side(then[alike:], now):
        came.sealed += became is not None
        if was == became:
            continue
        words = (
            _("It was added after it had been sealed.")
            if was is None
            else _("It was deleted after it had been sealed.")
            if became is None
            else _("It was changed after it had been sealed.")
        )
        came.tell(Wrong(sequence, words))


def _alike(
    then: list[tuple[int, bytes]], there: Iterator[list[tuple[Any, ...]]]
) -> tuple[int, list[tuple[Any, ...]]]:
    """How many events are as they were sealed, from the first on; and those read with the next.

    Whole chunks are compared at once: of a history that is well, that is all of it.
    """
    alike = 0
    for some in there:
        now = [(row[0], half_hash(row)) for row in some]
        if now != then[alike : alike + len(now)]:
            return alike, some
        alike += len(now)
    return alike, []


def _lines(
    came: Verified, there: Iterator[tuple[Any, ...]], kept: Mapping[int, Kept]
) -> Iterator[Line]:
    """Events as they were sealed; of those that a redaction changed, what it left is looked at."""
    for row in there:
        redacted = kept.get(row[0])
        *_other, old, new, reason, _salt = row
        if redacted and committed(old, new, reason, "") != redacted.left:
            came.tell(Wrong(row[0], _("It was changed after a redaction.")))
        yield line(row, redacted.commitment if redacted else "")


def _side_by_side(
    then: list[tuple[int, bytes]], now: Iterator[tuple[int, bytes]]
) -> Iterator[tuple[int, bytes | None, bytes | None]]:
    """Both by sequence; None where one has none."""
    sealed = iter(then)
    held = next(sealed, None)
    for sequence, became in now:
        while held is not None and held[0] < sequence:
            yield held[0], held[1], None
            held = next(sealed, None)
        if held is not None and held[0] == sequence:
            yield sequence, held[1], became
            held = next(sealed, None)
        else:
            yield sequence, None, became
    while held is not None:
        yield held[0], held[1], None
        held = next(sealed, None)


def _compare_with_paper(came: Verified, printed: Mapping[int, str]) -> None:
    held = dict(Seal.objects.filter(number__in=printed).values_list("number", "hash"))
    for number, begins in sorted(printed.items()):
        there = held.get(number)
        if there is None or not begins or not there.startswith(begins.lower()):
            told = _("Seal %(number)d is not the one that was printed (%(printed)s): %(there)s.")
            what = there or _("there is none")
            came.tell(Wrong(None, told % {"number": number, "printed": begins, "there": what}))
