"""Pages of a long list by keyset: a page is found from the key of a row, never by an offset.

A cursor reads "XK/TIP/7975/003", or "2025-03-31~XK/TIP/7975/003" where a day comes first; where
rows have no sort key, "12", "2025-03-31~12" or "2024~tip-2024-kosovo".
"""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial, wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tracker.compiled_queries import CompiledQuery
from tracker.errors import InvalidValue
from tracker.filters.base import StrictFilterSet
from tracker.models import Recommendation, Viewer
from tracker.progress import Condition
from tracker.requests import UserRequest

PAGE_SIZE = 25
CURSORS = ("after", "before")  # parameters of the page, beside the filter
MAX_COUNT = 10_000  # more are shown as "10,000+"
FEW = 1_000  # rows that are sorted without an index
SORTED = "sorted_"
KEY = "sort_key"
KEY_PATTERNS = {  # by the column it stands in
    KEY: re.compile(r"[^/\0]+/[^/\0]+/\d{4}/\d+"),
    "code": re.compile(r"[^~\0]{1,60}"),
    "slug": re.compile(r"[-\w]{1,60}"),
    "pk": re.compile(r"[0-9]{1,18}"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """Sort order: by a unique key, or by a day and then by the key. Each column is indexed."""

    day: str = ""  # column of the day; rows without one come last
    descending: bool = False  # of the day, or of the key where there is no day
    key: str = KEY  # unique: no two rows share a cursor
    parse: Callable[[str], date | int] = date.fromisoformat  # reads a day from an address


ORDERS = {
    "key": Order(),
    "-key": Order(descending=True),
    "review": Order("review_on"),
    "assessed": Order("assessed_on"),
    "-assessed": Order("assessed_on", descending=True),
}
YEAR_ORDERS = {"year": Order("year", descending=True, key="slug", parse=int)}
DUE_ORDERS = {"due": Order("due_on", key="pk")}  # what is due soonest first, what has no day last
CODE_ORDERS = {"code": Order(key="code")}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Position where a page begins or ends: the key of a row, and its day where days come first."""

    key: str
    day: date | int | None = None

    @classmethod
    def parse(cls, text: str, order: Order) -> "Cursor":
        """Read a cursor from an address. Raises InvalidValue if it is none of this order."""
        day, separator, key = text.rpartition("~")
        try:
            if not KEY_PATTERNS[order.key].fullmatch(key) or bool(separator) != bool(order.day):
                raise ValueError
            return cls(key, order.parse(day) if day else None)
        except ValueError as error:
            raise InvalidValue(
                _("Unknown page “%(place)s”. Open the list from its first page.") % {"place": text}
            ) from error

    @classmethod
    def encode(cls, row: models.Model, order: Order) -> str:
        """Return the cursor of a row, as it stands in an address."""
        if not order.day:
            return str(getattr(row, order.key))
        day = getattr(row, order.day)
        return f"{day or ''}~{getattr(row, order.key)}"


@dataclass(frozen=True, slots=True)
class Page[M: models.Model]:
    """Rows of one page, with the cursors of its neighbours; an empty cursor: there is no page."""

    rows: list[M]
    before: str = ""
    after: str = ""


def fetch_page[M: models.Model](
    rows: QuerySet[M],
    *,
    order: str = "",
    after: str = "",
    before: str = "",
    orders: Mapping[str, Order] = ORDERS,
    load: Callable[[list[int]], list[Any]] | None = None,
    sorts: bool = False,
    is_keyed: bool = False,
) -> Page[Any]:
    """Fetch the rows after a cursor, before one, or the first ones.

    Without an order, the first of `orders` is used. With `load`, the query finds keys alone, and
    it makes the rows of them. Few rows are found by the index of their filter and sorted
    (`sorts`): the index of the order would be read to its end for them, unless the filter looks
    each up by its key, in order (`is_keyed`).

    Raises:
        InvalidValue: the order or the cursor can't be read.
    """
    order = order or next(iter(orders))
    if order not in orders:
        raise InvalidValue(
            _("The list can't be sorted by “%(order)s”. Choose one of: %(known)s.")
            % {"order": order, "known": ", ".join(orders)}
        )
    order_by = orders[order]
    backwards = bool(before)
    cursor = Cursor.parse(before or after, order_by) if before or after else None
    ranges = _index_ranges(order_by, backwards=backwards)
    if sorts and (order_by.day or not is_keyed):
        rows, ranges = _without_index(rows, ranges)
    columns = ("pk", order_by.key, order_by.day or order_by.key) if load else ()
    page_rows = _fetch(rows, ranges, cursor, tuple(dict.fromkeys(columns)))
    more = len(page_rows) > PAGE_SIZE
    page_rows = page_rows[:PAGE_SIZE]
    if backwards:
        page_rows.reverse()
    if not page_rows:
        return Page([])
    return Page(
        load([row.pk for row in page_rows]) if load else page_rows,
        before=Cursor.encode(page_rows[0], order_by) if (more if backwards else cursor) else "",
        after=Cursor.encode(page_rows[-1], order_by) if (backwards or more) else "",
    )


def _fetch(
    rows: QuerySet[Any],
    index_ranges: Iterable["IndexRange"],
    cursor: Cursor | None,
    columns: tuple[str, ...],
) -> list[Any]:
    """Fetch one row more than a page, in reading order or against it."""
    page_rows: list[Any] = []
    for index_range in index_ranges:
        if cursor is not None and not index_range.contains(cursor):
            continue  # the cursor lies beyond this range
        selected = index_range.select(rows, cursor)[: PAGE_SIZE + 1 - len(page_rows)]
        if columns:
            keys = CompiledQuery.of(selected.values_list(*columns)).run({})
            page_rows += map(_row_class(columns)._make, keys)
        else:
            page_rows += selected
        cursor = None
        if len(page_rows) > PAGE_SIZE:
            break
    return page_rows


@cache
def _row_class(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns)  # its fields are known at run time


def _without_index(
    rows: QuerySet[Any], ranges: Iterable["IndexRange"]
) -> tuple[QuerySet[Any], list["IndexRange"]]:
    """Return rows and ranges by expressions in place of columns, for which there is no index."""
    names = {name for index_range in ranges for name, _is_descending in index_range.columns}
    rows = rows.alias(**{f"{SORTED}{name}": Coalesce(name, name) for name in names})
    return rows, [
        replace(r, columns=tuple((f"{SORTED}{name}", d) for name, d in r.columns)) for r in ranges
    ]


@dataclass(frozen=True, slots=True)
class IndexRange:
    """One range of an index: its columns, each with whether it is descending."""

    columns: tuple[tuple[str, bool], ...]
    empty_day: str = ""  # column of the day where these rows have none

    def contains(self, cursor: Cursor) -> bool:
        """Return whether the cursor lies in this range: both have a day, or neither has."""
        has_day = len(self.columns) == 2
        return has_day == (cursor.day is not None)

    def select[M: models.Model](self, rows: QuerySet[M], cursor: Cursor | None) -> QuerySet[M]:
        """Return the rows of this range after the cursor, in its order."""
        if self.empty_day:
            rows = rows.filter(**{f"{self.empty_day}__isnull": True})
        elif len(self.columns) == 2:
            rows = rows.filter(**{f"{self.columns[0][0]}__isnull": False})
        if cursor is not None:
            rows = rows.filter(self._after(cursor))
        return rows.order_by(*("-" * is_descending + name for name, is_descending in self.columns))

    def _after(self, cursor: Cursor) -> Q:
        key, is_descending = self.columns[-1]
        later = Q(**{f"{key}__{_comparison(is_descending)}": cursor.key})
        if len(self.columns) == 1:
            return later
        day, is_descending = self.columns[0]
        beyond = _comparison(is_descending)
        # The first condition is implied by the others; with it, both databases seek the index.
        return Q(**{f"{day}__{beyond}e": cursor.day}) & (
            Q(**{f"{day}__{beyond}": cursor.day}) | (Q(**{day: cursor.day}) & later)
        )


def _comparison(is_descending: bool) -> str:
    return "lt" if is_descending else "gt"


def _index_ranges(order_by: Order, *, backwards: bool) -> list[IndexRange]:
    """Return the ranges of rows with a day and of rows without one, in the order they are read."""
    if not order_by.day:
        return [IndexRange(((order_by.key, order_by.descending != backwards),))]
    dated = IndexRange(
        ((order_by.day, order_by.descending != backwards), (order_by.key, backwards))
    )
    undated = IndexRange(((order_by.key, backwards),), empty_day=order_by.day)
    return [undated, dated] if backwards else [dated, undated]


def count_rows(rows: QuerySet[models.Model]) -> int:
    """Count rows up to MAX_COUNT + 1, which stands for more: counting on would cost time."""
    return CompiledQuery.of(rows.order_by().values_list("pk")[: MAX_COUNT + 1]).count()


@dataclass(frozen=True, slots=True)
class ListPage[M: models.Model]:
    """Page of a filtered list with the count of all rows, or the problems that keep it empty."""

    page: Page[M] = field(default_factory=lambda: Page([]))
    count: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than are counted."""
        return self.count > MAX_COUNT

    @property
    def at_least(self) -> int:
        """Number of rows, at most MAX_COUNT."""
        return min(self.count, MAX_COUNT)


def paginate(
    filter_set: StrictFilterSet,
    params: QueryDict,
    *,
    orders: Mapping[str, Order] = ORDERS,
    load: Callable[[list[int]], list[Any]],
    **options: Any,
) -> ListPage[Any]:
    """Return the page that `params` ask for, as `paginate_rows`; none if the filter has problems.

    Its rows are those that `load` makes of their keys.
    """
    if problems := filter_set.problems:
        return ListPage(problems=problems)
    return paginate_rows(filter_set.rows, params, orders=orders, load=load, **options)


def filter_list[Filter: StrictFilterSet](
    request: UserRequest,
    filter_class: type[Filter],
    rows: Any,
    build: Callable[..., QuerySet[Any]],
    *,
    orders: Mapping[str, Order],
    parameters: Iterable[str] = CURSORS,
) -> tuple[Filter, ListPage[Any]]:
    """Return the filter of visible rows, and the page asked for, which `build` selects.

    `rows` is a manager or queryset; see `User.load_page`. `parameters` are those of the page.
    """
    filter_set = filter_class(
        request.GET,
        queryset=rows.visible_to(request.user),
        user=request.user,
        today=request.today,
        other_parameters=parameters,
    )
    load = partial(request.user.load_page, build)
    return filter_set, paginate(filter_set, request.GET, orders=orders, load=load)


def paginate_rows(
    rows: QuerySet[Any],
    params: QueryDict,
    *,
    orders: Mapping[str, Order],
    load: Callable[[list[int]], list[Any]] | None = None,
    count: int = 0,
    is_keyed: bool = False,
) -> ListPage[Any]:
    """Return the page of rows that `params` ask for, or why there is none.

    `count` is their number, where it is known; `is_keyed`: see `fetch_page`.
    """
    count = count or count_rows(rows)
    try:
        places: Any = {name: params.get(name, "") for name in ("order", *CURSORS)}
        places |= {"orders": orders, "load": load, "is_keyed": is_keyed}
        page = fetch_page(rows, sorts=count <= FEW, **places)
    except InvalidValue as error:
        return ListPage(problems=[str(error)])
    return ListPage(page, count)


def list_response(
    request: UserRequest,
    template: str,
    filter_set: StrictFilterSet,
    list_page: ListPage[Any],
    **context: object,
) -> HttpResponse:
    """Show a page of a list with its filter; a filter that can't be read is a bad request."""
    chips = filter_chips(filter_set, request.GET)
    return page_response(
        request, template, list_page, filter_set=filter_set, chips=chips, **context
    )


def page_response(
    request: UserRequest, template: str, list_page: ListPage[Any], **context: object
) -> HttpResponse:
    """Show a page of a list; an address that can't be read is a bad request."""
    context["list_page"] = list_page
    return render(request, template, context, status=400 if list_page.problems else 200)


def drop_empty_parameters[**P](
    view: Callable[Concatenate[UserRequest, P], HttpResponseBase],
) -> Callable[Concatenate[UserRequest, P], HttpResponseBase]:
    """Redirect to the address without the parameters that a form left empty."""

    @wraps(view)
    def wrapper(request: UserRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        values = [(name, value) for name, row in request.GET.lists() for value in row]
        filled = [(name, value) for name, value in values if value]
        if filled != values:
            return redirect(f"{request.path}?{urlencode(filled)}")
        return view(request, *args, **kwargs)

    return wrapper


def filter_chips(filter_set: StrictFilterSet, params: QueryDict) -> list[dict[str, str]]:
    """Return the conditions in use, each with the query string of the list without it."""
    return [_chip(condition, params) for condition in filter_set.each_condition()]


def _chip(condition: Condition, params: QueryDict) -> dict[str, str]:
    remaining = params.copy()
    other_values = [
        value for value in remaining.getlist(condition.name) if value != condition.value
    ]
    several = len(remaining.getlist(condition.name)) > 1
    remaining.setlist(condition.name, other_values if several else [])
    for cursor in CURSORS:
        remaining.pop(cursor, None)
    return {
        "label": condition.label,
        "reads": condition.display_value,
        "without": remaining.urlencode(),
    }


def opens_recommendation(user: Viewer) -> Exists:
    """Return whether the user may open the recommendation of each row, as an expression.

    A body may be asked about any recommendation, so its question may not lead to one it sees.
    """
    seen = Recommendation.objects.visible_to(user).order_by()
    return Exists(seen.filter(pk=OuterRef("recommendation")))
