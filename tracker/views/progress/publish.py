"""Forms of progress reports: remarks, drafts, their publication and withdrawal, schedules."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from django import http, shortcuts, urls
from django.conf import settings
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext
from django_htmx.http import HttpResponseClientRefresh

from tracker import errors, policies, tasks
from tracker.actions import progress, reference_rows, workers
from tracker.actions.assessments.review import keep_conclusions
from tracker.actions.base import Command, WithdrawRow
from tracker.filters import base, parameters, recommendations
from tracker.filters.progress import check_single_values
from tracker.forms.assessments.fields import ConclusionsForm
from tracker.forms.base import newest_event_of
from tracker.forms.progress import (
    DiscardForm,
    NewPublicationForm,
    PublishForm,
    RecipientsForm,
    ReplyForm,
    SavedReportForm,
    SendDraftForm,
    WithdrawReportForm,
)
from tracker.models import (
    Assessment,
    Publication,
    Recommendation,
    Reply,
    Report,
    SavedReport,
)
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.summaries.progress.publications import describe_missing_conclusions, has_remarks
from tracker.views.base import (
    FormPage,
    PageLink,
    open_form,
    reason_page,
    render_page,
    report_or_404,
    result_or_404,
    save_or_show,
    save_page,
    visible_or_404,
)
from tracker.views.progress.preview import bodies_of
from tracker.views.progress.publications import (
    conclusions_address,
    content_or_problem,
    publication_or_404,
)
from tracker.vocabulary import (
    Audience,
    Basis,
    Frequency,
    Language,
    PastDay,
    Perspective,
    ReportKind,
)

MAX_CONCLUSIONS = 200  # on one page
MAX_SYNC_RECOMMENDATIONS = 500  # above that a draft is made in a task
DRAFT_MESSAGE = gettext_lazy("Draft created. It waits to be published.")


@form_view
def create_publication(request: UserRequest, slug: str) -> http.HttpResponse:
    """Freeze the report that the address asks for as a draft."""
    request.back = report = report_or_404(request, slug)
    policies.progress.check_can_draft(request.user)
    is_long = report.recommendations.count() > MAX_SYNC_RECOMMENDATIONS
    offered = (
        Recommendation.objects.visible_to(request.user)
        .filter(report=report, current_assessment__conclusion="")
        .count()
    )
    text = ngettext(
        "Keep the conclusions first: %(number)d is a draft.",
        "Keep the conclusions first: %(number)d are drafts.",
        offered,
    )
    return save_page(
        request,
        NewPublicationForm(posted(request)),
        FormPage(
            _("Create a draft for publication"),
            _("Create the draft"),
            report,
            link=(
                f"{urls.reverse('conclusions', args=[slug])}?{request.GET.urlencode()}",
                text % {"number": offered} if offered else _("Check the conclusions first"),
            ),
        ),
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
def conclusions(request: UserRequest, slug: str) -> http.HttpResponse:
    """Offer a conclusion for each assessed recommendation, and keep what a person decides on."""
    request.back = report = report_or_404(request, slug)
    policies.progress.check_can_draft(request.user)
    rows = Assessment.objects.visible_to(request.user).filter(recommendation__report=report)
    analysts = (
        rows.valid_on(
            parameters.parse_past_day(request.GET, today=request.today) or PastDay(request.today)
        )
        .filter(perspective=Perspective.ANALYST)
        .order_by("as_of", "pk")
    )
    newest = {  # by place; those without a conclusion come first, as there may be too many
        place: (bool(text), place, key)
        for place, text, key in analysts.values_list("recommendation__sort_key", "conclusion", "pk")
    }
    assessments = (
        rows.filter(pk__in=[key for *_, key in sorted(newest.values())[:MAX_CONCLUSIONS]])
        .select_related("recommendation__report__mechanism")
        .prefetch_related("recommendation__translations")
        .order_by("recommendation__sort_key")
    )
    form = ConclusionsForm(posted(request), assessments=assessments)
    return save_or_show(
        request,
        form,
        "progress/publications/conclusions.html",
        keep_conclusions,
        form.commands,
        done=_("The conclusions are kept."),
        to=f"{urls.reverse('publication_new', args=[slug])}?{request.GET.urlencode()}",
        report=report,
    )


def _make_in_task(command: progress.MakeDraft) -> Publication | str:
    """Make a long report in a task: return its address, or what a task without a worker made."""
    result = tasks.enqueue_draft(command)
    if not result.is_finished:
        return urls.reverse("publication_task", args=[result.id])
    if reason := _refusal(result):
        raise errors.InvalidValue(reason)
    return Publication.objects.get(pk=result.return_value["publication"])


@page_view
def publication_task(request: UserRequest, key: str) -> http.HttpResponse:
    """Show how far a long report is; the page asks again until the draft is made."""
    policies.progress.check_can_draft(request.user)
    result = result_or_404(tasks.make_draft, key, by=request.user)
    params = result.kwargs
    if result.is_finished and request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()  # the result is a page with a head of its own
    reason = _refusal(result) if result.is_finished else ""
    if result.is_finished and not reason:
        return shortcuts.redirect(publication_or_404(request, result.return_value["publication"]))
    done, total = tasks.get_progress(key)
    return render_page(
        request,
        "progress/publications/in_progress.html",
        status=422 if reason else 200,
        report=visible_or_404(Report, request.user, pk=params["report"]),
        query=urlencode({**params["parameters"], "language": params["language"]}, doseq=True),
        reason=reason,
        has_worker=workers.any_alive(),
        done=done,
        of=total,
    )


def _refusal(result: tasks.Result) -> str:
    """Return why a finished task made no draft; empty if it made one."""
    if tasks.is_interrupted(result):
        return _("Creating the report was interrupted. Create it again.")
    if result.errors:
        return _("The report could not be created. Ask an administrator to check the log.")
    return str(result.return_value.get("refused", ""))


@form_view
def publish(request: UserRequest, pk: int) -> http.HttpResponse:
    """Publish a draft; the publisher decides which publications it supersedes."""
    publication = publication_or_404(request, pk)
    policies.progress.check_can_publish(request.user, publication)
    content, _problem = content_or_problem(publication, request.user)
    return save_or_show(
        request,
        PublishForm(posted(request)),
        "progress/publications/publish.html",
        progress.publish,
        partial(progress.PublishReport, publication=publication),
        done="",
        to=publication,
        publication=publication,
        missing=describe_missing_conclusions(content) if content else "",
        conclusions=conclusions_address(publication),
        overtaken=content.summary.overtaken if content and content.summary else (),
        older=progress.find_superseded(publication),
        is_remarked=(publication.audience != Audience.INTERNAL) and has_remarks(publication),
    )


@form_view
def discard(request: UserRequest, pk: int) -> http.HttpResponse:
    """Discard a draft."""
    publication = publication_or_404(request, pk)
    policies.progress.check_can_discard(request.user, publication)
    return save_page(
        request,
        DiscardForm(posted(request)),
        FormPage(_("Discard the draft"), _("Discard"), publication),
        progress.discard,
        partial(progress.WithdrawReport, publication=publication),
        done=_("Draft discarded."),
    )


@form_view
def withdraw(request: UserRequest, pk: int) -> http.HttpResponse:
    """Withdraw a publication, with a notice."""
    publication = publication_or_404(request, pk)
    policies.progress.check_can_withdraw(request.user, publication)
    return save_page(
        request,
        open_form(WithdrawReportForm, request, publication),
        FormPage(_("Withdraw the report"), _("Withdraw"), publication),
        progress.withdraw,
        partial(progress.WithdrawReport, publication=publication),
        done=_("Report withdrawn."),
    )


MAX_ROWS = 200


@page_view
def saved_report_list(request: UserRequest) -> http.HttpResponse:
    """List the saved reports, the next due first; then those that were stopped or are over."""
    rows = (
        SavedReport.objects.visible_to(request.user)
        .select_related("report__mechanism", "author")
        .prefetch_related("recipients")
    )
    return render_page(
        request,
        "progress/saved_reports/list.html",
        rows=[
            (saved_report, _describe(saved_report.conditions))
            for saved_report in (
                rows.not_withdrawn()
                .filter(next_run_on__isnull=False)
                .order_by("next_run_on", "pk")[:MAX_ROWS]
            )
        ],
        stopped=rows.exclude(withdrawn_at=None, next_run_on__isnull=False).order_by("-pk")[
            :MAX_ROWS
        ],
        today=request.today,
        has_mail=settings.HAS_MAIL,
    )


@form_view
def create_saved_report(request: UserRequest, slug: str) -> http.HttpResponse:
    """Save a report to be made again; the address fills the form in as the preview was."""
    report = report_or_404(request, slug)
    policies.check_can_change(request.user, "savedreport", _("A scheduled report"))
    request.back = report
    check_single_values(dict(request.GET.lists()))
    conditions = {  # that the form has no field for
        name: values
        for name, values in progress.extract_conditions(dict(request.GET.lists())).items()
        if name not in ("body", "theme")
    }
    return save_or_show(
        request,
        SavedReportForm(
            posted(request),
            initial=_initial(request),
            bodies=bodies_of(report, request.user),
            other_conditions=conditions,
        ),
        "progress/saved_reports/form.html",
        progress.publications.save_report,
        partial(progress.publications.SaveReport, report=report),
        done=_("Scheduled. A draft is created on the day you chose."),
        to="saved_report_list",
        has_mail=settings.HAS_MAIL,
        report=report,
        conditions=_describe(conditions),
        unsaved=list(_unsaved_parameters(request)),
    )


@form_view
def edit_recipients(request: UserRequest, pk: int) -> http.HttpResponse:
    """Change who gets a message about the reports made of a saved one."""
    saved_report = visible_or_404(SavedReport, request.user, "report__mechanism", pk=pk)
    policies.check_can_change(request.user, "savedreport", saved_report.name)
    users = saved_report.recipients.order_by("username")
    lines = "\n".join([*(user.username for user in users), *saved_report.addresses])
    form = RecipientsForm(posted(request), initial={"recipients": lines})
    form.remember_version(partial(newest_event_of, saved_report))

    def save(command: Command) -> SavedReport:
        users, addresses = form.cleaned_data["recipients"]
        return reference_rows.change(
            reference_rows.ChangeRow(
                row=saved_report,
                fields={"addresses": addresses},
                many={"recipients": users},
                reason=_("Recipients changed"),
                by=command.by,
                last_event=form.cleaned_data["last_event"],
            )
        )

    return save_page(
        request,
        form,
        FormPage(
            _("Recipients of “%(name)s”") % {"name": saved_report.name},
            _("Save"),
            PageLink(_("Scheduled reports"), "saved_report_list"),
        ),
        save,
        Command,
        done=_("Recipients saved."),
    )


@form_view
def stop_saved_report(request: UserRequest, pk: int) -> http.HttpResponse:
    """Stop a saved report, with a reason."""
    saved_report = visible_or_404(SavedReport, request.user, "report__mechanism", pk=pk)
    policies.check_can_change(request.user, "savedreport", saved_report.name)
    return reason_page(
        request,
        FormPage(
            heading=_("Stop “%(name)s”") % {"name": saved_report.name},
            button=_("Stop"),
            subject=saved_report.report,
        ),
        reference_rows.withdraw,
        partial(WithdrawRow, row=saved_report),
        done=_("Stopped. The reports already created are kept."),
        to="saved_report_list",
    )


def _describe(conditions: Mapping[str, Sequence[str]]) -> str:
    """Return conditions as people read them: “Status: Partially implemented; Words: shelter”."""
    return "; ".join(
        f"{label}: {reads}"
        for label, reads in base.describe_parameters(
            recommendations.RecommendationFilter.base_filters, conditions
        )
    )


def _unsaved_parameters(request: UserRequest) -> Iterator[str]:
    """Yield a sentence for each parameter of the preview that a saved report has not."""
    if request.GET.get("since"):
        yield _(
            "The first day chosen in the preview is not kept. Each report shows "
            "changes since the previous one."
        )
    if request.GET.get("reference") or request.GET.get("reply_by"):
        yield _("Reference and “reply by” are not kept: each letter has its own.")
    if request.GET.get("basis", Basis.AS_KNOWN_NOW) != Basis.AS_KNOWN_NOW:
        yield _(
            "“Based on” is not kept: a brief, “What changed” and an evidence pack "
            "show what was recorded then; the other kinds show what is known on the "
            "day they are created."
        )


def _initial(request: UserRequest) -> dict[str, object]:
    """Return the parameters of the address that the form has fields for."""
    params = {name: request.GET.get(name, "") for name in ("kind", "audience", "body", "theme")}
    language = request.GET.get("language") or get_language() or ""
    return {
        **params,
        "kind": params["kind"] or ReportKind.BRIEF.value,
        "audience": params["audience"]
        or (Audience.BODY if params["kind"] == ReportKind.BODY else Audience.INTERNAL).value,
        "language": language if language in Language.values else Language.ENGLISH.value,
        "frequency": Frequency.QUARTER.value,
        "first_run_on": request.today,
    }


@form_view
def edit_reply(request: UserRequest, pk: int, key: int = 0) -> http.HttpResponse:
    """Record that a body was sent a draft, or its reply: by its focal point or an analyst.

    One that is no longer open has no page; its form, opened before, is refused and kept.
    """
    publication, open_rows = publication_or_404(request, pk), Reply.objects.open_to(request.user)
    rows = Reply.objects.not_withdrawn() if request.method == "POST" else open_rows
    reply = (
        visible_or_404(rows, request.user, "body", pk=key, publication=publication) if key else None
    )
    policies.check_can_change(request.user, "reply" if reply else "savedreport", str(publication))
    form = open_form(ReplyForm if reply else SendDraftForm, request)
    heading = (
        _("Reply of %(body)s") % {"body": reply.body.short} if reply else _("Send for a reply")
    )

    def save(command: Command) -> Reply:
        version = newest_event_of(reply) if reply else None
        fields = {field.name: form.cleaned_data[field.name] for field in form.first}
        fields |= {
            "entered_by": command.by,
            "publication": publication,
            "is_late": not publication.is_draft,
        }
        errors.Stale.raise_if(
            reply and not open_rows.filter(pk=key).exists(),
            _("A reply was recorded meanwhile, or the report was published. Your text is kept."),
        )
        errors.InvalidDate.raise_if(
            fields.get("replied_on", request.today) > request.today,
            _("The date is in the future. Choose today or earlier."),
        )
        return (
            reference_rows.add(
                reference_rows.AddRow(model=Reply, fields=fields, reason=heading, by=command.by)
            )
            if reply is None
            else reference_rows.change(
                reference_rows.ChangeRow(
                    row=reply, fields=fields, reason=heading, by=command.by, last_event=version
                )
            )
        )

    return save_page(
        request, form, FormPage(heading, _("Save"), publication), save, Command, done=_("Saved.")
    )
