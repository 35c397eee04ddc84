"""Write a backup, with rows of one moment and all files, and restore one."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import DataError, IntegrityError, ProgrammingError, connections, transaction
from django.utils.translation import gettext as _

from tracker.actions.history import backup_files, backup_manifest
from tracker.actions.history.backup_files import backup_folder, write_file
from tracker.actions.history.backup_manifest import (
    Checksum,
    Manifest,
    backed_up_models,
    check_is_empty,
    table_name,
    verify_folder,
)
from tracker.actions.history.backup_rows import load_rows, serialize_rows
from tracker.actions.locks import lock_files
from tracker.audit import triggers
from tracker.audit.event_stream import snapshot
from tracker.errors import FileUnreadable, InvalidValue


def backup(folder: Path, *, now: datetime, using: str = "default") -> Manifest:
    """Write all rows and files to a new folder. Other writers need not wait; memory stays flat.

    Raises InvalidValue for a folder that is not empty, or a database whose migrations are not those
    of this version; OutputNotWritable when the disk can't be written. Then no folder is left.
    """
    folder = folder.resolve()
    backup_files.check_outside_storage(folder)
    migrations = backup_manifest.applied_migrations(using)
    with backup_folder(folder) as part:
        with snapshot(using):
            lock_files()  # files that rows refer to now are not deleted meanwhile
            rows, sums = _write_rows(part, using)
            sums |= _write_files(part)
        manifest = Manifest(
            created_at=now,
            database=connections[using].vendor,
            migrations=tuple(migrations),
            rows=rows,
            files=sums,
        )
        write_file(part / backup_manifest.NAME, [manifest.to_json()])
    return manifest


def _write_rows(part: Path, using: str) -> tuple[dict[str, int], dict[str, Checksum]]:
    counts, sums = {}, {}
    for model in backed_up_models():
        path = f"rows/{table_name(model)}.jsonl"
        with closing(
            serialize_rows(model, using)
        ) as rows:  # or a cursor stays open when the disk is full
            counted = _CountedLines(rows)
            sums[path] = write_file(part / path, counted)
        counts[table_name(model)] = counted.count
    return counts, sums


def _write_files(part: Path) -> dict[str, Checksum]:
    sums = {}
    for path in backup_files.list_paths():
        try:
            sums[f"files/{path}"] = write_file(
                part / "files" / path, backup_files.read_chunks(path)
            )
        except FileNotFoundError:  # no row refers to it, and it was deleted just now
            (part / "files" / path).unlink(missing_ok=True)
    return sums


class _CountedLines:
    """Lines that count themselves while they are read."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.lines, self.count = lines, 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self.lines:
            self.count += 1
            yield line


def restore(folder: Path, *, using: str = "default") -> Manifest:
    """Restore a backup, of either database, into an empty database and storage.

    Runs `migrate` first. Raises FileUnreadable for a backup that is incomplete or does not fit,
    InvalidValue for one of another version, or if there are rows or files already;
    OutputNotWritable when the disk is full. Nothing is written in any case. The history is that of
    the backup, to the byte: the restore is no event.
    """
    folder = folder.resolve()
    manifest = verify_folder(folder)
    backup_manifest.check_same_migrations(manifest.migrations, using)
    _check_tables(manifest)
    check_is_empty(using)  # before `migrate` touches what is not empty
    backup_files.check_storage_is_free(manifest)
    _make_tables(using)
    try:
        with backup_files.fill_storage(folder, manifest), transaction.atomic(using=using):
            triggers.drop(using)  # locks out other writers until the end
            check_is_empty(using)
            load_rows(folder, manifest, using)
            triggers.install(using)
            triggers.require(using)
    except (DataError, IntegrityError) as error:
        raise FileUnreadable(
            _("Nothing was restored: the database refused a row (%(why)s).")
            % {"why": " ".join(str(error).split())}
        ) from error
    ContentType.objects.clear_cache()
    return manifest


def _make_tables(using: str) -> None:
    """Run the migrations; raise InvalidValue for a role that may not create tables."""
    try:
        backup_manifest.apply_migrations(using)
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        raise InvalidValue(
            _(
                "Nothing was restored: this role makes no tables (%(why)s). Run it as the role "
                "that owns the database, then `manage.py guard_history`."
            )
            % {"why": str(error).splitlines()[0]}
        ) from error


def _check_tables(manifest: Manifest) -> None:
    """Raise FileUnreadable for a backup of other tables, though of the same migrations."""
    ours, theirs = {table_name(model) for model in backed_up_models()}, set(manifest.rows)
    if ours != theirs:
        raise FileUnreadable(
            _("Nothing was restored: the backup holds other tables than this version (%(tables)s).")
            % {"tables": ", ".join(sorted(ours ^ theirs))}
        )


__all__ = ["Manifest", "backup", "restore"]
