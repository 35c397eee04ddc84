"""Words typed under an assessment: found with it, shown again when they are refused."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from tracker.errors import NotYours, TrackerError
from tracker.models import Assessment
from tracker.requests import UserRequest


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
    is_theirs = not isinstance(refused, NotYours)
    context = {
        "form": form,
        "assessment": assessment,
        "deed": deed,
        "may_send_again": is_theirs,
        "here": assessment.recommendation.get_absolute_url(),
    }
    status = 422 if is_theirs else 403
    return render(request, "recommendations/words.html", context, status=status)
