"""Write the answers of a body part by part, send them, take them back and return them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from tracker import policies
from tracker.actions.base import TimedCommand, lock_files, lock_row, save_decision, save_fields
from tracker.actions.evidence import files, storage
from tracker.audit import reasons, text_screening
from tracker.documents.inspection import Taken
from tracker.errors import NotAllowed, Stale
from tracker.formats import format_day
from tracker.models import AnsweredSheet, Body, User
from tracker.question_sheets import FilledSheet, fill, join_figure
from tracker.summaries.questions import comparison, sheets
from tracker.vocabulary import Reason, ReasonCode, State

SHEET = "sheet"  # the key of a filled sheet that was sent as a file
MAX_WAITING = 20  # sheets of one body


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePart(TimedCommand):
    """What a focal point wrote for one row, of which the version `last_event` was shown.

    The file of the row stays without an upload, unless it is removed.
    """

    body: Body
    key: str
    cells: Sequence[str]
    upload: files.Upload | None = None
    removes_file: bool = False
    last_event: int | None = None


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
    filled: FilledSheet
    file: Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAnswers(TimedCommand):
    """Sent answers that are returned, or taken back (withdrawn), and why."""

    sheet: AnsweredSheet
    state: State
    reason: str


@transaction.atomic
def save_part(command: SavePart) -> AnsweredSheet:
    """Keep what was written for a row in the draft of the body; nothing at all takes it out.

    Raises PermissionRefused, PersonalDataFound, Stale if another focal point saved it meanwhile.
    """
    policies.questions.check_can_answer(command.by, command.body)
    with reasons.because(_reason(_("Answers of the body written")), by=command.by):
        draft = _lock_draft(command.body, by=command.by, now=command.now)
        before = draft.parts.get(command.key, {"version": 0})
        Stale.raise_if(
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
def send(command: SendAnswers) -> AnsweredSheet:
    """Send the draft of the body for an analyst to accept.

    Raises PermissionRefused, PersonalDataFound, NotAllowed without an answer to anything that is
    asked, and while too much waits.
    """
    policies.questions.check_can_answer(command.by, command.body)
    text_screening.check_text([command.stated_by])
    with reasons.because(_reason(_("Answers of the body sent")), by=command.by):
        draft = _lock_draft(command.body, by=command.by, now=command.now)
        filled = _fill(draft, command)
        NotAllowed.raise_if(
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
    comparison.compare(filled, body=body, user=by, today=timezone.localdate(command.now))
    NotAllowed.raise_if(
        not filled.answered_keys,
        _("“%(file)s” has no answer. Fill it in, then choose it again."),
        file=filled.file_name,
    )
    with reasons.because(_reason(_("Answers of the body sent")), by=by):
        lock_row(body)
        if same := (
            AnsweredSheet.objects.waiting().filter(body=body, filled__sha256=filled.sha256).first()
        ):
            return same
        part = {"file": _store_file(command.file)}
        return _submit(
            AnsweredSheet(body=body, created_at=command.now, parts={SHEET: part}), filled, command
        )


@transaction.atomic
def decide(command: DecideAnswers) -> AnsweredSheet:
    """Take back or return sent answers, so that they are the draft again, with what is newer.

    Raises PermissionRefused, Stale if they were decided meanwhile.
    """
    by, now, body = command.by, command.now, lock_row(command.sheet.body)
    with reasons.because(_reason(command.reason), by=by):
        sheet = lock_row(command.sheet, "body", "author")
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
    sheet: AnsweredSheet, filled: FilledSheet, command: SendAnswers | SendSheet
) -> AnsweredSheet:
    """Save a sheet as waiting. Called with the body locked, under a reason."""
    NotAllowed.raise_if(
        AnsweredSheet.objects.waiting().filter(body=command.body).count() >= MAX_WAITING,
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


def _fill(draft: AnsweredSheet, command: SendAnswers) -> FilledSheet:
    """Return the draft as a filled sheet, without what nobody asks any more."""
    language, made_on = get_language() or "en", timezone.localdate(command.now)
    sheet = sheets.build_sheet(command.body, user=command.by, language=language, made_on=made_on)
    answers = {key: join_figure(key, part["cells"]) for key, part in draft.parts.items()}
    name = _("Answers of %(day)s") % {"day": format_day(command.stated_on)}
    return fill(sheet, answers, name=name, by=command.stated_by, on=command.stated_on)


def _store_file(file: Taken) -> dict[str, str]:
    text_screening.check_file_text(file.screened)
    lock_files()
    return {"name": file.name, "sha256": storage.store_file(file.content)}


def _reason(words: str) -> Reason:
    return Reason(words, ReasonCode.REPLY_OF_BODY)
