"""Pages with one form that does one thing: saved and confirmed, or shown again as it was typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from tracker.forms.base import ActionForm
from tracker.models import Body
from tracker.requests import UserRequest

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
