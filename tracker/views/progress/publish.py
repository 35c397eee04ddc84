"""What is done with a progress report: frozen as a draft, published, discarded, withdrawn."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.tasks import TaskResult
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from tracker import policies
from tracker.actions import progress
from tracker.errors import InvalidValue, PermissionRefused, TrackerError
from tracker.forms.progress import MakeForm, NoticeForm, PublishForm
from tracker.models import Report
from tracker.requests import UserRequest
from tracker.summaries.progress.publications import is_remarked
from tracker.tasks import progress as tasks_progress
from tracker.views.form_views import Deed, done_or_again
from tracker.views.progress.publications import publication_or_404
from tracker.views.task_results import result_or_404
from tracker.vocabulary import Audience

LONG = 500  # recommendations, above which a draft takes too long to wait for
TAKEN_UP_WITHIN = timedelta(minutes=2)  # where a worker runs
WAITS: Any = gettext_lazy("The draft waits for a second person to publish it.")
STAYS = gettext_lazy("Said in the history. The number of the draft is not given again.")
READ_BY_ALL = gettext_lazy(
    "Its readers see this in the place of the report. Name nobody and nothing that is not theirs "
    "to know."
)


@login_required
@require_http_methods(["GET", "POST"])
def make(request: UserRequest, slug: str) -> HttpResponse:
    """Freeze the report that the address asks for, as the preview shows it."""
    rows = Report.objects.visible_to(request.user).select_related("mechanism__issuer")
    report = get_object_or_404(rows, slug=slug)
    try:
        policies.progress.check_can_make(request.user)
    except TrackerError as told:
        return _refused(request, told, report)
    form = MakeForm(request.POST if request.method == "POST" else None)

    def do() -> tuple[str, Any]:
        asked: dict[str, Any] = {
            "wanted": dict(request.GET.lists()),
            "language": request.GET.get("language") or get_language() or "en",
            "by": request.user,
            "why": form.cleaned_data["because_of"],
            "formats": form.cleaned_data["formats"],
        }
        if report.recommendations.count() > LONG:
            return _later(request, report, asked)
        made = progress.make_draft(report=report, now=timezone.now(), **asked)
        return WAITS, made

    deed = Deed(_("Make a draft to be published"), _("Make the draft"), report)
    return done_or_again(request, form, do, deed=deed)


def _later(request: UserRequest, report: Report, asked: dict[str, Any]) -> tuple[str, Any]:
    """Have a long report made where a worker runs; without one it is made by now."""
    result = tasks_progress.make_later(report, **asked)
    if not result.is_finished:
        return _("The report is being made."), reverse("publication_being_made", args=[result.id])
    if why := _refusal(result):
        raise InvalidValue(why)
    return WAITS, publication_or_404(request, result.return_value["publication"])


@login_required
@require_GET
def being_made(request: UserRequest, key: str) -> HttpResponse:
    """How far a long report is, for who asked for it; the page asks again until it is a draft."""
    try:
        policies.progress.check_can_make(request.user)
    except TrackerError as told:
        return _refused(request, told, None)
    result = result_or_404(tasks_progress.make_draft, key, by=request.user)
    asked = result.kwargs
    if result.is_finished and request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # what comes of it is a page with a head of its own
    why = _refusal(result) if result.is_finished else ""
    if result.is_finished and not why:
        return redirect(publication_or_404(request, result.return_value["publication"]))
    waits_since = None if result.started_at else result.enqueued_at
    done, of = tasks_progress.how_far(key)
    context = {
        "report": get_object_or_404(Report.objects.visible_to(request.user), pk=asked["report"]),
        "query": urlencode({**asked["wanted"], "language": asked["language"]}, doseq=True),
        "why": why,
        "waits_since": waits_since,
        "is_left": waits_since and timezone.now() - waits_since > TAKEN_UP_WITHIN,
        "done": done,
        "of": of,
    }
    return render(
        request, "progress/publications/in_progress.html", context, status=422 if why else 200
    )


def _refusal(result: "TaskResult[Any, Any]") -> str:
    """Why a finished task made no draft; empty where it made one."""
    if result.errors:
        return _("The report could not be made. Tell an administrator: the log says more.")
    return str(result.return_value.get("refused", ""))


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: UserRequest, pk: int) -> HttpResponse:
    """Let a draft leave the house; of what it supersedes its publisher decides."""
    row = publication_or_404(request, pk)
    try:
        policies.progress.check_can_publish(request.user, row)
    except TrackerError as told:
        return _refused(request, told, row)
    older = progress.superseded_by(row)
    form = PublishForm(request.POST if request.method == "POST" else None, older=older)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            progress.publish(
                publication=row,
                by=request.user,
                now=timezone.now(),
                note=said["note"],
                supersedes=said["supersedes"],
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(row)
    is_read_outside = row.audience != Audience.INTERNAL
    context = {
        "publication": row,
        "form": form,
        "is_remarked": is_read_outside and is_remarked(row),
    }
    status = 422 if form.is_bound else 200
    return render(request, "progress/publications/publish.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """Let a draft go."""
    row = publication_or_404(request, pk)
    check, act = policies.progress.check_can_discard, progress.discard
    deed = Deed(_("Discard the draft"), _("Discard"), row)
    return _taken_back(request, row, check, act, deed, STAYS, _("The draft was discarded."))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back what was published, with a notice."""
    row = publication_or_404(request, pk)
    check, act = policies.progress.check_can_withdraw, progress.withdraw
    deed = Deed(_("Withdraw the report"), _("Withdraw"), row)
    return _taken_back(request, row, check, act, deed, READ_BY_ALL, _("The report is withdrawn."))


def _taken_back(
    request: UserRequest, row: Any, check: Any, act: Any, deed: Deed, help_text: Any, done: str
) -> HttpResponse:
    try:
        check(request.user, row)
    except TrackerError as told:
        return _refused(request, told, row)
    typed = request.POST if request.method == "POST" else None
    form = NoticeForm(typed, help_text=help_text, older=progress.reinstated_by(row))

    def do() -> tuple[str, Any]:
        said = {name: form.cleaned_data[name] for name in form.FIRST}
        return done, act(publication=row, by=request.user, now=timezone.now(), **said)

    return done_or_again(request, form, do, deed=deed)


def _refused(request: UserRequest, told: TrackerError, back: Any) -> HttpResponse:
    """Why not: who may not (403), or what is not possible any more (409)."""
    context = {"sentence": str(told), "back": back}
    status = 403 if isinstance(told, PermissionRefused) else 409
    return render(request, "error.html", context, status=status)
