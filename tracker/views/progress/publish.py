"""Forms to freeze a progress report as a draft, publish it, discard it or withdraw it."""

from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.tasks import TaskResult
from django.urls import reverse
from django.utils.translation import get_language, gettext as _, gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from tracker import policies, tasks
from tracker.actions import progress
from tracker.actions.assessments.texts import keep_conclusions
from tracker.errors import InvalidValue
from tracker.forms.assessments.fields import ConclusionsForm
from tracker.forms.progress import (
    DiscardForm,
    NewPublicationForm,
    PublishForm,
    WithdrawReportForm,
)
from tracker.models import Assessment, Publication, Recommendation, Report
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.summaries.progress.publications import has_remarks
from tracker.views.base import (
    FormPage,
    render_form,
    result_or_404,
    save_form,
    save_page,
    visible_or_404,
)
from tracker.views.progress.publications import publication_or_404
from tracker.vocabulary import Audience

MAX_CONCLUSIONS = 200  # on one page: of the first assessed recommendations of an edition
MAX_SYNC_RECOMMENDATIONS = 500  # above that a draft is made in a task
WORKER_TIMEOUT = timedelta(minutes=2)  # a running worker starts a task within this time
DRAFT_MESSAGE = gettext_lazy("Draft created. It waits to be published.")


@form_view
def create_publication(request: UserRequest, slug: str) -> HttpResponse:
    """Freeze the report that the address asks for as a draft."""
    report = visible_or_404(Report, request.user, "mechanism__issuer", slug=slug)
    request.back = report
    policies.progress.check_can_draft(request.user)
    form = NewPublicationForm(posted(request))

    is_long = report.recommendations.count() > MAX_SYNC_RECOMMENDATIONS
    conclusions = reverse("conclusions", args=[slug])
    page = FormPage(
        _("Create a draft for publication"),
        _("Create the draft"),
        report,
        link=(f"{conclusions}?{request.GET.urlencode()}", _("Check the conclusions first")),
    )
    return save_page(
        request,
        form,
        page,
        _make_in_task if is_long else progress.make_draft,
        partial(
            progress.MakeDraft,
            report=report,
            parameters=dict(request.GET.lists()),
            language=request.GET.get("language") or get_language() or "en",
        ),
        done=lambda made: (
            DRAFT_MESSAGE if isinstance(made, Publication) else _("The report is being created.")
        ),
        to=lambda made: made,
    )


@form_view
def conclusions(request: UserRequest, slug: str) -> HttpResponse:
    """Offer a conclusion for each assessed recommendation, and keep what a person decides on."""
    report = visible_or_404(Report, request.user, "mechanism__issuer", slug=slug)
    request.back = report
    policies.progress.check_can_draft(request.user)
    assessed = Recommendation.objects.visible_to(request.user).filter(report=report)
    current = (
        assessed.order_by("sort_key")
        .exclude(current_assessment=None)
        .values("current_assessment")[:MAX_CONCLUSIONS]
    )
    assessments = (
        Assessment.objects.visible_to(request.user)
        .filter(pk__in=current)
        .select_related("recommendation__report__mechanism")
        .prefetch_related("recommendation__translations")
        .order_by("recommendation__sort_key")
    )
    form = ConclusionsForm(posted(request), assessments=assessments)
    return save_form(
        request,
        form,
        keep_conclusions,
        form.commands,
        done=_("The conclusions are kept."),
        to=f"{reverse('publication_new', args=[slug])}?{request.GET.urlencode()}",
    ) or render_form(request, "progress/publications/conclusions.html", form, report=report)


def _make_in_task(command: progress.MakeDraft) -> Publication | str:
    """Make a long report in a task: return its address, or what a task without a worker made."""
    result = tasks.enqueue_draft(command)
    if not result.is_finished:
        return reverse("publication_task", args=[result.id])
    if reason := _refusal(result):
        raise InvalidValue(reason)
    return Publication.objects.get(pk=result.return_value["publication"])


@page_view
def publication_task(request: UserRequest, key: str) -> HttpResponse:
    """Show how far a long report is; the page asks again until the draft is made."""
    policies.progress.check_can_draft(request.user)
    result = result_or_404(tasks.make_draft, key, by=request.user)
    params = result.kwargs
    if result.is_finished and request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # the result is a page with a head of its own
    reason = _refusal(result) if result.is_finished else ""
    if result.is_finished and not reason:
        return redirect(publication_or_404(request, result.return_value["publication"]))
    waits_since = None if result.started_at else result.enqueued_at
    done, total = tasks.get_progress(key)
    context = {
        "report": visible_or_404(Report, request.user, pk=params["report"]),
        "query": urlencode({**params["parameters"], "language": params["language"]}, doseq=True),
        "reason": reason,
        "waits_since": waits_since,
        "is_left": waits_since and request.now - waits_since > WORKER_TIMEOUT,
        "done": done,
        "of": total,
    }
    return render(
        request, "progress/publications/in_progress.html", context, status=422 if reason else 200
    )


def _refusal(result: "TaskResult[Any, Any]") -> str:
    """Return why a finished task made no draft; empty if it made one."""
    if tasks.is_interrupted(result):
        return _("Creating the report was interrupted. Create it again.")
    if result.errors:
        return _("The report could not be created. Ask an administrator to check the log.")
    return str(result.return_value.get("refused", ""))


@form_view
def publish(request: UserRequest, pk: int) -> HttpResponse:
    """Publish a draft; the publisher decides which publications it supersedes."""
    publication = publication_or_404(request, pk)
    policies.progress.check_can_publish(request.user, publication)
    older = progress.find_superseded(publication)
    form = PublishForm(posted(request))
    is_read_outside = publication.audience != Audience.INTERNAL
    return save_form(
        request,
        form,
        progress.publish,
        partial(progress.PublishReport, publication=publication),
        done="",
        to=publication,
    ) or render_form(
        request,
        "progress/publications/publish.html",
        form,
        publication=publication,
        older=older,
        is_remarked=is_read_outside and has_remarks(publication),
    )


@form_view
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """Discard a draft."""
    publication = publication_or_404(request, pk)
    policies.progress.check_can_discard(request.user, publication)
    form = DiscardForm(posted(request))
    return save_page(
        request,
        form,
        FormPage(_("Discard the draft"), _("Discard"), publication),
        progress.discard,
        partial(progress.DiscardDraft, publication=publication),
        done=_("Draft discarded."),
    )


@form_view
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw a publication, with a notice."""
    publication = publication_or_404(request, pk)
    policies.progress.check_can_withdraw(request.user, publication)
    older = progress.find_reinstated(publication)
    form = WithdrawReportForm(posted(request), older=older)
    return save_page(
        request,
        form,
        FormPage(_("Withdraw the report"), _("Withdraw"), publication),
        progress.withdraw,
        partial(progress.WithdrawReport, publication=publication),
        done=_("Report withdrawn."),
    )
