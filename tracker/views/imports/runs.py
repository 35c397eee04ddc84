"""Import runs: their list, a new one, and the page where a person checks and accepts it."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.tasks import TaskResult
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django_htmx.http import HttpResponseClientRefresh

from tracker import policies, tasks
from tracker.actions import imports
from tracker.actions.imports import drafts
from tracker.errors import InvalidValue, TrackerError
from tracker.forms.imports import (
    AcceptForm,
    DraftBoundsForm,
    DraftSplitForm,
    ReportDetailsForm,
    SourceForm,
)
from tracker.models import Draft, ImportRun
from tracker.requests import UserRequest, form_view, page_view, post_view, saved
from tracker.views.base import (
    FormPage,
    reason_page,
    render_form,
    result_or_404,
    save_form,
    visible_or_404,
)
from tracker.views.imports.context import context_of
from tracker.vocabulary import DraftState

MAX_SYNC_BYTES = 1_000_000  # bytes read within the request; larger files are read by a task
MAX_ROWS = 200  # runs listed


def for_importers[**P](
    view: Callable[Concatenate[UserRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Allow a view to users who may import; others are shown why they may not."""

    @wraps(view)
    def checked(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        policies.imports.check_can_import(request.user)
        return view(request, *args, **kwargs)

    return checked


def run_or_404(request: UserRequest, pk: int) -> ImportRun:
    """Return the run with this key; 404 if the user may not know of it."""
    return visible_or_404(
        ImportRun, request.user, "created_by", "decided_by", "report__mechanism", pk=pk
    )


@page_view
@for_importers
def import_list(request: UserRequest) -> HttpResponse:
    """List the newest runs."""
    runs = (
        ImportRun.objects.visible_to(request.user)
        .select_related("created_by", "report__mechanism")
        .defer("text", "created")
        .order_by("-pk")[:MAX_ROWS]
    )
    return render(request, "imports/list.html", {"runs": runs})


@form_view
@for_importers
def start_import(request: UserRequest) -> HttpResponse:
    """Read an uploaded file or pasted text, in the request or, if it is large, in a task."""
    form = SourceForm(request.POST, request.FILES) if request.method == "POST" else SourceForm()
    if form.is_valid():
        command = form.command(by=request.user, now=timezone.now())
        if len(command.source.content) > MAX_SYNC_BYTES:
            language = get_language() or "en"
            result = tasks.enqueue_import(command.source, by=request.user, language=language)
            return _task_response(request, form, result)
        if run := saved(form, imports.store_narrative, command):
            if run.created_at != command.now:
                messages.info(request, _("It was imported before. Nothing is new."))
            return redirect(run)
    return render_form(request, "imports/new.html", form)


@page_view
@for_importers
def import_task(request: UserRequest, key: str) -> HttpResponse:
    """Show that a task reads a file; the page asks again until it is read."""
    result = result_or_404(
        (tasks.read_file, tasks.read_table, tasks.accept_table), key, by=request.user
    )
    if not result.is_finished:
        done, total = tasks.get_progress(key)
        context = {"file_name": result.kwargs["file_name"], "done": done, "of": total}
        return render(request, "imports/in_progress.html", context)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # the result is a page with a head of its own
    outcome = _task_outcome(result)
    if "run" in outcome:
        return redirect(run_or_404(request, outcome["run"]))
    if "country" not in result.kwargs:  # a table
        raise InvalidValue(outcome["refused"])
    form = SourceForm(
        initial={name: result.kwargs[name] for name in ("country", "year", "mechanism")}
    )
    return render(request, "imports/new.html", {"form": form, "refused": outcome["refused"]})


@page_view
@for_importers
def import_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a run: its drafts, its state, and what may be done with it."""
    run = run_or_404(request, pk)
    if run.get_absolute_url() != request.path:
        return redirect(run)  # tables have a page of their own
    return render(request, "imports/detail.html", context_of(run, request.user))


def _task_response(
    request: UserRequest, form: SourceForm, result: "TaskResult[Any, Any]"
) -> HttpResponse:
    try:
        return result_response(request, result)
    except InvalidValue as refused:
        form.add_error(None, str(refused))
    return render_form(request, "imports/new.html", form)


def result_response(request: UserRequest, result: "TaskResult[Any, Any]") -> HttpResponse:
    """Redirect to the run if the task is finished, as without a worker; else to its task page.

    Raises InvalidValue where a finished task saved none.
    """
    if not result.is_finished:
        return redirect("import_task", key=result.id)
    outcome = _task_outcome(result)
    if "run" not in outcome:
        raise InvalidValue(outcome["refused"])
    return redirect(run_or_404(request, outcome["run"]))


def _task_outcome(result: "TaskResult[Any, Any]") -> dict[str, Any]:
    """Return the result of a finished task: the key of a run, or the reason why there is none."""
    if tasks.is_interrupted(result):
        file = result.kwargs["file_name"]
        words = _("“%(file)s” was not imported: reading it was interrupted. Choose it again.")
        return {"refused": words % {"file": file}}
    if result.errors:
        return {
            "refused": _("The file was not imported: reading it failed. Paste the text instead.")
        }
    outcome: dict[str, Any] = result.return_value
    return outcome


NEW_STATES = {  # by the button pressed
    "accept": DraftState.ACCEPTED,
    "drop": DraftState.DROPPED,
    "offer": DraftState.OFFERED,
}


@post_view
@for_importers
def save_details(request: UserRequest, pk: int) -> HttpResponse:
    """Save the report's details: mechanism, country, year, tier."""
    run, form = run_or_404(request, pk), ReportDetailsForm(request.POST)
    return save_form(
        request,
        form,
        drafts.set_edition,
        lambda: form.command(run, by=request.user),
        done=_("Saved. Links to earlier editions were searched again."),
        to=run,
    ) or _refused_response(request, pk, details=form)


@post_view
@for_importers
def accept_import(request: UserRequest, pk: int) -> HttpResponse:
    """Accept the run, under the reason “new edition” and what was added to it."""
    run, form = run_or_404(request, pk), AcceptForm(request.POST)
    return save_form(
        request,
        form,
        imports.accept,
        lambda: form.command(run, by=request.user, now=timezone.now()),
        done=_("%(run)s was imported.") % {"run": run},
        to=run,
    ) or _refused_response(request, pk, accept_form=form)


@form_view
@for_importers
def discard_import(request: UserRequest, pk: int) -> HttpResponse:
    """Discard the whole run; it stays on record."""
    run = run_or_404(request, pk)
    page = FormPage(_("Discard the import"), _("Discard"), run)
    command = partial(drafts.DecideRun, run=run, by=request.user, now=timezone.now())
    done = _("The import of %(run)s was discarded.") % {"run": run}
    return reason_page(request, page, imports.drop, command, done=done)


@form_view
@for_importers
def undo_import(request: UserRequest, pk: int) -> HttpResponse:
    """Undo all that accepting the run created and changed."""
    run = run_or_404(request, pk)
    page = FormPage(_("Undo the import"), _("Undo"), run)
    command = partial(drafts.DecideRun, run=run, by=request.user, now=timezone.now())
    done = _("The import of %(run)s was undone. Everything is as it was before.") % {"run": run}
    return reason_page(request, page, imports.undo, command, done=done)


@post_view
@for_importers
def mark_drafts(request: UserRequest, pk: int) -> HttpResponse:
    """Accept, discard or reopen one draft, or all undecided drafts of a kind."""
    run = run_or_404(request, pk)
    pressed = next((name for name in NEW_STATES if name in request.POST), None)
    kind, key = request.POST.get("kind", ""), request.POST.get("draft", "")
    offered = run.drafts.filter(kind=kind, state=DraftState.OFFERED) if kind else run.drafts.none()
    is_one = key.isdecimal() and len(key) <= 18  # SQLite can't even look for a longer key
    keys = [int(key)] if is_one else list(offered.values_list("pk", flat=True))
    if pressed is None or not (kind or is_one):
        return _refused_response(
            request, pk, refused=_("Nothing was chosen. Use one of the buttons on the page.")
        )
    anchor = f"draft-{key}" if is_one else f"kind-{kind}"
    command = drafts.SetDraftStates(
        run=run, drafts=keys, state=NEW_STATES[pressed], by=request.user
    )
    return _change_response(request, run, drafts.set_draft_states, command, anchor)


@form_view
@for_importers
def edit_draft(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Change the bounds of a recommendation, or split it in two."""
    draft = _draft_or_404(request, pk, key)
    bounds, split = DraftBoundsForm.from_draft(draft), DraftSplitForm()
    is_changed: object = False
    if "split" in request.POST:
        split = DraftSplitForm(request.POST)
        is_changed = split.is_valid() and saved(
            split, lambda: drafts.split(split.command(draft, by=request.user))
        )
    elif request.method == "POST":
        bounds = DraftBoundsForm(request.POST)
        is_changed = bounds.is_valid() and saved(
            bounds, lambda: drafts.set_bounds(bounds.command(draft, by=request.user))
        )
    if is_changed:
        return redirect(f"{draft.run.get_absolute_url()}#draft-{draft.pk}")
    context = {"draft": draft, "run": draft.run, "bounds": bounds, "split": split}
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/draft.html", context, status=status)


@post_view
@for_importers
def merge_draft(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Merge a recommendation with the one after it."""
    draft = _draft_or_404(request, pk, key)
    command = drafts.JoinDraft(draft=draft, by=request.user)
    return _change_response(request, draft.run, drafts.join, command, f"draft-{draft.pk}")


@post_view
@for_importers
def accept_draft(request: UserRequest, pk: int, key: int) -> HttpResponse:
    """Accept a responsibility in the role chosen, or a link with what is ticked."""
    draft = _draft_or_404(request, pk, key)
    role = request.POST.get("role")
    carry = request.POST.getlist("carry") if role is None else None
    command = drafts.AcceptDraft(draft=draft, role=role, carry=carry, by=request.user)
    return _change_response(request, draft.run, drafts.accept_draft, command, f"draft-{draft.pk}")


def _draft_or_404(request: UserRequest, pk: int, key: int) -> Draft:
    return visible_or_404(Draft, request.user, "run", pk=key, run=run_or_404(request, pk))


def _change_response[Command](
    request: UserRequest,
    run: ImportRun,
    action: Callable[[Command], object],
    command: Command,
    anchor: str,
) -> HttpResponse:
    """Change drafts and go back to the anchor; a refusal is shown on the page."""
    try:
        action(command)
    except TrackerError as error:
        return _refused_response(request, run.pk, refused=str(error))
    return redirect(f"{run.get_absolute_url()}#{anchor}")


def _refused_response(request: UserRequest, pk: int, **overrides: Any) -> HttpResponse:
    """Show the page of the run with what was typed, and why nothing was written."""
    run = run_or_404(request, pk)
    context = {
        **context_of(run, request.user, **overrides),
        "return_url": run.get_absolute_url(),
    }
    return render(request, "imports/detail.html", context, status=422)
