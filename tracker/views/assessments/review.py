"""Withdrawal of an assessment, invitations and comments, each by one form."""

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.assessments import review
from tracker.forms.assessments.review import CommentForm, InvitationForm, ReasonForm
from tracker.models import Assessment, Comment, Invitation
from tracker.requests import REFUSED, UserRequest, post_view
from tracker.views.base import save_form, visible_or_404


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


def _form_response(
    request: UserRequest, form: forms.Form, assessment: Assessment, heading: str
) -> HttpResponse:
    """Show a refused form on a page of its own, with the errors: nothing typed is lost."""
    is_allowed = not form.has_error(NON_FIELD_ERRORS, REFUSED)
    context = {
        "form": form,
        "assessment": assessment,
        "heading": heading,
        "may_send_again": is_allowed,
        "return_url": assessment.recommendation.get_absolute_url(),
    }
    return render(request, "assessments/refused.html", context, status=422 if is_allowed else 403)


@post_view
def withdraw(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Withdraw an assessment that is not approved; a reason is required."""
    assessment = assessment_or_404(request, slug, number, pk)
    form = ReasonForm(request.POST)
    return save_form(
        request,
        form,
        review.withdraw,
        lambda: review.WithdrawAssessment(
            assessment, by=request.user, now=timezone.now(), note=form.cleaned_data["reason"]
        ),
        done=_("The assessment was withdrawn."),
        to=assessment.recommendation,
    ) or _form_response(request, form, assessment, _("Withdraw"))


@post_view
def invite(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Invite a person to decide on an assessment; `withdraw` is the user name of one no more."""
    assessment = assessment_or_404(request, slug, number, pk)
    now = timezone.now()
    if "withdraw" in request.POST:
        rows = Invitation.objects.visible_to(request.user).not_withdrawn()
        username = request.POST["withdraw"]
        invitation = get_object_or_404(rows, assessment=assessment, user__username=username)
        review.withdraw_invitation(review.WithdrawInvitation(invitation, by=request.user, now=now))
        messages.success(
            request, _("%(person)s is no longer invited.") % {"person": invitation.user}
        )
        return redirect(_assessment_url(assessment))
    form = InvitationForm(request.POST)
    return save_form(
        request,
        form,
        review.invite,
        lambda: form.command(assessment, by=request.user, now=now),
        done=lambda _invitation: (
            _("%(person)s is invited and finds the assessment on Home.")
            % {"person": form.cleaned_data["person"]}
        ),
        to=_assessment_url(assessment),
    ) or _form_response(request, form, assessment, _("Invite somebody to decide"))


@post_view
def add_comment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Comment on an assessment; who restricts the comment names its readers next."""
    assessment = assessment_or_404(request, slug, number, pk)
    form = CommentForm(request.POST)
    return save_form(
        request,
        form,
        review.add_comment,
        lambda: form.command(assessment, by=request.user, now=timezone.now()),
        done="",
        to=lambda comment: (
            reverse("comment_sensitivity", args=[slug, number, comment.pk])
            if form.cleaned_data["restricted"]
            else _assessment_url(assessment)
        ),
    ) or _form_response(request, form, assessment, _("Add comment"))


@post_view
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
    form = ReasonForm(request.POST)
    return save_form(
        request,
        form,
        review.withdraw_comment,
        lambda: review.WithdrawComment(
            comment, by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
        ),
        done=_("The comment was removed. The history keeps it."),
        to=_assessment_url(comment.assessment),
    ) or _form_response(request, form, comment.assessment, _("Remove the comment"))


def _assessment_url(assessment: Assessment) -> str:
    return f"{assessment.recommendation.get_absolute_url()}#assessment-{assessment.pk}"
