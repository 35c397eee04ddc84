"""The conversation on an assessment: something is said, or taken back by who said it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions import comments
from tracker.errors import TrackerError
from tracker.forms.words import CommentForm, ReasonForm
from tracker.models import Assessment, Comment
from tracker.requests import UserRequest
from tracker.views.words import assessment_or_404, words_again
from tracker.vocabulary import Sensitivity


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
