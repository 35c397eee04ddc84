"""A request whose user is ours, and the file that came with it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from tracker.errors import TrackerError
from tracker.forms.dropped import Came, drop, guessed_of
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
