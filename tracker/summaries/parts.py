"""A page of a long report: where its recommendations stand in the whole, and what holds for all."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Subquery

from tracker.models import Assessment, Responsibility
from tracker.progress import Part, RecommendationProgress
from tracker.progress.whole import by_strength
from tracker.summaries.labels import coded
from tracker.summaries.terms import Terms
from tracker.vocabulary import ReportKind, Strength


class Place(NamedTuple):
    """A recommendation that a report tells of, and how it stood on the day."""

    key: int
    status: str
    strength: str | None  # None: nobody judged it
    is_sample: bool | None


def places_of(found: Any, terms: Terms, statuses: Collection[str]) -> list[Place]:
    """All that a report of another kind tells of, in the order of the source.

    One query, of the spans that follow from the judgments: `check_statuses` compares the two.
    """
    if terms.kind == ReportKind.BODY:
        roles = Responsibility.objects.standing().filter(body=terms.body)
        found = found.filter(Exists(roles.filter(recommendation=OuterRef("pk"))))
    rows = found.then(terms.then)
    if statuses:
        rows = rows.filter(status_then__in=statuses)
    judged = Assessment.objects.filter(pk=OuterRef("assessment_then"))
    rows = rows.annotate(
        strength=Subquery(judged.values("strength")), is_sample=Subquery(judged.values("is_sample"))
    )
    columns = ("pk", "status_then", "strength", "is_sample")
    return [Place(*row) for row in rows.order_by("sort_key").values_list(*columns)]


def place_of(one: RecommendationProgress) -> Place:
    """The place of a recommendation that was read already."""
    judgment = one.judgment
    if judgment is None:
        return Place(one.key or 0, one.status.code, None, None)
    return Place(one.key or 0, one.status.code, judgment.strength.code, judgment.is_sample)


def part_of(places: Sequence[Place], shown: range) -> Part | None:
    """What `shown` is of the whole, in the language in force; None: all of it."""
    if len(places[shown.start : shown.stop]) == len(places):
        return None
    held = Counter(one.strength for one in places)
    return Part(
        first=shown.start,
        of=len(places),
        strengths=by_strength({coded(Strength(code)): held[code] for code in held if code}),
        has_samples=any(one.is_sample for one in places),
    )
