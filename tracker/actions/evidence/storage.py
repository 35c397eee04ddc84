"""Bytes on disk, found by their SHA-256, outside the reach of any web server."""

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import File as Stream
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from tracker.errors import FileMissing, OutputNotWritable
from tracker.models import User

KEPT, DROPPED = "kept", "dropped"
DROPPED_STAY = timedelta(days=1)  # a file dropped and not logged


def storage() -> Storage:
    """Where files of evidence lie: `STORAGES["evidence"]`, which has no address on the web."""
    return storages["evidence"]


def keep(content: bytes) -> str:
    """Write bytes for ever; the same bytes twice are written once. Returns their SHA-256.

    Raises Unwritable when what was written does not read back as it was.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    _write(_kept(sha256), content, sha256)
    return sha256


def kept(sha256: str) -> bytes:
    """The bytes of this SHA-256. Raises Missing when they are not there, or not those."""
    return _read(_kept(sha256), sha256)


def is_kept(sha256: str) -> bool:
    return storage().exists(_kept(sha256))


def hash_of(sha256: str) -> str:
    """The SHA-256 of what lies there under this name, read piece by piece. Raises OSError."""
    return _hash(_kept(sha256))


def every_kept() -> Iterator[str]:
    """The names of everything kept: its SHA-256, or that and more for a write that was cut off."""
    for folder in _folders(KEPT):
        yield from _names(f"{KEPT}/{folder}")


def kept_at(sha256: str) -> datetime:
    """When the file was written last; aware."""
    return storage().get_modified_time(_kept(sha256))


def throw_away(sha256: str) -> None:
    """Delete what no row tells of: the one way in which bytes go."""
    storage().delete(_kept(sha256))


def drop(content: bytes, *, by: User) -> str:
    """Put down what somebody dropped, for a day and for that person alone. Returns its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    _write(_dropped(sha256, by.pk), content, sha256)
    return sha256


def dropped(sha256: str, *, by: User) -> bytes:
    """What this person dropped. Raises Missing once it is gone."""
    return _read(_dropped(sha256, by.pk), sha256)


def pick_up(sha256: str, *, by: User) -> None:
    """Take away what was dropped, once it is kept."""
    storage().delete(_dropped(sha256, by.pk))


def sweep(*, now: datetime) -> int:
    """Delete what was dropped more than a day ago and never logged. Returns how many files."""
    swept = 0
    for folder in _folders(DROPPED):
        for name in _names(f"{DROPPED}/{folder}"):
            path = f"{DROPPED}/{folder}/{name}"
            if storage().get_modified_time(path) < now - DROPPED_STAY:
                storage().delete(path)
                swept += 1
    return swept


def _kept(sha256: str) -> str:
    return f"{KEPT}/{sha256[:2]}/{sha256}"


def _dropped(sha256: str, owner: int) -> str:
    return f"{DROPPED}/{owner}/{sha256}"


def _write(path: str, content: bytes, sha256: str) -> None:
    """Write it beside and put it in place whole: a write that is cut off leaves no torso there."""
    beside = f"{path}.{secrets.token_hex(4)}.part"
    try:
        if _is_whole(path, sha256):
            return
        try:
            written = storage().save(beside, Stream(io.BytesIO(content)))
            if _is_whole(written, sha256):
                _put_in_place(written, path)
                return
        finally:
            storage().delete(beside)
    except OSError as error:
        raise OutputNotWritable(
            _(
                "The file was not saved: the folder of files can't be written (%(why)s). Tell an "
                "administrator; what you typed is kept."
            )
            % {"why": error.strerror or error}
        ) from error
    raise OutputNotWritable(
        _(
            "The file was not saved: it did not read back as it was written. Try once more; if it "
            "happens again, tell an administrator."
        )
    )


def _put_in_place(beside: str, path: str) -> None:
    here, there = Path(storage().path(beside)), Path(storage().path(path))
    with here.open("rb") as stream:
        os.fsync(stream.fileno())  # before the row that tells of it
    here.replace(there)


def _read(path: str, sha256: str) -> bytes:
    try:
        with storage().open(path) as stream:
            content: bytes = stream.read()
    except OSError as error:
        raise FileMissing(_("The file is not there. Tell an administrator.")) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileMissing(
            _("The file is not what was saved: its SHA-256 differs. Tell an administrator.")
        )
    return content


def _is_whole(path: str, sha256: str) -> bool:
    """Whether the file is there and reads back as these bytes."""
    try:
        return _hash(path) == sha256
    except FileNotFoundError:
        return False


def _hash(path: str) -> str:
    with storage().open(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _folders(path: str) -> list[str]:
    return sorted(storage().listdir(path)[0]) if storage().exists(path) else []


def _names(path: str) -> list[str]:
    return sorted(storage().listdir(path)[1]) if storage().exists(path) else []
