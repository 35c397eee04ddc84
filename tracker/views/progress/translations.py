"""Translation desk: what people wrote for a report beside its translation, and as a table."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from io import BytesIO

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from tracker import policies
from tracker.actions.progress.texts import (
    COLUMNS,
    TranslateTexts,
    table_row,
    translate,
)
from tracker.forms.progress import TranslationsForm, TranslationTableForm
from tracker.models import Recommendation, Report
from tracker.reporting import CONTENT_TYPES, csv
from tracker.reporting.xlsx import Sheet, write_workbook
from tracker.requests import UserRequest, form_view, posted
from tracker.summaries.progress.report import build_progress
from tracker.summaries.progress.translations import TranslationLine, list_lines
from tracker.views.base import FormPage, render_form, report_or_404, save_form, save_page
from tracker.views.progress.texts import language_of
from tracker.vocabulary import Language

MAX_RECOMMENDATIONS = 500  # whose texts are listed, the first of an edition
PAGE_SIZE = 40  # texts: each has several fields, and a form may have 1,000


@form_view
def desk(request: UserRequest, slug: str) -> HttpResponse:
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
    form = TranslationsForm(
        sent, lines=on_page, language=language, initial={"translated_by": str(request.user)}
    )
    return save_form(
        request,
        form,
        translate,
        partial(TranslateTexts, language=language),
        done=_count_saved,
        to=f"{request.path}?{request.GET.urlencode()}",
    ) or render_form(
        request,
        "progress/translations.html",
        form,
        report=report,
        language=language,
        languages=Language.choices,
        page=page,
        total=len(lines),
        translated=len(lines) - len(waiting),
        outdated=sum(line.is_outdated for line in lines),
        shows_all=shown is lines,
    )


@form_view
def import_table(request: UserRequest, slug: str) -> HttpResponse:
    """Take the table back, with translations filled in."""
    report, language = _report(request, slug), language_of(request)
    files = (request.POST, request.FILES) if request.method == "POST" else ()
    heading = _("Import translations into %(language)s") % {"language": Language(language).label}
    return save_page(
        request,
        TranslationTableForm(*files, language=language),
        FormPage(heading, _("Import"), report),
        translate,
        partial(TranslateTexts, language=language),
        done=_count_saved,
        to=f"{reverse('translations', args=[slug])}?language={language}",
    )


def _report(request: UserRequest, slug: str) -> Report:
    report = report_or_404(request, slug)
    request.back = report
    policies.check_can_change(request.user, "texttranslation", report.cited_as)
    return report


def _lines(request: UserRequest, report: Report, language: str) -> list[TranslationLine]:
    progress = build_progress(
        report,
        recommendations=Recommendation.objects.visible_to(request.user),
        on=request.today,
        language=language,
        shown=range(MAX_RECOMMENDATIONS),
        is_translated=False,
    )
    return list_lines(progress)


def _count_saved(rows: Sequence[object]) -> str:
    saved = ngettext("%(number)d translation saved.", "%(number)d translations saved.", len(rows))
    return saved % {"number": len(rows)}


def _table_response(
    lines: list[TranslationLine],
    report: Report,
    language: str,
    file_format: str,
    *,
    now: datetime,
) -> HttpResponse:
    rows, out = [table_row(line, language) for line in lines], BytesIO()
    name = f"{report.slug}-translations-{language}.{file_format}"
    if file_format == "csv":
        out.write("".join(csv.lines([COLUMNS, *rows])).encode())
    else:
        title = f"{report.cited_as} · {Language(language).label}"
        notes = [(title, ""), ("", _("Fill in the column “translation”. Leave the others."))]
        sheet = Sheet(_("Translations"), COLUMNS, (28, 16, 28, 10, 70, 70, 24, 10, 16), rows)
        properties = {"title": title, "author": "Heed", "created": now.replace(tzinfo=None)}
        write_workbook(out, notes, [sheet], properties, language)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), content_type=CONTENT_TYPES[file_format], headers=headers)
