"""List of recommendations, and the page of a recommendation."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.actions.evidence import read_log
from tracker.errors import InvalidValue
from tracker.filters.past_days import DAY_PARAMETERS, parse_past_day
from tracker.filters.recommendations import RecommendationFilter
from tracker.models import Comment, Evidence, Recommendation, Report
from tracker.requests import UserRequest
from tracker.summaries.history.past_days import apply_past_status, list_status_spans
from tracker.views import pagination
from tracker.views.history.past_days import DayPicker
from tracker.views.history.timeline import before_sequence
from tracker.views.pagination import (
    ListPage,
    Order,
    Page,
    drop_empty_parameters,
    list_response,
    paginate,
)
from tracker.views.recommendations.context import RecommendationContext
from tracker.vocabulary import Basis, PastDay, Status

ORDER_LABELS = (
    ("key", _("as in the reports")),
    ("-key", _("as in the reports, last first")),
    ("review", _("review due soonest")),
    ("-assessed", _("assessed last first")),
    ("assessed", _("assessed first first")),
)
PAGE_PARAMETERS = ("order", "after", "before")
PAST_DAY_ORDERS = {  # of a past day
    **pagination.ORDERS,
    "assessed": Order("assessed_on_then"),
    "-assessed": Order("assessed_on_then", descending=True),
}


@login_required
@require_GET
@drop_empty_parameters
def recommendation_list(request: UserRequest) -> HttpResponse:
    """List the recommendations that the filter finds; none if a parameter can't be read."""
    today = timezone.localdate()
    past_day, problem = None, ""
    try:
        past_day = parse_past_day(request.GET, today=today)
    except InvalidValue as error:
        problem = str(error)
    filter_set = RecommendationFilter(
        request.GET,
        queryset=Recommendation.objects.visible_to(request.user).for_list(),
        user=request.user,
        today=today,
        past_day=past_day,
        other_parameters=(*PAGE_PARAMETERS, *DAY_PARAMETERS),
    )
    orders = PAST_DAY_ORDERS if past_day else pagination.ORDERS
    list_page = (
        ListPage(problems=[problem, *filter_set.problems])
        if problem
        else paginate(filter_set, request.GET, orders=orders)
    )
    apply_past_status(list_page.page.rows, past_day, user=request.user)
    context = {
        "past_day": past_day,
        "day_picker": DayPicker.of(request, past_day, today=today),
        "orders": ORDER_LABELS,
        "order": request.GET.get("order") or "key",
        "report": None if list_page.problems else _single_report(filter_set, list_page.page),
        "today": today,
    }
    return list_response(request, "recommendations/list.html", filter_set, list_page, **context)


@login_required
@require_GET
def recommendation_detail(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Show all that the user may know of a recommendation; for a past day, its state of then."""
    recommendation = get_object_or_404(
        RecommendationContext.queryset(request.user), report__slug=slug, number=number
    )
    now = timezone.now()
    today = timezone.localdate(now)
    request.back = recommendation
    past_day = parse_past_day(request.GET, today=today)
    day_picker = DayPicker.of(request, past_day, today=today)
    if past_day:
        return _past_day_response(request, recommendation, past_day, day_picker, now=now)
    page = RecommendationContext(recommendation, request.user, before=before_sequence(request))
    read: list[Evidence | Comment] = [
        *(assessment.evidence for assessment in page.citations),
        *page.comments,
    ]
    read += [assessment.stated_in for assessment in page.assessments if assessment.stated_in]
    read_log.log_listed(read, by=request.user, now=now)
    context = {
        "recommendation": recommendation,
        "page": page,
        "day_picker": day_picker,
        "today": today,
        "is_overdue": recommendation.is_overdue(on=today),
    }
    return render(request, "recommendations/detail.html", context)


def _single_report(filter_set: RecommendationFilter, page: Page[Recommendation]) -> Report | None:
    """Return the report that the whole list belongs to, if it is one."""
    chosen: Report | None = filter_set.form.cleaned_data["report"]
    reports = {recommendation.report for recommendation in page.rows}
    is_only_page = not (page.before or page.after)
    return chosen or (reports.pop() if is_only_page and len(reports) == 1 else None)


def _past_day_response(
    request: UserRequest,
    recommendation: Recommendation,
    past_day: PastDay,
    day_picker: DayPicker,
    *,
    now: datetime,
) -> HttpResponse:
    """Show the status on a past day, with its assessment and citations, and its course.

    Nothing can be written from there. Evidence for named readers that is cited counts as read.
    """
    apply_past_status([recommendation], past_day, user=request.user)
    assessment = recommendation.current_assessment.pk if recommendation.current_assessment else 0
    cited = RecommendationContext(recommendation, request.user).citations_on(past_day)
    citations = [citation for citation in cited if citation.assessment_id == assessment]
    read_log.log_listed([citation.evidence for citation in citations], by=request.user, now=now)
    published = recommendation.report.published_on
    context = {
        "recommendation": recommendation,
        "past_day": past_day,
        "day_picker": day_picker,
        "citations": citations,
        "stretches": list_status_spans(recommendation, past_day),
        "otherwise": _status_on_other_basis(recommendation, past_day),
        "came_later": published if published and published > past_day.on else None,
    }
    return render(request, "history/past_days/recommendation.html", context)


def _status_on_other_basis(
    recommendation: Recommendation, past_day: PastDay
) -> tuple[PastDay, Status] | None:
    """Return the status of that day on the other basis, if it differs."""
    other = PastDay(past_day.on, next(basis for basis in Basis if basis != past_day.basis))
    rows = Recommendation.objects.filter(pk=recommendation.pk).with_status_on(other)
    status = Status(rows.values_list(*["status_then"], flat=True).get())
    return (other, status) if status != recommendation.status else None
