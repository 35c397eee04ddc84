"""Comparison of one row of a filled sheet with what is on record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _, pgettext

from tracker.formats import format_day
from tracker.models import Body, Question, Recommendation
from tracker.question_sheets import (
    PRINTED_FIELDS,
    Field,
    FilledRow,
    FilledSheet,
    Row,
    has_same_text,
    label,
)
from tracker.vocabulary import SELECTABLE_STATUSES

TEXT = PRINTED_FIELDS.index(Field.TEXT)
CHANGING_FIELDS = (Field.STATUS, Field.AS_OF, Field.STRENGTH)  # what a newer assessment changes
MAX_CELL_LENGTH = 5_000  # characters of one cell


class RowOutcome(StrEnum):
    """Effect of a row once the sheet is read in."""

    VIEW = "view"
    NOTE = "note"
    ANSWER = "answer"
    UNCHANGED = "unchanged"
    BLANK = "blank"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """Label in the language in force."""
        return {
            RowOutcome.VIEW: pgettext("what a row of a sheet does", "New view"),
            RowOutcome.NOTE: pgettext("what a row of a sheet does", "Note without status"),
            RowOutcome.ANSWER: pgettext("what a row of a sheet does", "Answer"),
            RowOutcome.UNCHANGED: pgettext("what a row of a sheet does", "Already recorded"),
            RowOutcome.BLANK: pgettext("what a row of a sheet does", "Empty"),
            RowOutcome.REFUSED: pgettext("what a row of a sheet does", "Can’t be imported"),
        }[self]


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """Result of one row of the file: its effect, or why it is refused."""

    key: str
    name: str  # "TIP 2024 Kosovo 6", "Q12"
    about: str  # its short title, or the question
    outcome: RowOutcome
    answers: tuple[str, ...]
    status: str = ""  # the code that the words stand for
    refusal: str = ""
    warnings: tuple[str, ...] = ()
    recommendation: Recommendation | None = None
    question: Question | None = None

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """Its texts with their labels; without empty cells and a recognized status.

        The text on what was done, and an answer, have no label.
        """
        if len(self.answers) == 1:
            return (("", self.answers[0]),) if self.answers[0] else ()
        status, done, shows = self.answers
        labelled = (
            (_("Status:"), "" if self.status else status),
            ("", done),
            (_("Evidence:"), shows),
        )
        return tuple((label, words) for label, words in labelled if words)

    @property
    def is_applied(self) -> bool:
        """Whether it is saved when the sheet is read in."""
        return self.outcome in (RowOutcome.VIEW, RowOutcome.NOTE, RowOutcome.ANSWER)


@dataclass(frozen=True, slots=True)
class RowContext:
    """Data that the rows of a filled sheet are compared with."""

    filled: FilledSheet
    language: str
    statuses: Mapping[str, str]
    printed: Mapping[str, tuple[Row, tuple[str, ...]]]
    recommendations: Mapping[str, Recommendation]
    known_references: frozenset[str]
    questions: Mapping[str, tuple[Question, bool]]  # and whether it is to the body
    body: Body
    newer: frozenset[int]

    def is_as_printed(self, row: FilledRow) -> bool:
        """Return whether the printed text of the row is unchanged."""
        return self.filled.is_as_printed(row)


def compare_rows(context: RowContext) -> Iterator[ReplyRow]:
    """Yield the result of each recommendation in the file, in its order."""
    seen = set[str]()
    for row in context.filled.rows:
        yield _compare_row(row, context, again=row.key in seen)
        seen.add(row.key)


def compare_answers(context: RowContext) -> Iterator[ReplyRow]:
    """Yield the result of each question in the file, in its order."""
    seen = set[str]()
    for row in context.filled.answers:
        yield _compare_answer(row, context, again=row.key in seen)
        seen.add(row.key)


def _compare_row(row: FilledRow, context: RowContext, *, again: bool) -> ReplyRow:
    recommendation = context.recommendations.get(row.key)
    status = context.statuses.get(row.answers[0].casefold(), "")
    refusal = (
        _unknown_row_error(row, context)
        if recommendation is None
        else _refusal(row, context, name=recommendation.cited_as, again=again)
        or _unknown_status_error(row, status)
    )
    return ReplyRow(
        key=row.key,
        name=recommendation.cited_as if recommendation else row.key,
        about=recommendation.title if recommendation else "",
        outcome=_outcome(row, status, refusal),
        answers=row.answers,
        status=status,
        refusal=refusal,
        warnings=()
        if refusal or recommendation is None
        else tuple(_changes_since_printed(row, context, recommendation)),
        recommendation=recommendation,
    )


def _outcome(row: FilledRow, status: str, refusal: str) -> RowOutcome:
    if refusal:
        return RowOutcome.REFUSED
    if row.is_blank:
        return RowOutcome.BLANK
    return RowOutcome.VIEW if status else RowOutcome.NOTE


def _compare_answer(row: FilledRow, context: RowContext, *, again: bool) -> ReplyRow:
    question, is_to_body = context.questions.get(row.key, (None, False))
    refusal = _unknown_question_error(row, question, context, is_to_body=is_to_body) or _refusal(
        row, context, name=row.key, again=again
    )
    if not refusal and question is not None and not row.is_blank:
        refusal = _closed_question_error(question)
    blank = RowOutcome.BLANK if row.is_blank else RowOutcome.ANSWER
    return ReplyRow(
        key=row.key,
        name=row.key,
        about=question.text if question else row.printed[2],
        outcome=RowOutcome.REFUSED if refusal else blank,
        answers=row.answers,
        refusal=refusal,
        question=question,
    )


def _refusal(row: FilledRow, context: RowContext, *, name: str, again: bool) -> str:
    """Return why a row is refused whatever its answers are; empty if it is not."""
    if again:
        return _("%(name)s appears twice in the file. Only its first row is imported.") % {
            "name": name
        }
    if row.formulas:
        return _(
            "%(name)s contains a formula (field %(fields)s). Replace the formula with its value."
        ) % {"name": name, "fields": ", ".join(row.formulas)}
    if not context.is_as_printed(row):
        return _changed_text_error(row, context, name)
    if any(len(words) > MAX_CELL_LENGTH for words in row.answers):
        return _(
            "%(name)s: a cell has more than %(most)d characters. Shorten it to one to three"
            " sentences, and send attachments separately."
        ) % {"name": name, "most": MAX_CELL_LENGTH}
    now = context.printed.get(row.key)
    if now is not None and not has_same_text(row.printed[TEXT], now[1][TEXT]):
        return _changed_text_error(row, context, name)
    return ""


def _changed_text_error(row: FilledRow, context: RowContext, name: str) -> str:
    now = context.printed.get(row.key)
    differing = (
        [
            label(field)
            for field, ours, theirs in zip(PRINTED_FIELDS, now[1], row.printed, strict=True)
            if not has_same_text(ours, theirs)
        ]
        if now
        else []
    )
    return _(
        "Printed cells of %(name)s were changed in the file (%(where)s), so the row can't be"
        " matched. Copy the answers into the sheet as it was sent."
    ) % {"name": name, "where": ", ".join(differing) or label(Field.CHECK)}


def _unknown_row_error(row: FilledRow, context: RowContext) -> str:
    if row.key in context.known_references:
        return _(
            "%(body)s does not lead or support “%(reference)s”, so its view can't be imported. Add"
            " its role on the recommendation first."
        ) % {"body": context.body.short, "reference": row.key}
    return _(
        "There is no recommendation “%(reference)s”: the reference was changed, or its report is"
        " not in Heed. Copy the reference from the sheet as it was sent."
    ) % {"reference": row.key or "–"}


def _unknown_status_error(row: FilledRow, status: str) -> str:
    if status or not row.answers[0]:
        return ""
    return _(
        "“%(words)s” is not a status. Choose one of: %(known)s. Ask the body which one it means."
    ) % {
        "words": row.answers[0][:100],
        "known": ", ".join(str(status.label) for status in SELECTABLE_STATUSES),
    }


def _unknown_question_error(
    row: FilledRow, question: Question | None, context: RowContext, *, is_to_body: bool
) -> str:
    if question is None:
        return _(
            "There is no question “%(key)s”. Copy the number from the sheet as it was sent."
        ) % {"key": row.key or "–"}
    if not is_to_body:
        return _(
            "%(key)s is not a question to %(body)s. Copy the number from the sheet as it was sent."
        ) % {"key": row.key, "body": context.body.short}
    return ""


def _closed_question_error(question: Question) -> str:
    if question.answered_on is not None:
        return _(
            "The question was answered on %(day)s, after the sheet was sent. Log anything new as"
            " progress on the recommendation."
        ) % {"day": format_day(question.answered_on)}
    if question.dismissal_reason:
        return _(
            "The question was dismissed in the meantime for the reason “%(why)s”. Reopen it first"
            " if it needs an answer."
        ) % {"why": question.dismissal_reason}
    return ""


def _changes_since_printed(
    row: FilledRow, context: RowContext, recommendation: Recommendation
) -> Iterator[str]:
    """Yield warnings about changes since the sheet was printed; they don't refuse the row."""
    now, cells = context.printed[row.key]
    if any(not _same(f, row.printed, cells) for f in CHANGING_FIELDS):
        then = row.printed[PRINTED_FIELDS.index(Field.STATUS)]
        yield _(
            "The status has changed since the sheet was created: from “%(then)s” to “%(now)s”,"
            " as of %(as_of)s."
        ) % {
            "then": then,
            "now": recommendation.get_status_display(),
            "as_of": format_day(now.as_of) if now.as_of else "–",
        }
    if recommendation.pk in context.newer:
        yield _("A view of the body has been entered since the sheet was created.")


def _same(field: Field, theirs: tuple[str, ...], ours: tuple[str, ...]) -> bool:
    at = PRINTED_FIELDS.index(field)
    return has_same_text(theirs[at], ours[at])
