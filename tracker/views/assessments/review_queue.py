"""The board: what waits for whom, and where a reviewer approves several at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from tracker.actions.assessments import review
from tracker.errors import TrackerError
from tracker.filters.assessments import DisagreementFilter
from tracker.forms.assessments.review import ApproveSeveralForm
from tracker.requests import UserRequest
from tracker.summaries import assessments as summary
from tracker.views.pagination import chips, count_of, filled_in, has_empty


@login_required
@require_http_methods(["GET", "POST"])
def board(request: UserRequest) -> HttpResponse:
    """Who has to act next. A reviewer's ticks and words stay when an approval is refused."""
    form = ApproveSeveralForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and not request.user.may_review:
        told = _("Judgments can't be approved by %(user)s: ask a reviewer.")
        refusal = {"sentence": told % {"user": request.user}}
        return render(request, "error.html", refusal, status=403)
    if form.is_valid():
        try:
            approved = review.approve_several(
                assessments=form.cleaned_data["assessment"],
                by=request.user,
                now=timezone.now(),
                note=form.cleaned_data["words"],
                created_at=form.created_at,
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _told(len(approved)))
            return redirect("board")
    today = timezone.localdate()
    context = {
        "board": summary.board(request.user, on=today),
        "form": form,
        "today": today,
    }
    return render(
        request, "assessments/review_queue/page.html", context, status=422 if form.is_bound else 200
    )


def _told(number: int) -> str:
    return ngettext("%(number)d judgment approved.", "%(number)d judgments approved.", number) % {
        "number": number
    }


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
    return render(request, "assessments/disagreements/list.html", context, status=status)
