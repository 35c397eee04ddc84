"""Rows of a list of recommendations as values, read by their keys: no instance, no join per row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField
from django.urls import reverse
from django.utils.translation import get_language

from tracker.compiled_queries import Bound, Rows, bound_keys, compiled, count_places
from tracker.grouping import group_pairs
from tracker.models import (
    BODY_NAMES,
    Assessment,
    Body,
    Recommendation,
    Responsibility,
    Translation,
    User,
    cite_report,
    is_among,
    shorten,
)
from tracker.summaries.bodies import load_holders
from tracker.summaries.statuses import apply_past_status
from tracker.vocabulary import PastDay, Role, State


class AssessmentValues(NamedTuple):
    """What a list shows of the assessment by which a recommendation has its status."""

    trend: str
    strength: str
    is_sample: bool
    is_approved_by_its_author: bool


@dataclass(slots=True)
class ListRow:
    """What a list shows of a recommendation."""

    pk: int
    slug: str  # of its report
    number: str
    url: str
    title: str
    edition: str
    status: str
    assessed_on: date | None
    review_on: date | None
    current_assessment: AssessmentValues | Assessment | None
    leads: str


def load_list_rows(
    keys: Iterable[int], *, past_day: PastDay | None, user: User, on: date
) -> list[ListRow]:
    """Load the rows of visible recommendations in the order of their keys, as of a past day.

    `on` is the day on which the leads hold their mandates.
    """
    keys = list(keys)
    size = count_places(keys)
    values = {key: rest for key, *rest in _recommendations(size).run_for(keys)}
    language, leads = get_language() or "en", _load_leads(keys, on=on)
    titles = dict[int, str]()
    if language != "en":
        titles = dict(_titles(size).run_for(keys, {"language": language}))
    rows = [_row(key, titles.get(key), ", ".join(leads[key]), *values[key]) for key in keys]
    return apply_past_status(rows, past_day, user=user)


def _row(key: int, title: str | None, leads: str, *values: Any) -> ListRow:
    number, slug, mechanism, year, country, english, status, assessed_on, review_on, *rest = values
    trend, strength, is_sample, state, author, decided_by = rest
    assessment = state and AssessmentValues(
        trend, strength, is_sample, state == State.APPROVED and author == decided_by
    )
    return ListRow(
        key,
        slug,
        number,
        reverse("recommendation", args=[slug, number]),
        title or english,
        cite_report(mechanism, year, country),
        status,
        assessed_on,
        review_on,
        assessment,
        leads,
    )


@compiled
def _recommendations(size: int) -> Rows[Recommendation]:
    assessment = ("trend", "strength", "is_sample", "state", "author", "decided_by")
    return Recommendation.objects.filter(is_among("pk", bound_keys(size))).values_list(
        "pk",
        "number",
        "report__slug",
        "report__mechanism__code",
        "report__year",
        "report__country_name",
        "short_title",
        "status",
        "assessed_on",
        "review_on",
        *(f"current_assessment__{name}" for name in assessment),
    )


def load_titles(recommendations: Iterable[Recommendation]) -> None:
    """Load the titles in the language of the reader, for all lists of a page at once."""
    if (language := get_language() or "en") != "en":
        rows = list(recommendations)
        keys = list({row.pk for row in rows})
        titles = dict(_titles(count_places(keys)).run_for(keys, {"language": language}))
        for row in rows:
            vars(row)["translated_title"] = titles.get(row.pk, "")


@compiled
def _titles(size: int) -> Rows[Translation]:
    rows = Translation.objects.filter(is_among("recommendation", bound_keys(size)))
    return rows.filter(language=Bound("language", CharField())).values_list(
        "recommendation", "short_title"
    )


LEAD = ("pk", "recommendation_id", "continues_id", "basis")
NAMES = BODY_NAMES


@compiled
def _leads(size: int) -> Rows[Responsibility]:
    rows = Responsibility.objects.not_withdrawn().filter(role=Role.LEAD)
    body = (f"body__{name}" for name in ("pk", "valid_to", *NAMES))
    return (
        rows.filter(is_among("recommendation", bound_keys(size)))
        .order_by("body__code")
        .values_list(*LEAD, *body)
    )


def _load_leads(keys: Sequence[int], *, on: date) -> dict[int, list[str]]:
    """Load the names of the lead bodies, and who holds the mandates of those that ended by a day.

    By recommendation, in the order of their codes.
    """
    rows = [(row[:4], row[4:6], row[6:]) for row in _leads(count_places(keys)).run_for(keys)]
    if not any(lead[2] or (last and last < on) for lead, (_body, last), _names in rows):
        return group_pairs((lead[1], shorten(*names)) for lead, _body, names in rows)
    leads = []
    for values, (body, last), names in rows:
        lead = Responsibility(**dict(zip(LEAD, values, strict=True)))
        lead.body = Body(pk=body, valid_to=last, **dict(zip(NAMES, names, strict=True)))
        leads.append(lead)
    return group_pairs((lead.recommendation_id, lead.holder) for lead in load_holders(leads, on=on))
