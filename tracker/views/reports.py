"""The reports held, and the page of one: its text with what was marked in it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.errors import Invalid
from tracker.filters.pasts import then_of
from tracker.models import Finding, Passage, Recommendation, Report
from tracker.requests import UserRequest
from tracker.summaries.standings import stood
from tracker.views.narrative import told
from tracker.views.pasts import Switch, refusal
from tracker.views.timelines import history_of

SHOWN = 100  # recommendations beside the text; the list has them all
PARTS = (Passage, Finding)  # told of in its history; recommendations have their own


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
    """One edition: the narrative, its recommendations, what else it says.

    Of a past day, how its recommendations stood; its text is always the same.
    """
    row = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism__issuer"), slug=slug
    )
    today = timezone.localdate()
    try:
        then = then_of(request.GET, today=today)
    except Invalid as refused:
        return refusal(request, refused, back=row)
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
        "recommendations": stood(recommendations.for_list()[: SHOWN + 1], then, user=request.user),
        "shown": SHOWN,
        "findings": findings,
        "then": then,
        "switch": Switch.of(request, then, today=today),
    }
    if not then:
        parts = [model.objects.filter(report=row) for model in PARTS]
        context["told"] = history_of(row, request, *parts)
    return render(request, "reports/detail.html", context)
