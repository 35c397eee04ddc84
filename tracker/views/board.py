"""The board: what waits for whom, and where a reviewer approves several at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tracker.actions import decisions
from tracker.errors import TrackerError
from tracker.forms.board import ApproveSeveralForm
from tracker.requests import UserRequest
from tracker.summaries import board as summary


@login_required
@require_http_methods(["GET", "POST"])
def board(request: UserRequest) -> HttpResponse:
    """Who has to act next. A reviewer's ticks and words stay when an approval is refused."""
    form = ApproveSeveralForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and not request.user.may_review:
        told = _("Judgments can't be approved by %(user)s: ask a reviewer.")
        refusal = {"sentence": told % {"user": request.user}}
        return render(request, "refused.html", refusal, status=403)
    if form.is_valid():
        try:
            approved = decisions.approve_several(
                assessments=form.cleaned_data["assessment"],
                by=request.user,
                now=timezone.now(),
                note=form.cleaned_data["words"],
                made_at=form.made_at,
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
    return render(request, "board/board.html", context, status=422 if form.is_bound else 200)


def _told(number: int) -> str:
    return ngettext("%(number)d judgment approved.", "%(number)d judgments approved.", number) % {
        "number": number
    }
