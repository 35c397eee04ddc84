"""The short form on the site: log progress, in under two minutes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tracker import policies
from tracker.errors import PermissionRefused, TrackerError
from tracker.forms.assessments.fields import bodies_spoken_for
from tracker.forms.assessments.log import answer
from tracker.models import Assessment, Recommendation, User
from tracker.requests import UserRequest, put_down
from tracker.vocabulary import IN_THE_HANDS_OF_ITS_AUTHOR, Perspective


@login_required
@require_http_methods(["GET", "POST"])
def log(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Show the form; save what it says. A refusal shows what was typed again, with the sentence."""
    recommendation = _recommendation(request, slug, number)
    try:
        _check_can_write(request.user, recommendation)
    except PermissionRefused as refused:
        return _refused(request, refused)
    return _answered(request, recommendation)


@login_required
@require_http_methods(["GET", "POST"])
def mend(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """The same form for one's own draft, or for what came back with a note."""
    own = Assessment.objects.visible_to(request.user).filter(author=request.user)
    if request.method == "GET":  # a form sent too late is shown again, with what was typed
        own = own.filter(state__in=IN_THE_HANDS_OF_ITS_AUTHOR)
    mended = _assessment(own, slug, number, pk)
    recommendation = _recommendation(request, slug, number)
    try:
        _check_can_judge_like(request.user, recommendation, mended)
    except PermissionRefused as refused:
        return _refused(request, refused)
    return _answered(request, recommendation, mended=mended)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """The same form for what was approved and is wrong: what was true on its day."""
    wrong = _assessment(Assessment.objects.visible_to(request.user), slug, number, pk)
    recommendation = _recommendation(request, slug, number)
    try:
        _check_can_judge_like(request.user, recommendation, wrong)
        if request.method == "GET":  # a form sent too late is shown again, with what was typed
            policies.check_can_correct(wrong, as_of=wrong.as_of)
    except TrackerError as refused:
        return _refused(request, refused)
    return _answered(request, recommendation, corrected=wrong)


def _answered(
    request: UserRequest, recommendation: Recommendation, **opened: Assessment
) -> HttpResponse:
    now = timezone.now()
    came = put_down(request, now=now)
    outcome = answer(
        request.POST if request.method == "POST" else None,
        recommendation=recommendation,
        user=request.user,
        now=now,
        came=came,
        **opened,
    )
    if outcome.told:
        messages.success(request, outcome.told)
        return redirect(recommendation)
    return render(request, "assessments/log.html", outcome.context, status=outcome.status)


def _recommendation(request: UserRequest, slug: str, number: str) -> Recommendation:
    found: Recommendation = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report__mechanism__issuer"),
        report__slug=slug,
        number=number,
    )
    return found


def _assessment(rows: Any, slug: str, number: str, pk: int) -> Assessment:
    found: Assessment = get_object_or_404(
        rows.select_related("body", "decided_by", "recommendation__report__mechanism"),
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )
    return found


def _check_can_write(user: User, recommendation: Recommendation) -> None:
    """Raises NotYours for who writes no view of it: neither an analyst nor for a body."""
    if user.may_write or not user.may_speak:
        policies.check_can_log(user, recommendation)
        return
    own = bodies_spoken_for(recommendation, user)
    policies.check_can_judge(
        user,
        recommendation,
        perspective=Perspective.RESPONSIBLE_BODY,
        body=own[0] if own else None,
    )


def _check_can_judge_like(user: User, recommendation: Recommendation, said: Assessment) -> None:
    policies.check_can_judge(user, recommendation, perspective=said.perspective, body=said.body)


def _refused(request: UserRequest, refused: TrackerError) -> HttpResponse:
    status = 403 if isinstance(refused, PermissionRefused) else 422
    return render(request, "error.html", {"sentence": str(refused)}, status=status)
