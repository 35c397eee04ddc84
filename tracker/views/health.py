"""Whether history is kept and agrees with itself: for whoever keeps the tracker or audits it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.audit import triggers
from tracker.models import Event, Seal, Verification
from tracker.requests import UserRequest


@login_required
@require_GET
def health(request: UserRequest) -> HttpResponse:
    """Triggers installed, the newest seal, what the newest verification found."""
    if not request.user.may_read_people:
        sentence = _("The health of the history is shown to auditors and administrators.")
        return render(request, "refused.html", {"sentence": sentence}, status=403)
    seal = Seal.objects.newest()
    context = {
        "missing": triggers.missing(),
        "seal": seal,
        "unsealed": Event.objects.filter(pk__gt=seal.last if seal else 0).count(),
        "verification": Verification.objects.order_by("-pk").first(),
    }
    return render(request, "health.html", context)
