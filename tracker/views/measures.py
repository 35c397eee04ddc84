"""The list of measures, the page of one, and what is done about it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.actions import readings
from tracker.filters.measures import MeasureFilter
from tracker.models import DueDate, Evidence, Measure
from tracker.requests import UserRequest
from tracker.views.listing import chips, filled_in, has_empty, listed_of, opens_recommendation
from tracker.views.paging import DUE
from tracker.views.timelines import history_of

BESIDE = ("after", "before")
AT_HAND = ("body", "recommendation__report__mechanism")


@login_required
@require_GET
def measure_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, by due date. What can't be read shows its error, and no rows."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    today = timezone.localdate()
    found = MeasureFilter(
        request.GET,
        queryset=Measure.objects.visible_to(request.user)
        .standing()
        .annotate(opens=opens_recommendation(request.user))
        .select_related(*AT_HAND),
        user=request.user,
        today=today,
        beside=BESIDE,
    )
    listed = listed_of(found, request.GET, beside=BESIDE, orders=DUE)
    context = {
        "found": found,
        "listed": listed,
        "chips": chips(found, request.GET),
        "rows": [
            {
                "measure": row,
                "is_overdue": row.is_overdue(on=today),
                "is_quiet": row.is_quiet(on=today),
            }
            for row in listed.page.rows
        ],
    }
    status = 400 if listed.problems else 200
    return render(request, "measures/list.html", context, status=status)


@login_required
@require_GET
def measure(request: UserRequest, pk: int) -> HttpResponse:
    """One measure: every date it was due on, what was heard, and what may be done."""
    row = measure_or_404(request, pk)
    now = timezone.now()
    today = timezone.localdate(now)
    shown = _shown(row, request)
    readings.met(filter(None, shown.values()), by=request.user, now=now)
    dates = DueDate.objects.visible_to(request.user).filter(measure=row)
    context = {
        "measure": row,
        "dates": dates.order_by("-pk"),
        "shown": shown,
        "told": history_of(row, request, dates),
        "today": today,
        "is_overdue": row.is_overdue(on=today),
        "is_quiet": row.is_quiet(on=today),
    }
    return render(request, "measures/detail.html", context)


def measure_or_404(request: UserRequest, pk: int) -> Measure:
    """The measure with this key, if the user may know of it."""
    rows = Measure.objects.visible_to(request.user).select_related(*AT_HAND)
    rows = rows.annotate(opens=opens_recommendation(request.user))
    found: Measure = get_object_or_404(rows.prefetch_related("recommendation__translations"), pk=pk)
    return found


def _shown(row: Measure, request: UserRequest) -> dict[str, Any]:
    """The evidence of the promise and of the deed, as far as the user may know of it."""
    pieces = (
        Evidence.objects.visible_to(request.user)
        .standing()
        .select_related("issuer", "passage__report__mechanism")
        .in_bulk([key for key in (row.undertaken_in_id, row.done_by_id) if key])
    )
    return {"promise": pieces.get(row.undertaken_in_id), "deed": pieces.get(row.done_by_id)}
