"""Sets who writes, for everything a request does, and turns away what may go no further."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from allauth.usersessions.models import UserSession
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from tracker.adapters import SEEN_AT
from tracker.audit.context import who
from tracker.audit.text_screening import mark_of
from tracker.errors import PersonalDataFound
from tracker.policies.people import must_add_second_factor

TICK = "looked_at"  # what a form sends: marks of the spots that were looked at


def who_and_where(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Name the user (or `anonymous`), the door and the request in every line of history."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = request.user.get_username() or "anonymous"
        source = "admin" if request.path.startswith("/admin/") else "site"
        key = str(uuid4())
        ticked = partial(_has_ticked, request)
        with who(name, id=request.user.pk, source=source, request=key, has_ticked=ticked):
            return get_response(request)

    return middleware


def personal_data_is_looked_at(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Ask whoever typed what looks like a victim's data, on one page for all forms.

    Nothing was written. The page holds all that was sent: words to mend, and a tick that sends it
    again. Marks ticked before are sent along.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: Any, asked: Exception) -> HttpResponse | None:
        if not isinstance(asked, PersonalDataFound):
            return None
        return render(request, "evidence/screening.html", screened(request, asked), status=422)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def screened(request: Any, asked: PersonalDataFound) -> dict[str, Any]:
    """What the page that asks shows: what was found, and all that was sent."""
    sent = [
        (name, value, any(spot.words in value for spot in asked.spots))
        for name, values in request.POST.lists()
        if name not in (TICK, "csrfmiddlewaretoken")
        for value in values
    ]
    marks = [*request.POST.getlist(TICK), *(mark_of(spot) for spot in asked.spots)]
    return {
        "told": str(asked),
        "spots": asked.spots,
        "to_mend": [(name, value) for name, value, is_found in sent if is_found],
        "as_sent": [(name, value) for name, value, is_found in sent if not is_found],
        "files": sorted(request.FILES),
        "marks": ",".join(marks),
        "action": request.get_full_path(),
    }


def _has_ticked(request: HttpRequest, mark: str) -> bool:
    return any(mark in marks.split(",") for marks in request.POST.getlist(TICK))


def nothing_under_nul(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Find nothing where an address holds NUL: PostgreSQL can't even compare it.

    What is asked of a list of the site is left to its filter, which tells what is wrong.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        in_admin = request.path.startswith("/admin/")
        if "\0" in request.path or (in_admin and "%00" in request.META["QUERY_STRING"]):
            raise Http404
        return get_response(request)

    return middleware


AN_HOUR = 3600  # seconds
# Open to whoever has yet to add a second factor, beside the addresses where one is added.
OPEN = frozenset({"login", "logout", "set_language", "password_change", "account"})


def last_seen(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Note, once an hour, that a session is in use: its owner finds it in the list of sessions."""

    def middleware(request: HttpRequest) -> HttpResponse:
        noted = request.session.get(SEEN_AT)
        if noted and time.time() - noted > AN_HOUR:
            request.session[SEEN_AT] = time.time()
            session = UserSession.objects.filter(session_key=request.session.session_key)
            session.update(last_seen_at=timezone.now())
        return get_response(request)

    return middleware


def second_factor_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever writes without a second factor to adding one, where SECOND_FACTOR asks for it.

    No other page opens before, of the site or of the admin: the page it leads to says why.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: Any, *_view: Any) -> HttpResponse | None:
        if not must_add_second_factor(request.user) or _is_open(request.resolver_match.view_name):
            return None
        if request.htmx:
            return HttpResponseClientRedirect(reverse("account"))
        return redirect("account")

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _is_open(name: str) -> bool:
    return name in OPEN or name.startswith(("account_", "mfa_"))
