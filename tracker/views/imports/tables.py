"""Recommendations that come as a table: uploaded, looked over, taken in whole."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tracker.actions import imports
from tracker.actions.imports import table_rows, tables
from tracker.actions.imports.table_rows import Comes
from tracker.errors import TrackerError
from tracker.forms.imports import DecideForm, MappingForm, UploadForm
from tracker.intake.column_mapping import from_json, ignored_columns
from tracker.models import ImportRun
from tracker.models.imports import TABLES
from tracker.requests import UserRequest
from tracker.views.imports.runs import for_importers, run_or_404
from tracker.vocabulary import DraftKind, ImportRunState

SHOWN = 100  # rows of a kind


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def table_new(request: UserRequest) -> HttpResponse:
    """A file is chosen; what it holds is kept as a run that waits."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        now = timezone.now()
        run = tables.read_in(
            table=form.table,
            content=form.content,
            file_name=str(form.cleaned_data["file"].name),
            mapping=tables.guessed(form.table, mechanism=form.cleaned_data["mechanism"]),
            by=request.user,
            now=now,
        )
        if run.created_at != now:
            messages.info(request, _("It was read in before: nothing new."))
        return redirect("table", run.pk)
    status = 422 if form.is_bound else 200
    return render(request, "imports/tables/new.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@for_importers
def table(request: UserRequest, pk: int) -> HttpResponse:
    """What the columns are taken for and what each row would do; then the decision on it."""
    run = _table_or_404(request, pk)
    if request.method == "POST":
        return _decided(request, run)
    if run.state != ImportRunState.WAITING:
        return render(request, "imports/tables/outcome.html", _outcome(run, DecideForm()))
    return render(request, "imports/tables/detail.html", _preview(request, run, DecideForm()))


@login_required
@require_GET
@for_importers
def table_mapping(request: UserRequest, pk: int) -> HttpResponse:
    """The mapping as JSON, for `import_recommendations --mapping`."""
    run = _table_or_404(request, pk)
    held = tables.table_of(run)
    form = MappingForm(_typed(request.GET), table=held, opened=_opened(run))
    answer = JsonResponse(form.mapping.as_json(), json_dumps_params={"indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="mapping-{run.pk}.json"'
    return answer


def _table_or_404(request: UserRequest, pk: int) -> ImportRun:
    run = run_or_404(request, pk)
    if run.reader not in TABLES:
        raise Http404
    return run


def _opened(run: ImportRun) -> Any:
    return from_json(json.dumps(run.created.get("mapping", {})))


def _typed(typed: Any) -> Any:
    """The fields of the mapping, when any was sent."""
    return typed if any(name.startswith(("column_", "fixed_")) for name in typed) else None


def _decided(request: UserRequest, run: ImportRun) -> HttpResponse:
    form = DecideForm(request.POST)
    if form.is_valid():
        words, now = form.cleaned_data["words"], timezone.now()
        decision = {"run": run, "by": request.user, "reason": words, "now": now}
        try:
            if "drop" in request.POST:
                imports.drop(**decision)
                messages.success(request, _("It was left out. It stays on record."))
            elif "undo" in request.POST:
                imports.undo(**decision)
                messages.success(request, _("It was taken back as a whole."))
            else:
                held = tables.table_of(run)
                chosen = MappingForm(_typed(request.POST), table=held, opened=_opened(run))
                done = tables.accept(mapping=chosen.mapping, **decision)
                messages.success(request, table_rows.told_of(done.created["counts"]))
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("table", run.pk)
    if run.state != ImportRunState.WAITING:
        return render(request, "imports/tables/outcome.html", _outcome(run, form), status=422)
    return render(request, "imports/tables/detail.html", _preview(request, run, form), status=422)


def _preview(request: UserRequest, run: ImportRun, form: DecideForm) -> dict[str, Any]:
    held = tables.table_of(run)
    typed = request.POST if request.method == "POST" else request.GET
    mapping = MappingForm(_typed(typed), table=held, opened=_opened(run))
    told: dict[str, Any] = {
        "run": run,
        "mapping": mapping,
        "form": form,
        "shown": SHOWN,
        "query": typed.urlencode() if request.method == "GET" else "",
        "ignored": ignored_columns(mapping.mapping, held.headings),
        "themes_guessed": "theme" not in mapping.mapping.columns,
    }
    try:
        rehearsal = tables.look(held, mapping.mapping)
    except TrackerError as refused:
        return {**told, "refused": str(refused)}
    errors, new = rehearsal.of(Comes.ERROR), rehearsal.of(Comes.NEW)
    return {
        **told,
        "counts": table_rows.told_of(rehearsal.counts),
        "errors": errors[:SHOWN],
        "new": new[:SHOWN],
        "number_of_errors": len(errors),
        "number_of_new": len(new),
        "unheld_topics": rehearsal.unheld_topics,
    }


def _outcome(run: ImportRun, form: DecideForm) -> dict[str, Any]:
    drafts = run.drafts.filter(kind=DraftKind.RECOMMENDATION).order_by("position")
    return {
        "run": run,
        "form": form,
        "drafts": drafts[:SHOWN],
        "number": drafts.count(),
        "shown": SHOWN,
        "is_accepted": run.state == ImportRunState.ACCEPTED,
    }
