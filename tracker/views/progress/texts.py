"""Forms of the texts of an edition's progress reports: senders and prefaces, summary, remarks."""

from functools import partial

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext as _

from tracker import policies
from tracker.actions.base import Command
from tracker.actions.progress import texts
from tracker.actions.reference_rows import AddRow, ChangeRow, add, change
from tracker.forms.base import newest_event_of
from tracker.forms.progress import PAGE, BindingsForm, RemarkForm, ReportTextForm
from tracker.models import Recommendation, Remark, Report, ReportText
from tracker.progress import SummaryBinding
from tracker.requests import UserRequest, form_view, posted
from tracker.summaries.progress.bindings import bind, find_bindings, load_statuses
from tracker.views.base import (
    FormPage,
    reason_page,
    render_form,
    report_or_404,
    save_form,
    save_page,
    visible_or_404,
)
from tracker.vocabulary import Language


@form_view
def edit_report_text(request: UserRequest, slug: str) -> HttpResponse:
    """Write what the reports of an edition say of their sender, in one language."""
    report, language = report_or_404(request, slug), language_of(request)
    policies.check_can_change(request.user, "reporttext", report.cited_as)
    rows = ReportText.objects.visible_to(request.user)
    row = rows.filter(report=report, language=language).first()
    form = ReportTextForm(posted(request), initial=model_to_dict(row) if row else None)
    form.remember_version(partial(newest_event_of, row) if row else lambda: 0)
    heading = _("Sender and preface")

    def save(command: Command) -> ReportText:
        fields = {name: form.cleaned_data[name] for name in form.FIRST}
        if row is None:
            fields |= {"report": report, "language": language}
            return add(AddRow(model=ReportText, fields=fields, reason=heading, by=command.by))
        last_event = form.cleaned_data["last_event"]
        return change(
            ChangeRow(row=row, fields=fields, reason=heading, by=command.by, last_event=last_event)
        )

    return save_form(
        request,
        form,
        save,
        Command,
        done=_("Saved. Reports created from now on print it."),
        to=f"{request.path}?language={language}",
    ) or render_form(
        request,
        "progress/texts.html",
        form,
        heading=heading,
        report=report,
        language=language,
        languages=Language.choices,
    )


MAX_EARLIER = 20  # earlier texts shown


@form_view
def edit_remark(request: UserRequest, slug: str, number: str = "") -> HttpResponse:
    """Write the summary of a report or the remark on a recommendation, in one language."""
    report = report_or_404(request, slug)
    recommendation = _recommendation_or_404(request, report, number) if number else None
    subject = recommendation or report
    policies.check_can_change(request.user, "remark", subject.cited_as)
    language = language_of(request)
    form = RemarkForm(posted(request))
    find_newest = partial(texts.newest_remark, report, recommendation, language)
    newest = find_newest()
    form.initial = {"text": newest.text if newest else "", "as_of": request.today}
    form.remember_version(lambda: getattr(find_newest(), "pk", 0))
    if response := save_form(
        request,
        form,
        texts.write,
        partial(
            texts.WriteRemark,
            report=report,
            recommendation=recommendation,
            language=language,
        ),
        done=_("Saved. Progress reports print it from that day on."),
        to=lambda saved: _after_saving(saved, request),
    ):
        if len(form.cleaned_data["text"]) > PAGE:
            messages.warning(
                request,
                _("The text is longer than a page, so a brief becomes longer than two pages."),
            )
        return response
    earlier = Remark.objects.visible_to(request.user).filter(
        report=report, recommendation=recommendation, language=language
    )
    return render_form(
        request,
        "progress/remark.html",
        form,
        heading=_("Remark for the progress report") if recommendation else _("Executive summary"),
        subject=subject,
        recommendation=recommendation,
        language=language,
        languages=Language.choices,
        # To be read below the form, if somebody else wrote it meanwhile.
        newest=find_newest() if form.is_bound else newest,
        compared=[] if recommendation or not newest else _compare(newest, request),
        earlier=earlier.select_related("written_by").newest_first()[:MAX_EARLIER],
    )


def _after_saving(remark: Remark, request: UserRequest) -> str:
    """Return where to choose what is compared with the data, if anything can be."""
    statuses = dict(remark.report.recommendations.values_list("number", "status"))
    is_summary = remark.recommendation_id is None
    if is_summary and find_bindings(remark.text, remark.language, statuses):
        return reverse("remark_bindings", args=[remark.pk])
    return f"{request.path}?language={remark.language}"


def _compare(summary: Remark, request: UserRequest) -> list[SummaryBinding]:
    """Return what today's data says of the numbers and statuses of an executive summary."""
    statuses = load_statuses(summary.report, user=request.user, on=request.today)
    return [bind(statuses, **stored) for stored in summary.bindings]


@form_view
def edit_bindings(request: UserRequest, pk: int) -> HttpResponse:
    """Choose which numbers and statuses of an executive summary are compared with the data."""
    summaries = Remark.objects.visible_to(request.user).filter(recommendation=None)
    summary = visible_or_404(summaries.not_withdrawn(), request.user, "report__mechanism", pk=pk)
    report = summary.report
    policies.check_can_change(request.user, "remark", report.cited_as)
    earlier = summaries.filter(report=report, language=summary.language).exclude(pk=pk)
    form = BindingsForm(posted(request))
    statuses = load_statuses(report, user=request.user, on=request.today)
    form.offer(summary, earlier.newest_first().first(), statuses)
    page = FormPage(
        heading=_("Numbers of the executive summary"),
        button=_("Save"),
        subject=report,
        quotation=summary.text,
    )
    return save_page(
        request,
        form,
        page,
        texts.bind,
        partial(texts.BindSummary, remark=summary),
        done=_("Saved. Reports mark what the data overtakes."),
        to=f"{reverse('summary_edit', args=[report.slug])}?language={summary.language}",
    )


@form_view
def withdraw_remark(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw a remark, with a reason."""
    related = ("report__mechanism", "recommendation__report__mechanism")
    current = visible_or_404(Remark.objects.not_withdrawn(), request.user, *related, pk=pk)
    subject = current.recommendation or current.report
    policies.check_can_change(request.user, "remark", subject.cited_as)
    page = FormPage(
        heading=_("Withdraw a remark"),
        button=_("Withdraw"),
        subject=subject,
        quotation=current.text,
    )
    return reason_page(
        request,
        page,
        texts.withdraw,
        partial(texts.WithdrawRemark, remark=current),
        done=_("Withdrawn. The history keeps it."),
    )


def _recommendation_or_404(request: UserRequest, report: Report, number: str) -> Recommendation:
    return visible_or_404(
        Recommendation, request.user, "report__mechanism", report=report, number=number
    )


def language_of(request: UserRequest) -> str:
    """Return the language to write in: the one asked for, else that of the page."""
    codes = (request.GET.get("language"), get_language())
    return next((code for code in codes if code in Language.values), Language.ENGLISH.value)
