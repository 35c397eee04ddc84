"""The list of recommendations, and the page of one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.filters.recommendations import RecommendationFilter
from tracker.models import Recommendation, Report
from tracker.requests import UserRequest
from tracker.views.about import About
from tracker.views.listing import chips, filled_in, has_empty, listed_of
from tracker.views.paging import Page

ORDERS = (
    ("key", _("as in the reports")),
    ("-key", _("as in the reports, last first")),
    ("review", _("review due soonest")),
    ("-assessed", _("assessed last first")),
    ("assessed", _("assessed first first")),
)
BESIDE = ("order", "after", "before")


@login_required
@require_GET
def recommendation_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, page by page. What can't be read shows its error, and no rows."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    found = RecommendationFilter(
        request.GET,
        queryset=Recommendation.objects.visible_to(request.user).for_list(),
        user=request.user,
        today=timezone.localdate(),
        beside=BESIDE,
    )
    listed = listed_of(found, request.GET, beside=BESIDE)
    context = {
        "found": found,
        "listed": listed,
        "chips": chips(found, request.GET),
        "orders": ORDERS,
        "order": request.GET.get("order") or "key",
        "report": None if listed.problems else _one_report(found, listed.page),
        "today": timezone.localdate(),
    }
    status = 400 if listed.problems else 200
    return render(request, "recommendations/list.html", context, status=status)


@login_required
@require_GET
def recommendation(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Everything known of one recommendation that this user may know."""
    row = get_object_or_404(About.rows(request.user), report__slug=slug, number=number)
    before = request.GET.get("history", "")
    about = About(row, request.user, before=int(before) if before.isdecimal() else None)
    today = timezone.localdate()
    context = {
        "recommendation": row,
        "about": about,
        "today": today,
        "is_overdue": row.is_overdue(on=today),
    }
    return render(request, "recommendations/detail.html", context)


def _one_report(found: RecommendationFilter, page: Page) -> Report | None:
    """The report that the whole list belongs to, if it is one."""
    chosen: Report | None = found.form.cleaned_data["report"]
    shown = {row.report for row in page.rows}
    is_whole = not (page.before or page.after)
    return chosen or (shown.pop() if is_whole and len(shown) == 1 else None)
