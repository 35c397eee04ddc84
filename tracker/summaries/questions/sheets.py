"""What a body is asked: its recommendations as they stand today, and our open questions to it.

What leaves the house must not depend on who prints it: statuses are approved ones, and nothing of
the evidence behind them is told.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import translation

from tracker.models import Body, Question, Recommendation, Responsibility, User
from tracker.question_sheets import Asked, Choice, Row, Sheet, clean
from tracker.vocabulary import ANCHOR, ANSWERABLE, CHOSEN, Role, Status, Strength


def sheet(
    body: Body,
    *,
    user: User,
    language: str,
    made_on: date,
    due_on: date | None = None,
    unasked: bool = False,
) -> Sheet:
    """The sheet of a body: what it leads or supports, of the current ones, in citation order.

    With `unasked`, questions meant for the body and not put to it yet are on it too. The number of
    queries is the same for few and for many.
    """
    with translation.override(language):
        roles = roles_of(body)
        rows = list(rows_of(body, user=user))
        questions = list(questions_to(body, user=user, unasked=unasked))
        held = {row.pk for row in rows}
        asked = _by_recommendation(questions)
        return Sheet(
            body=body.code,
            body_name=body.name,
            body_short=body.short,
            language=language,
            made_on=made_on,
            due_on=due_on,
            choices=choices(),
            rows=tuple(_row(row, roles[row.pk], asked[row.pk], language=language) for row in rows),
            questions=tuple(_asked(q) for q in questions if q.recommendation_id not in held),
        )


def choices() -> tuple[Choice, ...]:
    """The statuses that a person picks, with what each means, in the language in force."""
    return tuple(Choice(s.value, str(s.label), str(ANCHOR[s])) for s in CHOSEN)


def rows_of(body: Body, *, user: User) -> Any:
    """The current recommendations that the body leads or supports, in citation order."""
    roles = Responsibility.objects.standing().filter(body=body, role__in=ANSWERABLE)
    return (
        Recommendation.objects.visible_to(user)
        .current()
        .filter(pk__in=roles.values("recommendation"))
        .select_related("report__mechanism", "standing")
        .prefetch_related("translations")
        .order_by("sort_key")
    )


def questions_to(body: Body, *, user: User, unasked: bool) -> Any:
    """Open questions put to the body; with `unasked`, those only meant for it too."""
    found = Question.objects.visible_to(user).open().filter(body=body)
    if not unasked:
        found = found.filter(asked_on__isnull=False)
    return found.select_related("report__mechanism", "recommendation__report__mechanism").order_by(
        "report__slug", "recommendation__sort_key", "pk"
    )


def reference_of(recommendation: Recommendation) -> str:
    """ "tip-2024-kosovo/6": what a row of a sheet goes by, whatever else is printed of it."""
    return f"{recommendation.report.slug}/{recommendation.number}"


def key_of(query: Question) -> str:
    """ "Q12": what a question on a sheet goes by."""
    return f"Q{query.pk}"


def roles_of(body: Body) -> dict[int, Role]:
    """Its role in each recommendation, by key; lead where it both leads and supports."""
    found: dict[int, Role] = {}
    pairs = (
        Responsibility.objects.standing()
        .filter(body=body, role__in=ANSWERABLE)
        .values_list("recommendation_id", "role")
    )
    for key, role in pairs:
        found[key] = Role.LEAD if Role.LEAD in (role, found.get(key)) else Role(role)
    return found


def _row(row: Recommendation, role: Role, asked: list[Question], *, language: str) -> Row:
    translated = next((t for t in row.translations.all() if t.language == language), None)
    standing = row.standing
    return Row(
        reference=reference_of(row),
        number=row.number,
        cited_as=row.cited_as,
        title=clean(row.title),
        role=str(role.label),
        text=clean(row.text),
        translation=clean(translated.text) if translated else "",
        translation_source=translated.source if translated else "",
        status=str(Status(row.status).label),
        as_of=row.assessed_on,
        strength=str(Strength(standing.strength).label) if standing else "",
        questions=tuple(map(_asked, asked)),
    )


def _asked(query: Question) -> Asked:
    about = query.recommendation or query.report
    return Asked(key=key_of(query), about=about.cited_as, question=clean(query.question))


def _by_recommendation(queries: Iterable[Question]) -> defaultdict[Any, list[Question]]:
    grouped = defaultdict(list)
    for query in queries:
        grouped[query.recommendation_id].append(query)
    return grouped
