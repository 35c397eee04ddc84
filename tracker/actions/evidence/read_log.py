"""Log who listed, opened or downloaded evidence and comments for named readers."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.audit.reasons import because
from tracker.errors import PurposeMissing
from tracker.models import Comment, Evidence, File, ReadLogEntry, User
from tracker.policies.evidence import confidentiality
from tracker.vocabulary import ReadAction


def log_listed(items: Iterable[Evidence | Comment], *, by: User, now: datetime) -> None:
    """Log that items stood in a list, a search or on a page: each once a day.

    Items that are not for named readers are skipped; without any, there is no query.
    """
    if not (restricted := [item for item in items if item.is_for_named_readers]):
        return
    seen: set[tuple[int | None, int | None]] = set(
        ReadLogEntry.objects.of(by, on=timezone.localdate(now)).values_list("evidence", "comment")
    )
    subjects = [
        {"evidence" if isinstance(item, Evidence) else "comment": item}
        for item in dict.fromkeys(restricted)
        if ((item.pk, None) if isinstance(item, Evidence) else (None, item.pk)) not in seen
    ]
    if subjects:
        with transaction.atomic(), because(_("Recorded in the read log"), by=by):
            for subject in subjects:
                _add(ReadAction.LISTED, by=by, now=now, **subject)


def log_opened(
    *, evidence: Evidence, by: User, now: datetime, purpose: str = "", file: File | None = None
) -> ReadLogEntry | None:
    """Log that evidence for named readers was opened; nothing for other evidence.

    Evidence for more readers may have a file for named readers: a purpose given for it is logged,
    and each display of its text. `file` is the version displayed, if any. Raises PurposeMissing
    unless a purpose is given, or was given on this day for this evidence.
    """
    purpose = purpose.strip()
    if file is not None and not file.is_for_named_readers:
        file = None
    is_logged = evidence.is_for_named_readers or file is not None
    if not is_logged and not (purpose and confidentiality.has_restricted_file(evidence)):
        return None
    _check_purpose(evidence, by=by, on=timezone.localdate(now), purpose=purpose)
    with transaction.atomic(), because(purpose or _("Recorded in the read log"), by=by):
        return _add(
            ReadAction.OPENED, by=by, now=now, evidence=evidence, file=file, purpose=purpose
        )


def log_download(
    *, file: File, by: User, now: datetime, action: ReadAction = ReadAction.DOWNLOADED
) -> ReadLogEntry | None:
    """Log that a file for named readers was downloaded; nothing for other files.

    Raises PurposeMissing unless a purpose was given on this day for its evidence.
    """
    if not file.is_for_named_readers:
        return None
    _check_purpose(file.evidence, by=by, on=timezone.localdate(now))
    with transaction.atomic(), because(_("Recorded in the read log"), by=by):
        return _add(action, by=by, now=now, evidence=file.evidence, file=file)


def has_purpose(evidence: Evidence, *, by: User, on: date) -> bool:
    """Return whether the person gave a purpose for the evidence that day."""
    return bool(find_purposes([evidence.pk], by=by, on=on))


def find_purposes(evidence: Collection[int], *, by: User, on: date) -> set[int]:
    """Return those keys of evidence for which the person gave a purpose that day."""
    return set(
        ReadLogEntry.objects.of(by, on=on)
        .filter(evidence__in=evidence)
        .exclude(purpose="")
        .values_list("evidence", flat=True)
    )


def needs_purpose(evidence: Evidence, *, by: User, on: date) -> bool:
    """Return whether the person must give a purpose before opening the evidence or a file of it."""
    is_restricted = evidence.is_for_named_readers or confidentiality.has_restricted_file(evidence)
    return is_restricted and not has_purpose(evidence, by=by, on=on)


def _check_purpose(evidence: Evidence, *, by: User, on: date, purpose: str = "") -> None:
    PurposeMissing.raise_if(
        not purpose.strip() and not has_purpose(evidence, by=by, on=on),
        _(
            "This evidence is for named readers, and each reading is logged. State your"
            " purpose once a day."
        ),
    )


def _add(action: ReadAction, *, by: User, now: datetime, **subject: object) -> ReadLogEntry:
    return ReadLogEntry.objects.create(
        action=action, user=by, read_at=now, read_on=timezone.localdate(now), **subject
    )
