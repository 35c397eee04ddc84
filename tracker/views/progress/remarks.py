"""Writing for the progress report: the executive summary, and a remark per recommendation."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions.progress import remarks
from tracker.errors import Stale, TrackerError
from tracker.forms.base import WordsForm
from tracker.forms.progress import PAGE, RemarkForm
from tracker.models import Recommendation, Remark, Report
from tracker.requests import UserRequest
from tracker.views.form_views import Deed, done_or_again, refused
from tracker.vocabulary import Language

SHOWN = 20  # earlier ones


@dataclass(frozen=True, slots=True)
class About:
    """What is written about: a report, or one recommendation of it."""

    report: Report
    recommendation: Recommendation | None

    @property
    def heading(self) -> str:
        if self.recommendation is None:
            return _("Executive summary")
        return _("Remark for the progress report")

    @property
    def row(self) -> Report | Recommendation:
        return self.recommendation or self.report


@login_required
@require_http_methods(["GET", "POST"])
def remark(request: UserRequest, slug: str, number: str = "") -> HttpResponse:
    """Write the summary of a report or the remark on a recommendation, in one language."""
    about = _about(request, slug, number)
    name = about.row.cited_as
    if told := refused(request, "remark", name):
        return told
    language = _language(request)
    newest = remarks.newest_remark(about.report, about.recommendation, language)
    today = timezone.localdate()
    initial = {"text": newest.text if newest else "", "as_of": today, "seen": _key(newest)}
    form = RemarkForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            remarks.write(
                report=about.report,
                recommendation=about.recommendation,
                language=language,
                text=form.cleaned_data["text"],
                as_of=form.cleaned_data["as_of"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
                today=today,
            )
        except TrackerError as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, Stale):
                newest = remarks.newest_remark(about.report, about.recommendation, language)
                form.with_seen(_key(newest))
        else:
            messages.success(request, _("Written. Progress reports print it from that day on."))
            if len(form.cleaned_data["text"]) > PAGE:
                messages.warning(request, _("It is longer than a page, and a brief than two."))
            return redirect(f"{request.path}?language={language}")
    return render(
        request,
        "progress/remark.html",
        {
            "about": about,
            "form": form,
            "language": language,
            "languages": Language.choices,
            "newest": newest,
            "earlier": _earlier(request, about, language),
        },
        status=422 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_remark(request: UserRequest, pk: int) -> HttpResponse:
    """Take a remark back, with a reason."""
    found: Remark = get_object_or_404(
        Remark.objects.visible_to(request.user)
        .standing()
        .select_related("report__mechanism", "recommendation__report__mechanism"),
        pk=pk,
    )
    about = About(found.report, found.recommendation)
    if told := refused(request, "remark", about.row.cited_as):
        return told
    form = WordsForm(request.POST if request.method == "POST" else None)

    def do() -> tuple[str, Any]:
        remarks.withdraw(
            remark=found,
            by=request.user,
            now=timezone.now(),
            because_of=form.cleaned_data["because_of"],
        )
        return _("Withdrawn. The history keeps it."), about.row

    deed = Deed(
        heading=_("Withdraw a remark"), button=_("Withdraw it"), about=about.row, quoted=found.text
    )
    return done_or_again(request, form, do, deed=deed)


def _about(request: UserRequest, slug: str, number: str) -> About:
    reports = Report.objects.visible_to(request.user).select_related("mechanism")
    report = get_object_or_404(reports, slug=slug)
    if not number:
        return About(report, None)
    rows = Recommendation.objects.visible_to(request.user).select_related("report__mechanism")
    return About(report, get_object_or_404(rows, report=report, number=number))


def _language(request: UserRequest) -> str:
    """The language that is written in: asked for, else that of the page."""
    asked = request.GET.get("language", "")
    here = get_language() or ""
    known = Language.values
    return next((one for one in (asked, here) if one in known), Language.ENGLISH.value)


def _key(newest: Remark | None) -> int:
    return newest.pk if newest else 0


def _earlier(request: UserRequest, about: About, language: str) -> Any:
    return (
        Remark.objects.visible_to(request.user)
        .filter(report=about.report, recommendation=about.recommendation, language=language)
        .select_related("written_by")
        .newest_first()[:SHOWN]
    )
