"""A report on two days side by side: what changed, and what we know better than we did."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.errors import Invalid
from tracker.filters.pasts import days_of
from tracker.models import Report
from tracker.requests import UserRequest
from tracker.summaries import comparing


@login_required
@require_GET
def compare(request: UserRequest, slug: str) -> HttpResponse:
    """What changed from the first day to the last; without days, the form that asks for them."""
    report = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism"), slug=slug
    )
    today = timezone.localdate()
    context = {"report": report, "asked": request.GET, "today": today}
    try:
        days = days_of(request.GET, today=today)
    except Invalid as refused:
        context["problem"] = str(refused)
        return render(request, "comparing/compare.html", context, status=400)
    if days:
        first, last = days
        context |= {
            "first": first,
            "last": last,
            "found": comparing.compare(report, first=first, last=last, user=request.user),
        }
    return render(request, "comparing/compare.html", context)
