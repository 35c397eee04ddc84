"""Pages of a long list by keyset: a page is found from the key of a row, never by an offset."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial, wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.db import models
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tracker.compiled_queries import CompiledQuery
from tracker.errors import InvalidValue
from tracker.filters.base import StrictFilterSet
from tracker.filters.orders import (
    CURSORS,
    FEW,
    ORDERS,
    Cursor,
    IndexRange,
    Order,
    Sorting,
    first_page,
    split_by_index,
)
from tracker.progress import Condition
from tracker.requests import UserRequest

PAGE_SIZE = 25
PAGE_PARAMETERS = ("order", *CURSORS)
MAX_COUNT = 10_000  # more are shown as "10,000+"


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
    sorts = sorts and bool(order_by.day or not is_keyed)
    rows, ranges = split_by_index(rows, order_by, backwards=backwards, sorts=sorts)
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
    index_ranges: Iterable[IndexRange],
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


def count_rows(rows: QuerySet[models.Model]) -> int:
    """Count rows up to MAX_COUNT + 1, which stands for more: counting on would cost time."""
    return CompiledQuery.of(rows.order_by().values_list("pk")[: MAX_COUNT + 1]).count()


@dataclass(frozen=True, slots=True)
class ListPage[M: models.Model]:
    """Page of a filtered list with the count of all rows, or the problems that keep it empty."""

    page: Page[M] = field(default_factory=lambda: Page([]))
    count: int = 0
    problems: list[str] = field(default_factory=list)
    sorting: Sorting | None = None

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
    parameters: Iterable[str] = PAGE_PARAMETERS,
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
    sorts = count <= FEW
    orders = {name: order for name, order in orders.items() if order.is_indexed or sorts}
    try:
        places: Any = {name: params.get(name, "") for name in ("order", *CURSORS)}
        places |= {"orders": orders, "load": load, "is_keyed": is_keyed}
        page = fetch_page(rows, sorts=sorts, **places)
    except InvalidValue as error:
        return ListPage(problems=[str(error)])
    order = places["order"] or next(iter(orders))
    return ListPage(page, count, sorting=Sorting(orders, order, first_page(params, "order")))


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
    return {
        "label": condition.label,
        "reads": condition.display_value,
        "without": first_page(remaining),
    }
