"""What is done about a measure: promised, moved, heard of, done, dropped or taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import measures, rows
from tracker.forms.deeds import DeedForm
from tracker.forms.logging import bodies_offered
from tracker.forms.measures import DropForm, FinishForm, HearForm, MoveForm, PromiseForm
from tracker.models import Measure, Recommendation
from tracker.requests import UserRequest, put_down
from tracker.views.deeds import Deed, done_or_again, refused
from tracker.views.measures import measure_or_404


@login_required
@require_http_methods(["GET", "POST"])
def add(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Keep what a body promised to do about a recommendation."""
    row = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("report__mechanism"),
        report__slug=slug,
        number=number,
    )
    if told := refused(request, "measure", str(row)):
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

    def do() -> tuple[str, Measure]:
        made = measures.add(recommendation=row, by=request.user, now=now, **form.answers)
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
        measures.move,
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
        measures.hear,
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
        measures.finish,
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
    act: Callable[..., Measure],
    *,
    heading: str,
    button: str,
    done: str,
) -> HttpResponse:
    row = measure_or_404(request, pk)
    if told := refused(request, "measure", str(row)):
        return told
    now = timezone.now()
    came = put_down(request, now=now)
    form: Any = form_class(
        request.POST or None, came, measure=row, user=request.user, today=timezone.localdate(now)
    )

    def do() -> tuple[str, Measure]:
        return done, act(measure=row, by=request.user, now=now, **form.answers)

    offered = list(bodies_offered(row.recommendation, request.user)) if form.shows else []
    deed = Deed(heading=heading, button=button, about=row, quoted=row.text, said_by=offered)
    return done_or_again(request, form, do, deed=deed, row=row)


def _dropped(*, now: datetime, **said: Any) -> Measure:
    return measures.drop(**said)


def _withdrawn(*, measure: Measure, seen: int | None, **said: Any) -> Measure:
    return rows.withdraw(row=measure, **said)
