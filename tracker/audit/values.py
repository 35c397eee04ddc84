"""Values of history in words: codes by their labels, keys by names, days and moments as written."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import words
from tracker.audit.audited import TOLD_AS_CHANGED
from tracker.audit.names import Model, Names
from tracker.models import Event
from tracker.vocabulary import Theme

# What tells a person nothing: keys, and what the line itself says already.
UNTOLD = frozenset(
    {"id", "sort_key", "sentence_start", "sentence_end", "added_at", "added_by_id", "made_at"}
)
CODES_IN_LISTS: Mapping[str, Any] = {"other_themes": Theme}

Field = Any  # a field of a model; Django's stubs want its types


@cache
def models_by_table() -> dict[str, Model]:
    """The model of every table that history tells of."""
    found = apps.get_app_config("tracker").get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in found}


@cache
def fields_of(model: Model) -> dict[str, Field]:
    """Its fields by column."""
    return {str(field.column): field for field in model._meta.concrete_fields}


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
            return words.moment(timezone.localtime(datetime.fromisoformat(value)))
        case models.DateField():
            return words.day(date.fromisoformat(value))
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
