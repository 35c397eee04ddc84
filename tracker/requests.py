"""The request of a signed-in user, the file that came with it, and what its form does."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import models
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.documents.plain_text import LARGEST_FILE as LARGEST_REPORT
from tracker.documents.tables import LARGEST_TABLE
from tracker.errors import PermissionRefused, Stale, TrackerError
from tracker.forms.base import VersionedForm
from tracker.forms.uploads import UploadedFiles, store_file, suggest_values
from tracker.intake.question_sheets import LARGEST_SHEET
from tracker.models import User

REFUSED = "refused"  # code of the error of a form that its user may not send


class UserRequest(HttpRequest):
    """The request of a signed-in user: what a view of the kinds below receives."""

    user: User
    now: datetime  # when it came: the one moment of all that it reads and writes
    today: date
    back: models.Model  # where the page of a refusal leads back to; unset, to Home


def page_view[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Let signed-in users read a page; others are led to sign-in."""
    return login_required(require_GET(_with_time(view)))


def form_view[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Let signed-in users open a form and send it; others are led to sign-in."""
    return login_required(require_http_methods(["GET", "POST"])(_with_time(view)))


def post_view[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Let signed-in users do what has no page of its own; others are led to sign-in."""
    return login_required(require_POST(_with_time(view)))


def _with_time[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """Read the clock once, for the whole request."""

    @wraps(view)
    def wrapper(request: UserRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.now = timezone.now()
        request.today = timezone.localdate(request.now)
        return view(request, *args, **kwargs)

    return wrapper  # type: ignore[return-value]


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def saved[**P, R: models.Model | Sequence[object]](
    form: forms.Form, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R | None:
    """Run the action on a valid form; return None if it is refused, with the error in the form.

    After Stale, the form is shown as of the newest event, so that it can be sent again.
    """
    try:
        return action(*args, **kwargs)
    except TrackerError as error:
        code = REFUSED if isinstance(error, PermissionRefused) else None
        form.add_error(None, ValidationError(str(error), code=code))
        if isinstance(error, Stale) and isinstance(form, VersionedForm):
            form.refresh_version()
    return None


def store_temporarily(
    request: UserRequest, *, now: datetime, prefix: str = "", skip: str = ""
) -> UploadedFiles | None:
    """Store the uploaded file and replace it in POST by its key; return None without a file.

    Call it before the form is read. Fields that were left empty get the values guessed from the
    file, so that the form, or the page that asks about personal data, can show both again.
    `prefix` is that of the form's fields, with its hyphen; `skip` is a field that gets no guess.
    """
    name = f"{prefix}file"
    if request.method != "POST" or name not in request.FILES:
        return None
    files: Any = request.FILES
    file = files.pop(name)[-1]
    try:
        upload = store_file(file, by=request.user, now=now)
    except TrackerError as error:
        return {name: error}
    finally:
        file.close()
    data = request.POST.copy()
    data[f"{prefix}upload"] = upload.token
    for field, value in suggest_values(upload).items():
        key = f"{prefix}{field}"
        if field != skip and key in data and not data[key]:
            data[key] = value
    request.POST = data  # type: ignore[assignment]
    return {name: upload}


def version(request: HttpRequest) -> dict[str, str]:
    """Return the version of the tracker, for the foot of every page."""
    return {"version": settings.VERSION}


class CountingUploadHandler(TemporaryFileUploadHandler):
    """Upload handler that writes the beginning of a large file to disk and counts the rest.

    `size` counts all bytes received, so that an error can state the size of the file. An upload
    that is cut off is answered with 400 as a whole: half of a form is none.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start a file with the bytes that are written to disk: one more than any form accepts."""
        super().new_file(*args, **kwargs)
        self.remaining = 1 + max(
            settings.LARGEST_FILE, LARGEST_REPORT, LARGEST_SHEET, LARGEST_TABLE
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write as much of a chunk as the file may have."""
        chunk = raw_data[: self.remaining]
        self.remaining -= len(chunk)
        self.file.write(chunk)

    def upload_interrupted(self) -> None:
        """Refuse the request."""
        super().upload_interrupted()
        raise MultiPartParserError("The upload was cut off.")
