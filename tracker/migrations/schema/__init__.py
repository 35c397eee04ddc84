"""What tables are made of beside Django's own parts: models name it, and migrations do.

A migration means for ever what it meant when it was written, so it imports nothing else of the
tracker, and what stands here is added to, not changed.
"""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MONTH_AND_DAY = re.compile(r"[01]\d-[0-3]\d")


def tip_year() -> list[str]:
    """The dates of the TIP year: the call's deadline, what can be shown ends, the report by law."""
    return ["02-01", "03-31", "06-30"]


def check_calendar(days: Any) -> None:
    """Raises ValidationError unless these are days that come every year, as month and day."""
    if isinstance(days, list) and days and all(_comes_every_year(day) for day in days):
        return
    raise ValidationError(
        _(
            "The dates can't be read. Write at least one day that comes every year, each as month "
            'and day in quotes: ["02-01", "03-31", "06-30"].'
        ),
        code="calendar",
    )


def _comes_every_year(day: Any) -> bool:
    if not isinstance(day, str) or not MONTH_AND_DAY.fullmatch(day):
        return False
    try:
        date.fromisoformat(f"2023-{day}")  # no leap year
    except ValueError:
        return False
    return True


class RandomSalt(models.Func):
    """32 hexadecimal digits that nobody can guess, made by the database for each row."""

    template = "lower(hex(randomblob(16)))"
    output_field = models.CharField(max_length=32)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="replace(cast(gen_random_uuid() AS text), '-', '')",
            **context,
        )


class CoveringIndex(models.Index):
    """An index that is searched by its first fields and only tells the others.

    PostgreSQL keeps the others beside the key: by a key of seven columns each search takes half as
    long again. SQLite keeps nothing beside a key, and loses nothing by a long one.
    """

    def __init__(self, *, searched: int, **told: Any) -> None:
        super().__init__(**told)
        self.searched = searched  # how many of the fields

    def create_sql(
        self, model: type[models.Model], schema_editor: Any, using: str = "", **how: Any
    ) -> Any:
        """The statement that makes it, in the words of the database."""
        if not schema_editor.connection.features.supports_covering_indexes:
            return super().create_sql(model, schema_editor, using, **how)
        key, beside = self.fields[: self.searched], self.fields[self.searched :]
        index = models.Index(fields=key, include=beside, name=self.name)
        return index.create_sql(model, schema_editor, using, **how)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """What migrations write down."""
        path, expressions, told = super().deconstruct()
        return path, expressions, {**told, "searched": self.searched}
