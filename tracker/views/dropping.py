"""A file is dropped on a form: looked at, put down, shown in the place where it was dropped."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tracker import policies
from tracker.actions import dropping
from tracker.errors import NotYours, TrackerError
from tracker.forms import dropped
from tracker.requests import UserRequest


@login_required
@require_POST
def drop(request: UserRequest) -> HttpResponse:
    """Put down the file sent; without one, the ticket's is taken away. Nothing is logged yet."""
    try:
        policies.files.check_can_drop(request.user)
    except NotYours as refused:
        return _place(request, 403, refused=[str(refused)])
    if "file" not in request.FILES:
        dropping.take_away(request.POST.get("ticket", ""), by=request.user)
        return _place(request)
    file: Any = request.FILES["file"]
    try:
        found = dropped.drop(file, by=request.user, now=timezone.now())
    except TrackerError as refused:
        return _place(request, 422, refused=[str(refused)])
    guessed = dropped.guessed_of(found, request.user)
    day = date.fromisoformat(guessed["published_on"]) if "published_on" in guessed else None
    return _place(request, dropped=found, guessed=guessed, day=day)


def _place(request: UserRequest, status: int = 200, **told: Any) -> HttpResponse:
    """The place to drop a file, as the form shows it. The header tells it from any other page."""
    answer = render(request, "evidence/_dropped.html", told, status=status)
    answer["HX-Retarget"] = "#drop"
    return answer
