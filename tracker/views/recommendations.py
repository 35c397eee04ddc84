"""The list of recommendations, and the page of one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.actions import readings
from tracker.errors import Invalid
from tracker.filters.pasts import BESIDE as DAY
from tracker.filters.pasts import then_of
from tracker.filters.recommendations import RecommendationFilter
from tracker.models import Comment, Evidence, Recommendation, Report
from tracker.requests import UserRequest
from tracker.summaries.standings import stood
from tracker.views import paging
from tracker.views.about import About
from tracker.views.listing import Listed, chips, filled_in, has_empty, listed_of
from tracker.views.paging import Order, Page
from tracker.views.past_recommendation import past_recommendation
from tracker.views.pasts import Switch, refusal
from tracker.views.timelines import place_in

ORDERS = (
    ("key", _("as in the reports")),
    ("-key", _("as in the reports, last first")),
    ("review", _("review due soonest")),
    ("-assessed", _("assessed last first")),
    ("assessed", _("assessed first first")),
)
BESIDE = ("order", "after", "before")
ORDERS_THEN = {  # of a past day
    **paging.ORDERS,
    "assessed": Order("assessed_on_then"),
    "-assessed": Order("assessed_on_then", falling=True),
}


@login_required
@require_GET
def recommendation_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, page by page. What can't be read shows its error, and no rows."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    today = timezone.localdate()
    then, unread = None, ""
    try:
        then = then_of(request.GET, today=today)
    except Invalid as refused:
        unread = str(refused)
    found = RecommendationFilter(
        request.GET,
        queryset=Recommendation.objects.visible_to(request.user).for_list(),
        user=request.user,
        today=today,
        then=then,
        beside=(*BESIDE, *DAY),
    )
    orders = ORDERS_THEN if then else paging.ORDERS
    listed = (
        Listed(problems=[unread, *found.problems])
        if unread
        else listed_of(found, request.GET, beside=BESIDE, orders=orders)
    )
    stood(listed.page.rows, then, user=request.user)
    context = {
        "then": then,
        "switch": Switch.of(request, then, today=today),
        "found": found,
        "listed": listed,
        "chips": chips(found, request.GET),
        "orders": ORDERS,
        "order": request.GET.get("order") or "key",
        "report": None if listed.problems else _one_report(found, listed.page),
        "today": today,
    }
    status = 400 if listed.problems else 200
    return render(request, "recommendations/list.html", context, status=status)


@login_required
@require_GET
def recommendation(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """All that this user may know of one recommendation; of a past day, how it stood."""
    row = get_object_or_404(About.rows(request.user), report__slug=slug, number=number)
    now = timezone.now()
    today = timezone.localdate(now)
    try:
        then = then_of(request.GET, today=today)
    except Invalid as refused:
        return refusal(request, refused, back=row)
    switch = Switch.of(request, then, today=today)
    if then:
        return past_recommendation(request, row, then, switch, now=now)
    about = About(row, request.user, before=place_in(request))
    shown: list[Evidence | Comment] = [*(one.evidence for one in about.citations), *about.comments]
    shown += [one.stated_in for one in about.assessments if one.stated_in]
    readings.met(shown, by=request.user, now=now)
    context = {
        "recommendation": row,
        "about": about,
        "switch": switch,
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
