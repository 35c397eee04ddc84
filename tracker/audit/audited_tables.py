"""Tables and columns that history covers, and the messages of refused writes.

The same on both databases. The messages are for developers and logs: people see the refusal of an
action first. The name of the table follows in brackets.
"""

from collections.abc import Iterator
from contextlib import suppress
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
# The operation of an event that holds what a row had before history covered it.
COVER = "cover"
# Without history of their own: history itself, tables derived from it or from audited tables, and
# the record of which actions of `upgrade` ran.
HISTORY_TABLES = frozenset(
    {
        EVENT,
        "tracker_publicationuse",
        "tracker_seal",
        "tracker_sealtimestamp",
        "tracker_statusspan",
        "tracker_upgrade",
    }
)
# What is remembered for one user, shown to that user, and of workers: no history, no backup.
OPERATIONAL_TABLES = frozenset(
    {"tracker_formdraft", "tracker_inboxfile", "tracker_lastvisit", "tracker_savedview"}
    | {"tracker_jobrun", "tracker_mail", "tracker_worker"}
)
# Made again from other tables, which history covers: neither audited nor backed up.
DERIVED_TABLES = frozenset({"tracker_searchentry", "tracker_summaryrow"})
UNAUDITED_TABLES = HISTORY_TABLES | OPERATIONAL_TABLES | DERIVED_TABLES
# Rows are added, never changed: the database refuses.
APPEND_ONLY_TABLES = HISTORY_TABLES - {"tracker_statusspan"} | {
    "tracker_readlogentry",
    "tracker_redactedevent",
    "tracker_verification",
}
ROLES = "auth_group"  # rights depend on the names of roles, which only migrations make
SECOND_FACTORS = "mfa_authenticator"
ROLE_PERMISSIONS = "auth_group_permissions"
# Of Django and the library for signing in.
LIBRARY_MODELS = ("auth.Group", "auth.Group_permissions", "mfa.Authenticator")

# A change of these alone makes no event. The hash of redacted words would stay in history for ever.
UNAUDITED_COLUMNS = frozenset({"last_login", "last_used_at", "words_hash"})
# Recorded by a commitment: passwords, secrets of second factors, texts of files.
MASKED_COLUMNS = frozenset({"password", "data", "extracted_text"})
COMMITMENTS = MASKED_COLUMNS | {"uses_hash"}  # shown to nobody
CHANGED = "changed"  # stands for them; until 0.2 in history, too

# `createsuperuser`, a change of password, sign-in, migrations and verifications give no reason.
REASON_OPTIONAL_TABLES = frozenset(
    {"tracker_user", "tracker_user_groups", "tracker_user_user_permissions"}
    | {ROLES, ROLE_PERMISSIONS, SECOND_FACTORS, "tracker_verification"}
)

# How a column is written in JSON, by the type of its field. Any other type has no form yet that
# would be the same on both databases.
PLAIN, BOOLEAN, JSON, TIMESTAMP, FLOAT = "plain", "truth", "json", "moment", "fraction"
COLUMN_KINDS = {
    "BooleanField": BOOLEAN,
    "JSONField": JSON,
    "DateTimeField": TIMESTAMP,
    "FloatField": FLOAT,
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
    """Audited table, and the requirements of a write to it."""

    name: str
    key: str
    columns: tuple[tuple[str, str], ...]  # name, kind; by name: migrations know another order
    recommendation: str  # the column that names the recommendation; empty: none
    needs_reason: bool


def iter_audited_tables(apps: Apps) -> Iterator[Table]:
    """Yield the tables of models and many-to-many fields, except history and operational ones."""
    for model in [*_models(apps), *iter_library_models(apps)]:
        if model._meta.db_table not in UNAUDITED_TABLES:
            yield _table(model)


def iter_append_only_tables(apps: Apps) -> Iterator[str]:
    """Yield the tables whose rows never change: of the tracker's models, and of roles."""
    tables = {str(model._meta.db_table) for model in _models(apps)} & APPEND_ONLY_TABLES
    yield from sorted(tables)
    if EVENT in tables:
        yield ROLES


def has_history(apps: Apps) -> bool:
    """Return whether these models, perhaps of an early migration, include the event table."""
    return any(model._meta.db_table == EVENT for model in _models(apps))


def _models(apps: Apps) -> list[type[models.Model]]:
    models = apps.get_app_config("tracker").get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def iter_library_models(apps: Apps) -> Iterator[Model]:
    """Yield the audited models of libraries, as far as an early migration has them."""
    for label in LIBRARY_MODELS:
        with suppress(LookupError):
            yield apps.get_model(label)


def _table(model: type[models.Model]) -> Table:
    name = model._meta.db_table
    columns = tuple(
        sorted(
            (str(field.column), _kind(field))
            for field in model._meta.local_concrete_fields
            if field.column not in UNAUDITED_COLUMNS
        )
    )
    assert model._meta.pk is not None
    key = str(model._meta.pk.column)
    recommendation = key if name == "tracker_recommendation" else "recommendation_id"
    return Table(
        name=name,
        key=key,
        columns=columns,
        recommendation=recommendation if recommendation in dict(columns) else "",
        needs_reason=name not in REASON_OPTIONAL_TABLES,
    )


def _kind(field: "models.Field[Any, Any]") -> str:
    try:
        return COLUMN_KINDS[field.get_internal_type()]
    except KeyError:
        raise NotImplementedError(
            f"History has no words for {field}, a {field.get_internal_type()}. "
            "Add its kind to tracker/audit/audited_tables.py, the same on SQLite and PostgreSQL."
        ) from None


@cache
def models_by_table() -> dict[str, Model]:
    """Map each table to its model."""
    classes = installed.get_app_config("tracker").get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in [*classes, *iter_library_models(installed)]}


@cache
def fields_by_column(model: Model) -> dict[str, Field]:
    """Map the columns of a model to its fields."""
    return {str(field.column): field for field in model._meta.concrete_fields}
