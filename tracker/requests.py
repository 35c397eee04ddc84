"""A request whose user is ours, and the file that came with it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from tracker.documents.guards import LARGEST_SHEET, LARGEST_TABLE
from tracker.documents.plain_text import LARGEST_FILE as LARGEST_REPORT
from tracker.errors import TrackerError
from tracker.forms.uploads import Came, drop, guessed_of
from tracker.models import User


class UserRequest(HttpRequest):
    """The request of somebody signed in: what a view behind `login_required` gets."""

    user: User


def put_down(request: UserRequest, *, now: datetime) -> Came | None:
    """Put down the file that a form was sent with, before the form is read; None without one.

    From then on the request holds its ticket in its place, and what was guessed in fields that
    were left empty: the form, or the page that asks about a victim's data, shows both again.
    """
    if request.method != "POST" or "file" not in request.FILES:
        return None
    files: Any = request.FILES
    file = files.pop("file")[-1]
    try:
        dropped = drop(file, by=request.user, now=now)
    except TrackerError as refused:
        return {"file": refused}
    finally:
        file.close()
    sent = request.POST.copy()
    sent["ticket"] = dropped.ticket
    for name, guessed in guessed_of(dropped, request.user).items():
        if name in sent and not sent[name]:
            sent[name] = guessed
    request.POST = sent  # type: ignore[assignment]
    return {"file": dropped}


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
