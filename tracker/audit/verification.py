"""Verify triggers, seals, events and rows.

The newest seals can be deleted, and the events they covered rewritten, without a break in the
chain: so seals are also compared with their hashes on paper and in publications, and with the
number that earlier verifications counted.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain

from django.db import OperationalError
from django.db.models import F, Max
from django.utils.translation import gettext as _, ngettext

from tracker.audit import drift, redactions, seals, triggers
from tracker.audit.drift import HistoryFault
from tracker.audit.event_stream import (
    READ_ERRORS,
    Row,
    decode_leniently,
    is_undecodable,
    read_chunks,
    read_rows,
    snapshot,
)
from tracker.audit.verification_result import VerificationResult
from tracker.models import Publication, Seal, Verification

LOWEST, HIGHEST = -(2**63), 2**63 - 1  # sequence
UNREADABLE = b""  # in place of the hash of an event that can’t be read

BETWEEN = f"SELECT {seals.COLUMNS} FROM tracker_event WHERE id > %s AND id <= %s ORDER BY id"  # noqa: S608


def verify(
    *,
    since: int = 1,
    public_key: str = "",
    printed: Mapping[int, str] | None = None,
) -> VerificationResult:
    """Verify the triggers, the seals from number `since` on, their events, and every row.

    `public_key`: that of the seals, if one is set. `printed`: hashes of seals on paper (or their
    first characters), by number.
    """
    try:
        return _verify(since, public_key, printed or {})
    except OperationalError as error:
        if not is_undecodable(error):
            raise
    with decode_leniently():
        result = _verify(since, public_key, printed or {})
    if result.is_well:  # the text is in an event that no seal covers yet, and in no row
        message = _("The database contains bytes that are not text where text belongs.")
        result.add(HistoryFault(None, message))
    return result


def _verify(since: int, public_key: str, printed: Mapping[int, str]) -> VerificationResult:
    result = VerificationResult()
    if missing := triggers.find_missing():
        result.add(HistoryFault(None, _describe_missing(missing)))
    with snapshot():
        numbers = Seal.objects.order_by("number").filter(number__gte=since)
        before = Seal.objects.filter(number=since - 1).defer("entries", "created_at").first()
        redacted = redactions.load_redacted_events()
        redactions.verify_redactions(result)
        for key in numbers.values_list("pk", flat=True):
            seal = _load_seal(key)
            _verify_seal(result, seal, before, public_key)
            _verify_events(result, seal, before, redacted)
            before = seal
        result.newest = before.hash if before else ""
        if public_key and not (before and before.signature):
            message = _("SEAL_KEY is set, but the latest seal is not signed with it.")
            result.add(HistoryFault(None, message))
        last = _sequence(before.last) if before else None
        for sequence, hashed in _hash_events(read_rows(BETWEEN, [last or 0, HIGHEST]), redacted):
            result.unsealed += 1
            if hashed == UNREADABLE:
                message = _("It can’t be read, so it can’t be sealed.")
                result.add(HistoryFault(sequence, message))
        _compare_with_printed(result, printed)
        _compare_with_earlier(result)
        for fault in drift.find_drift(result):
            result.add(fault)
    result.faults.sort(key=lambda fault: (fault.sequence is None, fault.sequence or 0))
    return result


def _compare_with_printed(result: VerificationResult, printed: Mapping[int, str]) -> None:
    """Compare the seals with those on paper and those that publications were made under."""
    sealed = Publication.objects.exclude(seal_hash="").order_by("seal_number", "pk").reverse()
    titles = {(row.seal_number or 0, row.seal_hash): row.title for row in sealed}
    numbers = {*printed, *(number for number, _hash in titles)}
    hashes = dict(Seal.objects.filter(number__in=numbers).values_list("number", "hash"))
    none = _("it does not exist")
    for number, begins in sorted(printed.items()):
        if not begins or not hashes.get(number, "").startswith(begins.lower()):
            message = _("Seal %(number)d is not the printed one (%(printed)s): %(there)s.")
            values = {"number": number, "printed": begins, "there": hashes.get(number) or none}
            result.add(HistoryFault(None, message % values))
    for (number, seal_hash), title in sorted(titles.items()):
        if hashes.get(number) != seal_hash:
            message = _(
                "Seal %(number)d is not the one printed in “%(title)s” (%(hash)s): %(there)s."
            )
            values = {"number": number, "title": title, "hash": seal_hash}
            values["there"] = hashes.get(number) or none
            result.add(HistoryFault(None, message % values))


def _compare_with_earlier(result: VerificationResult) -> None:
    """Add a fault where an earlier verification counted seals that are gone."""
    counted = Verification.objects.filter(seals__gt=0)
    were = counted.aggregate(newest=Max(F("since") + F("seals") - 1))["newest"] or 0
    are = Seal.objects.aggregate(newest=Max("number"))["newest"] or 0
    if were > are:
        message = _(
            "Seals were deleted: an earlier verification found seals up to number "
            "%(were)d, and the latest is now %(are)d."
        )
        result.add(HistoryFault(None, message % {"were": were, "are": are}))


def _load_seal(key: int) -> Seal:
    """Load a seal, without the moment it was made where that can't be read."""
    with suppress(*READ_ERRORS):
        return Seal.objects.get(pk=key)
    return Seal.objects.defer("created_at").get(pk=key)


def _sequence(value: object) -> int | None:
    """Return a number, or None for any other value, which the owner of an SQLite file can write."""
    return value if isinstance(value, int) else None


def _describe_missing(missing: list[str]) -> str:
    return ngettext(
        "%(number)d trigger is missing or is not part of Heed (%(name)s): changes made "
        "since are not recorded.",
        "%(number)d triggers are missing or are not part of Heed (%(name)s …): changes "
        "made since are not recorded.",
        len(missing),
    ) % {"number": len(missing), "name": missing[0]}


def _verify_seal(
    result: VerificationResult, seal: Seal, before: Seal | None, public_key: str
) -> None:
    """Verify a seal by itself, and its place in the chain."""
    result.seals += 1
    result.signed += bool(seal.signature)
    try:
        faults = [words for is_wrong, words in _check_seal(seal, before, public_key) if is_wrong]
    except READ_ERRORS:
        faults = [_("it can’t be read")]
    for words in faults:
        values = {"number": _sequence(seal.number) or 0, "words": words}
        message = _("Seal %(number)d: %(words)s.") % values
        result.add(HistoryFault(_sequence(seal.first), message))


def _check_seal(seal: Seal, before: Seal | None, public_key: str) -> list[tuple[bool, str]]:
    """Return every check of a seal: whether it failed, and the words for that."""
    return [
        (seal.number != (before.number + 1 if before else 1), _("the previous seal is missing")),
        (
            seal.previous != (before.hash if before else ""),
            _("it does not begin with the hash of the previous seal"),
        ),
        (before is not None and seal.first <= before.last, _("it overlaps the previous seal")),
        (
            seals.hash_entries(bytes(seal.entries)) != seal.root,
            _("its entries differ from those that were sealed"),
        ),
        (seals.hash_seal(seal) != seal.hash, _("its hash does not match its content")),
        (
            bool(seal.signature) and not seals.has_valid_signature(seal),
            _("its signature does not match its key"),
        ),
        (
            bool(seal.signature and public_key) and seal.public_key != public_key,
            _("it is signed with a key other than SEAL_KEY"),
        ),
        (
            bool(before and before.signature) and not seal.signature,
            _("it is not signed, although the previous seal is"),
        ),
    ]


def _verify_events(
    result: VerificationResult,
    seal: Seal,
    before: Seal | None,
    redacted: Mapping[int, redactions.RedactedHashes],
) -> None:
    """Compare the events that a seal covers with the hashes in it."""
    try:
        entries = list(seals.unpack_entries(seal))
        after, last = int(before.last) if before else LOWEST, int(seal.last)
    except READ_ERRORS:
        return  # a fault of the seal itself, added by _verify_seal
    chunks = read_chunks(BETWEEN, [after, last])
    has_redacted = any(after < sequence <= last for sequence in redacted)
    equal, unequal = (0, []) if has_redacted else _count_equal(entries, chunks)
    result.sealed += equal
    events = _hash_events(chain(unequal, chain.from_iterable(chunks)), redacted)
    for sequence, was, became in _join_by_sequence(entries[equal:], events):
        result.sealed += became is not None
        if was == became:
            continue
        message = (
            _("It was added after sealing.")
            if was is None
            else _("It was deleted after sealing.")
            if became is None
            else _("It was changed after sealing and can’t be read.")
            if became == UNREADABLE
            else _("It was changed after sealing.")
        )
        result.add(HistoryFault(sequence, message))


def _count_equal(
    entries: list[tuple[int, bytes]], chunks: Iterator[list[Row]]
) -> tuple[int, list[Row]]:
    """Count the leading events that equal their entries; return the first chunk that differs too.

    Whole chunks are compared at once, which is all there is to do where history is intact.
    """
    count = 0
    for chunk in chunks:
        with suppress(*READ_ERRORS):
            hashes = [(row[0], seals.truncated_hash(row)) for row in chunk]
            if hashes == entries[count : count + len(hashes)]:
                count += len(hashes)
                continue
        return count, chunk
    return count, []


def _hash_events(
    rows: Iterator[Row], redacted: Mapping[int, redactions.RedactedHashes]
) -> Iterator[tuple[int, bytes]]:
    """Yield sequence and truncated hash of events; UNREADABLE for those that can't be read."""
    for row in rows:
        recorded = redacted.get(row[0])
        try:
            yield row[0], seals.truncated_hash(row, recorded.original_hash if recorded else "")
        except READ_ERRORS:
            yield row[0], UNREADABLE


def _join_by_sequence(
    entries: list[tuple[int, bytes]], events: Iterator[tuple[int, bytes]]
) -> Iterator[tuple[int, bytes | None, bytes | None]]:
    """Yield sequence, sealed hash and current hash of every event; None where it lacks one."""
    sealed = iter(entries)
    entry = next(sealed, None)
    for sequence, became in events:
        while entry is not None and entry[0] < sequence:
            yield entry[0], entry[1], None
            entry = next(sealed, None)
        if entry is not None and entry[0] == sequence:
            yield sequence, entry[1], became
            entry = next(sealed, None)
        else:
            yield sequence, None, became
    while entry is not None:
        yield entry[0], entry[1], None
        entry = next(sealed, None)
