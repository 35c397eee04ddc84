"""Which tables a backup holds: all models' but a few, so that a new one is not forgotten."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from django.apps import apps
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable, InvalidValue

# Who is signed in just now, and what is being worked off.
LEFT_OUT = frozenset(
    {"django_session", "usersessions_usersession", "django_tasks_database_dbtaskresult"}
)
# What `upgrade` fills by itself: taken from the backup all the same, since rows refer to it, or it
# tells which actions have rewritten them.
MADE_BY_UPGRADE = frozenset(
    {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type"}
    | {"tracker_upgrade"}
)


def held() -> list[type[models.Model]]:
    """The models whose tables a backup holds, those between many and many too, by table."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    ]
    return sorted(found, key=table)


def table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


def check_are_empty(using: str) -> None:
    """Raises Invalid, naming the tables, unless the database holds only what `upgrade` makes."""
    filled = list(_filled(using))
    if filled:
        raise InvalidValue(
            _(
                "Nothing was restored: the database holds rows already (%(tables)s). Restore into "
                "an empty one: name it in DATABASE_URL."
            )
            % {"tables": ", ".join(filled[:3]) + (" …" if len(filled) > 3 else "")}
        )


def _filled(using: str) -> Iterator[str]:
    there = set(connections[using].introspection.table_names())
    for model in held():
        name = table(model)
        if name in there - MADE_BY_UPGRADE and model._base_manager.using(using).exists():
            yield name


FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Sum:
    """What a file is told by."""

    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup."""

    created_at: datetime
    database: str  # "sqlite" or "postgresql": of no matter to who restores it
    migrations: tuple[str, ...]  # all that were applied: "tracker.0001_initial"
    rows: Mapping[str, int]  # how many, by table
    files: Mapping[str, Sum]  # by path in the folder, all but the manifest

    @property
    def content(self) -> str:
        """One hash of all rows and files, whichever database they came from.

        What `sha256sum` says of its own output for all files by path: see docs/backup.md.
        """
        told = (f"{one.sha256}  {path}\n" for path, one in sorted(self.files.items()))
        return sha256("".join(told).encode()).hexdigest()

    @property
    def kept(self) -> list[str]:
        """The paths of evidence, as its storage names them."""
        return [path.removeprefix("files/") for path in self.files if path.startswith("files/")]

    @property
    def count(self) -> int:
        """How many rows people and their deeds made."""
        return sum(many for name, many in self.rows.items() if name not in MADE_BY_UPGRADE)

    def written(self) -> bytes:
        told = {
            "format": FORMAT,
            "content": self.content,
            "created_at": self.created_at.isoformat(),
            "database": self.database,
            "migrations": self.migrations,
            "rows": self.rows,
            "files": {
                path: {"sha256": one.sha256, "size": one.size} for path, one in self.files.items()
            },
        }
        return json.dumps(told, indent=1).encode() + b"\n"

    @classmethod
    def read(cls, told: Any) -> Self:
        """Raises KeyError, TypeError or ValueError for what was not written by `written`."""
        return cls(
            created_at=datetime.fromisoformat(told["created_at"]),
            database=str(told["database"]),
            migrations=tuple(map(str, told["migrations"])),
            rows={str(name): int(many) for name, many in told["rows"].items()},
            files={
                str(path): Sum(str(one["sha256"]), int(one["size"]))
                for path, one in told["files"].items()
            },
        )


def applied(using: str) -> list[str]:
    """The migrations that the database has. Raises Invalid unless they are all, and no other."""
    known, there = _known_and_applied(using)
    if there - known:
        raise InvalidValue(
            _(
                "No backup was made: the database is of a newer version (%(names)s). Run the "
                "backup of that version."
            )
            % {"names": _few(there - known)}
        )
    if known - there:
        raise InvalidValue(
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
        raise InvalidValue(
            _(
                "Nothing was restored: the backup is of a newer version, whose migrations are not "
                "known here (%(names)s). Install that version and restore with it."
            )
            % {"names": _few(theirs - known)}
        )
    if known - theirs:
        raise InvalidValue(
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


def checked(folder: Path) -> Manifest:
    """The manifest of a backup whose every file is as it was written.

    Raises Unreadable, naming the file, for one that is missing, was cut off or changed, or does not
    belong there.
    """
    manifest = _manifest(folder)
    there = set(_files(folder))
    for words, names in (
        (_("a file is missing (%(name)s)"), manifest.files.keys() - there),
        (_("a file does not belong to it (%(name)s)"), there - manifest.files.keys() - {NAME}),
        (_("a file was cut off or changed (%(name)s)"), _changed(folder, manifest)),
    ):
        name = min(names, default="")
        if name:
            raise _not_whole(folder, words % {"name": name})
    return manifest


def _manifest(folder: Path) -> Manifest:
    try:
        told = json.loads((folder / NAME).read_bytes())
    except OSError as error:
        why = _("its %(name)s can't be read (%(why)s)") % {"name": NAME, "why": error.strerror}
        raise _not_whole(folder, why) from error
    except ValueError as error:
        raise _not_whole(folder, _unlike()) from error
    if isinstance(told, dict) and told.get("format", FORMAT) != FORMAT:
        raise FileUnreadable(
            _(
                "%(folder)s is a backup of format %(format)s, and this version reads format "
                "%(ours)s. Restore it with the version that made it."
            )
            % {"folder": folder, "format": told["format"], "ours": FORMAT}
        )
    try:
        manifest = Manifest.read(told)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _not_whole(folder, _unlike()) from error
    if manifest.content != told.get("content"):
        raise _not_whole(folder, _("its manifest was changed"))
    return manifest


def _files(folder: Path) -> Iterator[str]:
    """The paths of all that is in the folder; of a link the path alone, wherever it leads."""
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in [*names, *links]:
            yield (Path(place) / name).relative_to(folder).as_posix()


def _changed(folder: Path, manifest: Manifest) -> Iterable[str]:
    return (path for path, told in manifest.files.items() if _sum(folder / path) != told)


def _sum(path: Path) -> Sum | None:
    if path.is_symlink():
        return None
    with path.open("rb") as file:
        return Sum(hashlib.file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size)


def _unlike() -> str:
    return _("its %(name)s does not say what one says") % {"name": NAME}


def _not_whole(folder: Path, why: str) -> FileUnreadable:
    return FileUnreadable(
        _(
            "Nothing was restored: %(folder)s is no whole backup, since %(why)s. Take another; a "
            "folder that ends in .part is one that was cut off."
        )
        % {"folder": folder, "why": why}
    )
