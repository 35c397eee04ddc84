"""Store files by their SHA-256, outside the reach of any web server.

They lie in a folder of this machine, or on a share; `bucket_storage` answers the same calls.
"""

import hashlib
import io
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.files.base import File as Stream
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import errors, models


def hash_stream(stream: IO[bytes]) -> str:
    """Calculate the SHA-256 of what can be read from a stream, without loading it whole."""
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


class FolderStorage(FileSystemStorage):
    """Storage of files that are written once and whole. Every call raises OSError.

    The five calls are `put_if_absent`, `open`, `get_modified_time`, `list_files` and `delete`.
    """

    def put_if_absent(self, path: str, content: IO[bytes]) -> None:
        """Store a file, unless there is one of this path, which stays as it is.

        A temporary file is read back and moved into place, so that no partial file ever stands
        there; of two who bring a file at once, the later one's stays.
        """
        if self.exists(path):
            return
        temporary = f"{path}.{secrets.token_hex(4)}.part"
        try:
            with self.open(self.save(temporary, Stream(content))) as stream:
                os.fsync(stream.fileno())  # before the row that refers to it
                content.seek(0)
                if hash_stream(stream) != hash_stream(content):
                    raise OSError(_("what was stored differs from what was sent"))
            Path(self.path(temporary)).replace(self.path(path))
        finally:
            self.delete(temporary)

    def list_files(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """List the files below a folder, also those being written, each with its time, aware."""
        folders, names = self.listdir(folder) if self.exists(folder) else ([], [])
        for path in [Path(folder, name).as_posix() for name in sorted(names)]:
            with suppress(FileNotFoundError):  # deleted meanwhile
                yield path, self.get_modified_time(path)
        for inner in sorted(folders):
            yield from self.list_files(Path(folder, inner).as_posix())

    def renew(self, path: str) -> None:
        """Let a file count as stored now."""
        os.utime(self.path(path))


if TYPE_CHECKING:
    from tracker.actions.evidence.bucket_storage import BucketStorage

type FileStorage = FolderStorage | BucketStorage
FILES_FOLDER, UPLOADS_FOLDER, EXPORTS_FOLDER = "kept", "dropped", "exports"
OF_FORM, OF_INBOX = "", ".inbox"  # places of an upload: ends of its name
UPLOAD_LIFETIME = timedelta(days=14)  # of a file that was uploaded and not saved
RENEWED_AFTER = timedelta(hours=1)  # to renew an upload costs a copy of it
LIFETIMES = {UPLOADS_FOLDER: UPLOAD_LIFETIME, EXPORTS_FOLDER: timedelta(days=1)}


def evidence_storage() -> FileStorage:
    """Return the storage of evidence: `STORAGES["evidence"]`, which has no address on the web."""
    return storages["evidence"]  # type: ignore[return-value]


def store_file(content: bytes) -> str:
    """Store a file for good, each content once, and return its SHA-256.

    Raises OutputNotWritable when the folder can't be written, or the file reads back otherwise.
    """
    return _write(content, _file_path)


def read_file(sha256: str) -> bytes:
    """Return the content of this SHA-256. Raises FileMissing when it is gone or was changed."""
    return _read(_file_path(sha256), sha256)


def hash_file(sha256: str) -> str:
    """Calculate the SHA-256 of the file of this name, without loading it whole. Raises OSError."""
    return _hash(_file_path(sha256))


def list_files() -> Iterator[str]:
    """List the names of all files: the SHA-256, with a suffix for a write that was cut off."""
    return (path.rpartition("/")[2] for path, _time in list_stored(FILES_FOLDER))


def list_stored(folder: str = "") -> Iterator[tuple[str, datetime]]:
    """List all files below a folder, with their times. Raises FileMissing where that fails."""
    with errors.FileMissing.instead_of(
        OSError, _("The stored files can't be listed: %(why)s. Tell an administrator.")
    ):
        yield from evidence_storage().list_files(folder)


def modified_at(sha256: str) -> datetime:
    """Return the time of the last write, aware."""
    return evidence_storage().get_modified_time(_file_path(sha256))


def delete_file(sha256: str) -> None:
    """Delete a file that no row refers to."""
    evidence_storage().delete(_file_path(sha256))


def store_upload(content: bytes, *, by: models.User, place: str = OF_FORM) -> str:
    """Store an upload for two weeks from now, for its owner alone, and return its SHA-256.

    The same bytes can wait in two places, each of which is deleted without the other.
    """
    sha256 = _write(content, lambda sha256: _upload_path(sha256, by.pk, place))
    renew_upload(sha256, by=by, place=place)  # one sent before stays as long
    return sha256


def renew_upload(sha256: str, *, by: models.User, place: str = OF_FORM) -> None:
    """Store an upload for two weeks from now, or an hour less. Raises OSError once it is gone."""
    path = _upload_path(sha256, by.pk, place)
    if evidence_storage().get_modified_time(path) < timezone.now() - RENEWED_AFTER:
        evidence_storage().renew(path)


def read_upload(sha256: str, *, by: models.User, place: str = OF_FORM) -> bytes:
    """Return the content of this person's upload. Raises FileMissing once it is gone."""
    return _read(_upload_path(sha256, by.pk, place), sha256)


def delete_upload(sha256: str, *, by: models.User, place: str = OF_FORM) -> None:
    """Delete an upload, once its file is stored for good or left out.

    One that can't be deleted now expires.
    """
    with suppress(OSError):
        evidence_storage().delete(_upload_path(sha256, by.pk, place))


def store_export(stream: IO[bytes], *, by: models.User) -> str:
    """Store a long file, a list or a table, for a day, for one person; return its name.

    Raises OutputNotWritable.
    """
    name = secrets.token_hex(16)
    with _writing():
        evidence_storage().put_if_absent(f"{EXPORTS_FOLDER}/{by.pk}/{name}", stream)
    return name


def open_export(name: str, *, by: models.User) -> IO[bytes]:
    """Open a file that was made for this person. Raises FileMissing once it is gone."""
    with _reading(_("The file is deleted after a day. Open the list and download it again.")):
        return evidence_storage().open(f"{EXPORTS_FOLDER}/{by.pk}/{name}")


def delete_expired_uploads(*, now: datetime) -> int:
    """Delete uploads and exported lists older than their LIFETIMES; return how many."""
    expired = [
        path
        for kind, lifetime in LIFETIMES.items()
        for path, stored_at in list_stored(kind)
        if stored_at < now - lifetime
    ]
    with _writing():
        for path in expired:
            evidence_storage().delete(path)
    return len(expired)


def _file_path(sha256: str) -> str:
    return f"{FILES_FOLDER}/{sha256[:2]}/{sha256}"


def _upload_path(sha256: str, owner: int, place: str) -> str:
    return f"{UPLOADS_FOLDER}/{owner}/{sha256}{place}"


def _write(content: bytes, path_of: Callable[[str], str]) -> str:
    """Write a file to the path of its SHA-256, which is returned; one cut off is written anew."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    with _writing():
        with suppress(FileNotFoundError):
            if _hash(path) == sha256:
                return sha256
            evidence_storage().delete(path)
        evidence_storage().put_if_absent(path, io.BytesIO(content))
    return sha256


def _read(path: str, sha256: str) -> bytes:
    with (
        _reading(_("The file is missing from storage. Tell an administrator.")),
        evidence_storage().open(path) as stream,
    ):
        content: bytes = stream.read()
    errors.FileMissing.raise_if(
        hashlib.sha256(content).hexdigest() != sha256,
        _("The file has changed since it was saved: its SHA-256 differs. Tell an administrator."),
    )
    return content


def _writing() -> AbstractContextManager[None]:
    """Raise OutputNotWritable with the sentence for people instead of OSError."""
    return errors.OutputNotWritable.instead_of(
        OSError,
        _(
            "The file was not saved: the file storage is not writable (%(why)s). Tell an"
            " administrator; your entries are kept."
        ),
    )


@contextmanager
def _reading(missing: str) -> Iterator[None]:
    """Raise FileMissing with a sentence for people instead of OSError."""
    unreadable = _(
        "The file can't be read now: %(why)s. Try again; if it stays, tell an administrator."
    )
    with (
        errors.FileMissing.instead_of(OSError, unreadable),
        errors.FileMissing.instead_of(FileNotFoundError, missing),
    ):
        yield


def _hash(path: str) -> str:
    with evidence_storage().open(path) as stream:
        return hash_stream(stream)
