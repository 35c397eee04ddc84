"""Finding evidence that is held already, for the form that logs progress."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tracker.filters.evidence import with_words
from tracker.models import Evidence
from tracker.requests import UserRequest

AT_MOST = 20


@login_required
@require_GET
def find(request: UserRequest) -> HttpResponse:
    """At most twenty pieces that hold every word typed, as choices; what is picked stays above."""
    words = request.GET.get("q", "").replace("\0", " ").strip()
    held = Evidence.objects.visible_to(request.user).standing()
    keys = [key for key in request.GET.getlist("evidence") if key.isdecimal() and len(key) < 19]
    found = with_words(held.exclude(pk__in=keys), words) if words else held.none()
    context = {
        "words": words,
        "picked": _newest(held.filter(pk__in=keys)),
        "found": _newest(found),
        "at_most": AT_MOST,
    }
    return render(request, "evidence/_found.html", context)


def _newest(rows: Any) -> Any:
    return rows.select_related("issuer", "passage__report__mechanism").order_by("-pk")[:AT_MOST]
