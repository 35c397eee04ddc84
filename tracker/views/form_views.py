"""One form, one action, two outcomes: done and told, or shown again with what was typed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from tracker import policies
from tracker.errors import PermissionRefused, Stale, TrackerError
from tracker.forms.base import DeedForm
from tracker.requests import UserRequest

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Deed:
    """What the page of one deed says, and where it leads back to."""

    heading: Words
    button: Words
    about: Any  # the row that the page is about, with an address
    quoted: Words = ""  # what it says, above the form
    verbatim: bool = False  # those are words of a report
    said_by: list[Any] = field(default_factory=list)  # bodies offered


def refused(request: UserRequest, noun: str, name: str) -> HttpResponse | None:
    """The page that says who may, for somebody who may not."""
    try:
        policies.check_can_change(request.user, noun, name)
    except PermissionRefused as told:
        return render(request, "error.html", {"sentence": str(told)}, status=403)
    return None


def done_or_again(
    request: UserRequest,
    form: DeedForm,
    do: Callable[[], tuple[str, Any]],
    *,
    deed: Deed,
    row: models.Model | None = None,
) -> HttpResponse:
    """Do what a valid form says; `do` tells what it did, and where to go on.

    A refusal keeps what was typed; after Stale, the form has seen the newest event about `row`.
    """
    if form.is_bound and form.is_valid():
        try:
            told, onwards = do()
        except TrackerError as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, Stale) and row is not None:
                form.open_again_on(row)
        else:
            messages.success(request, told)
            return redirect(onwards)
    context = {"form": form, "deed": deed}
    return render(request, "forms/form.html", context, status=422 if form.is_bound else 200)
