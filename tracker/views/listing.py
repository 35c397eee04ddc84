"""What every filtered list has: its page, its count, its chips, and why there are no rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.http import QueryDict

from tracker.errors import Invalid
from tracker.filters.strict import StrictFilterSet
from tracker.models import Recommendation, User
from tracker.progress import Condition
from tracker.views.paging import COUNTED, ORDERS, Order, Page, count_of, page_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list, how many there are in all, or why there are none to show."""

    page: Page = field(default_factory=lambda: Page([]))
    count: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def is_capped(self) -> bool:
        return self.count > COUNTED

    @property
    def at_least(self) -> int:
        return min(self.count, COUNTED)


def listed_of(
    found: StrictFilterSet,
    asked: QueryDict,
    *,
    beside: Sequence[str],
    orders: Mapping[str, Order] = ORDERS,
) -> Listed:
    """The page asked for; `beside` names the parameters that say which, and in what order."""
    if found.problems:
        return Listed(problems=found.problems)
    try:
        page = page_of(found.rows, orders=orders, **{name: asked.get(name, "") for name in beside})
    except Invalid as refused:
        return Listed(problems=[str(refused)])
    return Listed(page, count_of(found.rows))


def filled_in(asked: QueryDict) -> str:
    """The address without what the form left empty: short enough to share."""
    return urlencode([(name, v) for name, some in asked.lists() for v in some if v])


def has_empty(asked: QueryDict) -> bool:
    """Whether the form left something empty that its address still names."""
    return any("" in values for _name, values in asked.lists())


def chips(found: StrictFilterSet, asked: QueryDict) -> list[dict[str, Any]]:
    """The conditions in use, each with the address of the list without it."""
    return [_chip(condition, asked) for condition in found.each_condition()]


def _chip(condition: Condition, asked: QueryDict) -> dict[str, Any]:
    without = asked.copy()
    kept = [value for value in without.getlist(condition.name) if value != condition.value]
    several = len(without.getlist(condition.name)) > 1
    without.setlist(condition.name, kept if several else [])
    for place in ("after", "before"):
        without.pop(place, None)
    return {"label": condition.label, "reads": condition.reads, "without": without.urlencode()}


def opens_recommendation(user: User) -> Exists:
    """Whether what hangs on a recommendation may link to it: a body may be asked about any."""
    seen = Recommendation.objects.visible_to(user).order_by()
    return Exists(seen.filter(pk=OuterRef("recommendation")))
