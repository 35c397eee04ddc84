"""Comparison of a filled question sheet with what is on record, row by row.

Nothing is written and no rule on assessments is checked: `actions.questions.sheets` does both.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import dateparse, timezone, translation
from django.utils.translation import gettext as _, pgettext_lazy

from tracker import errors, formats, vocabulary
from tracker.models import Assessment, Body, Commitment, Evidence, Question, Recommendation, User
from tracker.question_sheets import (
    PRINTED_FIELDS,
    Field,
    FilledRow,
    FilledSheet,
    Row,
    Sheet,
    has_same_text,
    label,
    label_cells,
)
from tracker.summaries.questions import sheets
from tracker.vocabulary.columns import codes_by_label

TEXT = PRINTED_FIELDS.index(Field.TEXT)
STATUS = PRINTED_FIELDS.index(Field.STATUS)
# What a newer assessment changes.
CHANGING = (STATUS, PRINTED_FIELDS.index(Field.AS_OF), PRINTED_FIELDS.index(Field.STRENGTH))
MAX_CELL_LENGTH = 5_000  # characters of one cell

type Check = tuple[object, str, Mapping[str, object]]  # whether it is wrong, and what is said then


class RowOutcome(TextChoices):
    """Effect of a row once the sheet is read in."""

    VIEW = "view", pgettext_lazy("what a row of a sheet does", "New view")
    DRAFT = "draft", pgettext_lazy("what a row of a sheet does", "Draft assessment")
    NOTE = "note", pgettext_lazy("what a row of a sheet does", "Note without status")
    ANSWER = "answer", pgettext_lazy("what a row of a sheet does", "Answer")
    COMMITMENT = "commitment", pgettext_lazy("what a row of a sheet does", "New commitment")
    RESCHEDULED = "rescheduled", pgettext_lazy("what a row of a sheet does", "New due date")
    NEWS = "news", pgettext_lazy("what a row of a sheet does", "Update of a commitment")
    LEFT_OUT = "left_out", pgettext_lazy("what a row of a sheet does", "Left out")
    UNCHANGED = "unchanged", pgettext_lazy("what a row of a sheet does", "Already recorded")
    BLANK = "blank", pgettext_lazy("what a row of a sheet does", "Empty")
    REFUSED = "refused", pgettext_lazy("what a row of a sheet does", "Can’t be imported")


@dataclass(frozen=True, slots=True)
class ComparedRow:
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
    commitment: Commitment | None = None
    as_of: date | None = None  # of a table whose rows have days; none: as the file

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """Its texts with their labels; without empty cells and a recognized status."""
        return label_cells(self.key, self.answers, shows_status=not self.status)

    @property
    def is_applied(self) -> bool:
        """Whether it is saved when the sheet is read in."""
        return self.outcome in APPLIED


APPLIED = frozenset(RowOutcome) - {
    RowOutcome.UNCHANGED,
    RowOutcome.BLANK,
    RowOutcome.REFUSED,
    RowOutcome.LEFT_OUT,
}


@dataclass(frozen=True, slots=True)
class RowContext:
    """Data that the rows of a filled sheet are compared with."""

    filled: FilledSheet
    statuses: Mapping[str, str]
    printed: Mapping[str, tuple[Row, tuple[str, ...]]]
    recommendations: Mapping[str, Recommendation]
    known_references: frozenset[str]
    questions: Mapping[str, tuple[Question, bool]]  # and whether it is to the body
    commitments: Mapping[str, Commitment]  # open ones
    body: Body
    newer: frozenset[int]


@dataclass(frozen=True, slots=True)
class SheetComparison:
    """Effects of a filled sheet, row by row, and warnings about it as a whole."""

    filled: FilledSheet
    lines: tuple[ComparedRow, ...]
    warnings: tuple[str, ...]
    letter: Evidence | None = None  # once it is imported

    def list_refused(self, accepted: Collection[str]) -> list[ComparedRow]:
        """Return the accepted rows that can't be imported; of a row that comes twice, neither."""
        imported = {line.key for line in self.lines if not line.refusal}
        return [line for line in self.lines if line.key in accepted and line.key not in imported]


def compare(filled: FilledSheet, *, body: Body, user: User, today: date) -> SheetComparison:
    """Compare each row of the file with the recommendation or question that it names.

    The number of queries is the same for few rows and for many.

    Raises:
        NotAllowed: It is the sheet of another body or of no day, or the file was read in before.
    """
    made_on = check_is_sheet_of(filled, body, today=today)
    _check_not_read(filled, body, user)
    language = filled.language if filled.language in vocabulary.Language.values else "en"
    fresh = sheets.build_sheet(body, user=user, language=language, made_on=made_on, unasked=True)
    context = RowContext(
        filled=filled,
        statuses=codes_by_label(vocabulary.SELECTABLE_STATUSES),
        printed=_printed_now(fresh, filled),
        recommendations={
            sheets.get_reference(r): r
            for r in sheets.list_recommendations(body, user=user, on=made_on)
        },
        known_references=_known_references(filled, user),
        questions=_questions(filled, body, user, on=made_on),
        commitments={
            sheets.get_key(row): row
            for row in sheets.list_commitments(body, user=user, on=made_on)
            if filled.commitments
        },
        body=body,
        newer=_views_since(body, made_on),
    )
    return SheetComparison(filled, tuple(_lines(context)), tuple(_warnings(filled, fresh)))


def hash_line(filled: FilledSheet) -> str:
    """Return the line by which the remark of the evidence names the file."""
    return f"SHA-256: {filled.sha256}"


def check_is_sheet_of(filled: FilledSheet, body: Body, *, today: date) -> date:
    """Return the day that the sheet was made on. Raises NotAllowed for another body's, or none."""
    errors.NotAllowed.raise_if(
        filled.body.casefold() != body.code.casefold(),
        _(
            "“%(file)s” is the sheet of %(other)s and can't be imported for %(body)s. Import it on"
            " the page of %(other)s."
        ),
        file=filled.file_name,
        other=filled.body,
        body=body.code,
    )
    try:
        made_on = dateparse.parse_date(filled.made_on)
    except ValueError:
        made_on = None
    if made_on is None or made_on > today:
        raise errors.NotAllowed(
            _(
                "“%(file)s” has the date “%(day)s”, but no sheet was created then. Copy the"
                " answers into the sheet as it was sent."
            )
            % {"file": filled.file_name, "day": filled.made_on}
        )
    return made_on


def _check_not_read(filled: FilledSheet, body: Body, user: User) -> None:
    evidence = (
        Evidence.objects.visible_to(user)
        .not_withdrawn()
        .filter(
            kind=vocabulary.EvidenceKind.LETTER, issuer=body, remark__contains=hash_line(filled)
        )
        .select_related("added_by")
        .first()
    )
    if evidence is not None:
        raise errors.NotAllowed(
            _(
                "%(who)s already imported “%(file)s” on %(day)s as “%(title)s”, so nothing was"
                " changed. Choose another file, or withdraw that evidence first."
            )
            % {
                "file": filled.file_name,
                "day": formats.format_day(timezone.localdate(evidence.added_at)),
                "who": evidence.added_by,
                "title": evidence.title,
            }
        )


def _printed_now(fresh: Sheet, filled: FilledSheet) -> dict[str, tuple[Row, tuple[str, ...]]]:
    """Return what would be printed of each row today, in the language and format of the file."""
    day_format = formats.format_day if filled.kind == "docx" else date.isoformat
    with translation.override(fresh.language):
        return {row.reference: (row, row.cells(day_format)) for row in fresh.rows}


def _known_references(filled: FilledSheet, user: User) -> frozenset[str]:
    """Return the references in the file that exist, whichever body they belong to."""
    pairs = [row.key.rpartition("/")[::2] for row in filled.rows]
    recommendations = Recommendation.objects.visible_to(user).filter(
        report__slug__in={slug[:60] for slug, _number in pairs},
        number__in={number[:16] for _slug, number in pairs},
    )
    return frozenset(
        f"{slug}/{number}" for slug, number in recommendations.values_list("report__slug", "number")
    )


def _questions(
    filled: FilledSheet, body: Body, user: User, *, on: date
) -> dict[str, tuple[Question, bool]]:
    """Return the questions in the file, and whether each is to the body, by their numbers."""
    keys = [row.key.removeprefix("Q") for row in filled.answers]
    known = Question.objects.visible_to(user).filter(
        pk__in={int(key) for key in keys if key.isdecimal() and len(key) < 19}
    )
    own = set(known.of_body(body, on=on).values_list("pk", flat=True))
    return {
        sheets.get_key(question): (question, question.pk in own)
        for question in known.select_related(
            "body", "report__mechanism", "recommendation__report__mechanism"
        )
    }


def _views_since(body: Body, made_on: date) -> frozenset[int]:
    """Return keys of recommendations with a view of the body entered after the sheet's day."""
    views: Any = Assessment.objects.filter(
        body=body,
        perspective=vocabulary.Perspective.RESPONSIBLE_BODY,
        state__in=[vocabulary.State.SUBMITTED, vocabulary.State.APPROVED],
        created_at__gte=timezone.make_aware(datetime.combine(made_on + timedelta(days=1), time())),
    )
    return frozenset(views.values_list("recommendation_id", flat=True))


def _warnings(filled: FilledSheet, fresh: Sheet) -> Iterator[str]:
    in_file = {row.key for row in filled.rows}
    names = [row.cited_as for row in fresh.rows if row.reference not in in_file]
    if rows := _missing(filled.rows, filled.rows_printed):
        sentence = _("%(missing)d of %(all)d rows are missing and stay unchanged.") % {
            "missing": rows,
            "all": filled.rows_printed,
        }
        yield f"{sentence} {', '.join(names)}" if len(names) == rows else sentence
    if questions := _missing(filled.answers, filled.questions_printed):
        yield _("%(missing)d of %(all)d questions are missing and stay open.") % {
            "missing": questions,
            "all": filled.questions_printed,
        }
    unchanged = all(filled.is_as_printed(row) for row in (*filled.rows, *filled.answers))
    if not rows and not questions and unchanged and not filled.is_whole:
        yield _(
            "The first page was changed: its check code does not match. The rows have their own"
            " check codes."
        )
    if not filled.filled_by:
        yield _("Field E does not name the person who filled it in. Enter below who stated it.")


def _missing(rows: tuple[FilledRow, ...], printed: int | None) -> int:
    return max(0, (printed or 0) - len({row.key for row in rows}))


def _lines(context: RowContext) -> Iterator[ComparedRow]:
    """Yield the result of each recommendation and question in the file, in its order."""
    filled = context.filled
    for rows, compare_row in (
        (filled.rows, _compare_row),
        (filled.answers, _compare_answer),
        (filled.commitments, _compare_commitment),
    ):
        seen = set[str]()
        for row in rows:
            yield compare_row(row, context, again=row.key in seen)
            seen.add(row.key)


def _compare_row(row: FilledRow, context: RowContext, *, again: bool) -> ComparedRow:
    recommendation = context.recommendations.get(row.key)
    status = context.statuses.get(row.answers[0].casefold(), "")
    refusal = _first_fault(_check_row(row, context, recommendation, status, again=again))
    return ComparedRow(
        key=row.key,
        name=recommendation.cited_as if recommendation else row.key,
        about=recommendation.title if recommendation else "",
        outcome=_outcome(row, refusal, RowOutcome.VIEW if status else RowOutcome.NOTE),
        answers=row.answers,
        status=status,
        refusal=refusal,
        warnings=()
        if refusal or recommendation is None
        else tuple(_changes_since_printed(row, context, recommendation)),
        recommendation=recommendation,
    )


def _outcome(row: FilledRow, refusal: str, filled: RowOutcome) -> RowOutcome:
    if refusal:
        return RowOutcome.REFUSED
    return RowOutcome.BLANK if row.is_blank else filled


def _compare_answer(row: FilledRow, context: RowContext, *, again: bool) -> ComparedRow:
    question, is_to_body = context.questions.get(row.key, (None, False))
    refusal = _first_fault(_check_answer(row, context, question, is_to_body, again=again))
    return ComparedRow(
        key=row.key,
        name=row.key,
        about=question.text if question else row.printed[2],
        outcome=_outcome(row, refusal, RowOutcome.ANSWER),
        answers=row.answers,
        refusal=refusal,
        question=question,
    )


def _compare_commitment(row: FilledRow, context: RowContext, *, again: bool) -> ComparedRow:
    commitment = context.commitments.get(row.key)
    about = context.recommendations.get(row.key.partition("+")[0])
    outcome = RowOutcome.RESCHEDULED if row.answers[1] else RowOutcome.NEWS
    return ComparedRow(
        key=row.key,
        name=about.cited_as if about else row.key,
        about=commitment.text if commitment else about.title if about else "",
        outcome=RowOutcome.COMMITMENT if about else outcome if commitment else RowOutcome.REFUSED,
        answers=row.answers,
        refusal=""
        if about or commitment
        else _("The commitment is no longer open, or the body no longer leads or supports this."),
        recommendation=commitment.recommendation if commitment else about,
        commitment=commitment,
    )


def _first_fault(checks: Iterator[Check]) -> str:
    """Return the sentence of the first check that finds a fault; empty if none does."""
    return next((text % values for is_wrong, text, values in checks if is_wrong), "")


def _check_row(
    row: FilledRow,
    context: RowContext,
    recommendation: Recommendation | None,
    status: str,
    *,
    again: bool,
) -> Iterator[Check]:
    yield (
        recommendation is None,
        _(
            "%(body)s does not lead or support “%(reference)s”, so its view can't be imported. Add"
            " its role on the recommendation first."
        )
        if row.key in context.known_references
        else _(
            "There is no recommendation “%(reference)s”: the reference was changed, or its report"
            " is not in Heed. Copy the reference from the sheet as it was sent."
        ),
        {"body": context.body.short, "reference": row.key or "–"},
    )
    yield from _check_cells(
        row, context, recommendation.cited_as if recommendation else row.key, again=again
    )
    yield (
        row.answers[0] and not status,
        _(
            "“%(words)s” is not a status. Choose one of: %(known)s. Ask the body which one it"
            " means."
        ),
        {
            "words": row.answers[0][:100],
            "known": ", ".join(str(status.label) for status in vocabulary.SELECTABLE_STATUSES),
        },
    )


def _check_answer(
    row: FilledRow,
    context: RowContext,
    question: Question | None,
    is_to_body: bool,
    *,
    again: bool,
) -> Iterator[Check]:
    yield (
        question is None,
        _("There is no question “%(key)s”. Copy the number from the sheet as it was sent."),
        {"key": row.key or "–"},
    )
    yield (
        not is_to_body,
        _("%(key)s is not a question to %(body)s. Copy the number from the sheet as it was sent."),
        {"key": row.key, "body": context.body.short},
    )
    yield from _check_cells(row, context, row.key, again=again)
    if question is None or row.is_blank:
        return
    day = question.answered_on
    yield (
        day is not None,
        _(
            "The question was answered on %(day)s, after the sheet was sent. Log anything new as"
            " progress on the recommendation."
        ),
        {"day": formats.format_day(day) if day else ""},
    )
    yield (
        question.dismissal_reason,
        _(
            "The question was dismissed in the meantime for the reason “%(why)s”. Reopen it first"
            " if it needs an answer."
        ),
        {"why": question.dismissal_reason},
    )


def _check_cells(row: FilledRow, context: RowContext, name: str, *, again: bool) -> Iterator[Check]:
    """Yield what refuses a row whatever its answers are."""
    now, is_changed = context.printed.get(row.key), not context.filled.is_as_printed(row)
    is_outdated = now is not None and not has_same_text(row.printed[TEXT], now[1][TEXT])
    differing = (
        [
            label(field)
            for field, ours, theirs in zip(PRINTED_FIELDS, now[1], row.printed, strict=True)
            if not has_same_text(ours, theirs)
        ]
        if now and (is_changed or is_outdated)
        else []
    )
    changed = _(
        "Printed cells of %(name)s were changed in the file (%(where)s), so the row can't be"
        " matched. Copy the answers into the sheet as it was sent."
    )
    values = {
        "name": name,
        "fields": ", ".join(row.formulas),
        "where": ", ".join(differing) or label(Field.CHECK),
        "most": MAX_CELL_LENGTH,
    }
    yield again, _("%(name)s appears twice in the file. Only its first row is imported."), values
    yield (
        row.formulas,
        _("%(name)s contains a formula (field %(fields)s). Replace the formula with its value."),
        values,
    )
    yield is_changed, changed, values
    yield (
        any(len(words) > MAX_CELL_LENGTH for words in row.answers),
        _(
            "%(name)s: a cell has more than %(most)d characters. Shorten it to one to three"
            " sentences, and send attachments separately."
        ),
        values,
    )
    yield is_outdated, changed, values


def _changes_since_printed(
    row: FilledRow, context: RowContext, recommendation: Recommendation
) -> Iterator[str]:
    """Yield warnings about changes since the sheet was printed; they don't refuse the row."""
    now, cells = context.printed[row.key]
    if any(not has_same_text(row.printed[at], cells[at]) for at in CHANGING):
        yield _(
            "The status has changed since the sheet was created: from “%(then)s” to “%(now)s”,"
            " as of %(as_of)s."
        ) % {
            "then": row.printed[STATUS],
            "now": recommendation.get_status_display(),
            "as_of": formats.format_day(now.as_of) if now.as_of else "–",
        }
    if recommendation.pk in context.newer:
        yield _("A view of the body has been entered since the sheet was created.")
