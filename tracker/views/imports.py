"""What was read in, a report that is taken in, and the page where a person looks at it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.tasks import TaskResult
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from tracker import policies
from tracker.actions import imports
from tracker.errors import NotYours, TrackerError
from tracker.forms.imports import SourceForm
from tracker.models import Run
from tracker.requests import UserRequest
from tracker.tasks import imports as tasks
from tracker.views.run_page import context_of
from tracker.views.waiting import result_or_404

AT_ONCE = 1_000_000  # bytes read in the request: more is read by a task
SHOWN = 200  # runs in the list


def for_importers[**P](
    view: Callable[Concatenate[UserRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The view for whoever may take reports in; others are told why not."""

    @wraps(view)
    def checked(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            policies.imports.check_can_import(request.user)
        except NotYours as told:
            return render(request, "refused.html", {"sentence": str(told)}, status=403)
        return view(request, *args, **kwargs)

    return checked


def run_or_404(request: UserRequest, pk: int) -> Run:
    """The run with this key, if the user may know of it."""
    rows = Run.objects.visible_to(request.user).select_related(
        "made_by", "decided_by", "report__mechanism"
    )
    found: Run = get_object_or_404(rows, pk=pk)
    return found


@login_required
@require_GET
@for_importers
def run_list(request: UserRequest) -> HttpResponse:
    """Every run, newest first."""
    rows = (
        Run.objects.visible_to(request.user)
        .select_related("made_by", "report__mechanism")
        .defer("text", "created")
        .order_by("-pk")[:SHOWN]
    )
    return render(request, "imports/list.html", {"runs": rows})


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def import_new(request: UserRequest) -> HttpResponse:
    """A file or pasted words, read at once, or by a task where it is large."""
    form = SourceForm(request.POST, request.FILES) if request.method == "POST" else SourceForm()
    if form.is_bound and form.is_valid():
        source, now = form.source, timezone.now()
        try:
            if len(source.content) > AT_ONCE:
                return _later(
                    request,
                    form,
                    tasks.read_later(source, by=request.user, language=get_language() or "en"),
                )
            run = imports.read_in(source=source, by=request.user, now=now)
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            if run.made_at != now:
                messages.info(request, _("It was read in before: nothing new."))
            return redirect(run)
    status = 422 if form.is_bound else 200
    return render(request, "imports/new.html", {"form": form}, status=status)


@login_required
@require_GET
@for_importers
def import_reading(request: UserRequest, key: str) -> HttpResponse:
    """What became of a file that a task reads; the page asks again until it is read."""
    result = result_or_404(tasks.read_in, key, by=request.user)
    if not result.is_finished:
        return render(request, "imports/reading.html", {"file_name": result.kwargs["file_name"]})
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # what comes of it is a page with a head of its own
    told = _told(result)
    if "run" in told:
        return redirect(run_or_404(request, told["run"]))
    form = SourceForm(
        initial={name: result.kwargs[name] for name in ("country", "year", "mechanism")}
    )
    return render(request, "imports/new.html", {"form": form, "refused": told["refused"]})


@login_required
@require_GET
@for_importers
def run(request: UserRequest, pk: int) -> HttpResponse:
    """One run: what was found, where it stands, and what may be done with it."""
    row = run_or_404(request, pk)
    if row.get_absolute_url() != request.path:
        return redirect(row)  # of a table: that has a page of its own
    return render(request, "imports/run.html", context_of(row, request.user))


def _later(request: UserRequest, form: SourceForm, result: "TaskResult[Any, Any]") -> HttpResponse:
    """To the run where it is read already, as without a worker; else to the page that waits."""
    if not result.is_finished:
        return redirect("import_reading", key=result.id)
    told = _told(result)
    if "run" in told:
        return redirect(run_or_404(request, told["run"]))
    form.add_error(None, told["refused"])
    return render(request, "imports/new.html", {"form": form}, status=422)


def _told(result: "TaskResult[Any, Any]") -> dict[str, Any]:
    """What a finished task says: the key of a run, or why there is none."""
    if result.errors:
        return {"refused": _("The file was not read: the reader broke off. Paste the text.")}
    told: dict[str, Any] = result.return_value
    return told
