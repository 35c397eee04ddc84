"""Verify triggers, seals, events, their times, redactions and rows.

The newest seals can be deleted, and the events they covered rewritten, without a break in the
chain: so seals are also compared with what is known of them elsewhere, on paper, in publications
and earlier verifications, and in the heads beside the key.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain

from django.db import OperationalError, connection, models
from django.utils.translation import gettext as _, ngettext

from tracker import grouping, vocabulary
from tracker.audit import drift, postgres, seals, triggers
from tracker.audit.event_stream import (
    MAX_FAULTS,
    READ_ERRORS,
    AppliedRedaction,
    Row,
    VerificationResult,
    decode_leniently,
    is_undecodable,
    read_chunks,
    read_rows,
    snapshot,
)
from tracker.models import Event, Publication, RedactedEvent, Redaction, Seal, Verification

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
        cursor.execute(
            postgres.REDACT_EVENT, [redaction, sequence, old, new, str(values["reason"])]
        )


def verify_redactions(result: VerificationResult) -> None:
    """Add each redaction with its events to the result, and the faults of these events."""
    events = grouping.group_pairs(
        RedactedEvent.objects.order_by("sequence").values_list("redaction", "sequence")
    )
    redactions = Redaction.objects.select_related("author", "decided_by").in_bulk(list(events))
    unapproved = set()
    for key, sequences in sorted(events.items()):
        redaction = redactions.get(key)
        author, decided_by = (redaction.author, redaction.decided_by) if redaction else (None, None)
        result.redactions.append(
            AppliedRedaction(key, str(author or "?"), str(decided_by or "?"), tuple(sequences))
        )
        is_approved = redaction is not None and redaction.state == vocabulary.State.APPROVED
        if not is_approved or decided_by in (None, author):
            unapproved.update(sequences)
    for sequence in sorted(unapproved)[:MAX_FAULTS]:
        result.add(
            _("Its text was removed by a redaction that two people did not carry out."), sequence
        )
    remaining = RedactedEvent.objects.order_by("pk").values_list("sequence", "remaining_hash")
    for sequence, remaining_hash in sorted(dict(remaining).items()):
        for values in read_rows(
            "SELECT old, new, reason FROM tracker_event WHERE id = %s", [sequence]
        ):
            if message := _check_redacted_event(values, remaining_hash):
                result.add(message, sequence)


def _check_redacted_event(values: tuple[str | None, ...], remaining_hash: str) -> str:
    """Return the fault of a redacted event that changed since, or bears no REDACTION_MARK."""
    old, new, reason = values
    try:
        is_left = seals.hash_values(old, new, str(reason), "") == remaining_hash
        text = f"{old}{new}{reason}"
    except READ_ERRORS:
        is_left, text = False, REDACTION_MARK
    if not is_left:
        return _("It was changed after a redaction.")
    return (
        _("A redaction changed it without leaving black squares: other text was inserted.")
        if REDACTION_MARK not in text and "\\u2588" not in text  # the mark in the JSON of SQLite
        else ""
    )


LOWEST, HIGHEST = -(2**63), 2**63 - 1  # sequence, number
UNREADABLE = b""  # in place of the hash of an event that can’t be read


def verify(
    *,
    since: int = 1,
    public_key: str = "",
    printed: Mapping[int, str] | None = None,
    against: Sequence[seals.HeadsFile] = (),
    until: datetime | None = None,
    is_complete: bool = True,
) -> VerificationResult:
    """Verify the triggers, the seals from number `since` on, their events, and every row.

    `public_key`: that of the seals, if one is set. `printed`: hashes of seals on paper (or their
    first characters), by number. `against`: heads from outside. `until`: when the events that are
    not sealed yet were written at the latest; without it their times are not verified. Rows only
    if `is_complete`.
    """
    run = partial(_verify, since, public_key, printed or {}, against, until, is_complete)
    try:
        return run()
    except OperationalError as error:
        if not is_undecodable(error):
            raise
    with decode_leniently():
        result = run()
    if result.is_well:  # the text is in an event that no seal covers yet, and in no row
        result.add(_("The database contains bytes that are not text where text belongs."))
    return result


def _verify(
    since: int,
    public_key: str,
    printed: Mapping[int, str],
    against: Sequence[seals.HeadsFile],
    until: datetime | None,
    is_complete: bool,
) -> VerificationResult:
    result = VerificationResult()
    if missing := triggers.find_missing():
        result.add(_describe_missing(missing))
    own_heads = seals.read_own_heads()
    result.notes += [note for file in (own_heads, *against) for note in file.notes]
    keys = {(head.number, head.public_key) for head in own_heads.heads if head.public_key}
    keys |= {(0, public_key)} if public_key else set()
    with snapshot():  # heads first, since only MAX_FAULTS are kept
        result.extend(seals.compare(*_list_known_heads(printed), own_heads, *against))
        lowest = since if since > 1 else LOWEST  # what a forger puts before seal 1 is read, too
        numbers = Seal.objects.order_by("number").filter(number__gte=lowest)
        before = Seal.objects.filter(number=lowest - 1).defer("entries", "created_at").first()
        original_hashes = load_original_hashes()
        verify_redactions(result)
        first_signed = _find_first_signed()
        for key in numbers.values_list("pk", flat=True):
            seal = _load_seal(key)
            _verify_seal(result, seal, before, keys, first_signed)
            _verify_events(result, seal, before, original_hashes)
            before = seal
        if before:
            result.newest, result.newest_number = before.hash, _sequence(before.number) or 0
        if is_complete and public_key and not (before and before.signature):
            result.add(_("SEAL_KEY is set, but the latest seal is not signed with it."))
        if result.signed and not keys:
            result.notes.append(
                _(
                    "The key of the seals is not on this machine: nothing here tells who signed "
                    "them."
                )
            )
        last = _sequence(before.last) if before else None
        chunks: Iterator[list[Row]] = read_chunks(seals.BETWEEN, [last or 0, HIGHEST])
        if until:
            chunks = _verify_times(result, chunks, before, until)
        for sequence, hashed in _hash_events(chain.from_iterable(chunks), original_hashes):
            result.unsealed += 1
            if hashed == UNREADABLE:
                result.add(_("It can’t be read, so it can’t be sealed."), sequence)
        result.extend(drift.find_drift(result) if is_complete else ())
    result.faults.sort(key=lambda fault: (fault.sequence is None, fault.sequence or 0))
    return result


def _find_first_signed() -> int | None:
    """Return the number from which on every seal must be signed; None without a signed seal."""
    numbers = Seal.objects.aggregate(
        since=models.Min("signed_since"), first=models.Min("number", filter=~models.Q(signature=""))
    )
    return min((number for number in numbers.values() if isinstance(number, int)), default=None)


def _list_known_heads(printed: Mapping[int, str]) -> Iterator[seals.HeadsFile]:
    """Yield what is known of seals on paper, in publications and from earlier verifications."""
    heads = [seals.Head(number=number, hash=begins) for number, begins in printed.items()]
    yield seals.HeadsFile(_("the printed report"), heads)
    publications = Publication.objects.exclude(seal_hash="").order_by("seal_number", "pk")
    yield from (
        seals.HeadsFile(f"“{title}”", [seals.Head(number=number or 0, hash=seal_hash)])
        for title, number, seal_hash in publications.values_list(
            "title", "seal_number", "seal_hash"
        )
    )
    earlier = (
        Verification.objects.filter(seals__gt=0)
        .values_list("since", "seals", "signed", "newest_number", "newest_hash")
        .distinct()
    )
    heads = [
        seals.Head(number=number or since + count - 1, hash=seal_hash, signed=signed)
        for since, count, signed, number, seal_hash in earlier
    ]
    yield seals.HeadsFile(_("an earlier verification"), heads)


TOLERANCE = timedelta(minutes=5)  # of clocks


def _verify_times(
    result: VerificationResult,
    chunks: Iterator[list[Row]],
    before: Seal | None,
    until: datetime | None,
) -> Iterator[list[Row]]:
    """Pass events on; add those dated before one that precedes them, or after `until`.

    Moments that can't be read are passed over: they are faults of their own.
    """
    latest = _created_at(before) or datetime.min.replace(tzinfo=UTC) + TOLERANCE
    for chunk in chunks:
        for row in chunk:
            with suppress(*READ_ERRORS):
                at = datetime.fromisoformat(row[1]) if isinstance(row[1], str) else row[1]
                at = at if at.tzinfo else at.replace(tzinfo=UTC)
                if at < latest - TOLERANCE:
                    message = _(
                        "It is dated %(at)s, before the event or the seal that precedes it: it was "
                        "backdated, or the clock was wrong (`seal_history --clock-was-wrong`)."
                    )
                elif until and at > until + TOLERANCE:
                    message = _(
                        "It is dated %(at)s, after its seal or in the future: it was postdated, or "
                        "the clock was wrong (`seal_history --clock-was-wrong`)."
                    )
                else:
                    latest = max(at, latest)
                    continue
                result.add(message % {"at": f"{at:%Y-%m-%d %H:%M}"}, row[0])
        yield chunk


def _created_at(seal: Seal | None) -> datetime | None:
    """Return when a seal was made; None where that can't be read."""
    with suppress(*READ_ERRORS):
        return seal.created_at if seal else None
    return None


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
    result: VerificationResult,
    seal: Seal,
    before: Seal | None,
    keys: set[tuple[int, str]],
    first_signed: int | None,
) -> None:
    """Verify a seal by itself, and its place in the chain."""
    result.seals += 1
    result.signed += bool(seal.signature)
    try:
        faults = [
            words for is_wrong, words in _check_seal(seal, before, keys, first_signed) if is_wrong
        ]
    except READ_ERRORS:
        faults = [_("it can’t be read")]
    for words in faults:
        result.add(
            _("Seal %(number)d: %(words)s.")
            % {"number": _sequence(seal.number) or 0, "words": words},
            _sequence(seal.first),
        )
    if seal.note:
        result.notes.append(
            _("Seal %(number)s: times were not verified, since the clock was wrong: %(note)s")
            % {"number": seal.number, "note": seal.note}
        )


def _check_seal(
    seal: Seal, before: Seal | None, keys: set[tuple[int, str]], first_signed: int | None
) -> list[tuple[bool, str]]:
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
            # A key of before signs only what the heads know.
            bool(seal.signature and keys)
            and keys.isdisjoint({(0, seal.public_key), (seal.number, seal.public_key)}),
            _("it is signed with a key other than SEAL_KEY"),
        ),
        (
            first_signed is not None and seal.number >= first_signed and not seal.signature,
            _("it is not signed, although seals are signed since number %(number)d")
            % {"number": first_signed or 0},
        ),
    ]


def _verify_events(
    result: VerificationResult,
    seal: Seal,
    before: Seal | None,
    original_hashes: Mapping[int, str],
) -> None:
    """Compare the events that a seal covers with the hashes in it."""
    try:
        entries = list(seals.unpack_entries(seal))
        after, last = int(before.last) if before else LOWEST, int(seal.last)
    except READ_ERRORS:
        return  # a fault of the seal itself, added by _verify_seal
    chunks: Iterator[list[Row]] = read_chunks(seals.BETWEEN, [after, last])
    if seal.signed_since and not seal.note:  # older seals were made without looking at times
        chunks = _verify_times(result, chunks, before, _created_at(seal))
    has_redacted = any(after < sequence <= last for sequence in original_hashes)
    equal, unequal = (0, []) if has_redacted else _count_equal(entries, chunks)
    rows = chain(unequal, chain.from_iterable(chunks))
    sealed, current = dict(entries[equal:]), dict(_hash_events(rows, original_hashes))
    result.sealed += equal + len(current)
    for sequence in [key for key in current | sealed if current.get(key) != sealed.get(key)]:
        match sealed.get(sequence), current.get(sequence):
            case None, _added:
                result.add(_("It was added after sealing."), sequence)
            case _, None:
                result.add(_("It was deleted after sealing."), sequence)
            case _, hashed if hashed == UNREADABLE:
                result.add(_("It was changed after sealing and can’t be read."), sequence)
            case _:
                result.add(_("It was changed after sealing."), sequence)


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
    rows: Iterator[Row], original_hashes: Mapping[int, str]
) -> Iterator[tuple[int, bytes]]:
    """Yield sequence and truncated hash of events; UNREADABLE for those that can't be read."""
    for row in rows:
        try:
            yield row[0], seals.truncated_hash(row, original_hashes.get(row[0], ""))
        except READ_ERRORS:
            yield row[0], UNREADABLE
