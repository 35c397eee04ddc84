"""Ask questions of bodies, remind, dismiss and reopen; write answers part by part and send them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import get_language, gettext as _

from tracker import errors, formats, policies, question_sheets
from tracker.actions.base import (
    RowCommand,
    TimedCommand,
    TimedRowCommand,
    VersionedCommand,
    changing,
    check_values,
    lock_files,
    lock_recommendation,
    lock_row,
    save_changes,
    save_decision,
    save_fields,
)
from tracker.actions.evidence import files, items, storage
from tracker.audit import reasons, text_screening
from tracker.documents.inspection import Taken
from tracker.models import AnsweredSheet, Body, Evidence, Question, Recommendation, Report, User
from tracker.summaries.questions import comparison, sheets
from tracker.vocabulary import Reason, ReasonCode, State, Use

MAX_LENGTH = 1000  # characters; PostgreSQL can't index longer texts
RELATED = ("body", "answered_by", "report__mechanism")
ANSWER_DUE_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCommand(TimedCommand):
    """A question, and the day on which its body was asked or reminded, or answered."""

    question: Question
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuestion(QuestionCommand):
    """An existing question, and the body to ask; the answer is due after 30 days unless given."""

    body: Body
    due: date | None = None
    reason: str | Reason = ""  # which body was asked, if empty


@dataclass(frozen=True, slots=True, kw_only=True)
class AddQuestion(TimedCommand):
    """A question about a recommendation, or about a whole report, and perhaps the body to ask."""

    report: Report
    kind: str
    text: str
    recommendation: Recommendation | None = None
    body: Body | None = None
    on: date | None = None
    due: date | None = None
    reason: str | Reason = ""  # the text, if empty


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion(QuestionCommand):
    """The answer to a question: evidence, the first piece of which is the answer, and a sentence.

    The sentence is that of the citation, and the reason.
    """

    evidence_input: items.EvidenceInput
    sentence: str
    use: str = Use.CONTEXT


@transaction.atomic
def ask(command: AskQuestion) -> Question:
    """Ask a body an existing question. The same a second time changes nothing.

    Raises PermissionRefused, NotAllowed for a body that can't be written to or if another was
    asked, InvalidDate, Stale if it is answered or dismissed.
    """
    reason = command.reason or _("Asked %(body)s") % {"body": command.body.short}
    with changing(command.question, reason, *RELATED, by=command.by) as fresh:
        return _ask(fresh, command.body, on=command.on, due=command.due, today=command.day)


@transaction.atomic
def add(command: AddQuestion) -> Question:
    """Add a question, and ask the body if given; without one it stays open and unasked.

    An existing question in the same words is used again. Raises what `ask` raises, Stale also if
    `by` may not see the existing question, and InvalidValue for an unknown kind and for a text that
    is empty or too long.
    """
    policies.check_can_change(command.by, "question", command.text)
    with reasons.because(command.reason or command.text, by=command.by):
        if command.recommendation is not None:
            lock_recommendation(command.recommendation)
        else:
            Report.objects.select_for_update().get(pk=command.report.pk)
        question = Question(
            report=command.report,
            recommendation=command.recommendation,
            kind=command.kind,
            text=command.text.strip(),
        )
        check_values(question)
        check(question)
        if existing := _find_existing(question, command.by):
            question = existing
        else:
            question.save(force_insert=True)
        if command.body is None:
            policies.questions.check_is_open(question)
            return question
        on = command.on or command.day
        return _ask(question, command.body, on=on, due=command.due, today=command.day)


@transaction.atomic
def remind(command: QuestionCommand) -> Question:
    """Record that the body was reminded. The same day a second time changes nothing.

    Raises PermissionRefused, NotAllowed if nobody was asked, InvalidDate, Stale if it is closed.
    """
    with changing(command.question, _("The body was reminded"), *RELATED, by=command.by) as fresh:
        policies.questions.check_can_be_reminded(fresh, on=command.on, today=command.day)
        return save_changes(fresh, {"reminded_on": command.on})


@transaction.atomic
def answer(command: AnswerQuestion) -> Question:
    """Answer a question by evidence, which is cited on its recommendation.

    Raises PermissionRefused, InvalidDate, Stale, EvidenceMissing, QuoteMismatch, InvalidValue for a
    value that its field can't take.
    """
    reason = Reason(command.sentence, ReasonCode.REPLY_OF_BODY)
    with changing(command.question, reason, *RELATED, by=command.by) as fresh:
        policies.questions.check_is_open(fresh)
        policies.questions.check_answer_date(fresh, on=command.on, today=command.day)
        return save_changes(
            fresh, {"answered_on": command.on, "answered_by": _cite_evidence(fresh, command)}
        )


@transaction.atomic
def dismiss(command: RowCommand[Question]) -> Question:
    """Dismiss a question that needs no answer. The same again changes nothing.

    Raises PermissionRefused, InvalidValue without a reason, Stale if it is answered or was
    dismissed for another reason.
    """
    reason = command.reason.strip()
    with changing(command.row, reason, *RELATED, by=command.by) as fresh:
        if fresh.dismissal_reason != reason:
            policies.questions.check_is_open(fresh)
        return save_changes(fresh, {"dismissal_reason": reason})


@transaction.atomic
def reopen(command: RowCommand[Question]) -> Question:
    """Reopen a question that was answered or dismissed; its citations stay.

    Raises PermissionRefused, InvalidValue without a reason. An open question does not change.
    """
    with changing(command.row, command.reason, *RELATED, by=command.by) as fresh:
        return save_changes(
            fresh, {"answered_on": None, "answered_by": None, "dismissal_reason": ""}
        )


def check(question: Question) -> None:
    """Raise InvalidValue for a text that is too long, NotAllowed for a body that can't be asked."""
    errors.InvalidValue.raise_if(
        len(question.text) > MAX_LENGTH,
        _(
            "The question has %(length)d characters; the limit is %(longest)d. Shorten it or"
            " ask two questions."
        ),
        length=len(question.text),
        longest=MAX_LENGTH,
    )
    if question.body is not None and question.asked_on is not None and question.is_open:
        policies.questions.check_accepts_questions(question.body)


def _ask(fresh: Question, body: Body, *, on: date, due: date | None, today: date) -> Question:
    due = due or on + ANSWER_DUE_AFTER
    values = {"body": body, "asked_on": on, "due_on": due}
    if all(getattr(fresh, name) == value for name, value in values.items()) and fresh.is_open:
        return fresh
    policies.questions.check_is_open(fresh)
    errors.NotAllowed.raise_if(
        fresh.asked_on is not None,
        _(
            "%(body)s has already been asked “%(question)s”. Log a reminder, or dismiss the"
            " question and ask another body a new one."
        ),
        question=fresh,
        body=fresh.body or _("a body"),
    )
    policies.questions.check_accepts_questions(body)
    policies.questions.check_question_dates(body, on=on, due=due, today=today)
    return save_changes(fresh, values)


def _find_existing(question: Question, by: User) -> Question | None:
    """Return the question in the same words, locked after its recommendation or report.

    Raises Stale, without its state, for one that `by` may not see.
    """
    existing: Question | None = (
        Question.objects.select_for_update(of=("self",))
        .filter(report=question.report, recommendation=question.recommendation, text=question.text)
        .select_related("body", "recommendation", "report__mechanism")
        .first()
    )
    errors.Stale.raise_if(
        existing is not None
        and not Question.objects.visible_to(by).filter(pk=existing.pk).exists(),
        _(
            "“%(question)s” has been asked before in the same words. Open that question, or"
            " word this one differently."
        ),
        question=existing,
    )
    return existing


def _cite_evidence(fresh: Question, command: AnswerQuestion) -> Evidence:
    """Cite the evidence on the recommendation, if any; return the first piece."""
    given = command.evidence_input
    errors.EvidenceMissing.raise_if(
        not given.evidence if fresh.recommendation is None else given.is_empty,
        _(
            "The answer to “%(question)s” needs evidence. Add a file, a link, a quote from the"
            " report or existing evidence; for a question about the whole report, existing"
            " evidence."
        ),
        question=fresh,
    )
    if fresh.recommendation is None:
        return given.evidence[0]
    [citation, *_more] = items.add_and_cite(
        given,
        recommendation=fresh.recommendation,
        use=command.use,
        sentence=command.sentence,
        as_of=command.on,
        by=command.by,
        now=command.now,
    )
    return citation.evidence


SHEET = "sheet"  # the key of a filled sheet that was sent as a file
MAX_WAITING = 20  # sheets of one body


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePart(VersionedCommand):
    """What a focal point wrote for one row, of which the version `last_event` was shown.

    The file of the row stays without an upload, unless it is removed.
    """

    body: Body
    key: str
    cells: Sequence[str]
    upload: files.Upload | None = None
    removes_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswers(TimedCommand):
    """Who states the answers of a body, and when."""

    body: Body
    stated_by: str
    stated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSheet(TimedCommand):
    """A filled sheet of a body, and its file."""

    body: Body
    filled: question_sheets.FilledSheet
    file: Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAnswers(TimedRowCommand[AnsweredSheet]):
    """Sent answers that are returned, or taken back (withdrawn), and why."""

    state: State


@transaction.atomic
def save_part(command: SavePart) -> AnsweredSheet:
    """Keep what was written for a row in the draft of the body; nothing at all takes it out.

    Raises PermissionRefused, PersonalDataFound, Stale if another focal point saved it meanwhile.
    """
    policies.questions.check_can_answer(command.by, command.body)
    with reasons.because(_reason(_("Answers of the body written")), by=command.by):
        draft = _lock_draft(command.body, by=command.by, now=command.now)
        before = draft.parts.get(command.key, {"version": 0})
        errors.Stale.raise_if(
            before["version"] != (command.last_event or 0),
            _("%(who)s saved this meanwhile: “%(words)s”. Save again to replace it.")
            if before["version"]
            else _("This was sent or taken out meanwhile. Save once more to write it again."),
            who=before.get("by", ""),
            words=" · ".join(filter(None, before.get("cells", ()))),
        )
        text_screening.check_text(command.cells)
        file = None if command.removes_file else before.get("file")
        part = {
            "cells": list(command.cells),
            "by": str(command.by),
            "at": command.now.isoformat(),
            "version": before["version"] + 1,
            "file": _store_file(command.upload.file) if command.upload else file,
        }
        parts = {other: draft.parts[other] for other in draft.parts if other != command.key}
        if any(command.cells) or part["file"]:
            parts[command.key] = part
        return save_fields(draft, parts=parts)


@transaction.atomic
def send_answers(command: SendAnswers) -> AnsweredSheet:
    """Send the draft of the body for an analyst to accept.

    Raises PermissionRefused, PersonalDataFound, NotAllowed without an answer to anything that is
    asked, and while too much waits.
    """
    policies.questions.check_can_answer(command.by, command.body)
    text_screening.check_text([command.stated_by])
    with reasons.because(_reason(_("Answers of the body sent")), by=command.by):
        draft = _lock_draft(command.body, by=command.by, now=command.now)
        filled = _fill(draft, command)
        errors.NotAllowed.raise_if(
            not filled.answered_keys,
            _("Nothing was sent: write an answer first. What is no longer asked is not sent."),
        )
        return _submit(draft, filled, command)


@transaction.atomic
def send_sheet(command: SendSheet) -> AnsweredSheet:
    """Let a filled sheet wait for an analyst; return it if it waits already.

    Raises PermissionRefused, PersonalDataFound, NotAllowed for the sheet of another body, one
    without a date or answers or imported before, and while too much waits: nothing is stored.
    """
    body, filled, by = command.body, command.filled, command.by
    policies.questions.check_can_use_sheet(by, body)
    comparison.compare(filled, body=body, user=by, today=command.day)
    errors.NotAllowed.raise_if(
        not filled.answered_keys,
        _("“%(file)s” has no answer. Fill it in, then choose it again."),
        file=filled.file_name,
    )
    with reasons.because(_reason(_("Answers of the body sent")), by=by):
        lock_row(body)
        if same := (
            AnsweredSheet.objects.submitted()
            .filter(body=body, filled__sha256=filled.sha256)
            .first()
        ):
            return same
        part = {"file": _store_file(command.file)}
        return _submit(
            AnsweredSheet(body=body, created_at=command.now, parts={SHEET: part}), filled, command
        )


@transaction.atomic
def decide_answers(command: DecideAnswers) -> AnsweredSheet:
    """Take back or return sent answers, so that they are the draft again, with what is newer.

    Raises PermissionRefused, Stale if they were decided meanwhile.
    """
    by, now, body = command.by, command.now, lock_row(command.row.body)
    with reasons.because(_reason(command.reason), by=by):
        sheet = lock_row(command.row, "body", "author")
        if command.state == State.WITHDRAWN:
            policies.questions.check_can_take_back(by, sheet)
        else:
            policies.questions.check_can_ask_by_sheet(by, body)
        policies.questions.check_is_waiting(sheet)
        save_decision(sheet, command.state, by=by, now=now, note=command.reason)
        if SHEET not in sheet.parts:
            draft = _lock_draft(body, by=sheet.author, now=now)
            save_fields(draft, parts=_merge(sheet.parts, draft.parts))
    return sheet


def _merge(sent: Mapping[str, object], newer: Mapping[str, object]) -> dict[str, object]:
    """Return the parts of both; of one row what is newer, but new commitments of both."""
    later = max((int(key.rpartition("+")[2]) for key in sent if "+" in key), default=0)
    return {**sent} | {
        f"{reference}+{int(number) + later}" if plus else key: part
        for key, part in newer.items()
        for reference, plus, number in [key.partition("+")]
    }


def _lock_draft(body: Body, *, by: User, now: datetime) -> AnsweredSheet:
    """Lock the body, and return its draft, a new one if there is none."""
    lock_row(body)
    draft, _is_new = AnsweredSheet.objects.get_or_create(
        body=body, state=State.DRAFT, defaults={"author": by, "created_at": now}
    )
    return draft


def _submit(
    sheet: AnsweredSheet, filled: question_sheets.FilledSheet, command: SendAnswers | SendSheet
) -> AnsweredSheet:
    """Save a sheet as waiting. Called with the body locked, under a reason."""
    errors.NotAllowed.raise_if(
        AnsweredSheet.objects.submitted().filter(body=command.body).count() >= MAX_WAITING,
        _(
            "Nothing was sent: %(number)d answers of %(body)s wait for an analyst already. Take one"
            " back, or wait until one is accepted or returned."
        ),
        number=MAX_WAITING,
        body=command.body.short,
    )
    sheet.state, sheet.author, sheet.sent_at = State.SUBMITTED, command.by, command.now
    sheet.filled, sheet.counts = asdict(filled), sheets.count_kinds(filled.answered_keys)
    sheet.save()
    return sheet


def _fill(draft: AnsweredSheet, command: SendAnswers) -> question_sheets.FilledSheet:
    """Return the draft as a filled sheet, without what nobody asks any more."""
    language, made_on = get_language() or "en", command.day
    sheet = sheets.build_sheet(command.body, user=command.by, language=language, made_on=made_on)
    answers = {
        key: question_sheets.join_figure(key, part["cells"]) for key, part in draft.parts.items()
    }
    name = _("Answers of %(day)s") % {"day": formats.format_day(command.stated_on)}
    return question_sheets.fill(
        sheet, answers, name=name, by=command.stated_by, on=command.stated_on
    )


def _store_file(file: Taken) -> dict[str, str]:
    text_screening.check_file_text(file.screened)
    lock_files()
    return {"name": file.name, "sha256": storage.store_file(file.content)}


def _reason(words: str) -> Reason:
    return Reason(words, ReasonCode.REPLY_OF_BODY)
