"""Queries that are compiled once, with the values bound each time they run.

Django builds the SQL of a page anew for each request, which takes longer than the database needs
to answer. Where a page always asks the same, the query is built once for each kind of reader,
with a `Bound` in place of each value, and then run with the values of the request.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import chain, compress
from operator import not_
from types import MappingProxyType
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BooleanField,
    F,
    Field,
    ForeignKey,
    Func,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
    Subquery,
    Value,
    base,
)
from django.db.models.functions import JSONArray
from django.db.models.query import ModelIterable
from psycopg import Cursor

type Rows[M: Model] = QuerySet[M, Any]  # as instances or values: Django has no one type for both

ANALYZED_ROWS = 10_000  # of each index
CHANGED_TABLES = """
    SELECT relid::regclass FROM pg_stat_user_tables
    WHERE n_mod_since_analyze > 1000 + n_live_tup / 10
"""
FETCHED_AT_ONCE = 50  # rows: a reader of the first few stops there


class Bound(Value):
    """Place of a value in a query that is compiled once; `output_field` adapts the value."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(name, output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return a placeholder, with itself as the parameter until the query runs."""
        return "%s", (self,)

    def adapt(self, value: Any) -> object:
        """Return a value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


# A list of keys as text, as a subquery, and such a list of what a query finds as "key".
FROM_LIST = {
    "sqlite": "(SELECT value FROM json_each({}))",
    "postgresql": "(SELECT key FROM unnest({}::bigint[]) AS key)",
}
TO_LIST = {
    "sqlite": "(SELECT json_group_array(key) FROM ({}))",
    "postgresql": "ARRAY({})::text",
}


class KeyList(Value):
    """List of keys as text, for `field__in`: one parameter, however many keys there are."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return a subquery of the keys."""
        value, params = super().as_sql(compiler, connection)
        return FROM_LIST[connection.vendor].format(value), params


class BoundKeys(KeyList, Bound):
    """Place of a list of keys, for `field__in`."""

    def __init__(self, name: str) -> None:
        super().__init__(name, JSONField())

    def adapt(self, value: Iterable[int]) -> str:
        """Return the keys as JSON, or as an array of PostgreSQL, which then knows their number."""
        keys = ",".join(map(str, value))
        return f"[{keys}]" if connection.vendor == "sqlite" else f"{{{keys}}}"


type Converter = tuple[Any, tuple[Callable[..., Any], ...], object]  # by the place of a column


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """SQL of a queryset, with the converters of its columns and what makes a row of them."""

    sql: str  # empty: it can find no row
    params: tuple[object, ...]
    converters: tuple[Converter, ...] = ()  # of the columns of a row without a maker
    maker: "_RowMaker | None" = None  # None: a row is its columns

    @classmethod
    def of(cls, queryset: Rows[Model]) -> "CompiledQuery":
        """Compile a queryset of instances, or of columns selected by `values_list()`."""
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return cls("", ())
        columns = [select[0] for select in compiler.select]
        converters = {
            index: (index, tuple(functions), column)
            for index, (functions, column) in compiler.get_converters(columns).items()
        }
        sql, bound = _with_literals(sql, params)
        if queryset._iterable_class is not ModelIterable:
            return cls(sql, bound, tuple(converters.values()))
        return cls(
            sql,
            bound,
            maker=_RowMaker(compiler, compiler.klass_info, converters, compiler.annotation_col_map),
        )

    def run_for(
        self, keys: Sequence[int], values: Mapping[str, object] = MappingProxyType({})
    ) -> Iterator[Any]:
        """Yield the rows for these keys, in the place of `BoundKeys("keys")`; none for no key."""
        return self.run({**values, "keys": keys}) if keys else iter(())

    def count(self, values: Mapping[str, object] = MappingProxyType({})) -> int:
        """Return the number of rows for these values, up to the limit of the query."""
        sql = f"SELECT COUNT(*) FROM ({self.sql}) AS counted"  # noqa: S608 # as Django made it
        return (
            next(replace(self, sql=sql, converters=(), maker=None).run(values))[0]
            if self.sql
            else 0
        )

    def run_each(self, rows: Sequence[Mapping[str, object]]) -> Iterator[tuple[Any, ...]]:
        """Yield the columns for each of these values, after their place, by one statement."""
        sql = f"SELECT %d, part.* FROM ({self.sql.replace('%', '%%')}) part"  # noqa: S608 # as made
        parts = [sql % place for place in range(len(rows) if self.sql else 0)]
        params = chain.from_iterable(_bind(self.params, values) for values in rows)
        return CompiledQuery(" UNION ALL ".join(parts), tuple(params)).run({})

    def run(self, values: Mapping[str, object]) -> Iterator[Any]:
        """Yield the rows for these values: instances, or tuples of their columns.

        Raises:
            KeyError: A value is missing.
        """
        if not self.sql:
            return
        shared: dict[tuple[_RowMaker, object], Model] = {}
        with connection.cursor() as cursor:
            # PostgreSQL prepares a query for all values, if it has places: to plan it may take
            # longer than to find the rows. Django's cursor writes the values into the SQL.
            if values and connection.vendor == "postgresql":
                cursor.cursor = Cursor(connection.connection)
            cursor.execute(self.sql, _bind(self.params, values))
            for row in chain.from_iterable(iter(lambda: cursor.fetchmany(FETCHED_AT_ONCE), [])):
                if self.maker:
                    yield self.maker.make(row, shared)
                else:
                    yield tuple(_convert(list(row), self.converters)) if self.converters else row


def _convert[Cells: (list[Any], dict[Any, Any])](
    cells: Cells, converters: Iterable[Converter]
) -> Cells:
    for place, functions, column in converters:
        for convert in functions:
            cells[place] = convert(cells[place], column, connection)
    return cells


def _bind(params: Iterable[object], values: Mapping[str, object]) -> list[Any]:
    """Return the parameters with values in place of each `Bound`."""
    return [
        param.adapt(values[param.name]) if isinstance(param, Bound) else param for param in params
    ]


class CompiledCondition(Func):
    """Condition that the row at hand is among those of a query that was compiled once.

    The query tells its row's key from others by `Bound("row", …)`, once. Its table has another name
    inside, so that the key of the row at hand is not taken for its own.
    """

    output_field = BooleanField()

    def __init__(self, query: CompiledQuery, table: str, values: Mapping[str, object]) -> None:
        super().__init__(F("pk"))
        self.query, self.table, self.values = query, table, values

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:  # type: ignore[override]
        """Return the compiled SQL around the column of the key, and the values."""
        key, _params = compiler.compile(self.source_expressions[0])
        sql = self.query.sql.replace(f'"{self.table}".', '"row_at_hand".').replace(
            f'FROM "{self.table}"', f'FROM "{self.table}" "row_at_hand"', 1
        )
        is_row = [isinstance(param, Bound) and param.name == "row" for param in self.query.params]
        start, *parts = sql.split("%s")
        text = (f"{key if at else '%s'}{part}" for at, part in zip(is_row, parts, strict=True))
        params = compress(self.query.params, map(not_, is_row))
        # With an offset, PostgreSQL looks at one row after the other, not at the whole table.
        return f"EXISTS({start}{''.join(text)} LIMIT 1 OFFSET 0)", _bind(params, self.values)


def _with_literals(sql: str, params: Sequence[object]) -> tuple[str, tuple[object, ...]]:
    """Write constants into the SQL: databases see no partial index for a parameter."""
    if connection.vendor != "sqlite" and not any(isinstance(param, Bound) for param in params):
        return sql, tuple(params)  # psycopg writes them itself
    literals = [_literal(param) for param in params]
    first, *parts = sql.split("%s")
    text = (f"{literal}{part}" for literal, part in zip(literals, parts, strict=True))
    is_bound = (literal == "%s" for literal in literals)
    return "".join([first, *text]), tuple(compress(params, is_bound))


def _literal(param: object) -> str:
    """Return a constant as SQL; a place for a `Bound`, and on SQLite for what is no code or int."""
    if connection.vendor != "sqlite":
        write: Any = connection.ops.compose_sql  # type: ignore[attr-defined] # of PostgreSQL
        return "%s" if isinstance(param, Bound) else write("%s", [param]).replace("%", "%%")
    if isinstance(param, str):
        return f"'{param}'" if re.fullmatch("[a-z_]*", param) else "%s"
    return f"{param:d}" if isinstance(param, int) else "%s"


class _RowMaker:
    """Makes instances of a model from the columns of a query, and of the related ones selected.

    Django takes longer to make an instance than the database to find its row. Here it is given
    its columns as they are, without `__init__`, and what it refers to is made once for all rows.
    Columns left out by `only()` are loaded when they are read.
    """

    def __init__(
        self,
        compiler: Any,
        info: Any,
        converters: Mapping[int, Converter],
        annotations: Mapping[str, int] | None,
    ) -> None:
        self.model: type[Model] = info["model"]
        indexes, select = info["select_fields"], compiler.select
        self.own = slice(indexes[0], indexes[-1] + 1)
        self.names = [column.target.attname for column, _sql, _alias in select[self.own]]
        self.key_index = indexes[0] + self.names.index(self.model._meta.pk.attname)
        self.annotations = tuple((annotations or {}).items())
        names = dict(zip(indexes, self.names, strict=True))
        names |= {index: name for name, index in self.annotations}
        self.converters = [
            (names[index], *converters[index][1:]) for index in names.keys() & converters.keys()
        ]
        self.related = [
            (related["field"].cache_name, _RowMaker(compiler, related, converters, None))
            for related in info.get("related_klass_infos", ())
        ]

    def make(self, row: Sequence[Any], shared: dict[tuple["_RowMaker", object], Model]) -> Any:
        """Make an instance; `shared` holds the related ones that were made."""
        instance = object.__new__(self.model)
        fields = instance.__dict__ = dict(zip(self.names, row[self.own], strict=True))
        for name, index in self.annotations:
            fields[name] = row[index]
        _convert(fields, self.converters)
        state = instance._state = base.ModelState()
        state.db, state.adding = DEFAULT_DB_ALIAS, False
        for name, maker in self.related:
            if (key := row[maker.key_index]) is not None and (maker, key) not in shared:
                shared[maker, key] = maker.make(row, shared)
            state.fields_cache[name] = shared.get((maker, key))
        return instance


def count_up_to(limit: int, rows: Rows[Model]) -> Subquery:
    """Return the number of rows, filtered by an `OuterRef`, as an annotation: `limit` at most."""
    return Subquery(
        rows[:limit],
        output_field=IntegerField(),
        template="(SELECT COUNT(*) FROM (%(subquery)s) AS counted)",
    )


def list_keys(queries: Sequence[CompiledQuery], values: Mapping[str, object]) -> tuple[str, ...]:
    """Return what each query finds as "key" for these values, as text, by one statement."""
    lists = ", ".join(TO_LIST[connection.vendor].format(query.sql) for query in queries)
    params = tuple(chain.from_iterable(query.params for query in queries))
    return tuple(next(CompiledQuery(f"SELECT {lists}", params).run(values)))


def compiled(build: Callable[..., Rows[Model]]) -> Callable[..., CompiledQuery]:
    """Decorate a function that builds a queryset: it is compiled once for the same arguments."""
    return cache(lambda *args, **kwargs: CompiledQuery.of(build(*args, **kwargs)))


class _JSONGroup(Func):
    """JSON list of the values of all rows; not an aggregate to Django, which would group them."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the expression of PostgreSQL, which is NULL without rows."""
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)


@dataclass(frozen=True, slots=True)
class Parts[M: Model]:
    """Rows of one table that are read in the query of the row they belong to, in no order.

    `fields` are columns and columns of related rows ("text", "body__code"), the key among them.
    """

    model: type[M]
    fields: tuple[str, ...]

    def of(self, rows: QuerySet[M, M]) -> Subquery:
        """Return rows, filtered by an `OuterRef`, as the value of an annotation."""
        return Subquery(rows.order_by().values(joined_parts=_JSONGroup(JSONArray(*self.fields))))

    def load(self, value: Iterable[Iterable[object]] | None) -> list[M]:
        """Return the instances that the annotation holds."""
        return [_build(self.model, dict(zip(self.fields, row, strict=True))) for row in value or ()]


def _build[M: Model](model: type[M], values: Mapping[str, object]) -> M:
    """Build an instance and its related ones from JSON values."""
    fields = [field for field in model._meta.concrete_fields if field.attname in values]
    cells = [_from_json(field, values[field.attname]) for field in fields]
    row = model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], cells)
    for name in {path.partition("__")[0] for path in values if "__" in path}:
        start, field = f"{name}__", cast("ForeignKey[Any]", model._meta.get_field(name))
        of_related = {p.removeprefix(start): v for p, v in values.items() if p.startswith(start)}
        related = None if of_related["id"] is None else _build(field.remote_field.model, of_related)
        field.set_cached_value(row, related)
    return row


def _from_json(field: "Field[Any, Any]", value: object) -> object:
    python = field.to_python(value)
    return (
        python.replace(tzinfo=UTC)
        if isinstance(python, datetime) and python.tzinfo is None  # as SQLite stores it
        else python
    )


def refresh_statistics(using: str = DEFAULT_DB_ALIAS) -> None:
    """Let the database count anew what it plans queries by: after many rows, or a new index.

    SQLite reads 10,000 rows of each index of the tables that need it: by its own 100, a code that
    many rows share looks like a key. PostgreSQL would do it by itself within a minute.
    """
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ANALYZED_ROWS}")
            cursor.execute("PRAGMA optimize = 0x10002")
        else:
            cursor.execute("SELECT pg_stat_force_next_flush()")
            cursor.execute(CHANGED_TABLES)
            for (table,) in cursor.fetchall():
                cursor.execute(f"ANALYZE {table}")
