"""Where somebody is signed in, and how to end it from elsewhere."""

from typing import Any

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tracker.requests import UserRequest

# What a browser says of itself, by what it alone says: the first that fits.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrom": "Chrome"}
BROWSERS |= {"CriOS": "Chrome", "FxiOS": "Firefox", "Safari": "Safari"}
SYSTEMS = {"Windows": "Windows", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS"}
SYSTEMS |= {"Android": "Android", "Linux": "Linux"}


@login_required
@require_GET
def session_list(request: UserRequest) -> HttpResponse:
    """Everywhere one is signed in now, this place first."""
    found = UserSession.objects.purge_and_list(request.user)
    here = request.session.session_key
    found.sort(key=lambda one: (one.session_key != here, -one.created_at.timestamp()))
    places = [
        {"session": one, "device": device(one.user_agent), "is_here": one.session_key == here}
        for one in found
    ]
    return render(request, "usersessions/usersession_list.html", {"places": places})


@login_required
@require_POST
def session_end(request: UserRequest, pk: int) -> HttpResponse:
    """End one session: its next click leads to sign-in."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_here = session.is_current()
    end_sessions(request, [session])
    if is_here:
        return redirect("login")
    messages.success(request, _("That session was ended."))
    return redirect("usersessions_list")


@login_required
@require_POST
def session_end_others(request: UserRequest) -> HttpResponse:
    """End every session but this one."""
    end_other_sessions(request, request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("usersessions_list")


def device(user_agent: str) -> str:
    """ "Firefox, Windows", as far as a browser says; an empty text where it says neither."""
    return ", ".join(filter(None, (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))))


def _first(known: dict[str, str], said: str) -> Any:
    return next((name for sign, name in known.items() if sign in said), "")
