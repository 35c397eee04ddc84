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
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from tracker import policies
from tracker.actions import imports
from tracker.actions.imports import drafts as imports_drafts
from tracker.errors import PermissionRefused, TrackerError
from tracker.forms.base import WordsForm
from tracker.forms.imports import AcceptForm, BoundsForm, HeadForm, SourceForm, SplitForm
from tracker.models import Draft, ImportRun
from tracker.requests import UserRequest
from tracker.tasks import imports as tasks
from tracker.views.form_views import Deed, done_or_again
from tracker.views.imports.context import context_of
from tracker.views.task_results import result_or_404
from tracker.vocabulary import DraftState

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
        except PermissionRefused as told:
            return render(request, "error.html", {"sentence": str(told)}, status=403)
        return view(request, *args, **kwargs)

    return checked


def run_or_404(request: UserRequest, pk: int) -> ImportRun:
    """The run with this key, if the user may know of it."""
    rows = ImportRun.objects.visible_to(request.user).select_related(
        "created_by", "decided_by", "report__mechanism"
    )
    found: ImportRun = get_object_or_404(rows, pk=pk)
    return found


@login_required
@require_GET
@for_importers
def run_list(request: UserRequest) -> HttpResponse:
    """Every run, newest first."""
    rows = (
        ImportRun.objects.visible_to(request.user)
        .select_related("created_by", "report__mechanism")
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
            if run.created_at != now:
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
        return render(
            request, "imports/in_progress.html", {"file_name": result.kwargs["file_name"]}
        )
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
    return render(request, "imports/detail.html", context_of(row, request.user))


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


CHANGES = {  # the button pressed: the state that its drafts get
    "accept": DraftState.ACCEPTED,
    "drop": DraftState.DROPPED,
    "offer": DraftState.OFFERED,
}


@login_required
@require_POST
@for_importers
def run_say(request: UserRequest, pk: int) -> HttpResponse:
    """Put right what the run says of itself."""
    row, form = run_or_404(request, pk), HeadForm(request.POST)
    if form.is_valid():
        try:
            imports_drafts.say(run=row, by=request.user, **form.cleaned_data)
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Links to earlier editions were looked for anew."))
            return redirect(row)
    return _again(request, pk, head=form)


@login_required
@require_POST
@for_importers
def run_accept(request: UserRequest, pk: int) -> HttpResponse:
    """Take the run in, under the reason “new edition” and what was added to it."""
    row, form = run_or_404(request, pk), AcceptForm(request.POST)
    if form.is_valid():
        try:
            imports.accept(run=row, by=request.user, reason=form.given, now=timezone.now())
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(run)s was taken in.") % {"run": row})
            return redirect(row)
    return _again(request, pk, accepting=form)


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def run_drop(request: UserRequest, pk: int) -> HttpResponse:
    """Leave the whole run out; it stays on record."""
    row = run_or_404(request, pk)
    deed = Deed(_("Leave the report out"), _("Leave it out"), row)
    return _in_words(request, row, deed, imports.drop, _("%(run)s was left out.") % {"run": row})


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def run_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take back all that accepting the run created and changed."""
    row = run_or_404(request, pk)
    deed = Deed(_("Take the report out again"), _("Take it out"), row)
    told = _("%(run)s was taken out again. Everything is as it was before.") % {"run": row}
    return _in_words(request, row, deed, imports.undo, told)


@login_required
@require_POST
@for_importers
def run_mark(request: UserRequest, pk: int) -> HttpResponse:
    """Accept, drop or offer again one draft, or all of a kind that nobody decided on."""
    row = run_or_404(request, pk)
    pressed = next((name for name in CHANGES if name in request.POST), None)
    kind, key = request.POST.get("kind", ""), request.POST.get("draft", "")
    drafts = row.drafts.filter(kind=kind, state=DraftState.OFFERED) if kind else row.drafts.none()
    keys = [int(key)] if key.isdecimal() else list(drafts.values_list("pk", flat=True))
    if pressed is None or not (kind or key.isdecimal()):
        return _again(request, pk, refused=_("Nothing was chosen. Press a button of the page."))
    where = f"draft-{key}" if key.isdecimal() else f"kind-{kind}"
    return _done(
        request,
        row,
        lambda: imports_drafts.mark(run=row, drafts=keys, state=CHANGES[pressed], by=request.user),
        where,
    )


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def draft(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Change the bounds of a recommendation, or cut it in two."""
    one = _draft_or_404(request, pk, key)
    bounds, split = BoundsForm.opened(one), SplitForm()
    if request.method == "POST":
        form: Any
        if "split" in request.POST:
            form = split = SplitForm(request.POST)
        else:
            form = bounds = BoundsForm(request.POST)
        if form.is_valid():
            try:
                if form is split:
                    imports_drafts.split(draft=one, by=request.user, at=split.at(one))
                else:
                    imports_drafts.rebound(draft=one, by=request.user, places=bounds.places(one))
            except TrackerError as refused:
                form.add_error(None, str(refused))
            else:
                return redirect(f"{one.run.get_absolute_url()}#draft-{one.pk}")
    context = {"draft": one, "run": one.run, "bounds": bounds, "split": split}
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/draft.html", context, status=status)


@login_required
@require_POST
@for_importers
def draft_join(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Join a recommendation with the one after it."""
    one = _draft_or_404(request, pk, key)
    return _done(
        request, one.run, lambda: imports_drafts.join(draft=one, by=request.user), f"draft-{one.pk}"
    )


@login_required
@require_POST
@for_importers
def draft_take(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Accept a responsibility in the role chosen, or a link with what is ticked."""
    one = _draft_or_404(request, pk, key)
    chosen: dict[str, Any] = (
        {"role": request.POST["role"]}
        if "role" in request.POST
        else {"carry": request.POST.getlist("carry")}
    )
    return _done(
        request,
        one.run,
        lambda: imports_drafts.take(draft=one, by=request.user, **chosen),
        f"draft-{one.pk}",
    )


def _draft_or_404(request: UserRequest, pk: int, key: int) -> Draft:
    rows = Draft.objects.visible_to(request.user).filter(run=run_or_404(request, pk))
    found: Draft = get_object_or_404(rows.select_related("run"), pk=key)
    return found


def _done(
    request: UserRequest, run: ImportRun, do: Callable[[], object], where: str
) -> HttpResponse:
    """Do it, and go back to where it was pressed; a refusal is told on the page."""
    try:
        do()
    except TrackerError as refused:
        return _again(request, run.pk, refused=str(refused))
    return redirect(f"{run.get_absolute_url()}#{where}")


def _again(request: UserRequest, pk: int, **more: Any) -> HttpResponse:
    """The page as the run stands now, with what was typed and why nothing was written."""
    context = context_of(run_or_404(request, pk), request.user, **more)
    return render(request, "imports/detail.html", context, status=422)


def _in_words(
    request: UserRequest, run: ImportRun, deed: Deed, do: Callable[..., ImportRun], told: str
) -> HttpResponse:
    """The page of one deed on a run, with the words why."""
    form = WordsForm(request.POST if request.method == "POST" else None)

    def decided() -> tuple[str, Any]:
        words = form.cleaned_data["because_of"]
        do(run=run, by=request.user, reason=words, now=timezone.now())
        return told, run

    return done_or_again(request, form, decided, deed=deed)
