"""Indexes that Django has no words for on both databases."""

from typing import Any

from django.db import models


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
