"""The reports held, and the page of one: its text with what was marked in it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.models import Finding, Recommendation, Report
from tracker.requests import UserRequest
from tracker.views.narrative import told

SHOWN = 100  # recommendations beside the text; the list has them all


@login_required
@require_GET
def report_list(request: UserRequest) -> HttpResponse:
    """Every edition held, newest first."""
    reports = (
        Report.objects.visible_to(request.user)
        .select_related("mechanism__issuer")
        .order_by("-year", "country_name", "slug")
    )
    return render(request, "reports/list.html", {"reports": reports})


@login_required
@require_GET
def report(request: UserRequest, slug: str) -> HttpResponse:
    """One edition: the narrative, its recommendations, what else it says."""
    row = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism__issuer"), slug=slug
    )
    recommendations = Recommendation.objects.visible_to(request.user).filter(report=row)
    findings = (
        Finding.objects.visible_to(request.user)
        .standing()
        .filter(report=row)
        .select_related("passage")
        .prefetch_related("touches__report")
        .order_by("code")
    )
    context = {
        "report": row,
        "sections": told(row, request.user),
        "recommendations": recommendations.for_list()[: SHOWN + 1],
        "shown": SHOWN,
        "findings": findings,
        "today": timezone.localdate(),
    }
    return render(request, "reports/detail.html", context)
