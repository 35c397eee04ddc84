"""Lists: pages found by keyset, from the key of a row, never by an offset; and a list as a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from itertools import dropwhile
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import http, shortcuts, urls
from django.db.models import CharField, F, Model, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django_htmx.http import HttpResponseClientRefresh

from tracker import compiled_queries, errors, models, progress, replica, reporting, tasks
from tracker.actions import exports, people, workers
from tracker.actions.evidence.storage import open_export
from tracker.filters import base, lists
from tracker.filters.parameters import (
    CURSORS,
    DAY_PARAMETERS,
    FEW,
    ORDERS,
    Cursor,
    IndexRange,
    Order,
    Sorting,
    choose_order,
    first_page,
    split_by_index,
)
from tracker.requests import UserRequest, drop_empty_parameters, page_view
from tracker.views.base import result_or_404

PAGE_SIZE = 25
MAX_COUNT = 10_000  # more are shown as "10,000+"


@dataclass(frozen=True, slots=True)
class Page[M: Model]:
    """Rows of one page, with the cursors of its neighbours; an empty cursor: there is no page."""

    rows: list[M]
    before: str = ""
    after: str = ""


def fetch_page[M: Model](
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
    order_by = choose_order(orders, order)
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
            keys = compiled_queries.CompiledQuery.of(selected.values_list(*columns)).run({})
            page_rows += (SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in keys)
        else:
            page_rows += selected
        cursor = None
        if len(page_rows) > PAGE_SIZE:
            break
    return page_rows


def count_rows(rows: QuerySet[Model]) -> int:
    """Count rows up to MAX_COUNT + 1, which stands for more: counting on would cost time."""
    return compiled_queries.CompiledQuery.of(
        rows.order_by().values_list("pk")[: MAX_COUNT + 1]
    ).count()


@dataclass(frozen=True, slots=True)
class ListPage[M: Model]:
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
    listed: lists.OpenList,
    load: Callable[[list[int]], list[Any]] | None = None,
    *,
    rows: QuerySet[Any] | None = None,
    **options: Any,
) -> ListPage[Any]:
    """Return the page of a list, as `paginate_rows`; none if a parameter can't be read.

    `rows` are those of its filter, or some of them.
    """
    if problems := listed.filter_set.problems:
        return ListPage(problems=problems)
    rows = listed.filter_set.rows if rows is None else rows
    return paginate_rows(rows, listed.params, orders=listed.orders, load=load, **options)


def paginate_rows(
    rows: QuerySet[Any],
    params: http.QueryDict,
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
    except errors.InvalidValue as error:
        return ListPage(problems=[str(error)])
    order = places["order"] or next(iter(orders))
    return ListPage(page, count, sorting=Sorting(orders, order, first_page(params, "order")))


def list_response(
    request: UserRequest,
    template: str,
    filter_set: base.StrictFilterSet,
    list_page: ListPage[Any],
    **context: object,
) -> http.HttpResponse:
    """Show a page of a list with its filter; a filter that can't be read is a bad request."""
    return page_response(
        request,
        template,
        list_page,
        filter_set=filter_set,
        chips=filter_chips(filter_set, request.GET),
        **context,
    )


def page_response(
    request: UserRequest, template: str, list_page: ListPage[Any], **context: object
) -> http.HttpResponse:
    """Show a page of a list; an address that can't be read is a bad request."""
    context |= {"list_page": list_page, "in_list": urlencode({"in": request.GET.urlencode()})}
    return shortcuts.render(request, template, context, status=400 if list_page.problems else 200)


# Lists as a user opens them: by an address, by a saved view, or as a file.

SHOW_ALL = "view=none"  # opens a list without its default view


def list_view(view: Callable[..., http.HttpResponseBase]) -> Callable[..., http.HttpResponseBase]:
    """Let signed-in users open a list, which the view gets, or take it as a file.

    Where its address has no parameters, it opens with the default view of the user.
    `request.saved_views` are the views of the user; the query of the page, to be saved as another;
    and the view that has the same query.
    """

    @drop_empty_parameters
    @replica.reads_replica
    def open_list(request: UserRequest, /, **options: object) -> http.HttpResponseBase:
        name = str(request.resolver_match.url_name)
        if "export" in request.GET:
            return send_list(request, name)
        return view(
            request,
            lists.OpenList(name, request.GET, user=request.user, today=request.today),
            **options,
        )

    @page_view
    @wraps(view)
    def wrapper(request: UserRequest, /, **options: object) -> http.HttpResponseBase:
        name, params = request.resolver_match.url_name, request.GET
        rows = list(request.user.load(_saved_views, list_name=name))
        default = next((row for row in rows if row.is_default), None)
        if default and not any(params.values()):
            return shortcuts.redirect(f"{request.path}?{SHOW_ALL if params else default.query}")
        if params.urlencode() == SHOW_ALL:
            params = request.GET = type(params)()
        query = saved_query(params)
        request.saved_views = {
            "list": name,
            "rows": rows,
            "query": query,
            "current": next((row for row in rows if row.query == query), None),
        }
        return open_list(request, **options)

    return wrapper


def saved_query(params: http.QueryDict) -> str:
    """Return filter and order of a list; equal ones are the same text."""
    return urlencode(sorted(parse_qsl(first_page(params, "export", "format"))))


def _saved_views(reader: models.Viewer) -> QuerySet[models.SavedView]:
    return models.SavedView.objects.filter(
        owner=reader.pk, list_name=compiled_queries.Bound("list_name", CharField())
    ).order_by("-is_default", "name")[: people.MAX_VIEWS]


# Place of a row in the list that its page was opened from.


def find_place(request: UserRequest, row: Model) -> dict[str, object]:
    """Return the place of a row in the list whose query the address has as `in`.

    `list_url`; `before` and `after`, the addresses of the rows beside it; of a short list that has
    it, `number` and `count`. Empty without a query, or with one that can't be read.
    """
    noun = str(row._meta.model_name)
    try:
        params = http.QueryDict(request.GET["in"])
        listed = lists.OpenList(f"{noun}_list", params, user=request.user, today=request.today)
        order = listed.choose_order()
    except (KeyError, errors.InvalidValue):
        return {}
    around, is_whole = _rows_around(listed.filter_set.rows, row, order, listed.list.address)
    index = [key for key, *_address in around].index(row.pk)
    own_params = urlencode({n: request.GET[n] for n in ("in", *DAY_PARAMETERS) if n in request.GET})
    before, after = (
        "".join(f"{urls.reverse(noun, args=parts)}?{own_params}" for _key, *parts in beside)
        for beside in (around[:index][-1:], around[index + 1 :][:1])
    )
    return {
        "list_url": f"{urls.reverse(f'{noun}_list')}?{params.urlencode() or SHOW_ALL}",
        "before": before,
        "after": after,
        **({"number": index + 1, "count": len(around)} if is_whole else {}),
    }


def _rows_around(
    rows: QuerySet[Any], row: Model, order: Order, columns: tuple[str, ...]
) -> tuple[list[Any], bool]:
    """Return key and columns of all rows of a short list that has the row, in order, and True.

    Of another list, only those of the row and its neighbours.
    """
    keys = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
    is_short = len(keys) <= FEW
    near, is_whole = Q(pk__in=keys), is_short and row.pk in keys
    if not is_whole:
        if not hasattr(row, order.day or order.key):  # a list alone has it
            return [(row.pk,)], False
        near = Q(*_is_beside(rows, row, order, sorts=is_short), pk=row.pk, _connector=Q.OR)
        rows = rows.model._default_manager.all()
    rows, (first, *_others) = split_by_index(rows.filter(near), order, sorts=True)
    names = [F(name).desc if is_last else F(name).asc for name, is_last in first.columns]
    rows = rows.order_by(*(by(nulls_last=True) for by in names))
    return list(rows.values_list("pk", *columns)), is_whole


def _is_beside(rows: QuerySet[Any], row: Model, order: Order, *, sorts: bool) -> Iterator[Q]:
    """Yield conditions of the first row after a row, and before it, in each range of an index."""
    cursor = Cursor(getattr(row, order.key), order.read_day(row) if order.day else None)
    for backwards in (False, True):
        selected, ranges = split_by_index(rows, order, backwards=backwards, sorts=sorts)
        for index_range in dropwhile(lambda each: not each.contains(cursor), ranges):
            start = cursor if index_range.contains(cursor) else None
            yield Q(pk=Subquery(index_range.select(selected, start).values("pk")[:1]))


def filter_chips(filter_set: base.StrictFilterSet, params: http.QueryDict) -> list[dict[str, str]]:
    """Return the conditions in use, each with the query string of the list without it."""
    return [_chip(condition, params) for condition in filter_set.each_condition()]


def _chip(condition: progress.Condition, params: http.QueryDict) -> dict[str, str]:
    remaining = params.copy()
    values = remaining.getlist(condition.name)
    remaining.setlist(
        condition.name,
        [value for value in values if value != condition.value] if len(values) > 1 else [],
    )
    return {
        "label": condition.label,
        "reads": condition.display_value,
        "without": first_page(remaining) or "view=",  # without opening the default view
    }


MAX_SYNC_ROWS = 50_000  # a workbook of more is made by a task


@page_view
@drop_empty_parameters
@replica.reads_replica
def export_list(request: UserRequest, name: str) -> http.HttpResponseBase:
    """Send a list as a file: its address of before."""
    return send_list(request, name)


def send_list(request: UserRequest, name: str) -> http.HttpResponseBase:
    """Send what the filter of a list finds, or redirect to the task that makes the file."""
    now, language, by = request.now, get_language() or "en", request.user
    export = lists.ListExport(name, request.GET, language=language, user=by, today=request.today)
    file_format = request.GET.get("export") or request.GET.get("format", "csv")
    path = urls.reverse(name).strip("/").replace("/", "-")  # "recommendations"
    file_name = f"{path}-{timezone.localtime(now):%Y-%m-%d-%H%M}.{file_format}"
    if file_format == "csv":
        return http.StreamingHttpResponse(
            exports.csv_lines(export, now=now),
            content_type=reporting.CONTENT_TYPES["csv"],
            headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
        )
    errors.InvalidValue.raise_if(
        file_format != "xlsx",
        _("The format “%(format)s” is not available. Choose one of: %(known)s."),
        format=file_format,
        known="csv, xlsx",
    )
    if export.count(MAX_SYNC_ROWS) <= MAX_SYNC_ROWS:
        return _file_response(request, exports.store_xlsx(export, now=now), file_name)
    result = tasks.make_export.enqueue(
        name=name,
        params=dict(request.GET.lists()),
        by=by.pk,
        language=language,
        file_name=file_name,
    )
    return _result_response(request, result) or shortcuts.redirect("export_task", result.id)


@page_view
def export_task(request: UserRequest, key: str) -> http.HttpResponseBase:
    """Say whether a workbook is made, and offer it; with `download`, send it."""
    result = result_or_404(tasks.make_export, key, by=request.user)
    if result.is_finished and request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # the result may be a page with a head of its own
    response = _result_response(request, result) if "download" in request.GET else None
    return response or shortcuts.render(
        request,
        "exports/task.html",
        {
            "file_name": result.kwargs["file_name"],
            "is_finished": bool(_file_name(result)),
            "has_worker": workers.any_alive(),
        },
    )


def _result_response(request: UserRequest, result: tasks.Result) -> http.HttpResponseBase | None:
    """Send the file of a finished task. Raises InvalidValue where it made none."""
    file = _file_name(result)
    return _file_response(request, file, result.kwargs["file_name"]) if file else None


def _file_name(result: tasks.Result) -> str:
    """Return the name of the file that a task made; empty before. Raises InvalidValue for none."""
    if not result.is_finished:
        return ""
    outcome: dict[str, str] = (
        {"refused": _("The file could not be created. Download it again.")}
        if result.errors
        else result.return_value
    )
    if reason := outcome.get("refused"):
        raise errors.InvalidValue(reason)
    return outcome["file"]


def _file_response(request: UserRequest, file: str, file_name: str) -> http.FileResponse:
    return http.FileResponse(
        open_export(file, by=request.user), as_attachment=True, filename=file_name
    )
