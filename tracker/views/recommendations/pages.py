"""The list of recommendations, and the page of one."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.actions.evidence import read_log
from tracker.errors import InvalidValue
from tracker.filters.past_days import BESIDE as DAY
from tracker.filters.past_days import then_of
from tracker.filters.recommendations import RecommendationFilter
from tracker.models import Comment, Evidence, Recommendation, Report
from tracker.requests import UserRequest
from tracker.summaries.history.past_days import status_periods, stood
from tracker.views import pagination
from tracker.views.history.past_days import Switch, refusal
from tracker.views.history.timeline import place_in
from tracker.views.pagination import Listed, Order, Page, chips, filled_in, has_empty, listed_of
from tracker.views.recommendations.context import About
from tracker.vocabulary import Past, Status, Then

ORDERS = (
    ("key", _("as in the reports")),
    ("-key", _("as in the reports, last first")),
    ("review", _("review due soonest")),
    ("-assessed", _("assessed last first")),
    ("assessed", _("assessed first first")),
)
BESIDE = ("order", "after", "before")
ORDERS_THEN = {  # of a past day
    **pagination.ORDERS,
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
    except InvalidValue as refused:
        unread = str(refused)
    found = RecommendationFilter(
        request.GET,
        queryset=Recommendation.objects.visible_to(request.user).for_list(),
        user=request.user,
        today=today,
        then=then,
        beside=(*BESIDE, *DAY),
    )
    orders = ORDERS_THEN if then else pagination.ORDERS
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
    except InvalidValue as refused:
        return refusal(request, refused, back=row)
    switch = Switch.of(request, then, today=today)
    if then:
        return past_recommendation(request, row, then, switch, now=now)
    about = About(row, request.user, before=place_in(request))
    shown: list[Evidence | Comment] = [*(one.evidence for one in about.citations), *about.comments]
    shown += [one.stated_in for one in about.assessments if one.stated_in]
    read_log.met(shown, by=request.user, now=now)
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


def past_recommendation(
    request: UserRequest, row: Recommendation, then: Then, switch: Switch, *, now: datetime
) -> HttpResponse:
    """Its status, the judgment that it stood on with what that cites, and how it came there.

    Nothing can be written from here. What is cited for named readers counts as read.
    """
    stood([row], then, user=request.user)
    judged = row.standing.pk if row.standing else 0
    cited = About(row, request.user).citations_then(then)
    citations = [citation for citation in cited if citation.assessment_id == judged]
    read_log.met([citation.evidence for citation in citations], by=request.user, now=now)
    published = row.report.published_on
    context = {
        "recommendation": row,
        "then": then,
        "switch": switch,
        "citations": citations,
        "stretches": status_periods(row, then),
        "otherwise": _otherwise(row, then),
        "came_later": published if published and published > then.on else None,
    }
    return render(request, "history/past_days/recommendation.html", context)


def _otherwise(row: Recommendation, then: Then) -> tuple[Then, Status] | None:
    """The status of that day by the other knowledge, where it is another one."""
    other = Then(then.on, next(past for past in Past if past != then.past))
    told = Recommendation.objects.filter(pk=row.pk).then(other)
    status = Status(told.values_list("status_then", flat=True).get())
    return (other, status) if status != row.status else None
