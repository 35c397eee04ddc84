"""The read log: who met, opened or took out matter for named readers."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.audit.reasons import because
from tracker.errors import PurposeMissing
from tracker.models import Comment, Evidence, File, ReadLogEntry, User
from tracker.vocabulary import ReadAction


def met(things: Iterable[Evidence | Comment], *, by: User, now: datetime) -> None:
    """Write down that these stood in a list, a search or on a page: once a day for each.

    Things that are not for named readers are passed over; without any, the database is not asked.
    """
    telling = [thing for thing in things if thing.is_for_named_readers]
    if not telling:
        return
    day = timezone.localdate(now)
    today = ReadLogEntry.objects.of(by, on=day)
    with transaction.atomic(), because(_("Kept in the read log"), by=by):
        seen = set(today.values_list("evidence", "comment"))
        for thing in dict.fromkeys(telling):
            is_piece = isinstance(thing, Evidence)
            key = (thing.pk, None) if is_piece else (None, thing.pk)
            if key not in seen:
                _add(ReadAction.FOUND, by=by, now=now, evidence=thing) if is_piece else _add(
                    ReadAction.FOUND, by=by, now=now, comment=thing
                )


@transaction.atomic
def opened(
    *, evidence: Evidence, by: User, now: datetime, purpose: str = "", file: File | None = None
) -> ReadLogEntry | None:
    """Write down that a piece for named readers was opened; nothing for other pieces.

    A piece that more people know of may have a file for named readers: a purpose given for it is
    kept, and each time that its text was shown. `file` is the version that is shown, if any.
    Raises PurposeMissing unless a purpose is given, or was on this day for this piece.
    """
    purpose = purpose.strip()
    if file is not None and not file.is_for_named_readers:
        file = None
    is_told = evidence.is_for_named_readers or file is not None
    if not is_told and not (purpose and _has_closed_file(evidence)):
        return None
    _check_purpose(evidence, by=by, on=timezone.localdate(now), purpose=purpose)
    of = {"evidence": evidence, "file": file, "purpose": purpose}
    with because(purpose or _("Kept in the read log"), by=by):
        return _add(ReadAction.OPENED, by=by, now=now, **of)


@transaction.atomic
def took(
    *, file: File, by: User, now: datetime, deed: ReadAction = ReadAction.DOWNLOADED
) -> ReadLogEntry | None:
    """Write down that a file for named readers was handed out; nothing for other files.

    Raises PurposeMissing unless a purpose was given on this day for its piece.
    """
    if not file.is_for_named_readers:
        return None
    _check_purpose(file.evidence, by=by, on=timezone.localdate(now))
    with because(_("Kept in the read log"), by=by):
        return _add(deed, by=by, now=now, evidence=file.evidence, file=file)


def purpose_of(evidence: Evidence, *, by: User, on: date) -> str:
    """What this person said that day of why they read the piece; empty: they were not asked yet."""
    said = ReadLogEntry.objects.of(by, on=on).filter(evidence=evidence).exclude(purpose="")
    return said.order_by("-pk").values_list("purpose", flat=True).first() or ""


def asks_purpose(evidence: Evidence, *, by: User, on: date) -> bool:
    """Whether this person has to say what for, before the piece or a file of it is opened."""
    if not (evidence.is_for_named_readers or _has_closed_file(evidence)):
        return False
    return not purpose_of(evidence, by=by, on=on)


def _has_closed_file(evidence: Evidence) -> bool:
    return policies.evidence.confidentiality.has_closed_file(evidence)


def _check_purpose(evidence: Evidence, *, by: User, on: date, purpose: str = "") -> None:
    if not purpose.strip() and not purpose_of(evidence, by=by, on=on):
        raise PurposeMissing(
            _("This is for named readers, and who reads it is kept. Say once today what for.")
        )


def _add(deed: ReadAction, *, by: User, now: datetime, **of: object) -> ReadLogEntry:
    made: ReadLogEntry = ReadLogEntry.objects.create(
        deed=deed, by=by, at=now, day=timezone.localdate(now), **of
    )
    return made
