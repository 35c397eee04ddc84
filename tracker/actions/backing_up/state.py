"""Which migrations a database has, a backup was made with, and this version knows."""

from collections.abc import Iterable

from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from tracker.errors import Invalid


def applied(using: str) -> list[str]:
    """The migrations that the database has. Raises Invalid unless they are all, and no other."""
    known, there = _known_and_applied(using)
    if there - known:
        raise Invalid(
            _(
                "No backup was made: the database is of a newer version (%(names)s). Run the "
                "backup of that version."
            )
            % {"names": _few(there - known)}
        )
    if known - there:
        raise Invalid(
            _(
                "No backup was made: the database lacks migrations (%(names)s). Run `manage.py "
                "upgrade` first, or the backup of the version that the database is of."
            )
            % {"names": _few(known - there)}
        )
    return sorted(there)


def check_is_ours(migrations: Iterable[str], using: str) -> None:
    """Raises Invalid unless a backup with these migrations is of this very state."""
    known, _there = _known_and_applied(using)
    theirs = set(migrations)
    if theirs - known:
        raise Invalid(
            _(
                "Nothing was restored: the backup is of a newer version, whose migrations are not "
                "known here (%(names)s). Install that version and restore with it."
            )
            % {"names": _few(theirs - known)}
        )
    if known - theirs:
        raise Invalid(
            _(
                "Nothing was restored: the backup is of an older version, before %(names)s. "
                "Install that version, restore with it, then install this one and run `manage.py "
                "upgrade`."
            )
            % {"names": _few(known - theirs)}
        )


def not_known(using: str) -> list[str]:
    """The migrations that the database has and this version does not know: it is of a newer one."""
    known, there = _known_and_applied(using)
    return sorted(there - known)


def bring_up(using: str) -> None:
    """Run the migrations that the database lacks."""
    known, there = _known_and_applied(using)
    if known - there:
        call_command("migrate", database=using, verbosity=0, interactive=False)


def _known_and_applied(using: str) -> tuple[set[str], set[str]]:
    loader = MigrationLoader(connections[using])
    return (
        {f"{app}.{name}" for app, name in loader.disk_migrations},
        {f"{app}.{name}" for app, name in loader.applied_migrations if app in loader.migrated_apps},
    )


def _few(names: Iterable[str], limit: int = 3) -> str:
    found = sorted(names)
    return ", ".join(found[:limit]) + (" …" if len(found) > limit else "")
