"""Files in a folder of this machine, or on a share. `bucket_storage` answers the same calls."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files.base import File as Stream
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _


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
