"""What rows are called, for somebody who may know of them; looked up a model at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tracker import words
from tracker.models import (
    Assessment,
    Citation,
    Comment,
    ComponentBody,
    DueDate,
    Evidence,
    File,
    Finding,
    Line,
    Link,
    Lowering,
    Measure,
    Observation,
    Passage,
    Printed,
    Publication,
    Query,
    Reading,
    Recommendation,
    Remark,
    Report,
    Responsibility,
    Schedule,
    Translation,
)
from tracker.vocabulary import Sensitivity

Model = type[models.Model]

WITH_MATTER: tuple[Model, ...] = (Comment, Evidence, File)  # what can be for named readers

# Beside the row itself, what its name reads.
READS: dict[Model, tuple[str, ...]] = {
    Assessment: ("body",),
    Citation: ("evidence",),
    ComponentBody: ("component", "body"),
    DueDate: ("measure",),
    Line: ("component",),
    Link: ("earlier__report__mechanism",),
    Lowering: ("evidence", "file", "comment"),
    Observation: ("indicator",),
    Passage: ("report__mechanism",),
    Recommendation: ("report__mechanism",),
    Report: ("mechanism",),
    Responsibility: ("body",),
}


def _assessment(row: Assessment) -> str:
    told = _("%(status)s as of %(day)s") % {
        "status": row.get_status_display(),
        "day": words.day(row.as_of),
    }
    return f"{row.body.short}: {told}" if row.body else told


NAMES: dict[Model, Callable[[Any], str]] = {
    Assessment: _assessment,
    Citation: lambda row: str(row.evidence),
    Comment: lambda row: row.text,
    ComponentBody: lambda row: f"{row.component}: {row.body}",
    DueDate: lambda row: row.measure.text,
    Finding: lambda row: row.title,
    Line: lambda row: str(row.component),
    Link: lambda row: str(row.earlier),
    Measure: lambda row: row.text,
    Lowering: lambda row: str(row.thing),
    Printed: lambda row: row.name,
    Publication: lambda row: row.title,
    Query: lambda row: row.question,
    Reading: lambda row: str(row.get_deed_display()),
    Remark: lambda row: row.text,
    Responsibility: lambda row: f"{row.body.short}, {row.get_role_display()}",
    Schedule: lambda row: row.name,
    Translation: lambda row: row.get_language_display(),
}


def name_of(row: models.Model) -> str:
    """What a row is called in sentences."""
    return NAMES.get(type(row), str)(row)


class Names:
    """Names of rows by model and key. A row that is gone, or not the reader's to know, has none.

    Nor has what is for named readers, where the names go `outside` in a file.
    """

    def __init__(
        self, wanted: Iterable[tuple[Model, int]], user: Any, *, outside: bool = False
    ) -> None:
        keys: dict[Model, set[int]] = defaultdict(set)
        for model, key in wanted:
            keys[model].add(key)
        self._names = {
            (model, row.pk): name_of(row)
            for model, found in keys.items()
            for row in _named(model, user, outside=outside).filter(pk__in=found)
        }

    def of(self, model: Model, key: Any) -> str:
        """The name, or an empty text."""
        return self._names.get((model, key), "")


def _named(model: Model, user: Any, *, outside: bool) -> Any:
    rows = visible_rows(model, user)
    if outside and model in WITH_MATTER:
        return rows.exclude(sensitivity=Sensitivity.NAMED_READERS)
    return rows


def visible_rows(model: Model, user: Any) -> Any:
    """Rows of any noun that `user` may know of, with what their names read at hand."""
    rows = model._default_manager.all()
    if model in READS:
        rows = rows.select_related(*READS[model])
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows
