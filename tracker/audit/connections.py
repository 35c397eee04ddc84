"""What Django's own signals set off in the audit history: a connection opens, a migration runs."""

from collections.abc import Sequence
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as installed
from django.core import checks
from django.db import connections
from django.utils.translation import gettext as _

from tracker.audit import context, triggers
from tracker.audit.audited import EVENT

MIGRATING = ("command:migrate", "command:upgrade")  # as manage.py calls them


def on_connection(connection: Any, **kwargs: Any) -> None:
    """Let a new connection tell the triggers who writes and why."""
    triggers.dialect(connection).prepare(connection)


def before_migrations(using: str, plan: Sequence[Any], **kwargs: Any) -> None:
    """Clear the way where triggers would abort the rebuilding of a table, or be lost by it."""
    if plan and connections[using].vendor == "sqlite":
        triggers.drop(using)


def after_migrations(using: str, apps: Apps = installed, **kwargs: Any) -> None:
    """Put the triggers in place, for the models as far as the migrations got."""
    triggers.install(using, apps)


def check_triggers(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Any]:
    """Name the triggers a database lacks. An error would keep `upgrade` from curing it.

    Nothing while `migrate` or `upgrade` runs, which puts them there.
    """
    if context.current().name in MIGRATING:
        return []
    return [
        checks.Warning(
            _("The database %(name)s lacks triggers, so history would not be kept: %(triggers)s.")
            % {"name": using, "triggers": ", ".join(names)},
            hint=_("Run `manage.py upgrade`, which puts them back."),
            id="tracker.W001",
        )
        for using in databases or ()
        if EVENT in connections[using].introspection.table_names()
        and (names := triggers.missing(using))
    ]
