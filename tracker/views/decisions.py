"""A reviewer decides on an assessment; an author takes one back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions import assessments
from tracker.errors import TrackerError
from tracker.forms.logging import ReasonForm
from tracker.models import Assessment
from tracker.requests import UserRequest


@login_required
@require_POST
def approve(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Let an assessment take effect; a note is welcome, not asked for."""
    note = request.POST.get("reason", "").strip()
    return _decide(request, slug, number, pk, assessments.approve, _("Approved."), note=note)


@login_required
@require_POST
def send_back(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Return an assessment to its author; a note is required."""
    return _with_reason(request, slug, number, pk, assessments.send_back, _("Returned."))


@login_required
@require_POST
def withdraw(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Take back an assessment that is not approved; a reason is required."""
    return _with_reason(request, slug, number, pk, assessments.withdraw, _("Withdrawn."))


def _with_reason(
    request: UserRequest,
    slug: str,
    number: str,
    pk: int,
    deed: Callable[..., Assessment],
    done: str,
) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Nothing was changed: say why, so that its author can act on it.")
        )
        return redirect("recommendation", slug, number)
    return _decide(request, slug, number, pk, deed, done, note=form.cleaned_data["reason"])


def _decide(
    request: UserRequest,
    slug: str,
    number: str,
    pk: int,
    deed: Callable[..., Assessment],
    done: str,
    **words: Any,
) -> HttpResponse:
    assessment = get_object_or_404(
        Assessment.objects.visible_to(request.user).select_related("recommendation__report"),
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )
    try:
        deed(assessment=assessment, by=request.user, now=timezone.now(), **words)
    except TrackerError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(assessment.recommendation)
