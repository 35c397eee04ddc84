"""A backup is written: rows of one moment, and the files."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import DataError, IntegrityError, ProgrammingError, connections, transaction
from django.utils.translation import gettext as _

from tracker.actions.history import backup_files, backup_manifest
from tracker.actions.history.backup_files import being_written, write
from tracker.actions.history.backup_manifest import (
    Manifest,
    Sum,
    check_are_empty,
    checked,
    held,
    table,
)
from tracker.actions.history.backup_rows import lines, load
from tracker.actions.locks import hold_files
from tracker.audit import triggers
from tracker.audit.event_stream import snapshot
from tracker.errors import FileUnreadable, InvalidValue


def backup(folder: Path, *, now: datetime, using: str = "default") -> Manifest:
    """Write all rows and files to a new folder. Nobody waits for it, and memory stays flat.

    Raises Invalid for a folder that holds something, or a database that `migrate` has not brought
    to this version; Unwritable when the disk is full or shut. Then no folder is left.
    """
    folder = folder.resolve()
    backup_files.check_is_elsewhere(folder)
    migrations = backup_manifest.applied(using)
    with being_written(folder) as part:
        with snapshot(using):
            hold_files()  # what rows tell of now is not tidied away meanwhile
            rows, sums = _write_rows(part, using)
            sums |= _write_files(part)
        made = Manifest(
            created_at=now,
            database=connections[using].vendor,
            migrations=tuple(migrations),
            rows=rows,
            files=sums,
        )
        write(part / backup_manifest.NAME, [made.written()])
    return made


def _write_rows(part: Path, using: str) -> tuple[dict[str, int], dict[str, Sum]]:
    counts, sums = {}, {}
    for model in held():
        path = f"rows/{table(model)}.jsonl"
        with closing(lines(model, using)) as told:  # or a cursor stays open when the disk is full
            counted = _Counted(told)
            sums[path] = write(part / path, counted)
        counts[table(model)] = counted.count
    return counts, sums


def _write_files(part: Path) -> dict[str, Sum]:
    sums = {}
    for path in backup_files.every():
        try:
            sums[f"files/{path}"] = write(part / "files" / path, backup_files.chunks(path))
        except FileNotFoundError:  # no row told of it, and it was tidied away just now
            (part / "files" / path).unlink(missing_ok=True)
    return sums


class _Counted:
    """Lines, and how many there were."""

    def __init__(self, told: Iterable[bytes]) -> None:
        self.told, self.count = told, 0

    def __iter__(self) -> Iterator[bytes]:
        for one in self.told:
            self.count += 1
            yield one


def restore(folder: Path, *, using: str = "default") -> Manifest:
    """Fill an empty database and an empty storage with a backup, whichever database it is from.

    Runs `migrate` first. Raises Unreadable for a backup that is not whole or does not fit, Invalid
    for one of another version, or where there are rows or files; Unwritable when the disk is full.
    Nothing is written in any case. History gets no line of it: it is as it was, to the byte.
    """
    folder = folder.resolve()
    manifest = checked(folder)
    backup_manifest.check_is_ours(manifest.migrations, using)
    _check_tables(manifest)
    check_are_empty(using)  # before `migrate` touches what is not empty
    backup_files.check_takes(manifest)
    _make_tables(using)
    try:
        with backup_files.filled(folder, manifest), transaction.atomic(using=using):
            triggers.drop(using)  # shuts out who writes until the end
            check_are_empty(using)
            load(folder, manifest, using)
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
    """Raises Invalid for a role that may not: that of a server which only works with them."""
    try:
        backup_manifest.bring_up(using)
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
    """Raises Unreadable for a backup with other tables than ours, though of the same state."""
    ours, theirs = {table(model) for model in held()}, set(manifest.rows)
    if ours != theirs:
        raise FileUnreadable(
            _("Nothing was restored: the backup holds other tables than this version (%(tables)s).")
            % {"tables": ", ".join(sorted(ours ^ theirs))}
        )


__all__ = ["Manifest", "backup", "restore"]
