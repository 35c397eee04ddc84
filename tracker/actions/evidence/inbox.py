"""The inbox: dropped files are read and wait, until each is stored as evidence or left out."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import compiled_queries, errors, policies, vocabulary
from tracker.actions import base, commitments
from tracker.actions.evidence import files, items, storage
from tracker.actions.questions import questions
from tracker.documents import guesses, inspection, readings
from tracker.models import (
    Body,
    Citation,
    Commitment,
    Evidence,
    File,
    InboxFile,
    Question,
    User,
    Viewer,
)
from tracker.models.search import DIALECTS, MARK, AmongKeys, document_marks, matching_keys
from tracker.summaries.recommendations.matches import Target

MAX_FILES = 20  # of one request
MAX_WAITING = 200  # files of a person
MAX_CHARACTERS = 10_000  # of the text that is shown and compared while a file waits


def receive(
    *, content: bytes, name: str, by: User, now: datetime
) -> tuple[InboxFile | Evidence, bool]:
    """Inspect a file and let it wait; return it, or what is the same file, and whether it is new.

    Raises PermissionRefused, FileUnreadable, NotAllowed where too much waits, OutputNotWritable.
    """
    policies.check_can_change(by, "evidence", name)
    upload = files.Upload(files.inspect_upload(content=content, name=name, by=by), "")
    if (evidence := files.find_evidence(upload, by=by)) is not None:
        return evidence, False
    file = upload.file
    files.delete_expired(now=now)
    waiting = by.inbox_files.exclude(sha256=file.sha256)
    size = (waiting.aggregate(size=models.Sum("size"))["size"] or 0) + len(content)
    errors.NotAllowed.raise_if(
        size > settings.LARGEST_INBOX or waiting.count() >= MAX_WAITING,
        _(
            "“%(file)s” was not added: %(number)d files at most can wait, of %(most)d MB together."
            " Go through those in your inbox first."
        ),
        file=file.name,
        number=MAX_WAITING,
        most=settings.LARGEST_INBOX // 1_000_000,
    )
    storage.store_upload(content, by=by, place=storage.OF_INBOX)
    reading = files.read_line(upload, "", today=timezone.localdate(now)) | readings.read_bearing(
        file.text
    )
    beginning = file.text[:MAX_CHARACTERS]
    return InboxFile.objects.get_or_create(
        owner=by,
        sha256=file.sha256,
        defaults={
            "name": file.name,
            "size": len(content),
            "reading": reading,
            "description": {
                field.name: getattr(file, field.name) for field in fields(inspection.Description)
            }
            | {"text": beginning, "screened": beginning},
            "added_at": now,
        },
    )


def load(inbox_file: InboxFile, *, by: User) -> files.Upload:
    """Load and inspect a waiting file. Raises FileMissing once it is gone."""
    content = storage.read_upload(inbox_file.sha256, by=by, place=storage.OF_INBOX)
    return files.Upload(files.inspect_upload(content=content, name=inbox_file.name, by=by), "")


def describe(inbox_file: InboxFile) -> files.DescribedUpload:
    """Return what a waiting file was inspected to be when it was dropped.

    One that an earlier version described otherwise is inspected again. Raises FileMissing.
    """
    values = inbox_file.description
    return (
        load(inbox_file, by=inbox_file.owner)
        if values.keys() != {field.name for field in fields(inspection.Description)}
        else files.DescribedUpload(
            inspection.Description(**values | {"kind": vocabulary.FileKind(values["kind"])})
        )
    )


def find_twins(waiting: Sequence[InboxFile], *, by: User) -> dict[int, Evidence | InboxFile]:
    """Return by key of a waiting file what is the same document, as far as the user may see it.

    That is the same content, or the same issuer, number and day. Of several waiting files that are
    the same, the first has no twin.
    """
    known: dict[str, Evidence | InboxFile] = {}
    twins: dict[int, Evidence | InboxFile] = {}
    search = DIALECTS[connection.vendor]
    marks = (mark for row in waiting for mark in document_marks(row.sha256, row.reading))
    words = search.any_of([search.write(MARK + mark)] for mark in marks)
    for file in by.load(_same_documents, words=words) if waiting else ():
        evidence, read = (
            file.evidence,
            file.evidence.reading | readings.read_bearing(file.beginning),
        )
        issuer = evidence.issuer if policies.confidentiality.may_see_issuer(by, evidence) else None
        known = {**dict.fromkeys(_distinct_marks(file.sha256, read, issuer), evidence), **known}
    for row in waiting:
        own = _distinct_marks(row.sha256, row.reading)
        if twin := next((known[mark] for mark in own if mark in known), None):
            twins[row.pk] = twin
        known = {**dict.fromkeys(own, row), **known}
    return twins


def _same_documents(reader: Viewer) -> compiled_queries.Rows[File]:
    """Load the files with any of the marks that the user may see, the first ones first."""
    keys = matching_keys("file", compiled_queries.Bound("words", models.TextField()))
    rows = File.objects.visible_to(reader).not_withdrawn().filter(AmongKeys(models.F("pk"), keys))
    rows = rows.filter(evidence__withdrawn_at=None).select_related("evidence__issuer")
    return (
        rows.defer("extracted_text")
        .annotate(beginning=Left("extracted_text", guesses.DATE_SAMPLE))
        .order_by("pk")
    )


def _distinct_marks(
    sha256: str, reading: files.StoredReading, issuer: Body | None = None
) -> list[str]:
    """Return what tells a document from others: its content; number and day with the issuer."""
    code = issuer.code if issuer else reading.get("issuer", {}).get("value")
    content, *numbered = document_marks(sha256, reading)
    return [content, *(f"{code}{mark}" for mark in numbered if code)]


def discard(inbox_file: InboxFile, *, by: User) -> None:
    """Delete a waiting file that its owner leaves out."""
    InboxFile.objects.filter(pk=inbox_file.pk).delete()
    storage.delete_upload(inbox_file.sha256, by=by, place=storage.OF_INBOX)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInboxFile(base.TimedCommand):
    """Waiting file to store as evidence, and what it answers or is cited on; None: nothing yet."""

    inbox_file: InboxFile
    target: Target | None
    evidence_input: items.EvidenceInput
    sentence: str  # of the citation, and the reason
    on: date


@transaction.atomic
def store(command: StoreInboxFile) -> Question | Citation | Evidence:
    """Store a waiting file as evidence: it answers a question, or a note cites it.

    A note on a commitment is news of it, too. Raises Stale once the file was stored or left out,
    and what `questions.answer`, `items.log_note`, `commitments.record_news` and `items.add` raise.
    """
    by, now, on, given = command.by, command.now, command.on, command.evidence_input
    target, sentence = command.target, command.sentence
    errors.Stale.raise_if(
        not InboxFile.objects.filter(pk=command.inbox_file.pk, owner=by).delete()[0],
        _("“%(file)s” is no longer in your inbox: it was stored or left out."),
        file=command.inbox_file,
    )
    sha256, place = command.inbox_file.sha256, storage.OF_INBOX
    transaction.on_commit(partial(storage.delete_upload, sha256, by=by, place=place), robust=True)
    if target is None or (isinstance(target, Question) and target.recommendation is None):
        evidence, _is_new = items.add(
            items.AddEvidence(evidence_input=given, reason=sentence, by=by, now=now)
        )
        given = items.EvidenceInput(evidence=(evidence,))
    if target is None:
        return evidence
    if isinstance(target, Question):
        return questions.answer(
            questions.AnswerQuestion(
                question=target, evidence_input=given, on=on, sentence=sentence, by=by, now=now
            )
        )
    note = items.log_note(
        items.LogNote(
            recommendation=target.recommendation if isinstance(target, Commitment) else target,
            sentence=sentence,
            evidence_input=given,
            as_of=on,
            by=by,
            now=now,
        )
    )[0]
    if isinstance(target, Commitment):
        commitments.record_news(
            commitments.RecordNews(commitment=target, on=on, sentence=sentence, by=by, now=now)
        )
    return note
