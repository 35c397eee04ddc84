"""A list as a file, CSV or XLSX, and the page of a large workbook that a task makes."""

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django_htmx.http import HttpResponseClientRefresh

from tracker import tasks
from tracker.actions import workers
from tracker.actions.evidence.storage import open_export
from tracker.actions.exports import csv_lines, store_xlsx
from tracker.errors import InvalidValue
from tracker.filters.lists import ListExport
from tracker.replica import reads_replica
from tracker.reporting import CONTENT_TYPES
from tracker.requests import UserRequest, drop_empty_parameters, page_view
from tracker.views.base import result_or_404

MAX_SYNC_ROWS = 50_000  # a workbook of more is made by a task


@page_view
@drop_empty_parameters
@reads_replica
def export_list(request: UserRequest, name: str) -> HttpResponseBase:
    """Send a list as a file: its address of before."""
    return send_list(request, name)


def send_list(request: UserRequest, name: str) -> HttpResponseBase:
    """Send what the filter of a list finds, or redirect to the task that makes the file."""
    now, language, by = request.now, get_language() or "en", request.user
    export = ListExport(name, request.GET, language=language, user=by, today=request.today)
    file_format = request.GET.get("export") or request.GET.get("format", "csv")
    path = reverse(name).strip("/").replace("/", "-")  # "recommendations"
    file_name = f"{path}-{timezone.localtime(now):%Y-%m-%d-%H%M}.{file_format}"
    if file_format == "csv":
        return StreamingHttpResponse(
            csv_lines(export, now=now),
            content_type=CONTENT_TYPES["csv"],
            headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
        )
    if file_format != "xlsx":
        raise InvalidValue(
            _("The format “%(format)s” is not available. Choose one of: %(known)s.")
            % {"format": file_format, "known": "csv, xlsx"}
        )
    if export.count(MAX_SYNC_ROWS) <= MAX_SYNC_ROWS:
        return _file_response(request, store_xlsx(export, now=now), file_name)
    result = tasks.make_export.enqueue(
        name=name,
        params=dict(request.GET.lists()),
        by=by.pk,
        language=language,
        file_name=file_name,
    )
    return _result_response(request, result) or redirect("export_task", result.id)


@page_view
def export_task(request: UserRequest, key: str) -> HttpResponseBase:
    """Say whether a workbook is made, and offer it; with `download`, send it."""
    result = result_or_404(tasks.make_export, key, by=request.user)
    if result.is_finished and request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # the result may be a page with a head of its own
    response = _result_response(request, result) if "download" in request.GET else None
    context = {
        "file_name": result.kwargs["file_name"],
        "is_finished": bool(_file_name(result)),
        "has_worker": workers.any_alive(),
    }
    return response or render(request, "exports/task.html", context)


def _result_response(request: UserRequest, result: tasks.Result) -> HttpResponseBase | None:
    """Send the file of a finished task. Raises InvalidValue where it made none."""
    file = _file_name(result)
    return _file_response(request, file, result.kwargs["file_name"]) if file else None


def _file_name(result: tasks.Result) -> str:
    """Return the name of the file that a task made; empty before. Raises InvalidValue for none."""
    if not result.is_finished:
        return ""
    failure = {"refused": _("The file could not be created. Download it again.")}
    outcome: dict[str, str] = failure if result.errors else result.return_value
    if reason := outcome.get("refused"):
        raise InvalidValue(reason)
    return outcome["file"]


def _file_response(request: UserRequest, file: str, file_name: str) -> FileResponse:
    stream = open_export(file, by=request.user)
    return FileResponse(stream, as_attachment=True, filename=file_name)
