"""Write the answers of a body part by part, send them, take them back, return and accept them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from tracker import policies
from tracker.actions.base import TimedCommand, lock_files, lock_row, save_decision, save_fields
from tracker.actions.evidence import files, storage
from tracker.audit.reasons import because
from tracker.audit.text_screening import check_file_text, check_text
from tracker.errors import NotAllowed, Stale
from tracker.formats import format_day
from tracker.models import AnsweredSheet, Body, User
from tracker.question_sheets import FilledSheet, fill, is_commitment
from tracker.summaries.questions.comparison import ComparedRow
from tracker.summaries.questions.sheets import build_sheet
from tracker.vocabulary import Reason, ReasonCode, State

SHEET = "sheet"  # the key of a filled sheet that was sent as a file


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePart(TimedCommand):
    """What a focal point wrote for one row, of which the version `last_event` was shown."""

    body: Body
    key: str
    values: Mapping[str, str]
    upload: files.Upload | None = None
    last_event: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAnswers(TimedCommand):
    """Who states the answers of a body, and when; or the filled sheet as a file."""

    body: Body
    stated_by: str
    stated_on: date
    filled: FilledSheet | None = None
    upload: files.Upload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideAnswers(TimedCommand):
    """Sent answers, what becomes of them, and why."""

    sheet: AnsweredSheet
    state: State  # returned, withdrawn (taken back), or submitted (opened, and no more)
    reason: str


@transaction.atomic
def save_part(command: SavePart) -> AnsweredSheet:
    """Keep what was written for a row in the draft of the body; nothing at all takes it out.

    Raises PermissionRefused, PersonalDataFound, Stale if another focal point saved it meanwhile.
    """
    with _answering(command, State.DRAFT) as draft:
        before = draft.parts.get(command.key, {"version": 0})
        Stale.raise_if(
            before["version"] != (command.last_event or 0),
            _("%(who)s saved this meanwhile: “%(words)s”. Save again to replace it."),
            who=before.get("by", ""),
            words=" · ".join(filter(None, before.get("values", {}).values())),
        )
        check_text(command.values.values())
        part = {
            "values": dict(command.values),
            "by": str(command.by),
            "at": command.now.isoformat(),
            "version": before["version"] + 1,
            "file": _store_file(command.upload) or before.get("file"),
        }
        parts = {key: draft.parts[key] for key in draft.parts if key != command.key}
        if any(command.values.values()) or part["file"]:
            parts[command.key] = part
        return save_fields(draft, parts=parts)


@transaction.atomic
def send(command: SendAnswers) -> AnsweredSheet:
    """Send the draft of the body, or a filled sheet, for an analyst to accept.

    Raises PermissionRefused, PersonalDataFound, NotAllowed without anything to send.
    """
    state = State.SUBMITTED if command.filled else State.DRAFT
    with _answering(command, state) as sheet:
        check_text([command.stated_by])
        if file := _store_file(command.upload):
            sheet.parts = {SHEET: {"file": file}}
        NotAllowed.raise_if(not sheet.parts, _("Nothing was sent: write an answer first."))
        return save_fields(
            sheet,
            parts=sheet.parts,
            state=State.SUBMITTED,
            author=command.by,
            sent_at=command.now,
            filled=asdict(command.filled or _fill(sheet, command)),
        )


@transaction.atomic
def decide(command: DecideAnswers) -> AnsweredSheet:
    """Take back, return or open sent answers; taken back or returned, they are the draft again.

    The draft keeps what was written since. Answers that an analyst opened can't be taken back.
    Raises PermissionRefused, Stale if they were decided, or opened before they are taken back.
    """
    state, by, now, body = command.state, command.by, command.now, lock_row(command.sheet.body)
    is_taken_back = state == State.WITHDRAWN
    check = policies.questions.check_can_ask_by_sheet
    (policies.questions.check_can_answer if is_taken_back else check)(by, body)
    with because(_reason(command.reason), by=by):
        sheet = lock_row(command.sheet, "body")
        policies.questions.check_is_waiting(sheet, is_taken_back=is_taken_back)
        if state == State.SUBMITTED:
            return save_fields(sheet, opened_at=sheet.opened_at or now)
        save_decision(sheet, state, by=by, now=now, note=command.reason)
        if SHEET not in sheet.parts:
            draft = _draft(body, State.DRAFT, by=sheet.author, now=now)
            save_fields(draft, parts={**sheet.parts, **draft.parts})
    return sheet


def accept(
    sheet: AnsweredSheet, lines: Iterable[ComparedRow], *, by: User, now: datetime, note: str
) -> None:
    """Record what of the answers was imported, in the transaction of the import.

    Raises Stale if they were decided or taken back.
    """
    results = [[line.name, line.outcome.value, line.refusal] for line in lines]
    with because(_reason(_("Answers accepted")), by=by):
        fresh = lock_row(sheet)
        policies.questions.check_is_waiting(fresh)
        save_decision(fresh, State.APPROVED, by=by, now=now, note=note, results=results)


def load_uploads(sheet: AnsweredSheet) -> dict[str, files.Upload]:
    """Load the files beside answers, by key. Raises FileMissing."""
    return {k: files.load_stored(file["sha256"], file["name"]) for k, file in sheet.files.items()}


@contextmanager
def _answering(command: SavePart | SendAnswers, state: State) -> Iterator[AnsweredSheet]:
    """Lock the body, and yield its draft, or a new row of another state, to be saved."""
    policies.questions.check_can_answer(command.by, command.body)
    with because(_reason(_("Answers of the body written")), by=command.by):
        lock_row(command.body)
        yield _draft(command.body, state, by=command.by, now=command.now)


def _draft(body: Body, state: State, *, by: User, now: datetime) -> AnsweredSheet:
    drafts = AnsweredSheet.objects.filter(body=body, state=State.DRAFT)
    if state == State.DRAFT and (draft := drafts.first()) is not None:
        return draft
    sheet: AnsweredSheet = AnsweredSheet.objects.create(
        body=body, state=state, author=by, created_at=now
    )
    return sheet


def _fill(draft: AnsweredSheet, command: SendAnswers) -> FilledSheet:
    """Return the draft as a filled sheet, without what nobody asks any more."""
    language, made_on = get_language() or "en", timezone.localdate(command.now)
    sheet = build_sheet(command.body, user=command.by, language=language, made_on=made_on)
    answers = {key: _cells(key, part["values"]) for key, part in draft.parts.items()}
    name = _("Answers of %(day)s") % {"day": format_day(command.stated_on)}
    return fill(sheet, answers, name=name, by=command.stated_by, on=command.stated_on)


def _cells(key: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the answers of a row in the order of the sheet; a figure stands below the words."""
    if key.startswith("Q"):
        figure = f"{values['value']} ({values['period'] or '–'})" if values["value"] else ""
        return ("\n".join(filter(None, (values["words"], figure))),)
    names = ("words", "due_on", "reason") if is_commitment(key) else ("status", "words", "evidence")
    return tuple(values.get(name, "") for name in names)


def _store_file(upload: files.Upload | None) -> dict[str, str] | None:
    if upload is None:
        return None
    check_file_text(upload.file.screened)
    lock_files()
    return {"name": upload.file.name, "sha256": storage.store_file(upload.file.content)}


def _reason(words: str) -> Reason:
    return Reason(words, ReasonCode.REPLY_OF_BODY)
