"""Store files by their SHA-256, outside the reach of any web server."""

import hashlib
import io
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.core.files.base import File as Stream
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from tracker.errors import FileMissing, OutputNotWritable
from tracker.models import User

FILES_FOLDER, UPLOADS_FOLDER, EXPORTS_FOLDER = "kept", "dropped", "exports"
OF_FORM, OF_INBOX = "", ".inbox"  # places of an upload: ends of its name
UPLOAD_LIFETIME = timedelta(days=14)  # of a file that was uploaded and not saved
LIFETIMES = {UPLOADS_FOLDER: UPLOAD_LIFETIME, EXPORTS_FOLDER: timedelta(days=1)}


def evidence_storage() -> Storage:
    """Return the storage of evidence: `STORAGES["evidence"]`, which has no address on the web."""
    return storages["evidence"]


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
    for folder in _folders(FILES_FOLDER):
        yield from _names(f"{FILES_FOLDER}/{folder}")


def modified_at(sha256: str) -> datetime:
    """Return the time of the last write, aware."""
    return evidence_storage().get_modified_time(_file_path(sha256))


def delete_file(sha256: str) -> None:
    """Delete a file that no row refers to."""
    evidence_storage().delete(_file_path(sha256))


def store_upload(content: bytes, *, by: User, place: str = OF_FORM) -> str:
    """Store an upload for two weeks from now, for its owner alone, and return its SHA-256.

    The same bytes can wait in two places, each of which is deleted without the other.
    """
    sha256 = _write(content, lambda sha256: _upload_path(sha256, by.pk, place))
    renew_upload(sha256, by=by, place=place)  # one sent before stays as long
    return sha256


def renew_upload(sha256: str, *, by: User, place: str = OF_FORM) -> None:
    """Store an upload for two weeks from now. Raises FileNotFoundError once it is gone."""
    os.utime(evidence_storage().path(_upload_path(sha256, by.pk, place)))


def read_upload(sha256: str, *, by: User, place: str = OF_FORM) -> bytes:
    """Return the content of this person's upload. Raises FileMissing once it is gone."""
    return _read(_upload_path(sha256, by.pk, place), sha256)


def delete_upload(sha256: str, *, by: User, place: str = OF_FORM) -> None:
    """Delete an upload, once its file is stored for good or left out."""
    evidence_storage().delete(_upload_path(sha256, by.pk, place))


def store_export(stream: IO[bytes], *, by: User) -> str:
    """Store a long file, a list or a table, for a day, for one person; return its name."""
    name = secrets.token_hex(16)
    evidence_storage().save(f"{EXPORTS_FOLDER}/{by.pk}/{name}", Stream(stream))
    return name


def open_export(name: str, *, by: User) -> IO[bytes]:
    """Open a file that was made for this person. Raises FileMissing once it is gone."""
    deleted = _("The file is deleted after a day. Open the list and download it again.")
    with FileMissing.instead_of(OSError, deleted):
        stream: IO[bytes] = evidence_storage().open(f"{EXPORTS_FOLDER}/{by.pk}/{name}")
    return stream


def delete_expired_uploads(*, now: datetime) -> int:
    """Delete uploads and exported lists older than their LIFETIMES; return how many."""
    deleted = 0
    owned = [(kind, f"{kind}/{owner}") for kind in LIFETIMES for owner in _folders(kind)]
    for kind, path in [(k, f"{folder}/{name}") for k, folder in owned for name in _names(folder)]:
        if evidence_storage().get_modified_time(path) < now - LIFETIMES[kind]:
            evidence_storage().delete(path)
            deleted += 1
    return deleted


def _file_path(sha256: str) -> str:
    return f"{FILES_FOLDER}/{sha256[:2]}/{sha256}"


def _upload_path(sha256: str, owner: int, place: str) -> str:
    return f"{UPLOADS_FOLDER}/{owner}/{sha256}{place}"


def _write(content: bytes, path_of: Callable[[str], str]) -> str:
    """Write a file to the path of its SHA-256, which is returned.

    A temporary file is moved into place, so that no partial file ever stands there.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    temporary = f"{path}.{secrets.token_hex(4)}.part"
    unwritable = _(
        "The file was not saved: the storage folder is not writable (%(why)s). Tell an"
        " administrator; your entries are kept."
    )
    with OutputNotWritable.instead_of(OSError, unwritable):
        if _is_whole(path, sha256):
            return sha256
        try:
            written = evidence_storage().save(temporary, Stream(io.BytesIO(content)))
            if _is_whole(written, sha256):
                _move_into_place(written, path)
                return sha256
        finally:
            evidence_storage().delete(temporary)
    raise OutputNotWritable(
        _(
            "The file was not saved: what was stored differs from what was sent. Try again; if it"
            " happens again, tell an administrator."
        )
    )


def _move_into_place(temporary: str, path: str) -> None:
    source, target = Path(evidence_storage().path(temporary)), Path(evidence_storage().path(path))
    with source.open("rb") as stream:
        os.fsync(stream.fileno())  # before the row that refers to it
    source.replace(target)


def _read(path: str, sha256: str) -> bytes:
    missing = _("The file is missing from storage. Tell an administrator.")
    with FileMissing.instead_of(OSError, missing), evidence_storage().open(path) as stream:
        content: bytes = stream.read()
    FileMissing.raise_if(
        hashlib.sha256(content).hexdigest() != sha256,
        _("The file has changed since it was saved: its SHA-256 differs. Tell an administrator."),
    )
    return content


def _is_whole(path: str, sha256: str) -> bool:
    """Return whether the file exists and has this SHA-256."""
    try:
        return _hash(path) == sha256
    except FileNotFoundError:
        return False


def _hash(path: str) -> str:
    with evidence_storage().open(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _folders(path: str) -> list[str]:
    return sorted(evidence_storage().listdir(path)[0]) if evidence_storage().exists(path) else []


def _names(path: str) -> list[str]:
    return sorted(evidence_storage().listdir(path)[1]) if evidence_storage().exists(path) else []
