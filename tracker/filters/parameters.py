"""Parameters of lists in addresses: orders, one table for each list, positions, and past days.

A cursor reads "XK/TIP/7975/003", or "2025-03-31~XK/TIP/7975/003" where a day comes first; where
rows have no sort key, "12", "2025-03-31~12" or "2024~tip-2024-kosovo".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Case,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
    functions,
)
from django.utils import datastructures, dateparse, functional
from django.utils.translation import gettext as _, gettext_lazy

from tracker import errors, models, vocabulary

CURSORS = ("after", "before")
PAGE_PARAMETERS = ("order", *CURSORS, "export", "format")  # beside the filter
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
    """Sort order: by a unique key, or by a day and then by the key. Each column is indexed.

    Codes, in the order of `codes`, or another value may take the place of the day.
    """

    day: str = ""  # column of the day; rows without one come last
    descending: bool = False  # of the day, or of the key where there is no day
    key: str = KEY  # unique: no two rows share a cursor
    parse: Callable[[str], date | int | str] = date.fromisoformat  # reads a day from an address
    codes: tuple[str, ...] = ()  # of the column, in which a cursor has the place of one
    is_indexed: bool = True  # else few rows alone are sorted by it
    expression: Any = None  # annotated as `day`, where that is no column

    def read_day(self, row: object) -> Any:
        """Return the day of a row as a cursor has it; of a code, its place."""
        day = getattr(row, self.day)
        return self.codes.index(day) if self.codes else day


LEADS = models.Responsibility.objects.not_withdrawn().filter(
    role=vocabulary.Role.LEAD, recommendation=OuterRef("pk")
)
STATUS_ORDER = Order("status", parse=int, codes=tuple(vocabulary.Status.values))
LEAD_ORDER = Order(
    "lead_code",
    parse=str,
    is_indexed=False,
    expression=Subquery(LEADS.order_by("body__code").values("body__code")[:1]),
)
ORDERS = {
    "key": Order(),
    "-key": Order(descending=True),
    "review": Order("review_on"),
    "-review": Order("review_on", descending=True),
    "-assessed": Order("assessed_on", descending=True),
    "assessed": Order("assessed_on"),
    "status": STATUS_ORDER,
    "-status": replace(STATUS_ORDER, descending=True),
    "lead": LEAD_ORDER,
    "-lead": replace(LEAD_ORDER, descending=True),
}
PAST_DAY_ORDERS = {  # of a past day, whose statuses and days no index has
    **ORDERS,
    "assessed": Order("assessed_on_then"),
    "-assessed": Order("assessed_on_then", descending=True),
    **{
        name: replace(ORDERS[name], day="status_then", is_indexed=False)
        for name in ("status", "-status")
    },
}
NEWEST_ADDED = {"-added": Order(descending=True, key="pk")}
EVIDENCE_ORDERS = {
    **NEWEST_ADDED,
    "added": Order(key="pk"),
    "-published": Order("published_on", descending=True, key="pk"),
    "published": Order("published_on", key="pk"),
}
DUE_ORDERS = {  # what is due soonest first, what has no day last
    "due": Order("due_on", key="pk"),
    "-due": Order("due_on", descending=True, key="pk"),
}
CODE_ORDERS = {"code": Order(key="code"), "-code": Order(key="code", descending=True)}
NEWEST_FIRST = {"newest": Order(key="pk", descending=True)}


def choose_order(orders: Mapping[str, Order], name: str) -> Order:
    """Return the order of this name, by default the first. Raises InvalidValue for another."""
    errors.InvalidValue.raise_if(
        name and name not in orders,
        _("The list can't be sorted by “%(order)s”. Choose one of: %(known)s."),
        order=name,
        known=", ".join(orders),
    )
    return orders[name or next(iter(orders))]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Position where a page begins or ends: the key of a row, and its day where days come first."""

    key: str
    day: date | int | str | None = None

    @classmethod
    def parse(cls, text: str, order: Order) -> "Cursor":
        """Read a cursor from an address. Raises InvalidValue if it is none of this order."""
        day, separator, key = text.rpartition("~")
        with errors.InvalidValue.instead_of(
            ValueError,
            _("Unknown page “%(place)s”. Open the list from its first page."),
            place=text,
        ):
            if not KEY_PATTERNS[order.key].fullmatch(key) or bool(separator) != bool(order.day):
                raise ValueError
            return cls(key, order.parse(day) if day else None)

    @classmethod
    def encode(cls, row: Model, order: Order) -> str:
        """Return the cursor of a row, as it stands in an address."""
        key = getattr(row, order.key)
        if not order.day:
            return str(key)
        day = order.read_day(row)
        return f"{'' if day is None else day}~{key}"


@dataclass(frozen=True, slots=True)
class IndexRange:
    """One range of an index: its columns, each with whether it is descending."""

    columns: tuple[tuple[str, bool], ...]
    empty_day: str = ""  # column of the day where these rows have none
    code: tuple[str, str, int] | None = None  # column, the code of these rows, and its place

    def contains(self, cursor: Cursor) -> bool:
        """Return whether the cursor lies in this range: both have a day, or neither has."""
        return (
            cursor.day == self.code[2]
            if self.code
            else (len(self.columns) == 2) == (cursor.day is not None)
        )

    def select[M: Model](self, rows: QuerySet[M], cursor: Cursor | None) -> QuerySet[M]:
        """Return the rows of this range after the cursor, in its order."""
        if self.code:
            rows = rows.filter(**{self.code[0]: self.code[1]})
        elif self.empty_day:
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


def split_by_index[M: Model](
    rows: QuerySet[M], order: Order, *, backwards: bool = False, sorts: bool = False
) -> tuple[QuerySet[M], list[IndexRange]]:
    """Return the rows, and the ranges of an index by which they are read in an order.

    With `sorts`, the ranges are those of expressions in place of columns, for which there is no
    index: few rows are found by their filter, and sorted.
    """
    if order.expression is not None:
        rows = rows.annotate(**{order.day: order.expression})
    if not sorts:
        return rows, _index_ranges(order, backwards=backwards)
    columns: dict[str, Any] = {
        name: functions.Coalesce(name, name) for name in (order.day, order.key) if name
    }
    if order.codes:
        places = (When(**{order.day: code}, then=place) for place, code in enumerate(order.codes))
        columns[order.day] = Case(*places, default=Value(len(order.codes)))
    ranges = [
        replace(r, columns=tuple((f"{SORTED}{name}", d) for name, d in r.columns))
        for r in _index_ranges(replace(order, codes=()), backwards=backwards)
        if not (order.codes and r.empty_day)
    ]
    return rows.alias(**{f"{SORTED}{name}": column for name, column in columns.items()}), ranges


def _index_ranges(order: Order, *, backwards: bool) -> list[IndexRange]:
    """Return the ranges of rows with a day and of rows without one, in the order they are read."""
    if not order.day:
        return [IndexRange(((order.key, order.descending != backwards),))]
    if order.codes:
        ranges = [
            IndexRange(((order.key, backwards),), code=(order.day, code, place))
            for place, code in enumerate(order.codes)
        ]
        return ranges[::-1] if order.descending != backwards else ranges
    dated = IndexRange(((order.day, order.descending != backwards), (order.key, backwards)))
    undated = IndexRange(((order.key, backwards),), empty_day=order.day)
    return [undated, dated] if backwards else [dated, undated]


def first_page(params: datastructures.MultiValueDict[str, str], *without: str) -> str:
    """Return the parameters of the first page, but for these, as they stand in an address."""
    return urlencode(
        {n: values for n, values in params.lists() if n not in (*CURSORS, *without)}, doseq=True
    )


@dataclass(frozen=True, slots=True)
class Sorting:
    """Orders that a list offers, the one in use, and the other parameters of the first page."""

    orders: Mapping[str, Order]
    order: str
    query: str


DAY_PARAMETERS = ("on", "basis")


def parse_past_day(params: Mapping[str, str], *, today: date) -> vocabulary.PastDay | None:
    """Return the past day in query parameters, None without one.

    Raises:
        InvalidValue: The day can't be read or has not come, or the basis is unknown.
    """
    basis = parse_code(params.get("basis", ""), vocabulary.Basis.AS_KNOWN_NOW)
    text = params.get("on", "")
    return vocabulary.PastDay(parse_day(text, today=today), basis) if text else None


UNKNOWN_CODES: dict[type[TextChoices], functional.Promise] = {
    vocabulary.Basis: gettext_lazy(
        "There is no view “%(typed)s” of a past day. Choose one of: %(known)s."
    ),
    vocabulary.ReportKind: gettext_lazy(
        "“%(typed)s” is not a kind of progress report. Choose one of: %(known)s."
    ),
    vocabulary.Audience: gettext_lazy(
        "“%(typed)s” is not an audience of reports. Choose one of: %(known)s."
    ),
}


def parse_code[Choice: TextChoices](code: str, default: Choice) -> Choice:
    """Return the choice with this code, of those in UNKNOWN_CODES; the default without a code.

    Raises:
        InvalidValue: There is no such choice.
    """
    choices, typed = type(default), code or default.value
    errors.InvalidValue.raise_if(
        typed not in choices.values,
        UNKNOWN_CODES[choices],
        typed=typed,
        known=", ".join(f"{choice.value} ({choice.label})" for choice in choices),
    )
    return choices(typed)


def read_day(text: str, *, today: date) -> date:
    """Return a day typed as 2024-12-31, even one to come. Raises InvalidValue."""
    with errors.InvalidValue.instead_of(
        ValueError,
        _("“%(typed)s” is not a date. Write it like %(today)s."),
        typed=text,
        today=today.isoformat(),
    ):
        if day := dateparse.parse_date(text):
            return day
        raise ValueError


def parse_day(text: str, *, today: date) -> date:
    """Parse a day written as 2024-03-31.

    Raises:
        InvalidValue: It is no day, or has not come.
    """
    on = read_day(text, today=today)
    errors.InvalidValue.raise_if(
        on > today,
        _("%(on)s is in the future. Choose a day up to %(today)s."),
        on=on,
        today=today,
    )
    return on
