"""Triggers that write history: built from the models, installed after every migration.

A migration that rebuilds a table in SQLite loses triggers or fails on them: there they are dropped
before and installed after. A trigger names only its own table and the event table.
"""

from types import ModuleType

from django.apps.registry import Apps, apps as installed
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from tracker.audit import postgres, sqlite
from tracker.errors import TriggersMissing

DIALECTS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}


def get_dialect(connection: BaseDatabaseWrapper) -> ModuleType:
    """Return the module with the SQL of this database."""
    return DIALECTS[connection.vendor]


def install(using: str = "default", apps: Apps = installed) -> None:
    """Install the triggers that these models need, and drop others of ours. Safe to run twice."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        get_dialect(cursor.db).install(cursor, apps)


def drop(using: str = "default") -> None:
    """Drop our triggers. Only for migrations and for emptying test databases."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        get_dialect(cursor.db).drop(cursor)


def find_missing(using: str = "default") -> list[str]:
    """Return the sorted names of triggers that the models need and the database lacks."""
    with connections[using].cursor() as cursor:
        return sorted(get_dialect(cursor.db).find_missing(cursor, installed))


def require(using: str = "default") -> None:
    """Raise TriggersMissing unless every change would be recorded."""
    if names := find_missing(using):
        raise TriggersMissing(
            _(
                "Changes would not be recorded: the database lacks triggers (%(names)s). Run "
                "`heed upgrade` to restore them."
            )
            % {"names": shorten(names)}
        )


def shorten(names: list[str], limit: int = 5) -> str:
    """Return the first names, and how many more there are."""
    shown, more = ", ".join(names[:limit]), len(names) - limit
    return _("%(names)s and %(rest)d more") % {"names": shown, "rest": more} if more > 0 else shown
