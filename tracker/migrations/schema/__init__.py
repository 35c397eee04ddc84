"""Defaults, validators, functions and indexes that models and migrations use.

A migration keeps its meaning, so it imports nothing else of the tracker, and definitions here are
added to, not changed.
"""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MONTH_AND_DAY = re.compile(r"[01]\d-[0-3]\d")


def tip_year() -> list[str]:
    """Return the dates of the TIP year: deadline of the call, end of the period, the report."""
    return ["02-01", "03-31", "06-30"]


def check_calendar(days: Any) -> None:
    """Check that these are days of every year, as month and day.

    Raises:
        ValidationError: They are not.
    """
    if isinstance(days, list) and days and all(_is_yearly_day(day) for day in days):
        return
    raise ValidationError(
        _(
            "The dates can't be read. Write at least one yearly date, each as month and "
            'day in quotes: ["02-01", "03-31", "06-30"].'
        ),
        code="calendar",
    )


def _is_yearly_day(day: Any) -> bool:
    if not isinstance(day, str) or not MONTH_AND_DAY.fullmatch(day):
        return False
    try:
        date.fromisoformat(f"2023-{day}")  # no leap year
    except ValueError:
        return False
    return True


class RandomSalt(models.Func):
    """Random 32 hexadecimal digits, made by the database for each row."""

    template = "lower(hex(randomblob(16)))"
    output_field = models.CharField(max_length=32)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return the expression for PostgreSQL."""
        return self.as_sql(
            compiler,
            connection,
            template="replace(cast(gen_random_uuid() AS text), '-', '')",
            **context,
        )


class CoveringIndex(models.Index):
    """Index that is searched by its first fields and contains the others.

    PostgreSQL stores the others beside the key: with a key of seven columns a search takes half as
    long again. SQLite can't, and a long key costs it nothing.
    """

    def __init__(self, *, searched: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.searched = searched  # how many of the fields

    def create_sql(
        self, model: type[models.Model], schema_editor: Any, using: str = "", **kwargs: Any
    ) -> Any:
        """Return the statement that makes it, for the database in use."""
        if not schema_editor.connection.features.supports_covering_indexes:
            return super().create_sql(model, schema_editor, using, **kwargs)
        key, included = self.fields[: self.searched], self.fields[self.searched :]
        index = models.Index(fields=key, include=included, name=self.name)
        return index.create_sql(model, schema_editor, using, **kwargs)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Return what migrations store."""
        path, expressions, kwargs = super().deconstruct()
        return path, expressions, {**kwargs, "searched": self.searched}
