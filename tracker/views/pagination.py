"""Pages of a long list: a place in it is the key of a row, never a number to skip.

A place reads "XK/TIP/7975/003", or "2025-03-31~XK/TIP/7975/003" where a day comes first; where
rows have no sort key, "12" or "2025-03-31~12".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.filters.base import StrictFilterSet
from tracker.models import Recommendation, User
from tracker.progress import Condition

SIZE = 25
COUNTED = 10_000  # more are shown as "10,000+"
KEY = "sort_key"
IS_KEY = {  # by the column it stands in
    KEY: re.compile(r"[^/\0]+/[^/\0]+/\d{4}/\d+"),
    "code": re.compile(r"[^~\0]{1,60}"),
    "pk": re.compile(r"[0-9]{1,18}"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort: by key alone, or by a day and then by key. Every column is indexed."""

    day: str = ""  # column of the day; rows without one come last
    falling: bool = False  # of the day, or of the key where there is no day
    key: str = KEY  # unique: no two rows share a place


ORDERS = {
    "key": Order(),
    "-key": Order(falling=True),
    "review": Order("review_on"),
    "assessed": Order("assessed_on"),
    "-assessed": Order("assessed_on", falling=True),
}
DUE = {"due": Order("due_on", key="pk")}  # what is due soonest first, what has no day last
CODE = {"code": Order(key="code")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins or ends: a row's key, and its day where days come first."""

    key: str
    day: date | None = None

    @classmethod
    def read(cls, text: str, order: Order) -> "Place":
        """Raises Invalid for a text that names no place in this order."""
        day, found, key = text.rpartition("~")
        try:
            if not IS_KEY[order.key].fullmatch(key) or bool(found) != bool(order.day):
                raise ValueError
            return cls(key, date.fromisoformat(day) if day else None)
        except ValueError as error:
            raise InvalidValue(
                _("“%(place)s” is no place in this list. Open the list from its first page.")
                % {"place": text}
            ) from error

    @classmethod
    def of(cls, row: Any, order: Order) -> str:
        """The place of a row, as it stands in an address."""
        if not order.day:
            return str(getattr(row, order.key))
        day = getattr(row, order.day)
        return f"{day or ''}~{getattr(row, order.key)}"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, with the places before and after them; empty: there is no more."""

    rows: list[Any]
    before: str = ""
    after: str = ""


def page_of(
    rows: Any,
    *,
    order: str = "",
    after: str = "",
    before: str = "",
    orders: Mapping[str, Order] = ORDERS,
) -> Page:
    """The rows after a place, before one, or the first. Raises Invalid for what can't be read.

    Without an order, it is the first of `orders`.
    """
    order = order or next(iter(orders))
    if order not in orders:
        raise InvalidValue(
            _("The list can't be sorted by “%(order)s”. Choose one of: %(known)s.")
            % {"order": order, "known": ", ".join(orders)}
        )
    way = orders[order]
    backwards = bool(before)
    place = Place.read(before or after, way) if before or after else None
    found = _take(rows, way, place, backwards=backwards)
    more = len(found) > SIZE
    found = found[:SIZE]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    return Page(
        found,
        before=Place.of(found[0], way) if (more if backwards else place) else "",
        after=Place.of(found[-1], way) if (backwards or more) else "",
    )


def _take(rows: Any, way: Order, place: Place | None, *, backwards: bool) -> list[Any]:
    """One row more than a page, in reading order or against it."""
    found: list[Any] = []
    for part in _parts(way, backwards=backwards):
        if place is not None and not part.holds(place):
            continue  # this part lies behind the place
        wanted = part.within(rows, place)[: SIZE + 1 - len(found)]
        found += wanted
        place = None
        if len(found) > SIZE:
            break
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One range of an index: columns, each with whether it falls."""

    columns: tuple[tuple[str, bool], ...]
    without: str = ""  # column of the day that these rows lack

    def holds(self, place: Place) -> bool:
        has_day = len(self.columns) == 2
        return has_day == (place.day is not None)

    def within(self, rows: Any, place: Place | None) -> Any:
        """The rows of this part after the place, in its order."""
        if self.without:
            rows = rows.filter(**{f"{self.without}__isnull": True})
        elif len(self.columns) == 2:
            rows = rows.filter(**{f"{self.columns[0][0]}__isnull": False})
        if place is not None:
            rows = rows.filter(self._after(place))
        return rows.order_by(*("-" * falls + name for name, falls in self.columns))

    def _after(self, place: Place) -> Q:
        key, falls = self.columns[-1]
        later = Q(**{f"{key}__{_beyond(falls)}": place.key})
        if len(self.columns) == 1:
            return later
        day, falls = self.columns[0]
        beyond = _beyond(falls)
        # The first condition is implied by the others; with it, both databases seek the index.
        return Q(**{f"{day}__{beyond}e": place.day}) & (
            Q(**{f"{day}__{beyond}": place.day}) | (Q(**{day: place.day}) & later)
        )


def _beyond(falls: bool) -> str:
    return "lt" if falls else "gt"


def _parts(way: Order, *, backwards: bool) -> list[Part]:
    """Rows with a day, then rows without one; against the reading order, the other way round."""
    if not way.day:
        return [Part(((way.key, way.falling != backwards),))]
    dated = Part(((way.day, way.falling != backwards), (way.key, backwards)))
    undated = Part(((way.key, backwards),), without=way.day)
    return [undated, dated] if backwards else [dated, undated]


def count_of(rows: Any) -> int:
    """How many rows there are; COUNTED + 1 stands for more, since counting on costs time."""
    return int(rows.order_by().values("pk")[: COUNTED + 1].count())


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
    except InvalidValue as refused:
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
