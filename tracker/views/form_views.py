"""Pages with one form that does one thing: saved and confirmed, or shown again as it was typed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from tracker.actions.base import Command
from tracker.forms.base import ActionForm, ReasonOnlyForm
from tracker.models import Body
from tracker.requests import UserRequest, posted, saved

Label = str | Promise


@dataclass(frozen=True, slots=True)
class FormPage:
    """Texts of a page with one form, and the object that it leads back to."""

    heading: Label
    button: Label
    subject: Any  # the row that the page is about, with a get_absolute_url
    quotation: Label = ""  # what the row says, shown above the form
    is_verbatim: bool = False  # the quotation is text of a report
    bodies: Iterable[Body] = ()  # offered to a field for a body
    link: tuple[str, Label] | None = None  # to what should be done first: address and text


def form_page(request: UserRequest, form: ActionForm, page: FormPage) -> HttpResponse:
    """Show a form, anew or again with its errors and what was typed."""
    context = {"form": form, "form_page": page}
    return render(request, "forms/form.html", context, status=422 if form.is_bound else 200)


def reason_page[C: Command](
    request: UserRequest,
    page: FormPage,
    action: Callable[[C], models.Model],
    command: Callable[..., C],
    *,
    message: str,
    target: Any,
) -> HttpResponse:
    """Ask for a reason, do what it is for, and lead to `target` with a message.

    `command` takes the reason, and has all the rest.
    """
    form = ReasonOnlyForm(posted(request))
    if form.is_valid() and saved(form, action, command(reason=form.cleaned_data["reason"])):
        messages.success(request, message)
        return redirect(target)
    return form_page(request, form, page)
