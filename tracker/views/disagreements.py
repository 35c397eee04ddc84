"""Where the views of a recommendation differ: the widest gap first, of equal ones the oldest."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tracker.filters.disagreements import DisagreementFilter
from tracker.requests import UserRequest
from tracker.summaries import disagreements as summary
from tracker.views.listing import chips, filled_in, has_empty
from tracker.views.paging import count_of

SHOWN = 100  # the widest; a filter finds the others


@login_required
@require_GET
def disagreements(request: UserRequest) -> HttpResponse:
    """The analysts' judgment beside each view that says otherwise."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    found = DisagreementFilter(
        request.GET, queryset=summary.disagreements(request.user), user=request.user
    )
    rows = found.rows.select_related(
        "recommendation__report__mechanism", "recommendation__standing", "body"
    ).prefetch_related("recommendation__translations")
    count = 0 if found.problems else count_of(found.rows)
    context = {
        "found": found,
        "chips": chips(found, request.GET),
        "rows": rows[:SHOWN],
        "count": count,
        "more": max(count - SHOWN, 0),
        "today": timezone.localdate(),
    }
    status = 400 if found.problems else 200
    return render(request, "disagreements/list.html", context, status=status)
