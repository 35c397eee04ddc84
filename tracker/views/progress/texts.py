"""Texts of an edition's progress reports: senders and prefaces, summary, remarks, translations."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from io import BytesIO

from django import forms, http, urls
from django.contrib import messages
from django.core.paginator import Paginator
from django.utils.translation import get_language, gettext as _, ngettext

from tracker import policies, progress, vocabulary
from tracker.actions.base import Command, WithdrawRow
from tracker.actions.progress import texts
from tracker.actions.reference_rows import AddRow, ChangeRow, add, change, withdraw as withdraw_row
from tracker.forms.base import newest_event_of
from tracker.forms.progress import (
    PAGE,
    BindingsForm,
    RemarkForm,
    ReportTextForm,
    TranslationsForm,
    TranslationTableForm,
)
from tracker.models import Recommendation, Remark, Report, ReportText
from tracker.reporting import CONTENT_TYPES, csv, xlsx
from tracker.requests import UserRequest, form_view, posted
from tracker.summaries.progress.report import build_progress
from tracker.summaries.progress.texts import (
    TranslationLine,
    bind,
    find_bindings,
    list_lines,
    load_statuses,
)
from tracker.views.base import (
    FormPage,
    reason_page,
    recommendation_or_404,
    render_form,
    report_or_404,
    save_form,
    save_or_show,
    save_page,
    visible_or_404,
)


@form_view
def edit_report_text(request: UserRequest, slug: str) -> http.HttpResponse:
    """Write what the reports of an edition say of their sender, in one language."""
    report, language = report_or_404(request, slug), language_of(request)
    policies.check_can_change(request.user, "reporttext", report.cited_as)
    row = (
        ReportText.objects.visible_to(request.user).filter(report=report, language=language).first()
    )
    form = ReportTextForm(posted(request), initial=forms.model_to_dict(row) if row else None)
    form.remember_version(partial(newest_event_of, row) if row else lambda: 0)
    heading = _("Sender and preface")

    def save(command: Command) -> ReportText:
        fields = {field.name: form.cleaned_data[field.name] for field in form.first}
        if row is None:
            fields |= {"report": report, "language": language}
            return add(AddRow(model=ReportText, fields=fields, reason=heading, by=command.by))
        return change(
            ChangeRow(
                row=row,
                fields=fields,
                reason=heading,
                by=command.by,
                last_event=form.cleaned_data["last_event"],
            )
        )

    return save_or_show(
        request,
        form,
        "progress/texts.html",
        save,
        Command,
        done=_("Saved. Reports created from now on print it."),
        to=f"{request.path}?language={language}",
        heading=heading,
        report=report,
        language=language,
        languages=vocabulary.Language.choices,
    )


MAX_EARLIER = 20  # earlier texts shown


@form_view
def edit_remark(request: UserRequest, slug: str, number: str = "") -> http.HttpResponse:
    """Write the summary of a report or the remark on a recommendation, in one language."""
    report = report_or_404(request, slug)
    recommendation = recommendation_or_404(request, slug, number) if number else None
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
    return render_form(
        request,
        "progress/remark.html",
        form,
        heading=_("Remark for the progress report") if recommendation else _("Executive summary"),
        subject=subject,
        recommendation=recommendation,
        language=language,
        languages=vocabulary.Language.choices,
        # To be read below the form, if somebody else wrote it meanwhile.
        newest=find_newest() if form.is_bound else newest,
        compared=[] if recommendation or not newest else _compare(newest, request),
        earlier=Remark.objects.visible_to(request.user)
        .filter(report=report, recommendation=recommendation, language=language)
        .select_related("written_by")
        .newest_first()[:MAX_EARLIER],
    )


def _after_saving(remark: Remark, request: UserRequest) -> str:
    """Return where to choose what is compared with the data, if anything can be."""
    return (
        urls.reverse("remark_bindings", args=[remark.pk])
        if (remark.recommendation_id is None)
        and find_bindings(
            remark.text,
            remark.language,
            dict(remark.report.recommendations.values_list("number", "status")),
        )
        else f"{request.path}?language={remark.language}"
    )


def _compare(summary: Remark, request: UserRequest) -> list[progress.SummaryBinding]:
    """Return what today's data says of the numbers and statuses of an executive summary."""
    statuses = load_statuses(summary.report, user=request.user, on=request.today)
    return [bind(statuses, **stored) for stored in summary.bindings]


@form_view
def edit_bindings(request: UserRequest, pk: int) -> http.HttpResponse:
    """Choose which numbers and statuses of an executive summary are compared with the data."""
    summaries = Remark.objects.visible_to(request.user).filter(recommendation=None)
    summary = visible_or_404(summaries.not_withdrawn(), request.user, "report__mechanism", pk=pk)
    report = summary.report
    policies.check_can_change(request.user, "remark", report.cited_as)
    earlier = summaries.filter(report=report, language=summary.language).exclude(pk=pk)
    form = BindingsForm(posted(request))
    form.offer(
        summary,
        earlier.newest_first().first(),
        load_statuses(report, user=request.user, on=request.today),
    )
    return save_page(
        request,
        form,
        FormPage(
            heading=_("Numbers of the executive summary"),
            button=_("Save"),
            subject=report,
            quotation=summary.text,
        ),
        texts.bind,
        partial(texts.BindSummary, remark=summary),
        done=_("Saved. Reports mark what the data overtakes."),
        to=f"{urls.reverse('summary_edit', args=[report.slug])}?language={summary.language}",
    )


@form_view
def withdraw_remark(request: UserRequest, pk: int) -> http.HttpResponse:
    """Withdraw a remark, with a reason."""
    related = ("report__mechanism", "recommendation__report__mechanism")
    current = visible_or_404(Remark.objects.not_withdrawn(), request.user, *related, pk=pk)
    subject = current.recommendation or current.report
    policies.check_can_change(request.user, "remark", subject.cited_as)
    return reason_page(
        request,
        FormPage(
            heading=_("Withdraw a remark"),
            button=_("Withdraw"),
            subject=subject,
            quotation=current.text,
        ),
        withdraw_row,
        partial(WithdrawRow, row=current),
        done=_("Withdrawn. The history keeps it."),
    )


def language_of(request: UserRequest) -> str:
    """Return the language to write in: the one asked for, else that of the page."""
    return next(
        (
            code
            for code in (request.GET.get("language"), get_language())
            if code in vocabulary.Language.values
        ),
        vocabulary.Language.ENGLISH.value,
    )


MAX_RECOMMENDATIONS = 500  # whose texts are listed, the first of an edition
PAGE_SIZE = 40  # texts: each has several fields, and a form may have 1,000


@form_view
def translation_desk(request: UserRequest, slug: str) -> http.HttpResponse:
    """List the texts of a report that lack a language, save translations, or send the table."""
    report, language = _report(request, slug), language_of(request)
    lines = _lines(request, report, language)
    waiting = [line for line in lines if not line.translation or line.is_outdated]
    shown = lines if request.GET.get("show") == "all" else waiting
    if (file_format := request.GET.get("format", "")) in ("csv", "xlsx"):
        return _table_response(shown, report, language, file_format, now=request.now)
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    sent = posted(request)  # what was on the page, whatever was translated meanwhile
    on_page = [line for line in lines if line.name in sent] if sent else list(page)
    return save_or_show(
        request,
        TranslationsForm(
            sent, lines=on_page, language=language, initial={"translated_by": str(request.user)}
        ),
        "progress/translations.html",
        texts.translate,
        partial(texts.TranslateTexts, language=language),
        done=_count_saved,
        to=f"{request.path}?{request.GET.urlencode()}",
        report=report,
        language=language,
        languages=vocabulary.Language.choices,
        page=page,
        total=len(lines),
        translated=len(lines) - len(waiting),
        outdated=sum(line.is_outdated for line in lines),
        shows_all=shown is lines,
    )


@form_view
def import_translations(request: UserRequest, slug: str) -> http.HttpResponse:
    """Take the table back, with translations filled in."""
    report, language = _report(request, slug), language_of(request)
    return save_page(
        request,
        TranslationTableForm(
            *((request.POST, request.FILES) if request.method == "POST" else ()), language=language
        ),
        FormPage(
            _("Import translations into %(language)s")
            % {"language": vocabulary.Language(language).label},
            _("Import"),
            report,
        ),
        texts.translate,
        partial(texts.TranslateTexts, language=language),
        done=_count_saved,
        to=f"{urls.reverse('translations', args=[slug])}?language={language}",
    )


def _report(request: UserRequest, slug: str) -> Report:
    request.back = report = report_or_404(request, slug)
    policies.check_can_change(request.user, "texttranslation", report.cited_as)
    return report


def _lines(request: UserRequest, report: Report, language: str) -> list[TranslationLine]:
    return list_lines(
        build_progress(
            report,
            recommendations=Recommendation.objects.visible_to(request.user),
            on=request.today,
            language=language,
            shown=range(MAX_RECOMMENDATIONS),
            is_translated=False,
        )
    )


def _count_saved(rows: Sequence[object]) -> str:
    return ngettext(
        "%(number)d translation saved.", "%(number)d translations saved.", len(rows)
    ) % {"number": len(rows)}


def _table_response(
    lines: list[TranslationLine],
    report: Report,
    language: str,
    file_format: str,
    *,
    now: datetime,
) -> http.HttpResponse:
    rows, out = [texts.table_row(line, language) for line in lines], BytesIO()
    name = f"{report.slug}-translations-{language}.{file_format}"
    if file_format == "csv":
        out.write("".join(csv.lines([texts.COLUMNS, *rows])).encode())
    else:
        title = f"{report.cited_as} · {vocabulary.Language(language).label}"
        xlsx.write_workbook(
            out,
            [(title, ""), ("", _("Fill in the column “translation”. Leave the others."))],
            [
                xlsx.Sheet(
                    _("Translations"), texts.COLUMNS, (28, 16, 28, 10, 70, 70, 24, 10, 16), rows
                )
            ],
            {"title": title, "author": "Heed", "created": now.replace(tzinfo=None)},
            language,
        )
    return http.HttpResponse(
        out.getvalue(),
        content_type=CONTENT_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
