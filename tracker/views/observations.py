"""What is done about a figure: added from evidence, confirmed, revised or taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions import observations, readings, rows
from tracker.forms.deeds import DeedForm, WordsForm
from tracker.forms.observations import FigureForm, RevisionForm
from tracker.models import Body, Observation
from tracker.requests import UserRequest, put_down
from tracker.summaries.series import current
from tracker.views.deeds import Deed, done_or_again, refused
from tracker.views.indicators import NOWHERE, indicator_or_404

OFFERED = 50  # bodies


@login_required
@require_http_methods(["GET", "POST"])
def add(request: UserRequest, code: str) -> HttpResponse:
    """Keep a figure that a letter or a page states."""
    row = indicator_or_404(request, code)
    if told := refused(request, "observation", str(row)):
        return told
    now = timezone.now()
    came = put_down(request, now=now)
    form = FigureForm(request.POST or None, came, user=request.user)

    def do() -> tuple[str, str]:
        made = observations.add(indicator=row, by=request.user, now=now, **form.answers)
        return _("The figure is kept."), where(request, made)

    deed = Deed(
        heading=_("Add a figure"),
        button=_("Keep the figure"),
        about=row,
        quoted=row.definition or row.name,
        said_by=list(Body.objects.visible_to(request.user).order_by("code")[:OFFERED]),
    )
    return done_or_again(request, form, do, deed=deed)


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: UserRequest, pk: int) -> HttpResponse:
    """A provisional figure is a confirmed one now."""
    row = observation_or_404(request, pk)
    form = WordsForm(request.POST or None)

    def do() -> Observation:
        because_of = form.cleaned_data["because_of"]
        return observations.confirm(observation=row, because_of=because_of, by=request.user)

    return _done(
        request,
        row,
        form,
        do,
        heading=_("Confirm a figure"),
        button=_("Confirm it"),
        done=_("The figure is confirmed."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def revise(request: UserRequest, pk: int) -> HttpResponse:
    """Another value in its place; the one before stays on record."""
    row = observation_or_404(request, pk)
    form = RevisionForm(request.POST or None, observation=row)

    def do() -> Observation:
        return observations.revise(
            observation=row, by=request.user, now=timezone.now(), **form.answers
        )

    return _done(
        request,
        row,
        form,
        do,
        heading=_("Revise a figure"),
        button=_("Revise it"),
        done=_("The figure was revised. The value before stays beside it."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """It was a mistake: it stays in the history, and counts nowhere."""
    row = observation_or_404(request, pk)
    form = WordsForm(request.POST or None)

    def do() -> Observation:
        because_of = form.cleaned_data["because_of"]
        return rows.withdraw(row=row, because_of=because_of, by=request.user, now=timezone.now())

    return _done(
        request,
        row,
        form,
        do,
        heading=_("Withdraw a figure"),
        button=_("Withdraw it"),
        done=_("The figure was withdrawn. It stays in the history."),
    )


def observation_or_404(request: UserRequest, pk: int) -> Observation:
    """The figure with this key, if the user may know of it."""
    found: Observation = get_object_or_404(
        Observation.objects.visible_to(request.user).select_related("indicator", "evidence"), pk=pk
    )
    return found


def where(request: UserRequest, row: Observation) -> str:
    """The page that shows this figure: of its indicator, in its country."""
    found = current(row.indicator, request.user).filter(pk=row.pk).first()
    address = row.indicator.get_absolute_url()
    return f"{address}?country={found.country or NOWHERE}" if found else address


def _done(
    request: UserRequest,
    row: Observation,
    form: DeedForm,
    do: Callable[[], Observation],
    *,
    done: str,
    **told: Any,
) -> HttpResponse:
    if no := refused(request, "observation", row.named):
        return no
    shown = filter(None, [row.evidence])  # its value stands above the form
    readings.met(shown, by=request.user, now=timezone.now())
    deed = Deed(about=row.indicator, quoted=str(row), **told)

    def kept() -> tuple[str, str]:
        return done, where(request, do())

    return done_or_again(request, form, kept, deed=deed, row=row)
