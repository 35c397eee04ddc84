"""Comparison of a filled question sheet with what is on record, row by row.

Nothing is written and no rule on assessments is checked: `actions.questions.sheets` does both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tracker.errors import NotAllowed
from tracker.formats import format_day
from tracker.models import Assessment, Body, Evidence, Question, Recommendation, User
from tracker.question_sheets import FilledRow, FilledSheet, Row, Sheet
from tracker.summaries.questions import reply_rows, sheets
from tracker.summaries.questions.reply_rows import ReplyRow, RowOutcome
from tracker.vocabulary import SELECTABLE_STATUSES, EvidenceKind, Language, Perspective, State

__all__ = ["ReplyRow", "RowOutcome", "SheetComparison", "compare", "hash_line"]


@dataclass(frozen=True, slots=True)
class SheetComparison:
    """Effects of a filled sheet, row by row, and warnings about it as a whole."""

    filled: FilledSheet
    lines: tuple[ReplyRow, ...]
    warnings: tuple[str, ...]


def compare(filled: FilledSheet, *, body: Body, user: User, today: date) -> SheetComparison:
    """Compare each row of the file with the recommendation or question that it names.

    The number of queries is the same for few rows and for many.

    Raises:
        NotAllowed: It is the sheet of another body or of no day, or the file was read in before.
    """
    made_on = _made_on(filled, body, today)
    _check_not_read(filled, body, user)
    language = filled.language if filled.language in Language.values else "en"
    fresh = sheets.build_sheet(body, user=user, language=language, made_on=made_on, unasked=True)
    context = reply_rows.RowContext(
        filled=filled,
        language=language,
        statuses=statuses_by_label(),
        printed=_printed_now(fresh, filled),
        recommendations={
            sheets.get_reference(r): r
            for r in sheets.list_recommendations(body, user=user, on=made_on)
        },
        known_references=_known_references(filled, user),
        questions=_questions(filled, body, user, on=made_on),
        body=body,
        newer=_views_since(body, made_on),
    )
    lines = (*reply_rows.compare_rows(context), *reply_rows.compare_answers(context))
    return SheetComparison(filled, lines, tuple(_warnings(filled, fresh)))


def statuses_by_label() -> Mapping[str, str]:
    """Map codes of statuses, and their labels in every language, to codes."""
    codes = {status.value: status.value for status in SELECTABLE_STATUSES}
    for language in Language.values:
        with translation.override(language):
            codes |= {str(status.label).casefold(): status.value for status in SELECTABLE_STATUSES}
    return codes


def hash_line(filled: FilledSheet) -> str:
    """Return the line by which the remark of the evidence names the file."""
    return f"SHA-256: {filled.sha256}"


def _made_on(filled: FilledSheet, body: Body, today: date) -> date:
    if filled.body.casefold() != body.code.casefold():
        raise NotAllowed(
            _(
                "“%(file)s” is the sheet of %(other)s and can't be imported for %(body)s. Import"
                " it on the page of %(other)s."
            )
            % {"file": filled.file_name, "other": filled.body, "body": body.code}
        )
    try:
        made_on = parse_date(filled.made_on)
    except ValueError:
        made_on = None
    if made_on is None or made_on > today:
        raise NotAllowed(
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
        .filter(kind=EvidenceKind.LETTER, issuer=body, remark__contains=hash_line(filled))
        .select_related("added_by")
        .first()
    )
    if evidence is not None:
        raise NotAllowed(
            _(
                "%(who)s already imported “%(file)s” on %(day)s as “%(title)s”, so nothing was"
                " changed. Choose another file, or withdraw that evidence first."
            )
            % {
                "file": filled.file_name,
                "day": format_day(timezone.localdate(evidence.added_at)),
                "who": evidence.added_by,
                "title": evidence.title,
            }
        )


def _printed_now(fresh: Sheet, filled: FilledSheet) -> dict[str, tuple[Row, tuple[str, ...]]]:
    """Return what would be printed of each row today, in the language and format of the file."""
    with translation.override(fresh.language):
        return {row.reference: (row, row.cells(filled.day_format)) for row in fresh.rows}


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
    numbers = {int(key) for key in keys if key.isdecimal() and len(key) < 19}
    known = Question.objects.visible_to(user).filter(pk__in=numbers)
    own = set(known.of_body(body, on=on).values_list("pk", flat=True))
    questions = known.select_related(
        "body", "report__mechanism", "recommendation__report__mechanism"
    )
    return {sheets.get_key(question): (question, question.pk in own) for question in questions}


def _views_since(body: Body, made_on: date) -> frozenset[int]:
    """Return keys of recommendations with a view of the body entered after the sheet's day."""
    views: Any = Assessment.objects.filter(
        body=body,
        perspective=Perspective.RESPONSIBLE_BODY,
        state__in=[State.SUBMITTED, State.APPROVED],
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
