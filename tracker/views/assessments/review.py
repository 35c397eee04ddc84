"""Decisions on an assessment and comments on it, each by one form."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions.assessments import comments, review
from tracker.errors import PermissionRefused, TrackerError
from tracker.forms.assessments.review import ApprovalForm, CommentForm, ReasonForm
from tracker.models import Assessment, Comment
from tracker.requests import UserRequest
from tracker.views.lookups import visible_or_404
from tracker.vocabulary import Sensitivity


def assessment_or_404(request: UserRequest, slug: str, number: str, pk: int) -> Assessment:
    """Return the assessment at this address; 404 if the user may not know of it."""
    return visible_or_404(
        Assessment,
        request.user,
        "recommendation__report__mechanism",
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )


def decision_form_response(
    request: UserRequest,
    form: forms.Form,
    *,
    assessment: Assessment,
    heading: str,
    error: TrackerError | None = None,
) -> HttpResponse:
    """Show a refused form on a page of its own, with the errors: nothing typed is lost."""
    if error is not None:
        form.add_error(None, str(error))
    is_allowed = not isinstance(error, PermissionRefused)
    context = {
        "form": form,
        "assessment": assessment,
        "heading": heading,
        "may_send_again": is_allowed,
        "return_url": assessment.recommendation.get_absolute_url(),
    }
    status = 422 if is_allowed else 403
    return render(request, "assessments/decide.html", context, status=status)


@login_required
@require_POST
def approve(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Approve an assessment, so that it takes effect; a note is optional."""
    heading, message = _("Approve"), _("Approved.")
    return _decide(request, slug, number, pk, review.approve, ApprovalForm, heading, message)


@login_required
@require_POST
def send_back(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Return an assessment to its author; a note is required."""
    heading, message = _("Return with a note"), _("Returned.")
    return _decide(request, slug, number, pk, review.send_back, ReasonForm, heading, message)


@login_required
@require_POST
def withdraw(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Withdraw an assessment that is not approved; a reason is required."""
    heading, message = _("Withdraw"), _("Withdrawn.")
    return _decide(request, slug, number, pk, review.withdraw, ReasonForm, heading, message)


def _decide(
    request: UserRequest,
    slug: str,
    number: str,
    pk: int,
    decide: Callable[..., Assessment],
    form_class: type[ReasonForm],
    heading: str,
    message: str,
) -> HttpResponse:
    """Carry out a decision, or show its form again with what is wrong."""
    assessment = assessment_or_404(request, slug, number, pk)
    form, refused = form_class(request.POST), None
    if form.is_valid():
        try:
            values = dict(form.cleaned_data)
            note = values.pop("reason")
            decide(assessment=assessment, by=request.user, now=timezone.now(), note=note, **values)
        except TrackerError as error:
            refused = error
        else:
            messages.success(request, message)
            return redirect(assessment.recommendation)
    return decision_form_response(
        request, form, assessment=assessment, heading=heading, error=refused
    )


@login_required
@require_POST
def add_comment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Comment on an assessment."""
    assessment = assessment_or_404(request, slug, number, pk)
    form, refused = CommentForm(request.POST), None
    if form.is_valid():
        try:
            is_restricted = form.cleaned_data["restricted"]
            comment = comments.add_comment(
                assessment=assessment,
                by=request.user,
                now=timezone.now(),
                text=form.cleaned_data["text"],
                sensitivity=Sensitivity.NAMED_READERS if is_restricted else Sensitivity.INTERNAL,
            )
        except TrackerError as error:
            refused = error
        else:
            return (
                redirect("comment_sensitivity", slug, number, comment.pk)
                if is_restricted
                else redirect(_assessment_url(assessment))
            )
    return decision_form_response(
        request, form, assessment=assessment, heading=_("Say it"), error=refused
    )


@login_required
@require_POST
def withdraw_comment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Withdraw one's own comment, with a reason."""
    comment = visible_or_404(
        Comment,
        request.user,
        "added_by",
        "assessment__recommendation__report__mechanism",
        pk=pk,
        assessment__recommendation__report__slug=slug,
        assessment__recommendation__number=number,
    )
    form, refused = ReasonForm(request.POST), None
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            comments.withdraw_comment(
                comment=comment, by=request.user, now=timezone.now(), reason=reason
            )
        except TrackerError as error:
            refused = error
        else:
            messages.success(request, _("Taken back. The history keeps it."))
            return redirect(_assessment_url(comment.assessment))
    heading = _("Take it back")
    return decision_form_response(
        request, form, assessment=comment.assessment, heading=heading, error=refused
    )


def _assessment_url(assessment: Assessment) -> str:
    return f"{assessment.recommendation.get_absolute_url()}#assessment-{assessment.pk}"
