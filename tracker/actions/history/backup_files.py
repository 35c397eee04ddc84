"""The storage of evidence as a backup sees it: what lies there, and how it is filled again."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.translation import gettext as _

from tracker.actions.evidence.storage import DROPPED, storage
from tracker.actions.history.backup_manifest import Manifest, Sum
from tracker.errors import InvalidValue, OutputNotWritable

UNFINISHED = "restore-unfinished.json"  # lies there while a restore runs, and after one was killed
AT_ONCE = 1 << 20  # bytes


def every() -> Iterator[str]:
    """The paths of what is held; not what was dropped for a day, nor what was cut off."""
    store = storage()
    for path in _below(store, ""):
        if not path.startswith(f"{DROPPED}/") and not path.endswith(".part") and path != UNFINISHED:
            yield path


def chunks(path: str) -> Iterator[bytes]:
    """The bytes of a file, a piece at a time. Raises FileNotFoundError when it is gone."""
    with storage().open(path) as stream:
        while chunk := stream.read(AT_ONCE):
            yield chunk


def check_is_elsewhere(folder: Path) -> None:
    """Raises Invalid for a folder among the files themselves: it would hold itself."""
    place = Path(storage().path("")).resolve()
    if folder.is_relative_to(place):
        raise InvalidValue(
            _("%(folder)s lies among the files that are backed up. Name a folder elsewhere.")
            % {"folder": folder}
        )


def check_takes(manifest: Manifest) -> None:
    """Raises Invalid unless the storage is empty, or holds what a restore of this began."""
    others = set(_below(storage(), "")) - {UNFINISHED}
    if others and _began() == manifest.content:
        others -= set(manifest.kept)
    if others:
        raise InvalidValue(
            _(
                "Nothing was restored: the folder of files is not empty (%(name)s). Name an empty "
                "one in MEDIA_ROOT. After a restore that was killed, the same backup may go on."
            )
            % {"name": min(others)}
        )


@contextmanager
def filled(folder: Path, manifest: Manifest) -> Iterator[None]:
    """The files are in the storage; they go again if what is inside fails.

    A kill leaves them with a mark, which lets the next restore of the same backup take over.
    Raises Unwritable when the storage can't be written.
    """
    store, path = storage(), UNFINISHED
    try:
        _put(store, path, ContentFile(manifest.content.encode()))
        for path in manifest.kept:
            with (folder / "files" / path).open("rb") as stream:
                _put(store, path, File(stream))
        yield
    except BaseException as failed:
        for there in [*manifest.kept, UNFINISHED]:
            store.delete(there)
        if isinstance(failed, OSError):
            raise OutputNotWritable(
                _("Nothing was restored: %(why)s (%(file)s). Nothing of it is left.")
                % {"why": failed.strerror or failed, "file": failed.filename or path}
            ) from failed
        raise
    store.delete(UNFINISHED)


def _put(store: Storage, path: str, content: "File[bytes]") -> None:
    store.delete(path)
    if store.save(path, content) != path:
        raise OSError(_("%(path)s was taken meanwhile") % {"path": path})


def _began() -> str:
    """The content of the backup whose restore was killed here; empty: of none."""
    try:
        with storage().open(UNFINISHED) as stream:
            return str(stream.read().decode())
    except FileNotFoundError:
        return ""


def _below(store: Storage, folder: str) -> Iterator[str]:
    try:
        folders, names = store.listdir(folder)
    except FileNotFoundError:  # nothing was ever kept
        return
    yield from (f"{folder}{name}" for name in sorted(names))
    for inner in sorted(folders):
        yield from _below(store, f"{folder}{inner}/")


OURS_ALONE, FILE_OF_OURS = 0o700, 0o600


@contextmanager
def being_written(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes its name when all that is inside went well.

    Otherwise it is removed; one that was cut off by a kill stays as `….part` until the next try.
    Raises Invalid for a folder that holds something or is being written, Unwritable for the disk.
    """
    if folder.exists() and not _is_empty(folder):
        raise InvalidValue(
            _("%(folder)s is not empty: no backup was made. Name a new folder.")
            % {"folder": folder}
        )
    if not folder.absolute().parent.is_dir():  # not made: it may be a disk that is not mounted
        raise OutputNotWritable(
            _(
                "No backup was made: there is no folder %(above)s. Make it, or mount the disk that "
                "it stands for."
            )
            % {"above": folder.absolute().parent}
        )
    part = folder.with_name(f"{folder.name}.part")
    try:
        with _alone_in(part):
            try:
                yield part
                os.sync()  # on disk before it looks whole
                part.rename(folder)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
    except OSError as error:
        raise OutputNotWritable(
            _("No backup was made: %(why)s (%(file)s). Nothing of it is left.")
            % {"why": error.strerror or error, "file": error.filename or folder}
        ) from error


def write(path: Path, chunks: Iterable[bytes]) -> Sum:
    """Write a file that nobody else may read, and tell its sum."""
    _make_folders(path.parent)
    hashed, size = sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_OF_OURS)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
            hashed.update(chunk)
            size += len(chunk)
    return Sum(hashed.hexdigest(), size)


@contextmanager
def _alone_in(part: Path) -> Iterator[None]:
    """An empty folder that no other process writes into; what a kill left there goes."""
    part.mkdir(mode=OURS_ALONE, exist_ok=True)
    handle = os.open(part, os.O_RDONLY)  # of a folder too: the lock goes with the process
    try:
        if not _is_locked(handle, part):
            raise InvalidValue(
                _("Another backup is being written to %(folder)s. Wait for it, or name another.")
                % {"folder": part}
            )
        part.chmod(OURS_ALONE)
        for there in part.iterdir():
            shutil.rmtree(there) if there.is_dir() else there.unlink()
        yield
    finally:
        os.close(handle)


def _is_locked(handle: int, part: Path) -> bool:
    """Whether we have it for ourselves, and it was not renamed or removed meanwhile."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), part.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _make_folders(folder: Path) -> None:
    """Folders that are ours alone, whatever the umask says."""
    if not folder.is_dir():
        _make_folders(folder.parent)
        folder.mkdir(mode=OURS_ALONE)
