"""The short form on the site: log progress, in under two minutes."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker import policies
from tracker.actions import progress
from tracker.errors import Stale, TrackerError
from tracker.forms.logging import ProgressForm, bodies_offered
from tracker.models import Assessment, Event, Recommendation
from tracker.requests import UserRequest
from tracker.vocabulary import State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the form: a sentence when it was saved, else the page to show again."""

    told: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


@login_required
@require_http_methods(["GET", "POST"])
def log(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Show the form; save what it says. A refusal shows what was typed again, with the sentence."""
    recommendation = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report__mechanism__issuer"),
        report__slug=slug,
        number=number,
    )
    try:
        policies.check_can_log(request.user, recommendation)
    except TrackerError as refused:
        return render(request, "refused.html", {"sentence": str(refused)}, status=403)
    outcome = answer(request, recommendation)
    if outcome.told:
        messages.success(request, outcome.told)
        return redirect(recommendation)
    return render(request, "recommendations/log.html", outcome.context, status=outcome.status)


def answer(request: UserRequest, recommendation: Recommendation) -> Outcome:
    """Read the short form and do what it says; the site and the admin share this."""
    now = timezone.now()
    form = ProgressForm(
        request.POST if request.method == "POST" else None,
        recommendation=recommendation,
        user=request.user,
        today=timezone.localdate(now),
        seen=Event.objects.newest_sequence(recommendation),
    )
    if form.is_valid():
        try:
            logged = progress.log(
                recommendation=recommendation,
                by=request.user,
                now=now,
                shown=form.shown,
                approve_at_once="approve" in request.POST,
                **form.answers,
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Stale):
                form.with_seen(Event.objects.newest_sequence(recommendation))
        else:
            return Outcome(told=_told(recommendation, logged))
    context = {
        "recommendation": recommendation,
        "form": form,
        "bodies": bodies_offered(recommendation),
        "picked": form.cleaned_data.get("evidence", []) if form.is_bound else [],
    }
    return Outcome(context=context, status=422 if form.is_bound else 200)


def _told(recommendation: Recommendation, logged: object) -> str:
    if not isinstance(logged, Assessment):
        return _("Noted. The status of %(recommendation)s stays as it is.") % {
            "recommendation": recommendation
        }
    status = logged.get_status_display()
    if logged.state == State.APPROVED:
        return _(
            "%(recommendation)s is now “%(status)s”, approved by its author, and says so "
            "wherever it is shown."
        ) % {"recommendation": recommendation, "status": status}
    return _("“%(status)s” for %(recommendation)s was sent for review.") % {
        "recommendation": recommendation,
        "status": status,
    }
