"""Saved reports: their list, a new one, and the form to stop one."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext as _

from tracker import policies
from tracker.actions import progress
from tracker.actions.progress import saved_reports
from tracker.filters.base import describe_parameters
from tracker.filters.progress import check_single_values
from tracker.filters.recommendations import RecommendationFilter
from tracker.forms.progress import SavedReportForm
from tracker.models import Report, SavedReport
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.views.base import FormPage, reason_page, render_form, save_form, visible_or_404
from tracker.views.progress.preview import bodies_of
from tracker.vocabulary import Audience, Basis, Frequency, Language, ReportKind

MAX_ROWS = 200


@page_view
def saved_report_list(request: UserRequest) -> HttpResponse:
    """List the saved reports, the next due first; then those that were stopped or are over."""
    rows = SavedReport.objects.visible_to(request.user).select_related(
        "report__mechanism", "author"
    )
    active = (
        rows.not_withdrawn()
        .filter(next_run_on__isnull=False)
        .order_by("next_run_on", "pk")[:MAX_ROWS]
    )
    context = {
        "rows": [(saved_report, _describe(saved_report.conditions)) for saved_report in active],
        "stopped": rows.exclude(withdrawn_at=None, next_run_on__isnull=False).order_by("-pk")[
            :MAX_ROWS
        ],
        "today": request.today,
    }
    return render(request, "progress/saved_reports/list.html", context)


@form_view
def create_saved_report(request: UserRequest, slug: str) -> HttpResponse:
    """Save a report to be made again; the address fills the form in as the preview was."""
    report = visible_or_404(Report, request.user, "mechanism__issuer", slug=slug)
    policies.check_can_change(request.user, "savedreport", _("A scheduled report"))
    request.back = report
    check_single_values(dict(request.GET.lists()))
    conditions = _other_conditions(request)
    form = SavedReportForm(
        posted(request),
        initial=_initial(request),
        bodies=bodies_of(report, request.user),
        other_conditions=conditions,
    )
    return save_form(
        request,
        form,
        saved_reports.save,
        partial(saved_reports.SaveReport, report=report),
        done=_("Scheduled. A draft is created on the day you chose."),
        to="saved_report_list",
    ) or render_form(
        request,
        "progress/saved_reports/form.html",
        form,
        report=report,
        conditions=_describe(conditions),
        unsaved=list(_unsaved_parameters(request)),
    )


@form_view
def stop_saved_report(request: UserRequest, pk: int) -> HttpResponse:
    """Stop a saved report, with a reason."""
    saved_report = visible_or_404(SavedReport, request.user, "report__mechanism", pk=pk)
    policies.check_can_change(request.user, "savedreport", saved_report.name)
    page = FormPage(
        heading=_("Stop “%(name)s”") % {"name": saved_report.name},
        button=_("Stop"),
        subject=saved_report.report,
    )
    return reason_page(
        request,
        page,
        saved_reports.stop,
        partial(
            saved_reports.StopSavedReport,
            saved_report=saved_report,
            by=request.user,
            now=request.now,
        ),
        done=_("Stopped. The reports already created are kept."),
        to="saved_report_list",
    )


def _other_conditions(request: UserRequest) -> dict[str, list[str]]:
    """Return the conditions of the preview that the form has no field for."""
    conditions = progress.extract_conditions(dict(request.GET.lists()))
    return {name: values for name, values in conditions.items() if name not in ("body", "theme")}


def _describe(conditions: Mapping[str, Sequence[str]]) -> str:
    """Return conditions as people read them: “Status: Partially implemented; Words: shelter”."""
    descriptions = describe_parameters(RecommendationFilter.base_filters, conditions)
    return "; ".join(f"{label}: {reads}" for label, reads in descriptions)


def _unsaved_parameters(request: UserRequest) -> Iterator[str]:
    """Yield a sentence for each parameter of the preview that a saved report has not."""
    if request.GET.get("since"):
        yield _(
            "The first day chosen in the preview is not kept. Each report shows "
            "changes since the previous one, the first since the end of the "
            "edition's period."
        )
    if request.GET.get("basis", Basis.AS_KNOWN_NOW) != Basis.AS_KNOWN_NOW:
        yield _(
            "“Based on” is not kept: a brief, “What changed” and an evidence pack "
            "show what was recorded then; the other kinds show what is known on the "
            "day they are created."
        )


def _initial(request: UserRequest) -> dict[str, object]:
    """Return the parameters of the address that the form has fields for."""
    params = {name: request.GET.get(name, "") for name in ("kind", "audience", "body", "theme")}
    language = request.GET.get("language") or get_language() or ""
    audience = Audience.BODY if params["kind"] == ReportKind.BODY else Audience.INTERNAL
    return {
        **params,
        "kind": params["kind"] or ReportKind.BRIEF.value,
        "audience": params["audience"] or audience.value,
        "language": language if language in Language.values else Language.ENGLISH.value,
        "frequency": Frequency.QUARTER.value,
        "first_run_on": request.today,
    }
