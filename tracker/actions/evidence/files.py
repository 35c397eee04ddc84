"""A file is dropped on a form, looked at, and waits for a day to be logged by who dropped it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence import storage
from tracker.actions.locks import hold_files
from tracker.audit.reasons import because
from tracker.audit.text_screening import screen, screen_file, spots_in_file
from tracker.documents.guesses import guess_kind
from tracker.documents.inspection import Taken, take
from tracker.documents.names import in_words
from tracker.errors import FileMissing, InvalidValue
from tracker.formats import folded
from tracker.models import Evidence, File, User
from tracker.screening import Spot
from tracker.vocabulary import EvidenceKind, Reason, ReasonCode

SALT = "tracker.dropped"


@dataclass(frozen=True)
class Dropped:
    """A file that was looked at. `ticket` stands for it in a form; it is its owner's alone."""

    taken: Taken
    ticket: str

    @cached_property
    def kind(self) -> EvidenceKind:
        """What sort of evidence it looks like."""
        return guess_kind(self.taken.text, self.taken.name, self.taken.kind)

    @cached_property
    def spots(self) -> list[Spot]:
        """What looks like a victim's data in it."""
        return spots_in_file(self.taken.screened)


def look(*, content: bytes, name: str, by: User) -> Taken:
    """What a file is, without putting it down. Raises NotYours, Unreadable."""
    policies.evidence.confidentiality.check_can_drop(by)
    return take(content, name=name, largest=settings.LARGEST_FILE)


def drop(*, content: bytes, name: str, by: User, now: datetime) -> Dropped:
    """Look at a file and put it down for a day.

    Raises NotYours for who logs nothing, Unreadable for what is refused: then nothing is left on
    disk; Unwritable when the folder of files is full or shut.
    """
    taken = look(content=content, name=name, by=by)
    storage.sweep(now=now)
    storage.drop(content, by=by)
    told = {"by": by.pk, "sha256": taken.sha256, "name": taken.name}
    return Dropped(taken, signing.dumps(told, salt=SALT, compress=True))


def picked_up(ticket: str, *, by: User) -> Dropped:
    """What a ticket stands for, looked at again. Raises Invalid for another's, and a day later."""
    try:
        told = signing.loads(ticket, salt=SALT, max_age=storage.DROPPED_STAY)
        if told["by"] != by.pk:
            raise signing.BadSignature
        content = _content(told["sha256"], by=by)
    except (signing.BadSignature, FileMissing, KeyError, TypeError) as error:
        raise InvalidValue(
            _(
                "The file you dropped is not there any more: it waits for a day. Drop it again; "
                "what you typed is kept."
            )
        ) from error
    return Dropped(take(content, name=told["name"], largest=settings.LARGEST_FILE), ticket)


def take_away(ticket: str, *, by: User) -> None:
    """Delete what somebody dropped and does not log after all. Another's ticket changes nothing."""
    try:
        told = signing.loads(ticket, salt=SALT, max_age=storage.DROPPED_STAY)
    except signing.BadSignature:
        return
    if told["by"] == by.pk:
        storage.pick_up(told["sha256"], by=by)


def _content(sha256: str, *, by: User) -> bytes:
    """What waits, or what the same person logged a moment ago: the second of two clicks."""
    try:
        return storage.dropped(sha256, by=by)
    except FileMissing:
        if not File.objects.filter(sha256=sha256, added_by=by).exists():
            raise
        return storage.kept(sha256)


@transaction.atomic
def add_version(
    *, evidence: Evidence, dropped: Dropped, by: User, now: datetime, reason: str | Reason
) -> File:
    """Add a file to a piece that is there: its next version.

    Raises NotYours, NotAllowed for a passage of a report and for what is withdrawn, Invalid for
    bytes that the piece has already, PersonalData for a name or a text that names a victim.
    """
    policies.check_can_change(by, "evidence", str(evidence))
    with because(reason, by=by):
        return put(dropped, evidence=evidence, by=by, now=now)


def put(dropped: Dropped, *, evidence: Evidence, by: User, now: datetime) -> File:
    """The next version of a piece. Called in a transaction, under a reason.

    The bytes are written before the row, so that no row stands without its bytes; those of a
    transaction that fails are swept up by `check_evidence`. Raises as `add_version` does.
    """
    taken = dropped.taken
    screen([in_words(taken.name)])
    screen_file(taken.screened)
    fresh: Evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    policies.evidence.confidentiality.check_takes_files(fresh)
    same = fresh.files.standing().filter(sha256=taken.sha256).first()
    if same is not None:
        raise InvalidValue(
            _("“%(name)s” is held already, as version %(number)s of “%(piece)s”. Nothing to add.")
            % {"name": taken.name, "number": same.number, "piece": fresh}
        )
    hold_files()
    storage.keep(taken.content)
    storage.keep(taken.clean)
    newest = fresh.files.aggregate(newest=Max("number"))["newest"] or 0
    made: File = File.objects.create(
        evidence=fresh,
        number=newest + 1,
        name=taken.name,
        kind=taken.kind,
        size=len(taken.content),
        sha256=taken.sha256,
        clean_size=len(taken.clean),
        clean_sha256=taken.clean_sha256,
        pages=taken.pages,
        is_signed=taken.is_signed,
        sensitivity=fresh.sensitivity,
        extracted_text=taken.text,
        folded_text=folded(taken.text),
        added_by=by,
        added_at=now,
    )
    transaction.on_commit(lambda: storage.pick_up(taken.sha256, by=by), robust=True)
    return made


def held(dropped: Dropped, *, by: User) -> Evidence | None:
    """The standing piece that has these bytes already, if this person may know of it."""
    same = (
        File.objects.visible_to(by)
        .standing()
        .filter(sha256=dropped.taken.sha256, evidence__withdrawn_at=None)
        .select_related("evidence")
    )
    found: File | None = same.order_by("pk").first()
    return found.evidence if found else None


def version_by(by: User, *, evidence: Evidence, dropped: Dropped) -> File | None:
    """The standing version with these bytes that this person added: what a second click finds."""
    same = evidence.files.standing().filter(sha256=dropped.taken.sha256, added_by=by)
    found: File | None = same.defer("extracted_text", "folded_text").first()
    return found


@transaction.atomic
def withdraw(*, file: File, by: User, now: datetime, because_of: str) -> File:
    """Take back a version that was put there by mistake: it stays, with when and why.

    Raises NotYours, Invalid without words. One withdrawn already stays as it is.
    """
    policies.check_can_change(by, "evidence", str(file))
    with because(Reason(because_of, ReasonCode.WITHDRAWAL), by=by):
        fresh: File = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if fresh.withdrawn_at is None:
            fresh.withdrawn_at, fresh.withdrawal_reason = now, because_of.strip()
            fresh.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    return fresh
