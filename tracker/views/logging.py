"""The short form on the site: log progress, in under two minutes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker import policies
from tracker.errors import TrackerError
from tracker.forms.answering import answer
from tracker.models import Assessment, Recommendation
from tracker.requests import UserRequest
from tracker.vocabulary import State


@login_required
@require_http_methods(["GET", "POST"])
def log(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Show the form; save what it says. A refusal shows what was typed again, with the sentence."""
    return _answered(request, slug, number)


@login_required
@require_http_methods(["GET", "POST"])
def mend(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """The same form for an assessment that came back with a note, to mend and send again."""
    returned = get_object_or_404(
        Assessment.objects.visible_to(request.user),
        pk=pk,
        author=request.user,
        state=State.RETURNED,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )
    return _answered(request, slug, number, returned=returned)


def _answered(
    request: UserRequest, slug: str, number: str, *, returned: Assessment | None = None
) -> HttpResponse:
    recommendation = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report__mechanism__issuer"),
        report__slug=slug,
        number=number,
    )
    try:
        policies.check_can_log(request.user, recommendation)
    except TrackerError as refused:
        return render(request, "refused.html", {"sentence": str(refused)}, status=403)
    outcome = answer(
        request.POST if request.method == "POST" else None,
        recommendation=recommendation,
        user=request.user,
        now=timezone.now(),
        returned=returned,
    )
    if outcome.told:
        messages.success(request, outcome.told)
        return redirect(recommendation)
    return render(request, "recommendations/log.html", outcome.context, status=outcome.status)
