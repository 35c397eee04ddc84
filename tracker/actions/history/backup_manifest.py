"""Manifest of a backup: its tables, rows, files and migrations."""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import file_digest, sha256
from itertools import batched
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps as installed
from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _, gettext_lazy

from tracker.audit import audited_tables, sqlite, triggers
from tracker.errors import FileUnreadable, InvalidValue
from tracker.models import Event, table_of

# Sessions, tasks in the queue, what is remembered for one user, and what is made again.
EXCLUDED_TABLES = frozenset(
    {"django_session", "usersessions_usersession", "django_tasks_database_dbtaskresult"}
    | audited_tables.OPERATIONAL_TABLES
    | audited_tables.DERIVED_TABLES
)
# Filled by `upgrade` itself, but restored from the backup, since rows refer to them, or they say
# which actions have rewritten rows.
UPGRADE_TABLES = frozenset(
    {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type"}
    | {"tracker_upgrade"}
)


def backed_up_models(apps: Apps = installed) -> list[type[models.Model]]:
    """Return the models whose tables are backed up, with many-to-many tables, by table name."""
    models = apps.get_models(include_auto_created=True)
    owned = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted((m for m in owned if table_of(m) not in EXCLUDED_TABLES), key=table_of)


def check_is_empty(using: str) -> None:
    """Raise InvalidValue, naming the tables, if rows exist other than those of `upgrade`."""
    if filled := list(_filled_tables(using)):
        raise InvalidValue(
            _(
                "Nothing was restored: the database already contains data (%(tables)s). "
                "Restore into an empty database: set it in DATABASE_URL."
            )
            % {"tables": triggers.shorten(sorted(filled), 3)}
        )


def _filled_tables(using: str) -> Iterator[str]:
    tables = set(connections[using].introspection.table_names())
    for model in backed_up_models():
        name = table_of(model)
        rows = model._base_manager.using(using)
        if name == audited_tables.EVENT:
            rows = rows.exclude(operation=audited_tables.COVER)  # of the roles that `upgrade` made
        if name in tables - UPGRADE_TABLES and rows.exists():
            yield name


FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Checksum:
    """Checksum and size of a file."""

    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """Description of a backup."""

    created_at: datetime
    database: str  # "sqlite" or "postgresql"; restored into either
    migrations: tuple[str, ...]  # all that were applied: "tracker.0001_initial"
    rows: Mapping[str, int]  # how many, by table
    files: Mapping[str, Checksum]  # by path in the folder, all but the manifest

    @property
    def content(self) -> str:
        """One hash of all rows and files, the same for either database.

        Equals `sha256sum` of its own output for all files by path: see docs/backup.md.
        """
        lines = (f"{file.sha256}  {path}\n" for path, file in sorted(self.files.items()))
        return sha256("".join(lines).encode()).hexdigest()

    @property
    def evidence_paths(self) -> list[str]:
        """The paths of the files of evidence in their storage."""
        return [path.removeprefix("files/") for path in self.files if path.startswith("files/")]

    @property
    def row_count(self) -> int:
        """Number of rows, without those that `upgrade` fills by itself."""
        return sum(count for name, count in self.rows.items() if name not in UPGRADE_TABLES)

    def to_json(self) -> bytes:
        """Serialize the manifest as it is written to the folder."""
        values = {
            "format": FORMAT,
            "version": settings.VERSION,  # that made it
            "content": self.content,
            "created_at": self.created_at.isoformat(),
            "database": self.database,
            "migrations": self.migrations,
            "rows": self.rows,
            "files": {
                path: {"sha256": file.sha256, "size": file.size}
                for path, file in self.files.items()
            },
        }
        return json.dumps(values, indent=1).encode() + b"\n"


def applied_migrations(using: str) -> list[str]:
    """Return the migrations of the database. Raises InvalidValue unless they are this version's."""
    known, applied = known_and_applied(using)
    InvalidValue.raise_if(
        applied - known,
        _(
            "No backup was made: the database belongs to a newer version (%(names)s). Make "
            "the backup with that version."
        ),
        names=triggers.shorten(sorted(applied - known), 3),
    )
    InvalidValue.raise_if(
        known - applied,
        _(
            "No backup was made: the database lacks migrations (%(names)s). Run `heed "
            "upgrade` first, or make the backup with the version of the database."
        ),
        names=triggers.shorten(sorted(known - applied), 3),
    )
    return sorted(applied)


def check_is_not_newer(migrations: Iterable[str], using: str) -> None:
    """Raise InvalidValue for a backup with migrations that this version does not know."""
    known, _applied = known_and_applied(using)
    if newer := set(migrations) - known:
        raise InvalidValue(
            _(
                "Nothing was restored: the backup was made by a newer version, with migrations "
                "that this one does not have (%(names)s). Install that version and restore "
                "with it."
            )
            % {"names": triggers.shorten(sorted(newer), 3)}
        )


def models_at(migrations: Iterable[str], using: str) -> Apps:
    """Return the models as these migrations left them: those of an older version, or ours."""
    known, _applied = known_and_applied(using)
    if known == set(migrations):
        return installed
    loader = MigrationLoader(connections[using])
    return loader.project_state(_last_of_each_app(loader, migrations)).apps


def make_tables(migrations: Iterable[str], using: str) -> None:
    """Bring an empty database to these migrations, forwards or backwards."""
    known, applied = known_and_applied(using)
    wanted = set(migrations)
    if wanted == known:
        apply_migrations(using)
    elif wanted != applied:
        triggers.drop(using)  # the next `migrate` installs them
        executor = MigrationExecutor(connections[using])
        executor.migrate(_last_of_each_app(executor.loader, migrations))


def apply_migrations(using: str) -> None:
    """Run the migrations that the database lacks."""
    known, applied = known_and_applied(using)
    if known - applied:
        call_command("migrate", database=using, verbosity=0, interactive=False)


def _last_of_each_app(loader: MigrationLoader, migrations: Iterable[str]) -> list[tuple[str, str]]:
    """Return the migrations on which no other of the same app depends."""
    nodes = {(app, name) for app, name in (full.split(".", 1) for full in migrations)}
    return sorted(
        node
        for node in nodes
        if not any(
            child.key in nodes and child.key[0] == node[0]
            for child in loader.graph.node_map[node].children
        )
    )


def known_and_applied(using: str) -> tuple[set[str], set[str]]:
    """Return the migrations that this version has, and those that the database has."""
    loader = MigrationLoader(connections[using])
    return (
        {f"{app}.{name}" for app, name in loader.disk_migrations},
        {f"{app}.{name}" for app, name in loader.applied_migrations if app in loader.migrated_apps},
    )


def verify_folder(folder: Path) -> Manifest:
    """Verify that every file of a backup is as it was written, and return its manifest.

    Raises FileUnreadable, naming the file, for one that is missing, was cut off or changed, or does
    not belong there.
    """
    manifest = _read_manifest(folder)
    paths = {  # symbolic links are not followed
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    for fault, names in (
        (_("a file is missing (%(name)s)"), manifest.files.keys() - paths),
        (
            _("it contains a file that does not belong to it (%(name)s)"),
            paths - manifest.files.keys() - {NAME},
        ),
        (
            _("a file is truncated or was changed (%(name)s)"),
            (path for path, file in manifest.files.items() if _checksum(folder / path) != file),
        ),
    ):
        if name := min(names, default=""):
            raise _not_whole(folder, fault % {"name": name})
    return manifest


def _read_manifest(folder: Path) -> Manifest:
    try:
        values = json.loads((folder / NAME).read_bytes())
        if isinstance(values, dict) and values.get("format", FORMAT) != FORMAT:
            raise FileUnreadable(
                _(
                    "%(folder)s is a backup in format %(format)s, and this version reads format "
                    "%(ours)s. Restore it with the version that made it."
                )
                % {"folder": folder, "format": values["format"], "ours": FORMAT}
            )
        manifest = msgspec.convert(values, Manifest)
    except OSError as error:
        raise _not_whole(
            folder,
            _("its %(name)s can't be read (%(why)s)") % {"name": NAME, "why": error.strerror},
        ) from error
    except (ValueError, msgspec.ValidationError) as error:
        raise _not_whole(folder, _("its %(name)s is not valid") % {"name": NAME}) from error
    if manifest.content != values.get("content"):
        raise _not_whole(folder, _("its manifest was changed"))
    return manifest


def _checksum(path: Path) -> Checksum | None:
    if path.is_symlink():
        return None
    with path.open("rb") as file:
        return Checksum(file_digest(file, "sha256").hexdigest(), os.fstat(file.fileno()).st_size)


def _not_whole(folder: Path, fault: str) -> FileUnreadable:
    return FileUnreadable(
        _(
            "Nothing was restored: %(folder)s is not a complete backup: %(why)s. Use "
            "another backup; a folder whose name ends in .part is an interrupted one."
        )
        % {"folder": folder, "why": fault}
    )


BATCH_SIZE = 2_000
BYTES = "bytes"
KINDS = {**audited_tables.COLUMN_KINDS, "BinaryField": BYTES}
REFUSED = gettext_lazy("Nothing was restored: the rows of %(table)s can't be loaded (%(why)s).")

type Row = Sequence[Any]


def serialize_rows(model: type[models.Model], using: str) -> Generator[bytes]:
    """Yield all rows of a table, by key, one line each."""
    names = columns(model)
    attributes = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*attributes)
    for values in rows.iterator(chunk_size=BATCH_SIZE):
        yield serialize_row(dict(zip(names, values, strict=True)))


def serialize_row(row: dict[str, object]) -> bytes:
    """Serialize a row as one line of JSON: values by column, in the order of their names."""
    text = to_json(row)
    if "e+" in text or "-0.0" in text:  # may be a number that PostgreSQL writes otherwise
        text = to_json({name: sqlite.normalize_json(value) for name, value in row.items()})
    return text.encode(errors="surrogatepass") + b"\n"


def to_json(value: object) -> str:
    """Serialize a value as compact JSON, the same on every run."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_encode
    )


def columns(model: type[models.Model]) -> list[str]:
    """Return the columns of a model's table."""
    return [str(field.column) for field in model._meta.local_concrete_fields]


def parse_rows(lines: Iterator[bytes], model: type[models.Model], vendor: str) -> Iterator[Row]:
    """Parse lines to rows for this database, in the order of `columns`. Raises ValueError."""
    names = columns(model)
    by_kind: dict[str, Callable[[Any], object] | None] = {  # others are in JSON as in the database
        audited_tables.JSON: to_json,
        BYTES: b64decode,
        audited_tables.TIMESTAMP: _sqlite_timestamp if vendor == "sqlite" else None,
    }
    decoders = [
        by_kind.get(KINDS[field.get_internal_type()]) for field in model._meta.local_concrete_fields
    ]
    for line in lines:
        row = json.loads(line)
        if not isinstance(row, dict) or row.keys() != set(names):
            raise ValueError(f"{table_of(model)}: {line[:200].decode(errors='replace').strip()}")
        yield [
            decode(row[name]) if decode and row[name] is not None else row[name]
            for name, decode in zip(names, decoders, strict=True)
        ]


def _encode(value: object) -> str:
    """Encode a value that JSON has no type for."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return b64encode(value).decode("ascii")
    raise TypeError(f"A backup can't hold {value!r}.")


def _sqlite_timestamp(text: str) -> str:
    """Convert a time to Django's format on SQLite: without microseconds if they are 0."""
    return f"{text[:10]} {text[11:26]}".removesuffix(".000000")


def load_rows(
    folder: Path, manifest: Manifest, tables: Iterable[type[models.Model]], using: str
) -> None:
    """Insert all rows, in a transaction without triggers. Raises FileUnreadable, naming the table.

    The models are of the version that made the backup.

    Each table is read again and its hash compared with the backup.
    """
    with connections[using].cursor() as cursor:  # what `upgrade` made, and sessions
        for name in [*sorted(UPGRADE_TABLES), audited_tables.EVENT, "django_session"]:
            cursor.execute(f'DELETE FROM "{name}"')  # noqa: S608
    for model in tables:
        name = table_of(model)
        with (
            FileUnreadable.instead_of((OverflowError, ValueError), REFUSED, table=name),
            (folder / "rows" / f"{name}.jsonl").open("rb") as file,
        ):
            _insert(model, parse_rows(file, model, connections[using].vendor), using)
        FileUnreadable.raise_if(
            _hash_rows(model, using) != manifest.files[f"rows/{name}.jsonl"].sha256,
            REFUSED,
            table=name,
            why=_("the rows read back differ from those written"),
        )
    connections[using].check_constraints()
    _reset_sequences(tables, using)


def _insert(model: type[models.Model], rows: Iterable[Row], using: str) -> None:
    connection = connections[using]
    names = ", ".join(f'"{name}"' for name in columns(model))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f'COPY "{table_of(model)}" ({names}) FROM STDIN'
            with connection.wrap_database_errors, cursor.copy(sql) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join("%s" for _column in columns(model))
        sql = f'INSERT INTO "{table_of(model)}" ({names}) VALUES ({places})'  # noqa: S608
        for batch in batched(rows, BATCH_SIZE):  # not all rows in memory at once
            cursor.executemany(sql, batch)


def _hash_rows(model: type[models.Model], using: str) -> str:
    hashed = sha256()
    for line in serialize_rows(model, using):
        hashed.update(line)
    return hashed.hexdigest()


def _reset_sequences(tables: Iterable[type[models.Model]], using: str) -> None:
    """Set the next key of each table beyond all that ever were, deleted rows included."""
    newest_keys = dict(
        Event.objects.using(using).values_list("table").annotate(models.Max("key")).order_by()
    )
    for model in tables:
        highest = max(
            model._base_manager.using(using).aggregate(newest=models.Max("pk"))["newest"] or 0,
            newest_keys.get(table_of(model), 0),
        )
        if highest and isinstance(model._meta.pk, models.AutoField):
            _set_sequence(table_of(model), str(model._meta.pk.column), highest, using)


def _set_sequence(name: str, column: str, highest: int, using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(  # never back: undoing what was written does not undo this
                "SELECT setval(sequence, greatest(%s, nextval(sequence))) "
                "FROM pg_get_serial_sequence(%s, %s) AS sequence",
                [highest, f'"{name}"', column],
            )
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, highest])
