"""Import runs: their list, a new one from a text or a table, and the page to decide on it."""

import json
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _
from django_htmx.http import HttpResponseClientRefresh

from tracker import errors, policies, tasks, vocabulary
from tracker.actions import imports, workers
from tracker.actions.evidence.storage import store_export
from tracker.forms.imports import (
    AcceptForm,
    MappingForm,
    ReportDetailsForm,
    SourceForm,
    StatusTableForm,
    TableDecisionForm,
    TableUploadForm,
)
from tracker.intake.tables import ignored_columns
from tracker.models import STATUS_READER, TABLE_READERS, ImportRun, Recommendation
from tracker.requests import (
    UserRequest,
    form_view,
    is_draft,
    is_sent,
    page_view,
    post_view,
    posted,
    saved,
)
from tracker.views.base import (
    FormPage,
    reason_page,
    redirect_with,
    render_form,
    render_page,
    result_or_404,
    save_form,
    visible_or_404,
)
from tracker.views.imports.context import context_of

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


def run_or_404(request: UserRequest, pk: int, **lookup: object) -> ImportRun:
    """Return the run with this key; 404 if the user may not know of it."""
    return visible_or_404(
        ImportRun, request.user, "created_by", "decided_by", "report__mechanism", pk=pk, **lookup
    )


@page_view
@for_importers
def import_list(request: UserRequest) -> HttpResponse:
    """List the newest runs."""
    return render(
        request,
        "imports/list.html",
        {
            "runs": ImportRun.objects.visible_to(request.user)
            .select_related("created_by", "report__mechanism")
            .defer("text", "created")
            .order_by("-pk")[:MAX_ROWS]
        },
    )


@form_view
@for_importers
def start_import(request: UserRequest) -> HttpResponse:
    """Read an uploaded file or pasted text, in the request or, if it is large, in a task."""
    form = SourceForm(request.POST, request.FILES) if request.method == "POST" else SourceForm()
    if is_sent(form):
        command = form.command(by=request.user, now=request.now)
        if len(command.source.content) > MAX_SYNC_BYTES:
            result = tasks.enqueue_import(
                command.source, by=request.user, language=get_language() or "en"
            )
            try:
                return result_response(request, result)
            except errors.InvalidValue as refused:
                form.add_error(None, str(refused))
        elif run := saved(form, imports.store_narrative, command):
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
        return render_page(
            request,
            "imports/in_progress.html",
            file_name=result.kwargs["file_name"],
            done=done,
            of=total,
            has_worker=workers.any_alive(),
        )
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # the result is a page with a head of its own
    try:
        return result_response(request, result)
    except errors.InvalidValue as refused:
        if "country" not in result.kwargs:  # a table
            raise
        context = {
            "form": SourceForm(
                initial={name: result.kwargs[name] for name in ("country", "year", "mechanism")}
            ),
            "refused": str(refused),
        }
    return render(request, "imports/new.html", context)


@page_view
@for_importers
def import_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a run: its drafts, its state, and what may be done with it."""
    run = run_or_404(request, pk)
    if run.get_absolute_url() != request.path:
        return redirect(run)  # tables have a page of their own
    return render(request, "imports/detail.html", context_of(run, request.user))


def result_response(request: UserRequest, result: tasks.Result) -> HttpResponse:
    """Redirect to the run if the task is finished, as without a worker; else to its task page.

    Raises InvalidValue where a finished task saved none, with the reason.
    """
    if not result.is_finished:
        return redirect("import_task", key=result.id)
    errors.InvalidValue.raise_if(
        tasks.is_interrupted(result),
        _("“%(file)s” was not imported: reading it was interrupted. Choose it again."),
        file=result.kwargs["file_name"],
    )
    errors.InvalidValue.raise_if(
        result.errors, _("The file was not imported: reading it failed. Paste the text instead.")
    )
    outcome: tasks.Outcome = result.return_value
    if "run" not in outcome:
        raise errors.InvalidValue(outcome["refused"])
    return redirect(run_or_404(request, outcome["run"]))


@post_view
@for_importers
def save_details(request: UserRequest, pk: int) -> HttpResponse:
    """Save the report's details: mechanism, country, year, tier."""
    run, form = run_or_404(request, pk), ReportDetailsForm(request.POST)
    return save_form(
        request,
        form,
        imports.drafts.set_edition,
        partial(imports.drafts.SetEdition, run=run),
        done=_("Saved. Links to earlier editions were searched again."),
        to=run,
    ) or refused_response(request, pk, details=form)


@post_view
@for_importers
def accept_import(request: UserRequest, pk: int) -> HttpResponse:
    """Accept the run, under the reason “new edition” and what was added to it."""
    run, form = run_or_404(request, pk), AcceptForm(request.POST)
    return save_form(
        request,
        form,
        imports.accept,
        partial(imports.DecideRun, run=run),
        done=_("%(run)s was imported.") % {"run": run},
        to=run,
    ) or refused_response(request, pk, accept_form=form)


@form_view
@for_importers
def discard_import(request: UserRequest, pk: int) -> HttpResponse:
    """Discard the whole run; it stays on record."""
    run = run_or_404(request, pk)
    return reason_page(
        request,
        FormPage(_("Discard the import"), _("Discard"), run),
        imports.drop,
        partial(imports.DecideRun, run=run),
        done=_("The import of %(run)s was discarded.") % {"run": run},
    )


@form_view
@for_importers
def undo_import(request: UserRequest, pk: int) -> HttpResponse:
    """Undo all that accepting the run created and changed."""
    run = run_or_404(request, pk)
    return reason_page(
        request,
        FormPage(_("Undo the import"), _("Undo"), run),
        imports.undo,
        partial(imports.DecideRun, run=run),
        done=_("The import of %(run)s was undone. Everything is as it was before.") % {"run": run},
    )


def refused_response(request: UserRequest, pk: int, **overrides: Any) -> HttpResponse:
    """Show the page of the run with what was typed, and why nothing was written."""
    run = run_or_404(request, pk)
    context = context_of(run, request.user, **overrides)
    context["return_url"] = run.get_absolute_url()
    return render(request, "imports/detail.html", context, status=422)


@form_view
@for_importers
def upload_table(request: UserRequest) -> HttpResponse:
    """Take an uploaded table as a run that waits for a decision."""
    form = TableUploadForm(posted(request), request.FILES or None)
    if is_sent(form) and form.table is None:
        file = form.cleaned_data["file"]
        return result_response(
            request,
            tasks.read_table.enqueue(
                by=request.user.pk,
                language=get_language() or "en",
                file=store_export(file, by=request.user),
                file_name=str(file.name),
                mechanism=form.cleaned_data["mechanism"],
            ),
        )
    if is_sent(form):
        command = form.command(by=request.user, now=request.now)
        if run := saved(form, imports.tables.store_run, command):
            if run.created_at != command.now:
                messages.info(request, _("It was imported before. Nothing is new."))
            return redirect(run)
    return render_form(request, "imports/tables/new.html", form)


@form_view
@for_importers
def table_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show how the columns are read and what each row would do, and import it; or its outcome."""
    run = run_or_404(request, pk, reader__in=TABLE_READERS)
    if run.state != vocabulary.ImportRunState.WAITING:
        counts = run.created.get("counts", {})
        return render_page(
            request,
            "imports/tables/outcome.html",
            run=run,
            rows=imports.tables.list_outcomes(run, imports.table_rows.LISTED) if counts else [],
            number=sum(counts.values()),
            shown=imports.table_rows.LISTED,
            is_accepted=run.state == vocabulary.ImportRunState.ACCEPTED,
        )
    if run.reader == STATUS_READER:
        return _status_table(request, run)
    form = TableDecisionForm(posted(request))
    if is_sent(form):
        try:
            return _accept_table(request, run, form.cleaned_data["reason"])
        except errors.TrackerError as error:
            form.add_error(None, str(error))
    return render_form(
        request, "imports/tables/detail.html", form, **_preview_context(request, run)
    )


def _status_table(request: UserRequest, run: ImportRun) -> HttpResponse:
    """Show how a table of statuses is read and what each row would write; import it if told."""
    form = StatusTableForm(
        posted(request),
        table=imports.tables.load_table(run),
        user=request.user,
        today=request.today,
    )
    command = form.command(run, by=request.user, now=request.now) if form.is_valid() else None
    if (
        command
        and is_sent(form)
        and "accept" in request.POST
        and saved(form, imports.status_tables.accept, command)
    ):
        return redirect_with(request, _("The table was imported."), run)
    context: dict[str, object] = {"run": run, "form": form}
    if command and not is_draft(form):
        request.drafts = list  # what was just sent is on the page
    if command:
        lines, fields = imports.status_tables.preview(command), {f.name[4:]: f for f in form}
        context["rows"] = [(line, fields.get(line.key), command.takes(line)) for line in lines]
        context["shown"] = " ".join(imports.status_tables.list_shown(lines))
        context["recommendations"] = (
            Recommendation.objects.visible_to(request.user)
            .filter(report=command.report)
            .select_related("report")
            .order_by("sort_key")
        )
    return render(
        request, "imports/tables/statuses.html", context, status=422 if form.errors else 200
    )


@page_view
@for_importers
def table_mapping(request: UserRequest, pk: int) -> HttpResponse:
    """Send the mapping as JSON, for `import_recommendations --mapping`."""
    run = run_or_404(request, pk, reader__in=TABLE_READERS)
    response = JsonResponse(
        _mapping_form(request, run).mapping.as_json(), json_dumps_params={"indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="mapping-{run.pk}.json"'
    return response


def _mapping_form(request: UserRequest, run: ImportRun) -> MappingForm:
    """Return the form of the mapping, as it was sent if any of its fields was."""
    data = request.POST or request.GET
    is_sent = any(name.startswith(("column_", "fixed_")) for name in data)
    table, suggestion = imports.tables.load_table(run), imports.tables.saved_mapping(run)
    return MappingForm(data if is_sent else None, table=table, suggestion=suggestion)


def _accept_table(request: UserRequest, run: ImportRun, reason: str) -> HttpResponse:
    """Import the table, and open the page of the run, or of a task."""
    mapping = _mapping_form(request, run).mapping
    if imports.tables.is_long(run):
        return result_response(
            request,
            tasks.accept_table.enqueue(
                run=run.pk,
                mapping=json.dumps(mapping.as_json()),
                reason=reason,
                by=request.user.pk,
                language=get_language() or "en",
                file_name=run.file_name,
            ),
        )
    accepted = imports.tables.accept(
        imports.tables.AcceptTable(
            run=run, mapping=mapping, reason=reason, by=request.user, now=request.now
        )
    )
    return redirect_with(
        request, imports.table_rows.describe_counts(accepted.created["counts"]), run
    )


def _preview_context(request: UserRequest, run: ImportRun) -> dict[str, object]:
    table, mapping = imports.tables.load_table(run), _mapping_form(request, run)
    context: dict[str, object] = {
        "run": run,
        "mapping": mapping,
        "shown": imports.table_rows.LISTED,
        "query": request.GET.urlencode(),
        "ignored": ignored_columns(mapping.mapping, table.headings),
        "themes_guessed": "theme" not in mapping.mapping.columns,
    }
    try:
        preview = imports.tables.preview_table(
            table, mapping.mapping, first=imports.tables.MAX_SYNC_ROWS
        )
    except errors.TrackerError as error:
        return {**context, "refused": str(error)}
    return {
        **context,
        "counts": imports.table_rows.describe_counts(preview.counts),
        "errors": preview.with_outcome(imports.table_rows.RowOutcome.ERROR),
        "new": preview.with_outcome(imports.table_rows.RowOutcome.NEW),
        "number_of_errors": preview.numbers[imports.table_rows.RowOutcome.ERROR],
        "number_of_new": preview.numbers[imports.table_rows.RowOutcome.NEW],
        "first": imports.tables.MAX_SYNC_ROWS if imports.tables.is_long(run) else 0,
        "unknown_topics": preview.unknown_topics,
    }
