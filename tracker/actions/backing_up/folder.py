"""The folder of a backup while it is written: beside its place, and there only when it is whole."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext as _

from tracker.actions.backing_up.manifest import Sum
from tracker.errors import Invalid, Unwritable

OURS_ALONE, FILE_OF_OURS = 0o700, 0o600


@contextmanager
def being_written(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes its name when all that is inside went well.

    Otherwise it is removed; one that was cut off by a kill stays as `….part` until the next try.
    Raises Invalid for a folder that holds something or is being written, Unwritable for the disk.
    """
    if folder.exists() and not _is_empty(folder):
        raise Invalid(
            _("%(folder)s is not empty: no backup was made. Name a new folder.")
            % {"folder": folder}
        )
    if not folder.absolute().parent.is_dir():  # not made: it may be a disk that is not mounted
        raise Unwritable(
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
        raise Unwritable(
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
            raise Invalid(
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
