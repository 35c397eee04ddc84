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
    Finding,
    Line,
    Link,
    Measure,
    Observation,
    Passage,
    Query,
    Recommendation,
    Report,
    Responsibility,
    Translation,
)

Model = type[models.Model]

# Beside the row itself, what its name reads.
READS: dict[Model, tuple[str, ...]] = {
    Assessment: ("body",),
    Citation: ("evidence",),
    ComponentBody: ("component", "body"),
    DueDate: ("measure",),
    Line: ("component",),
    Link: ("earlier__report__mechanism",),
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
    Query: lambda row: row.question,
    Responsibility: lambda row: f"{row.body.short}, {row.get_role_display()}",
    Translation: lambda row: row.get_language_display(),
}


class Names:
    """Names of rows by model and key. A row that is gone, or not the reader's to know, has none."""

    def __init__(self, wanted: Iterable[tuple[Model, int]], user: Any) -> None:
        keys: dict[Model, set[int]] = defaultdict(set)
        for model, key in wanted:
            keys[model].add(key)
        self._names = {
            (model, row.pk): NAMES.get(model, str)(row)
            for model, found in keys.items()
            for row in _visible(model, user).filter(pk__in=found)
        }

    def of(self, model: Model, key: Any) -> str:
        """The name, or an empty text."""
        return self._names.get((model, key), "")


def _visible(model: Model, user: Any) -> Any:
    rows = model._default_manager.all()
    if model in READS:
        rows = rows.select_related(*READS[model])
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows
