"""What stands before every view for whoever is signed in: the hour is noted, a factor asked for."""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from tracker.adapters import SEEN_AT
from tracker.policies.accounts import must_add_second_factor

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
