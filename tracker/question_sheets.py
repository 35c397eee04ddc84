"""A body's question sheet as plain values: what is printed for it, and what came back filled in.

Every field has a code that is printed before its label, as on any official form: digits for what
we print, letters for what the body fills in. A filled copy is read by these codes, so it can be
read whatever language it was printed in.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from secrets import token_hex
from typing import Any, NamedTuple, Self

import msgspec
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from tracker.formats import format_day


class Field(TextChoices):
    """The code of a field, as printed before its label."""

    REFERENCE = "1", _("Reference")
    TEXT = "2", _("What the report asks for")
    TRANSLATION = "3", _("Translation")
    STATUS = "4", _("Our status")
    AS_OF = "5", _("As of")
    STRENGTH = "6", _("Strength of the evidence")
    CHECK = "7", pgettext_lazy("mark that shows whether a row was changed", "Check")
    BODY = "8", pgettext_lazy("field of a question sheet", "Body")
    MADE_ON = "9", _("Sheet created on")
    DUE_ON = "10", _("Answer by")
    LANGUAGE = "11", _("Language")
    ROWS = "12", _("Recommendations")
    QUESTIONS = "13", _("Questions")
    WHOLE_CHECK = "14", _("Check code of the whole sheet")
    KEY = "15", _("Question number")
    ABOUT = "16", _("About")
    QUESTION = "17", _("Our question")
    REMAINING = "18", _("What remains to be done")
    REMAINING_BY = "19", _("To be done by")
    OWN_STATUS = "A", _("Your own status")
    DONE = "B", _("What was done")
    EVIDENCE = "C", _("Evidence: title and link")
    ANSWER = "D", _("Your answer")
    FILLED_BY = "E", _("Filled in by: name and office")
    CONTACT = "F", _("Telephone or e-mail")
    FILLED_ON = "G", _("Filled in on (2026-03-31)")


PRINTED_FIELDS = (
    Field.REFERENCE,
    Field.TEXT,
    Field.TRANSLATION,
    Field.STATUS,
    Field.AS_OF,
    Field.STRENGTH,
    Field.REMAINING,
    Field.REMAINING_BY,
)
FIELDS_OF_0_1_0 = 6  # printed ones: sheets of that version have no others, and may still come back
QUESTION_FIELDS = (Field.KEY, Field.ABOUT, Field.QUESTION)
ANSWER_FIELDS = (Field.OWN_STATUS, Field.DONE, Field.EVIDENCE)
CODED = re.compile(r"\s*(\d{1,2}|[A-G])\.\s")


def label(field: Field) -> str:
    """Return code and label, in the active language: "A. Your own status"."""
    return f"{field.value}. {field.label}"


def find_field(text: str) -> Field | None:
    """Return the field of a label in any language; None for other text."""
    match = CODED.match(f"{text} ")
    return Field(match[1]) if match and match[1] in Field else None


class SheetQuestion(NamedTuple):
    """An open question to the body: its printed cells, in the order of QUESTION_FIELDS."""

    key: str  # "Q12"
    about: str  # "TIP 2024 Kosovo 6", or the report alone
    question: str


@dataclass(frozen=True, slots=True)
class Row:
    """A recommendation of the body, as of today."""

    reference: str  # "tip-2024-kosovo/6"
    cited_as: str
    title: str
    role: str
    text: str  # verbatim
    translation: str  # in the sheet's language; empty when none is held or it is English
    translation_source: str  # empty: unofficial
    status: str
    as_of: date | None
    strength: str
    questions: tuple[SheetQuestion, ...] = ()
    remaining: str = ""
    remaining_by: date | None = None

    def cells(self, formatter: Callable[[date], str] = format_day) -> tuple[str, ...]:
        """Return the printed cells, in the order of PRINTED_FIELDS."""
        as_of, remaining_by = (
            formatter(day) if day else "" for day in (self.as_of, self.remaining_by)
        )
        return (
            *(self.reference, self.text, self.translation, self.status, as_of, self.strength),
            *(self.remaining, remaining_by),
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question sheet for one body, on one day, in one language."""

    body: str  # its code
    body_name: str
    body_short: str
    language: str
    made_on: date
    due_on: date | None
    choices: tuple[tuple[str, str], ...]  # statuses, with what they mean
    rows: tuple[Row, ...]
    questions: tuple[SheetQuestion, ...]  # on no row of the sheet

    @property
    def all_questions(self) -> tuple[SheetQuestion, ...]:
        """All questions, those of the rows first."""
        return (*(q for row in self.rows for q in row.questions), *self.questions)

    def hash_row(self, cells: tuple[str, ...]) -> str:
        """Return the check digits of a row or question."""
        return _row_check(self.body, self.made_on.isoformat(), cells)

    def hash_sheet(self, formatter: Callable[[date], str] = format_day) -> str:
        """Return the check of the whole sheet, with dates printed by `formatter`."""
        rows = (row.cells(formatter) for row in self.rows)
        checks = [self.hash_row(cells) for cells in (*rows, *self.all_questions)]
        return _whole_check(self.body, self.made_on.isoformat(), self.language, checks)


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A returned recommendation or question, with the text as it stands in the file."""

    key: str  # the reference, or the number of the question
    printed: tuple[str, ...]  # by PRINTED_FIELDS, or by QUESTION_FIELDS; empty for a commitment
    check: str
    answers: tuple[str, ...]  # by ANSWER_FIELDS, or the answer alone; text, due date and reason
    formulas: tuple[str, ...] = ()  # fields that hold a formula: their values are not to be had

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in."""
        return not any(self.answers) and not self.formulas


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A returned sheet as read, not yet compared with the data."""

    file_name: str
    sha256: str
    kind: str  # "docx", "xlsx", or "page" for answers written on the site
    body: str
    made_on: str  # "2026-11-26"; the sheet's own word
    language: str
    rows_printed: int | None
    questions_printed: int | None
    check: str
    filled_by: str
    contact: str
    filled_on: str  # as typed
    rows: tuple[FilledRow, ...]
    answers: tuple[FilledRow, ...]
    commitments: tuple[FilledRow, ...] = ()  # new ones "tip-2024-kosovo/6+1", others "C12"

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return a sheet from what `asdict` made of it, in JSON, where tuples are lists."""
        return msgspec.convert(values, cls)

    def is_as_printed(self, row: FilledRow) -> bool:
        """Return whether the printed cells still match their check."""
        return _row_check(self.body, self.made_on, row.printed) == row.check.strip().lower()

    @property
    def is_whole(self) -> bool:
        """Whether the check of the whole sheet holds: nothing missing, nothing moved."""
        checks = [row.check.strip().lower() for row in (*self.rows, *self.answers)]
        return _whole_check(self.body, self.made_on, self.language, checks) == self.check.lower()

    @property
    def answered_keys(self) -> list[str]:
        """Keys of the rows that are filled in."""
        return [
            row.key for row in (*self.rows, *self.answers, *self.commitments) if not row.is_blank
        ]


def is_commitment(key: str) -> bool:
    """Return whether a key is that of a commitment: "C12", or "tip-2024-kosovo/6+1" if new."""
    return key.startswith("C") or "+" in key


def join_figure(key: str, cells: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of a part as the sheet has them: a figure stands below the answer."""
    if not key.startswith("Q"):
        return tuple(cells)
    words, figure, period = cells
    return ("\n".join(filter(None, (words, figure and f"{figure} ({period or '–'})"))),)


def label_cells(
    key: str, cells: tuple[str, ...], *, shows_status: bool
) -> tuple[tuple[str, str], ...]:
    """Return the texts of a row that are not empty, with their labels.

    An answer, and the text on what was done, have no label; `shows_status` includes the status.
    """
    if len(cells) == 1:
        labelled: tuple[tuple[object, str], ...] = (("", cells[0]),)
    elif is_commitment(key):
        words, due_on, reason = cells
        labelled = (
            ("", words),
            (_("Due:"), format_day(date.fromisoformat(due_on)) if due_on else ""),
            (_("Reason:"), reason),
        )
    else:
        status, words, evidence = cells
        status = status if shows_status else ""
        labelled = ((_("Status:"), status), ("", words), (_("Evidence:"), evidence))
    return tuple((str(label), words) for label, words in labelled if words)


def fill(
    sheet: Sheet, answers: Mapping[str, tuple[str, ...]], *, name: str, by: str, on: date
) -> FilledSheet:
    """Return a sheet filled in on the site: the rows that have answers, by key."""
    printed: list[dict[str, tuple[str, ...]]] = [
        {row.reference: row.cells(date.isoformat) for row in sheet.rows},
        {question.key: tuple(question) for question in sheet.all_questions},
        {key: () for key in answers if is_commitment(key)},
    ]
    rows, questions, commitments = (
        tuple(
            FilledRow(key, cells, sheet.hash_row(cells), answers[key])
            for key, cells in by_key.items()
            if key in answers
        )
        for by_key in printed
    )
    made_on = sheet.made_on.isoformat()
    return FilledSheet(
        file_name=name,
        sha256=token_hex(32),  # of no file; a hash of the words would outlast their redaction
        kind="page",
        body=sheet.body,
        made_on=made_on,
        language=sheet.language,
        rows_printed=len(rows),
        questions_printed=len(questions),
        check=_whole_check(
            sheet.body, made_on, sheet.language, [row.check for row in (*rows, *questions)]
        ),
        filled_by=by,
        contact="",
        filled_on=on.isoformat(),
        rows=rows,
        answers=questions,
        commitments=commitments,
    )


def _row_check(body: str, made_on: str, cells: tuple[str, ...]) -> str:
    """Return ten hexadecimal digits over the printed cells, the body and the day."""
    return _digest(body, made_on, *cells[:FIELDS_OF_0_1_0], *filter(None, cells[FIELDS_OF_0_1_0:]))


def _whole_check(body: str, made_on: str, language: str, checks: list[str]) -> str:
    """Return ten hexadecimal digits over the checks of all rows and questions, in any order."""
    return _digest(body, made_on, language, *sorted(checks))


def remove_control_characters(text: str) -> str:
    """Remove the control characters that office files can't hold."""
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) != "Cc")


def has_same_text(text: str, other: str) -> bool:
    """Return whether two texts differ in white space at most."""
    return _normalize(text) == _normalize(other)


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(map(_normalize, parts)).encode()).hexdigest()[:10]


def _normalize(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
