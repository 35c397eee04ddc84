"""The list of recommendations, and the page of one."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tracker.errors import Invalid
from tracker.filters.recommendations import RecommendationFilter
from tracker.models import Recommendation, Report
from tracker.progress import Condition
from tracker.requests import UserRequest
from tracker.views.about import About
from tracker.views.paging import COUNTED, Page, count_of, page_of

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
    if any("" in values for _name, values in request.GET.lists()):
        return redirect(f"{request.path}?{_filled_in(request.GET)}")
    found = RecommendationFilter(
        request.GET,
        queryset=Recommendation.objects.visible_to(request.user).for_list(),
        user=request.user,
        today=timezone.localdate(),
        beside=BESIDE,
    )
    listed = _listed(found, request.GET)
    context = {
        "found": found,
        "listed": listed,
        "chips": [_chip(one, request.GET) for one in found.each_condition()],
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


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list, how many there are in all, or why there are none to show."""

    page: Page = field(default_factory=lambda: Page([]))
    count: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def is_capped(self) -> bool:
        return self.count > COUNTED

    @property
    def at_least(self) -> int:
        return min(self.count, COUNTED)


def _listed(found: RecommendationFilter, asked: QueryDict) -> Listed:
    if found.problems:
        return Listed(problems=found.problems)
    try:
        page = page_of(found.rows, **{name: asked.get(name, "") for name in BESIDE})
    except Invalid as refused:
        return Listed(problems=[str(refused)])
    return Listed(page, count_of(found.rows))


def _one_report(found: RecommendationFilter, page: Page) -> Report | None:
    """The report that the whole list belongs to, if it is one."""
    chosen: Report | None = found.form.cleaned_data["report"]
    shown = {row.report for row in page.rows}
    is_whole = not (page.before or page.after)
    return chosen or (shown.pop() if is_whole and len(shown) == 1 else None)


def _filled_in(asked: QueryDict) -> str:
    """The address without what the form left empty: short enough to share."""
    return urlencode([(name, v) for name, some in asked.lists() for v in some if v])


def _chip(condition: Condition, asked: QueryDict) -> dict[str, Any]:
    """A condition in words, with the address of the list without it."""
    without = asked.copy()
    kept = [value for value in without.getlist(condition.name) if value != condition.value]
    several = len(without.getlist(condition.name)) > 1
    without.setlist(condition.name, kept if several else [])
    for place in ("after", "before"):
        without.pop(place, None)
    return {"label": condition.label, "reads": condition.reads, "without": without.urlencode()}
