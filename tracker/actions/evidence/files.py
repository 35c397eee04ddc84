"""Inspect uploads, keep them for a day, and add them to evidence as versions."""

from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.assessments.review import update_strengths
from tracker.actions.base import TimedCommand, lock_files, lock_related, lock_row, save_withdrawal
from tracker.actions.evidence import storage
from tracker.audit.reasons import because
from tracker.audit.text_screening import check_file_text, check_text, preview_file_spots
from tracker.documents.inspection import Taken, take
from tracker.documents.names import in_words, shown
from tracker.errors import FileMissing, InvalidValue
from tracker.limited_process import read_limited
from tracker.models import Evidence, File, User
from tracker.screening import Spot
from tracker.vocabulary import Reason, ReasonCode

SALT = "tracker.upload"


@dataclass(frozen=True)
class Upload:
    """Inspected upload. `token` stands for it in a form, for its owner alone."""

    file: Taken
    token: str

    @cached_property
    def spots(self) -> list[Spot]:
        """The places in the file that look like a victim's data."""
        return preview_file_spots(self.file.screened)


def inspect_upload(*, content: bytes, name: str, by: User) -> Taken:
    """Inspect a file without storing it. Raises PermissionRefused, FileUnreadable."""
    policies.evidence.confidentiality.check_can_upload(by)
    return _take(content, name)


def _take(content: bytes, name: str) -> Taken:
    return read_limited(shown(name), take, content, name=name, largest=settings.LARGEST_FILE)


def store_upload(*, content: bytes, name: str, by: User, now: datetime) -> Upload:
    """Inspect a file and store it for a day.

    Raises PermissionRefused for who may not log progress, FileUnreadable for a file that is
    refused: then nothing is left on disk; OutputNotWritable when the folder can't be written.
    """
    file = inspect_upload(content=content, name=name, by=by)
    storage.delete_expired_uploads(now=now)
    storage.store_upload(content, by=by)
    payload = {"by": by.pk, "sha256": file.sha256, "name": file.name}
    return Upload(file, signing.dumps(payload, salt=SALT, compress=True))


def load_upload(token: str, *, by: User) -> Upload:
    """Load and inspect the upload of a token.

    Raises InvalidValue for another person's token, and after a day.
    """
    try:
        payload = signing.loads(token, salt=SALT, max_age=storage.UPLOAD_LIFETIME)
        if payload["by"] != by.pk:
            raise signing.BadSignature
        content = _read_upload(payload["sha256"], by=by)
    except (signing.BadSignature, FileMissing, KeyError, TypeError) as error:
        raise InvalidValue(
            _(
                "The uploaded file is no longer available: it is kept for one day. Choose it"
                " again; your entries are kept."
            )
        ) from error
    return Upload(_take(content, payload["name"]), token)


def discard_upload(token: str, *, by: User) -> None:
    """Delete an upload that its owner does not need; another person's token changes nothing."""
    try:
        payload = signing.loads(token, salt=SALT, max_age=storage.UPLOAD_LIFETIME)
    except signing.BadSignature:
        return
    if payload["by"] == by.pk:
        storage.delete_upload(payload["sha256"], by=by)


def _read_upload(sha256: str, *, by: User) -> bytes:
    """Return the content of an upload, or of the file that a first click saved a moment ago."""
    try:
        return storage.read_upload(sha256, by=by)
    except FileMissing:
        if not File.objects.filter(sha256=sha256, added_by=by).exists():
            raise
        return storage.read_file(sha256)


@dataclass(frozen=True, slots=True)
class AddVersion(TimedCommand):
    """Add an upload to existing evidence as its next version."""

    evidence: Evidence
    upload: Upload
    _: KW_ONLY
    reason: str | Reason


@dataclass(frozen=True, slots=True)
class WithdrawFile(TimedCommand):
    """Withdraw a version that was added by mistake."""

    file: File
    _: KW_ONLY
    reason: str


@transaction.atomic
def add_version(command: AddVersion) -> File:
    """Add an upload to existing evidence as its next version.

    Raises PermissionRefused, NotAllowed for a passage of a report and for withdrawn evidence,
    InvalidValue for a file that the evidence has already, PersonalDataFound for a name or a text
    that looks like a victim's data.
    """
    evidence, by = command.evidence, command.by
    policies.check_can_change(by, "evidence", str(evidence))
    with because(command.reason, by=by):
        lock_related(evidence)
        file = add_file(command.upload, evidence=evidence, by=by, now=command.now)
        update_strengths(evidence)  # a link alone counts for nothing; with a copy it may
    return file


def add_file(upload: Upload, *, evidence: Evidence, by: User, now: datetime) -> File:
    """Save an upload as the next version of evidence. Called in a transaction, under a reason.

    The file is stored before the row, so that no row lacks its file; `check_evidence` deletes the
    files of transactions that failed. Raises as `add_version` does.
    """
    file = upload.file
    check_text([in_words(file.name)])
    check_file_text(file.screened)
    fresh = lock_row(evidence)
    policies.evidence.confidentiality.check_takes_files(fresh)
    if (same := fresh.files.not_withdrawn().filter(sha256=file.sha256).first()) is not None:
        raise InvalidValue(
            _(
                "“%(name)s” already exists as version %(number)s of “%(piece)s”. Cite that"
                " evidence instead."
            )
            % {"name": file.name, "number": same.number, "piece": fresh}
        )
    lock_files()
    storage.store_file(file.content)
    storage.store_file(file.clean)
    newest = fresh.files.aggregate(newest=Max("number"))["newest"] or 0
    version: File = File.objects.create(
        evidence=fresh,
        number=newest + 1,
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        sha256=file.sha256,
        clean_size=len(file.clean),
        clean_sha256=file.clean_sha256,
        pages=file.pages,
        is_signed=file.is_signed,
        sensitivity=fresh.sensitivity,
        extracted_text=file.text,
        added_by=by,
        added_at=now,
    )
    transaction.on_commit(lambda: storage.delete_upload(file.sha256, by=by), robust=True)
    return version


def find_evidence(upload: Upload, *, by: User) -> Evidence | None:
    """Return the evidence that has this file already, if the person may see it."""
    same = (
        File.objects.visible_to(by)
        .not_withdrawn()
        .filter(sha256=upload.file.sha256, evidence__withdrawn_at=None)
        .select_related("evidence")
    )
    duplicate: File | None = same.order_by("pk").first()
    return duplicate.evidence if duplicate else None


@transaction.atomic
def withdraw(command: WithdrawFile) -> File:
    """Withdraw a version; it stays, with when and why.

    Raises PermissionRefused, InvalidValue without a reason. A version that is withdrawn already
    does not change.
    """
    policies.check_can_change(command.by, "evidence", str(command.file))
    with because(Reason(command.reason, ReasonCode.WITHDRAWAL), by=command.by):
        lock_related(command.file.evidence)
        file = lock_row(command.file)
        if file.withdrawn_at is None:
            save_withdrawal(file, command.now, command.reason.strip())
            update_strengths(command.file.evidence)
    return file
