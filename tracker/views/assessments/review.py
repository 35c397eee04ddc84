"""Words typed under an assessment: found with it, shown again when they are refused."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions.assessments import comments, review
from tracker.errors import PermissionRefused, TrackerError
from tracker.forms.assessments.review import ApprovalForm, CommentForm, ReasonForm
from tracker.models import Assessment, Comment
from tracker.requests import UserRequest
from tracker.vocabulary import Sensitivity


def assessment_or_404(request: UserRequest, slug: str, number: str, pk: int) -> Assessment:
    """The assessment at this address, if the user may know of it."""
    found: Assessment = get_object_or_404(
        Assessment.objects.visible_to(request.user).select_related(
            "recommendation__report__mechanism"
        ),
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )
    return found


def words_again(
    request: UserRequest,
    form: forms.Form,
    *,
    assessment: Assessment,
    deed: str,
    refused: TrackerError | None = None,
) -> HttpResponse:
    """The words with what is wrong, on a page of their own: nothing typed is lost."""
    if refused is not None:
        form.add_error(None, str(refused))
    is_theirs = not isinstance(refused, PermissionRefused)
    context = {
        "form": form,
        "assessment": assessment,
        "deed": deed,
        "may_send_again": is_theirs,
        "here": assessment.recommendation.get_absolute_url(),
    }
    status = 422 if is_theirs else 403
    return render(request, "assessments/decide.html", context, status=status)


@login_required
@require_POST
def approve(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Let an assessment take effect; a note is welcome, not asked for."""
    deed, done = _("Approve"), _("Approved.")
    return _decide(request, slug, number, pk, review.approve, ApprovalForm, deed, done)


@login_required
@require_POST
def send_back(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Return an assessment to its author; a note is required."""
    deed, done = _("Return with a note"), _("Returned.")
    return _decide(request, slug, number, pk, review.send_back, ReasonForm, deed, done)


@login_required
@require_POST
def withdraw(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Take back an assessment that is not approved; a reason is required."""
    deed, done = _("Withdraw"), _("Withdrawn.")
    return _decide(request, slug, number, pk, review.withdraw, ReasonForm, deed, done)


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


@login_required
@require_POST
def say(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Say something on an assessment, to whoever deals with it."""
    assessment = assessment_or_404(request, slug, number, pk)
    form, refusal = CommentForm(request.POST), None
    if form.is_valid():
        try:
            closed = form.cleaned_data["closed"]
            said = comments.say(
                assessment=assessment,
                by=request.user,
                now=timezone.now(),
                text=form.cleaned_data["text"],
                sensitivity=Sensitivity.NAMED_READERS if closed else Sensitivity.INTERNAL,
            )
        except TrackerError as refused:
            refusal = refused
        else:
            return (
                redirect("comment_sensitivity", slug, number, said.pk)
                if closed
                else redirect(_place(assessment))
            )
    return words_again(request, form, assessment=assessment, deed=_("Say it"), refused=refusal)


@login_required
@require_POST
def unsay(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Take back what one said oneself, with a reason."""
    comment = get_object_or_404(
        Comment.objects.visible_to(request.user).select_related(
            "added_by", "assessment__recommendation__report__mechanism"
        ),
        pk=pk,
        assessment__recommendation__report__slug=slug,
        assessment__recommendation__number=number,
    )
    form, refusal = ReasonForm(request.POST), None
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            comments.unsay(comment=comment, by=request.user, now=timezone.now(), because_of=reason)
        except TrackerError as refused:
            refusal = refused
        else:
            messages.success(request, _("Taken back. The history keeps it."))
            return redirect(_place(comment.assessment))
    deed = _("Take it back")
    return words_again(request, form, assessment=comment.assessment, deed=deed, refused=refusal)


def _place(assessment: Assessment) -> str:
    return f"{assessment.recommendation.get_absolute_url()}#assessment-{assessment.pk}"
