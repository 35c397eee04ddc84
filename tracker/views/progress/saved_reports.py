"""Saved reports: which there are, one more, and one less."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tracker.actions import progress
from tracker.actions.progress import saved_reports
from tracker.errors import InvalidValue, TrackerError
from tracker.filters.base import in_words
from tracker.filters.progress import check_once
from tracker.filters.recommendations import RecommendationFilter
from tracker.forms.base import WordsForm
from tracker.forms.progress import ScheduleForm
from tracker.models import Report, SavedReport
from tracker.requests import UserRequest
from tracker.views.form_views import Deed, done_or_again, refused
from tracker.views.progress.preview import bodies_of
from tracker.vocabulary import Audience, Frequency, Language, Past, ReportKind

SHOWN = 200


@login_required
@require_GET
def schedule_list(request: UserRequest) -> HttpResponse:
    """Those that are still made, the next first; then those that were stopped or are over."""
    rows = SavedReport.objects.visible_to(request.user).select_related(
        "report__mechanism", "author"
    )
    standing = rows.standing().filter(next_on__isnull=False).order_by("next_on", "pk")[:SHOWN]
    context = {
        "rows": [(one, _in_words(one.conditions)) for one in standing],
        "over": rows.exclude(withdrawn_at=None, next_on__isnull=False).order_by("-pk")[:SHOWN],
        "today": timezone.localdate(),
    }
    return render(request, "progress/saved_reports/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def save_schedule(request: UserRequest, slug: str) -> HttpResponse:
    """Have a report made again; the address fills the form in as the preview was."""
    reports = Report.objects.visible_to(request.user).select_related("mechanism__issuer")
    report = get_object_or_404(reports, slug=slug)
    if told := refused(request, "schedule", _("A saved report")):
        return told
    today = timezone.localdate()
    try:
        check_once(dict(request.GET.lists()))
    except InvalidValue as told_twice:
        context = {"sentence": str(told_twice), "back": report}
        return render(request, "error.html", context, status=400)
    rest = _rest(request)
    form = ScheduleForm(
        request.POST if request.method == "POST" else None,
        initial=_asked(request),
        bodies=bodies_of(report, request.user),
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            saved_reports.save(
                report=report,
                conditions={**rest, **form.conditions},
                **{name: said[name] for name in ("name", "kind", "language", "audience", "every")},
                first_on=said["first_on"],
                by=request.user,
                now=timezone.now(),
                today=today,
            )
        except TrackerError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It is made on its day and waits as a draft."))
            return redirect("schedules")
    context = {
        "form": form,
        "report": report,
        "rest": _in_words(rest),
        "not_kept": list(_not_kept(request)),
    }
    return render(
        request, "progress/saved_reports/form.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def stop_schedule(request: UserRequest, pk: int) -> HttpResponse:
    """Make a saved report no more, with a reason."""
    rows = SavedReport.objects.visible_to(request.user).select_related("report__mechanism")
    found = get_object_or_404(rows, pk=pk)
    if told := refused(request, "schedule", found.name):
        return told
    form = WordsForm(request.POST if request.method == "POST" else None)

    def do() -> tuple[str, Any]:
        saved_reports.stop(
            schedule=found,
            by=request.user,
            now=timezone.now(),
            because_of=form.cleaned_data["because_of"],
        )
        return _("Stopped. What it made stays."), "schedules"

    deed = Deed(
        heading=_("Stop “%(name)s”") % {"name": found.name},
        button=_("Stop it"),
        about=found.report,
    )
    return done_or_again(request, form, do, deed=deed)


def _rest(request: UserRequest) -> dict[str, list[str]]:
    """What the filter of the preview holds beside what the form asks for: it is kept as it is."""
    found = progress.conditions_of(dict(request.GET.lists()))
    return {name: values for name, values in found.items() if name not in ("body", "theme")}


def _in_words(conditions: Mapping[str, Sequence[str]]) -> str:
    """A filter as people read it: "Status: Partially implemented; Words: shelter"."""
    told = in_words(RecommendationFilter.base_filters, conditions)
    return "; ".join(f"{label}: {reads}" for label, reads in told)


def _not_kept(request: UserRequest) -> Iterator[str]:
    """What the preview was asked for and no saved report has, each with what it has instead."""
    if request.GET.get("since"):
        yield _(
            "The first day of the preview is not kept: each tells what happened since the day of "
            "the one before it, and the first since the end of the edition's own period."
        )
    if request.GET.get("past", Past.KNOWN_NOW) != Past.KNOWN_NOW:
        yield _(
            "By whose knowledge it is told is not kept: a brief, what changed and an evidence pack "
            "are told as we said then, the other kinds as we know on the day that they are made."
        )


def _asked(request: UserRequest) -> dict[str, Any]:
    """What the address says, as far as the form knows it."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "audience", "body", "theme")}
    language = request.GET.get("language") or get_language() or ""
    usual = Audience.BODY if asked["kind"] == ReportKind.BODY else Audience.INTERNAL
    return {
        **asked,
        "kind": asked["kind"] or ReportKind.BRIEF.value,
        "audience": asked["audience"] or usual.value,
        "language": language if language in Language.values else Language.ENGLISH.value,
        "every": Frequency.QUARTER.value,
        "first_on": timezone.localdate(),
    }
