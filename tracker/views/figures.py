"""The list of indicators, the page of one with its series, and the figures of a report."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tracker.actions import figures, reference_rows
from tracker.actions.evidence import read_log
from tracker.filters.figures import IndicatorFilter
from tracker.formats import number
from tracker.forms.base import DeedForm, WordsForm
from tracker.forms.figures import FigureForm, RevisionForm
from tracker.models import Body, Figure, Indicator, Report
from tracker.reporting.series_chart import Mark, Point, series_chart
from tracker.requests import UserRequest, put_down
from tracker.summaries.figures.series import (
    Other,
    Part,
    Series,
    breaks_of,
    change_of,
    countries,
    current,
    series,
    when,
)
from tracker.views.form_views import Deed, done_or_again, refused
from tracker.views.history.timeline import history_of
from tracker.views.pagination import CODE, chips, filled_in, has_empty, listed_of

BESIDE = ("after", "before")
NOWHERE = "none"  # in an address: of evidence that is cited for no country


@login_required
@require_GET
def indicator_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, by code, with how many values are held of each."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    stated = (
        Figure.objects.visible_to(request.user)
        .current()
        .filter(indicator=OuterRef("pk"))
        .order_by()
        .values("indicator")
        .annotate(number=Count("pk"))
        .values("number")
    )
    held = Coalesce(Subquery(stated, output_field=IntegerField()), 0)
    rows = Indicator.objects.visible_to(request.user).annotate(number=held)
    found = IndicatorFilter(request.GET, queryset=rows, user=request.user, beside=BESIDE)
    listed = listed_of(found, request.GET, beside=BESIDE, orders=CODE)
    context = {"found": found, "listed": listed, "chips": chips(found, request.GET)}
    status = 400 if listed.problems else 200
    return render(request, "figures/list.html", context, status=status)


@login_required
@require_GET
def indicator(request: UserRequest, code: str) -> HttpResponse:
    """One indicator: its definition, and what was stated of it, country by country."""
    row = indicator_or_404(request, code)
    rows = current(row, request.user)
    held = countries(rows)
    asked = request.GET.get("country", "")
    chosen = next((c for c in held if (c.code or NOWHERE) == asked), None)
    if asked and chosen is None:
        raise Http404
    if len([c for c in held if c.code]) > 1 or asked:
        chosen = chosen or max(held, key=lambda c: (bool(c.code), c.count))
        rows = rows.filter(country=chosen.code)
    told = series(row, rows, to=request.user)
    read_log.met(told.evidence, by=request.user, now=timezone.now())
    parts = Figure.objects.visible_to(request.user).filter(indicator=row)
    context = {
        "indicator": row,
        "series": told,
        "chart": chart_of(row, told),
        "marks": {"unknown" if p.value is None else p.mark for p in points_of(told.whole)},
        "countries": held,
        "chosen": chosen or (held[0] if held else None),
        "nowhere": NOWHERE,
        "told": history_of(row, request, parts),
    }
    return render(request, "figures/detail.html", context)


@login_required
@require_GET
def report_figures(request: UserRequest, slug: str) -> HttpResponse:
    """The figures that one edition states, in the order in which it does."""
    report = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism"), slug=slug
    )
    found = (
        Figure.objects.visible_to(request.user)
        .current()
        .filter(report=report)
        .select_related("indicator", "passage")
        .order_by("passage__number", "start", "pk")
    )
    figures = [(one, change_of(one, breaks_of(one.indicator))) for one in found]
    return render(request, "figures/report.html", {"report": report, "figures": figures})


def indicator_or_404(request: UserRequest, code: str) -> Indicator:
    """The indicator with this code, if the user may know of any."""
    found: Indicator = get_object_or_404(Indicator.objects.visible_to(request.user), code=code)
    return found


def chart_of(row: Indicator, told: Series) -> Any:
    """The whole as a chart; empty where there is nothing to draw a line between."""
    times = [at for one in told.breaks if (at := when(one.period)) is not None]
    points = list(points_of(told.whole))
    return series_chart(
        points,
        times,
        title=_("%(name)s, by period") % {"name": row.name},
        description=_("%(values)s. The table below says the same, with sources.")
        % {"values": "; ".join(_in_words(point) for point in points)},
    )


def points_of(part: Part) -> Any:
    """One point for each value of a period; the line goes through the first of them."""
    for at, some in part.periods:
        for place, other in enumerate(some):
            one = other.figure
            period = one.previous_period if other.is_previous else one.period
            yield Point(at, period, other.value, _mark(other), leads=not place)


def _mark(other: Other) -> Mark:
    if other.is_previous:
        return Mark.LATER
    return Mark.PROVISIONAL if other.figure.is_provisional else Mark.STATED


def _in_words(point: Point) -> str:
    value = _("unknown") if point.value is None else number(point.value)
    return f"{point.period}: {value}"


OFFERED = 50  # bodies


@login_required
@require_http_methods(["GET", "POST"])
def add(request: UserRequest, code: str) -> HttpResponse:
    """Keep a figure that a letter or a page states."""
    row = indicator_or_404(request, code)
    if told := refused(request, "figure", str(row)):
        return told
    now = timezone.now()
    came = put_down(request, now=now)
    form = FigureForm(request.POST or None, came, user=request.user)

    def do() -> tuple[str, str]:
        made = figures.add(indicator=row, by=request.user, now=now, **form.answers)
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

    def do() -> Figure:
        because_of = form.cleaned_data["because_of"]
        return figures.confirm(figure=row, because_of=because_of, by=request.user)

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
    form = RevisionForm(request.POST or None, figure=row)

    def do() -> Figure:
        return figures.revise(figure=row, by=request.user, now=timezone.now(), **form.answers)

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

    def do() -> Figure:
        because_of = form.cleaned_data["because_of"]
        return reference_rows.withdraw(
            row=row, because_of=because_of, by=request.user, now=timezone.now()
        )

    return _done(
        request,
        row,
        form,
        do,
        heading=_("Withdraw a figure"),
        button=_("Withdraw it"),
        done=_("The figure was withdrawn. It stays in the history."),
    )


def observation_or_404(request: UserRequest, pk: int) -> Figure:
    """The figure with this key, if the user may know of it."""
    found: Figure = get_object_or_404(
        Figure.objects.visible_to(request.user).select_related("indicator", "evidence"), pk=pk
    )
    return found


def where(request: UserRequest, row: Figure) -> str:
    """The page that shows this figure: of its indicator, in its country."""
    found = current(row.indicator, request.user).filter(pk=row.pk).first()
    address = row.indicator.get_absolute_url()
    return f"{address}?country={found.country or NOWHERE}" if found else address


def _done(
    request: UserRequest,
    row: Figure,
    form: DeedForm,
    do: Callable[[], Figure],
    *,
    done: str,
    **told: Any,
) -> HttpResponse:
    if no := refused(request, "figure", row.named):
        return no
    shown = filter(None, [row.evidence])  # its value stands above the form
    read_log.met(shown, by=request.user, now=timezone.now())
    deed = Deed(about=row.indicator, quoted=str(row), **told)

    def kept() -> tuple[str, str]:
        return done, where(request, do())

    return done_or_again(request, form, kept, deed=deed, row=row)
