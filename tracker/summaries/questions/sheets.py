"""Question sheets: a body's recommendations as of today, and the open questions to it.

A sheet must not depend on who prints it: statuses are approved ones, and it holds nothing of the
evidence behind them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import get_language, gettext as _, ngettext, override

from tracker import formats, grouping, policies, vocabulary
from tracker.models import (
    AnsweredSheet,
    AuditedQuerySet,
    Body,
    Commitment,
    CommitmentQuerySet,
    Question,
    QuestionQuerySet,
    Recommendation,
    RecommendationQuerySet,
    Responsibility,
    User,
)
from tracker.question_sheets import (
    Row,
    Sheet,
    SheetQuestion,
    is_commitment,
    join_figure,
    label_cells,
    remove_control_characters,
)
from tracker.summaries.bodies import load_holders


def build_sheet(
    body: Body,
    *,
    user: User,
    language: str,
    made_on: date,
    due_on: date | None = None,
    unasked: bool = False,
) -> Sheet:
    """Build the sheet of a body: current recommendations that it leads or supports, in order.

    With `unasked`, questions meant for the body and not put to it yet are on it too. The number of
    queries is the same for few and for many.

    Raises:
        InvalidValue: The body had ended by the day.
    """
    policies.bodies.check_exists(body, on=made_on)
    with override(language):
        roles = load_roles(body, on=made_on)
        rows = list(list_recommendations(body, user=user, on=made_on))
        questions = list(list_questions(body, user=user, unasked=unasked, on=made_on))
        keys = {row.pk for row in rows}
        by_recommendation = grouping.group_pairs((row.recommendation_id, row) for row in questions)
        return Sheet(
            body=body.code,
            body_name=body.name,
            body_short=body.short,
            language=language,
            made_on=made_on,
            due_on=due_on,
            choices=tuple(
                (str(status.label), str(vocabulary.STATUS_DESCRIPTIONS[status]))
                for status in vocabulary.SELECTABLE_STATUSES
            ),
            rows=tuple(
                _row(row, *roles[row.pk], by_recommendation[row.pk], language=language)
                for row in rows
            ),
            questions=tuple(
                _sheet_question(q) for q in questions if q.recommendation_id not in keys
            ),
        )


def list_recommendations(body: Body, *, user: User, on: date) -> RecommendationQuerySet:
    """Return the current recommendations that the body leads or supports, in citation order."""
    return (
        Recommendation.objects.visible_to(user)
        .current()
        .filter(
            pk__in=Responsibility.objects.of_holder(body, on=on)
            .filter(role__in=vocabulary.RESPONSIBLE_ROLES)
            .values("recommendation")
        )
        .select_related("report__mechanism", "current_assessment")
        .prefetch_related("translations")
        .order_by("sort_key")
    )


def list_questions(body: Body, *, user: User, unasked: bool, on: date) -> QuestionQuerySet:
    """Return open questions put to the body; with `unasked`, those not put to it yet as well."""
    questions = Question.objects.visible_to(user).open().of_body(body, on=on)
    return (
        (questions if unasked else questions.exclude(asked_on=None))
        .select_related("report__mechanism", "recommendation__report__mechanism")
        .order_by("report__slug", "recommendation__sort_key", "pk")
    )


def get_reference(recommendation: Recommendation) -> str:
    """Return the reference of a row, "tip-2024-kosovo/6"."""
    return f"{recommendation.report.slug}/{recommendation.number}"


def list_commitments(body: Body, *, user: User, on: date) -> CommitmentQuerySet:
    """Return the open commitments of the body, by due date, those without one last."""
    return (
        Commitment.objects.visible_to(user)
        .open()
        .of_body(body, on=on)
        .select_related("recommendation__report__mechanism")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def get_key(row: Question | Commitment) -> str:
    """Return the reference of a question, "Q12", or of a commitment, "C12"."""
    return f"{'Q' if isinstance(row, Question) else 'C'}{row.pk}"


def load_roles(body: Body, *, on: date) -> dict[int, tuple[vocabulary.Role, str]]:
    """Return its role by key of the recommendation; lead if it both leads and supports.

    Beside it who else got the same sheet, where a responsibility is not divided.
    """
    roles: dict[int, tuple[vocabulary.Role, str]] = {}
    for row in load_holders(
        Responsibility.objects.of_holder(body, on=on)
        .filter(role__in=vocabulary.RESPONSIBLE_ROLES)
        .select_related("body")
        .order_by("pk"),
        on=on,
    ):
        former, note = roles.get(row.recommendation_id, ("", ""))
        roles[row.recommendation_id] = (
            vocabulary.Role.LEAD
            if vocabulary.Role.LEAD in (row.role, former)
            else vocabulary.Role(row.role),
            note or _sharing_note(row, body),
        )
    return roles


def _sharing_note(row: Responsibility, body: Body) -> str:
    """Return whom else a responsibility of an ended body passed on to, undivided; else empty."""
    others = [other.short for other in row.holders or () if other != body]
    if row.is_divided or not others:
        return ""
    return _(
        "Until %(day)s the responsibility of %(former)s; also sent to %(others)s: say who answers."
    ) % {
        "day": formats.format_day(row.body.valid_to) if row.body.valid_to else "",
        "former": row.body.short,
        "others": ", ".join(others),
    }


def _row(
    row: Recommendation,
    role: vocabulary.Role,
    note: str,
    questions: list[Question],
    *,
    language: str,
) -> Row:
    translated = next((t for t in row.translations.all() if t.language == language), None)
    assessment = row.current_assessment
    return Row(
        reference=get_reference(row),
        cited_as=row.cited_as,
        title=remove_control_characters(row.title),
        role=f"{role.label}. {note}" if note else str(role.label),
        text=remove_control_characters(row.text),
        translation=remove_control_characters(translated.text) if translated else "",
        translation_source=translated.source if translated else "",
        status=_status(row),
        as_of=row.assessed_on,
        strength=str(vocabulary.Strength(assessment.strength).label) if assessment else "",
        questions=tuple(map(_sheet_question, questions)),
        remaining=remove_control_characters(assessment.remaining) if assessment else "",
        remaining_by=assessment.remaining_by if assessment else None,
    )


def _status(row: Recommendation) -> str:
    """Return the label of the status, with the mark of an approval by its author."""
    label = str(vocabulary.Status(row.status).label)
    return (
        _("%(status)s (approved by its author)") % {"status": label}
        if row.current_assessment and row.current_assessment.is_approved_by_its_author
        else label
    )


def _sheet_question(question: Question) -> SheetQuestion:
    return SheetQuestion(
        key=get_key(question),
        about=(question.recommendation or question.report).cited_as,
        question=remove_control_characters(question.text),
    )


type SavedPart = Mapping[str, Any]  # of a row, as in `AnsweredSheet.parts`
type SavedParts = Mapping[str, SavedPart]  # by key of the row
NUMBERED = re.compile(r"([QC])(\d{1,18})")  # keys of questions and commitments


@dataclass(frozen=True, slots=True)
class Part:
    """One row to answer, and what is written for it in the draft of the body."""

    key: str
    kind: str  # question, view, new (a commitment) or commitment
    name: str
    text: str
    due_on: date | None
    saved: SavedPart  # as in `AnsweredSheet.parts`; empty: nothing yet
    quotation: str = ""  # of the report, in the reader's language if there is a translation
    is_verbatim: bool = False

    @property
    def takes_upload(self) -> bool:
        """Whether a file can stand beside the answer."""
        return self.kind in ("question", "view")

    @property
    def saved_at(self) -> datetime:
        """When it was saved last."""
        return datetime.fromisoformat(self.saved["at"])

    @property
    def status(self) -> str:
        """The code of the status that is chosen so far."""
        return str(self.saved["cells"][0]) if self.kind == "view" else ""

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What is written so far, with labels, without the status."""
        return label_cells(self.key, join_figure(self.key, self.saved["cells"]), shows_status=False)


def find_part(body: Body, saved: SavedParts, key: str, *, user: User, on: date) -> Part | None:
    """Return the part of a key, None if nothing is asked under it."""
    parts = iter_parts(body, saved, user=user, on=on, limit=0, keys=[key])
    return next((part for part in parts if part.key == key), None)


def iter_parts(
    body: Body,
    saved: SavedParts,
    *,
    user: User,
    on: date,
    limit: int,
    keys: Collection[str],
) -> Iterator[Part]:
    """Yield the open questions, then recommendations and commitments.

    Of each, the first ones up to the limit, and those of the keys. After its commitments in the
    draft, each recommendation has a part for a new one. `saved` is what the draft holds by key.
    """
    language, numbers = get_language(), _numbers(keys)
    for question in _pick(
        list_questions(body, user=user, unasked=False, on=on), Q(pk__in=numbers["Q"]), limit
    ):
        about = (question.recommendation or question.report).cited_as
        key = get_key(question)
        yield Part(key, "question", about, question.text, question.due_on, saved.get(key, {}))
    references = [key.partition("+")[0].rpartition("/") for key in keys if "/" in key]
    is_kept = Q(
        report__slug__in={slug for slug, _slash, _number in references},
        number__in={number for _slug, _slash, number in references},
    )
    for row in _pick(list_recommendations(body, user=user, on=on), is_kept, limit):
        key, name, title = get_reference(row), row.cited_as, row.title
        quoted = next((t.text for t in row.translations.all() if t.language == language), row.text)
        quote = (quoted, quoted == row.text)
        yield Part(key, "view", name, title, None, saved.get(key, {}), *quote)
        used = [int(k.rpartition("+")[2]) for k in saved if k.startswith(f"{key}+")]
        for number in [*sorted(used), max(used, default=0) + 1]:
            new = f"{key}+{number}"
            yield Part(new, "new", name, title, None, saved.get(new, {}), *quote)
    for commitment in _pick(
        list_commitments(body, user=user, on=on), Q(pk__in=numbers["C"]), limit
    ):
        key, about = get_key(commitment), commitment.recommendation.cited_as
        yield Part(key, "commitment", about, commitment.text, commitment.due_on, saved.get(key, {}))


def _numbers(keys: Iterable[str]) -> dict[str, set[int]]:
    """Return the numbers of questions and commitments in keys."""
    numbers = dict[str, set[int]](Q=set(), C=set())
    for match in filter(None, map(NUMBERED.fullmatch, keys)):
        numbers[match[1]].add(int(match[2]))
    return numbers


def _pick[Rows: AuditedQuerySet[Any]](rows: Rows, is_kept: Q, limit: int) -> list[Any]:
    """Return the first rows up to the limit, and behind them those that are kept."""
    first = list(rows[:limit])
    others = rows.filter(is_kept).exclude(pk__in=[row.pk for row in first])
    return first if len(first) < limit else [*first, *others]


def count_kinds(keys: Iterable[str]) -> list[int]:
    """Return how many of the keys are of views, of answers and of commitments."""
    kinds = [2 if is_commitment(key) else int(key.startswith("Q")) for key in keys]
    return [kinds.count(kind) for kind in range(3)]


def describe_counts(counts: Iterable[int]) -> str:
    """Return "4 views, 3 answers, 1 commitment", without what there is none of."""
    views, answers, commitments = counts
    texts = (
        (views, ngettext("%(number)d view", "%(number)d views", views)),
        (answers, ngettext("%(number)d answer", "%(number)d answers", answers)),
        (commitments, ngettext("%(number)d commitment", "%(number)d commitments", commitments)),
    )
    return ", ".join(text % {"number": number} for number, text in texts if number) or "–"


def describe_answers(sheet: AnsweredSheet) -> str:
    """Return what was sent: "MFLT answered: 4 views, 3 answers, 1 commitment"."""
    return _("%(body)s answered: %(what)s") % {
        "body": sheet.body.short,
        "what": describe_counts(sheet.counts or (0, 0, 0)),
    }
