"""The list of measures, the page of one, and what is done about it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tracker.actions import commitments, reference_rows
from tracker.actions.evidence import read_log
from tracker.filters.commitments import CommitmentFilter
from tracker.forms.assessments.log import bodies_offered
from tracker.forms.base import DeedForm
from tracker.forms.commitments import DropForm, FinishForm, HearForm, MoveForm, PromiseForm
from tracker.models import Commitment, DueDate, Evidence, Recommendation
from tracker.requests import UserRequest, put_down
from tracker.views.form_views import Deed, done_or_again, refused
from tracker.views.history.timeline import history_of
from tracker.views.pagination import (
    DUE,
    chips,
    filled_in,
    has_empty,
    listed_of,
    opens_recommendation,
)

BESIDE = ("after", "before")
AT_HAND = ("body", "recommendation__report__mechanism")


@login_required
@require_GET
def measure_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, by due date. What can't be read shows its error, and no rows."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    today = timezone.localdate()
    found = CommitmentFilter(
        request.GET,
        queryset=Commitment.objects.visible_to(request.user)
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
                "commitment": row,
                "is_overdue": row.is_overdue(on=today),
                "is_quiet": row.is_quiet(on=today),
            }
            for row in listed.page.rows
        ],
    }
    status = 400 if listed.problems else 200
    return render(request, "commitments/list.html", context, status=status)


@login_required
@require_GET
def commitment(request: UserRequest, pk: int) -> HttpResponse:
    """One measure: every date it was due on, what was heard, and what may be done."""
    row = measure_or_404(request, pk)
    now = timezone.now()
    today = timezone.localdate(now)
    shown = _shown(row, request)
    read_log.met(filter(None, shown.values()), by=request.user, now=now)
    dates = DueDate.objects.visible_to(request.user).filter(commitment=row)
    context = {
        "commitment": row,
        "dates": dates.order_by("-pk"),
        "shown": shown,
        "told": history_of(row, request, dates),
        "today": today,
        "is_overdue": row.is_overdue(on=today),
        "is_quiet": row.is_quiet(on=today),
    }
    return render(request, "commitments/detail.html", context)


def measure_or_404(request: UserRequest, pk: int) -> Commitment:
    """The measure with this key, if the user may know of it."""
    rows = Commitment.objects.visible_to(request.user).select_related(*AT_HAND)
    rows = rows.annotate(opens=opens_recommendation(request.user))
    found: Commitment = get_object_or_404(
        rows.prefetch_related("recommendation__translations"), pk=pk
    )
    return found


def _shown(row: Commitment, request: UserRequest) -> dict[str, Any]:
    """The evidence of the promise and of the deed, as far as the user may know of it."""
    pieces = (
        Evidence.objects.visible_to(request.user)
        .standing()
        .select_related("issuer", "passage__report__mechanism")
        .in_bulk([key for key in (row.undertaken_in_id, row.done_by_id) if key])
    )
    return {"promise": pieces.get(row.undertaken_in_id), "deed": pieces.get(row.done_by_id)}


@login_required
@require_http_methods(["GET", "POST"])
def add(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Keep what a body promised to do about a recommendation."""
    row = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report__mechanism"),
        report__slug=slug,
        number=number,
    )
    if told := refused(request, "commitment", str(row)):
        return told
    now = timezone.now()
    came = put_down(request, now=now)
    form = PromiseForm(
        request.POST or None,
        came,
        recommendation=row,
        user=request.user,
        today=timezone.localdate(now),
    )

    def do() -> tuple[str, Commitment]:
        made = commitments.add(recommendation=row, by=request.user, now=now, **form.answers)
        return _("The promise is followed now. No status changed."), made

    deed = Deed(
        heading=_("Follow a promise"),
        button=_("Follow it"),
        about=row,
        quoted=row.text,
        verbatim=True,
        said_by=list(bodies_offered(row, request.user)),
    )
    return done_or_again(request, form, do, deed=deed)


@login_required
@require_http_methods(["GET", "POST"])
def move(request: UserRequest, pk: int) -> HttpResponse:
    """Another due date, with why and who agreed."""
    return _followed(
        request,
        pk,
        MoveForm,
        commitments.move,
        heading=_("Move the due date"),
        button=_("Move it"),
        done=_("The due date was moved. The dates before stay beside it."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def hear(request: UserRequest, pk: int) -> HttpResponse:
    """What was heard of it."""
    return _followed(
        request,
        pk,
        HearForm,
        commitments.hear,
        heading=_("Log what was heard"),
        button=_("Log it"),
        done=_("What was heard is kept."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def finish(request: UserRequest, pk: int) -> HttpResponse:
    """That it is done, with what shows it."""
    return _followed(
        request,
        pk,
        FinishForm,
        commitments.finish,
        heading=_("It is done"),
        button=_("Log that it is done"),
        done=_("Done. What shows it is cited on the recommendation; judge it there."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: UserRequest, pk: int) -> HttpResponse:
    """That it will not be done, with words."""
    return _followed(
        request,
        pk,
        DropForm,
        _dropped,
        heading=_("It was dropped"),
        button=_("Log that it was dropped"),
        done=_("Dropped. It stays in the list."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back a measure that was a mistake."""
    return _followed(
        request,
        pk,
        DropForm,
        _withdrawn,
        heading=_("Withdraw the measure"),
        button=_("Withdraw"),
        done=_("Withdrawn. It stays in the history."),
    )


def _followed(
    request: UserRequest,
    pk: int,
    form_class: Callable[..., DeedForm],
    act: Callable[..., Commitment],
    *,
    heading: str,
    button: str,
    done: str,
) -> HttpResponse:
    row = measure_or_404(request, pk)
    if told := refused(request, "commitment", str(row)):
        return told
    now = timezone.now()
    came = put_down(request, now=now)
    form: Any = form_class(
        request.POST or None, came, commitment=row, user=request.user, today=timezone.localdate(now)
    )

    def do() -> tuple[str, Commitment]:
        return done, act(commitment=row, by=request.user, now=now, **form.answers)

    offered = list(bodies_offered(row.recommendation, request.user)) if form.shows else []
    deed = Deed(heading=heading, button=button, about=row, quoted=row.text, said_by=offered)
    return done_or_again(request, form, do, deed=deed, row=row)


def _dropped(*, now: datetime, **said: Any) -> Commitment:
    return commitments.drop(**said)


def _withdrawn(*, commitment: Commitment, seen: int | None, **said: Any) -> Commitment:
    return reference_rows.withdraw(row=commitment, **said)
