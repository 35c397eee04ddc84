"""Queries that are compiled once, with the values bound each time they run.

Django builds the SQL of a page anew for each request, which takes longer than the database needs
to answer. Where a page always asks the same, the query is built once for each kind of reader,
with a `Bound` in place of each value, and then run with the values of the request.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, QuerySet, Value


class Bound(Value):
    """Place of a value in a query that is compiled once; `output_field` adapts the value."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(name, output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return a placeholder, with itself as the parameter until the query runs."""
        return "%s", (self,)


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """SQL of a `values_list()` queryset, with the converters of its columns."""

    sql: str  # empty: it can find no row
    params: tuple[object, ...]
    converters: tuple[tuple[int, tuple[Callable[..., object], ...], object], ...]

    @classmethod
    def of(cls, queryset: QuerySet[Any, Any]) -> "CompiledQuery":
        """Compile a queryset that selects columns by `values_list()`."""
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return cls("", (), ())
        columns = [select[0] for select in compiler.select]
        converters = compiler.get_converters(columns)
        return cls(
            sql,
            tuple(params),
            tuple(
                (index, tuple(functions), column)
                for index, (functions, column) in converters.items()
            ),
        )

    def run(self, values: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows for these values, each as a tuple of its columns.

        Raises:
            KeyError: A value is missing.
        """
        if not self.sql:
            return
        params: list[Any] = [
            param.output_field.get_db_prep_value(values[param.name], connection)
            if isinstance(param, Bound)
            else param
            for param in self.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        if not self.converters:
            yield from rows
            return
        for row in rows:
            cells = list(row)
            for index, functions, column in self.converters:
                for convert in functions:
                    cells[index] = convert(cells[index], column, connection)
            yield tuple(cells)


def compiled(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., CompiledQuery]:
    """Decorate a function that builds a queryset: it is compiled once for the same arguments."""
    return cache(lambda *args, **kwargs: CompiledQuery.of(build(*args, **kwargs)))
