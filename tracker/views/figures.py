"""Pages of indicators with their series, figures of a report, and forms for a figure."""

from collections.abc import Iterator, Sequence
from functools import partial

from django.db.models import OuterRef
from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy

from tracker import compiled_queries, formats, models, policies
from tracker.actions import base, figures, reference_rows
from tracker.actions.evidence import read_log
from tracker.filters.lists import OpenList
from tracker.forms.figures import FigureForm, FigureRevisionForm
from tracker.reporting.series_chart import Certainty, Point, partial_years, series_chart
from tracker.requests import UserRequest, form_view, page_view
from tracker.summaries.figures.series import (
    OtherValue,
    Series,
    SeriesPart,
    build_series,
    compute_change,
    count_by_country,
    decimal_year,
    get_breaks,
    list_current_figures,
)
from tracker.views.base import (
    FormPage,
    RowAction,
    is_whole,
    load_timeline,
    open_form,
    render_page,
    report_or_404,
    row_page,
    save_page,
    visible_or_404,
)
from tracker.views.pagination import list_response, list_view, paginate

MAX_COUNTED = 200  # figures of an indicator; more are shown as "200+"
NO_COUNTRY = "none"  # in an address: figures of evidence that is cited for no country


@list_view
def indicator_list(request: UserRequest, listed: OpenList) -> HttpResponse:
    """List indicators by code, each with the number of its current figures up to MAX_COUNTED."""
    return list_response(
        request,
        "figures/list.html",
        listed.filter_set,
        paginate(listed, partial(request.user.load_page, _indicators)),
        max_counted=MAX_COUNTED,
    )


def _indicators(reader: models.Viewer) -> compiled_queries.Rows[models.Indicator]:
    figures = models.Figure.objects.visible_to(reader).current().filter(indicator=OuterRef("pk"))
    return models.Indicator.objects.annotate(
        number=compiled_queries.count_up_to(MAX_COUNTED + 1, figures.order_by().values("pk"))
    )


@page_view
def indicator_detail(request: UserRequest, code: str) -> HttpResponse:
    """Show an indicator: its definition and its series, country by country."""
    indicator = visible_or_404(models.Indicator, request.user, code=code)
    figures = list_current_figures(indicator, request.user)
    available = count_by_country(figures)
    wanted_code = request.GET.get("country", "")
    chosen = next(
        (country for country in available if (country.code or NO_COUNTRY) == wanted_code), None
    )
    if wanted_code and chosen is None:
        raise Http404
    if len([country for country in available if country.code]) > 1 or wanted_code:
        chosen = chosen or max(available, key=lambda country: (bool(country.code), country.count))
        figures = figures.filter(country=chosen.code)
    indicator_series = build_series(indicator, figures, to=request.user)
    read_log.log_listed(indicator_series.evidence, by=request.user, now=request.now)
    return render_page(
        request,
        "figures/detail.html",
        indicator=indicator,
        series=indicator_series,
        chart=build_chart(indicator, indicator_series),
        marks=_marks(list(chart_points(indicator_series.total))),
        countries=available,
        chosen=chosen or (available[0] if available else None),
        no_country=NO_COUNTRY,
        timeline=load_timeline(
            indicator,
            request,
            models.Figure.objects.visible_to(request.user).filter(indicator=indicator),
        )
        if is_whole(request)
        else None,
    )


@page_view
def report_figures(request: UserRequest, slug: str) -> HttpResponse:
    """Show the figures that one edition states, in the order of its text."""
    report = report_or_404(request, slug)
    return render_page(
        request,
        "figures/report.html",
        report=report,
        rows=[
            (figure, compute_change(figure, get_breaks(figure.indicator)))
            for figure in models.Figure.objects.visible_to(request.user)
            .current()
            .filter(report=report)
            .select_related("indicator", "passage")
            .order_by("passage__number", "start", "pk")
        ],
    )


def build_chart(indicator: models.Indicator, indicator_series: Series) -> SafeString:
    """Draw the undivided series as a chart; empty if there is nothing to draw a line between."""
    points = list(chart_points(indicator_series.total))
    return series_chart(
        points,
        [
            at
            for series_break in indicator_series.breaks
            if (at := decimal_year(series_break.period)) is not None
        ],
        title=_("%(name)s, by period") % {"name": indicator.name},
        description=_("%(values)s. The table below gives the same values with sources.")
        % {"values": "; ".join(_describe(point) for point in points)},
    )


def chart_points(part: SeriesPart) -> Iterator[Point]:
    """Yield a point for each value of a period; the line goes through the first of them."""
    for time, others in part.periods:
        for position, other in enumerate(others):
            yield Point(time, other.period, other.value, _mark(other), is_on_line=not position)


def _marks(points: Sequence[Point]) -> set[str]:
    apart = partial_years(points)
    return {
        "unknown" if point.value is None else "part" if point in apart else point.certainty
        for point in points
    }


def _mark(other: OtherValue) -> Certainty:
    if other.is_previous:
        return Certainty.LATER
    return Certainty.PROVISIONAL if other.figure.is_provisional else Certainty.STATED


def _describe(point: Point) -> str:
    value = _("unknown") if point.value is None else formats.format_number(point.value)
    return f"{point.period}: {value}"


@form_view
def add_figure(request: UserRequest, code: str) -> HttpResponse:
    """Add a figure that a letter or a page states."""
    indicator = visible_or_404(models.Indicator, request.user, code=code)
    policies.check_can_change(request.user, "figure", str(indicator))
    return save_page(
        request,
        open_form(FigureForm, request, indicator),
        FormPage(
            heading=_("Add a figure"),
            button=_("Add the figure"),
            subject=indicator,
            quotation=indicator.definition or indicator.name,
        ),
        figures.add,
        figures.AddFigure,
        done=_("Figure added."),
        to=partial(figure_url, request),
    )


ACTIONS = {  # by the word in the address
    "confirm": RowAction(
        gettext_lazy("Confirm a figure"),
        gettext_lazy("Confirm"),
        figures.confirm,
        base.RowCommand,
        gettext_lazy("Figure confirmed."),
    ),
    "revise": RowAction(
        gettext_lazy("Revise a figure"),
        gettext_lazy("Revise"),
        figures.revise,
        figures.ReviseFigure,
        gettext_lazy("Figure revised. The previous value is shown beside it."),
        FigureRevisionForm,
    ),
    "withdraw": RowAction(
        gettext_lazy("Withdraw a figure"),
        gettext_lazy("Withdraw"),
        reference_rows.withdraw,
        base.WithdrawRow,
        gettext_lazy("Figure withdrawn. The history keeps it."),
    ),
}


@form_view
def update(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """Confirm a provisional figure, replace it by another value, or withdraw it as a mistake.

    That its evidence is read is logged: its value is shown above the form.
    """
    figure = visible_or_404(models.Figure, request.user, "indicator", "evidence", pk=pk)
    policies.check_can_change(request.user, "figure", figure.label)
    read_log.log_listed(filter(None, [figure.evidence]), by=request.user, now=request.now)
    return row_page(
        request,
        ACTIONS[kind],
        figure,
        quotation=str(figure),
        subject=figure.indicator,
        to=partial(figure_url, request),
    )


def figure_url(request: UserRequest, figure: models.Figure) -> str:
    """Return the address of the page that shows a figure: its indicator, in its country."""
    listed = list_current_figures(figure.indicator, request.user).filter(pk=figure.pk).first()
    url = figure.indicator.get_absolute_url()
    return f"{url}?country={listed.country or NO_COUNTRY}" if listed else url
