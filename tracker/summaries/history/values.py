"""What rows are called, for somebody who may know of them; looked up a model at a time."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import formats
from tracker.audit.audited_tables import (
    TOLD_AS_CHANGED,
    Field,
    Model,
    fields_of,
    models_by_table,
)
from tracker.models import (
    Assessment,
    AssessmentLine,
    Citation,
    Comment,
    Commitment,
    ComponentBody,
    DueDate,
    Event,
    Evidence,
    Figure,
    File,
    Finding,
    LineageLink,
    Passage,
    Publication,
    PublicationFile,
    Question,
    ReadLogEntry,
    Recommendation,
    Remark,
    Report,
    Responsibility,
    SavedReport,
    SensitivityRequest,
    Translation,
)
from tracker.vocabulary import Sensitivity, Theme

WITH_MATTER: tuple[Model, ...] = (Comment, Evidence, File)  # what can be for named readers

# Beside the row itself, what its name reads.
READS: dict[Model, tuple[str, ...]] = {
    Assessment: ("body",),
    Citation: ("evidence",),
    ComponentBody: ("component", "body"),
    DueDate: ("commitment",),
    AssessmentLine: ("component",),
    LineageLink: ("earlier__report__mechanism",),
    SensitivityRequest: ("evidence", "file", "comment"),
    Figure: ("indicator",),
    Passage: ("report__mechanism",),
    Recommendation: ("report__mechanism",),
    Report: ("mechanism",),
    Responsibility: ("body",),
}


def _assessment(row: Assessment) -> str:
    told = _("%(status)s as of %(day)s") % {
        "status": row.get_status_display(),
        "day": formats.day(row.as_of),
    }
    return f"{row.body.short}: {told}" if row.body else told


NAMES: dict[Model, Callable[[Any], str]] = {
    Assessment: _assessment,
    Citation: lambda row: str(row.evidence),
    Comment: lambda row: row.text,
    ComponentBody: lambda row: f"{row.component}: {row.body}",
    DueDate: lambda row: row.commitment.text,
    Finding: lambda row: row.title,
    AssessmentLine: lambda row: str(row.component),
    LineageLink: lambda row: str(row.earlier),
    Commitment: lambda row: row.text,
    SensitivityRequest: lambda row: str(row.thing),
    PublicationFile: lambda row: row.name,
    Publication: lambda row: row.title,
    Question: lambda row: row.question,
    ReadLogEntry: lambda row: str(row.get_deed_display()),
    Remark: lambda row: row.text,
    Responsibility: lambda row: f"{row.body.short}, {row.get_role_display()}",
    SavedReport: lambda row: row.name,
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


# What tells a person nothing: keys, and what the line itself says already.
UNTOLD = frozenset(
    {"id", "sort_key", "sentence_start", "sentence_end", "added_at", "added_by_id", "created_at"}
)
CODES_IN_LISTS: Mapping[str, Any] = {"other_themes": Theme}


def told_fields(event: Event) -> list[Field]:
    """The fields of an event worth telling, in the order of the model."""
    values = {**(event.old or {}), **(event.new or {})}
    model = models_by_table().get(event.table)
    if model is None:  # a table that is no more
        return []
    about = () if event.operation == "update" else ("recommendation_id",)
    return [
        field
        for column, field in fields_of(model).items()
        if column in values and column not in UNTOLD and column not in about
    ]


def old_and_new(event: Event, field: Field, names: Names) -> tuple[str, str]:
    """What the field said before and after, in words; empty where there was nothing."""
    old, new = ((side or {}).get(field.column) for side in (event.old, event.new))
    return in_words(field, old, names), in_words(field, new, names)


def in_words(field: Field, value: Any, names: Names) -> str:
    """A value as a person reads it."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if field.column in TOLD_AS_CHANGED:
        return ""
    if isinstance(field, models.ForeignKey):
        return names.of(field.remote_field.model, value) or _("not shown")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    try:
        return _by_type(field, value)
    except (ValueError, TypeError, KeyError):  # written when the column was of another type
        return str(value)


def _by_type(field: Field, value: Any) -> str:
    match field:
        case models.BooleanField():
            return _("yes") if value else _("no")
        case models.DateTimeField():
            return formats.moment(timezone.localtime(datetime.fromisoformat(value)))
        case models.DateField():
            return formats.day(date.fromisoformat(value))
        case models.JSONField():
            return _json(field, value)
    return str(value)


def _json(field: Field, value: Any) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        codes = CODES_IN_LISTS.get(field.name)
        return ", ".join(str(codes(part).label) if codes else part for part in value)
    if isinstance(value, dict) and all(isinstance(part, str) for part in value.values()):
        return ", ".join(f"{name}: {part}" for name, part in sorted(value.items()))
    if field.name == "breaks":
        return "; ".join(f"{part['period']}: {part['words']}" for part in value)
    return json.dumps(value, ensure_ascii=False)
