"""Pages with one form that does one thing: saved and confirmed, or shown again as it was typed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from tracker.forms.base import ActionForm, ReasonOnlyForm
from tracker.models import Body
from tracker.requests import UserRequest, posted, saved

Label = str | Promise


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page as the object that a form leads back to."""

    name: Label
    view: str

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        """Return the address of the page."""
        return reverse(self.view)


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


def save_page[Command, Row: Model | Sequence[object]](
    request: UserRequest,
    form: ActionForm,
    page: FormPage,
    action: Callable[[Command], Row],
    command: Callable[[], Command],
    *,
    done: Label | Callable[[Row], Label],
    to: Any = None,
) -> HttpResponse:
    """Do what a valid form says, confirm it and open the next page; else show the form.

    `done` is the message and `to` the page, that of the subject by default; each may depend on
    what was saved.
    """
    if form.is_valid() and (row := saved(form, action, command())):
        messages.success(request, str(done(row) if callable(done) else done))
        return redirect(to(row) if callable(to) else to or page.subject)
    return form_page(request, form, page)


def reason_page[Command, Row: Model | Sequence[object]](
    request: UserRequest,
    page: FormPage,
    action: Callable[[Command], Row],
    command: Callable[..., Command],
    *,
    done: Label,
    to: Any = None,
) -> HttpResponse:
    """Ask for the reason of an action, as `save_page` does; `command` still lacks it."""
    form = ReasonOnlyForm(posted(request))
    return save_page(
        request,
        form,
        page,
        action,
        lambda: command(reason=form.cleaned_data["reason"]),
        done=done,
        to=to,
    )
