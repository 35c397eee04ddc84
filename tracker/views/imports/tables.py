"""Import of recommendations from a table: uploaded, previewed, accepted as a whole."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from tracker import tasks
from tracker.actions import imports
from tracker.actions.evidence.storage import store_export
from tracker.actions.imports import DecideRun, table_rows, tables
from tracker.errors import TrackerError
from tracker.forms.imports import MappingForm, TableDecisionForm, TableUploadForm
from tracker.intake.tables import ColumnMapping, from_json, ignored_columns
from tracker.models import ImportRun
from tracker.models.imports import TABLE_READERS
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.views.base import render_form
from tracker.views.imports.runs import for_importers, result_response, run_or_404
from tracker.vocabulary import ImportRunState

MAX_ROWS = table_rows.LISTED


@form_view
@for_importers
def upload_table(request: UserRequest) -> HttpResponse:
    """Take an uploaded table as a run that waits for a decision."""
    form = TableUploadForm(posted(request), request.FILES or None)
    if form.is_valid() and form.table is None:
        file = form.cleaned_data["file"]
        result = tasks.read_table.enqueue(
            by=request.user.pk,
            language=get_language() or "en",
            file=store_export(file, by=request.user),
            file_name=str(file.name),
            mechanism=form.cleaned_data["mechanism"],
        )
        return result_response(request, result)
    if form.is_valid():
        command = form.command(by=request.user, now=timezone.now())
        run = tables.store_run(command)
        if run.created_at != command.now:
            messages.info(request, _("It was imported before. Nothing is new."))
        return redirect("import_table", run.pk)
    return render_form(request, "imports/tables/new.html", form)


@form_view
@for_importers
def table_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show how the columns are read and what each row would do, and take the decision."""
    run = _table_or_404(request, pk)
    if request.method == "POST":
        return _decision_response(request, run)
    return _detail_response(request, run, TableDecisionForm())


@page_view
@for_importers
def table_mapping(request: UserRequest, pk: int) -> HttpResponse:
    """Send the mapping as JSON, for `import_recommendations --mapping`."""
    run = _table_or_404(request, pk)
    table = tables.load_table(run)
    form = MappingForm(_mapping_data(request.GET), table=table, suggestion=_saved_mapping(run))
    response = JsonResponse(form.mapping.as_json(), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="mapping-{run.pk}.json"'
    return response


def _table_or_404(request: UserRequest, pk: int) -> ImportRun:
    run = run_or_404(request, pk)
    if run.reader not in TABLE_READERS:
        raise Http404
    return run


def _saved_mapping(run: ImportRun) -> ColumnMapping:
    return from_json(json.dumps(run.created.get("mapping", {})))


def _mapping_data(data: QueryDict) -> QueryDict | None:
    """Return the data of the mapping form, if any of its fields was sent."""
    return data if any(name.startswith(("column_", "fixed_")) for name in data) else None


def _decision_response(request: UserRequest, run: ImportRun) -> HttpResponse:
    form = TableDecisionForm(request.POST)
    if form.is_valid():
        try:
            return _decide(request, run, form.cleaned_data["reason"])
        except TrackerError as error:
            form.add_error(None, str(error))
    return _detail_response(request, run, form)


def _detail_response(request: UserRequest, run: ImportRun, form: TableDecisionForm) -> HttpResponse:
    """Show what a waiting run would do, and what became of any other."""
    if run.state != ImportRunState.WAITING:
        return render_form(request, "imports/tables/outcome.html", form, **_outcome_context(run))
    return render_form(
        request, "imports/tables/detail.html", form, **_preview_context(request, run)
    )


def _decide(request: UserRequest, run: ImportRun, reason: str) -> HttpResponse:
    """Do what the pressed button says, and open the page of the run, or of a task."""
    by, now = request.user, timezone.now()
    if "drop" in request.POST:
        imports.drop(DecideRun(run=run, reason=reason, by=by, now=now))
        message = _("The import was discarded. It stays in the list of imports.")
    elif "undo" in request.POST:
        imports.undo(DecideRun(run=run, reason=reason, by=by, now=now))
        message = _("The whole import was undone.")
    else:
        data, table = _mapping_data(request.POST), tables.load_table(run)
        mapping = MappingForm(data, table=table, suggestion=_saved_mapping(run)).mapping
        if tables.is_long(run):
            result = tasks.accept_table.enqueue(
                run=run.pk,
                mapping=json.dumps(mapping.as_json()),
                reason=reason,
                by=by.pk,
                language=get_language() or "en",
                file_name=run.file_name,
            )
            return result_response(request, result)
        command = tables.AcceptTable(run=run, mapping=mapping, reason=reason, by=by, now=now)
        message = table_rows.describe_counts(tables.accept(command).created["counts"])
    messages.success(request, message)
    return redirect("import_table", run.pk)


def _preview_context(request: UserRequest, run: ImportRun) -> dict[str, object]:
    table = tables.load_table(run)
    data = request.POST if request.method == "POST" else request.GET
    mapping = MappingForm(_mapping_data(data), table=table, suggestion=_saved_mapping(run))
    context: dict[str, object] = {
        "run": run,
        "mapping": mapping,
        "shown": MAX_ROWS,
        "query": data.urlencode() if request.method == "GET" else "",
        "ignored": ignored_columns(mapping.mapping, table.headings),
        "themes_guessed": "theme" not in mapping.mapping.columns,
    }
    try:
        preview = tables.preview_table(table, mapping.mapping, first=tables.MAX_SYNC_ROWS)
    except TrackerError as error:
        return {**context, "refused": str(error)}
    errors, new = (
        preview.with_outcome(table_rows.RowOutcome.ERROR),
        preview.with_outcome(table_rows.RowOutcome.NEW),
    )
    return {
        **context,
        "counts": table_rows.describe_counts(preview.counts),
        "errors": errors,
        "new": new,
        "number_of_errors": preview.numbers[table_rows.RowOutcome.ERROR],
        "number_of_new": preview.numbers[table_rows.RowOutcome.NEW],
        "first": tables.MAX_SYNC_ROWS if tables.is_long(run) else 0,
        "unknown_topics": preview.unknown_topics,
    }


def _outcome_context(run: ImportRun) -> dict[str, object]:
    counts = run.created.get("counts", {})
    return {
        "run": run,
        "rows": tables.list_outcomes(run, MAX_ROWS) if counts else [],
        "number": sum(counts.values()),
        "shown": MAX_ROWS,
        "is_accepted": run.state == ImportRunState.ACCEPTED,
    }
