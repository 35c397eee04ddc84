"""Pages with one form that does one thing: saved and confirmed, or shown again as it was typed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from tracker.forms.base import ActionForm
from tracker.models import Body
from tracker.requests import UserRequest, saved

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


def form_page(request: UserRequest, form: ActionForm, page: FormPage) -> HttpResponse:
    """Show a form, anew or again with its errors and what was typed."""
    context = {"form": form, "form_page": page}
    return render(request, "forms/form.html", context, status=422 if form.is_bound else 200)


def form_response(
    request: UserRequest,
    form: ActionForm,
    save: Callable[[], tuple[str, Any]],
    *,
    page: FormPage,
) -> HttpResponse:
    """Save a valid form and go on with a message, or show the form again with what was typed.

    `save` does it, and returns the message and where to go on.
    """
    if form.is_valid() and (outcome := saved(form, save)):
        message, target = outcome
        messages.success(request, message)
        return redirect(target)
    return form_page(request, form, page)
