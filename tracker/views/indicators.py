"""The list of indicators, the page of one with its series, and the figures of a report."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.actions import readings
from tracker.filters.indicators import IndicatorFilter
from tracker.models import Indicator, Observation, Report
from tracker.reporting.chart import Mark, Point, series_chart
from tracker.requests import UserRequest
from tracker.summaries.series import (
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
from tracker.views.listing import chips, filled_in, has_empty, listed_of
from tracker.views.paging import CODE
from tracker.views.timelines import history_of
from tracker.words import number

BESIDE = ("after", "before")
NOWHERE = "none"  # in an address: of evidence that is cited for no country


@login_required
@require_GET
def indicator_list(request: UserRequest) -> HttpResponse:
    """What the filter finds, by code, with how many values are held of each."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    stated = (
        Observation.objects.visible_to(request.user)
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
    return render(request, "indicators/list.html", context, status=status)


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
    readings.met(told.evidence, by=request.user, now=timezone.now())
    parts = Observation.objects.visible_to(request.user).filter(indicator=row)
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
    return render(request, "indicators/detail.html", context)


@login_required
@require_GET
def report_figures(request: UserRequest, slug: str) -> HttpResponse:
    """The figures that one edition states, in the order in which it does."""
    report = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism"), slug=slug
    )
    found = (
        Observation.objects.visible_to(request.user)
        .current()
        .filter(report=report)
        .select_related("indicator", "passage")
        .order_by("passage__number", "start", "pk")
    )
    figures = [(one, change_of(one, breaks_of(one.indicator))) for one in found]
    return render(request, "indicators/of_report.html", {"report": report, "figures": figures})


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
            one = other.observation
            period = one.previous_period if other.is_previous else one.period
            yield Point(at, period, other.value, _mark(other), leads=not place)


def _mark(other: Other) -> Mark:
    if other.is_previous:
        return Mark.LATER
    return Mark.PROVISIONAL if other.observation.is_provisional else Mark.STATED


def _in_words(point: Point) -> str:
    value = _("unknown") if point.value is None else number(point.value)
    return f"{point.period}: {value}"
