"""Names of rows and values of fields in words, for a reader who may see them."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group as RoleRow
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import formats
from tracker.audit.audited_tables import (
    MASKED_COLUMNS,
    SECOND_FACTORS,
    Field,
    Model,
    fields_by_column,
    models_by_table,
)
from tracker.compiled_queries import BoundKeys
from tracker.grouping import group_pairs
from tracker.models import (
    AnsweredSheet,
    Assessment,
    AssessmentLine,
    Citation,
    Closing,
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
    Reader,
    ReadLogEntry,
    Recommendation,
    Remark,
    Reply,
    Report,
    Responsibility,
    SavedReport,
    SensitivityRequest,
    TextTranslation,
    Translation,
    User,
)
from tracker.summaries.evidence import describe_line
from tracker.vocabulary import EvidenceKind, Group, Sensitivity, Theme

RESTRICTABLE_MODELS: tuple[Model, ...] = (Comment, Evidence, File)

# Relations that the name of a row uses.
NAME_RELATIONS: dict[Model, tuple[str, ...]] = {
    Assessment: ("body", "author"),
    Citation: ("evidence",),
    Closing: ("author",),
    ComponentBody: ("component", "body"),
    DueDate: ("commitment",),
    AssessmentLine: ("component",),
    LineageLink: ("earlier__report__mechanism",),
    Publication: ("author",),
    Reply: ("body", "publication"),
    SensitivityRequest: ("author", "evidence", "file", "comment"),
    AnsweredSheet: ("body",),
    Figure: ("indicator",),
    Passage: ("report__mechanism",),
    Question: ("report__mechanism",),
    Recommendation: ("report__mechanism",),
    Report: ("mechanism",),
    Responsibility: ("body",),
}


def _assessment(row: Assessment) -> str:
    name = _("%(status)s as of %(day)s") % {
        "status": row.get_status_display(),
        "day": formats.format_day(row.as_of),
    }
    return f"{row.body.short}: {name}" if row.body else name


NAMES: dict[Model, Callable[[Any], str]] = {
    Assessment: _assessment,
    Citation: lambda row: str(row.evidence),
    Comment: lambda row: row.text,
    ComponentBody: lambda row: f"{row.component}: {row.body}",
    DueDate: lambda row: row.commitment.text,
    Finding: lambda row: row.title,
    RoleRow: lambda row: str(Group(row.name).label) if row.name in Group.values else row.name,
    AssessmentLine: lambda row: str(row.component),
    LineageLink: lambda row: str(row.earlier),
    Commitment: lambda row: row.text,
    SensitivityRequest: lambda row: str(row.target),
    PublicationFile: lambda row: row.name,
    Publication: lambda row: row.title,
    Question: lambda row: row.text,
    ReadLogEntry: lambda row: str(row.get_action_display()),
    Remark: lambda row: row.text,
    Responsibility: lambda row: f"{row.body.short}, {row.get_role_display()}",
    SavedReport: lambda row: row.name,
    TextTranslation: lambda row: row.get_language_display(),
    Translation: lambda row: row.get_language_display(),
}


def name_of(row: models.Model) -> str:
    """Return the name of a row in sentences."""
    return NAMES.get(type(row), str)(row)


class Names:
    """Names of rows by model and key, looked up one model at a time.

    Deleted rows and those hidden from the reader have none; with `outside`, for a file, nor have
    those for named readers.
    """

    def __init__(
        self, rows: Iterable[tuple[Model, int]], user: User, *, outside: bool = False
    ) -> None:
        self._rows: dict[tuple[Model, object], models.Model] = {
            (model, row.pk): row
            for model, keys in group_pairs(rows).items()
            for row in user.load(select_named, model, outside, keys=keys)
        }

    def of(self, model: Model, key: object) -> str:
        """Return the name, or an empty text."""
        row = self._rows.get((model, key))
        return name_of(row) if row else ""

    def row(self, model: Model, key: object) -> Any:
        """Return the row; None if it is deleted or hidden from the reader."""
        return self._rows.get((model, key))


def select_named(
    reader: Reader, model: Model, outside: bool = False
) -> models.QuerySet[models.Model]:
    """Return the rows of a model that a reader may see, by "keys", with what their names need."""
    rows = model._default_manager.filter(pk__in=BoundKeys("keys"))
    if model in NAME_RELATIONS:
        rows = rows.select_related(*NAME_RELATIONS[model])
    if outside and model in RESTRICTABLE_MODELS:
        rows = rows.exclude(sensitivity=Sensitivity.NAMED_READERS)
    return rows.visible_to(reader) if hasattr(rows, "visible_to") else rows


# Columns of no use to people: keys, and what each line shows already.
HIDDEN_COLUMNS = frozenset(
    {
        *("id", "sort_key", "added_at", "added_by_id", "created_at", "names_source"),
        *("start", "end", "sentence_start", "sentence_end"),  # the quote is shown
        "text_languages",  # beside the texts
        "uses_hash",
    }
)
CODES_IN_LISTS: Mapping[str, Any] = {"other_themes": Theme}


def displayed_fields(event: Event) -> list[Field]:
    """Return the fields of an event to show, in the order of the model."""
    values = {**(event.old or {}), **(event.new or {})}
    model = models_by_table().get(event.table)
    if model is None or event.table == SECOND_FACTORS:  # or a table that no longer exists
        return []
    implied = () if event.operation == "update" else ("recommendation_id",)
    return [
        field
        for column, field in fields_by_column(model).items()
        if column in values and column not in HIDDEN_COLUMNS and column not in implied
    ]


def format_change(event: Event, field: Field, names: Names) -> tuple[str, str]:
    """Format the values before and after; an empty text where there was none."""
    old, new = ((side or {}).get(field.column) for side in (event.old, event.new))
    return format_value(field, old, names), format_value(field, new, names)


def format_value(field: Field, value: object, names: Names) -> str:
    """Format a stored value for people."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if field.column in MASKED_COLUMNS:
        return ""
    if isinstance(field, models.ForeignKey):
        return names.of(field.remote_field.model, value) or _("not shown")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    try:
        return _by_type(field, value)
    except (ValueError, TypeError, KeyError):  # written when the column was of another type
        return str(value)


def _by_type(field: Field, value: object) -> str:
    match field:
        case models.BooleanField():
            return _("yes") if value else _("no")
        case models.DateTimeField():
            return formats.format_moment(timezone.localtime(datetime.fromisoformat(str(value))))
        case models.DateField():
            return formats.format_day(date.fromisoformat(str(value)))
        case models.JSONField():
            return _json(field, value)
    return str(value)


def _json(field: Field, value: object) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        codes = CODES_IN_LISTS.get(field.name)
        return ", ".join(str(codes(part).label) if codes else part for part in value)
    if isinstance(value, dict) and all(isinstance(part, str) for part in value.values()):
        return ", ".join(f"{name}: {part}" for name, part in sorted(value.items()))
    if field.name == "shown_by" and isinstance(value, list):
        return "; ".join(f"“{part['quote']}”" for part in value)
    if field.name == "breaks" and isinstance(value, list):
        return "; ".join(f"{part['period']}: {part['words']}" for part in value)
    if field.name == "reading":
        return str(describe_line(Evidence(kind=EvidenceKind.NOT_STATED, reading=value)))
    return json.dumps(value, ensure_ascii=False)
