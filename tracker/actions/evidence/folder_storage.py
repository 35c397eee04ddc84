"""Files in a folder of this machine, or on a share. `bucket_storage` answers the same calls."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from django.core.files.base import File as Stream
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class FileStatus:
    """Size of a stored file and the time it was stored, aware."""

    path: str  # in its storage: "kept/0a/0a4f…"
    size: int  # bytes
    modified_at: datetime


class FolderStorage(FileSystemStorage):
    """Storage of files that are written once and whole. Every call raises OSError.

    The five calls are `put_if_absent`, `open`, `stat`, `list_files` and `delete`.
    """

    def put_if_absent(self, path: str, content: IO[bytes]) -> None:
        """Store a file, unless there is one of this path, which stays as it is.

        A temporary file is moved into place, so that no partial file ever stands there; of two who
        bring a file at once, the later one's stays.
        """
        temporary = f"{path}.{secrets.token_hex(4)}.part"
        try:
            if not self.exists(path):
                self.save(temporary, Stream(content))
                self._check_is_written(temporary, content)
                Path(self.path(temporary)).replace(self.path(path))
        finally:
            self.delete(temporary)

    def _check_is_written(self, temporary: str, content: IO[bytes]) -> None:
        content.seek(0)
        with self.open(temporary) as stream:
            os.fsync(stream.fileno())  # before the row that refers to it
            if _hash(stream) != _hash(content):
                raise OSError(_("what was stored differs from what was sent"))

    def stat(self, path: str) -> FileStatus:
        """Return size and time of a file. Raises FileNotFoundError."""
        values = Path(self.path(path)).stat()
        return FileStatus(path, values.st_size, datetime.fromtimestamp(values.st_mtime, UTC))

    def list_files(self, folder: str) -> Iterator[FileStatus]:
        """List the files below a folder by path, with those that are being written."""
        folders, names = self.listdir(folder) if self.exists(folder) else ([], [])
        for name in sorted(names):
            with suppress(FileNotFoundError):  # deleted meanwhile
                yield self.stat(Path(folder, name).as_posix())
        for inner in sorted(folders):
            yield from self.list_files(Path(folder, inner).as_posix())

    def renew(self, path: str) -> None:
        """Let a file count as stored now."""
        os.utime(self.path(path))


def _hash(stream: IO[bytes]) -> bytes:
    return hashlib.file_digest(stream, "sha256").digest()  # type: ignore[arg-type]
