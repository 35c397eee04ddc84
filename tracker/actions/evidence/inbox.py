"""The inbox: dropped files are read and wait, until each is stored as evidence or left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import commitments
from tracker.actions.base import TimedCommand
from tracker.actions.evidence import files, items, storage
from tracker.actions.questions import questions
from tracker.documents.guesses import DATE_SAMPLE, find_day
from tracker.documents.readings import Reading, read_number
from tracker.errors import NotAllowed, Stale
from tracker.formats import split_words
from tracker.models import (
    Body,
    Citation,
    Commitment,
    Evidence,
    File,
    InboxFile,
    Question,
    User,
)
from tracker.models.search import DIALECTS, find_keys
from tracker.summaries.recommendations.matches import Target
from tracker.vocabulary import ReadingPlace

MAX_FILES = 20  # of one request
MAX_WAITING = 200  # files of a person
MAX_COMPARED = 50  # stored files with the words of a number


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
    files.delete_expired(now=now)
    waiting = by.inbox_files.exclude(sha256=upload.file.sha256)
    size = (waiting.aggregate(size=Sum("size"))["size"] or 0) + len(content)
    NotAllowed.raise_if(
        size > settings.LARGEST_INBOX or waiting.count() >= MAX_WAITING,
        _(
            "“%(file)s” was not added: %(number)d files at most can wait, of %(most)d MB together."
            " Go through those in your inbox first."
        ),
        file=upload.file.name,
        number=MAX_WAITING,
        most=settings.LARGEST_INBOX // 1_000_000,
    )
    storage.store_upload(content, by=by)
    values = {"name": upload.file.name, "size": len(content), "added_at": now}
    line = files.read_line(upload, "", today=timezone.localdate(now))
    reading = line | _read_bearing(upload.file.text)
    return InboxFile.objects.get_or_create(
        owner=by, sha256=upload.file.sha256, defaults={**values, "reading": reading}
    )


def load(inbox_file: InboxFile, *, by: User) -> files.Upload:
    """Load and inspect a waiting file. Raises InvalidValue once it is gone."""
    token = files.upload_token(inbox_file.sha256, inbox_file.name, by=by)
    return files.load_upload(token, by=by)


def find_twins(waiting: Sequence[InboxFile], *, by: User) -> dict[int, Evidence | InboxFile]:
    """Return by key of a waiting file what is the same document, as far as the user may see it.

    That is the same content, or the same issuer, number and day, unless the owner said that it is
    another document. Of several waiting files that are the same, the first has no twin.
    """
    marks = {row.pk: _mark(row.reading) for row in waiting}
    numbers = [mark[1] for mark in marks.values() if mark]
    search = DIALECTS[connection.vendor]
    terms = (map(search.write, split_words(number)) for number in numbers)
    expression = search.any_of(terms) if numbers else ""
    stored = File.objects.visible_to(by).not_withdrawn().filter(evidence__withdrawn_at=None)
    stored = stored.select_related("evidence__issuer").defer("extracted_text").order_by("-pk")
    numbered = stored.matching(expression, find_keys(["file"], expression))
    compared: Any = numbered.annotate(beginning=Left("extracted_text", DATE_SAMPLE))[:MAX_COMPARED]
    known: dict[object, Evidence | InboxFile] = {
        _mark(file.evidence.reading | _read_bearing(file.beginning), file.evidence.issuer): (
            file.evidence
        )
        for file in compared
    }
    contents = stored.filter(sha256__in=[row.sha256 for row in waiting])
    known |= {file.sha256: file.evidence for file in contents}
    same = {
        row.pk: known.get(row.sha256) or known.setdefault(marks.get(row.pk) or row.sha256, row)
        for row in waiting
        if not row.is_distinct
    }
    return {row.pk: same[row.pk] for row in waiting if same.get(row.pk, row) != row}


def _mark(reading: files.StoredReading, issuer: Body | None = None) -> tuple[str, ...] | None:
    """Return what tells a document from others: issuer, number and day; None if one is missing."""
    stated = {"issuer": {"value": issuer.code}} if issuer else {}
    values = [(reading | stated).get(name) for name in ("issuer", "number", "day")]
    return tuple(value["value"] for value in values if value) if all(values) else None


def _read_bearing(text: str) -> files.StoredReading:
    """Return the number and the day that a document bears."""
    number, day = read_number(text), find_day(text)
    readings = {
        "number": number,
        "day": day and Reading(day[0].isoformat(), ReadingPlace.TEXT, day[1]),
    }
    return {name: reading.as_json() for name, reading in readings.items() if reading}


def mark_distinct(inbox_file: InboxFile) -> None:
    """Record that the owner says it is another document than the one with the same number."""
    InboxFile.objects.filter(pk=inbox_file.pk).update(is_distinct=True)


def discard(inbox_file: InboxFile, *, by: User) -> None:
    """Delete a waiting file that its owner leaves out."""
    InboxFile.objects.filter(pk=inbox_file.pk).delete()
    storage.delete_upload(inbox_file.sha256, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInboxFile(TimedCommand):
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
    row = InboxFile.objects.filter(pk=command.inbox_file.pk, owner=by)
    Stale.raise_if(
        not row.delete()[0],
        _("“%(file)s” is no longer in your inbox: it was stored or left out."),
        file=command.inbox_file,
    )
    if target is None or (isinstance(target, Question) and target.recommendation is None):
        evidence, _is_new = items.add(items.AddEvidence(given, reason=sentence, by=by, now=now))
        given = items.EvidenceInput(evidence=(evidence,))
    if target is None:
        return evidence
    if isinstance(target, Question):
        return questions.answer(
            questions.AnswerQuestion(
                question=target, evidence_input=given, on=on, sentence=sentence, by=by, now=now
            )
        )
    recommendation = target.recommendation if isinstance(target, Commitment) else target
    note = items.log_note(
        items.LogNote(
            recommendation, sentence=sentence, evidence_input=given, as_of=on, by=by, now=now
        )
    )[0]
    if isinstance(target, Commitment):
        commitments.record_news(
            commitments.RecordNews(commitment=target, on=on, sentence=sentence, by=by, now=now)
        )
    return note
