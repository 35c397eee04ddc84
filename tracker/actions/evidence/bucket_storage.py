"""Files in a bucket of S3, for more than one machine: the calls of `FolderStorage`."""

import logging
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from botocore import config, exceptions
from django.core.files.base import File as Stream
from django.utils.translation import gettext as _
from storages.backends.s3 import S3Storage

from tracker.actions.evidence.storage import hash_stream

MAX_IN_MEMORY = 5_000_000  # bytes of a file that is read; a larger one is written to disk
ERRORS: dict[str, type[OSError]] = {
    "404": FileNotFoundError,
    "NoSuchKey": FileNotFoundError,
    "PreconditionFailed": FileExistsError,
}
logger = logging.getLogger(__name__)


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Raise the OSError of a folder instead of what S3 answers, or where it does not."""
    try:
        yield
    except (exceptions.ClientError, exceptions.BotoCoreError) as error:
        answer = error.response if isinstance(error, exceptions.ClientError) else {}
        code = answer.get("Error", {}).get("Code", type(error).__name__)
        if code not in ERRORS:
            logger.error("The file storage failed: %s", error)
        raise ERRORS.get(code, OSError)(
            _("the file storage refused or did not answer: %(code)s") % {"code": code}
        ) from error


class BucketStorage(S3Storage):
    """Storage of files in a bucket. Every call raises OSError, as in a folder."""

    client_config = config.Config(
        signature_version="s3v4",
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "max_attempts": 3},
    )

    def put_if_absent(self, path: str, content: IO[bytes]) -> None:
        """Store a file, unless there is one of this path, which stays as it is.

        The server compares the SHA-256 with what arrived.
        """
        sha256 = bytes.fromhex(hash_stream(content))
        content.seek(0)
        with suppress(FileExistsError):
            self._call(
                "put_object",
                Key=path,
                Body=content,
                IfNoneMatch="*",
                ChecksumSHA256=b64encode(sha256).decode(),
            )

    def open(self, path: str, mode: str = "rb") -> Stream[bytes]:
        """Open a file for reading: all of it is here when this returns."""
        stream = SpooledTemporaryFile(MAX_IN_MEMORY)  # noqa: SIM115  closed by the caller
        answer = self._call("get_object", Key=path)
        with _as_os_errors():
            copyfileobj(answer["Body"], stream)
        stream.seek(0)
        return Stream(stream, path)

    def get_modified_time(self, path: str) -> datetime:
        """Return the time a file was stored, aware. Raises FileNotFoundError."""
        return self._call("head_object", Key=path)["LastModified"]  # type: ignore[no-any-return]

    def list_files(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """List the files below a folder, each with its time, aware."""
        pages = self.connection.meta.client.get_paginator("list_objects_v2")
        with _as_os_errors():
            for page in pages.paginate(Bucket=self.bucket_name, Prefix=folder and f"{folder}/"):
                yield from ((row["Key"], row["LastModified"]) for row in page.get("Contents", ()))

    def delete(self, path: str) -> None:
        """Delete a file, if there is one."""
        self._call("delete_object", Key=path)

    def renew(self, path: str) -> None:
        """Let a file count as stored now: S3 copies it onto itself."""
        self._call(
            "copy_object",
            Key=path,
            CopySource={"Bucket": self.bucket_name, "Key": path},
            MetadataDirective="REPLACE",
        )

    def _call(self, operation: str, **parameters: Any) -> Any:
        """Call the client, one for each thread. Raises OSError."""
        with _as_os_errors():
            return getattr(self.connection.meta.client, operation)(
                Bucket=self.bucket_name, **parameters
            )
