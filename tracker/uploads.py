"""Files on their way in: counted to the end, kept only as far as anybody reads them."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParserError

from tracker.intake.formats.source import LARGEST_FILE as LARGEST_REPORT
from tracker.intake.sheets.archive import LARGEST_SHEET
from tracker.intake.tables.guards import LARGEST_TABLE


def most_kept() -> int:
    """Bytes of an upload that are kept: one more than any form takes."""
    return max(settings.LARGEST_FILE, LARGEST_REPORT, LARGEST_SHEET, LARGEST_TABLE) + 1


class CountingUploadHandler(TemporaryFileUploadHandler):
    """Writes the beginning of a large file to disk, and counts the rest.

    `size` is what came in all, so that a form says how large the file is. An upload that is cut
    off is answered with 400 as a whole: half of a form is none.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.room = most_kept()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: self.room]
        self.room -= len(kept)
        self.file.write(kept)

    def upload_interrupted(self) -> None:
        super().upload_interrupted()
        raise MultiPartParserError("The upload was cut off.")
