"""The triggers that write history: made from the models, put in place after every migration.

SQLite loses triggers, or refuses to go on, when a migration rebuilds a table: there they are taken
away before and put back after. A trigger names only its own table and the event table.
"""

from types import ModuleType
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as installed
from django.db import connections, transaction
from django.utils.translation import gettext as _

from tracker.audit import postgres, sqlite
from tracker.errors import TriggersMissing

DIALECTS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}


def dialect(connection: Any) -> ModuleType:
    """The module that speaks the language of this database."""
    return DIALECTS[connection.vendor]


def install(using: str = "default", apps: Apps = installed) -> None:
    """Make the database's triggers those that these models ask for. Safe to run twice."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        dialect(connection).install(cursor, apps)


def drop(using: str = "default") -> None:
    """Take our triggers away. Only migrations and the emptying of test databases do."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        dialect(connection).drop(cursor)


def missing(using: str = "default") -> list[str]:
    """Names of the triggers that the models ask for and the database lacks, in order."""
    connection = connections[using]
    with connection.cursor() as cursor:
        return sorted(dialect(connection).missing(cursor, installed))


def require(using: str = "default") -> None:
    """Raise TriggersMissing unless every change would leave its line of history."""
    names = missing(using)
    if names:
        raise TriggersMissing(
            _(
                "History would not be kept: the database lacks triggers (%(names)s). "
                "Run `manage.py upgrade`, which puts them back."
            )
            % {"names": _few(names)}
        )


def _few(names: list[str], limit: int = 5) -> str:
    shown = ", ".join(names[:limit])
    rest = len(names) - limit
    return _("%(names)s and %(rest)d more") % {"names": shown, "rest": rest} if rest > 0 else shown
