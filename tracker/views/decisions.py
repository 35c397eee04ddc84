"""A reviewer decides on an assessment; an author takes one back."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions import decisions
from tracker.errors import TrackerError
from tracker.forms.words import ApprovalForm, ReasonForm
from tracker.models import Assessment
from tracker.requests import UserRequest
from tracker.views.words import assessment_or_404, words_again


@login_required
@require_POST
def approve(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Let an assessment take effect; a note is welcome, not asked for."""
    deed, done = _("Approve"), _("Approved.")
    return _decide(request, slug, number, pk, decisions.approve, ApprovalForm, deed, done)


@login_required
@require_POST
def send_back(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Return an assessment to its author; a note is required."""
    deed, done = _("Return with a note"), _("Returned.")
    return _decide(request, slug, number, pk, decisions.send_back, ReasonForm, deed, done)


@login_required
@require_POST
def withdraw(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Take back an assessment that is not approved; a reason is required."""
    deed, done = _("Withdraw"), _("Withdrawn.")
    return _decide(request, slug, number, pk, decisions.withdraw, ReasonForm, deed, done)


def _decide(
    request: UserRequest,
    slug: str,
    number: str,
    pk: int,
    decide: Callable[..., Assessment],
    asks: type[ReasonForm],
    deed: str,
    done: str,
) -> HttpResponse:
    """Do it with the words typed; else show them again, with what is wrong."""
    assessment = assessment_or_404(request, slug, number, pk)
    form, refusal = asks(request.POST), None
    if form.is_valid():
        try:
            said = dict(form.cleaned_data)
            note = said.pop("reason")
            decide(assessment=assessment, by=request.user, now=timezone.now(), note=note, **said)
        except TrackerError as refused:
            refusal = refused
        else:
            messages.success(request, done)
            return redirect(assessment.recommendation)
    return words_again(request, form, assessment=assessment, deed=deed, refused=refusal)
