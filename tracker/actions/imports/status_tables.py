"""Import what a table says was done about recommendations: a body's view, or drafts of our own."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import errors, formats, vocabulary
from tracker.actions.base import lock_recommendations, save_checked
from tracker.actions.evidence import files
from tracker.actions.imports import drafts, editions, tables
from tracker.actions.questions.sheets import ImportRows, import_line
from tracker.audit.reasons import because
from tracker.intake.status_tables import StatusRow, parse_date, read_status_rows
from tracker.models import Evidence, ImportRun, Recommendation, Report, User
from tracker.summaries.questions.comparison import ComparedRow, RowOutcome
from tracker.summaries.questions.sheets import get_reference
from tracker.summaries.recommendations.matches import (
    ENOUGH_WORDS,
    RowWords,
    folded_words,
    rank,
    wanted_words,
)

LEAVE_OUT = "leave_out"  # in place of a status: rows with these words are not imported


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStatuses(ImportRows):
    """A table of statuses as a person reads it, and the rows that are ticked.

    A row that was not `shown` as it is now is taken unless a person must confirm it.
    """

    run: ImportRun
    reason: str
    report: Report
    meanings: Sequence[str]  # of the columns, in their order
    statuses: Mapping[str, str]  # by words of the table: a code, LEAVE_OUT, or empty
    chosen: Mapping[int, Recommendation]  # by row, what a person says it is about
    shown: Sequence[str] = ()  # by `list_shown`

    def takes(self, line: ComparedRow) -> bool:
        """Return whether a row is to be imported."""
        is_shown = f"{line.key}:{len(line.warnings)}" in self.shown
        return line.is_applied and (line.key in self.accepted if is_shown else not line.warnings)


def preview(command: ImportStatuses) -> list[ComparedRow]:
    """Return what each row would write, by importing the ticked ones and rolling back."""
    with transaction.atomic():
        with because(
            vocabulary.Reason(command.reason, vocabulary.ReasonCode.NEW_INFORMATION), by=command.by
        ):
            lines = _import(command)
        transaction.set_rollback(True)
    return lines


def list_shown(lines: Sequence[ComparedRow]) -> list[str]:
    """Return a mark of the rows as they are shown, and the keys of those that can be ticked.

    A key is followed by the number of warnings.
    """
    texts = [
        (ln.key, ln.outcome, ln.answers, ln.status, ln.as_of, ln.refusal, ln.name)
        + ((about.status, about.current_assessment_id) if (about := ln.recommendation) else ())
        for ln in lines
    ]
    return [
        hashlib.sha256(repr(texts).encode()).hexdigest(),
        *(f"{ln.key}:{len(ln.warnings)}" for ln in lines if ln.is_applied),
    ]


@transaction.atomic
def accept(command: ImportStatuses) -> ImportRun:
    """Import the ticked rows, all or none, with the file as their evidence.

    Raises PermissionRefused, Stale where the run is decided or a row is not as it was shown,
    NotAllowed without a ticked row, InvalidValue where the file is no longer there or somebody
    else's, PersonalDataFound.
    """
    reason = vocabulary.Reason(command.reason, vocabulary.ReasonCode.NEW_INFORMATION)
    with (
        drafts.editing(command.run, command.by, reason) as run,
        editions.record_changes() as list_changes,
    ):
        lines = _import(command, files.load_upload(run.created["upload"], by=command.by))
        errors.Stale.raise_if(
            list_shown(lines) != command.shown,
            _("Nothing was imported: the rows are no longer as they were shown. Check them again."),
        )
        errors.NotAllowed.raise_if(
            not any(map(command.takes, lines)), _("Nothing was imported: tick a row first.")
        )
        lines = [
            replace(line, outcome=RowOutcome.LEFT_OUT)
            if line.is_applied and not command.takes(line)
            else line
            for line in lines
        ]
        outcomes = [
            {"row": line.key, "name": line.name, "text": " · ".join(filter(None, line.answers))}
            | {"outcome": f"{line.outcome.label} {line.refusal}".strip()}
            for line in lines
        ]
        return drafts.save_run_decision(
            run,
            drafts.DecideRun(run=run, reason=command.reason, by=command.by, now=command.now),
            vocabulary.ImportRunState.ACCEPTED,
            created={
                **run.created,
                "counts": {"rows": len(lines)},
                "outcomes": outcomes,
                **list_changes(),
            },
        )


def _import(command: ImportStatuses, upload: files.Upload | None = None) -> list[ComparedRow]:
    """Import the ticked rows; return all with what they wrote, or why not."""
    body, by, now = command.body, command.by, command.now
    lines = list(_compare_rows(command))
    command = replace(command, accepted={line.key for line in lines if command.takes(line)})
    lock_recommendations({line.recommendation.pk for line in lines if line.recommendation})
    title = (
        _("Table “%(file)s” of %(body)s, as stated on %(day)s")
        if body
        else _("Our list “%(file)s”")
    )
    evidence = save_checked(
        Evidence(
            kind=vocabulary.EvidenceKind.LETTER if body else vocabulary.EvidenceKind.NOT_STATED,
            title=title
            % {
                "file": command.run.file_name,
                "body": body and body.short,
                "day": formats.format_day(command.stated_on),
            },
            issuer=body,
            published_on=command.stated_on if body else None,
            covers_to=min(command.stated_on, max(line.as_of or command.as_of for line in lines))
            if body
            else None,  # its rows may be about any time before
            added_by=by,
            added_at=now,
        )
    )
    lines = [
        import_line(line, evidence, command) if line.key in command.accepted else line
        for line in lines
    ]
    if upload:
        files.add_file(upload, evidence=evidence, by=by, now=now)
    return lines


def _compare_rows(command: ImportStatuses) -> Iterator[ComparedRow]:
    """Yield what each row would write: a view, a draft or a note, and perhaps a commitment.

    What a person must confirm has a warning.
    """
    finder, above = _RecommendationFinder(command.report, command.by), None
    seen = set[int]()
    for row in read_status_rows(tables.load_table(command.run), command.meanings):
        chosen = command.chosen.get(row.number)
        about, doubt = (chosen, "") if chosen else finder.find(row)
        if about is None and not row.words("number"):
            about, doubt = above, _("Not named in the file; the row above is about it.")
        above = about
        line = _compare_row(row, command, about, doubt)
        if line.status and about and about.pk in seen:
            again = _("%(name)s appears twice in the file. Only its first row is imported.")
            line = replace(line, outcome=RowOutcome.REFUSED, refusal=again % {"name": line.name})
        elif line.status and about and (not doubt or command.takes(line)):
            seen.add(about.pk)
        yield line
        if (
            command.body
            and row.words("due")
            and line.outcome not in (RowOutcome.REFUSED, RowOutcome.LEFT_OUT)
        ):
            yield _commitment(line, row)


class _RecommendationFinder:
    """The recommendations of a report, found by number, text or similar words."""

    def __init__(self, report: Report, user: User) -> None:
        rows = Recommendation.objects.visible_to(user).filter(report=report).order_by("sort_key")
        texts = {
            row: [row.text, row.short_title]
            + [text for t in row.translations.all() for text in (t.text, t.short_title)]
            for row in rows.select_related("report__mechanism").prefetch_related("translations")
        }
        self._texts = [
            RowWords(row, frozenset(), folded_words(" ".join(own)), ())
            for row, own in texts.items()
        ]
        self._names = {
            _normalize(name): row
            for row, own in texts.items()
            for name in (row.number, row.cited_as, get_reference(row), *filter(None, own))
        }

    def find(self, row: StatusRow) -> tuple[Recommendation | None, str]:
        """Return the recommendation that a row is about, and why a person must confirm it."""
        number = _normalize(row.words("number"))
        by_number = self._names.get(number) or self._names.get(number.rpartition(" ")[2])
        texts = row.cells.get("text", ())
        best = rank(self._texts, wanted_words(" ".join(texts)))[:1]
        is_alike = bool(best) and len(best[0].words) >= ENOUGH_WORDS
        alike = cast("Recommendation", best[0].row) if is_alike else None
        by_text = [self._names[text] for text in map(_normalize, texts) if text in self._names]
        if by_text:
            is_certain = by_number in (None, by_text[0])
            return by_text[0], "" if is_certain else _("Another number in the file: “%(words)s”.")
        if by_number:
            is_certain = not texts or by_number == alike
            return by_number, "" if is_certain else _("Another text in the file: “%(words)s”.")
        return alike, _("Found by similar words: “%(words)s”.")


def _normalize(name: str) -> str:
    return " ".join(formats.fold_text(name).split()).rstrip(".")


def _compare_row(
    row: StatusRow, command: ImportStatuses, about: Recommendation | None, doubt: str
) -> ComparedRow:
    word, note, link = map(row.words, ("status", "note", "link"))
    named = " ".join(filter(None, map(row.words, ("number", "text"))))
    status, refusal = command.statuses.get(word, ""), _find_refusal(row, command, about)
    outcome = RowOutcome.NOTE if word or note or link else RowOutcome.BLANK
    if refusal or status == LEAVE_OUT:
        outcome, status = RowOutcome.REFUSED if refusal else RowOutcome.LEFT_OUT, ""
    elif status:
        outcome = RowOutcome.VIEW if command.body else RowOutcome.DRAFT
    return ComparedRow(
        key=str(row.number),
        name=about.cited_as if about else named,
        about=about.title if about else "",
        outcome=outcome,
        answers=(word, note, link),
        status=status,
        refusal=refusal,
        warnings=(doubt % {"words": named},) if doubt and not refusal else (),
        recommendation=about,
        as_of=parse_date(row.words("date")),
    )


def _find_refusal(row: StatusRow, command: ImportStatuses, about: Recommendation | None) -> str:
    """Return why a row can't be imported; empty if it can."""
    body, bodies = command.body, row.words("body").casefold()
    names = "|".join(re.escape(n.casefold()) for n in (body.code, *body.all_names)) if body else ""
    days = filter(None, map(row.words, ("date", "due")))
    not_found = _("%(report)s has no such recommendation. Choose one, or leave the row out.")
    refusals = (
        (about is None, not_found % {"report": command.report.cited_as}),
        (
            any(cell.startswith("=") for cells in row.cells.values() for cell in cells),
            _("The row contains a formula. Replace it with its value."),
        ),
        (
            body and bodies and not re.search(rf"(?<!\w)(?:{names})(?!\w)", bodies),
            _("The row is of another body."),
        ),
        (None in map(parse_date, days), _("A date can't be read. Write it like 2025-03-31.")),
    )
    return next((sentence for is_so, sentence in refusals if is_so), "")


def _commitment(line: ComparedRow, row: StatusRow) -> ComparedRow:
    """Return the commitment of a row with a due date; one without a plan must be confirmed."""
    plan, due_on = row.words("plan"), parse_date(row.words("due"))
    doubt = () if plan else (_("The file gives a due date, but no plan: is it a commitment?"),)
    return replace(
        line,
        key=f"{line.key}+1",
        outcome=RowOutcome.COMMITMENT,
        answers=(plan or line.answers[1], due_on.isoformat() if due_on else "", ""),
        status="",
        warnings=line.warnings + doubt,
    )
