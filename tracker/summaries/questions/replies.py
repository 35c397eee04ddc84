"""A filled sheet beside what we hold: row by row, what it says, what is odd, what can't be read in.

Nothing is written here, and no rule of judgments is asked: `actions.sheets` does both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tracker.errors import NotAllowed
from tracker.formats import day
from tracker.models import Assessment, Body, Evidence, Question, Recommendation, User
from tracker.question_sheets import Filled, FilledRow, Row, Sheet
from tracker.summaries.questions import reply_rows, sheets
from tracker.summaries.questions.reply_rows import Does, Line
from tracker.vocabulary import CHOSEN, EvidenceKind, Language, Perspective, State

__all__ = ["Does", "Line", "Reply", "compare", "hash_line"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a filled sheet would do, line by line, and what is odd about it as a whole."""

    filled: Filled
    lines: tuple[Line, ...]
    warnings: tuple[str, ...]


def compare(filled: Filled, *, body: Body, user: User, today: date) -> Reply:
    """Each row of the file beside the recommendation or question that it names.

    Raises NotAllowed for the sheet of another body, for one of no day, and for a file that was
    read in before. The number of queries is the same for few rows and for many.
    """
    made_on = _made_on(filled, body, today)
    _check_not_read(filled, body, user)
    language = filled.language if filled.language in Language.values else "en"
    fresh = sheets.sheet(body, user=user, language=language, made_on=made_on, unasked=True)
    known = reply_rows.Known(
        filled=filled,
        language=language,
        statuses=statuses(),
        printed=_printed_now(fresh, filled),
        recommendations={sheets.reference_of(r): r for r in sheets.rows_of(body, user=user)},
        elsewhere=_elsewhere(filled, user),
        queries=_queries(filled, user),
        body=body,
        newer=_views_since(body, made_on),
    )
    lines = (*reply_rows.of_rows(known), *reply_rows.of_answers(known))
    return Reply(filled, lines, tuple(_oddities(filled, fresh, lines)))


def statuses() -> Mapping[str, str]:
    """The status that words stand for: its code, or its label in any language of the tracker."""
    found = {status.value: status.value for status in CHOSEN}
    for language in Language.values:
        with translation.override(language):
            found |= {str(status.label).casefold(): status.value for status in CHOSEN}
    return found


def hash_line(filled: Filled) -> str:
    """How the remark of the evidence names the file: by this it is known again."""
    return f"SHA-256: {filled.sha256}"


def _made_on(filled: Filled, body: Body, today: date) -> date:
    if filled.body.casefold() != body.code.casefold():
        raise NotAllowed(
            _(
                "“%(file)s” is the sheet of %(other)s and can't be read in for %(body)s. Open the "
                "page of %(other)s, and read it in there."
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
                "“%(file)s” says that it was made on “%(day)s”, and no sheet of ours was. Copy "
                "what was filled in into the sheet as it was sent."
            )
            % {"file": filled.file_name, "day": filled.made_on}
        )
    return made_on


def _check_not_read(filled: Filled, body: Body, user: User) -> None:
    held = (
        Evidence.objects.visible_to(user)
        .standing()
        .filter(kind=EvidenceKind.LETTER, issuer=body, remark__contains=hash_line(filled))
        .select_related("added_by")
        .first()
    )
    if held is not None:
        raise NotAllowed(
            _(
                "“%(file)s” was read in on %(day)s by %(who)s already, as “%(title)s”, so nothing "
                "was changed. Choose another file, or withdraw that piece of evidence first."
            )
            % {
                "file": filled.file_name,
                "day": day(timezone.localdate(held.added_at)),
                "who": held.added_by,
                "title": held.title,
            }
        )


def _printed_now(fresh: Sheet, filled: Filled) -> dict[str, tuple[Row, tuple[str, ...]]]:
    """What we would print of each row today, in the language and manner of the file."""
    with translation.override(fresh.language):
        return {row.reference: (row, row.cells(filled.written)) for row in fresh.rows}


def _elsewhere(filled: Filled, user: User) -> frozenset[str]:
    """Of the references in the file, those of any recommendation held, whoever answers for it."""
    pairs = [row.key.rpartition("/")[::2] for row in filled.rows]
    found = Recommendation.objects.visible_to(user).filter(
        report__slug__in={slug[:60] for slug, _number in pairs},
        number__in={number[:16] for _slug, number in pairs},
    )
    return frozenset(
        f"{slug}/{number}" for slug, number in found.values_list("report__slug", "number")
    )


def _queries(filled: Filled, user: User) -> dict[str, Question]:
    keys = [row.key.removeprefix("Q") for row in filled.answers]
    wanted = {int(key) for key in keys if key.isdecimal() and len(key) < 19}
    found = (
        Question.objects.visible_to(user)
        .filter(pk__in=wanted)
        .select_related("body", "report__mechanism", "recommendation__report__mechanism")
    )
    return {sheets.key_of(query): query for query in found}


def _views_since(body: Body, made_on: date) -> frozenset[int]:
    """Keys of the recommendations on which a view of the body was entered after the sheet's day."""
    views: Any = Assessment.objects.filter(
        body=body,
        perspective=Perspective.RESPONSIBLE_BODY,
        state__in=[State.SUBMITTED, State.APPROVED],
        created_at__gte=timezone.make_aware(datetime.combine(made_on + timedelta(days=1), time())),
    )
    return frozenset(views.values_list("recommendation_id", flat=True))


def _oddities(filled: Filled, fresh: Sheet, lines: tuple[Line, ...]) -> list[str]:
    told = []
    in_file = {row.key for row in filled.rows}
    names = [row.cited_as for row in fresh.rows if row.reference not in in_file]
    rows = _missing(filled.rows, filled.rows_printed)
    if rows:
        sentence = _("%(missing)d of %(all)d rows are missing; they stay as they are.") % {
            "missing": rows,
            "all": filled.rows_printed,
        }
        told.append(f"{sentence} {', '.join(names)}" if len(names) == rows else sentence)
    questions = _missing(filled.answers, filled.questions_printed)
    if questions:
        told.append(
            _("%(missing)d of %(all)d questions are missing; they stay open.")
            % {"missing": questions, "all": filled.questions_printed}
        )
    unchanged = all(filled.is_as_printed(row) for row in (*filled.rows, *filled.answers))
    if not rows and not questions and unchanged and not filled.is_whole:
        told.append(
            _("The first page was changed: its check does not hold. Each row still bears its own.")
        )
    if not filled.filled_by:
        told.append(_("Nobody stands under E as having filled it in. Say below who stated it."))
    return told


def _missing(found: tuple[FilledRow, ...], printed: int | None) -> int:
    return max(0, (printed or 0) - len({row.key for row in found}))
