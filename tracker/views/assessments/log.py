"""Form to log progress on a recommendation, revise a draft, and correct an approved assessment."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tracker import policies
from tracker.actions.assessments import submission
from tracker.forms.assessments.log import AssessmentForm
from tracker.models import Assessment, Recommendation, User
from tracker.requests import UserRequest, form_view, posted, store_temporarily
from tracker.views.base import render_form, save_form, visible_or_404
from tracker.vocabulary import AUTHOR_STATES, Perspective


@form_view
def log_progress(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Show the form to log progress, and save it. A refused form is shown again as it was typed."""
    recommendation = _recommendation_or_404(request, slug, number)
    _check_can_write(request.user, recommendation)
    return _form_response(request, recommendation)


@form_view
def revise_assessment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Revise one's own draft, or an assessment that was returned with a note."""
    own = Assessment.objects.visible_to(request.user).filter(author=request.user)
    if request.method == "GET":  # a form sent too late is shown again, with what was typed
        own = own.filter(state__in=AUTHOR_STATES)
    assessment = _assessment_or_404(own, slug, number, pk)
    recommendation = _recommendation_or_404(request, slug, number)
    _check_can_assess_like(request.user, recommendation, assessment)
    return _form_response(request, recommendation, revises=assessment)


@form_view
def correct_assessment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Correct an approved assessment: what was true on its as-of date."""
    assessment = _assessment_or_404(Assessment.objects.visible_to(request.user), slug, number, pk)
    recommendation = _recommendation_or_404(request, slug, number)
    _check_can_assess_like(request.user, recommendation, assessment)
    if request.method == "GET":  # a form sent too late is shown again, with what was typed
        policies.check_can_correct(assessment, as_of=assessment.as_of)
    return _form_response(request, recommendation, corrects=assessment)


def _form_response(
    request: UserRequest,
    recommendation: Recommendation,
    *,
    revises: Assessment | None = None,
    corrects: Assessment | None = None,
) -> HttpResponse:
    """Show the form or save it. A refusal keeps the typed values and the file."""
    now = timezone.now()
    upload = store_temporarily(request, now=now)
    form = AssessmentForm(
        posted(request),
        upload,
        recommendation=recommendation,
        user=request.user,
        today=timezone.localdate(now),
        revises=revises,
        corrects=corrects,
    )
    return save_form(
        request,
        form,
        submission.log_progress,
        lambda: form.command(by=request.user, now=now),
        done=form.success_message,
        to=recommendation,
    ) or render_form(
        request,
        "assessments/log.html",
        form,
        recommendation=recommendation,
        revises=revises,
        corrects=corrects,
    )


def _recommendation_or_404(request: UserRequest, slug: str, number: str) -> Recommendation:
    return visible_or_404(
        Recommendation, request.user, "report__mechanism__issuer", report__slug=slug, number=number
    )


def _assessment_or_404(rows: QuerySet[Assessment], slug: str, number: str, pk: int) -> Assessment:
    return get_object_or_404(
        rows.select_related("body", "decided_by", "recommendation__report__mechanism"),
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )


def _check_can_write(user: User, recommendation: Recommendation) -> None:
    """Check that the user may write a view of it, as an analyst or for a body.

    Raises:
        PermissionRefused: the user is neither.
    """
    if user.may_write or not user.may_represent_body:
        policies.check_can_log(user, recommendation)
        return
    own = policies.represented_bodies_on(user, recommendation)
    policies.check_can_assess(
        user,
        recommendation,
        perspective=Perspective.RESPONSIBLE_BODY,
        body=own[0] if own else None,
    )


def _check_can_assess_like(
    user: User, recommendation: Recommendation, assessment: Assessment
) -> None:
    policies.check_can_assess(
        user, recommendation, perspective=assessment.perspective, body=assessment.body
    )
