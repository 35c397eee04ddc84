"""Back up and restore everything: rows, files, and the folder they are written to."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO

from django.contrib.contenttypes.models import ContentType
from django.db import DataError, IntegrityError, ProgrammingError, connections, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.base import lock_files
from tracker.actions.evidence.storage import LIFETIMES, FileStorage, evidence_storage, list_stored
from tracker.actions.history.backup_manifest import (
    NAME,
    Checksum,
    Manifest,
    applied_migrations,
    apply_migrations,
    backed_up_models,
    check_is_empty,
    check_is_not_newer,
    load_rows,
    make_tables,
    models_at,
    serialize_rows,
    verify_folder,
)
from tracker.audit import event_stream, triggers
from tracker.errors import FileUnreadable, InvalidValue, OutputNotWritable
from tracker.models import table_of

UNFINISHED = "restore-unfinished.json"  # present while a restore runs, and after one was killed
CHUNK_SIZE = 1 << 20  # bytes


def list_paths() -> Iterator[str]:
    """List the paths of the files of evidence, without those that only wait and partial ones."""
    return (
        path
        for path, _time in list_stored()
        if path.partition("/")[0] not in LIFETIMES
        and not path.endswith(".part")
        and path != UNFINISHED
    )


def check_storage_is_free(manifest: Manifest) -> None:
    """Raise InvalidValue unless the storage is empty, or a restore of this backup began there."""
    others = {path for path, _time in list_stored()} - {UNFINISHED}
    if others and _unfinished_content() == manifest.content:
        others -= set(manifest.evidence_paths)
    InvalidValue.raise_if(
        others,
        _(
            "Nothing was restored: the folder for files is not empty (%(name)s). Set "
            "MEDIA_ROOT to an empty folder, or MEDIA_URL to an empty bucket. An interrupted "
            "restore can be continued with the same backup."
        ),
        name=min(others, default=""),
    )


@contextmanager
def fill_storage(folder: Path, manifest: Manifest) -> Iterator[None]:
    """Copy the files into the storage, and delete them again if the block fails.

    After a kill a marker stays with them, so that a restore of the same backup can continue. Raises
    OutputNotWritable when the storage can't be written.
    """
    store, path = evidence_storage(), UNFINISHED
    try:
        _save(store, path, BytesIO(manifest.content.encode()))
        for path in manifest.evidence_paths:
            with (folder / "files" / path).open("rb") as stream:
                _save(store, path, stream)
        yield
    except BaseException as error:
        with suppress(OSError):  # of a bucket that is away; the marker stays then
            for copied in [*manifest.evidence_paths, UNFINISHED]:
                store.delete(copied)
        if isinstance(error, OSError):
            raise OutputNotWritable(
                _("Nothing was restored: %(why)s (%(file)s). The partial restore was removed.")
                % {"why": error.strerror or error, "file": error.filename or path}
            ) from error
        raise
    store.delete(UNFINISHED)


def _save(store: "FileStorage", path: str, content: IO[bytes]) -> None:
    store.delete(path)  # of a restore that was killed
    store.put_if_absent(path, content)


def _unfinished_content() -> str:
    """Return the content hash of the backup whose restore was killed here; empty if none."""
    with suppress(FileNotFoundError), evidence_storage().open(UNFINISHED) as stream:
        return str(stream.read().decode())
    return ""


@contextmanager
def backup_folder(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder, which gets its name when the block succeeds.

    Otherwise it is removed; after a kill it stays as `….part` until the next try. Raises
    InvalidValue for a folder that is not empty or is being written, OutputNotWritable for the disk.
    """
    part = folder.with_name(f"{folder.name}.part")
    try:
        InvalidValue.raise_if(
            folder.exists() and (not folder.is_dir() or any(folder.iterdir())),
            _("No backup was made: %(folder)s is not empty. Choose a new folder."),
            folder=folder,
        )
        # Not created: it may be a disk that is not mounted.
        OutputNotWritable.raise_if(
            not folder.absolute().parent.is_dir(),
            _(
                "No backup was made: the folder %(above)s does not exist. Create it, or mount "
                "the disk it belongs to."
            ),
            above=folder.absolute().parent,
        )
        with _locked_folder(part):
            try:
                yield part
                os.sync()  # on disk before it looks whole
                part.rename(folder)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
    except OSError as error:
        raise OutputNotWritable(
            _("No backup was made: %(why)s (%(file)s). The partial backup was removed.")
            % {"why": error.strerror or error, "file": error.filename or folder}
        ) from error


def write_file(path: Path, chunks: Iterable[bytes]) -> Checksum:
    """Write a new file, and return its checksum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hashed = sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            hashed.update(chunk)
        return Checksum(hashed.hexdigest(), file.tell())


@contextmanager
def _locked_folder(part: Path) -> Iterator[None]:
    """Lock and empty a folder, so that no other process writes into it."""
    part.mkdir(exist_ok=True)
    handle = os.open(
        part, os.O_RDONLY
    )  # a folder can be locked too; the lock ends with the process
    busy = _(
        "Another backup is being written to %(folder)s. Wait until it is finished, or "
        "choose another folder."
    )
    try:
        with InvalidValue.instead_of((BlockingIOError, FileNotFoundError), busy, folder=part):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(handle), part.stat()):  # renamed meanwhile
                raise FileNotFoundError
        part.chmod(0o700)
        for entry in part.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        yield
    finally:
        os.close(handle)


def backup(folder: Path, *, now: datetime, using: str = "default") -> Manifest:
    """Write all rows and files to a new folder. Other writers need not wait; memory stays flat.

    Raises InvalidValue for a folder that is not empty, or a database whose migrations are not those
    of this version; OutputNotWritable when the disk can't be written. Then no folder is left.
    """
    folder, files = folder.resolve(), evidence_storage().location  # empty: a bucket
    InvalidValue.raise_if(  # it would contain itself
        files and folder.is_relative_to(Path(files).resolve()),
        _("%(folder)s is inside the folder being backed up. Choose a folder elsewhere."),
        folder=folder,
    )
    migrations = applied_migrations(using)
    with backup_folder(folder) as part:
        with event_stream.snapshot(using):
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
        write_file(part / NAME, [manifest.to_json()])
    return manifest


def backup_and_rotate(parent: Path, *, keep: int, now: datetime) -> tuple[Path, Manifest]:
    """Back up to a new folder in `parent`, named by the time; delete all but the newest `keep`.

    What interrupted backups left is deleted too. Raises as `backup`; then none is deleted.
    """
    folder = parent / f"heed-{timezone.localtime(now):%Y-%m-%d-%H%M}"
    manifest = backup(folder, now=now)
    undeletable = _("The backup was made, but an older one can't be deleted: %(why)s (%(folder)s).")
    with OutputNotWritable.instead_of(OSError, undeletable, folder=parent):
        for part in parent.glob("heed-*.part"):
            with suppress(InvalidValue), _locked_folder(part):  # or it is being written
                part.rmdir()
        for old in list_backups(parent)[keep:]:
            shutil.rmtree(old)
    return folder, manifest


def list_backups(parent: Path) -> list[Path]:
    """List the whole backups in a folder whose names hold their days, the newest first."""
    return sorted(
        (path.parent for path in parent.glob(f"heed-2???-??-?*[0-9]/{NAME}")), reverse=True
    )


def _write_rows(part: Path, using: str) -> tuple[dict[str, int], dict[str, Checksum]]:
    counts, sums = {}, {}
    for model in backed_up_models():
        path = f"rows/{table_of(model)}.jsonl"
        with closing(serialize_rows(model, using)) as rows:  # or a full disk leaves a cursor open
            sums[path] = write_file(part / path, rows)
        counts[table_of(model)] = model._base_manager.using(using).count()
    return counts, sums


def _write_files(part: Path) -> dict[str, Checksum]:
    sums = {}
    for path in list_paths():
        # Of one that was deleted just now, no row refers to it.
        with suppress(FileNotFoundError), evidence_storage().open(path) as stream:
            sums[f"files/{path}"] = write_file(part / "files" / path, stream.chunks(CHUNK_SIZE))
    return sums


def restore(folder: Path, *, using: str = "default") -> Manifest:
    """Restore a backup, of either database, into an empty database and storage.

    Makes its tables first; those of an older version are migrated to this one when they are filled.
    Raises FileUnreadable for a backup that is incomplete or does not fit, InvalidValue for one of a
    newer version, or if there are rows or files already; OutputNotWritable when the disk is full.
    Nothing is written in any case. The history is that of the backup, to the byte: the restore is
    no event.
    """
    folder = folder.resolve()
    manifest = verify_folder(folder)
    check_is_not_newer(manifest.migrations, using)
    models = backed_up_models(models_at(manifest.migrations, using))
    _check_tables(manifest, models)
    check_is_empty(using)  # before `migrate` touches what is not empty
    check_storage_is_free(manifest)
    _make_tables(manifest, using)
    with (
        FileUnreadable.instead_of(
            (DataError, IntegrityError),
            _("Nothing was restored: the database refused a row (%(why)s)."),
        ),
        fill_storage(folder, manifest),
        transaction.atomic(using=using),
    ):
        triggers.drop(using)  # locks out other writers until the end
        check_is_empty(using)
        load_rows(folder, manifest, models, using)
        if models == backed_up_models():
            triggers.install(using)
    apply_migrations(using)  # with triggers, if the backup is of an older version
    triggers.require(using)
    ContentType.objects.clear_cache()
    return manifest


def _make_tables(manifest: Manifest, using: str) -> None:
    """Run the migrations; raise InvalidValue for a role that may not create tables."""
    try:
        make_tables(manifest.migrations, using)
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        raise InvalidValue(
            _(
                "Nothing was restored: this database role can't create tables (%(why)s). Run "
                "the command as the role that owns the database, then run `heed "
                "guard_history`."
            )
            % {"why": str(error).splitlines()[0]}
        ) from error


def _check_tables(manifest: Manifest, models: Iterable[type[Model]]) -> None:
    """Raise FileUnreadable for a backup of other tables, though of the same migrations."""
    ours, theirs = {table_of(model) for model in models}, set(manifest.rows)
    FileUnreadable.raise_if(
        ours != theirs,
        _(
            "Nothing was restored: the tables of the backup differ from those of this "
            "version (%(tables)s)."
        ),
        tables=", ".join(sorted(ours ^ theirs)),
    )
