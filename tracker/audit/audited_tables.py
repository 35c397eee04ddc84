"""What the database says when it refuses a write, the same on both. The table follows in brackets.

These are for developers and logs: a person meets a refusal of an action before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import models

Model = type[models.Model]
Field = Any  # a field of a model; Django's stubs want its types

NO_ACTOR = "a write without a named actor is refused"
NO_REASON = "a write without a reason is refused"
NO_EMPTYING = "emptying a whole table is refused, since history tells of rows"
APPEND_ONLY = "history is append-only: a line of it is neither changed nor deleted"


EVENT = "tracker_event"
# History itself, what is made from it or from what it watches, and which actions of `upgrade` ran:
# it makes no history of its own.
OF_HISTORY = frozenset(
    {
        EVENT,
        "tracker_publicationuse",
        "tracker_seal",
        "tracker_statusspan",
        "tracker_upgrade",
        "tracker_verification",
    }
)
# Rows are added, never changed: the database refuses.
APPENDED = OF_HISTORY - {"tracker_statusspan"} | {"tracker_readlogentry", "tracker_redactedevent"}
ROLES = "auth_group"  # rights hang on the names of roles, which only migrations make

# A change of these alone makes no event. What a file says is made from its bytes; a hash of words
# that are to be taken out would stay for ever.
NEVER_TOLD = frozenset({"last_login", "extracted_text", "folded_text", "words_hash"})
TOLD_AS_CHANGED = frozenset({"password"})  # that it changed is told, what to is not

# Without these, `createsuperuser`, a change of password and sign-in could not be.
NEED_NO_REASON = frozenset({"tracker_user", "tracker_user_groups", "tracker_user_user_permissions"})

# How a column is told in JSON, by the type of its field. A type that is not here has no words yet
# that both databases would use alike.
PLAIN, TRUTH, JSON, MOMENT, FRACTION = "plain", "truth", "json", "moment", "fraction"
KIND = {
    "BooleanField": TRUTH,
    "JSONField": JSON,
    "DateTimeField": MOMENT,
    "FloatField": FRACTION,
    **dict.fromkeys(
        (
            "AutoField",
            "BigAutoField",
            "BigIntegerField",
            "CharField",
            "DateField",
            "EmailField",
            "ForeignKey",
            "IntegerField",
            "OneToOneField",
            "PositiveBigIntegerField",
            "PositiveIntegerField",
            "PositiveSmallIntegerField",
            "SlugField",
            "SmallIntegerField",
            "TextField",
            "URLField",
        ),
        PLAIN,
    ),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A watched table, and what is asked of a write to it."""

    name: str
    key: str
    columns: tuple[tuple[str, str], ...]  # name, kind; by name: migrations know another order
    recommendation: str  # the column that names the recommendation; empty: none
    needs_reason: bool


def watched(apps: Apps) -> Iterator[Table]:
    """The tables of the tracker's models and of their many-to-many fields, but not history."""
    for model in _models(apps):
        if model._meta.db_table not in OF_HISTORY:
            yield _table(model)


def appended(apps: Apps) -> Iterator[str]:
    """The tables whose rows are added and never changed: of the tracker's models, and of roles."""
    tables = (str(model._meta.db_table) for model in _models(apps))
    found = [table for table in tables if table in APPENDED]
    return iter([*found, ROLES] if EVENT in found else found)


def has_history(apps: Apps) -> bool:
    """Whether these models, which may be those of an early migration, have the event table."""
    return any(model._meta.db_table == EVENT for model in _models(apps))


def _models(apps: Apps) -> list[type[models.Model]]:
    found = apps.get_app_config("tracker").get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _table(model: type[models.Model]) -> Table:
    name = model._meta.db_table
    columns = tuple(
        sorted(
            (str(field.column), _kind(field))
            for field in model._meta.local_concrete_fields
            if field.column not in NEVER_TOLD
        )
    )
    assert model._meta.pk is not None
    key = str(model._meta.pk.column)
    own = key if name == "tracker_recommendation" else "recommendation_id"
    return Table(
        name=name,
        key=key,
        columns=columns,
        recommendation=own if own in dict(columns) else "",
        needs_reason=name not in NEED_NO_REASON,
    )


def _kind(field: "models.Field[Any, Any]") -> str:
    try:
        return KIND[field.get_internal_type()]
    except KeyError:
        raise NotImplementedError(
            f"History has no words for {field}, a {field.get_internal_type()}. "
            "Add its kind to tracker/audit/audited_tables.py, with words that are the same on SQLite "
            "and PostgreSQL."
        ) from None


@cache
def models_by_table() -> dict[str, Model]:
    """Map each table to its model."""
    classes = installed.get_app_config("tracker").get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in classes}


@cache
def fields_of(model: Model) -> dict[str, Field]:
    """Map the columns of a model to its fields."""
    return {str(field.column): field for field in model._meta.concrete_fields}
