"""Import filled question sheets: views, notes and answers, with the sheet as their evidence."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import errors, formats, policies, vocabulary
from tracker.actions import base, commitments
from tracker.actions.assessments.submission import (
    AssessmentInput,
    SubmitAssessment,
    Viewpoint,
    submit,
)
from tracker.actions.evidence import files, items
from tracker.actions.questions import questions
from tracker.audit import reasons
from tracker.models import (
    AnsweredSheet,
    Body,
    Commitment,
    Evidence,
    Question,
    Recommendation,
)
from tracker.question_sheets import FilledSheet
from tracker.summaries.questions.comparison import (
    ComparedRow,
    RowOutcome,
    SheetComparison,
    compare,
    hash_line,
)

LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)\]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRows(base.TimedCommand):
    """The keys of rows to import, whose they are, who stated them and when; no body: our own.

    Other rows write nothing. Statuses are as of `as_of`; `uploads` are files beside rows, by key.
    """

    body: Body | None
    stated_by: str
    stated_on: date
    as_of: date
    accepted: Collection[str]
    uploads: Mapping[str, files.Upload] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSheet(ImportRows):
    """A filled sheet that waits, and why rows of it are left out."""

    sheet: AnsweredSheet
    note: str = ""


def import_sheet(command: ImportSheet) -> SheetComparison:
    """Import the accepted rows of a sheet, in one transaction, with one letter as evidence.

    Each status becomes a submitted assessment of the body's view; each answer closes its question;
    text without a status becomes a note. If a row that was accepted is refused by a rule, or no
    row is left, nothing is written and the result has no letter.

    Raises:
        PermissionRefused: `command.by` is no analyst.
        Stale: The sheet was accepted, returned or taken back meanwhile.
        NotAllowed: It was imported before.
        FileMissing: A file beside its answers is gone.
        PersonalDataFound, OutputNotWritable
    """
    sheet, by, now = command.sheet, command.by, command.now
    stored = {k: files.load_stored(file["sha256"], file["name"]) for k, file in sheet.files.items()}
    command = replace(command, uploads=stored)
    with transaction.atomic():
        imported = _import_lines(command)
        letter, lines = imported.letter, imported.lines
        is_lost = imported.list_refused(command.accepted)
        if letter is None or is_lost or not any(line.is_applied for line in lines):
            transaction.set_rollback(True)
            return replace(imported, letter=None)
        results = [[line.name, line.about, line.outcome.value, line.refusal] for line in lines]
        with reasons.because(_reason(sheet.body), by=by):
            if upload := stored.get(questions.SHEET):
                files.add_file(upload, evidence=letter, by=by, now=now)
            base.save_decision(
                sheet, vocabulary.State.APPROVED, by=by, now=now, note=command.note, results=results
            )
    return imported


def _reason(body: Body) -> vocabulary.Reason:
    return vocabulary.Reason(
        _("Completed question sheet of %(body)s imported") % {"body": body.short},
        vocabulary.ReasonCode.REPLY_OF_BODY,
    )


def _import_lines(command: ImportSheet) -> SheetComparison:
    policies.questions.check_can_ask_by_sheet(command.by, command.sheet.body)
    # One import for a body at a time: the letter shows whether a file was imported before.
    Body.objects.select_for_update(of=("self",), no_key=True).get(pk=command.sheet.body_id)
    sheet = base.lock_row(command.sheet, "author", "body")
    policies.questions.check_is_waiting(sheet)
    command, filled = replace(command, sheet=sheet), FilledSheet.from_json(sheet.filled)
    comparison = compare(filled, body=sheet.body, user=command.by, today=command.day)
    base.lock_recommendations(
        {ln.recommendation.pk for ln in comparison.lines if ln.recommendation}
    )
    with reasons.because(_reason(sheet.body), by=command.by):
        letter = _add_letter(command, filled)
        lines = tuple(import_line(line, letter, command) for line in comparison.lines)
        letter.remark = _remark(filled, lines)
        base.screen_row(letter, ["remark"])
        letter.save(update_fields=["remark"])
    return replace(comparison, lines=lines, letter=letter)


def _add_letter(command: ImportSheet, filled: FilledSheet) -> Evidence:
    """Add the sheet as evidence: the body says how things are on the as-of day."""
    return base.save_checked(
        Evidence(
            kind=vocabulary.EvidenceKind.LETTER,
            title=(
                _("Answered on the page by %(who)s, %(body)s, on %(stated_on)s")
                if filled.kind == "page"
                else _("Question sheet of %(made_on)s, completed by %(body)s")
            )
            % {
                "who": command.stated_by,
                "stated_on": formats.format_day(command.stated_on),
                "made_on": formats.format_day(date.fromisoformat(filled.made_on)),
                "body": command.sheet.body.short,
            },
            issuer=command.sheet.body,
            published_on=command.stated_on,
            covers_from=command.as_of,
            covers_to=command.as_of,
            language=filled.language if filled.language in vocabulary.Language.values else "",
            remark=hash_line(filled),
            added_by=command.by,
            added_at=command.now,
        )
    )


def import_line(line: ComparedRow, letter: Evidence, command: ImportRows) -> ComparedRow:
    """Import a line; return it, refused with the message of the rule if one forbids it."""
    if not line.is_applied:
        return line
    if line.key not in command.accepted:
        return replace(line, outcome=RowOutcome.LEFT_OUT)
    try:
        with transaction.atomic():
            match line:
                case ComparedRow(
                    outcome=RowOutcome.VIEW | RowOutcome.DRAFT,
                    recommendation=Recommendation() as about,
                ):
                    return _submit_view(about, line, letter, command)
                case ComparedRow(outcome=RowOutcome.NOTE, recommendation=Recommendation() as about):
                    items.log_note(
                        items.LogNote(
                            recommendation=about,
                            sentence=_rationale(line, command),
                            evidence_input=_evidence_input(line, letter, command),
                            as_of=line.as_of or command.as_of,
                            use=vocabulary.Use.CONTEXT,
                            by=command.by,
                            now=command.now,
                        )
                    )
                case ComparedRow(question=Question() as question):
                    _answer_question(question, line, letter, command)
                case ComparedRow(commitment=Commitment() as commitment):
                    _update_commitment(commitment, line, command)
                case ComparedRow(recommendation=Recommendation() as about):
                    _add_commitment(about, line, letter, command)
    except errors.TrackerError as error:
        return replace(line, outcome=RowOutcome.REFUSED, refusal=str(error))
    return line


def _submit_view(
    about: Recommendation, line: ComparedRow, letter: Evidence, command: ImportRows
) -> ComparedRow:
    is_draft = line.outcome == RowOutcome.DRAFT
    evidence_input = _evidence_input(line, letter, command)
    content = AssessmentInput(
        status=line.status,
        rationale=_rationale(line, command),
        as_of=line.as_of or command.as_of,
        evidence_input=evidence_input,
        # Our list shows nothing.
        use=vocabulary.Use.CONTEXT if is_draft and not evidence_input.url else "",
    )
    view = Viewpoint(
        vocabulary.Perspective.RESPONSIBLE_BODY, command.body, command.stated_by, command.stated_on
    )
    assessment = submit(
        SubmitAssessment(
            recommendation=about,
            content=content,
            by=command.by,
            now=command.now,
            viewpoint=Viewpoint() if is_draft else view,
            draft=is_draft,
        )
    )
    return (
        line
        if assessment.created_at == command.now
        else replace(line, outcome=RowOutcome.UNCHANGED)
    )


def _answer_question(
    question: Question, line: ComparedRow, letter: Evidence, command: ImportRows
) -> None:
    upload = command.uploads.get(line.key)
    if upload and question.recommendation is None:  # cited nowhere: with the letter
        files.add_file(upload, evidence=letter, by=command.by, now=command.now)
    questions.answer(
        questions.AnswerQuestion(
            question=question,
            evidence_input=items.EvidenceInput(
                evidence=(letter,), upload=upload, sender=letter.issuer
            ),
            on=command.stated_on,
            sentence=line.answers[0],
            by=command.by,
            now=command.now,
        )
    )


def _add_commitment(
    about: Recommendation, line: ComparedRow, letter: Evidence, command: ImportRows
) -> None:
    assert command.body is not None
    text, due_on, _reason = line.answers
    commitments.add(
        commitments.AddCommitment(
            recommendation=about,
            body=command.body,
            text=text,
            undertaken_on=command.stated_on,
            evidence_input=items.EvidenceInput(evidence=(letter,)),
            due_on=date.fromisoformat(due_on) if due_on else None,
            agreed_by=command.stated_by,
            by=command.by,
            now=command.now,
        )
    )


def _update_commitment(commitment: Commitment, line: ComparedRow, command: ImportRows) -> None:
    """Reschedule a commitment, record news of it, or both."""
    news, due_on, reason = line.answers
    by, now = command.by, command.now
    if due_on:
        commitments.reschedule(
            commitments.RescheduleCommitment(
                commitment=commitment,
                due_on=date.fromisoformat(due_on),
                reason=reason,
                agreed_by=command.stated_by,
                agreed_on=command.stated_on,
                by=by,
                now=now,
            )
        )
    if news:
        commitments.record_news(
            commitments.RecordNews(
                commitment=commitment, on=command.stated_on, sentence=news, by=by, now=now
            )
        )


def _rationale(line: ComparedRow, command: ImportRows) -> str:
    """Return the rationale as stated: words that are no status, what was done, what shows it."""
    word, done, shows = line.answers
    parts = [words for words in ("" if line.status else word, done) if words]
    if shows:
        parts.append(_("Evidence: %(words)s") % {"words": shows})
    return "\n\n".join(parts) or _("%(who)s chose “%(status)s” without further explanation.") % {
        "who": command.stated_by,
        "status": vocabulary.Status(line.status).label,
    }


def _evidence_input(
    line: ComparedRow, letter: Evidence, command: ImportRows
) -> items.EvidenceInput:
    """Return the letter, and the file and the first link that the body gives, as evidence."""
    shows, upload = line.answers[2], command.uploads.get(line.key)
    if (link := LINK.search(shows)) is None:
        return items.EvidenceInput(evidence=(letter,), upload=upload, sender=letter.issuer)
    cited = () if line.outcome == RowOutcome.DRAFT else (letter,)
    title = " ".join((shows[: link.start()] + shows[link.end() :]).split()).strip(" ,;:–-()")
    title = title[:300] or link[0][:300]
    return items.EvidenceInput(
        evidence=cited, upload=upload, url=link[0], title=title, sender=letter.issuer
    )


def _remark(filled: FilledSheet, lines: tuple[ComparedRow, ...]) -> str:
    """Return the remark of the letter: its file, and the outcome of each row."""
    header = [
        _("File: %(name)s") % {"name": filled.file_name},
        hash_line(filled),
        _("Filled in by: %(who)s; on: %(day)s; contact: %(contact)s")
        % {
            "who": filled.filled_by or "–",
            "day": filled.filled_on or "–",
            "contact": filled.contact or "–",
        },
    ]
    return "\n".join([*header, *(f"{line.key}: {_outcome(line)}" for line in lines)])


def _outcome(line: ComparedRow) -> str:
    words = " | ".join(filter(None, line.answers))
    outcome = f"{line.outcome.label}: {words}" if words else str(line.outcome.label)
    return f"{outcome}. {line.refusal}" if line.refusal else outcome
