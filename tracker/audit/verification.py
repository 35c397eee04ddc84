"""Who else knows which seals there were: paper, publications, and verifications of before.

The newest seals can be deleted, and what they covered rewritten, without a break in the chain.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import Any

from django.db import OperationalError
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.audit import drift, redactions, seals, triggers
from tracker.audit.drift import Wrong
from tracker.audit.event_stream import (
    UNREADABLE,
    chunks,
    decoding_all,
    is_undecodable,
    rows,
    snapshot,
)
from tracker.audit.redactions import Kept, taken_out
from tracker.audit.seals import COLUMNS, half_hash
from tracker.audit.verification_result import Verified
from tracker.models import Publication, Seal, Verification

Pair = tuple[int, str]  # number of a seal, its hash or how that begins


def look_at(came: Verified, printed: Mapping[int, str]) -> None:
    """Compare the seals with those that were printed, that publications name, that were counted."""
    frozen = Publication.objects.exclude(seal_hash="").order_by("seal_number", "pk")
    named = {(one.seal_number or 0, one.seal_hash): one.title for one in frozen.reverse()}
    held = _held({number for number, _begins in (*printed.items(), *named)})
    for number, begins in sorted(printed.items()):
        told = _("Seal %(number)d is not the one that was printed (%(printed)s): %(there)s.")
        if not _is_held(held, (number, begins)):
            what = {"number": number, "printed": begins, "there": _there(held, number)}
            came.tell(Wrong(None, told % what))
    for (number, whole), title in sorted(named.items()):
        if held.get(number) != whole:
            told = _(
                "Seal %(number)d is not the one that “%(title)s” was made under (%(hash)s): "
                "%(there)s."
            )
            what = {"number": number, "title": title, "hash": whole}
            came.tell(Wrong(None, told % {**what, "there": _there(held, number)}))
    _compare_with_earlier(came)


def _held(numbers: set[int]) -> dict[int, str]:
    return dict(Seal.objects.filter(number__in=numbers).values_list("number", "hash"))


def _is_held(held: Mapping[int, str], pair: Pair) -> bool:
    number, begins = pair
    return bool(begins) and held.get(number, "").startswith(begins.lower())


def _there(held: Mapping[int, str], number: int) -> str:
    return held.get(number) or _("there is none")


def _compare_with_earlier(came: Verified) -> None:
    """As many seals as an earlier verification counted must still be there."""
    counted = Verification.objects.filter(seals__gt=0)
    were = counted.aggregate(newest=Max(F("since") + F("seals") - 1))["newest"] or 0
    are = Seal.objects.aggregate(newest=Max("number"))["newest"] or 0
    if were > are:
        told = _(
            "An earlier verification found seals up to number %(were)d, and the newest now is "
            "%(are)d: seals were deleted."
        )
        came.tell(Wrong(None, told % {"were": were, "are": are}))


LOWEST, HIGHEST = -(2**63), 2**63 - 1  # sequence
NOTHING = b""  # in the place of the hash of an event that can’t be read

BETWEEN = f"SELECT {COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608


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
    try:
        return _verified(since, public_key, printed or {})
    except OperationalError as error:
        if not is_undecodable(error):
            raise
    with decoding_all():
        came = _verified(since, public_key, printed or {})
    if came.is_well:  # of a text that no seal covers yet, and no row
        came.tell(Wrong(None, _("The database holds bytes that are no text in place of a text.")))
    return came


def _verified(since: int, public_key: str, printed: Mapping[int, str]) -> Verified:
    came = Verified()
    if missing := triggers.missing():
        came.tell(Wrong(None, _without_triggers(missing)))
    with snapshot():
        numbers = Seal.objects.order_by("number").filter(number__gte=since)
        before = Seal.objects.filter(number=since - 1).defer("entries", "created_at").first()
        kept = taken_out()
        redactions.look_at(came)
        for key in numbers.values_list("pk", flat=True):
            seal = _seal(key)
            _look_at(came, seal, before, public_key)
            _read_on(came, seal, before, kept)
            before = seal
        came.newest = before.hash if before else ""
        if public_key and not (before and before.signature):
            came.tell(Wrong(None, _("SEAL_KEY is set, and the newest seal is not signed by it.")))
        last = _sequence(before.last) if before else None
        for sequence, became in _halves(rows(BETWEEN, [last or 0, HIGHEST]), kept):
            came.unsealed += 1
            if became == NOTHING:
                came.tell(Wrong(sequence, _("It can’t be read, so that it can’t be sealed.")))
        look_at(came, printed)
        for wrong in drift.found(came):
            came.tell(wrong)
    came.found.sort(key=lambda one: (one.sequence is None, one.sequence or 0))
    return came


def _seal(key: int) -> Seal:
    """A seal, without the moment it was made where that can't be read."""
    with suppress(*UNREADABLE):
        return Seal.objects.get(pk=key)
    return Seal.objects.defer("created_at").get(pk=key)


def _sequence(value: Any) -> int | None:
    """None for what is no number: the owner of an SQLite file can write that."""
    return value if isinstance(value, int) else None


def _without_triggers(missing: list[str]) -> str:
    return ngettext(
        "%(number)d trigger is missing or is not ours (%(name)s): what was written since left no "
        "line.",
        "%(number)d triggers are missing or are not ours (%(name)s …): what was written since left "
        "no line.",
        len(missing),
    ) % {"number": len(missing), "name": missing[0]}


def _look_at(came: Verified, seal: Seal, before: Seal | None, public_key: str) -> None:
    """Look at a seal alone, and at its place in the chain."""
    came.seals += 1
    came.signed += bool(seal.signature)
    try:
        found = [words for is_wrong, words in _looked_at(seal, before, public_key) if is_wrong]
    except UNREADABLE:
        found = [_("it can’t be read")]
    for words in found:
        number = _sequence(seal.number) or 0
        told = _("Seal %(number)d: %(words)s.") % {"number": number, "words": words}
        came.tell(Wrong(_sequence(seal.first), told))


def _looked_at(seal: Seal, before: Seal | None, public_key: str) -> list[tuple[bool, str]]:
    """Each thing that may be wrong with a seal, and whether it is."""
    return [
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
    ]


def _read_on(came: Verified, seal: Seal, before: Seal | None, kept: Mapping[int, Kept]) -> None:
    """Compare the events up to the last of a seal with those that it was made of."""
    try:
        then = list(seals.entries_of(seal))
        after, last = int(before.last) if before else LOWEST, int(seal.last)
    except UNREADABLE:
        return  # what is wrong with the seal tells
    there = chunks(BETWEEN, [after, last])
    is_redacted = any(after < sequence <= last for sequence in kept)
    alike, others = (0, []) if is_redacted else _alike(then, there)
    came.sealed += alike
    now = _halves(chain(others, chain.from_iterable(there)), kept)
    for sequence, was, became in _side_by_side(then[alike:], now):
        came.sealed += became is not None
        if was == became:
            continue
        words = (
            _("It was added after it had been sealed.")
            if was is None
            else _("It was deleted after it had been sealed.")
            if became is None
            else _("It was changed after it had been sealed, and can’t be read.")
            if became == NOTHING
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
        with suppress(*UNREADABLE):
            now = [(row[0], half_hash(row)) for row in some]
            if now == then[alike : alike + len(now)]:
                alike += len(now)
                continue
        return alike, some
    return alike, []


def _halves(
    there: Iterator[tuple[Any, ...]], kept: Mapping[int, Kept]
) -> Iterator[tuple[int, bytes]]:
    """Half hashes of events as they were sealed; of one that can't be read, NOTHING."""
    for row in there:
        redactions = kept.get(row[0])
        try:
            yield row[0], half_hash(row, redactions.commitment if redactions else "")
        except UNREADABLE:
            yield row[0], NOTHING


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
