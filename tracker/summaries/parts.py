"""What holds for all that a report counts, and where a page of a long one stands in it."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Subquery

from tracker.models import Assessment, Responsibility
from tracker.progress import Behind, Part, RecommendationProgress
from tracker.progress.whole import by_strength
from tracker.summaries.labels import coded
from tracker.summaries.terms import Terms
from tracker.vocabulary import ReportKind, State, Strength


class Place(NamedTuple):
    """A recommendation that a report counts, and how it stood on the day."""

    key: int
    status: str
    strength: str | None  # None: nobody judged it
    is_sample: bool | None
    by_author: bool | None  # approved by who wrote it
    theme: str


def places_of(found: Any, terms: Terms, statuses: Collection[str]) -> list[Place]:
    """All that a report of another kind counts, in the order of the source.

    One query, of the spans that follow from the judgments: `check_statuses` compares the two.
    """
    if terms.kind == ReportKind.BODY:
        roles = Responsibility.objects.standing().filter(body=terms.body)
        found = found.filter(Exists(roles.filter(recommendation=OuterRef("pk"))))
    rows = found.then(terms.then)
    if statuses:
        rows = rows.filter(status_then__in=statuses)
    judged = Assessment.objects.filter(pk=OuterRef("assessment_then"))
    own = judged.filter(state=State.APPROVED, decided_by=F("author"))
    rows = rows.annotate(
        strength=Subquery(judged.values("strength")),
        is_sample=Subquery(judged.values("is_sample")),
        by_author=Exists(own),
    )
    columns = ("pk", "status_then", "strength", "is_sample", "by_author", "theme")
    return [Place(*row) for row in rows.order_by("sort_key").values_list(*columns)]


def place_of(one: RecommendationProgress) -> Place:
    """The place of a recommendation that was read already."""
    judgment = one.judgment
    if judgment is None:
        return Place(one.key or 0, one.status.code, None, None, None, one.theme.code)
    return Place(
        one.key or 0,
        one.status.code,
        judgment.strength.code,
        judgment.is_sample,
        judgment.approved_by_its_author,
        one.theme.code,
    )


def part_of(of: int, shown: range) -> Part | None:
    """What `shown` is of so many recommendations; None: all of them."""
    return None if len(range(of)[shown.start : shown.stop]) == of else Part(shown.start, of)


def behind(places: Sequence[Place]) -> Behind:
    """What stands behind the statuses of all of them, in the language in force."""
    held = Counter(one.strength for one in places)
    return Behind(
        strengths=by_strength({coded(Strength(code)): held[code] for code in held if code}),
        has_samples=any(one.is_sample for one in places),
        by_authors=sum(bool(one.by_author) for one in places),
    )
