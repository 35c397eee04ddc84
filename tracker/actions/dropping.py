"""A file is dropped on a form, looked at, and waits for a day to be logged by who dropped it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import storing
from tracker.audit.screen import spots_in_file
from tracker.errors import Invalid, Missing
from tracker.files.guesses import guess_kind
from tracker.files.taking import Taken, take
from tracker.models import File, User
from tracker.screening import Spot
from tracker.vocabulary import EvidenceKind

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
    policies.files.check_can_drop(by)
    return take(content, name=name, largest=settings.LARGEST_FILE)


def drop(*, content: bytes, name: str, by: User, now: datetime) -> Dropped:
    """Look at a file and put it down for a day.

    Raises NotYours for who logs nothing, Unreadable for what is refused: then nothing is left on
    disk; Unwritable when the folder of files is full or shut.
    """
    taken = look(content=content, name=name, by=by)
    storing.sweep(now=now)
    storing.drop(content, by=by)
    told = {"by": by.pk, "sha256": taken.sha256, "name": taken.name}
    return Dropped(taken, signing.dumps(told, salt=SALT, compress=True))


def picked_up(ticket: str, *, by: User) -> Dropped:
    """What a ticket stands for, looked at again. Raises Invalid for another's, and a day later."""
    try:
        told = signing.loads(ticket, salt=SALT, max_age=storing.DROPPED_STAY)
        if told["by"] != by.pk:
            raise signing.BadSignature
        content = _content(told["sha256"], by=by)
    except (signing.BadSignature, Missing, KeyError, TypeError) as error:
        raise Invalid(
            _(
                "The file you dropped is not there any more: it waits for a day. Drop it again; "
                "what you typed is kept."
            )
        ) from error
    return Dropped(take(content, name=told["name"], largest=settings.LARGEST_FILE), ticket)


def take_away(ticket: str, *, by: User) -> None:
    """Delete what somebody dropped and does not log after all. Another's ticket changes nothing."""
    try:
        told = signing.loads(ticket, salt=SALT, max_age=storing.DROPPED_STAY)
    except signing.BadSignature:
        return
    if told["by"] == by.pk:
        storing.pick_up(told["sha256"], by=by)


def _content(sha256: str, *, by: User) -> bytes:
    """What waits, or what the same person logged a moment ago: the second of two clicks."""
    try:
        return storing.dropped(sha256, by=by)
    except Missing:
        if not File.objects.filter(sha256=sha256, added_by=by).exists():
            raise
        return storing.kept(sha256)
