"""Store uploads for two weeks, add them to evidence as versions, and read its line from them."""

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker import errors, policies, screening, vocabulary
from tracker.actions.assessments.review import update_strengths
from tracker.actions.base import (
    TimedCommand,
    check_constraints,
    check_values,
    lock_files,
    lock_related,
    lock_row,
    save_fields,
)
from tracker.actions.evidence import storage
from tracker.audit import reasons, text_screening
from tracker.documents import guesses, inspection
from tracker.documents.names import in_words, shown
from tracker.documents.readings import (
    KnownBody,
    Reading,
    read_address,
    read_kind,
    read_letterhead,
    read_original_source,
    read_period,
)
from tracker.limited_process import read_limited
from tracker.models import Body, Citation, Evidence, File, InboxFile, User, domain_of, reach
from tracker.summaries.evidence import describe_line

SALT = "tracker.upload"


@dataclass(frozen=True)
class DescribedUpload:
    """Upload as an inspection described it, to be shown: its content is not at hand."""

    file: inspection.Description

    @cached_property
    def spots(self) -> list[screening.Spot]:
        """The places in the file that look like a victim's data."""
        return text_screening.preview_file_spots(self.file.screened)


@dataclass(frozen=True)
class Upload(DescribedUpload):
    """Inspected upload. `token` stands for it in a form, for its owner alone."""

    file: inspection.Taken
    token: str


def inspect_upload(*, content: bytes, name: str, by: User) -> inspection.Taken:
    """Inspect a file without storing it. Raises PermissionRefused, FileUnreadable."""
    policies.evidence.confidentiality.check_can_upload(by)
    return _take(content, name)


def _take(content: bytes, name: str) -> inspection.Taken:
    return read_limited(
        shown(name), inspection.take, content, name=name, largest=settings.LARGEST_FILE
    )


def store_upload(*, content: bytes, name: str, by: User, now: datetime) -> Upload:
    """Inspect a file and store it for two weeks.

    Raises PermissionRefused for who may not log progress, FileUnreadable for a file that is
    refused: then nothing is left on disk; OutputNotWritable when the folder can't be written.
    """
    file = inspect_upload(content=content, name=name, by=by)
    delete_expired(now=now)
    storage.store_upload(content, by=by)
    return Upload(
        file,
        signing.dumps(
            {"by": by.pk, "sha256": file.sha256, "name": file.name}, salt=SALT, compress=True
        ),
    )


def delete_expired(*, now: datetime) -> None:
    """Delete expired uploads, exported lists and the rows of files that waited too long."""
    storage.delete_expired_uploads(now=now)
    InboxFile.objects.filter(added_at__lt=now - storage.UPLOAD_LIFETIME).delete()


def load_upload(token: str, *, by: User) -> Upload:
    """Load and inspect the upload of a token.

    Raises InvalidValue for another person's token, and once it is gone.
    """
    try:
        payload = _read_token(token, by=by)
        content = _read_upload(payload["sha256"], by=by)
    except (signing.BadSignature, errors.FileMissing, KeyError, TypeError) as error:
        raise errors.InvalidValue(
            _(
                "The uploaded file is no longer available: it is kept for 14 days. Choose it"
                " again; your entries are kept."
            )
        ) from error
    return Upload(_take(content, payload["name"]), token)


def load_stored(sha256: str, name: str) -> Upload:
    """Load and inspect a file that waits in storage. Raises FileMissing once it is gone."""
    return Upload(_take(storage.read_file(sha256), name), token="")


def discard_upload(token: str, *, by: User) -> None:
    """Delete an upload that its owner does not need; another person's token changes nothing."""
    with suppress(signing.BadSignature):
        storage.delete_upload(_read_token(token, by=by)["sha256"], by=by)


def renew_upload(token: str, *, by: User) -> None:
    """Let an upload wait two weeks from now; another person's, or one that is gone, does not."""
    with suppress(signing.BadSignature, OSError):
        storage.renew_upload(_read_token(token, by=by)["sha256"], by=by)


def _read_token(token: str, *, by: User) -> dict[str, Any]:
    """Return what a token stands for. Raises BadSignature for another person's."""
    payload: dict[str, Any] = signing.loads(token, salt=SALT)
    if payload["by"] != by.pk:
        raise signing.BadSignature
    return payload


def _read_upload(sha256: str, *, by: User) -> bytes:
    """Return the content of an upload, or of the file that a first click saved a moment ago."""
    try:
        return storage.read_upload(sha256, by=by)
    except errors.FileMissing:
        if not File.objects.filter(sha256=sha256, added_by=by).exists():
            raise
        return storage.read_file(sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddVersion(TimedCommand):
    """Add an upload to existing evidence as its next version."""

    evidence: Evidence
    upload: Upload
    reason: str | vocabulary.Reason


@transaction.atomic
def add_version(command: AddVersion) -> File:
    """Add an upload to existing evidence as its next version.

    Raises PermissionRefused, NotAllowed for a passage of a report and for withdrawn evidence,
    InvalidValue for a file that the evidence has already, PersonalDataFound for a name or a text
    that looks like a victim's data.
    """
    policies.check_can_change(command.by, "evidence", str(command.evidence))
    with reasons.because(command.reason, by=command.by):
        lock_related(command.evidence)
        file = add_file(command.upload, evidence=command.evidence, by=command.by, now=command.now)
        update_strengths(command.evidence)  # a link alone counts for nothing; with a copy it may
    return file


def add_file(upload: Upload, *, evidence: Evidence, by: User, now: datetime) -> File:
    """Save an upload as the next version of evidence. Called in a transaction, under a reason.

    The file is stored before the row, so that no row lacks its file; `check_evidence` deletes the
    files of transactions that failed. Raises as `add_version` does.
    """
    text_screening.check_text([in_words(upload.file.name)])
    text_screening.check_file_text(upload.file.screened)
    fresh = lock_row(evidence)
    policies.evidence.confidentiality.check_takes_files(fresh)
    if (same := fresh.files.not_withdrawn().filter(sha256=upload.file.sha256).first()) is not None:
        raise errors.InvalidValue(
            _(
                "“%(name)s” already exists as version %(number)s of “%(piece)s”. Cite that"
                " evidence instead."
            )
            % {"name": upload.file.name, "number": same.number, "piece": fresh}
        )
    lock_files()
    storage.store_file(upload.file.content)
    storage.store_file(upload.file.clean)
    newest = fresh.files.aggregate(newest=models.Max("number"))["newest"] or 0
    version: File = File.objects.create(
        evidence=fresh,
        number=newest + 1,
        name=upload.file.name,
        kind=upload.file.kind,
        size=len(upload.file.content),
        sha256=upload.file.sha256,
        clean_size=len(upload.file.clean),
        clean_sha256=upload.file.clean_sha256,
        pages=upload.file.pages,
        is_signed=upload.file.is_signed,
        sensitivity=fresh.sensitivity,
        extracted_text=upload.file.text,
        added_by=by,
        added_at=now,
    )
    transaction.on_commit(lambda: storage.delete_upload(upload.file.sha256, by=by), robust=True)
    return version


def find_evidence(upload: Upload, *, by: User) -> Evidence | None:
    """Return the evidence that has this file already, if the person may see it."""
    duplicate: File | None = (
        File.objects.visible_to(by)
        .not_withdrawn()
        .filter(sha256=upload.file.sha256, evidence__withdrawn_at=None)
        .select_related("evidence")
        .order_by("pk")
        .first()
    )
    return duplicate.evidence if duplicate else None


type StoredReading = dict[str, Any]  # as in `Evidence.reading`


def read_new(
    *,
    file: inspection.Description | File | None,
    url: str,
    words: str,
    today: date,
    published_on: date | None = None,
) -> StoredReading:
    """Return what a file, an address and the words cited tell, as `Evidence.reading` holds it.

    A body that ended before the day of the document is read as its successor if it has one alone.
    """
    text = file.extracted_text if isinstance(file, File) else file.text if file else ""
    on = published_on or guesses.guess_day(text) or today
    rows = Body.objects.filter(is_provisional=False).exclude(kind=vocabulary.BodyKind.UNNAMED)
    bodies = {body.code: body for body in rows.prefetch_related("successors")}
    known = _known(bodies)
    letterhead = read_letterhead(text, known)
    source = read_original_source(words, known) or (
        None if letterhead else read_original_source(text, known)
    )
    issuer = _on_day(letterhead or read_address(domain_of(url), known), bodies, on)
    kind = read_kind(text, file.name, vocabulary.FileKind(file.kind)) if file else None
    if issuer and kind is None and bodies[str(issuer.value)].kind == vocabulary.BodyKind.MEDIA:
        kind = replace(issuer, value=vocabulary.EvidenceKind.MEDIA.value)
    source = _on_day(source, bodies, on)
    readings = {
        "issuer": issuer,
        "kind": kind,
        "period": read_period(text, on=min(on, today)),
        "original_source": None if source and issuer and source.value == issuer.value else source,
    }
    return {name: reading.as_json() for name, reading in readings.items() if reading}


def read_quotation(evidence: Evidence) -> StoredReading:
    """Return whose words a passage passes on in its sentence, as `Evidence.reading` holds it."""
    assert evidence.passage is not None
    report = evidence.passage.report
    words = evidence.passage.text[evidence.sentence_start : evidence.sentence_end]
    read = read_new(file=None, url="", words=words, today=report.published_on or report.period_to)
    return {} if evidence.original_source_id else read


def _known(bodies: Mapping[str, Body]) -> list[KnownBody]:
    codes = {body.pk: code for code, body in bodies.items()}
    parents = {body.pk: [body.parent_id] for body in bodies.values() if body.parent_id}
    return [
        KnownBody(
            code,
            body.all_names,
            frozenset(codes[key] for key in reach(parents, [body.pk]) if key in codes),
            body.kind == vocabulary.BodyKind.GOVERNMENT and body.parent_id is None,
            tuple(body.domains),
        )
        for code, body in bodies.items()
    ]


def _on_day(reading: Reading | None, bodies: Mapping[str, Body], on: date) -> Reading | None:
    """Return the reading of a body, or of its only successor; None with several, or before it."""
    body = bodies.get(str(reading.value)) if reading else None
    seen: set[str] = set()
    while body is not None and body.valid_to is not None and body.valid_to < on:
        successors = body.successors.all()
        if body.code in seen or len(successors) != 1:
            return None
        seen.add(body.code)
        body = bodies.get(successors[0].code)
    if reading is None or body is None or (body.valid_from is not None and body.valid_from > on):
        return None
    return replace(reading, value=body.code)


def unstated(evidence: Evidence) -> set[str]:
    """Return the names of what nobody stated: keys of a reading."""
    is_missing = {
        "issuer": evidence.issuer_id is None,
        "kind": evidence.kind == vocabulary.EvidenceKind.NOT_STATED,
        "period": evidence.covers_from is None and evidence.covers_to is None,
        "original_source": evidence.original_source_id is None,
    }
    return {name for name, missing in is_missing.items() if missing}


def line_mark(upload: DescribedUpload | None, url: str) -> str:
    """Return what a form sends back to confirm the line of just this file and link."""
    source = f"{upload.file.sha256 if upload else ''} {url}"
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def read_line(upload: Upload | None, url: str, *, today: date) -> StoredReading:
    """Return what a form shows of its file and link, before anything else is typed."""
    return read_new(file=upload.file if upload else None, url=url, words="", today=today)


def state_line(evidence: Evidence, line: StoredReading) -> None:
    """State what a person confirmed of the line in a form, where nobody stated it; save nothing.

    What was read of the piece otherwise, and not shown there, stays read.
    """
    names = unstated(evidence).intersection(("issuer", "kind", "period"), line)
    evidence.reading = evidence.reading | {name: line[name] for name in names}
    state_reading(evidence, names)


def state_reading(evidence: Evidence, names: Collection[str]) -> None:
    """Move what is read into the fields that nobody stated; save nothing. Raises InvalidValue."""
    read = {name: evidence.reading[name]["value"] for name in evidence.reading if name in names}
    for name in unstated(evidence) & read.keys():
        match name:
            case "kind":
                evidence.kind = read[name]
            case "period":
                evidence.covers_from, evidence.covers_to = (
                    date.fromisoformat(day) if day else None for day in read[name]
                )
            case _:
                setattr(evidence, name, _body_read(read[name], evidence))
    evidence.reading = {name: r for name, r in evidence.reading.items() if name not in names}


def _body_read(code: str, evidence: Evidence) -> Body:
    """Return the body that was read. Raises InvalidValue where its code was changed since."""
    body: Body | None = Body.objects.filter(code=code).first()
    if body is None:
        raise errors.InvalidValue(
            _(
                "The line of “%(piece)s” can't be confirmed: no body has the code “%(code)s”. Open"
                " the evidence and enter the body."
            )
            % {"piece": evidence, "code": code}
        )
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReading(TimedCommand):
    """Confirm the line of evidence: what was read is so; `citation` is used as it says."""

    evidence: Evidence
    citation: Citation | None = None


@transaction.atomic
def confirm_reading(command: ConfirmReading) -> Evidence:
    """State what was read of evidence, except what a person stated; once for all its citations.

    Who is invited to decide on an assessment may do so for what it cites. A line that was confirmed
    already does not change. Raises PermissionRefused, or InvalidValue for a body that is not there
    any more.
    """
    is_cited = command.citation is not None and command.citation.evidence_id == command.evidence.pk
    if not policies.is_invited(
        command.by, command.citation.assessment if command.citation and is_cited else None
    ):
        policies.check_can_change(command.by, "evidence", str(command.evidence))
    evidence = lock_row(command.evidence)
    with reasons.because(
        _("Confirmed: %(line)s") % {"line": describe_line(evidence)}, by=command.by
    ):
        if evidence.reading:
            state_reading(evidence, tuple(evidence.reading))
            save_line(evidence)
        if command.citation is not None and not command.citation.is_use_stated:
            save_fields(command.citation, is_use_stated=True)
            update_strengths(command.citation)
    return evidence


def save_line(evidence: Evidence) -> Evidence:
    """Save the line of stored evidence, and recalculate what rests on it. Under a reason.

    What was read of a value that is stated now is dropped.
    """
    left = unstated(evidence)
    evidence.reading = {name: read for name, read in evidence.reading.items() if name in left}
    check_values(evidence)
    check_constraints(evidence)
    evidence.save(
        update_fields=["reading", "kind", "covers_from", "covers_to", "issuer", "original_source"]
    )
    update_strengths(evidence)
    return evidence
